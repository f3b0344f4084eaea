"""The forms of paper sheets: how many to print, photos, what stands on a sheet, its lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import get_args

from werkzeug.datastructures import FileStorage
from wtforms import BooleanField

from app.files.pictures import TakenPhoto, receive_photo
from app.letters.errors import InputError
from app.letters.markup import read_words
from app.letters.photos import MOST_BYTES
from app.letters.signers import Capacity
from app.messages import Message, message
from app.signing.models import PaperSheet, Signature
from app.signing.sheet_lines import Line, is_withheld
from app.signing.sheets import MOST_NUMBER, MOST_PRINTED, PHOTO
from app.today import read_today
from app.web.forms import Form, check_day, check_number, choice_field, read_day, text_field
from app.web.languages import read_language

MOST_LINES = 30
MOST_AT_ONCE = 20
CAPACITIES: tuple[Capacity, ...] = get_args(Capacity)
_TYPED = ("name", "dwelling", "signed_by", "relation", "signed_on")


class PrintForm(Form):
    """How many sheets to print."""

    count = text_field(10, needed=message("请写要打印几张"), checks=(check_number(MOST_PRINTED),))


class UploadForm(Form):
    """The number of the first photo; the photos come as files."""

    first = text_field(10, checks=(check_number(MOST_NUMBER),))


class SheetForm(Form):
    """What stands on a sheet."""

    number = text_field(10, needed=message("请写编号"), checks=(check_number(MOST_NUMBER),))
    lines = text_field(10, needed=message("请写行数"), checks=(check_number(MOST_LINES),))
    signed_on = text_field(30, checks=(check_day,))


class LineForm(Form):
    """A line of a sheet."""

    name = text_field(50)
    dwelling = text_field(60)
    capacity = choice_field()
    signed_on = text_field(30, checks=(check_day,))
    signed_by = text_field(50)
    relation = text_field(50)
    withheld = BooleanField()

    def __init__(self, number: int, **more: object) -> None:
        super().__init__(prefix=f"line{number}-", meta={"csrf": False}, **more)
        self.number = number
        self.capacity.choices = list(name_capacities().items())
        self.capacity.data = self.capacity.data or "owner"

    @property
    def is_typed(self) -> bool:
        """Whether anything stands in it."""
        return self.withheld.data or any(self[name].data for name in _TYPED)

    @property
    def is_wide(self) -> bool:
        """Whether the fields that most lines leave empty are needed."""
        more = (self.signed_on, self.signed_by, self.relation)
        return any(field.data or field.errors for field in more)

    def read(self) -> Line:
        """What was typed; the form has been validated."""
        return Line(
            self.number,
            self.name.data,
            self.dwelling.data,
            self.capacity.data,
            self.signed_by.data,
            self.relation.data,
            read_day(self.signed_on.data, "signed_on"),
            bool(self.withheld.data),
        )


def name_capacities() -> dict[str, str]:
    """The capacities in the reader's words, as the letter's table has them."""
    words = read_words(read_language())
    return {one: words[f"capacity-{one}"] for one in CAPACITIES}


def open_sheet_form(sheet: PaperSheet) -> SheetForm:
    """The form with what is known of a sheet."""
    day = sheet.signed_on.isoformat() if sheet.signed_on else ""
    return SheetForm(
        formdata=None,
        data={"number": str(sheet.number), "lines": str(sheet.lines), "signed_on": day},
    )


def open_line(signature: Signature, words: Mapping[str, str]) -> LineForm:
    """The form with what was typed of a line; `words` are those of the sheet's consents."""
    return LineForm(
        signature.line or 0,
        data={
            "name": signature.name,
            "dwelling": signature.dwelling,
            "capacity": signature.capacity,
            "signed_on": signature.signed_on.isoformat(),
            "signed_by": signature.signed_by or "",
            "relation": signature.relation or "",
            "withheld": is_withheld(signature, words),
        },
    )


def receive_sheets(
    uploads: Sequence[FileStorage],
) -> tuple[list[TakenPhoto], list[Message]]:
    """The photos of a form made safe, and what is wrong with the others."""
    chosen = [one for one in uploads if one.filename]
    if not chosen:
        return [], [message("请选择照片")]
    if len(chosen) > MOST_AT_ONCE:
        return [], [message("一次最多上传{limit}张照片，请分几次上传", limit=MOST_AT_ONCE)]
    photos, faults = [], []
    for one in chosen:
        try:
            data = one.stream.read(MOST_BYTES + 1)
            photos.append(receive_photo(data, one.filename or "", today=read_today(), style=PHOTO))
        except InputError as refused:
            faults.append(refused.said)
    return photos, faults
