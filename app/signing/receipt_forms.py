"""Forms of the receipt and of complaints."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from typing import Any, cast

from wtforms import HiddenField, SelectMultipleField
from wtforms.validators import StopValidation

from app.letters.signers import Capacity
from app.messages import message
from app.petitions.value_words import Said
from app.signing.complaints import MOST_ANSWER, MOST_CONTACT, MOST_WORDS
from app.signing.consents import Choice
from app.signing.corrections import Correction, Item
from app.signing.sign_form import CAPACITIES, NO_RELATION, check_phone
from app.signing.signatures import LONGEST_NAME, NO_DWELLING, NO_NAME
from app.web.forms import Form, choice_field, lines_field, text_field
from app.web.languages import say


class CorrectionForm(Form):
    """What a signer may put right."""

    name = text_field(LONGEST_NAME, needed=NO_NAME)
    dwelling = text_field(60, needed=NO_DWELLING)
    capacity = choice_field(message("请选择您的身份"))
    signed_by = text_field(LONGEST_NAME)
    relation = text_field(20)
    phone = text_field(30, checks=(check_phone,))
    items = SelectMultipleField(choices=[], validate_choice=False)
    remark = lines_field(1_000)

    def prepare(self, items: Sequence[Item]) -> None:
        """Offer what can be chosen."""
        self.capacity.choices = [(one, say(words)) for one, words in CAPACITIES.items()]
        self.items.choices = [(item.id, _say(item.heading)) for item in items]

    def validate_relation(self, field: Any) -> None:
        """Who signs for another says as whom."""
        if self.signed_by.data and not field.data:
            raise StopValidation(NO_RELATION)

    def read_correction(self) -> Correction:
        """What the service takes."""
        return Correction(
            name=self.name.data,
            dwelling=self.dwelling.data,
            capacity=cast(Capacity, self.capacity.data),
            signed_by=self.signed_by.data,
            relation=self.relation.data,
            phone=self.phone.data,
            remark=self.remark.data,
            items=tuple(self.items.data or ()),
        )


class ConsentForm(Form):
    """Ticks; `version` is the text that they were ticked under."""

    consents = SelectMultipleField(choices=[], validate_choice=False)
    version = HiddenField()

    def prepare(
        self, choices: Sequence[Choice], given: Collection[str], version: uuid.UUID
    ) -> None:
        """Offer the consents of a version, those that are given ticked."""
        self.consents.choices = [(one.key, one.words) for one in choices]
        if not self.is_submitted():
            self.consents.data = [choice.key for choice in choices if choice.key in given]
        self.seen = self._read_version()
        self.version.data = str(version)

    def _read_version(self) -> uuid.UUID | None:
        try:
            return uuid.UUID(self.version.data or "")
        except ValueError:
            return None


class ComplaintForm(Form):
    """What is wrong with a public page; the contact is for an answer."""

    words = lines_field(MOST_WORDS, needed=message("请写明哪里不对"))
    contact = text_field(MOST_CONTACT)


class AnswerForm(Form):
    """What was answered or done about a complaint."""

    answer = lines_field(MOST_ANSWER, needed=message("请写上怎样处理的"))


def _say(said: Said) -> str:
    return said if isinstance(said, str) else say(said)
