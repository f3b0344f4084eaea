"""The blocks of a letter as paragraphs of named styles."""

from __future__ import annotations

from app.letters.letter import (
    Addressee,
    AnnexNote,
    Block,
    Closing,
    Contact,
    DateLine,
    Figure,
    Heading,
    NumberedList,
    Paragraph,
    Signature,
    Table,
)
from app.letters.render.docx_markup import (
    Media,
    convert_pt,
    measure,
    write_paragraph,
    write_run,
)
from app.letters.render.docx_styles import choose_body
from app.letters.render.docx_table import write_fact_table
from app.letters.style import LetterStyle
from app.messages import Language

# What ends a letter: it never begins a page without words before it.
_ENDING = (Closing, AnnexNote, Signature, DateLine, Contact)


def write_title(lines: tuple[str, ...], language: Language) -> str:
    """The title, broken where the letter says."""
    return write_paragraph("Title", write_run("\n".join(lines), language))


def write_blocks(
    blocks: tuple[Block, ...], language: Language, style: LetterStyle, media: Media
) -> list[str]:
    """One piece a paragraph or table, in the letter's order."""
    writer = _BlockWriter(blocks, language, style, media)
    return [piece for place in range(len(blocks)) for piece in writer.write(place)]


class _BlockWriter:
    """Writes blocks that know their neighbours."""

    def __init__(
        self, blocks: tuple[Block, ...], language: Language, style: LetterStyle, media: Media
    ) -> None:
        self.blocks, self.language, self.style, self.media = blocks, language, style, media
        self.body = choose_body(style, language)
        self.pitch = convert_pt(self.body.pitch_pt)  # 7.3.4, 7.3.5.2: one empty line above

    def write(self, place: int) -> list[str]:
        block = self.blocks[place]
        keep = isinstance(self._after(place), _ENDING)
        match block:
            case Heading(level, number, text):
                return [self._line(f"Heading{level}", number + text)]
            case Paragraph(text):
                return [self._line("BodyText", text, keep)]
            case NumberedList(entries):
                last = len(entries) - 1
                return [
                    self._line("ListParagraph", number + text, keep and at == last)
                    for at, (number, text) in enumerate(entries)
                ]
            case Addressee(lines):
                return [self._line("Salutation", line) for line in lines]
            case Table():
                return self._write_table(block, place)
            case Figure():
                return self._write_figure(block)
            case Closing(lines):
                styles = ["Closing"] + ["ClosingEnd"] * (len(lines) - 1)
                return [
                    self._line(name, line, keep or at < len(lines) - 1)
                    for at, (name, line) in enumerate(zip(styles, lines, strict=True))
                ]
            case AnnexNote():
                return self._write_annex_note(block, keep)
            case Signature(lines):
                return self._write_signature(lines, place, keep)
            case DateLine(text):
                return [self._place_right("Date", text, self._shift_date(text, place), keep)]
            case Contact(lines):
                last = len(lines) - 1
                return [
                    self._line("Contact", line, keep or at < last) for at, line in enumerate(lines)
                ]

    def _after(self, place: int) -> Block | None:
        return self.blocks[place + 1] if place + 1 < len(self.blocks) else None

    def _line(self, style: str, text: str, keep: bool = False) -> str:
        return write_paragraph(style, write_run(text, self.language), keep_next=keep)

    def _write_table(self, table: Table, place: int) -> list[str]:
        """A table, set off from what follows; two tables that touch would become one."""
        made = [write_fact_table(table, self.style, self.language)]
        if self._after(place) is not None:
            made.append(write_paragraph("TableEnd", "", before=self.pitch // 2))
        return made

    def _write_figure(self, figure: Figure) -> list[str]:
        photo = self.style.photo
        picture = self.media.write_picture(
            figure.picture, figure.alt, photo.width_mm, photo.height_mm
        )
        return [write_paragraph("Figure", picture), self._line("Caption", figure.caption)]

    def _write_annex_note(self, note: AnnexNote, keep: bool) -> list[str]:
        """7.3.4: the label two characters in, titles and their further lines after it."""
        start = self.body.indent_characters + measure(note.label)
        pieces = []
        for at, (number, title) in enumerate(note.entries):
            first, left = (note.label if at == 0 else ""), start + measure(number)
            hanging = measure(number) + (measure(first) if first else 0)
            indent = f'w:left="{self._twips(left)}" w:hanging="{self._twips(hanging)}"'
            last = at == len(note.entries) - 1
            run = write_run(first + number + title, self.language)
            before = 0 if at else self.pitch
            keep_next = keep or not last
            pieces.append(
                write_paragraph("AnnexNote", run, keep_next=keep_next, before=before, indent=indent)
            )
        return pieces

    def _write_signature(self, lines: tuple[str, ...], place: int, keep: bool) -> list[str]:
        left = self._start_signature(lines, self._after(place))
        last = len(lines) - 1
        return [
            self._place_right("Signature", line, left, keep or at < last, 0 if at else self.pitch)
            for at, line in enumerate(lines)
        ]

    def _start_signature(self, lines: tuple[str, ...], after: Block | None) -> float:
        """Where the signature begins, in characters from the left.

        7.3.5.2: it ends two characters from the right; when the date is longer, the date does,
        and begins two characters to the right of the signature all the same.
        """
        place = self.style.signature
        full = self.style.page.text_width_mm / 25.4 * 72 / self.body.size_pt
        width = max(map(measure, lines))
        if isinstance(after, DateLine) and measure(after.text) > width:
            width = measure(after.text) + place.date_shift_characters
        return max(full - place.right_characters - width, 0)

    def _shift_date(self, text: str, place: int) -> float:
        before = self.blocks[place - 1] if place else None
        lines = before.lines if isinstance(before, Signature) else (text,)
        shift = self.style.signature.date_shift_characters if isinstance(before, Signature) else 0
        return self._start_signature(lines, self.blocks[place]) + shift

    def _place_right(self, style: str, text: str, left: float, keep: bool, before: int = 0) -> str:
        run, indent = write_run(text, self.language), f'w:left="{self._twips(left)}"'
        return write_paragraph(style, run, keep_next=keep, before=before, indent=indent)

    def _twips(self, characters: float) -> int:
        return convert_pt(characters * self.body.size_pt)
