"""Which installed font prints which character, and what fontconfig may see.

Nothing is ever printed as .notdef: a character that no font of the chain has is an error, and so
is a script whose letters must be joined or stacked by a shaping engine (Uyghur, Tibetan, …).
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Literal
from xml.sax.saxutils import escape

from fontTools.ttLib import TTFont

from app.letters.errors import InputError, SetupFault
from app.messages import Language, Message, message

Face = Literal["fang", "kai", "hei", "song", "title"]
FACES: tuple[Face, ...] = ("fang", "kai", "hei", "song", "title")


class MissingGlyph(InputError):
    """`character` of `text` is in no installed font; the caller knows the place."""

    def __init__(self, character: str, text: str, place: str = "") -> None:
        super().__init__(place, _describe_missing(character))
        self.character = character
        self.text = text


class UnsupportedScript(InputError):
    """`character` of `text` belongs to a script that must be shaped, or is a combining mark."""

    def __init__(self, character: str, text: str, place: str = "") -> None:
        super().__init__(place, _describe_unsupported(character))
        self.character = character
        self.text = text


class MissingFont(SetupFault):
    """A font that the set-up installs is not there."""

    def __init__(self, name: str) -> None:
        super().__init__(message("缺少字体文件 {name}，请先运行 make setup 安装字体。", name=name))


@dataclass(frozen=True)
class FontFile:
    """One font: `index` within a collection, `family` and `weight` as CSS and fontconfig name it."""

    path: Path
    index: int
    family: str
    weight: int = 400

    @property
    def css(self) -> str:
        """The declarations that make Pango choose exactly this font."""
        return f'font-family: "{self.family}"; font-weight: {self.weight}'

    def open(self) -> TTFont:
        """A fresh reader; tables are decoded when asked for."""
        return TTFont(self.path, fontNumber=self.index, lazy=True)

    @property
    def cmap(self) -> Mapping[int, str]:
        """Glyph name by code point."""
        return self._tables[0]

    def covers(self, character: str) -> bool:
        return ord(character) in self.cmap

    def glyph(self, character: str) -> str:
        """The glyph's name; raises KeyError where the font lacks the character."""
        return self.cmap[ord(character)]

    def advance(self, character: str) -> float:
        """The width of `character` in 1/1000 em; raises KeyError where the font lacks it."""
        cmap, metrics, units = self._tables
        return metrics[cmap[ord(character)]][0] * 1000 / units

    @cached_property
    def _tables(self) -> tuple[dict[int, str], dict[str, tuple[int, int]], int]:
        with self.open() as reader:
            names: dict[int, str] = dict(reader.getBestCmap())
            if 0x2014 in names and "CJK SC" in self.family:
                # The dash of Source Han is 0.89 em by default; 破折号 —— must be two full
                # squares without a gap. Pango gets this glyph from `locl` under lang=zh.
                names[0x2014] = _find_full_width(reader, names[0x2014])
            return names, reader["hmtx"].metrics, reader["head"].unitsPerEm


def split_faces(text: str, face: Face, language: Language = "zh") -> list[tuple[FontFile, str]]:
    """`text` cut into runs that one font can print, in order; "".join of the runs is `text`.

    Latin letters and figures come from a Song face, as they do in an official Chinese letter;
    in English the quotes and dashes too are the narrow ones. Raises MissingGlyph and
    UnsupportedScript.
    """
    runs: list[tuple[FontFile, str]] = []
    pending = ""
    font: FontFile | None
    for character in text:
        if character in _INVISIBLE:
            font = runs[-1][0] if runs else None
        else:
            try:
                font = find_font(character, face, language)
            except MissingGlyph:
                raise MissingGlyph(character, text) from None
            except UnsupportedScript:
                raise UnsupportedScript(character, text) from None
        if font is None:
            pending += character
        elif runs and runs[-1][0] is font:
            runs[-1] = (font, runs[-1][1] + character)
        else:
            runs.append((font, pending + character))
            pending = ""
    if pending:
        runs.append((_chain(face, language)[0], pending))
    return runs


def check_printable(text: str, language: Language = "zh", *, place: str = "") -> None:
    """Raise MissingGlyph or UnsupportedScript, naming `place`, where `text` cannot be printed."""
    for character in dict.fromkeys(text):
        if character in _INVISIBLE:
            continue
        try:
            find_font(character, "fang", language)
        except MissingGlyph:
            raise MissingGlyph(character, text, place) from None
        except UnsupportedScript:
            raise UnsupportedScript(character, text, place) from None


@cache
def find_font(character: str, face: Face, language: Language = "zh") -> FontFile:
    """The first font of the chain that has `character`; raises as split_faces does."""
    if _needs_shaping(character):
        raise UnsupportedScript(character, character)
    if unicodedata.category(character) in ("Co", "Cs", "Cc"):
        # What a private-use code point looks like differs from font to font.
        raise MissingGlyph(character, character)
    if _is_latin(character, language):
        latin = _latin_font(face, language)
        if latin.covers(character):
            return latin
    for font in _chain(face, language):
        if font.covers(character):
            return font
    raise MissingGlyph(character, character)


def list_fonts() -> tuple[FontFile, ...]:
    """Every font a letter may use, each once; raises MissingFont."""
    found: dict[FontFile, None] = {}
    for face in FACES:
        for language in ("zh", "en"):
            found.update(dict.fromkeys([_latin_font(face, language), *_chain(face, language)]))
    return tuple(found)


# ---- the chain of fonts ----

_DEBIAN = tuple(
    Path("/usr/share/fonts") / folder
    for folder in ("opentype/noto", "truetype/babelstone", "truetype/hanazono", "opentype/fandol")
)
_SC = 2  # index of the face for mainland China in a Noto CJK collection
_KR = 1  # the face whose quotes are narrow, as English needs them
_INVISIBLE = "\n\t\r\u200b\u2060\ufeff\u00ad"


@cache
def _locate(name: str) -> Path:
    own = os.environ.get("LIANMING_FONTS")
    folders = [Path(own)] if own else []
    for folder in (*folders, Path(sys.prefix) / "share/lianming/fonts", *_DEBIAN):
        if (folder / name).is_file():
            return folder / name
    raise MissingFont(name)


@cache
def _noto(kind: Literal["Serif", "Sans"], weight: str, region: int) -> FontFile:
    weights = {"Light": 300, "Regular": 400, "Medium": 500, "Bold": 700}
    family = f"Noto {kind} CJK {'SC' if region == _SC else 'KR'}"
    return FontFile(_locate(f"Noto{kind}CJK-{weight}.ttc"), region, family, weights[weight])


@cache
def _single(name: str, family: str) -> FontFile:
    return FontFile(_locate(name), -1, family)


@cache
def _chain(face: Face, language: Language) -> tuple[FontFile, ...]:
    # FangSong and Kai have thin strokes; the light Song stands out least beside them.
    light = _noto("Serif", "Light", _SC)
    fang, kai = _single("FandolFang-Regular.otf", "FandolFang"), None
    if face == "kai":
        kai = _single("FandolKai-Regular.otf", "FandolKai")
    first: dict[Face, tuple[FontFile, ...]] = {
        "fang": (fang, light),
        "kai": (kai or fang, light),
        "hei": (_noto("Sans", "Regular", _SC),),
        "song": (_noto("Serif", "Regular", _SC),),
        "title": (_noto("Serif", "Bold", _SC),),
    }
    if language == "en" and face in ("fang", "kai"):
        # An English line holds single Chinese names: Song matches its Latin letters.
        first[face] = (_noto("Serif", "Regular", _SC),)
    last = (
        _single("BabelStoneHan.ttf", "BabelStone Han"),
        _single("HanaMinA.ttf", "HanaMinA"),
        _single("HanaMinB.ttf", "HanaMinB"),
    )
    return (*first[face], *last)


@cache
def _latin_font(face: Face, language: Language) -> FontFile:
    kind: Literal["Serif", "Sans"] = "Sans" if face == "hei" else "Serif"
    weight = "Bold" if face == "title" else "Regular"
    if language == "zh" and face == "fang":
        weight = "Light"
    return _noto(kind, weight, _KR if language == "en" else _SC)


def _is_latin(character: str, language: Language) -> bool:
    code = ord(character)
    if language == "en":
        return code < 0x2E80
    # GB/T 15834: dash, quotes, dots of Chinese text take whole squares, so they are not Latin.
    return code < 0x80 or 0xC0 <= code < 0x250 or character in "\u00a0–"


# ---- what cannot be printed ----

_SHAPED_RANGES = (
    (0x0590, 0x109F),  # Hebrew, Arabic, Syriac, Indic, Thai, Tibetan, Myanmar
    (0x1100, 0x11FF),  # Hangul letters to be stacked
    (0x1700, 0x18AF),  # Khmer, Mongolian
    (0x1900, 0x1CFF),  # Dai, Balinese, Lepcha, Vedic
    (0xA800, 0xA82F),
    (0xA840, 0xABFF),
    (0xD7B0, 0xD7FF),
    (0xFB1D, 0xFDFF),
    (0xFE70, 0xFEFE),  # Hebrew and Arabic presentation forms
    (0x10800, 0x11FFF),
    (0x1E800, 0x1EFFF),
)


@cache
def _needs_shaping(character: str) -> bool:
    code = ord(character)
    if any(first <= code <= last for first, last in _SHAPED_RANGES):
        return True
    return unicodedata.category(character) in ("Mn", "Mc", "Me") or (
        unicodedata.bidirectional(character) in ("R", "AL", "AN", "RLE", "RLO", "RLI", "LRO")
    )


def _describe_missing(character: str) -> Message:
    if unicodedata.category(character) in ("Co", "Cs", "Cc", "Cf", "Cn"):
        return message(
            "这里有一个看不出是什么的字符（{code}），印不出来，请删去或重新输入",
            code=f"U+{ord(character):04X}",
        )
    return message("“{character}”是现有字体印不出的字，请核对或改用其他写法", character=character)


def _describe_unsupported(character: str) -> Message:
    if unicodedata.category(character).startswith("M"):
        character = f"\u25cc{character}"  # a mark shows on a ring
    return message("“{character}”是现有字体印不出的文字，请改用汉字或拉丁字母", character=character)


def _find_full_width(font: TTFont, glyph: str) -> str:
    table = font["GSUB"].table
    for record in table.FeatureList.FeatureRecord:
        if record.FeatureTag != "fwid":
            continue
        for number in record.Feature.LookupListIndex:
            for subtable in table.LookupList.Lookup[number].SubTable:
                mapping = getattr(getattr(subtable, "ExtSubTable", subtable), "mapping", {})
                if glyph in mapping:
                    return str(mapping[glyph])
    return glyph


# ---- fontconfig ----


def prepare_fontconfig() -> Path:
    """Make fontconfig show Pango exactly `list_fonts()`; call it before Pango is loaded.

    Writes the file once into the cache folder and names it in FONTCONFIG_FILE; returns its path.
    What else a machine has installed then cannot change a letter. Raises MissingFont.
    """
    path = _write_config(_compose_config([font.path for font in list_fonts()]))
    os.environ["FONTCONFIG_FILE"] = str(path)
    return path


def office_environment() -> dict[str, str]:
    """Variables under which LibreOffice shows a DOCX in the installed fonts (pictures, tests).

    The names that Word and WPS users have (仿宋, 楷体, …) become ours.
    """
    files = [font.path for font in list_fonts()]
    latin = [path for path in _OFFICE_LATIN if path.is_dir()]
    text = _compose_config(files, latin, _OFFICE_NAMES)
    return {**os.environ, "FONTCONFIG_FILE": str(_write_config(text))}


_OFFICE_LATIN = (
    Path("/usr/share/fonts/truetype/liberation"),
    Path("/usr/share/fonts/truetype/liberation2"),
)
_OFFICE_NAMES: Mapping[str, tuple[str, ...]] = {
    "仿宋": ("FandolFang", "Noto Serif CJK SC"),
    "楷体": ("FandolKai", "Noto Serif CJK SC"),
    "黑体": ("Noto Sans CJK SC",),
    "宋体": ("Noto Serif CJK SC",),
    "方正小标宋简体": ("Noto Serif CJK SC",),
    "Times New Roman": ("Liberation Serif", "Noto Serif CJK SC"),
}


def _compose_config(
    files: Iterable[Path],
    folders: Iterable[Path] = (),
    names: Mapping[str, tuple[str, ...]] | None = None,
) -> str:
    globs = sorted({str(path) for path in files} | {f"{folder}/*" for folder in folders})
    visited = sorted({str(Path(glob).parent) for glob in globs})
    lines = [
        '<?xml version="1.0"?>',
        '<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">',
        "<fontconfig>",
    ]
    lines += [f"<dir>{escape(folder)}</dir>" for folder in visited]
    lines += [
        "<cachedir>/var/cache/fontconfig</cachedir>",
        f"<cachedir>{escape(str(_cache_folder() / 'fontconfig'))}</cachedir>",
        "<selectfont>",
        "<rejectfont><glob>*</glob></rejectfont>",
    ]
    lines += [f"<acceptfont><glob>{escape(glob)}</glob></acceptfont>" for glob in globs]
    lines.append("</selectfont>")
    for name, targets in (names or {}).items():
        prefer = "".join(f"<family>{target}</family>" for target in targets)
        lines.append(
            f'<alias binding="same"><family>{name}</family><prefer>{prefer}</prefer></alias>'
        )
    return "\n".join([*lines, "</fontconfig>", ""])


def _write_config(text: str) -> Path:
    """The file is named after its content, so that processes never disturb each other."""
    path = _cache_folder() / f"fonts-{hashlib.sha256(text.encode()).hexdigest()[:16]}.conf"
    if not path.exists():
        with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="utf-8") as f:
            f.write(text)
        Path(f.name).replace(path)
    return path


@cache
def _cache_folder() -> Path:
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(home) / "lianming"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "fontconfig").mkdir(exist_ok=True)
    except OSError:  # a read-only home: a private folder for this process
        folder = Path(tempfile.mkdtemp(prefix="lianming-"))
    return folder
