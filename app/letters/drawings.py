"""Drawn signatures: SVG becomes geometry, PNG becomes ink on nothing."""

from __future__ import annotations

import hashlib
import io
import math
import re
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from fontTools.misc.transform import Identity, Transform
from fontTools.pens.basePen import BasePen
from fontTools.svgLib.path import PathBuilder, parse_path
from lxml import etree
from PIL import Image, ImageChops, ImageFile

from app.letters.errors import UNREADABLE, InputError
from app.letters.media import Drawing, Picture, Stroke
from app.messages import message

MOST_BYTES = 1_000_000
MOST_PIXELS = 4_000_000
MOST_POINTS = 20_000
HEIGHT = 1_000  # units of a drawing: a row is about 7 mm high, so a unit is 7 µm
_FLATNESS = 0.004  # of the drawing's height: finer than a printer's dot in a row of the table
_FARTHEST = 1e9  # no sheet is that large, and sums of such lengths stay exact
_THINNEST = 1e-6
_NO_INK = ("none", "transparent", "white", "#fff", "#ffffff", "rgb(255,255,255)")
_SHAPES = ("path", "line", "polyline", "polygon", "rect", "circle", "ellipse")
_SILENT = ("title", "desc", "metadata", "defs", "svg", "g")
_PARSER = etree.XMLParser(
    resolve_entities=False,
    no_network=True,
    load_dtd=False,
    huge_tree=False,
    remove_comments=True,
    remove_pis=True,
)


def read_drawing(data: bytes, name: str, place: str) -> Drawing | Picture:
    """A drawn signature from the bytes of an SVG or PNG. Raises InputError."""
    if len(data) > MOST_BYTES:
        raise InputError(place, message("“{file}”超过{limit}MB，请重新签名", file=name, limit=1))
    if data.startswith(b"\x89PNG"):
        return _read_png(data, name, place)
    if b"<svg" in data[:4_096]:
        return _read_svg(data, name, place)
    raise InputError(place, message("“{file}”不是签名图；可用 SVG 或 PNG", file=name))


def make_drawing(strokes: Sequence[Sequence[tuple[float, float]]], pen: float) -> Drawing:
    """What a finger drew, smoothed as the screen showed it: curves through the midpoints.

    Each stroke has a point at least; `pen` is the line's width in the same units. Raises
    InputError for a mere dot.
    """
    lines = []
    for points in strokes:
        smooth = _Flattener(Identity)
        smooth.moveTo(points[0])
        for point, after in pairwise(points[1:]):
            middle = ((point[0] + after[0]) / 2, (point[1] + after[1]) / 2)
            smooth.qCurveTo(point, middle)
        smooth.lineTo(points[-1])
        smooth.endPath()
        lines.append(_Line(smooth.lines[0], pen, filled=False))
    return _scale(lines, "", "")


@dataclass
class _Line:
    """One pen line in the picture's units."""

    points: list[tuple[float, float]]
    width: float
    filled: bool


@dataclass
class _Paint:
    """What a shape inherits."""

    transform: Transform = field(default_factory=lambda: Identity)
    fill: str = "black"
    stroke: str = "none"
    width: float = 1.0
    hidden: bool = False

    @property
    def fills(self) -> bool:
        return self.fill not in _NO_INK

    @property
    def strokes(self) -> bool:
        return self.stroke not in _NO_INK


def _read_svg(data: bytes, name: str, place: str) -> Drawing:
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise InputError(place, message("“{file}”含有不允许的声明，请重新导出", file=name))
    try:
        root = etree.fromstring(data, _PARSER)
        lines = [line for line in _walk(root, _Paint(), name, place) if line.points]
        if sum(len(line.points) for line in lines) > MOST_POINTS:
            raise InputError(place, message("“{file}”的笔画太多，请重新签名", file=name))
        return _scale(lines, name, place)
    except etree.XMLSyntaxError as fault:
        raise InputError(place, message("“{file}”不是完整的SVG，请重新导出", file=name)) from fault
    except (
        ValueError,
        IndexError,
        TypeError,
        ArithmeticError,
        RecursionError,
        AssertionError,
    ) as fault:
        raise InputError(place, message("“{file}”里的笔画读不懂，请重新签名", file=name)) from fault


def _walk(element: etree._Element, above: _Paint, name: str, place: str) -> Iterator[_Line]:
    tag = etree.QName(element).localname
    if tag not in _SHAPES and tag not in _SILENT:
        raise InputError(
            place, message("“{file}”含有不允许的内容 <{tag}>，签名只能是笔画", file=name, tag=tag)
        )
    if tag in ("title", "desc", "metadata", "defs"):
        return
    paint = _inherit(element, above)
    if paint.hidden:
        return
    if tag in ("svg", "g"):
        for child in element:
            yield from _walk(child, paint, name, place)
        return
    if not (paint.fills or paint.strokes):
        return  # white paper under the signature
    pen = _Flattener(paint.transform)
    if tag == "path":
        parse_path(element.get("d", ""), pen)
    else:
        builder = PathBuilder()
        builder.add_path_from_element(element)
        for path, transform in zip(builder.paths, builder.transforms, strict=True):
            del transform  # already in `paint`
            parse_path(path, pen)
    pen.finish()
    filled = not paint.strokes
    scale = math.sqrt(
        abs(paint.transform[0] * paint.transform[3] - paint.transform[1] * paint.transform[2])
    )
    for points in pen.lines:
        yield _Line(points, paint.width * scale, filled)


def _inherit(element: etree._Element, above: _Paint) -> _Paint:
    style = dict(
        part.split(":", 1)
        for part in element.get("style", "").replace(" ", "").split(";")
        if ":" in part
    )

    def look_up(key: str, usual: str) -> str:
        return style.get(key) or element.get(key) or usual

    transform = above.transform
    if written := element.get("transform"):
        transform = transform.transform(_read_transform(written))
    width = float(look_up("stroke-width", str(above.width)).removesuffix("px"))
    if not 0 <= width <= _FARTHEST:
        raise ValueError("a pen of no width")
    return _Paint(
        transform=transform,
        fill=look_up("fill", above.fill).strip().lower(),
        stroke=look_up("stroke", above.stroke).strip().lower(),
        width=width,
        hidden=look_up("display", "") == "none" or look_up("visibility", "") == "hidden",
    )


_TRANSFORM = re.compile(r"\s*(matrix|translate|scale|rotate)\s*\(([^()]*)\)\s*,?")


def _read_transform(written: str) -> Transform:
    """A transform attribute; anything but these four functions is a ValueError."""
    result, position = Identity, 0
    while position < len(written):
        found = _TRANSFORM.match(written, position)
        if not found:
            raise ValueError(f"unknown transform: {written[:40]}")
        numbers = [float(part) for part in found[2].replace(",", " ").split()]
        match found[1], numbers:
            case "matrix", [a, b, c, d, e, f]:
                result = result.transform((a, b, c, d, e, f))
            case "translate", [across, *down]:
                result = result.translate(across, *down)
            case "scale", [wide, *high]:
                result = result.scale(wide, *high)
            case "rotate", [angle]:
                result = result.rotate(math.radians(angle))
            case "rotate", [angle, x, y]:
                result = result.translate(x, y).rotate(math.radians(angle)).translate(-x, -y)
            case _:
                raise ValueError(f"unknown transform: {written[:40]}")
        position = found.end()
    return result


class _Flattener(BasePen):  # type: ignore[misc]  # fontTools is untyped
    """A pen that keeps lines and turns curves into few points."""

    def __init__(self, transform: Transform) -> None:
        super().__init__(None)
        self.transform = transform
        self.lines: list[list[tuple[float, float]]] = []
        self.points: list[tuple[float, float]] = []

    def finish(self) -> None:
        if self.points:
            self.lines.append(self.points)
        self.points = []

    def _moveTo(self, point: tuple[float, float]) -> None:
        self.finish()
        self._add(point)

    def _lineTo(self, point: tuple[float, float]) -> None:
        self._add(point)

    def _curveToOne(
        self, one: tuple[float, float], two: tuple[float, float], end: tuple[float, float]
    ) -> None:
        start = self._getCurrentPoint() or end
        length = sum(math.dist(a, b) for a, b in ((start, one), (one, two), (two, end)))
        bend = length - math.dist(start, end)
        steps = max(1, min(16, math.ceil(math.sqrt(bend) * 2.0)))
        for step in range(1, steps + 1):
            t = step / steps
            u = 1 - t
            self._add(
                (
                    u**3 * start[0]
                    + 3 * u * u * t * one[0]
                    + 3 * u * t * t * two[0]
                    + t**3 * end[0],
                    u**3 * start[1]
                    + 3 * u * u * t * one[1]
                    + 3 * u * t * t * two[1]
                    + t**3 * end[1],
                )
            )

    def _closePath(self) -> None:
        if self.points:
            self.points.append(self.points[0])
        self.finish()

    def _endPath(self) -> None:
        self.finish()

    def _add(self, point: tuple[float, float]) -> None:
        x, y = self.transform.transformPoint(point)
        if not (abs(x) <= _FARTHEST and abs(y) <= _FARTHEST):  # also what is not a number
            raise ValueError("a point out of sight")
        self.points.append((x, y))


def _scale(lines: Sequence[_Line], name: str, place: str) -> Drawing:
    """Into a box of HEIGHT units, cropped to the ink and the pen's width."""
    points = [point for line in lines for point in line.points]
    pen = max((line.width for line in lines if not line.filled), default=0.0)
    left, right = min((x for x, _ in points), default=0), max((x for x, _ in points), default=0)
    top, bottom = min((y for _, y in points), default=0), max((y for _, y in points), default=0)
    if max(right - left, bottom - top) <= max(pen * 1.5, _THINNEST):
        raise InputError(place, message("“{file}”里没有签名或只有一个点，请重新签名", file=name))
    size = max(bottom - top, (right - left) / 8) + pen
    scale = HEIGHT / size
    width = min(32_000, max(1, round((right - left + pen) * scale)))
    height = max(1, round((bottom - top + pen) * scale))
    strokes = tuple(
        Stroke(
            _pack(line.points, left - pen / 2, top - pen / 2, scale),
            0 if line.filled else max(1, round(line.width * scale)),
        )
        for line in lines
    )
    digest = hashlib.sha256(f"{width} {height}".encode())
    for stroke in strokes:
        digest.update(f"|{stroke.width}|".encode() + stroke.points)
    return Drawing(width, height, strokes, digest.hexdigest())


def _pack(points: Sequence[tuple[float, float]], left: float, top: float, scale: float) -> bytes:
    """Points as 16-bit pairs, without those that lie on the line between their neighbours."""
    rounded = [(round((x - left) * scale), round((y - top) * scale)) for x, y in points]
    kept = [rounded[0]]
    tolerance = HEIGHT * _FLATNESS
    for index in range(1, len(rounded) - 1):
        (ax, ay), (bx, by), (cx, cy) = kept[-1], rounded[index], rounded[index + 1]
        length = math.hypot(cx - ax, cy - ay)
        off = abs((cx - ax) * (ay - by) - (ax - bx) * (cy - ay)) / length if length else math.inf
        if off > tolerance:
            kept.append((bx, by))
    if len(rounded) > 1:
        kept.append(rounded[-1])
    packed = array("h", [number for pair in kept for number in pair])
    if packed.itemsize != 2:
        raise TypeError("a short is not 16 bits here")
    return packed.tobytes()


def _read_png(data: bytes, name: str, place: str) -> Picture:
    """Ink on a transparent ground, trimmed: white paper would hide the rules of the table."""
    try:
        ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint turns it on for all
        with Image.open(io.BytesIO(data), formats=["PNG"]) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise _too_many_pixels(name, place)
            image = opened.convert("RGBA")
    except Image.DecompressionBombError as fault:
        raise _too_many_pixels(name, place) from fault
    except UNREADABLE as fault:
        raise InputError(place, message("“{file}”不完整或已损坏，请重新签名", file=name)) from fault
    on_paper = Image.new("RGB", image.size, "white")
    on_paper.paste(image, mask=image.getchannel("A"))
    ink = ImageChops.invert(on_paper.convert("L"))
    box = ink.point([0] * 48 + [255] * 208).getbbox()
    if box is None or max(box[2] - box[0], box[3] - box[1]) < 8:
        raise InputError(place, message("“{file}”里没有签名或只有一个点，请重新签名", file=name))
    ink = ink.crop(box)
    ink.thumbnail((1_200, 400), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    black = Image.new("L", ink.size, 0)
    Image.merge("LA", (black, ink)).save(out, "PNG", optimize=True)
    png = out.getvalue()
    return Picture(png, "png", ink.width, ink.height, hashlib.sha256(png).hexdigest())


def _too_many_pixels(name: str, place: str) -> InputError:
    return InputError(place, message("“{file}”的像素太多，请缩小后再用", file=name))
