"""The demonstration petition, and the files of the dossiers that this room's pages show."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from app.config import PROJECT
from app.letters.dossier import Dossier, compose_letter, load_dossier, render_letter
from app.letters.render import Format
from app.messages import Language
from app.today import read_today

EXAMPLES: dict[Language, Path] = {
    "zh": PROJECT / "examples" / "four-grievances.toml",
    "en": PROJECT / "examples" / "four-grievances-en.toml",
}


@cache
def load_example(language: Language) -> Dossier:
    """The demonstration petition in a language; it bears its own date."""
    path = EXAMPLES[language]
    return replace(load_dossier(path, today=read_today()), file=path.name)


def check_letters(dossier: Dossier) -> None:
    """Compose every letter; raises InputError for the first that cannot be."""
    for number in dossier.numbers:
        compose_letter(dossier, number)


def make_file(dossier: Dossier, number: int, format: Format) -> bytes:
    """Letter `number` as a file; raises InputError (a character no font has).

    What people upload must not outlive its deletion, so its letters are rendered without a cache.
    """
    return render_letter(dossier, compose_letter(dossier, number), format)


@cache
def make_example_file(language: Language, number: int, format: Format) -> bytes:
    """The same of the example, which alone is remembered."""
    return make_file(load_example(language), number, format)
