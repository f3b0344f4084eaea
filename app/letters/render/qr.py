"""A QR code as one path of an SVG."""

from __future__ import annotations

import segno

QUIET = 4  # modules around it, as ISO/IEC 18004 wants them


def draw_qr(text: str, *, error: str = "m") -> str:
    """The SVG of a QR code with its quiet zone; it fills the box that it is put in."""
    matrix = segno.make(text, error=error, boost_error=False, micro=False).matrix
    size = len(matrix) + 2 * QUIET
    runs = []
    for y, row in enumerate(matrix):
        x = 0
        while x < len(row):
            start = x
            while x < len(row) and row[x]:
                x += 1
            if x > start:
                runs.append(f"M{start + QUIET} {y + QUIET}h{x - start}v1h-{x - start}z")
            x += 1
    return (
        f'<svg class="qr" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" '
        f'shape-rendering="crispEdges"><path d="{"".join(runs)}" fill="#000"/></svg>'
    )
