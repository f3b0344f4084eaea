"""The letter (the content): what every renderer prints, word for word and in this order.

Made only by `compose`. Every word that a reader sees is in here: numbers of headings and
demands, column titles, "附件1", the running line of the signature table. Renderers add page
numbers and nothing else.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from app.letters.media import Drawing, Picture
from app.letters.petition import Kind
from app.messages import Language


@dataclass(frozen=True)
class Heading:
    """h2 (level 1: 一、) or h3 (level 2: （一）). `number` includes its mark; text follows at once."""

    level: Literal[1, 2]
    number: str
    text: str


@dataclass(frozen=True)
class Paragraph:
    """A body paragraph, first line indented by two characters."""

    text: str

    @property
    def is_to_fill(self) -> bool:
        """Whether it ends in a blank to be filled in by hand, such as 受托人（签名）：＿＿＿."""
        return self.text.endswith(("＿", "__"))


@dataclass(frozen=True)
class NumberedList:
    """ol.demands: each entry is (number with its mark: "1." , sentence). Set like paragraphs."""

    entries: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Addressee:
    """p.addressee: flush left, one line of text an entry (name, then salutation), colon included."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """table.facts: `head` may be empty; all rows have the same number of cells."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Figure:
    """A photo. `caption` is printed below it; `alt` is read aloud; with `is_sheet` it has a page of its own."""

    picture: Picture
    caption: str
    alt: str
    is_sheet: bool = False


@dataclass(frozen=True)
class Closing:
    """p.closing: first line indented by two characters, the next (敬礼！) flush left."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class AnnexNote:
    """附件说明: `label` ("附件：") indented two characters, entries hang after it, one a line.

    An entry is (number with mark, or "" for a single annex; title).
    """

    label: str
    entries: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Signature:
    """Who signs; set at the right, two characters from the edge. One line of text an entry."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class DateLine:
    """The letter's date, in words, below the signature."""

    text: str


@dataclass(frozen=True)
class Contact:
    """（联系人：…，电话：…）: below the date, indented two characters. One paragraph an entry."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class SealNote:
    """The letter's seal below everything else: `picture` (a QR code) with `lines` beside it.

    `alt` is read aloud in place of the picture.
    """

    lines: tuple[str, ...]
    picture: Drawing
    alt: str


Block = (
    Heading
    | Paragraph
    | NumberedList
    | Addressee
    | Table
    | Figure
    | Closing
    | AnnexNote
    | Signature
    | DateLine
    | Contact
    | SealNote
)


@dataclass(frozen=True)
class SignatureRow:
    """A row of annex 1, in words. `capacity` may have a second line for 代签 ("\\n")."""

    number: str
    name: str
    unit: str
    capacity: str
    date: str
    signature: Drawing | Picture | None


@dataclass(frozen=True)
class SignatureTable:
    """The table of annex 1.

    `summary`: lines above the table (counts). `head`: titles of the six columns number, name,
    dwelling, capacity, signature, date in this order. `running`: what every page of this annex
    repeats, page furniture: the title; date and 正文校验码. `page_of`: the same for the page
    within the annex, with {page} and {pages}, e.g. "本附件第{page}页，共{pages}页". `seal`: its
    picture stands at the upper right of the first page; its lines are among the summary.
    """

    summary: tuple[str, ...]
    head: tuple[str, str, str, str, str, str]
    rows: tuple[SignatureRow, ...]
    running: tuple[str, str]
    page_of: str
    seal: SealNote | None = None

    @property
    def running_line(self) -> str:
        """Both parts on one line, a wide space apart."""
        return "\u3000".join(self.running)


@dataclass(frozen=True)
class Annex:
    """section.annex: on a new page; `label` "附件1" at the top left, `title` centred below.

    Either `blocks` or `table` holds the content.
    """

    label: str
    title: str
    blocks: tuple[Block, ...] = ()
    table: SignatureTable | None = None


@dataclass(frozen=True)
class SealMark:
    """What a PDF says of its seal for programs: `root` (SHA-256 in hex) over `size` signatures."""

    root: str
    size: int


@dataclass(frozen=True)
class Letter:
    """`blocks` is the body after the title; `digest` the SHA-256 (hex) of the composed body.

    `body` is what is fixed of it, as Composed writes it. It leaves out what is a slot (date, counts,
    seal) and the annexes; `code` is the digest's printed form, 正文校验码. `left_out` names the parts left out of a hotline text, in words.
    `title_lines` is the title broken for the width of the page ("".join(...) == title in Chinese,
    " ".join(...) in English).
    """

    kind: Kind
    language: Language
    title: str
    title_lines: tuple[str, ...]
    date: dt.date
    author: str
    blocks: tuple[Block, ...]
    annexes: tuple[Annex, ...]
    digest: str
    code: str
    left_out: tuple[str, ...] = ()
    body: str = ""
    seal: SealMark | None = None
