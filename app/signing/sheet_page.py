"""The page of a paper sheet: its photo beside the lines, typed and still to type."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence

from flask import render_template

from app.files.models import StoredFile
from app.messages import Message
from app.signing.models import ConsentText, Drive, PaperSheet
from app.signing.sheet_forms import LineForm, SheetForm, name_capacities, open_sheet_form
from app.signing.sheet_lines import is_withheld, list_lines
from app.signing.sheets import find_sheet, list_sheets
from app.web.session import session

Page = tuple[str, int]


def render_sheet(
    drive: Drive,
    sheet_id: uuid.UUID,
    *,
    forms: Sequence[LineForm] | None = None,
    about: SheetForm | None = None,
    told: Message | None = None,
) -> Page:
    """The page of a sheet; `forms` are the lines as they were typed, `told` what went wrong."""
    sheet = find_sheet(session(), drive.id, sheet_id)
    about = about or open_sheet_form(sheet)
    lines = {one.line: one for one in list_lines(session(), sheet)}
    if forms is None:
        forms = [LineForm(line, formdata=None) for line in list_open(sheet, set(lines))]
    open_lines = {form.number: form for form in forms if form.number not in lines}
    page = render_template(
        "signing/sheet.html",
        drive=drive,
        petition=drive.petition,
        sheet=sheet,
        stored=find_size(sheet),
        lines=lines,
        open_lines=open_lines,
        numbers=sorted({*lines, *open_lines}),
        withheld={one for one, row in lines.items() if is_withheld(row, read_words(sheet))},
        following=_find_following(drive, sheet),
        about=about,
        told_of=told,
        capacities=name_capacities(),
    )
    return page, 422 if told else max([about.status, *(form.status for form in forms)])


def list_open(sheet: PaperSheet, typed: set[int | None]) -> list[int]:
    """The lines that are still to type."""
    return [line for line in range(1, sheet.lines + 1) if line not in typed]


def read_words(sheet: PaperSheet) -> Mapping[str, str]:
    """The words that are printed on a sheet, by the consent."""
    return session().get_one(ConsentText, sheet.consent_digest).words


def find_size(sheet: PaperSheet) -> StoredFile:
    """The photo without its bytes."""
    return session().get_one(StoredFile, sheet.file_id)


def _find_following(drive: Drive, sheet: PaperSheet) -> PaperSheet | None:
    """The next sheet with lines to type, so that one goes on without the list."""
    rest = [row.sheet for row in list_sheets(session(), drive.id) if row.sheet.done_at is None]
    later = [one for one in rest if one.number > sheet.number]
    others = [one for one in rest if one.number < sheet.number]
    return next(iter([*later, *others]), None)
