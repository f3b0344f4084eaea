"""The forms of accounts."""

from __future__ import annotations

from app.accounts.people import LONGEST_LOGIN, LONGEST_NAME
from app.messages import message
from app.web.faults import Fault
from app.web.forms import Form, secret_field, text_field

NEED_LOGIN = message("请填写邮箱或手机号")
NEED_PASSWORD = message("请填写密码")
NEED_NEW_PASSWORD = message("请填写新密码")
NEED_AGAIN = message("请把新密码再填一遍")


class SignInForm(Form):
    """Login and password."""

    login = text_field(LONGEST_LOGIN, needed=NEED_LOGIN)
    password = secret_field(NEED_PASSWORD)


class NewPasswordForm(Form):
    """A new password, typed twice because it cannot be read."""

    password = secret_field(NEED_NEW_PASSWORD)
    again = secret_field(NEED_AGAIN)

    def read_password(self) -> str:
        """The password. Raises Fault where the two differ."""
        if self.password.data != self.again.data:
            raise Fault(message("两次填的密码不一样，请重新填写"), "again")
        return str(self.password.data)


class ChangePasswordForm(NewPasswordForm):
    """The same, with the present one as proof."""

    current = secret_field(message("请填写现在的密码"))


class NameForm(Form):
    """How a person is called."""

    name = text_field(LONGEST_NAME, needed=message("请填写姓名"))
