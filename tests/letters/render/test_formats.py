"""One letter in four formats: the same words, the same bytes, and no text that breaks it."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import io
import json
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app.cli import main
from app.config import PROJECT
from app.letters.compose import compose
from app.letters.letter import Letter
from app.letters.petition import Kind, Petition, Representative
from app.letters.render import FORMATS, Format, render
from app.letters.signers import Signer
from app.letters.style import load_style
from app.messages import LANGUAGES, Language
from tests.letters.generated import petitions
from tests.letters.petition_text import BASE, read
from tests.letters.render.printed import expected_words, printed_words, squeeze

KINDS: tuple[Kind, ...] = get_args(Kind)
STYLE = load_style()
SIGNERS = (
    Signer("林喆", "3-2-1501", dt.date(2026, 10, 1)),
    Signer("㛃䶮", "6-1-602", capacity="tenant", signed_by="周犇", relation="女儿"),
)
slow = settings(
    max_examples=3, suppress_health_check=[HealthCheck.too_slow], phases=[Phase.generate]
)
each_kind = pytest.mark.parametrize("kind", KINDS)
each_language = pytest.mark.parametrize("language", LANGUAGES)


def write_letter(petition: Petition, number: int, kind: Kind) -> Letter:
    """The letter of a kind, with what this kind needs."""
    sender = petition.sender
    if kind == "authorisation" and not sender.representatives:
        sender = replace(sender, representatives=(Representative("林喆"),))
    title = None if kind == "hotline" else petition.title  # a form takes 25 characters
    petition = replace(petition, sender=sender, title=title)
    return compose(petition, number, kind=kind, signers=SIGNERS)


def expect(letter: Letter, format: Format) -> str:
    return expected_words(letter, line_break="; " if format == "txt" else "")


@pytest.mark.needs("pango", "fonts")
@each_language
@each_kind
def test_every_format_has_the_same_words(kind: Kind, language: Language) -> None:
    @slow
    @given(petitions(language), st.integers(0, 2))
    def check(petition: Petition, number: int) -> None:
        letter = write_letter(petition, number, kind)
        for format in FORMATS:
            assert printed_words(render(letter, format, STYLE), format) == expect(letter, format)

    check()


@pytest.mark.needs("pango", "fonts")
@each_language
def test_the_same_petition_gives_the_same_bytes(language: Language) -> None:
    @slow
    @given(petitions(language), st.sampled_from(KINDS))
    def check(petition: Petition, kind: Kind) -> None:
        for format in FORMATS:
            once, again = (render(write_letter(petition, 0, kind), format, STYLE) for _ in range(2))
            assert once == again, format

    check()


@pytest.mark.needs("pango", "fonts")
def test_a_fresh_process_gives_the_same_bytes(tmp_path: Path) -> None:
    example = str(PROJECT / "examples" / "four-grievances.toml")
    signers = tmp_path / "signers.csv"
    signers.write_text("姓名,房号\n㛃䶮,1\n林喆,2\n", "utf-8")
    options = [part for format in FORMATS for part in ("--format", format)]
    command = ["render", example, "--signers", str(signers), *options, "--out"]
    main([*command, str(tmp_path / "here")])
    subprocess.run(
        [sys.executable, "-c", "import sys; from app.cli import main; sys.exit(main())",
              *command, str(tmp_path / "there")],
        cwd=PROJECT, check=True, capture_output=True, env={"PYTHONHASHSEED": "7", "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    here, there = (
        {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}
        for folder in (tmp_path / "here", tmp_path / "there")
    )
    assert len(here) == 2 * len(FORMATS)
    assert here == there


MARKUP = (
    "<script>alert(1)</script>{{ 7*7 }}{% raw %}&amp;]]><!-- <b>粗</b> %s %(a)s {page} {0}"
    " (number) (date) (caption) (name) (relation) \\n \\u4e00 $x #{y} `z`"
)


@pytest.mark.needs("pango", "fonts")
@pytest.mark.parametrize("format", FORMATS)
def test_markup_is_printed_as_it_is(format: Format) -> None:
    text = BASE.replace('[[items.photos]]\nfile = "a.jpg"\ncaption = "屋面"\n', "")
    for old in ("锦绣家园", "锦绣公司", "住建局", "屋面渗漏", "修复屋面", "合同", "林喆", "通气"):
        assert old in text
        text = text.replace(old, f"{old}{MARKUP}".replace("\\", "\\\\"))
    signer = Signer(f"林{MARKUP}", f"1{MARKUP}", signed_by=f"周{MARKUP}", relation=f"女{MARKUP}")
    letter = compose(read(text), 0, signers=(signer,))
    printed = printed_words(render(letter, format, STYLE), format)
    assert printed == expect(letter, format)
    for old in ("锦绣家园", "锦绣公司", "住建局", "屋面渗漏", "修复屋面", "合同", "林喆", "通气"):
        assert squeeze(old + MARKUP) in printed
    for old in ("林", "1", "周", "女"):
        assert squeeze(old + MARKUP) in printed


# ---- any text at all, from the file to the files ----

PLACES = {
    "community.name": '"锦绣家园"',
    "sender.name": '"业主"',
    "history[0].to": '"住建局"\n\n[previous]',
    "items[0].facts": '"屋面渗漏。"',
    "items[0].demands[0].action": '"修复屋面"',
    "items[0].evidence[0].title": '"合同"',
    "sender.representatives[0].name": '"林喆"',
    "parties.gas.name": '"燃气公司"',
}
ANY = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=40)
LIKELY = st.text(
    st.characters(categories=("L", "N", "P", "S", "Zs"), max_codepoint=0xFFFF),
    min_size=1,
    max_size=40,
)


def command(text: str, place: str, formats: tuple[Format, ...]) -> None:
    """`render` with `text` at `place`: whole files, or one line naming the place and no file."""
    old = PLACES[place]
    new = (
        json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
        + old[old.index('"', 1) + 1 :]
    )
    written = BASE.replace('[[items.photos]]\nfile = "a.jpg"\ncaption = "屋面"\n', "")
    said = io.StringIO()
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stderr(said):
        path = Path(folder) / "petition.toml"
        path.write_text(written.replace(old, new), "utf-8")
        options = [part for format in formats for part in ("--format", format)]
        with contextlib.redirect_stdout(io.StringIO()):
            status = main(["render", str(path), "--to", "1", "--out", f"{folder}/out", *options])
        made = sorted(one.name for one in Path(folder).glob("out/*"))
        if status == 0:
            assert made == sorted(f"letter-1.{format}" for format in formats)
            txt = Path(folder, "out/letter-1.txt").read_text("utf-8")
            assert squeeze(text.strip("。．.；;，,：: ")) in squeeze(txt)
        else:
            assert (status, made) == (2, [])
            assert said.getvalue().startswith(f"{path}: {place}")
            assert said.getvalue().count("\n") == 1


@settings(max_examples=120)
@given(ANY | LIKELY, st.sampled_from(sorted(PLACES)))
def test_any_text_becomes_files_or_one_line(text: str, place: str) -> None:
    command(text, place, ("docx", "html", "txt"))


@pytest.mark.needs("pango", "fonts")
@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
@given(ANY | LIKELY, st.sampled_from(sorted(PLACES)))
def test_any_text_becomes_pdf_or_one_line(text: str, place: str) -> None:
    command(text, place, ("pdf", "txt"))
