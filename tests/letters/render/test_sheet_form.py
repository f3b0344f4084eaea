"""Sheets to sign on paper: a page each, numbered, the same rows, whatever the words above."""

from __future__ import annotations

import io
import subprocess
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from app.letters.render.page_pictures import count_pages
from app.letters.render.sheet_form import LINES, SheetForm, TooLong, render_sheets

pytestmark = [pytest.mark.needs("fonts"), pytest.mark.needs("pango")]
FORM = SheetForm(
    language="zh",
    name="联名签名表",
    title="关于锦绣家园不动产权证办理、管道燃气开通等四项问题的联名诉求书",
    facts=("小区：锦绣家园", "定稿日期：2026年11月2日"),
    codes=("正文校验码 A49C-C846-E0AA-2A3C",),
    address="https://lianming.example/p/abcdefghijklmnopqrst",
    scan="扫码看信的全文",
    said=("在下表签名，表示：我看过上面所写的信。", "不愿意交出姓名的，请在最后一栏打勾。"),
    head=("序号", "姓名", "房号", "身份", "签名", "日期", "代签人／关系", "指印", "不公开姓名"),
    collected=("征集人签名", "电话", "收齐日期"),
    number="编号 {number}",
    page="第{page}页，共{pages}页",
)
LONG = replace(
    FORM, title=FORM.title * 2, codes=FORM.codes * 6, said=("一二三四五六七八九，" * 16,) * 3
)


def read_pages(pdf: bytes, folder: Path) -> list[str]:
    path = folder / "sheets.pdf"
    path.write_bytes(pdf)
    done = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True)
    return ["".join(one.split()) for one in done.stdout.decode().split("\f")[:-1]]


@pytest.mark.needs("pdftotext")
@pytest.mark.parametrize("form", [FORM, LONG], ids=["usual", "long"])
def test_every_sheet_is_a_page_with_its_number(form: SheetForm, tmp_path: Path) -> None:
    pdf = render_sheets(form, range(41, 44))
    assert pdf == render_sheets(form, range(41, 44))
    pages = read_pages(pdf, tmp_path)
    assert len(pages) == 3
    for place, page in enumerate(pages, 1):
        assert f"编号{40 + place}" in page and f"第{place}页，共3页" in page
        for words in (*form.head[:2], *form.collected, form.codes[0], form.said[0]):
            assert "".join(words.split()) in page
        assert str(LINES) in page


def test_two_hundred_sheets_hold_what_is_the_same_once() -> None:
    one, many = render_sheets(FORM, [1]), render_sheets(FORM, range(1, 201))
    assert count_pages(many) == 200 and len(many) < 4 * len(one)
    with pikepdf.open(io.BytesIO(many)) as pdf:
        assert len({page.resources.XObject.Same.objgen for page in pdf.pages}) == 1
        assert [round(float(side)) for side in pdf.pages[0].mediabox] == [0, 0, 595, 842]


def test_words_without_end_are_refused() -> None:
    with pytest.raises(TooLong):
        render_sheets(replace(FORM, said=("一二三四五六七八九，" * 400,)), [1])


def test_markup_stays_words(tmp_path: Path) -> None:
    pages = read_pages(render_sheets(replace(FORM, title="关于<b>与&的信"), [1]), tmp_path)
    assert "关于<b>与&的信" in pages[0]
