"""What a letter says of signatures that were collected: levels, who is not named, the seal."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from array import array
from dataclasses import replace

import pikepdf
import pytest
from lxml import etree

from app.letters.collected import Collected, Counts, EarlierList, Stamp, Tally
from app.letters.compose import compose
from app.letters.letter import Letter, SealNote
from app.letters.media import Drawing, Stroke
from app.letters.petition import Petition
from app.letters.render import render
from app.letters.render.pdf_seal import SealMark, read_seal
from app.letters.signers import Signer
from app.letters.style import load_style
from app.letters.supplement import compose_supplement
from tests.letters.test_compose import read

SQUARE = array("h", (0, 0, 20, 0, 20, 20, 0, 20)).tobytes()
CODE = Drawing(40, 40, (Stroke(SQUARE, 0),), "c0de")
STAMP = Stamp("7K3M-9QXT-2B4D-WXYZ-56AB", "ab" * 32, 9, "example.org/verify", CODE)
COUNTS = Counts(
    9, 7, 8, 1, 1, checked=4, coded=2, paper=1, declared=2, withheld_people=3, withheld_dwellings=2
)
SIGNERS = tuple(
    Signer(f"业主{number}", f"3-1-{number}01", dt.date(2026, 11, 2), row=number)
    for number in range(1, 7)
)
STYLE = load_style()


@pytest.fixture(scope="module", params=["full-zh", "full-en"])
def full(request: pytest.FixtureRequest) -> Petition:
    found = read(request.param)
    recipients = tuple(replace(one, annexes=None, items=None) for one in found.recipients)
    items = tuple(replace(item, id=f"item-{place}") for place, item in enumerate(found.items, 1))
    return replace(found, recipients=recipients, items=items)


def collect(**given: object) -> Collected:
    affected = {"item-1": Tally(5, 4), "item-2": Tally(0, 0), "gone": Tally(1, 1)}
    return replace(Collected(COUNTS, affected, STAMP), **given)  # type: ignore[arg-type]


def find_recipient(petition: Petition, *, authority: bool) -> int:
    return next(
        place
        for place, one in enumerate(petition.recipients)
        if (one.role == "authority") == authority and one.role != "hotline" and not one.copy
    )


def read_txt(letter: Letter) -> str:
    return render(letter, "txt", STYLE).decode()


def test_an_authority_gets_names_counts_and_seal(full: Petition) -> None:
    place = find_recipient(full, authority=True)
    letter = compose(full, place, signers=SIGNERS, collected=collect())
    table = letter.annexes[0].table
    assert table and len(table.rows) == 6 and table.seal
    said = "\n".join(table.summary)
    if full.language == "zh":
        assert "共9人签名，涉及7户" in said and "另有2户3人不公开姓名" in said
        assert "已与房屋清册核对4人，凭逐户发放的房屋码2人，纸质签名1人，本人自行申报2人" in said
        assert "4户5人" in said and "代签1人" in said
    assert STAMP.code in said and "example.org/verify" in said
    assert isinstance(letter.blocks[-1], SealNote)
    assert letter.body == compose(full, place).body, "the seal is outside what was signed"


def test_without_anything_collected_nothing_changes(full: Petition) -> None:
    place = find_recipient(full, authority=True)
    letter = compose(full, place, signers=SIGNERS)
    table = letter.annexes[0].table
    assert table and table.seal is None and letter.seal is None
    assert len(table.summary) == 2 and not isinstance(letter.blocks[-1], SealNote)


def test_a_company_gets_numbers_and_representatives(full: Petition) -> None:
    place = find_recipient(full, authority=False)
    letter = compose(full, place, signers=SIGNERS, collected=collect())
    words = read_txt(letter)
    assert "业主1" not in words and not any(annex.table for annex in letter.annexes)
    assert STAMP.code in words and full.sender.representatives[0].name in words


def test_a_letter_that_nobody_is_named_in_has_no_table(full: Petition) -> None:
    place = find_recipient(full, authority=True)
    letter = compose(full, place, signers=(), collected=collect())
    assert letter.annexes and not letter.annexes[0].table and letter.annexes[0].blocks


def test_a_supplementary_list_names_the_letter_it_belongs_to(full: Petition) -> None:
    place = find_recipient(full, authority=True)
    earlier = (EarlierList(dt.date(2026, 11, 9), "AAAA-BBBB"),)
    collected = collect(series=2, earlier=earlier)
    letter = compose_supplement(full, place, signers=SIGNERS, collected=collected)
    first = compose(full, place)
    words = read_txt(letter)
    assert (letter.digest, letter.code) == (first.digest, first.code)
    assert first.title in words and "AAAA-BBBB" in words and STAMP.code in words
    if full.language == "zh":
        assert letter.title == "补充联名名单（第二批）" and "2026年11月9日" in words


@pytest.mark.needs("pango", "fonts")
def test_the_pdf_says_its_seal_and_describes_its_pictures(full: Petition) -> None:
    place = find_recipient(full, authority=True)
    letter = compose(full, place, signers=SIGNERS, collected=collect())
    made = render(letter, "pdf", STYLE)
    assert made == render(letter, "pdf", STYLE)
    assert read_seal(made) == SealMark(STAMP.root, STAMP.size, letter.digest)
    with pikepdf.open(io.BytesIO(made)) as pdf:
        alternatives = [
            str(thing.Alt)
            for thing in pdf.objects
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/S") == "/Figure"
        ]
    note = letter.blocks[-1]
    assert isinstance(note, SealNote) and alternatives.count(note.alt) == 2


def test_the_docx_is_well_formed_with_both_pictures(full: Petition) -> None:
    place = find_recipient(full, authority=True)
    letter = compose(full, place, signers=SIGNERS, collected=collect())
    made = render(letter, "docx", STYLE)
    assert made == render(letter, "docx", STYLE)
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        document = package.read("word/document.xml")
        names = package.namelist()
    root = etree.fromstring(document)
    anchors = root.xpath("//*[local-name()='anchor']")
    inlines = root.xpath("//*[local-name()='inline']")
    assert len(anchors) == 1 and len(inlines) == 1 and b"<?" not in document[60:]
    assert sum(name.endswith(".emf") for name in names) == 1, "one picture, shown twice"
