"""The `lianming` command: `render` writes the letters of a petition file, `serve` runs the site.

Exit status: 0 done; 1 `check` found an error in the text, or `verify` something not valid; 2 the input or the command line cannot
be used, said in one line on stderr.
Anything unexpected is left to surface with its traceback.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import get_args

from app.cli_arguments import Parser, UsageError, make_parser
from app.cli_files import write_whole
from app.letters.dossier import Dossier, compose_letter, load_dossier, render_letter
from app.letters.errors import InputError, SetupFault
from app.letters.letter import Letter
from app.letters.markup import TemplateFault
from app.letters.petition import HOTLINE, Kind
from app.letters.render import FORMATS, Format, RenderCache
from app.messages import Language, Message, message, name_reason, translate
from app.today import read_today

KINDS: tuple[Kind, ...] = get_args(Kind)
DEFAULT_FORMATS: tuple[Format, ...] = ("pdf", "docx")
UNUSABLE = 2
LAST_PORT = 65535
MOST_WORKERS = 64


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit status."""
    language = read_language(os.environ)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal that lacks a rare character still works
            stream.reconfigure(errors="backslashreplace")
    try:
        arguments = parse_arguments(make_parser(language), sys.argv[1:] if argv is None else argv)
        return run_command(arguments, language)
    except (UsageError, SetupFault) as error:
        return _refuse(error.said, language)
    except TemplateFault as error:
        print(f"lianming: templates/letters/{error}", file=sys.stderr)
        return UNUSABLE
    except InputError as error:
        print(" ".join(error.sentence(language).splitlines()), file=sys.stderr)
        return UNUSABLE
    except BrokenPipeError:  # `lianming … | head`: who reads has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def run_command(arguments: argparse.Namespace, language: Language) -> int:
    """Run the command that the arguments name; each is loaded when it is asked for."""
    if getattr(arguments, "act", "") is None:
        print(arguments.acts.format_help(), end="", file=sys.stderr)
        return UNUSABLE
    match arguments.command:
        case "serve":
            return serve_site(arguments, language)
        case "check":
            from app.cli_check import check_petition

            return check_petition(arguments.file, arguments.json, language)
        case "catalogue":
            from app.cli_catalogue import show_catalogue

            return show_catalogue(arguments.category, arguments.json, language)
        case "deadlines":
            from app.cli_deadlines import show_deadlines

            return show_deadlines(arguments, language)
        case "user" | "community" | "signatures" | "db":
            from app.cli_site import run_site_command

            return run_site_command(arguments, language)
        case "backup" | "restore" | "keys":
            from app.cli_backup import keep_site

            return keep_site(arguments, language)
        case "import" | "export":
            from app.cli_exchange import exchange_petition

            return exchange_petition(arguments, language)
        case "verify":
            from app.cli_verify import verify

            return verify(arguments, language)
        case _:
            return render_letters(arguments, language)


def read_language(environ: Mapping[str, str]) -> Language:
    """The language of the command's own words: English where the locale says so, else Chinese."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environ.get(name):
            return "en" if environ[name].lower().startswith("en") else "zh"
    return "zh"


def parse_arguments(parser: Parser, argv: Sequence[str]) -> argparse.Namespace:
    """The arguments, judged as far as that is possible without the file; raises UsageError."""
    arguments = parser.parse_args(argv)
    for option in ("file", "out", "signers", "root", "letter"):
        if getattr(arguments, option, None) == "":
            name = "FILE" if option == "file" else f"--{option}"
            raise UsageError(message("{a} 是空的，请写路径", a=name))
    if arguments.command == "render":
        _check_choice("--kind", arguments.kind, KINDS)
        for format in arguments.format or ():
            _check_choice("--format", format, FORMATS)
        if arguments.channel is not None:
            from app.catalogue.channels import load_channels

            _check_choice("--channel", arguments.channel, tuple(load_channels()))
    elif arguments.command == "serve":
        _check_number("--port", arguments.port, LAST_PORT)
        _check_number("--workers", arguments.workers, MOST_WORKERS)
    return arguments


def render_letters(arguments: argparse.Namespace, language: Language) -> int:
    """Write the letters; nothing is written unless every one of them could be rendered."""
    signers = Path(arguments.signers) if arguments.signers else None
    dossier = load_dossier(Path(arguments.file), signers, today=read_today())
    letters = compose_letters(dossier, arguments.to, arguments.kind, arguments.channel)
    formats = tuple(dict.fromkeys(arguments.format or DEFAULT_FORMATS))
    contents: dict[str, bytes] = {}
    cache = RenderCache()  # the letters of a petition share their signers
    for number, letter in letters.items():
        for format in formats:
            contents[f"letter-{number}.{format}"] = render_letter(dossier, letter, format, cache)
    folder = Path(arguments.out)
    try:
        write_whole(folder, contents)
    except OSError as error:
        said = message("写不进输出文件夹：{reason}", reason=name_reason(error))
        raise InputError("", said, file=error.filename or str(folder)) from error
    _report(dossier, letters, formats, folder, language)
    return 0


def compose_letters(
    dossier: Dossier, to: int | None, kind: Kind | None, channel: str | None
) -> dict[int, Letter]:
    """The letters by number; `to` chooses one. Raises InputError."""
    recipients = dossier.petition.recipients
    if to is not None and to not in dossier.numbers:
        raise InputError("--to", _describe_wrong_number(to, dossier))
    chosen = dossier.numbers if to is None else (to,)
    kinds = {kind or recipients[number - 1].kind for number in chosen}
    if channel is not None and HOTLINE not in kinds:
        raise InputError("--channel", message("没有一封是热线文本；请同时写 --kind hotline"))
    return {
        number: compose_letter(dossier, number, kind=kind, channel=channel) for number in chosen
    }


def serve_site(arguments: argparse.Namespace, language: Language) -> int:
    """Run the site until it is stopped; a port that is taken is said in one line."""
    from app.serve import serve

    return serve(arguments.host, arguments.port, arguments.workers, language)


def _check_number(option: str, given: int, most: int) -> None:
    if not 1 <= given <= most:
        raise UsageError(message("{option} 应是 1 至 {most} 的整数", option=option, most=most))


def _describe_wrong_number(to: int, dossier: Dossier) -> Message:
    count = len(dossier.petition.recipients)
    if 1 <= to <= count:
        return message("第 {to} 个收件方只收抄送，没有单独的信", to=to)
    return message("没有第 {to} 个收件方；文件里共有 {count} 个，从 1 数起", to=to, count=count)


def _check_choice(option: str, given: str | None, known: Sequence[str]) -> None:
    if given is not None and given not in known:
        raise UsageError(
            message(
                "{option} 不认识“{given}”，可以是：{known}",
                option=option,
                given=given,
                known=", ".join(known),
            )
        )


def _report(
    dossier: Dossier,
    letters: Mapping[int, Letter],
    formats: Sequence[Format],
    folder: Path,
    language: Language,
) -> None:
    """A line for each file: path, tab, recipient; below a shortened text what was left out."""
    for number, letter in letters.items():
        name = dossier.petition.recipients[number - 1].name
        for format in formats:
            print(f"{folder / f'letter-{number}.{format}'}\t{name}")
        if letter.left_out:
            parts = "; ".join(letter.left_out)
            print("  " + translate(message("未放入：{parts}", parts=parts), language))


def _refuse(said: Message, language: Language) -> int:
    print(f"lianming: {translate(said, language)}", file=sys.stderr)
    return UNUSABLE
