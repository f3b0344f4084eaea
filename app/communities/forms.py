"""The forms of communities."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import HiddenField

from app.accounts.forms import NewPasswordForm
from app.accounts.people import LONGEST_LOGIN, LONGEST_NAME
from app.catalogue.channels import load_channels
from app.communities.directory import BUREAU_NAMES, KIND_NAMES, Entry
from app.communities.members import ROLE_NAMES
from app.communities.models import BUREAUS, Community, Party
from app.communities.parties import ROLE_NAMES as PARTY_NAMES
from app.communities.settings import LONGEST_NAME as LONGEST_TITLE
from app.communities.settings import MOST_HOUSEHOLDS, Settings
from app.letters.petition import AUTHORITY, HOTLINE
from app.messages import message
from app.web.forms import (
    Form,
    check_day,
    check_number,
    choice_field,
    read_day,
    read_number,
    text_field,
)
from app.web.languages import begin, say

NEED_COMMUNITY = message("请填写小区名称")
NEED_NAME = message("请填写单位名称")


class SettingsForm(Form):
    """The settings of a community, and from which revision one began."""

    name = text_field(LONGEST_TITLE, needed=NEED_COMMUNITY)
    address = text_field(300)
    city = text_field(100)
    households = text_field(20, checks=(check_number(MOST_HOUSEHOLDS),))
    handed_over = text_field(20, checks=(check_day,))
    completion_accepted = text_field(20, checks=(check_day,))
    responsible_name = text_field(100)
    responsible_contact = text_field(200)
    revision = HiddenField()

    def read_settings(self) -> Settings:
        """What was filled in."""
        texts = ("name", "address", "city", "responsible_name", "responsible_contact")
        return Settings(
            **{name: self[name].data for name in texts},
            households=read_number(self.households.data, "households", MOST_HOUSEHOLDS),
            handed_over=read_day(self.handed_over.data, "handed_over"),
            completion_accepted=read_day(self.completion_accepted.data, "completion_accepted"),
        )

    def read_revision(self) -> int:
        """From which revision one began; 0, which never was, where that cannot be read."""
        text = self.revision.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def describe_settings(community: Community) -> dict[str, str]:
    """What stands in the settings, as the fields show it."""
    names = [*Settings.__dataclass_fields__, "revision"]
    values = {name: getattr(community, name) for name in names}
    return {name: "" if value is None else str(value) for name, value in values.items()}


class CommunityForm(Form):
    """What the administrator says of a new community."""

    name = text_field(LONGEST_TITLE, needed=NEED_COMMUNITY)
    address = text_field(300)
    city = text_field(100)


class PartyForm(Form):
    """A new party."""

    name = text_field(200, needed=NEED_NAME)
    role = choice_field(message("请选这个单位是什么"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.role.choices = [("", say(message("请选择"))), *_say_all(PARTY_NAMES)]


class PartyNameForm(Form):
    """Another name for a party."""

    name = text_field(200, needed=NEED_NAME)


class InvitationForm(Form):
    """Whom one invites to be what."""

    role = choice_field()
    note = text_field(60)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.role.choices = _say_all(ROLE_NAMES)


class ReplacementForm(Form):
    """Whom one invites where the role is settled."""

    note = text_field(60)


class JoinForm(NewPasswordForm):
    """A new account for an invited person."""

    name = text_field(LONGEST_NAME, needed=message("请填写姓名"))
    login = text_field(LONGEST_LOGIN, needed=message("请填写邮箱或手机号"))


class DistrictForm(Form):
    """From which names a first directory is made."""

    district = text_field(60, needed=message("请填写所在的区、县或市，例如：滨河区"))
    street = text_field(60)


class AddresseeForm(Form):
    """An entry of the directory; `offer` fills its choices in."""

    bureau = choice_field(message("请选收件方的类别"))
    name = text_field(200, needed=message("请填写收件方的全称"))
    role = choice_field()
    kind = choice_field()
    salutation = text_field(100)
    channel = choice_field()
    contact = text_field(300)

    def offer(self, parties: Sequence[Party]) -> None:
        """Fill the choices in."""
        by_itself = ("", say(message("随类别")))
        self.bureau.choices = [
            ("", say(message("请选择"))),
            *((bureau, say(BUREAU_NAMES[bureau])) for bureau in BUREAUS),
        ]
        self.role.choices = [
            by_itself,
            (AUTHORITY, say(message("主管部门"))),
            (HOTLINE, say(message("热线或信箱"))),
            *((party.key, party.name) for party in parties),
        ]
        self.kind.choices = [("", say(message("随收件方的身份"))), *_say_all(KIND_NAMES)]
        self.channel.choices = [("", say(message("不是填表格的渠道"))), *_list_channels()]

    def read_entry(self) -> Entry:
        """What was filled in."""
        return Entry(**{name: self[name].data for name in Entry.__dataclass_fields__})


def _say_all(names: dict[str, Any]) -> list[tuple[str, str]]:
    return [(key, begin(name)) for key, name in names.items()]


def _list_channels() -> list[tuple[str, str]]:
    """The channels with the limits of their forms."""
    return [
        (
            channel.id,
            say(
                message(
                    "{name}：标题{least}至{most}字，正文最多{body}字",
                    name=say(channel.name).split("（")[0].split(" (")[0],
                    least=channel.title_min,
                    most=channel.title_max,
                    body=channel.body_max,
                )
            ),
        )
        for channel in load_channels().values()
    ]
