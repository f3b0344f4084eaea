"""Deleted means deleted: no part of the process holds a name or a signature of a deleted upload."""

from __future__ import annotations

import gc
import io
import types
from collections import Counter

import pytest
from PIL import Image

from app.letters.render import render
from app.letters.render.annex_cache import RenderCache
from app.letters.style import load_style
from app.site.factory import build_app
from bench.letters import EXAMPLE
from tests.databases import make_config
from tests.letters.render.letters import sample_letter
from tests.site.conftest import Visitor, as_file

# Put together here so that no constant of this module holds the name.
NAME = [chr(0x6B27), chr(0x9633), chr(0x7FE0), chr(0x82B1)]


@pytest.mark.needs("fonts")
def test_nothing_of_an_upload_outlives_its_deletion() -> None:
    visitor = Visitor(build_app(make_config()).test_client())
    visitor.get("/example/zh/letter-1.pdf")  # the example is remembered and may be
    before = list_media()
    render_and_delete(visitor)
    assert find_name() == []
    assert list_media() == before


def render_and_delete(visitor: Visitor) -> None:
    """Upload a list with the name and two drawings, look at everything, delete it."""
    name = "".join(NAME)
    ink = Image.new("L", (61, 47), "white")
    ink.paste("black", (7, 7, 50, 30))
    out = io.BytesIO()
    ink.save(out, "PNG")
    svg = f"<svg><path d='M0 0L97 {NAME.index(NAME[3])}' stroke='#000'/></svg>"
    rows = f"姓名,房号,签名\n{name},1-101,1.svg\n{name}甲,1-102,2.png\n"
    answer = visitor.post(
        "/uploads",
        {
            "petition": as_file(EXAMPLE.read_text("utf-8"), "p.toml"),
            "signers": as_file(rows, "名单.csv"),
            "pictures": [as_file(svg, "1.svg"), as_file(out.getvalue(), "2.png")],
        },
    )
    assert name in visitor.get(answer.location).text
    for number in (1, 2):
        for format in ("pdf", "docx"):
            visitor.get(f"{answer.location}/letter-{number}.{format}")
    visitor.post(f"{answer.location}/delete", {})


def find_name() -> list[str]:
    """Where the name still lies in memory, as text or as a PDF writes it."""
    gc.collect()
    name = "".join(NAME)
    encoded, written = name.encode(), name.encode("utf-16-be").hex().upper().encode()
    traces = []
    for holder in gc.get_objects():
        if isinstance(holder, types.FrameType):
            continue
        for held in gc.get_referents(holder):
            if isinstance(held, str) and name in held:
                traces.append(f"{type(holder)}: {held[:80]}")
            if isinstance(held, bytes) and (encoded in held or written in held):
                traces.append(f"{type(holder)}: {held[:80]!r}")
    return traces


def list_media() -> Counter[str]:
    """How many drawings and pictures there are in memory, by kind."""
    gc.collect()
    kinds = (type(one).__name__ for one in gc.get_objects())
    return Counter(kind for kind in kinds if kind in ("Drawing", "Picture", "PdfImage"))


@pytest.mark.needs("fonts")
def test_a_cache_changes_no_byte_and_holds_what_comes_again() -> None:
    style, letter = load_style(), sample_letter(signers=60)
    cache = RenderCache()
    without = render(letter, "pdf", style)
    assert render(letter, "pdf", style, cache) == without
    assert render(letter, "pdf", style, cache) == without
