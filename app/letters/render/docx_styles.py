"""The named styles of a DOCX, made from a LetterStyle; a person sees these and no others.

Lines are exactly as high as the style says, so that 22 stand on a page in Word, WPS and
LibreOffice alike. The 28 characters of a line come from the letter-spacing of the body styles
rather than from a character grid (w:docGrid linesAndChars), which LibreOffice applies twice.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt
from docx.styles.style import CharacterStyle, ParagraphStyle
from docx.styles.styles import Styles

from app.letters.render.docx_text import add_element
from app.letters.style import BodyStyle, LetterStyle
from app.messages import Language

# Styles for words that need more than a line in a row of fixed height: share of the table's text.
FINE_STYLES = (("TableFine", 0.85), ("TableFiner", 0.72), ("TableFinest", 0.56))
MM_PER_PT = 25.4 / 72
_LEADING = 1.1
_SLIGHT_PT = 1  # a line that shall take no room; Word's smallest
_BOLD_IN_ENGLISH = ("Title", "AnnexTitle", "AnnexLabel", "Heading1", "TableHead")
_LEFT, _CENTER, _JUSTIFY = (
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)


@dataclass(frozen=True)
class _Style:
    """A paragraph style. `name` is (Chinese, English), or one that Word translates itself.

    `pitch_pt` 0 lets the line grow with its content; `indent` is the first line's, in characters.
    `next` is the style of the paragraph that follows as a rule and stays on the same page.
    """

    id: str
    name: str | tuple[str, str]
    align: WD_ALIGN_PARAGRAPH
    font: str
    size_pt: float
    pitch_pt: float
    _: KW_ONLY
    indent: int = 0
    before: float = 0
    after: float = 0
    outline: int | None = None
    next: str = ""


def compute_spacing(style: LetterStyle) -> float:
    """Points between characters so that a line holds as many as the style says (5.2.3)."""
    fitting = style.page.text_width_mm / MM_PER_PT / style.page.characters
    return math.floor((fitting - style.body.size_pt) * 20) / 20


def compute_fine_line(size_pt: float) -> float:
    """The height in points of a line of small table text."""
    return size_pt * _LEADING


def add_styles(document: Document, style: LetterStyle, language: Language) -> None:
    """The letter's styles, in place of the template's; all else stays hidden in Word's lists."""
    styles = document.styles
    for latent in list(styles.latent_styles):
        latent.delete()
    _set_defaults(styles.element, style)
    entries = (
        *_list_letter_styles(style, language),
        *_list_annex_styles(style, language),
        *_list_small_styles(style),
    )
    made = {entry.id: _add_style(styles, entry, language) for entry in entries}
    for priority, (entry, own) in enumerate(zip(entries, made.values(), strict=True)):
        own.priority = priority
        _set_paragraph(own, entry, style.body, language)
        _set_font(own, entry, style, language)
        if entry.id != "Normal":
            own.base_style = made["Normal"]
        if entry.next:
            own.next_paragraph_style = made[entry.next]
    _add_table_style(styles, style, language)


def _list_letter_styles(style: LetterStyle, language: Language) -> tuple[_Style, ...]:
    body, title, fonts = style.body, style.title, style.fonts
    pitch, two = body.pitch_pt, body.indent_characters
    fang = (fonts.docx_fang, body.size_pt, pitch)
    hei, kai = (fonts.docx_hei, body.size_pt, pitch), (fonts.docx_kai, body.size_pt, pitch)
    top = (fonts.docx_title, title.size_pt, title.pitch_pt)
    gap = 0 if language == "zh" else pitch * style.english.space_between_lines
    sides = _JUSTIFY if language == "zh" else _LEFT
    below, text = title.space_after_lines * pitch, "BodyText"
    return (
        _Style("Normal", "Normal", sides, *fang),
        _Style("Title", "Title", _CENTER, *top, after=below, outline=0, next=text),
        _Style("Salutation", "Salutation", _LEFT, *fang, after=gap, next=text),
        _Style("BodyText", "Body Text", sides, *fang, indent=two, after=gap),
        _Style(
            "Heading1",
            "heading 1",
            _LEFT,
            *hei,
            indent=two,
            before=gap,
            after=gap,
            outline=0,
            next=text,
        ),
        _Style("Heading2", "heading 2", _LEFT, *kai, indent=two, after=gap, outline=1, next=text),
        _Style("ListParagraph", "List Paragraph", sides, *fang, indent=two, after=gap),
        _Style("Closing", "Closing", _LEFT, *fang, indent=two),
        _Style("ClosingEnd", ("结束语次行", "Closing End"), _LEFT, *fang),
        _Style("AnnexNote", ("附件说明", "Annex Note"), _LEFT, *fang),
        _Style("Signature", "Signature", _LEFT, *fang),
        _Style("Date", "Date", _LEFT, *fang),
        _Style("Contact", ("联系方式", "Contact"), sides, *fang, indent=two),
    )


def _list_annex_styles(style: LetterStyle, language: Language) -> tuple[_Style, ...]:
    body, title = style.body, style.title
    fonts, pitch, small = style.fonts, body.pitch_pt, style.small
    hei = (fonts.docx_hei, body.size_pt, pitch)
    top = (fonts.docx_title, title.size_pt, title.pitch_pt)
    fang, kai = (
        (font, small.size_pt, small.pitch_pt) for font in (fonts.docx_fang, fonts.docx_kai)
    )
    sides = _JUSTIFY if language == "zh" else _LEFT
    below, half, gap = title.space_after_lines * pitch, pitch / 2, small.size_pt / 2
    label, title_names = ("附件标识", "Annex Label"), ("附件标题", "Annex Title")
    summary, figure = ("表前说明", "Table Summary"), ("图片", "Figure")
    photo = (fonts.docx_fang, _SLIGHT_PT, 0)
    return (
        _Style("AnnexLabel", label, _LEFT, *hei, after=below, next="AnnexTitle"),
        _Style("AnnexTitle", title_names, _CENTER, *top, after=half, outline=0, next="BodyText"),
        _Style("Figure", figure, _CENTER, *photo, before=gap, next="Caption"),
        _Style("Caption", "caption", _CENTER, *kai),
        _Style("TableSummary", summary, sides, *fang, after=gap, next="TableSummary"),
    )


def _list_small_styles(style: LetterStyle) -> tuple[_Style, ...]:
    fonts, table, number = style.fonts, style.table, style.page_number.size_pt
    head, text = (fonts.docx_hei, table.head_pt, 0), (fonts.docx_fang, table.text_pt, 0)
    running = (fonts.docx_song, table.running_pt, compute_fine_line(table.running_pt))
    seal = (style.seal.text_pt, style.seal.pitch_pt)
    fine = [(name, table.text_pt * share) for name, share in FINE_STYLES]
    return (
        _Style("TableHead", ("表头", "Table Head"), _CENTER, *head),
        _Style("TableText", ("表格文字", "Table Text"), _CENTER, *text),
        _Style("TableWords", ("表格文句", "Table Words"), _LEFT, *text),
        *(
            _Style(
                name,
                (f"表格小字{level}", f"Table Fine {level}"),
                _CENTER,
                fonts.docx_fang,
                points,
                compute_fine_line(points),
            )
            for level, (name, points) in enumerate(fine, 1)
        ),
        _Style("TableEnd", ("表后", "Table End"), _LEFT, fonts.docx_fang, _SLIGHT_PT, _SLIGHT_PT),
        _Style("SealWords", ("核验说明", "Seal Words"), _LEFT, fonts.docx_fang, *seal),
        _Style("Header", "header", _LEFT, *running),
        _Style("Footer", "footer", _LEFT, fonts.docx_song, number, number),
    )


def _set_defaults(styles: BaseOxmlElement, style: LetterStyle) -> None:
    """What a paragraph has that bears no style: fonts, size, languages, line-breaking rules."""
    (run,) = styles.xpath(".//w:rPrDefault/w:rPr")
    run.clear()
    latin, body = style.fonts.docx_latin, style.body
    fonts = {"ascii": latin, "hAnsi": latin, "eastAsia": style.fonts.docx_fang, "cs": latin}
    add_element(run, "w:rFonts", **fonts)
    for tag in ("w:sz", "w:szCs"):
        add_element(run, tag, val=round(body.size_pt * 2))
    add_element(run, "w:lang", val="en-US", eastAsia="zh-CN", bidi="ar-SA")
    (paragraphs,) = styles.xpath(".//w:pPrDefault")
    paragraph = add_element(paragraphs, "w:pPr")
    for tag in ("w:widowControl", "w:kinsoku", "w:overflowPunct"):
        add_element(paragraph, tag)


def _add_style(styles: Styles, entry: _Style, language: Language) -> ParagraphStyle:
    builtin = isinstance(entry.name, str)
    name = entry.name if isinstance(entry.name, str) else entry.name[language == "en"]
    # python-docx does not say of what type these are.
    add: Callable[..., ParagraphStyle] = styles.add_style
    normal: ParagraphStyle = styles["Normal"]
    made = normal if name == "Normal" else add(name, WD_STYLE_TYPE.PARAGRAPH, builtin)
    made.style_id = entry.id
    made.quick_style = True
    return made


def _set_paragraph(own: ParagraphStyle, entry: _Style, body: BodyStyle, language: Language) -> None:
    """Paragraph properties; those that python-docx has no name for are added in the schema's order."""
    form = own.paragraph_format
    properties = own.element.get_or_add_pPr()
    form.keep_with_next = True if entry.next else None
    if not _is_gridded(entry, body, language):
        # LibreOffice makes even exact lines a multiple of the grid's.
        add_element(properties, "w:snapToGrid", val=0)
    form.space_before, form.space_after = Pt(entry.before), Pt(entry.after)
    form.line_spacing = Pt(entry.pitch_pt) if entry.pitch_pt else 1.0
    if entry.indent:
        form.first_line_indent = Pt(entry.indent * entry.size_pt)
        properties.ind.set(qn("w:firstLineChars"), str(entry.indent * 100))
    if entry.id in ("Salutation", "TableSummary"):
        add_element(properties, "w:contextualSpacing")
    form.alignment = entry.align
    if entry.outline is not None:
        add_element(properties, "w:outlineLvl", val=entry.outline)


def _set_font(own: ParagraphStyle, entry: _Style, style: LetterStyle, language: Language) -> None:
    """Run properties; 7.5, 7.3.7: page numbers are in figures of Song, an annex's number in Hei."""
    alone = entry.id == "Footer" or (entry.id == "AnnexLabel" and language == "zh")
    latin = entry.font if alone else style.fonts.docx_latin
    own.font.name = latin
    properties = own.element.get_or_add_rPr()
    properties.rFonts.set(qn("w:eastAsia"), entry.font)
    properties.rFonts.set(qn("w:cs"), latin)
    if language == "en":  # Chinese faces tell headings apart; in English weight and slope do.
        own.font.bold = entry.id in _BOLD_IN_ENGLISH or None
        own.font.italic = entry.id == "Heading2" or None
    gridded = _is_gridded(entry, style.body, language)
    spacing = Pt(compute_spacing(style)).twips if gridded else 0
    add_element(properties, "w:spacing", val=spacing)
    own.font.size = Pt(entry.size_pt)
    add_element(properties, "w:szCs", val=properties.sz.get(qn("w:val")))


def _is_gridded(entry: _Style, body: BodyStyle, language: Language) -> bool:
    """Chinese text in the body's size stands on its grid: 28 characters a line, 22 lines a page."""
    return language == "zh" and (entry.size_pt, entry.pitch_pt) == (body.size_pt, body.pitch_pt)


def _add_table_style(styles: Styles, style: LetterStyle, language: Language) -> None:
    """The ruled table."""
    name = "信函表格" if language == "zh" else "Letter Table"
    add: Callable[..., CharacterStyle] = styles.add_style
    made = add(name, WD_STYLE_TYPE.TABLE)
    made.style_id, made.quick_style = "LetterTable", True
    made.base_style = styles["Normal Table"]
    properties = add_element(made.element, "w:tblPr")
    borders = add_element(properties, "w:tblBorders")
    rule = round(style.table.rule_pt * 8)
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        add_element(borders, f"w:{side}", val="single", sz=rule, space=0, color="auto")
    margins = add_element(properties, "w:tblCellMar")
    for side in ("left", "right"):
        add_element(margins, f"w:{side}", w=Mm(style.table.padding_mm).twips, type="dxa")
