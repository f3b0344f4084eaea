"""From a filled template to blocks: the small HTML vocabulary of design section 3.

Elements: h1 h2 h3 p(.addressee .closing .signature .date .contact) ol.demands table.facts
dl.annexes, within them br, slot and the li, tr, th, td, dt, dd they need. Anything else is a
`TemplateFault` that names template and line. h2 and h3 get their numbers here (class="plain":
none), so that they are words in every format.
"""

from __future__ import annotations

import hashlib
import re
import traceback
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateSyntaxError,
)
from jinja2.ext import Extension
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree

from app.catalogue.citation import write_numeral
from app.letters import words
from app.letters.letter import (
    Addressee,
    AnnexNote,
    Block,
    Closing,
    Contact,
    DateLine,
    Heading,
    NumberedList,
    Paragraph,
    Signature,
    Table,
)
from app.messages import Language

TEMPLATES = Path(__file__).parent.parent.parent / "templates" / "letters"
_OPEN_TAG = re.compile(r"<([a-z][a-z0-9]*)")
_PLACE = re.compile(r'data-at="([^"]+)"')
_LINE_BREAK = re.compile(r"\s*\n\s*")


class TemplateFault(Exception):
    """Something is wrong with a template; says where (template:line) and what."""


@dataclass(frozen=True)
class Composed:
    """What a template became: titles (h1; a hotline template offers several) and blocks.

    `body` is what is fixed of it in one line of text: of every element its name, U+001F, its words,
    U+001E, with U+0000 where a line breaks or a slot stands. `digest` is the SHA-256 of its UTF-8.
    """

    titles: tuple[str, ...]
    blocks: tuple[Block, ...]
    body: str

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.body.encode()).hexdigest()


class _MarkLines(Extension):
    """Gives each tag of a template its place, so that a fault can name it."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        del filename
        lines = source.split("\n")
        return "\n".join(
            _OPEN_TAG.sub(rf'<\1 data-at="{name}:{number}"', line)
            for number, line in enumerate(lines, 1)
        )


def fill(template: str, language: Language, context: Mapping[str, object]) -> Composed:
    """Fill templates/letters/<template>/<language>.html.j2 and parse what comes out.

    Raises TemplateFault, which names template and line, for whatever is wrong with the template.
    """
    name = f"{template}/{language}.html.j2"
    try:
        source = _environment(language).get_template(name).render(context)
    except TemplateSyntaxError as fault:
        raise TemplateFault(f"{fault.name or name}:{fault.lineno}: {fault.message}") from fault
    except TemplateError as fault:
        raise TemplateFault(f"{_find_line(fault, name)}: {fault.message}") from fault
    try:
        root = etree.fromstring(
            f"<letter>{source}</letter>", etree.XMLParser(resolve_entities=False)
        )
    except etree.XMLSyntaxError as fault:
        where = _find_tag(source, fault, name)
        raise TemplateFault(f"{where}: markup that is not closed or nested rightly") from fault
    return _Reader(language).read(root)


def _find_line(fault: TemplateError, name: str) -> str:
    """template:line where filling stopped; Jinja puts its templates into the traceback."""
    for frame in reversed(traceback.extract_tb(fault.__traceback__)):
        if frame.filename.startswith(str(TEMPLATES)):
            return f"{Path(frame.filename).relative_to(TEMPLATES)}:{frame.lineno}"
    return name


def _find_tag(source: str, fault: etree.XMLSyntaxError, name: str) -> str:
    """template:line of the last tag before the place at which the parser gave up."""
    line, column = fault.position
    before = "\n".join([*source.split("\n")[: line - 1], source.split("\n")[line - 1][:column]])
    places = _PLACE.findall(before)
    return places[-1] if places else name


def read_words(language: Language, context: Mapping[str, object] | None = None) -> dict[str, str]:
    """The small words of annexes and limits: rows (key, words) of templates/letters/words."""
    usual = {
        "counts": None,
        "number": None,
        "title": "",
        "date": None,
        "code": "",
        "representatives": 0,
        "named": 0,
        "represented": (),
        "affected": (),
        "stamp": None,
        "series": 1,
    }
    composed = fill("words", language, {**usual, **(context or {})})
    rows = [row for block in composed.blocks if isinstance(block, Table) for row in block.rows]
    return {key: words for key, words in rows}  # noqa: C416 (a row is a tuple of any length)


@cache
def _environment(language: Language) -> Environment:
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=[_MarkLines],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "date": lambda value: words.format_date(value, language),
        "number_word": lambda value: words.number_word(value, language),
        "numeral": write_numeral,
        "count": lambda value: words.format_count(value, language),
        "joined": lambda values: words.join_words(list(values), language),
        "clause": words.strip_stop,
        "sentence": lambda text: words.end_sentence(text, language),
        "question": lambda text: words.end_question(text, language),
        "capitalise": words.capitalise,
        "lower_first": words.lower_first,
    }
    return environment


class _Reader:
    """Walks the filled template once, collecting titles, blocks and the words that are fixed."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.counters = {1: 0, 2: 0}
        self.titles: list[str] = []
        self.fixed: list[str] = []
        self.in_slot = False

    def read(self, root: etree._Element) -> Composed:
        blocks = list(self._read_blocks(root))
        return Composed(tuple(self.titles), tuple(blocks), "".join(self.fixed))

    def _read_blocks(self, parent: etree._Element) -> Iterator[Block]:
        words = [parent.text or "", *(element.tail or "" for element in parent)]
        if loose := "".join(words).strip():
            raise TemplateFault(f"text outside of any element: {loose[:40]}")
        for element in parent:
            if element.tag == "slot" and not self.in_slot:
                self.in_slot = True
                yield from self._read_blocks(element)
                self.in_slot = False
            else:
                yield from self._read_block(element)

    def _read_block(self, element: etree._Element) -> Iterator[Block]:
        kind = (str(element.tag), element.get("class", ""))
        match kind:
            case ("h1", ""):
                self.titles.append(self._text(element))
            case ("h2" | "h3", "" | "plain"):
                yield self._heading(element)
            case ("p", ""):
                if text := self._text(element):
                    yield Paragraph(text)
            case ("p", "addressee"):
                yield Addressee(self._lines(element))
            case ("p", "closing"):
                yield Closing(self._lines(element))
            case ("p", "signature"):
                yield Signature(self._lines(element))
            case ("p", "date"):
                yield DateLine(self._text(element))
            case ("p", "contact"):
                yield Contact(self._lines(element))
            case ("ol", "demands"):
                entries = [self._text(child) for child in self._children(element, "li")]
                yield NumberedList(self._numbered(entries))
            case ("table", "facts"):
                yield self._table(element)
            case ("dl", "annexes"):
                yield self._annex_note(element)
            case _:
                raise self._fault(element)

    def _heading(self, element: etree._Element) -> Heading:
        level: Literal[1, 2] = 1 if element.tag == "h2" else 2
        text = self._text(element)
        if element.get("class") == "plain":
            return Heading(level, "", text)
        self.counters[level] += 1
        if level == 1:
            self.counters[2] = 0
        number = self.counters[level]
        if self.language == "zh":
            numeral = write_numeral(number)
            return Heading(level, f"{numeral}、" if level == 1 else f"（{numeral}）", text)
        return Heading(level, f"{number}. " if level == 1 else f"({number}) ", text)

    def _table(self, element: etree._Element) -> Table:
        head: tuple[str, ...] = ()
        rows: list[tuple[str, ...]] = []
        for row in self._rows(element):
            cells = tuple(self._text(cell) for cell in self._children(row, "th", "td"))
            if not rows and not head and all(cell.tag == "th" for cell in row):
                head = cells
            else:
                rows.append(cells)
        return Table(head, tuple(rows))

    def _rows(self, table: etree._Element) -> Iterator[etree._Element]:
        """The rows of a table, those in a slot too."""
        for child in self._children(table, "tr", "slot"):
            if child.tag == "tr":
                yield child
                continue
            outside, self.in_slot = self.in_slot, True
            yield from self._children(child, "tr")
            self.in_slot = outside

    def _annex_note(self, element: etree._Element) -> AnnexNote:
        children = self._children(element, "dt", "dd")
        label, *titles = [self._text(child, hashed=False) for child in children]
        label += "" if self.language == "zh" else " "
        if len(titles) == 1:
            return AnnexNote(label, (("", titles[0]),))
        return AnnexNote(label, self._numbered(titles))

    def _numbered(self, texts: list[str]) -> tuple[tuple[str, str], ...]:
        gap = "" if self.language == "zh" else " "
        return tuple((f"{number}.{gap}", text) for number, text in enumerate(texts, 1))

    def _children(self, element: etree._Element, *tags: str) -> list[etree._Element]:
        for child in element:
            if child.tag not in tags:
                raise self._fault(child)
        return list(element)

    def _lines(self, element: etree._Element) -> tuple[str, ...]:
        return tuple(line for line in self._text(element, breaks=True).split("\n") if line)

    def _text(self, element: etree._Element, *, breaks: bool = False, hashed: bool = True) -> str:
        """The words of an element; what stands in a <slot> is printed but not hashed."""
        printed, fixed = [element.text or ""], [element.text or ""]
        for child in element:
            if child.tag == "br" and breaks:
                printed.append("\x00")
            elif child.tag == "slot" and not len(child):
                printed.append(child.text or "")
            else:
                raise self._fault(child)
            printed.append(child.tail or "")
            fixed += ["\x00", child.tail or ""]
        if hashed and not self.in_slot:
            name = f"{element.tag}.{element.get('class', '')}"
            self.fixed.append(f"{name}\x1f{self._fold(''.join(fixed))}\x1e")
        return self._fold("".join(printed)).replace("\x00", "\n")

    def _fold(self, text: str) -> str:
        """A line break in a template is no space in Chinese and one space in English."""
        return _LINE_BREAK.sub("" if self.language == "zh" else " ", text).strip()

    def _fault(self, element: etree._Element) -> TemplateFault:
        name = ".".join(part for part in (str(element.tag), element.get("class")) if part)
        return TemplateFault(
            f"{element.get('data-at', '?')}: <{name}> is not part of a letter's vocabulary here;"
            " see docs/letter-templates.md"
        )
