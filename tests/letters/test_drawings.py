"""Drawn signatures: what becomes ink, and how each file that is none is named."""

from __future__ import annotations

import io
import zlib

import pytest
from PIL import Image, ImageDraw

from app.letters.drawings import read_drawing
from app.letters.errors import InputError
from app.letters.media import Drawing, Picture

PEN = 'fill="none" stroke="#000" stroke-width="2"'
LINE = f'<path d="M0 0L40 30" {PEN}/>'


def svg(inside: str) -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg">{inside}</svg>'.encode()


def png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def scribble(mode: str = "RGBA", size: tuple[int, int] = (120, 60)) -> Image.Image:
    paper = {"RGBA": (0, 0, 0, 0), "RGB": (255, 255, 255), "L": 255}[mode]
    ink = {"RGBA": (20, 20, 90, 255), "RGB": (20, 20, 90), "L": 20}[mode]
    image = Image.new(mode, size, paper)
    ImageDraw.Draw(image).line([(10, 10), (100, 50), (110, 12)], ink, 4)
    return image


@pytest.mark.parametrize(
    ("inside", "strokes"),
    [
        (LINE, 1),
        (f'<path d="M0 0 C 0 20 40 20 40 0 Q 50 5 60 0" {PEN}/>', 1),
        (f'<path d="M0 0L9 40M20 0L29 40" {PEN}/>', 2),
        ('<path d="M0 0L40 0L40 40Z"/>', 1),
        (f'<line x2="40" y2="9" {PEN}/>', 1),
        (f'<polyline points="0,0 40,9 80,0" {PEN}/>', 1),
        (f'<path d="M0 0A40 40 0 0 1 80 0" {PEN}/>', 1),
        (f'<g transform="translate(5 5) rotate(9) scale(2)"><g>{LINE}</g></g>', 1),
        (f"<title>林</title><!-- a --><?b c?><defs><x/></defs>{LINE}", 1),
        (f'<rect width="500" height="300" fill="#FFF"/>{LINE}', 1),
        (f'<rect width="100%" height="100%" style="fill: white"/>{LINE}', 1),
        (f'<path d="M0 0L900 900" display="none"/>{LINE}', 1),
        (f'<path onload="alert(1)" d="M0 0L40 30" {PEN}/>', 1),
    ],
    ids=[
        "line", "curves", "two lines", "filled", "line element", "polyline", "arc", "transform",
        "title and comment", "white paper", "paper of any size", "hidden", "script attribute",
    ],
)  # fmt: skip
def test_an_svg_becomes_strokes(inside: str, strokes: int) -> None:
    drawing = read_drawing(svg(inside), "a.svg", "row 2: signature")
    assert isinstance(drawing, Drawing)
    assert len(drawing.strokes) == strokes
    assert 1 <= drawing.width <= 32_000 and 1 <= drawing.height <= 32_000


def test_only_the_ink_counts_for_the_size() -> None:
    bare = read_drawing(svg(LINE), "a.svg", "")
    papered = read_drawing(svg('<rect width="500" height="300" fill="white"/>' + LINE), "a.svg", "")
    moved = read_drawing(svg(f'<g transform="translate(900 900)">{LINE}</g>'), "a.svg", "")
    assert bare == papered == moved


@pytest.mark.parametrize("mode", ["RGBA", "RGB", "L"])
def test_a_png_becomes_ink_on_nothing(mode: str) -> None:
    picture = read_drawing(png(scribble(mode)), "a.png", "row 2: signature")
    assert isinstance(picture, Picture)
    with Image.open(io.BytesIO(picture.data)) as image:
        assert image.mode == "LA"
        darkness = image.getchannel("A").getextrema()
        assert darkness == (0, 227 if mode != "L" else 235)
        assert image.width < 110 and image.height < 50  # cropped to the ink
        assert not image.info.get("exif")


def test_a_large_png_becomes_small() -> None:
    picture = read_drawing(png(scribble(size=(2_000, 1_900))), "a.png", "")
    assert isinstance(picture, Picture)
    assert picture.width <= 1_200 and picture.height <= 400


def bomb() -> bytes:
    """A PNG of 50,000 × 50,000 white pixels in a few bytes, as its head says."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")
        )

    head = (50_000).to_bytes(4, "big") * 2 + b"\x01\x00\x00\x00\x00"
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\xff" * 9_999))
    )


NOT_ALLOWED = "含有不允许的内容"
UNREADABLE = "里的笔画读不懂"
NOTHING = "没有签名或只有一个点"
WRONG: dict[str, tuple[bytes, str]] = {
    "script": (svg("<script>alert(1)</script>" + LINE), f"{NOT_ALLOWED} <script>"),
    "foreign object": (svg("<foreignObject><p/></foreignObject>"), f"{NOT_ALLOWED} <foreignObject>"),
    "style sheet": (svg("<style>@import url(http://a/b)</style>"), f"{NOT_ALLOWED} <style>"),
    "outside picture": (svg('<image href="http://a/b.png"/>'), f"{NOT_ALLOWED} <image>"),
    "use": (svg('<use href="#a"/>'), f"{NOT_ALLOWED} <use>"),
    "link": (svg(f'<a href="javascript:1">{LINE}</a>'), f"{NOT_ALLOWED} <a>"),
    "text": (svg("<text>林喆</text>"), f"{NOT_ALLOWED} <text>"),
    "animation": (svg("<animate/>"), f"{NOT_ALLOWED} <animate>"),
    "html": (b"<html><svg></svg></html>", f"{NOT_ALLOWED} <html>"),
    "entity": (b'<!DOCTYPE svg [<!ENTITY a "b">]>' + svg("&a;"), "不允许的声明"),
    "outside entity": (
        b'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + svg("&a;"), "不允许的声明"),
    "unknown entity": (svg("&a;"), "不是完整的SVG"),
    "truncated": (svg(LINE)[:-4], "不是完整的SVG"),
    "too deep": (svg("<g>" * 300 + "</g>" * 300), "不是完整的SVG"),
    "empty": (svg(""), NOTHING),
    "no path": (svg('<path d=""/>'), NOTHING),
    "a dot": (svg(f'<path d="M5 5L5 5" {PEN}/>'), NOTHING),
    "a short dab": (svg('<path d="M5 5L6 5" stroke="#000" stroke-width="4"/>'), NOTHING),
    "white ink": (svg('<path d="M0 0L40 30" fill="none" stroke="white"/>'), NOTHING),
    "scaled to nothing": (svg(f'<g transform="scale(0)">{LINE}</g>'), NOTHING),
    "tiny": (svg(f'<path d="M0 0L1e-320 0" {PEN.replace("2", "0", 1)}/>'), NOTHING),
    "prose for a path": (svg('<path d="hello"/>'), UNREADABLE),
    "half a point": (svg('<path d="M 1"/>'), UNREADABLE),
    "not a number in a path": (svg('<path d="M nan 1 L 3 4"/>'), UNREADABLE),
    "not a number in points": (svg(f'<polyline points="nan,1 2,3" {PEN}/>'), UNREADABLE),
    "infinite point": (svg(f'<path d="M0 0L1e999 9" {PEN}/>'), UNREADABLE),
    "giant point": (svg(f'<path d="M-1.7e308 0L1.7e308 9" {PEN}/>'), UNREADABLE),
    "giant curve": (svg(f'<path d="M0 0C1e300 1 2 2 3 3" {PEN}/>'), UNREADABLE),
    "giant arc": (svg(f'<path d="M0 0A1e300 1e300 0 0 1 50 50" {PEN}/>'), UNREADABLE),
    "pen that is no number": (svg('<path d="M0 0L9 9" stroke="#000" stroke-width="nan"/>'), UNREADABLE),
    "pen of minus five": (svg('<path d="M0 0L9 9" stroke="#000" stroke-width="-5"/>'), UNREADABLE),
    "infinite pen": (svg('<path d="M0 0L9 9" stroke="#000" stroke-width="inf"/>'), UNREADABLE),
    "unknown transform": (svg(f'<g transform="skewX(5)">{LINE}</g>'), UNREADABLE),
    "transform of no number": (svg(f'<g transform="scale(nan)">{LINE}</g>'), UNREADABLE),
    "rotation by the largest": (svg(f'<g transform="rotate(1e999)">{LINE}</g>'), UNREADABLE),
    "too many points": (svg(f'<path d="M0 0{" L1 2 3 9" * 20_000}" {PEN}/>'), "笔画太多"),
    "too large": (svg(LINE + "<!--" + "x" * 1_000_000 + "-->"), "超过1MB"),
    "a photo": (b"\xff\xd8\xff\xe0" * 30, "不是签名图；可用 SVG 或 PNG"),
    "nothing at all": (b"", "不是签名图"),
    "SVG in UTF-16": (svg(LINE).decode().encode("utf-16"), "不是签名图"),
    "empty PNG": (png(Image.new("RGBA", (90, 40))), NOTHING),
    "white PNG": (png(Image.new("RGB", (90, 40), "white")), NOTHING),
    "dot in a PNG": (png(scribble(size=(16, 12)).crop((9, 9, 13, 12))), NOTHING),
    "truncated PNG": (png(scribble())[:90], "不完整或已损坏"),
    "head of a PNG": (b"\x89PNG\r\n\x1a\n", "不完整或已损坏"),
    "broken PNG": (png(scribble()).replace(b"IDAT", b"IDAX"), "不完整或已损坏"),
    "PNG bomb": (bomb(), "的像素太多"),
    "PNG of many pixels": (png(Image.new("1", (2_500, 2_000))), "的像素太多"),
}  # fmt: skip


@pytest.mark.parametrize(("data", "said"), WRONG.values(), ids=WRONG.keys())
def test_what_is_no_signature_is_named(data: bytes, said: str) -> None:
    with pytest.raises(InputError) as refused:
        read_drawing(data, "a.svg", "row 2: signature")
    assert refused.value.place == "row 2: signature"
    assert said in str(refused.value) and "“a.svg”" in str(refused.value)
