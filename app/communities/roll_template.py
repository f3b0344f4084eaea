"""The file that a person fills in with the dwellings of the community."""

from __future__ import annotations

import datetime as dt
import io

import xlsxwriter

from app.communities.roll_file import COLUMNS, KEYS, NOTES_SHEETS
from app.messages import Language, message, translate

MADE = dt.datetime(2026, 1, 1)  # noqa: DTZ001 — a file's date without zone; the same bytes each time
SHEET = message("房屋清册")
WIDTHS = (14, 10, 10, 12, 12, 12)
NOTES_WIDTHS = (18, 12, 70)
EXAMPLES = {
    "zh": (("例：3栋", "2单元", "15", "1501", "89.56", "2"), ("例：5栋", "", "3", "302", "", "")),
    "en": (("e.g. 3", "2", "15", "1501", "89.56", "2"), ("e.g. 5", "", "3", "302", "", "")),
}
MUST, MAY = message("必填"), message("可不填")
NOTES = {
    "building": (
        MUST,
        message("几栋、几号楼、几幢、几座都可以，例如3栋；写法不同也认得是同一栋。"),
    ),
    "entrance": (MAY, message("没有单元就空着。")),
    "floor": (MAY, message("房号已含楼层（如1501）就可以空着；地下一层写B1或负一层。")),
    "number": (MUST, message("例如1501；写成文本，以免表格软件改动。")),
    "area": (MAY, message("产权证上的建筑面积，单位平方米，例如89.56。")),
    "owners": (MAY, message("这一户登记的产权人有几位；不写姓名、电话和证件号码。")),
}
HEADS = (message("列"), message("要不要填"), message("怎么填"))
ENDS = (
    message("以“例：”开头的行是示例，不会导入，可以删去。"),
    message("一行一户；商铺、车位如果参加联名，也各写一行。"),
    message("请不要用公式；保存为XLSX，或UTF-8编码的CSV。"),
)


def make_template(language: Language) -> bytes:
    """An XLSX with the header and examples, and a second sheet that explains the columns."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"created": MADE})
        head = book.add_format({"bold": True, "bg_color": "#F3F0E9", "bottom": 1})
        text = book.add_format({"num_format": "@"})
        example = book.add_format({"num_format": "@", "italic": True, "font_color": "#55524C"})
        sheet = book.add_worksheet(translate(SHEET, language))
        for column, width in enumerate(WIDTHS):
            sheet.set_column(column, column, width, text)
        sheet.write_row(0, 0, _list_titles(language), head)
        for number, row in enumerate(EXAMPLES[language], 1):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell, example)
        sheet.freeze_panes(1, 0)
        _add_notes(book, language, head)
    return out.getvalue()


def _list_titles(language: Language) -> list[str]:
    return list(COLUMNS if language == "zh" else KEYS)


def _add_notes(book: xlsxwriter.Workbook, language: Language, head: object) -> None:
    sheet = book.add_worksheet(NOTES_SHEETS[0 if language == "zh" else 1])
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for column, width in enumerate(NOTES_WIDTHS):
        sheet.set_column(column, column, width, wrapped)
    sheet.write_row(0, 0, [translate(one, language) for one in HEADS], head)
    for row, (title, key) in enumerate(zip(_list_titles(language), KEYS, strict=True), 1):
        sheet.write_row(row, 0, [title, *(translate(said, language) for said in NOTES[key])])
    for row, said in enumerate(ENDS, len(KEYS) + 2):
        sheet.merge_range(row, 0, row, len(NOTES_WIDTHS) - 1, translate(said, language), wrapped)
