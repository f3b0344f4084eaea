"""The form that residents sign."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, cast

from wtforms import Field, HiddenField, SelectMultipleField
from wtforms import Form as WtForm
from wtforms.validators import StopValidation

from app.letters.media import Drawing
from app.letters.signers import Capacity
from app.messages import Language, Message, message
from app.signing.consents import Choice
from app.signing.public_text import PublicText
from app.signing.signatures import LONGEST_NAME, NO_DWELLING, NO_NAME, Signing
from app.signing.strokes_form import read_strokes
from app.web.faults import Fault
from app.web.forms import Form, choice_field, lines_field, text_field
from app.web.languages import say

CAPACITIES: dict[Capacity, Message] = {
    "owner": message("业主本人"),
    "co_owner": message("共有人（产权证上有名字）"),
    "family": message("家属"),
    "tenant": message("租户"),
    "shop": message("商铺经营者"),
}
NO_RELATION = message("请写明和本人的关系，例如“儿子”“受托邻居”")
NO_PHONE = message("电话号码认不出，请核对；也可以不填")
CHANGED = message("同意事项的文字刚刚有更新。请再看一遍，重新勾选，然后提交；其他内容都还在。")
BROKEN = message("表单没有完整收到，请再按一次“签名并提交”")
MOST_KEY = 100
_PHONE = re.compile(r"[0-9+()（）\- ]{5,30}")


def check_phone(_: WtForm, field: Field) -> None:
    """A check for text_field: nothing or what can be a number."""
    if field.data and not _PHONE.fullmatch(field.data):
        raise StopValidation(NO_PHONE)


class SignForm(Form):
    """`key` is the idempotency key, `digest` the consent text that was shown, `proof` that of work."""

    name = text_field(LONGEST_NAME, needed=NO_NAME)
    dwelling = text_field(60, needed=NO_DWELLING)
    capacity = choice_field(message("请选择您的身份"))
    signed_by = text_field(LONGEST_NAME)
    relation = text_field(20)
    phone = text_field(30, checks=(check_phone,))
    items = SelectMultipleField(choices=[], validate_choice=False)
    remark = lines_field(1_000)
    consents = SelectMultipleField(choices=[], validate_choice=False)
    strokes = HiddenField()
    key = HiddenField()
    proof = HiddenField()
    digest = HiddenField()

    def prepare(self, text: PublicText, choices: Sequence[Choice], dwelling: str | None) -> None:
        """Offer what can be chosen under this version; a code fixes the dwelling."""
        self.capacity.choices = [(one, say(words)) for one, words in CAPACITIES.items()]
        self.items.choices = [(one.id, one.heading) for one in text.asked]
        self.consents.choices = [(one.key, one.words) for one in choices]
        if dwelling is not None:
            self.dwelling.data = dwelling
        for field in (self.items, self.consents):
            known = {value for value, _ in field.choices}
            field.data = [one for one in field.data or () if one in known]

    def validate_relation(self, field: Any) -> None:
        """Who signs for another says as whom."""
        if self.signed_by.data and not field.data:
            raise StopValidation(NO_RELATION)

    def read_drawing(self) -> Drawing | None:
        """What was drawn. Raises WrongDrawing."""
        return read_strokes(self.strokes.data or "")

    def read_key(self) -> str:
        """The idempotency key. Raises Fault."""
        key: str = self.key.data or ""
        if not 16 <= len(key) <= MOST_KEY:
            raise Fault(BROKEN)
        return key

    def check_digest(self, stands: str) -> None:
        """Raise Fault where the consents were changed since the page was shown; ticks are taken off."""
        if self.digest.data != stands:
            self.consents.data = []
            raise Fault(CHANGED)

    def read_signing(self, drawing: Drawing | None, language: Language) -> Signing:
        """What the service takes."""
        return Signing(
            name=self.name.data,
            dwelling=self.dwelling.data,
            consent_digest=self.digest.data,
            capacity=cast(Capacity, self.capacity.data),
            signed_by=self.signed_by.data or None,
            relation=self.relation.data or None,
            phone=self.phone.data or None,
            remark=self.remark.data or None,
            items=tuple(self.items.data),
            consents=tuple(self.consents.data),
            drawing=drawing,
            language=language,
        )
