"""word/theme/theme1.xml: Office programs expect a theme; this one is black on white and plain."""

from __future__ import annotations

from functools import cache

from app.letters.render.docx_markup import DECLARATION
from app.letters.style import LetterStyle

_COLOURS = {
    "dk1": "000000", "lt1": "FFFFFF", "dk2": "000000", "lt2": "FFFFFF", "accent1": "000000",
    "accent2": "404040", "accent3": "595959", "accent4": "7F7F7F", "accent5": "A6A6A6",
    "accent6": "BFBFBF", "hlink": "000000", "folHlink": "000000",
}  # fmt: skip


@cache
def write_theme(style: LetterStyle) -> str:
    """The theme: the letter's fonts, and black (5.2.4) wherever a colour is asked for."""
    colours = "".join(
        f'<a:{name}><a:srgbClr val="{value}"/></a:{name}>' for name, value in _COLOURS.items()
    )
    latin = style.fonts.docx_latin
    fonts = "".join(
        f'<a:{kind}><a:latin typeface="{latin}"/><a:ea typeface="{chinese}"/>'
        f'<a:cs typeface=""/></a:{kind}>'
        for kind, chinese in (
            ("majorFont", style.fonts.docx_title),
            ("minorFont", style.fonts.docx_fang),
        )
    )
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    line = f'<a:ln w="6350">{fill}</a:ln>'
    effect = "<a:effectStyle><a:effectLst/></a:effectStyle>"
    return (
        f"{DECLARATION}"
        '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="Letter">'
        f'<a:themeElements><a:clrScheme name="Letter">{colours}</a:clrScheme>'
        f'<a:fontScheme name="Letter">{fonts}</a:fontScheme><a:fmtScheme name="Letter">'
        f"<a:fillStyleLst>{fill * 3}</a:fillStyleLst><a:lnStyleLst>{line * 3}</a:lnStyleLst>"
        f"<a:effectStyleLst>{effect * 3}</a:effectStyleLst>"
        f"<a:bgFillStyleLst>{fill * 3}</a:bgFillStyleLst></a:fmtScheme></a:themeElements>"
        "</a:theme>"
    )
