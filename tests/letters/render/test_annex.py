"""The signature table in the PDF: words, tags, numbers, pages, fits, and the same bytes."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import re
import subprocess
from array import array
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image, ImageDraw

from app.letters.letter import SignatureRow, SignatureTable
from app.letters.media import Drawing, Picture, Stroke
from app.letters.render.annex import count_pages, join_signature_pages
from app.letters.render.annex_cache import PAGES, TREES, ByteCache
from app.letters.render.annex_text import fit_lines
from app.letters.render.fonts import MissingGlyph, UnsupportedScript, prepare_fontconfig
from app.letters.render.strokes import draw_strokes
from app.letters.style import load_style
from app.messages import Language
from bench.signers import make_rows, write_signers_file
from tests.letters.render.letters import RARE_NAMES, sample_letter

pytestmark = pytest.mark.needs("fonts", "pdftotext")

STYLE = load_style()
HEAD: dict[Language, tuple[str, str, str, str, str, str]] = {
    "zh": ("序号", "姓名", "房号", "身份", "签名", "日期"),
    "en": ("No.", "Name", "Dwelling", "Capacity", "Signature", "Date"),
}
LONG = "阿卜杜热西提·买买提明江·阿布都热合曼"


@cache
def make_letter_pdf() -> bytes:
    """Three tagged pages with bookmarks: the body's two and a later annex's one."""
    prepare_fontconfig()
    import weasyprint

    html = """<html lang="zh-CN"><head><title>诉求书</title></head><body>
      <h1>诉求书</h1><p>正文第一页</p><p style="break-before: page">正文第二页</p>
      <section style="break-before: page"><p>附件2</p><h1>照片</h1></section></body></html>"""
    pdf: bytes = weasyprint.HTML(string=html).write_pdf(
        pdf_variant="pdf/ua-1", pdf_identifier=b"0123456789abcdef"
    )
    return pdf


def make_table(rows: list[SignatureRow], language: Language = "zh") -> SignatureTable:
    zh = language == "zh"
    return SignatureTable(
        summary=(f"共{len(rows)}人签名。" if zh else f"{len(rows)} people signed.",),
        head=HEAD[language],
        rows=tuple(rows),
        running=("联名诉求书", "正文校验码 7f3a-91c2")
        if zh
        else ("Joint petition", "code 7f3a-91c2"),
        page_of="本附件第{page}页，共{pages}页" if zh else "Page {page} of {pages}",
    )


def join(rows: list[SignatureRow], language: Language = "zh", *, after_page: int = 2) -> bytes:
    return join_signature_pages(
        make_letter_pdf(),
        sample_letter(language),
        STYLE,
        after_page=after_page,
        table=make_table(rows, language),
        label="附件1" if language == "zh" else "Annex 1",
        title="联名签名表" if language == "zh" else "Signatures",
    )


def read_words(data: bytes, folder: Path) -> list[str]:
    """The words of each page in the order of the content, without white space."""
    path = folder / "letter.pdf"
    path.write_bytes(data)
    text = subprocess.run(
        ["pdftotext", "-raw", "-enc", "UTF-8", str(path), "-"], capture_output=True, check=True
    ).stdout.decode()
    return ["".join(page.split()) for page in text.split("\f")]


def make_picture() -> Picture:
    image = Image.new("RGBA", (60, 20), (0, 0, 0, 0))
    ImageDraw.Draw(image).line([(2, 18), (58, 2)], fill=(10, 20, 120, 255), width=2)
    held = io.BytesIO()
    image.save(held, "PNG")
    data = held.getvalue()
    return Picture(data, "png", 60, 20, hashlib.sha256(data).hexdigest())


@pytest.mark.parametrize("language", ["zh", "en"])
def test_words_come_out_in_the_order_of_the_rows(language: Language, tmp_path: Path) -> None:
    rows = make_rows(60)
    rows[3] = dataclasses.replace(rows[3], name=RARE_NAMES)
    rows[4] = dataclasses.replace(rows[4], name=LONG, unit="滨江花园1号楼2单元1501室", date="")
    pages = read_words(join(rows, language), tmp_path)[2:-2]
    head = "".join(HEAD[language])
    words = "".join(page.partition(head)[2] if head in page else page for page in pages)
    place = r"本附件第\d页，共3页" if language == "zh" else r"Page\dof3"
    words = re.sub(rf"{place}—\d—", "", words)
    running = "".join(make_table(rows, language).running_line.split())
    expected = "".join(
        "".join(f"{row.number}{row.name}{row.unit}{row.capacity}{row.date}".split()) for row in rows
    )
    assert words.replace(running, "").replace("SignaturesDate", "") == expected


@pytest.mark.parametrize("after_page", [0, 1, 2, 3])
def test_pages_numbers_and_bookmarks_stand_in_place(after_page: int, tmp_path: Path) -> None:
    rows = make_rows(50)
    count = count_pages(make_table(rows), STYLE)
    data = join(rows, after_page=after_page)
    pages = read_words(data, tmp_path)
    assert [number for number, page in enumerate(pages) if "本附件第" in page] == list(
        range(after_page, after_page + count)
    )
    for place in range(count):
        assert f"本附件第{place + 1}页，共{count}页" in pages[after_page + place]
        assert pages[after_page + place].endswith(f"—{after_page + place + 1}—")
    with pikepdf.open(io.BytesIO(data)) as pdf, pdf.open_outline() as outline:
        titles = [item.title for item in outline.root]
        expected = ["诉求书", "照片"]
        expected.insert({0: 0, 1: 1, 2: 1, 3: 2}[after_page], "附件1 联名签名表")
        assert titles == expected and len(pdf.pages) == 3 + count


@pytest.mark.parametrize(("rows", "pages"), [(1, 1), (18, 1), (19, 2), (42, 2), (43, 3)])
def test_pages_are_counted_as_they_are_made(rows: int, pages: int) -> None:
    made = make_rows(rows, drawn=False)
    assert count_pages(make_table(made), STYLE) == pages
    with pikepdf.open(io.BytesIO(join(made))) as pdf:
        assert len(pdf.pages) == 3 + pages


def test_the_letter_keeps_what_it_had() -> None:
    with (
        pikepdf.open(io.BytesIO(make_letter_pdf())) as before,
        pikepdf.open(io.BytesIO(join(make_rows(3)))) as after,
    ):
        assert after.check_pdf_syntax() == []
        for key in ("/Lang", "/MarkInfo", "/ViewerPreferences"):
            assert after.Root[key].unparse() == before.Root[key].unparse()
        assert after.Root.Metadata.read_bytes() == before.Root.Metadata.read_bytes()
        assert after.docinfo["/Title"] == before.docinfo["/Title"]
        assert bytes(after.trailer.ID[0]) == bytes(before.trailer.ID[0])
        assert after.pdf_version == before.pdf_version


def walk(element: Any, parent: Any, found: list[tuple[str, Any]]) -> None:
    found.append((str(element.S), element))
    assert element.P.objgen == parent.objgen
    kids = element.get("/K", pikepdf.Array())
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            walk(kid, element, found)


def test_every_cell_is_tagged_and_found_from_its_page() -> None:
    rows = make_rows(30)
    rows[2] = dataclasses.replace(rows[2], date="", signature=None)
    with pikepdf.open(io.BytesIO(join(rows))) as pdf:
        tree = pdf.Root.StructTreeRoot
        found: list[tuple[str, Any]] = []
        walk(tree.K[0], tree, found)
        tags = [tag for tag, _ in found]
        assert tags.count("/TR") == 31 and tags.count("/TD") == 180 and tags.count("/TH") == 6
        assert tags.count("/Figure") == 29
        assert {str(e.Alt) for tag, e in found if tag == "/Figure"} == {
            f"签名：{row.name}" for row in rows if row.signature
        }
        assert tags.index("/Sect") < tags.index("/Table")
        parents = pikepdf.NumberTree(tree.ParentTree)
        assert sorted(parents.keys()) == sorted(int(page.StructParents) for page in pdf.pages)
        for page in list(pdf.pages)[2:4]:
            held = list(parents[int(page.StructParents)])
            marks = list_marks(page)
            assert marks == [place for place, element in enumerate(held) if element is not None]
            for mark in marks:
                assert mark == held[mark].K and held[mark].Pg.objgen == page.obj.objgen
        assert tree.ParentTreeNextKey == max(parents.keys()) + 1


def list_marks(page: pikepdf.Page) -> list[int]:
    """The marked content of a page; whatever paints outside of one must be an artifact."""
    marks: list[int] = []
    depth = 0
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "BDC":
            depth += 1
            if "/MCID" in operands[1]:
                marks.append(int(operands[1].MCID))
        elif str(operator) == "EMC":
            depth -= 1
        elif str(operator) in ("Tj", "S", "f*", "Do"):
            assert depth == 1, "content that is neither tagged nor an artifact"
    return marks


def test_the_same_input_gives_the_same_bytes() -> None:
    rows = make_rows(60)
    PAGES.clear()
    TREES.clear()
    cold = join(rows)
    longer = join([*rows, *make_rows(61)[60:]])
    assert join(rows) == cold != longer
    PAGES.clear()
    TREES.clear()
    assert join([*rows, *make_rows(61)[60:]]) == longer


def test_pictures_are_transparent_and_shared() -> None:
    picture = make_picture()
    rows = [dataclasses.replace(row, signature=picture) for row in make_rows(30)]
    with pikepdf.open(io.BytesIO(join(rows))) as pdf:
        images = [page.Resources.XObject[f"/I{picture.digest[:24]}"] for page in pdf.pages[2:4]]
        assert images[0].objgen == images[1].objgen
        assert (images[0].Width, images[0].Height) == (60, 20)
        assert set(images[0].SMask.read_bytes()) == {0, 255}


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("王\U0010ffff", MissingGlyph),
        ("ئابلىز", UnsupportedScript),
    ],
)
def test_a_name_that_no_font_has_is_said(name: str, error: type[Exception]) -> None:
    row = dataclasses.replace(make_rows(1)[0], name=name)
    with pytest.raises(error, match="印不出"):
        join([row])


@pytest.mark.parametrize(
    ("text", "lines", "size"),
    [
        ("王小明", ["王小明"], 12),
        ("业主家属\n（张伟代签）", ["业主家属", "（张伟代签）"], 10.44),
        ("阿卜杜热西提·买买提明江", ["阿卜杜热西提·", "买买提明江"], 10.44),
        ("12 September 2026", ["12 September ", "2026"], 10.44),
        ("滨江花园1号楼2单元1501室A座", ["滨江花园1号楼2", "单元1501室A座"], 10.44),
        ("", [""], 12),
    ],
)
def test_long_words_go_on_two_lines_or_get_smaller(
    text: str, lines: list[str], size: float
) -> None:
    fitted = fit_lines(text, 72, 23.5, 12, "fang", "zh")
    assert [line.text for line in fitted] == lines
    assert fitted[0].size == pytest.approx(size)


@pytest.mark.parametrize("text", ["王" * 60, LONG * 3, "Wolfeschlegelsteinhausen" * 4, "a b " * 30])
def test_nothing_is_squeezed_below_seventy_percent_or_leaves_its_cell(text: str) -> None:
    lines = fit_lines(text, 72, 23.5, 12, "fang", "zh")
    assert "".join(line.text for line in lines) == text
    assert all(line.squeeze >= 0.7 and line.width <= 72.001 for line in lines)
    assert len(lines) * lines[0].size * 1.1 <= 23.5


def pack(*numbers: int) -> bytes:
    return array("h", numbers).tobytes()


@pytest.mark.parametrize(
    ("stroke", "operators"),
    [
        (Stroke(pack(0, 0, 100, 50), 4), "4.50 w\n0 0 m 100 50 l S"),
        (Stroke(pack(7, 9), 10), "10.00 w\n7 9 m 7 9 l S"),
        (Stroke(pack(0, 0, 10, 0, 10, 10), 0), "0 0 m 10 0 l 10 10 l h f*"),
    ],
    ids=["hairline made visible", "dot", "filled"],
)
def test_strokes_become_operators(stroke: Stroke, operators: str) -> None:
    drawn = draw_strokes(Drawing(100, 50, (stroke,), "x"), 0, 0, 10, 10)
    assert drawn == f"q 1 J 1 j 0.10000 0 0 -0.10000 0.00 7.50 cm\n{operators}\nQ"


def test_the_cache_forgets_what_was_used_least() -> None:
    cache = ByteCache(10)
    for key in (b"a", b"b"):
        cache.put(key, b"12345")
    assert cache.get(b"a")
    cache.put(b"c", b"12345")
    assert cache.get(b"b") is None and cache.get(b"a") and cache.get(b"c")


def test_a_signers_file_is_written_with_its_drawings(tmp_path: Path) -> None:
    path = write_signers_file(tmp_path, 3)
    lines = path.read_text("utf-8").splitlines()
    assert lines[0] == "name,unit,signed_on,signature,capacity" and len(lines) == 4
    assert (tmp_path / "signatures" / "3.svg").read_text("utf-8").startswith("<svg")
