"""LetterStyle: the lengths of a letter, read once from app/data/styles.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from app.messages import Language

STYLES = Path(__file__).parent.parent / "data" / "styles.toml"


@dataclass(frozen=True)
class PageStyle:
    """The sheet, its margins, and how many lines and characters its text area holds."""

    width_mm: float
    height_mm: float
    margin_top_mm: float
    margin_bottom_mm: float
    margin_left_mm: float
    margin_right_mm: float
    lines: int
    characters: int

    @property
    def text_width_mm(self) -> float:
        return self.width_mm - self.margin_left_mm - self.margin_right_mm

    @property
    def text_height_mm(self) -> float:
        return self.height_mm - self.margin_top_mm - self.margin_bottom_mm


@dataclass(frozen=True)
class BodyStyle:
    size_pt: float
    pitch_pt: float
    indent_characters: int


@dataclass(frozen=True)
class TitleStyle:
    size_pt: float
    pitch_pt: float
    space_after_lines: int


@dataclass(frozen=True)
class SmallStyle:
    size_pt: float
    pitch_pt: float


@dataclass(frozen=True)
class EnglishStyle:
    size_pt: float
    pitch_pt: float
    title_pt: float
    title_pitch_pt: float
    space_between_lines: float


@dataclass(frozen=True)
class PageNumberStyle:
    size_pt: float
    below_text_mm: float


@dataclass(frozen=True)
class MarkStyle:
    """What stands above the text of a draft; `grey` from 0, black, to 1, white."""

    size_pt: float
    above_text_mm: float
    spacing_em: float
    grey: float


@dataclass(frozen=True)
class LimitStyle:
    """Pages beyond which a letter is too long to be read, or too thick to be taken in."""

    body_pages: int
    pages: int


@dataclass(frozen=True)
class SignatureStyle:
    right_characters: int
    date_shift_characters: int


@dataclass(frozen=True)
class TableStyle:
    row_height_mm: float
    text_pt: float
    head_pt: float
    rule_pt: float
    running_pt: float
    running_above_mm: float
    padding_mm: float
    drawing_height_mm: float
    columns_mm: tuple[float, ...]


@dataclass(frozen=True)
class SealStyle:
    """The seal: a QR code and small words."""

    picture_mm: float
    gap_mm: float
    text_pt: float
    pitch_pt: float


@dataclass(frozen=True)
class PhotoStyle:
    """The box of a picture and the resolutions between which it is printed."""

    height_mm: float
    width_mm: float
    dpi: int
    least_dpi: int

    def fit(self, width: int, height: int) -> tuple[float, float]:
        """The size in mm at which a picture of so many pixels is printed."""
        scale = min(self.width_mm / width, self.height_mm / height, 25.4 / self.least_dpi)
        return width * scale, height * scale


@dataclass(frozen=True)
class DocxFonts:
    docx_song: str
    docx_title: str
    docx_fang: str
    docx_kai: str
    docx_hei: str
    docx_latin: str


@dataclass(frozen=True)
class LetterStyle:
    """Every length of a letter."""

    page: PageStyle
    body: BodyStyle
    title: TitleStyle
    small: SmallStyle
    english: EnglishStyle
    page_number: PageNumberStyle
    mark: MarkStyle
    limits: LimitStyle
    signature: SignatureStyle
    table: TableStyle
    seal: SealStyle
    photo: PhotoStyle
    sheet: PhotoStyle  # a scanned sheet: one to a page
    fonts: DocxFonts

    def for_language(self, language: Language) -> LetterStyle:
        """The same with body and title in the sizes of `language`: Latin text is smaller."""
        if language == "zh":
            return self
        english = self.english
        return replace(
            self,
            body=BodyStyle(english.size_pt, english.pitch_pt, 0),
            title=TitleStyle(
                english.title_pt, english.title_pitch_pt, self.title.space_after_lines
            ),
        )


@cache
def load_style() -> LetterStyle:
    """The layout of design after GB/T 9704-2012; raises KeyError or TypeError on a broken file."""
    data = tomllib.loads(STYLES.read_text("utf-8"))
    table = {**data["table"], "columns_mm": tuple(data["table"]["columns_mm"])}
    return LetterStyle(
        page=PageStyle(**data["page"]),
        body=BodyStyle(**data["body"]),
        title=TitleStyle(**data["title"]),
        small=SmallStyle(**data["small"]),
        english=EnglishStyle(**data["english"]),
        page_number=PageNumberStyle(**data["page_number"]),
        mark=MarkStyle(**data["mark"]),
        limits=LimitStyle(**data["limits"]),
        signature=SignatureStyle(**data["signature"]),
        table=TableStyle(**table),
        seal=SealStyle(**data["seal"]),
        photo=PhotoStyle(**data["photo"]),
        sheet=PhotoStyle(**data["sheet"]),
        fonts=DocxFonts(**data["fonts"]),
    )
