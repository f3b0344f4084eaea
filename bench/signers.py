"""Signers for measuring and tests: the same rows for the same seed, drawn like a hand draws."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import math
import random
from array import array
from pathlib import Path

from app.letters.letter import SignatureRow
from app.letters.media import Drawing, Stroke
from app.letters.signers import Capacity, Signer

_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
_GIVEN = (
    "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂文辉建玲华红玉春梅志海燕波峰云龙萍鑫"
    "宇浩凯健俊帆雪彬倩婷欣怡子涵梓轩思琪雨桐一诺佳琳晨曦嘉怡天佑可馨若彤晓东国庆永福淑珍"
)
_RARE = "喆堃犇淼煊珺㛃䶮𬍛𬭎𬱖𫖯𬸚"
_WIDTH, _HEIGHT = 600, 200
_CAPACITIES: tuple[Capacity, ...] = ("owner", "owner", "owner", "co_owner", "owner", "family")


def make_rows(count: int, *, drawn: bool = True, seed: int = 1) -> list[SignatureRow]:
    """`count` rows of annex 1; one name in fifty holds a rare character, every name differs."""
    return [
        SignatureRow(
            number=str(index + 1),
            name=make_name(index, seed),
            unit=make_unit(index),
            capacity=("业主", "业主", "业主", "共有人", "业主", "业主家属\n（张伟代签）")[
                index % 6
            ],
            date=f"2026年3月{index % 28 + 1}日",
            signature=make_drawing(index, seed) if drawn else None,
        )
        for index in range(count)
    ]


def make_signers(count: int, *, drawn: bool = True, seed: int = 1) -> tuple[Signer, ...]:
    """The same people as data: what a signers file holds; every family member signs by proxy."""
    return tuple(
        Signer(
            name=make_name(index, seed),
            unit=make_unit(index),
            signed_on=dt.date(2026, 3, index % 28 + 1),
            capacity=_CAPACITIES[index % 6],
            signed_by="张伟" if index % 6 == 5 else None,
            signature=make_drawing(index, seed) if drawn else None,
        )
        for index in range(count)
    )


def make_name(index: int, seed: int = 1) -> str:
    """A name of two or three characters."""
    pick = random.Random(f"{seed}/name/{index}")
    given = pick.choice(_GIVEN) + (pick.choice(_GIVEN) if index % 5 else "")
    return pick.choice(_SURNAMES) + (pick.choice(_RARE) if index % 50 == 0 else given)


def make_unit(index: int) -> str:
    """A dwelling, each index its own: building-entrance-door."""
    floor, building = index // 4 % 30 + 1, index // 240 + 1
    return f"{building}-{index // 120 % 2 + 1}-{floor:02d}{index % 4 + 1:02d}"


def make_drawing(index: int, seed: int = 1) -> Drawing:
    """A signature of 4 to 8 strokes and about 135 points, with the jitter of a finger."""
    pick = random.Random(f"{seed}/drawing/{index}")
    strokes = []
    count = pick.randint(4, 8)
    for number in range(count):
        strokes.append(Stroke(_draw_stroke(pick, number, count), 8))
    packed = b"".join(stroke.points for stroke in strokes)
    digest = hashlib.sha256(b"%d %d %d " % (_WIDTH, _HEIGHT, count) + packed).hexdigest()
    return Drawing(_WIDTH, _HEIGHT, tuple(strokes), digest)


def _draw_stroke(pick: random.Random, number: int, count: int) -> bytes:
    x = 30 + (_WIDTH - 160) * number / count + pick.uniform(-15, 15)
    y = pick.uniform(40, 150)
    angle, bend = pick.uniform(-1.2, 1.6), pick.uniform(-0.25, 0.25)
    points = array("h")
    for _ in range(135 // count + pick.randint(-3, 3)):
        points.append(min(max(round(x + pick.uniform(-1, 1)), 0), _WIDTH))
        points.append(min(max(round(y + pick.uniform(-1, 1)), 0), _HEIGHT))
        x, y = x + 7 * math.cos(angle), y + 7 * math.sin(angle)
        angle += bend
    return points.tobytes()


def write_signers_file(folder: Path, count: int, *, drawn: bool = True, seed: int = 1) -> Path:
    """signers.csv in `folder` with one SVG a row under signatures/; returns the CSV's path."""
    (folder / "signatures").mkdir(parents=True, exist_ok=True)
    path = folder / "signers.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["name", "unit", "signed_on", "signature", "capacity"])
        for index in range(count):
            picture = f"signatures/{index + 1}.svg" if drawn else ""
            if picture:
                (folder / picture).write_text(draw_svg(make_drawing(index, seed)), "utf-8")
            capacity = _CAPACITIES[index % 6]
            signed = f"2026-03-{index % 28 + 1:02d}"
            writer.writerow([make_name(index, seed), make_unit(index), signed, picture, capacity])
    return path


def draw_svg(drawing: Drawing) -> str:
    """The drawing as an SVG file, one path a stroke."""
    paths = []
    for stroke in drawing.strokes:
        numbers = array("h")
        numbers.frombytes(stroke.points)
        pairs = zip(numbers[::2], numbers[1::2], strict=True)
        line = " L".join(f"{x} {y}" for x, y in pairs)
        paths.append(f'<path d="M{line}" stroke-width="{stroke.width}"/>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {drawing.width} {drawing.height}">'
        '<g fill="none" stroke="#000" stroke-linecap="round" stroke-linejoin="round">'
        f"{''.join(paths)}</g></svg>\n"
    )
