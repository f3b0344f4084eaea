"""Subsets of fonts by HarfBuzz: a hundred times faster than fontTools on fonts of 65,535 glyphs.

Spoken to through ctypes, because WeasyPrint's own binding lets no font file in.
"""

from __future__ import annotations

import ctypes
from ctypes import POINTER, byref, c_char_p, c_int, c_uint, c_void_p
from functools import cache

from app.letters.errors import SetupFault
from app.letters.render.fonts import FontFile
from app.messages import message

_NO_HINTING = 1  # hb_subset_flags_t
_RETAIN_GIDS = 2
_DROP_TABLES = 3  # hb_subset_sets_t: HB_SUBSET_SETS_DROP_TABLE_TAG
_UNUSED = (
    "BASE",
    "DSIG",
    "GPOS",
    "GSUB",
    "GDEF",
    "VORG",
    "vhea",
    "vmtx",
    "name",
    "post",
    "OS/2",
    "cmap",
    "meta",
    "prop",
    "FFTM",
    "gasp",
)


class MissingLibrary(SetupFault):
    """A library of the system that the set-up installs is not there."""

    def __init__(self, name: str) -> None:
        super().__init__(
            message(
                "缺少系统程序库 {name}，不能生成 PDF；请先运行 make setup，或改用 DOCX", name=name
            )
        )


def load_library(name: str) -> ctypes.CDLL:
    """A library of the system; raises MissingLibrary."""
    try:
        return ctypes.CDLL(name)
    except OSError as fault:
        raise MissingLibrary(name) from fault


def subset_font(font: FontFile, glyphs: frozenset[int]) -> bytes:
    """A font file with `glyphs` (ids) and .notdef alone; ids of TrueType glyphs stay as they were.

    CFF glyphs keep their CID. Hinting is left out: it is for screens of the last century and
    weighs as much as the outlines.
    """
    truetype = font.path.suffix == ".ttf"
    return subset_program(
        font.path.read_bytes(), glyphs, index=max(font.index, 0), truetype=truetype
    )


def subset_program(
    data: bytes, glyphs: frozenset[int], *, index: int = 0, truetype: bool = False
) -> bytes:
    """The same for a font in memory; `index` is its place in a collection."""
    subset, harfbuzz = _load_libraries()
    blob = harfbuzz.hb_blob_create(data, len(data), 1, None, None)
    face = harfbuzz.hb_face_create(blob, index)
    asked = subset.hb_subset_input_create_or_fail()
    made = None
    try:
        for glyph in glyphs:
            harfbuzz.hb_set_add(subset.hb_subset_input_glyph_set(asked), glyph)
        for tag in _UNUSED:
            number = int.from_bytes(tag.encode().ljust(4), "big")
            harfbuzz.hb_set_add(subset.hb_subset_input_set(asked, _DROP_TABLES), number)
        flags = _NO_HINTING | (_RETAIN_GIDS if truetype else 0)
        subset.hb_subset_input_set_flags(asked, flags)
        made = subset.hb_subset_or_fail(face, asked)
        if not made:
            raise ValueError("HarfBuzz could not read the font")
        return _read_face(harfbuzz, made)
    finally:
        harfbuzz.hb_face_destroy(made)
        subset.hb_subset_input_destroy(asked)
        harfbuzz.hb_face_destroy(face)
        harfbuzz.hb_blob_destroy(blob)


def _read_face(harfbuzz: ctypes.CDLL, face: int) -> bytes:
    blob = harfbuzz.hb_face_reference_blob(face)
    length = c_uint()
    start = harfbuzz.hb_blob_get_data(blob, byref(length))
    data = ctypes.string_at(start, length.value)
    harfbuzz.hb_blob_destroy(blob)
    return data


@cache
def _load_libraries() -> tuple[ctypes.CDLL, ctypes.CDLL]:
    """The two libraries with the types of what is called; raises MissingLibrary."""
    subset, harfbuzz = map(load_library, ("libharfbuzz-subset.so.0", "libharfbuzz.so.0"))
    pointer, number = c_void_p, c_uint
    for library, function, result, arguments in (
        (harfbuzz, "hb_blob_create", pointer, [c_char_p, number, c_int, pointer, pointer]),
        (harfbuzz, "hb_blob_destroy", None, [pointer]),
        (harfbuzz, "hb_blob_get_data", pointer, [pointer, POINTER(c_uint)]),
        (harfbuzz, "hb_face_create", pointer, [pointer, number]),
        (harfbuzz, "hb_face_destroy", None, [pointer]),
        (harfbuzz, "hb_face_reference_blob", pointer, [pointer]),
        (harfbuzz, "hb_set_add", None, [pointer, number]),
        (subset, "hb_subset_input_create_or_fail", pointer, []),
        (subset, "hb_subset_input_destroy", None, [pointer]),
        (subset, "hb_subset_input_glyph_set", pointer, [pointer]),
        (subset, "hb_subset_input_set", pointer, [pointer, c_int]),
        (subset, "hb_subset_input_set_flags", None, [pointer, number]),
        (subset, "hb_subset_or_fail", pointer, [pointer, pointer]),
    ):
        known = getattr(library, function)
        known.restype, known.argtypes = result, arguments
    return subset, harfbuzz
