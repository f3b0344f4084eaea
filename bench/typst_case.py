"""Typst's compiler on the signature table alone, without the letter.

Its source is written beforehand; only compiling is timed. Drawings are SVG images, which Typst
sets three times as fast as its own curves. The PDF is tagged, as ours is.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from app.letters.letter import SignatureRow
from app.letters.media import Drawing
from app.letters.render.fonts import list_fonts
from app.letters.style import load_style
from bench.letters import Inputs
from bench.signers import draw_svg
from bench.timing import Made, time_making

_SET_UP = """\
#set document(title: {title})
#set text(lang: "zh", region: "cn", cjk-latin-spacing: none, size: {text}pt,
  font: ("FandolFang R", "Noto Serif CJK SC", "BabelStone Han", "HanaMinA", "HanaMinB"))
#set page(width: {width}mm, height: {height}mm, header-ascent: 4mm,
  margin: (top: {top}mm, bottom: {bottom}mm, left: {left}mm, right: {right}mm),
  header: context text(size: {small}pt, {running} + h(1fr) + "本附件第" +
    counter(page).display() + "页，共" + str(counter(page).final().first()) + "页"),
  footer: context align(center, text(size: 14pt, "— " + counter(page).display() + " —")))
#set table(columns: ({columns}), rows: {row}mm, inset: 1mm, stroke: 0.5pt,
  align: center + horizon)
"""


def write_source(inputs: Inputs) -> None:
    """The table as Typst source, beside the letter."""
    table, annex = inputs.table, inputs.signed
    head = ", ".join(map(_quote, table.head))
    rows = ",\n".join(map(_write_row, table.rows))
    summary = "\n\n".join(f"#{_quote(line)}" for line in table.summary)
    source = (
        f"{_write_set_up(annex.title, table.running_line)}#{_quote(annex.label)}\n\n"
        f"#align(center, heading({_quote(annex.title)}))\n\n{summary}\n\n"
        f"#table(table.header({head}),\n{rows})\n"
    )
    (inputs.folder / f"table-{inputs.count}.typ").write_text(source, "utf-8")


def measure_typst(inputs: Inputs) -> Iterator[Made]:
    """The table as PDF, by a compiler that has read its fonts and set a small table before."""
    import typst

    folders = sorted({str(font.path.parent) for font in list_fonts()})
    compiler = typst.Compiler(font_paths=folders, ignore_system_fonts=True)
    compiler.compile(input=_write_small().encode())
    source = (inputs.folder / f"table-{inputs.count}.typ").read_bytes()

    def make() -> bytes:
        made = compiler.compile(input=source)
        assert isinstance(made, bytes)
        return made

    yield time_making("annex", "pdf", make)


def _write_small() -> str:
    return f'{_write_set_up("小表", "小表")}#table("1", "林喆", "3-2-1501", "业主", "", "2026年")\n'


def _write_set_up(title: str, running: str) -> str:
    style = load_style()
    page, table = style.page, style.table
    return _SET_UP.format(
        title=_quote(title),
        running=_quote(running),
        width=page.width_mm,
        height=page.height_mm,
        top=page.margin_top_mm,
        bottom=page.margin_bottom_mm,
        left=page.margin_left_mm,
        right=page.margin_right_mm,
        small=table.running_pt,
        text=table.text_pt,
        row=table.row_height_mm,
        columns=", ".join(f"{column}mm" for column in table.columns_mm),
    )


def _write_row(row: SignatureRow) -> str:
    height = load_style().table.drawing_height_mm
    assert isinstance(row.signature, Drawing)
    drawn = (
        f'image(bytes({_quote(draw_svg(row.signature))}), format: "svg", height: {height}mm,'
        f" alt: {_quote(row.name)})"
    )
    words = map(_quote, (row.number, row.name, row.unit))
    # Two lines and dates are wider than their columns at the table's size.
    fine = [f"text(size: 9.5pt, {_quote(text)})" for text in (row.capacity, row.date)]
    return ", ".join([*words, fine[0], drawn, fine[1]])


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
