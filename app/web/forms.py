"""Forms of the rooms: texts that are stripped and judged, faults in the visitor's language."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

from flask import render_template
from flask_wtf import FlaskForm
from wtforms import Field, SelectField, StringField, TextAreaField
from wtforms import Form as WtForm
from wtforms.validators import StopValidation

from app.letters.texts import find_fault
from app.messages import Message, message
from app.web.faults import Fault

Check = Callable[[Any, Any], None]
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
FIRST_YEAR, LAST_YEAR = 1950, 2199


class Form(FlaskForm):  # type: ignore[misc]
    """A form whose faults are Messages; `general` are those of no field, `status` the answer's."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.general: list[Message] = []
        self.status = 200

    def is_filled_in(self) -> bool:
        """Whether it was sent and its fields can be used; else the faults stand at the fields."""
        if not self.is_submitted():
            return False
        fine: bool = self.validate()
        self.status = 200 if fine else 422
        return fine

    def blame(self, fault: Fault) -> None:
        """Show what a service refused at its field, or on top."""
        self.status = fault.status
        if fault.field in self:
            self[fault.field].errors = [*self[fault.field].errors, fault.said]
        else:
            self.general.append(fault.said)

    def list_faults(self) -> list[tuple[str, Message]]:
        """Every fault with the id of its field ("": of none), as the list on top of a page."""
        at_fields = [(field.id, said) for field in self for said in field.errors]
        return [*(("", said) for said in self.general), *at_fields]


def render_form(template: str, form: Form, **more: object) -> tuple[str, int]:
    """The page of a form with its faults and their status."""
    return render_template(template, form=form, **more), form.status


def text_field(
    most: int, *, needed: Message | None = None, checks: tuple[Check, ...] = ()
) -> Field:
    """One line of at most so many characters; `needed` is said where it is empty."""
    return StringField(filters=[_strip], validators=[Judge(most, needed), *checks])


def lines_field(most: int, *, needed: Message | None = None) -> Field:
    """Several lines."""
    return TextAreaField(filters=[_strip], validators=[Judge(most, needed, lines=True)])


def secret_field(needed: Message) -> Field:
    """A password, taken exactly as typed."""
    return StringField(validators=[Judge(1000, needed, any_character=True)])


def choice_field(needed: Message | None = None) -> SelectField:
    """A choice whose `choices` the view gives; `needed` is said where none of them was sent."""
    return SelectField(choices=[], validate_choice=False, validators=[Choose(needed)])


class Judge:
    """What holds for every text: present where needed, not too long, printable in a letter."""

    def __init__(
        self,
        most: int,
        needed: Message | None,
        *,
        lines: bool = False,
        any_character: bool = False,
    ) -> None:
        self._most, self._needed = most, needed
        self._lines, self._any = lines, any_character

    def __call__(self, _: WtForm, field: Field) -> None:
        text = field.data or ""
        if not text and self._needed is not None:
            raise StopValidation(self._needed)
        if len(text) > self._most:
            said = message("最多{most}个字，现在有{count}个", most=self._most, count=len(text))
            raise StopValidation(said)
        said_of = None if self._any else find_fault(text, lines=self._lines)
        if said_of is not None:
            raise StopValidation(said_of)


class Choose:
    """A choice among those offered."""

    def __init__(self, needed: Message | None) -> None:
        self._needed = needed or message("请从列出的选项里选一个")

    def __call__(self, _: WtForm, field: SelectField) -> None:
        field.data = field.data or ""
        if field.data not in [value for value, *_ in field.choices]:
            raise StopValidation(self._needed)


def check_day(_: WtForm, field: Field) -> None:
    """A check for text_field: nothing or a day."""
    _check(lambda: read_day(field.data or "", field.name))


def check_number(most: int) -> Check:
    """A check for text_field: nothing or a whole number from 1 to `most`."""
    return lambda _, field: _check(lambda: read_number(field.data or "", field.name, most))


def read_day(text: str, field: str) -> dt.date | None:
    """The day that was typed, None for nothing. Raises Fault at `field`."""
    if not text.strip():
        return None
    found = _DAY.fullmatch(text.strip())
    try:
        day = dt.date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        day = None
    if day is None:
        raise Fault(message("没有这一天；请写成 2026-10-12 这样的日期"), field)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        said = message("年份应在{first}年至{last}年之间", first=FIRST_YEAR, last=LAST_YEAR)
        raise Fault(said, field)
    return day


def read_number(text: str, field: str, most: int) -> int | None:
    """The whole number from 1 to `most` that was typed, None for nothing. Raises Fault."""
    text = text.strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= most):
        raise Fault(message("请写 1 至 {most} 的整数", most=most), field)
    return int(text)


def _check(read: Callable[[], object]) -> None:
    try:
        read()
    except Fault as fault:
        raise StopValidation(fault.said) from fault


def _strip(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n").strip()
