import io
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest

from app.letters.letter import Heading, Letter, Paragraph
from app.letters.render.fonts import MissingGlyph
from app.letters.render.pdf import render_pdf
from app.letters.style import load_style
from tests.letters.render.letters import WORDS, make_figure, sample_letter
from tests.letters.render.poppler import PrintedLine, read_lines

pytestmark = pytest.mark.needs("pango", "fonts", "pdftotext")

STYLE = load_style()
MM = 72 / 25.4
LEFT, RIGHT = 28 * MM, (210 - 26) * MM
BOTTOM = (297 - 35) * MM


def read_body(letter: Letter, folder: Path) -> list[list[PrintedLine]]:
    """The lines of each page without the page number."""
    pages = read_lines(render_pdf(letter, STYLE), folder)
    return [[line for line in page if line.middle < BOTTOM] for page in pages]


def test_a_full_page_has_22_lines_of_28_characters(tmp_path: Path) -> None:
    letter = sample_letter(items=0, extra=(Paragraph("正" * (28 * 60)),))
    page = read_body(letter, tmp_path)[1]
    assert [len(line.text) for line in page] == [28] * 22
    for line in page:
        assert line.left == pytest.approx(LEFT, abs=0.3)
        assert line.right == pytest.approx(RIGHT, abs=0.5)
    pitches = [below.top - above.top for above, below in pairwise(page)]
    assert pitches == pytest.approx([28.9] * 21, abs=0.01)
    assert page[-1].bottom <= BOTTOM


def test_rare_characters_keep_the_line_pitch(tmp_path: Path) -> None:
    letter = sample_letter(items=0, extra=(Paragraph("正喆㛃䶮𬍛2026A" * 200),))
    page = read_body(letter, tmp_path)[1]
    assert len(page) == 22
    assert all(line.right == pytest.approx(RIGHT, abs=1) for line in page)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_word_is_printed_in_order(language: str, tmp_path: Path) -> None:
    letter = sample_letter(language, items=2, evidence=2)  # type: ignore[arg-type]
    printed = "".join(line.text for page in read_body(letter, tmp_path) for line in page)
    words = WORDS[language]  # type: ignore[index]
    place = 0
    for key in ("title", "opening", "facts", "demand_1", "reply", "signature", "date", "contact"):
        place = printed.index("".join(words[key].split()), place)


def test_places_of_the_parts(tmp_path: Path) -> None:
    square = 156 / 28 * MM
    lines = [line for page in read_body(sample_letter(items=1), tmp_path) for line in page]

    def find(start: str) -> PrintedLine:
        return next(line for line in lines if line.text.startswith(start))

    places = {
        "addressee": (find("滨河区住房").left - LEFT) / square,
        "paragraph": (find("我们是").left - LEFT) / square,
        "further line": (find("2025年3月28日").left - LEFT) / square,
        "heading": (find("一、").left - LEFT) / square,
        "demand": (find("1.请").left - LEFT) / square,
        "closing": (find("此致").left - LEFT) / square,
        "closing end": (find("敬礼").left - LEFT) / square,
        "signature": (RIGHT - find("锦绣家园业主（").right) / square,
        "date": (find("2026年10月").left - find("锦绣家园业主（").left) / square,
        "contact": (find("（联系人").left - LEFT) / square,
    }
    assert places == pytest.approx(
        {
            "addressee": 0,
            "paragraph": 2,
            "further line": 0,
            "heading": 2,
            "demand": 2,
            "closing": 2,
            "closing end": 0,
            "signature": 2,
            "date": 2,
            "contact": 2,
        },
        abs=0.05,
    )


def test_a_short_signature_moves_left_of_a_longer_date(tmp_path: Path) -> None:
    square = 156 / 28 * MM
    pages = read_body(sample_letter(items=0, signature=("业主",)), tmp_path)
    lines = {line.text: line for page in pages for line in page}
    assert (RIGHT - lines["2026年10月9日"].right) / square == pytest.approx(2, abs=0.05)
    shift = lines["2026年10月9日"].left - lines["业主"].left
    assert shift / square == pytest.approx(2, abs=0.05)


def test_a_long_signature_is_broken_evenly(tmp_path: Path) -> None:
    signature = "滨河区迎春路18号锦绣家园一期二期三期及商铺全体参加联名的业主（名单见附件1）"
    pages = read_body(sample_letter(items=0, signature=(signature,)), tmp_path)
    lines = [line for page in pages for line in page]
    rows = [line for line in lines if line.text in signature and line.left > LEFT + 40]
    assert "".join(row.text for row in rows) == signature
    assert all(row.right < RIGHT - 20 for row in rows)
    assert len({round(row.left) for row in rows}) == 1


@pytest.mark.parametrize("length", range(2, 24, 5))
def test_no_signature_block_stands_alone_and_no_heading_last(length: int, tmp_path: Path) -> None:
    extra = (Paragraph("正" * 28 * length), Heading(1, "五、", "末题"), Paragraph("文" * 40))
    pages = read_body(sample_letter(items=1, extra=extra), tmp_path)
    assert len(pages[-1]) >= 2 + 5  # two lines of a paragraph, then 此致 to the contact
    headings = ("一、", "（一）", "（二）", "五、")
    assert not [page for page in pages if page[-1].text.startswith(headings)]


@pytest.mark.parametrize("signers", [0, 1, 30], ids=["unsigned", "one signer", "two pages"])
def test_page_numbers_go_on_and_stand_outside(signers: int, tmp_path: Path) -> None:
    pdf = render_pdf(sample_letter(items=2, signers=signers, photos=3, evidence=2), STYLE)
    pages = read_lines(pdf, tmp_path)
    for number, page in enumerate(pages, 1):
        foot = [line for line in page if line.middle > BOTTOM]
        assert "".join(line.text for line in foot) == f"—{number}—"
        if number % 2:
            assert RIGHT - foot[-1].right == pytest.approx(14, abs=2)
        else:
            assert foot[0].left - LEFT == pytest.approx(14, abs=2)
        assert foot[0].middle - BOTTOM == pytest.approx(7 * MM, abs=4)


def test_two_photos_to_a_page_with_their_captions(tmp_path: Path) -> None:
    pages = read_body(sample_letter(items=0, photos=5), tmp_path)
    captions = [sum("现场" in line.text or "3栋" in line.text for line in page) for page in pages]
    assert captions[-3:] == [3, 2, 1]  # the first with the annex's title, 现场照片


@pytest.mark.parametrize(
    ("pixels", "millimetres"),
    [
        ((3000, 2000), (112.5, 75)),
        ((2000, 3000), (50, 75)),
        ((4000, 500), (150, 18.75)),
        ((192, 96), (50.8, 25.4)),
    ],
    ids=["landscape", "portrait", "panorama", "small"],
)
def test_photos_fit_their_box_and_are_not_blown_up(
    pixels: tuple[int, int], millimetres: tuple[float, float]
) -> None:
    assert STYLE.photo.fit(*pixels) == pytest.approx(millimetres)


def test_the_document_is_tagged_and_has_bookmarks() -> None:
    letter = sample_letter(items=1, photos=1)
    with pikepdf.open(io.BytesIO(render_pdf(letter, STYLE))) as pdf:
        assert pdf.Root.Lang == "zh-CN"
        assert pdf.Root.MarkInfo.Marked
        assert pdf.docinfo["/Title"] == letter.title
        assert pdf.docinfo["/Author"] == letter.author
        assert str(pdf.docinfo["/CreationDate"]).startswith("D:20261009")
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == letter.title
        with pdf.open_outline() as outline:
            top = [entry.title for entry in outline.root]
            assert top == ["".join(letter.title_lines), "附件1 现场照片"]
            assert [entry.title for entry in outline.root[0].children] == ["一、不动产权证迟迟未办"]
        tags = collect_tags(pdf.Root.StructTreeRoot)
        assert {"/H1", "/H2", "/H3", "/P", "/L", "/LI", "/Figure"} <= set(tags)
        alt = [str(tag.Alt) for tag in tags["/Figure"]]
        assert alt == [make_figure(WORDS["zh"]["caption"]).alt]


def collect_tags(root: pikepdf.Object) -> dict[str, list[pikepdf.Object]]:
    found: dict[str, list[pikepdf.Object]] = {}
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if "/S" in node:
            found.setdefault(str(node.S), []).append(node)
        kids = node.get("/K", pikepdf.Array())
        kids = list(kids.as_list()) if isinstance(kids, pikepdf.Array) else [kids]
        waiting += [kid for kid in kids if isinstance(kid, pikepdf.Dictionary)]
    return found


def test_the_same_letter_gives_the_same_bytes() -> None:
    letter = sample_letter(items=1, photos=1, evidence=1)
    assert render_pdf(letter, STYLE) == render_pdf(letter, STYLE)


def test_markup_in_a_text_is_printed_as_it_is(tmp_path: Path) -> None:
    text = "<script>alert(1)</script>&amp;{{7*7}}<imgsrc=http://example.org/x.png>"
    letter = sample_letter(items=0, extra=(Paragraph(text),))
    printed = "".join(line.text for page in read_body(letter, tmp_path) for line in page)
    assert text in printed


def test_a_character_that_no_font_has_is_an_error() -> None:
    letter = sample_letter(items=0, extra=(Paragraph("甲\U0003fffd乙"),))
    with pytest.raises(MissingGlyph, match="3FFFD"):
        render_pdf(letter, STYLE)


def test_a_letter_is_small_and_its_fonts_are_embedded() -> None:
    rare = Paragraph("喆堃犇淼煊珺㛃䶮𬍛𬭎𬱖𫖯𬸚𠮷𪚥𰻝")
    data = render_pdf(sample_letter(items=4, extra=(rare,)), STYLE)
    assert len(data) < 200_000
    with pikepdf.open(io.BytesIO(data)) as pdf:
        fonts = [thing for thing in pdf.objects if is_type(thing, "/FontDescriptor")]
        assert fonts
        assert all("/FontFile3" in font or "/FontFile2" in font for font in fonts)


def is_type(thing: pikepdf.Object, name: str) -> bool:
    return isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == name


@pytest.mark.parametrize("signers", [0, 30])
def test_what_is_marked_is_in_the_tree_and_page_numbers_are_furniture(signers: int) -> None:
    letter = sample_letter(items=3, photos=2, signers=signers)
    with pikepdf.open(io.BytesIO(render_pdf(letter, STYLE))) as pdf:
        owned = {
            (node.Pg.objgen, int(kid))
            for nodes in collect_tags(pdf.Root.StructTreeRoot).values()
            for node in nodes
            for kid in list_marks(node)
        }
        for page in pdf.pages:
            marked, furniture = set(), ""
            for operands, operator in pikepdf.parse_content_stream(page):
                if str(operator) == "BDC" and "/MCID" in operands[1]:
                    marked.add((page.obj.objgen, int(operands[1].MCID)))
                elif str(operator) == "BDC":
                    furniture += f"{operands[0]} {operands[1].get('/Subtype')} "
            assert marked and marked <= owned
            assert "/Artifact /Footer" in furniture


def list_marks(node: pikepdf.Object) -> list[pikepdf.Object]:
    kids = node.get("/K", pikepdf.Array())
    every = list(kids.as_list()) if isinstance(kids, pikepdf.Array) else [kids]
    return [kid for kid in every if not isinstance(kid, pikepdf.Dictionary)]
