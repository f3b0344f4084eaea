"""A drawn signature as inline SVG, without styles or scripts."""

from __future__ import annotations

from array import array

from markupsafe import Markup

from app.letters.media import Drawing, Stroke


def draw_svg(drawing: Drawing, label: str) -> Markup:
    """An <svg> in the drawing's own units; `label` is what a screen reader says."""
    return Markup('<svg viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>').format(
        drawing.width,
        drawing.height,
        label,
        Markup("").join(_path(stroke) for stroke in drawing.strokes),
    )


def write_svg_file(drawing: Drawing, label: str) -> bytes:
    """The same as a file of its own."""
    head = '<svg xmlns="http://www.w3.org/2000/svg" '
    size = f'width="{drawing.width}" height="{drawing.height}" '
    return str(draw_svg(drawing, label)).replace("<svg ", head + size, 1).encode()


def _path(stroke: Stroke) -> Markup:
    points = array("h", stroke.points)
    pairs = list(zip(points[::2], points[1::2], strict=True))
    line = "M" + "L".join(f"{x} {y}" for x, y in pairs)
    if stroke.width == 0:
        return Markup('<path d="{}Z" fill-rule="evenodd"/>').format(line)
    if len(pairs) == 1:  # a dot: a round cap needs a line to sit on
        line += "h0"
    return Markup(
        '<path d="{}" fill="none" stroke="currentColor" stroke-width="{}"'
        ' stroke-linecap="round" stroke-linejoin="round"/>'
    ).format(line, stroke.width)
