"""The poster and the preview card: one page, whatever the words; every word is there."""

from __future__ import annotations

import struct
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from app.letters.render.page_pictures import count_pages
from app.letters.render.poster import SIZES, Card, Poster, Size, Step, render_card, render_poster
from app.letters.render.qr import QUIET, draw_qr

pytestmark = [pytest.mark.needs("fonts"), pytest.mark.needs("pango")]
POSTER = Poster(
    language="zh",
    content="zh",
    above="锦绣家园 · 业主联名",
    title="关于锦绣家园不动产权证办理、管道燃气开通等四项问题的联名诉求书",
    own="今晚七点到九点，南门岗亭有人帮忙",
    asks="我们请求解决：",
    lines=("不动产权证迟迟未办", "天然气收费后未通气"),
    address="https://lianming.example/p/abcdefghijklmnopqrst",
    scan="扫码看信、签名",
    steps=(Step("scan", "扫一扫", "用微信扫"), Step("write", "签名", "用手指"), Step("keep", "回执", "留好")),
    closing=("截止", "2026年11月16日20:00"),
    contact=("有事问", "陈立群，13800000000"),
    notes=("签不签由各家自己决定。",),
)  # fmt: skip
LONG = replace(
    POSTER, title=POSTER.title * 4, own="一" * 40, lines=("屋面渗漏导致室内吊顶墙面受损" * 3,) * 5
)


def read_text(pdf: bytes, folder: Path) -> str:
    path = folder / "poster.pdf"
    path.write_bytes(pdf)
    done = subprocess.run(["pdftotext", path, "-"], capture_output=True, check=True)
    return "".join(done.stdout.decode().split())


@pytest.mark.needs("pdftotext")
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("poster", [POSTER, LONG], ids=["usual", "long"])
def test_everything_stands_on_one_page(poster: Poster, size: Size, tmp_path: Path) -> None:
    pdf = render_poster(poster, size)
    assert count_pages(pdf) == 1 and pdf == render_poster(poster, size)
    text = read_text(pdf, tmp_path)
    for words in (poster.title, poster.own, poster.scan, poster.closing[1], *poster.lines):
        assert words.replace(" ", "") in text
    info = subprocess.run(
        ["pdfinfo", tmp_path / "poster.pdf"], capture_output=True, text=True, check=True
    )
    assert f"({size.upper()})" in info.stdout


def test_a_title_with_markup_stays_words(tmp_path: Path) -> None:
    pdf = render_poster(replace(POSTER, title="关于<b>与&的信"), "a4")
    assert "关于<b>与&的信" in read_text(pdf, tmp_path)


@pytest.mark.parametrize("title", ["屋面渗漏", "关于锦绣家园不动产权证办理等问题的联名诉求书" * 3])
def test_the_card_has_the_size_that_chat_apps_want(title: str) -> None:
    png = render_card(Card("zh", "锦绣家园 · 业主联名", title, POSTER.lines, "2026年11月16日截止"))
    assert png.startswith(b"\x89PNG") and struct.unpack(">II", png[16:24]) == (1200, 630)


def test_a_qr_code_has_its_quiet_zone() -> None:
    svg = draw_qr("https://lianming.example/p/abc")
    assert f"M{QUIET} {QUIET}h7v1h-7z" in svg  # the first finder's upper edge
