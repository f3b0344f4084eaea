"""The named styles, settings and fonts of a DOCX, made from a LetterStyle.

Lines are exactly as high as the style says, so that 22 stand on a page in Word, WPS and
LibreOffice alike. The 28 characters of a line come from the letter-spacing of the body styles
rather than from a character grid (w:docGrid linesAndChars), which LibreOffice applies twice.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

from app.letters.render.docx_markup import DECLARATION, NAMESPACES, convert_mm, convert_pt
from app.letters.style import BodyStyle, LetterStyle, TitleStyle
from app.messages import Language

# Styles for words that need more than a line in a row of fixed height: share of the table's text.
FINE_STYLES = (("TableFine", 0.75), ("TableFiner", 0.64), ("TableFinest", 0.56))
_LEADING = 1.1
_ENGLISH_EMPHASIS = {
    **dict.fromkeys(("Title", "AnnexTitle", "AnnexLabel", "Heading1", "TableHead"), "<w:b/>"),
    "Heading2": "<w:i/>",
}
_MM_PER_PT = 25.4 / 72


@dataclass(frozen=True)
class _Style:
    """A paragraph style. `name` is (Chinese, English), one word where Word translates it itself.

    `indent` is the first line's, in characters; `line_pt` 0 lets the line grow with its content;
    `gridded` text is on the body's grid, 28 characters a line and 22 lines a page.
    """

    id: str
    name: tuple[str, ...]
    font: str
    size_pt: float
    line_pt: float
    align: str = "both"
    indent: int = 0
    before: float = 0
    after: float = 0
    outline: int | None = None
    keep_next: bool = False
    gridded: bool = False
    next: str = ""


def choose_body(style: LetterStyle, language: Language) -> BodyStyle:
    """Size and line pitch of the body: a Latin text is smaller and has no first-line indent."""
    if language == "zh":
        return style.body
    return BodyStyle(style.english.size_pt, style.english.pitch_pt, 0)


def choose_title(style: LetterStyle, language: Language) -> TitleStyle:
    """The title of a letter or an annex."""
    if language == "zh":
        return style.title
    english, after = style.english, style.title.space_after_lines
    return TitleStyle(english.title_pt, english.title_pitch_pt, after)


def compute_spacing(style: LetterStyle) -> float:
    """Points between characters so that a line holds as many as the style says (5.2.3)."""
    fitting = style.page.text_width_mm / _MM_PER_PT / style.page.characters
    return math.floor((fitting - style.body.size_pt) * 20) / 20


def compute_fine_line(size_pt: float) -> float:
    """The height in points of a line of small table text."""
    return size_pt * _LEADING


@cache
def write_styles(style: LetterStyle, language: Language) -> str:
    """word/styles.xml."""
    body, fonts = choose_body(style, language), style.fonts
    latin = f'w:ascii="{fonts.docx_latin}" w:hAnsi="{fonts.docx_latin}" w:cs="{fonts.docx_latin}"'
    size = convert_pt(body.size_pt) // 10
    defaults = (
        f'<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts {latin} w:eastAsia="{fonts.docx_fang}"/>'
        f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        "<w:pPrDefault><w:pPr><w:widowControl/><w:kinsoku/><w:overflowPunct/></w:pPr>"
        "</w:pPrDefault></w:docDefaults>"
    )
    paragraphs = "".join(
        _write_style(entry, style, language) for entry in _list_styles(style, language)
    )
    return (
        f"{DECLARATION}<w:styles {NAMESPACES}>{defaults}{paragraphs}{_write_table(style, language)}"
        "</w:styles>"
    )


def _list_styles(style: LetterStyle, language: Language) -> tuple[_Style, ...]:
    return (
        *_list_letter_styles(style, language),
        *_list_annex_styles(style, language),
        *_list_small_styles(style),
    )


def _list_letter_styles(style: LetterStyle, language: Language) -> tuple[_Style, ...]:
    body, fonts = choose_body(style, language), style.fonts
    size, pitch = body.size_pt, body.pitch_pt
    fang, hei, kai = fonts.docx_fang, fonts.docx_hei, fonts.docx_kai
    title, zh = choose_title(style, language), language == "zh"
    gap = 0 if zh else pitch * style.english.space_between_lines
    two = body.indent_characters
    align = "both" if zh else "left"
    head_gap = title.space_after_lines * pitch
    return (
        _Style("Normal", ("Normal",), fang, size, pitch, align, gridded=zh),
        _Style(
            "Title",
            ("Title",),
            fonts.docx_title,
            title.size_pt,
            title.pitch_pt,
            "center",
            after=head_gap,
            outline=0,
            keep_next=True,
            next="BodyText",
        ),
        _Style(
            "Salutation",
            ("Salutation",),
            fang,
            size,
            pitch,
            "left",
            after=gap,
            gridded=zh,
            keep_next=True,
            next="BodyText",
        ),
        _Style("BodyText", ("Body Text",), fang, size, pitch, align, two, after=gap, gridded=zh),
        _Style(
            "Heading1",
            ("heading 1",),
            hei,
            size,
            pitch,
            "left",
            two,
            gap,
            gap,
            0,
            True,
            zh,
            "BodyText",
        ),
        _Style(
            "Heading2",
            ("heading 2",),
            kai,
            size,
            pitch,
            "left",
            two,
            0,
            gap,
            1,
            True,
            zh,
            "BodyText",
        ),
        _Style(
            "ListParagraph",
            ("List Paragraph",),
            fang,
            size,
            pitch,
            align,
            two,
            after=gap,
            gridded=zh,
        ),
        _Style("Closing", ("Closing",), fang, size, pitch, "left", two, gridded=zh),
        _Style("ClosingEnd", ("结束语次行", "Closing End"), fang, size, pitch, "left", gridded=zh),
        _Style("AnnexNote", ("附件说明", "Annex Note"), fang, size, pitch, "left", gridded=zh),
        _Style("Signature", ("Signature",), fang, size, pitch, "left", gridded=zh),
        _Style("Date", ("Date",), fang, size, pitch, "left", gridded=zh),
        _Style("Contact", ("联系方式", "Contact"), fang, size, pitch, "left", two, gridded=zh),
    )


def _list_annex_styles(style: LetterStyle, language: Language) -> tuple[_Style, ...]:
    body, title = choose_body(style, language), choose_title(style, language)
    size, pitch, small, fonts = body.size_pt, body.pitch_pt, style.small, style.fonts
    fang, hei, kai, zh = fonts.docx_fang, fonts.docx_hei, fonts.docx_kai, language == "zh"
    return (
        _Style(
            "AnnexLabel",
            ("附件标识", "Annex Label"),
            hei,
            size,
            pitch,
            "left",
            after=title.space_after_lines * pitch,
            keep_next=True,
            gridded=zh,
            next="AnnexTitle",
        ),
        _Style(
            "AnnexTitle",
            ("附件标题", "Annex Title"),
            fonts.docx_title,
            title.size_pt,
            title.pitch_pt,
            "center",
            after=pitch / 2,
            outline=0,
            keep_next=True,
            next="BodyText",
        ),
        _Style(
            "Figure",
            ("图片", "Figure"),
            fang,
            1,
            0,
            "center",
            before=small.size_pt / 2,
            keep_next=True,
            next="Caption",
        ),
        _Style("Caption", ("caption",), kai, small.size_pt, small.pitch_pt, "center"),
        _Style(
            "TableSummary",
            ("表前说明", "Table Summary"),
            fang,
            small.size_pt,
            small.pitch_pt,
            "both" if zh else "left",
            after=small.size_pt / 2,
            keep_next=True,
        ),
    )


def _list_small_styles(style: LetterStyle) -> tuple[_Style, ...]:
    fonts = style.fonts
    fang, hei = fonts.docx_fang, fonts.docx_hei
    fine = [style.table.text_pt * share for _, share in FINE_STYLES]
    return (
        _Style("TableHead", ("表头", "Table Head"), hei, style.table.head_pt, 0, "center"),
        _Style("TableText", ("表格文字", "Table Text"), fang, style.table.text_pt, 0, "center"),
        _Style("TableWords", ("表格文句", "Table Words"), fang, style.table.text_pt, 0, "left"),
        *(
            _Style(
                name,
                (f"表格小字{level}", f"Table Fine {level}"),
                fang,
                points,
                compute_fine_line(points),
                "center",
            )
            for level, ((name, _), points) in enumerate(zip(FINE_STYLES, fine, strict=True), 1)
        ),
        _Style("TableEnd", ("表后", "Table End"), fang, 1, 1, "left"),
        _Style(
            "Header",
            ("header",),
            fonts.docx_song,
            style.table.running_pt,
            compute_fine_line(style.table.running_pt),
            "left",
        ),
        _Style(
            "Footer",
            ("footer",),
            fonts.docx_song,
            style.page_number.size_pt,
            style.page_number.size_pt,
            "left",
        ),
    )


def _write_style(entry: _Style, style: LetterStyle, language: Language) -> str:
    default = ' w:default="1"' if entry.id == "Normal" else ""
    custom = ' w:customStyle="1"' if len(entry.name) == 2 else ""
    name = entry.name[0] if language == "zh" else entry.name[-1]
    based = "" if default else '<w:basedOn w:val="Normal"/>'
    after = f'<w:next w:val="{entry.next}"/>' if entry.next else ""
    return (
        f'<w:style w:type="paragraph"{default}{custom} w:styleId="{entry.id}">'
        f'<w:name w:val="{name}"/>{based}{after}<w:qFormat/>'
        f"<w:pPr>{_write_paragraph_properties(entry)}</w:pPr>"
        f"<w:rPr>{_write_run_properties(entry, style, language)}</w:rPr></w:style>"
    )


def _write_paragraph_properties(entry: _Style) -> str:
    line, rule = (convert_pt(entry.line_pt), "exact") if entry.line_pt else (240, "auto")
    keep = "<w:keepNext/>" if entry.keep_next else ""
    # LibreOffice makes even exact lines a multiple of the grid's.
    grid = "" if entry.gridded else '<w:snapToGrid w:val="0"/>'
    same = "<w:contextualSpacing/>" if entry.id in ("Salutation", "TableSummary") else ""
    indent = ""
    if entry.indent:
        twips = convert_pt(entry.indent * entry.size_pt)
        indent = f'<w:ind w:firstLineChars="{entry.indent * 100}" w:firstLine="{twips}"/>'
    outline = "" if entry.outline is None else f'<w:outlineLvl w:val="{entry.outline}"/>'
    return (
        f'{keep}{grid}<w:spacing w:before="{convert_pt(entry.before)}"'
        f' w:after="{convert_pt(entry.after)}" w:line="{line}" w:lineRule="{rule}"/>'
        f'{indent}{same}<w:jc w:val="{entry.align}"/>{outline}'
    )


def _write_run_properties(entry: _Style, style: LetterStyle, language: Language) -> str:
    fonts = style.fonts
    # 7.5, 7.3.7: page numbers are in half-width figures of Song, an annex's number in Hei.
    own = entry.id == "Footer" or (entry.id == "AnnexLabel" and language == "zh")
    latin = entry.font if own else fonts.docx_latin
    spacing = convert_pt(compute_spacing(style)) if entry.gridded else 0
    size = round(entry.size_pt * 2)
    # Chinese faces tell headings apart; in English weight and slope do.
    emphasis = _ENGLISH_EMPHASIS.get(entry.id, "") if language == "en" else ""
    return (
        f'<w:rFonts w:ascii="{latin}" w:hAnsi="{latin}" w:eastAsia="{entry.font}" w:cs="{latin}"/>'
        f'{emphasis}<w:spacing w:val="{spacing}"/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
    )


def _write_table(style: LetterStyle, language: Language) -> str:
    """The ruled table; its cells keep clear of the rules by a ninth of a row."""
    rule = round(style.table.rule_pt * 8)
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="{rule}" w:space="0" w:color="auto"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    padding = convert_mm(compute_padding(style))
    name = "信函表格" if language == "zh" else "Letter Table"
    return (
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal">'
        '<w:name w:val="Normal Table"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>'
        "</w:tblPr></w:style>"
        '<w:style w:type="table" w:customStyle="1" w:styleId="LetterTable">'
        f'<w:name w:val="{name}"/><w:basedOn w:val="TableNormal"/><w:qFormat/>'
        f"<w:tblPr><w:tblBorders>{sides}</w:tblBorders><w:tblCellMar>"
        f'<w:left w:w="{padding}" w:type="dxa"/><w:right w:w="{padding}" w:type="dxa"/>'
        "</w:tblCellMar></w:tblPr></w:style>"
    )


def compute_padding(style: LetterStyle) -> float:
    """The space in mm between a cell's words and its rules."""
    return style.table.row_height_mm / 9


@cache
def write_settings(language: Language) -> str:
    """word/settings.xml: odd and even pages apart, line-breaking rules, Word 2013 or later."""
    tongue = "zh-CN" if language == "zh" else "en-US"
    return (
        f"{DECLARATION}<w:settings {NAMESPACES}>"
        '<w:zoom w:percent="100"/><w:evenAndOddHeaders/>'
        '<w:characterSpacingControl w:val="compressPunctuation"/>'
        "<w:compat><w:doNotExpandShiftReturn/><w:useFELayout/>"
        '<w:compatSetting w:name="compatibilityMode"'
        ' w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        f'<w:themeFontLang w:val="{tongue}" w:eastAsia="zh-CN"/>'
        '<w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>'
    )


@cache
def write_font_table(style: LetterStyle) -> str:
    """word/fontTable.xml: what may stand in where a named font is missing."""
    fonts = style.fonts
    others = {
        fonts.docx_title: "宋体",
        fonts.docx_fang: "FangSong",
        fonts.docx_kai: "KaiTi",
        fonts.docx_hei: "SimHei",
        fonts.docx_song: "SimSun",
    }
    entries = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/>'
        '<w:family w:val="auto"/><w:pitch w:val="variable"/></w:font>'
        for name, other in others.items()
    )
    latin = (
        f'<w:font w:name="{fonts.docx_latin}"><w:charset w:val="00"/><w:family w:val="roman"/>'
        '<w:pitch w:val="variable"/></w:font>'
    )
    return f"{DECLARATION}<w:fonts {NAMESPACES}>{entries}{latin}</w:fonts>"
