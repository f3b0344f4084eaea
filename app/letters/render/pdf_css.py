"""The style sheet of a letter's PDF; every length comes from LetterStyle."""

from __future__ import annotations

from app.letters.render.fonts import Face, FontFile, find_font
from app.letters.style import LetterStyle
from app.messages import Language

MM = 72 / 25.4  # points in a millimetre


def compute_square(style: LetterStyle, language: Language) -> float:
    """The width in points that a character takes: Chinese fills a grid (5.2.3), English flows."""
    if language == "en":
        return style.body.size_pt
    return style.page.text_width_mm * MM / style.page.characters


def choose_heading_face(level: int, language: Language) -> Face:
    """7.3.3: 黑体, then 楷体; Latin letters have no Kai, so English takes bold and sans."""
    if language == "en":
        return "title" if level == 1 else "hei"
    return "hei" if level == 1 else "kai"


def find_main_font(face: Face, language: Language) -> FontFile:
    """The font that sets most of a text in `face`."""
    return find_font("字" if language == "zh" else "a", face, language)


def write_css(style: LetterStyle, language: Language, *, shift: int) -> str:
    """The rules for pages and blocks; `shift` pages are put in before the page `resumed`.

    `resumed` is the annex after the signature table, `later` those after it.
    """
    body, title = style.body, style.title
    spacing = compute_square(style, language) - body.size_pt
    chinese = language == "zh"
    apart = 0.0 if chinese else style.english.space_between_lines * body.pitch_pt
    # Composed lines count each character's own width.
    unkerned = "font-kerning: none; font-variant-ligatures: none" if chinese else ""
    return f"""
{_write_pages(style, language, shift)}
html {{ {_font("fang", language)}; font-size: {body.size_pt}pt; line-height: {body.pitch_pt}pt;
  color: black; {unkerned} }}
body, p, h1, h2, h3, figure, ol, li {{ margin: 0; padding: 0 }}
h1, h2, h3, th {{ font-size: inherit; font-weight: inherit }}
p, h2, h3, li {{ white-space: {"pre" if chinese else "pre-wrap"};
  letter-spacing: {spacing:.4f}pt; overflow-wrap: anywhere; orphans: 2; widows: 2; margin-bottom: {apart}pt }}
h1 {{ {_font("title", language)}; font-size: {title.size_pt}pt; line-height: {title.pitch_pt}pt;
  text-align: center; white-space: pre-wrap; break-after: avoid;
  margin-bottom: {title.space_after_lines * body.pitch_pt}pt; bookmark-level: 1 }}
h1, h2, h3 {{ bookmark-label: attr(data-label) }}
h2, h3 {{ break-after: avoid }}
h2 {{ {_font(choose_heading_face(1, language), language)}; bookmark-level: 2 }}
h3 {{ {_font(choose_heading_face(2, language), language)}; bookmark-level: 3 }}
ol {{ list-style: none; break-before: auto }}
.end {{ break-inside: avoid; break-before: avoid }}
.kept {{ break-before: avoid }}
.end p {{ margin-bottom: 0 }}
.seal {{ display: flex; align-items: center; margin-top: {body.pitch_pt / 2}pt }}
.seal img {{ flex: none; width: {style.seal.picture_mm}mm; height: {style.seal.picture_mm}mm;
  margin-right: {style.seal.gap_mm}mm }}
.seal p {{ font-size: {style.seal.text_pt}pt; line-height: {style.seal.pitch_pt}pt;
  letter-spacing: 0; white-space: pre-wrap }}
.apart {{ margin-top: {body.pitch_pt}pt }}
{_write_annexes(style, language)}"""


def _write_annexes(style: LetterStyle, language: Language) -> str:
    """The rules for what stands in annexes: their heads, photos and tables."""
    body, title, small = style.body, style.title, style.small
    return f"""\
section {{ break-before: page }}
section.resumed {{ page: resumed }}
section.later {{ page: later }}
h2.annex {{ bookmark-level: 1;
  {_font("title", language)}; font-size: {title.size_pt}pt; line-height: {title.pitch_pt}pt;
  text-align: center; white-space: pre-wrap; letter-spacing: 0; margin-bottom: {body.pitch_pt / 2}pt }}
p.label {{ {_font("hei", language)}; break-after: avoid;
  margin-bottom: {title.space_after_lines * body.pitch_pt}pt }}
figure {{ break-inside: avoid; text-align: center; margin-bottom: {small.pitch_pt / 2}pt }}
figure img {{ display: block; margin: 0 auto }}
figcaption {{ font-size: {small.size_pt}pt; line-height: {small.pitch_pt}pt }}
table {{ border-collapse: collapse; table-layout: fixed; width: 100%;
  margin: {body.pitch_pt / 4}pt 0 {body.pitch_pt / 2}pt;
  font-size: {style.table.text_pt}pt; line-height: {small.pitch_pt}pt; letter-spacing: 0 }}
th, td {{ border: {style.table.rule_pt}pt solid black; padding: 2pt 4pt; text-align: left;
  vertical-align: middle; overflow-wrap: anywhere; white-space: pre-wrap }}
th {{ {_font("hei", language)}; text-align: center; font-size: {style.table.head_pt}pt }}
td:empty {{ height: {style.table.row_height_mm}mm }} /* to be written into by hand */
table:has(td:empty) {{ break-inside: avoid }}
tr {{ break-inside: avoid }}
"""


def _write_pages(style: LetterStyle, language: Language, shift: int) -> str:
    page = style.page
    margins = " ".join(
        f"{length}mm"
        for length in (
            page.margin_top_mm,
            page.margin_right_mm,
            page.margin_bottom_mm,
            page.margin_left_mm,
        )
    )
    odd = _write_number("right", style, language)
    even = _write_number("left", style, language)
    # An odd number of pages put in turns right pages into left ones.
    swapped = "".join(
        f"@page {name}:{page} {{ @bottom-left {{ content: none }} "
        f"@bottom-right {{ content: none }} {number} }}\n"
        for name in ("resumed", "later")
        for page, number in zip(("right", "left"), (even, odd), strict=True)
    )
    return f"""@page {{ size: {page.width_mm}mm {page.height_mm}mm; margin: {margins} }}
@page :right {{ {odd} }}
@page :left {{ {even} }}
{swapped if shift % 2 else ""}@page :nth(1 of resumed) {{ counter-increment: page {shift + 1} }}"""


def _write_number(side: str, style: LetterStyle, language: Language) -> str:
    """7.5: the dash lies 7 mm below the text area, one character in from the outer edge."""
    number = style.page_number
    top = number.below_text_mm * MM - number.size_pt / 2
    return f"""@bottom-{side} {{ content: "— " counter(page) " —"; white-space: nowrap;
  {find_font("1", "fang", language).css}; font-size: {number.size_pt}pt; line-height: {number.size_pt}pt;
  vertical-align: top; padding-top: {top:.3f}pt; padding-{side}: {number.size_pt}pt }}"""


def _font(face: Face, language: Language) -> str:
    return find_main_font(face, language).css
