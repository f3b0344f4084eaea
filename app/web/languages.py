"""The language of the pages: ?lang= of the address, else the visitor's choice, else Chinese.

A letter's language is its own and does not change with it.
"""

from __future__ import annotations

from typing import Any

from flask import Flask, g, request, url_for

from app.catalogue.words import Words
from app.messages import LANGUAGES, Language, Message, catalogue, translate

COOKIE = "lianming_language"
COOKIE_SECONDS = 365 * 24 * 3600
PARAMETER = "lang"
_WITHOUT_WORDS = (
    "static",
    "pages.show_letter_css",
    "pages.show_example_picture",
    "pages.show_upload_picture",
    "pages.choose_language",
    "pages.download_example",
    "pages.download_petition",
    "exchange.export_toml",
    "exchange.export_zip",
    "signing.show_photo",
    "receipts.show_drawing",
    "signing.show_challenge",
)


def init_app(app: Flask) -> None:
    """Give templates `_()`, the language, and `say()`, and addresses that keep a language named."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: catalogue(read_language()).gettext(text),
        lambda one, many, n: catalogue(read_language()).ngettext(one, many, n),
        newstyle=True,
    )
    app.jinja_env.globals.update(say=say, begin=begin)
    app.url_defaults(_keep_named_language)
    app.context_processor(_describe_language)


def read_language() -> Language:
    """The language of this request; a page asks thousands of times."""
    found: Language | None = g.get("lianming_language")
    if found is None:
        found = g.lianming_language = (
            _find_language(request.args.get(PARAMETER))
            or _find_language(request.cookies.get(COOKIE))
            or "zh"
        )
    return found


def say(said: Message | Words) -> str:
    """A message or words of a data file in the language of this request."""
    language = read_language()
    return said.say(language) if isinstance(said, Words) else translate(said, language)


def begin(said: Message | Words) -> str:
    """The same at the beginning of a line: its first letter a capital."""
    words = say(said)
    return words[:1].upper() + words[1:]


def find_way_back(path: str) -> str:
    """`path` where it is a page of this site, else the home page: nobody is sent elsewhere."""
    is_ours = path.startswith("/") and not path.startswith(("//", "/\\"))
    return path if is_ours and path.isprintable() else url_for("pages.show_home")


def _find_language(text: str | None) -> Language | None:
    return next((language for language in LANGUAGES if language == text), None)


def _keep_named_language(endpoint: str, values: dict[str, Any]) -> None:
    named = _find_language(request.args.get(PARAMETER)) if request else None
    if named and endpoint not in _WITHOUT_WORDS:
        values.setdefault(PARAMETER, named)


def _describe_language() -> dict[str, object]:
    language = read_language()
    return {
        "language": language,
        "page_lang": "zh-CN" if language == "zh" else "en",
        "this_page": _read_this_page(),
        "named_language": _find_language(request.args.get(PARAMETER)),
    }


def _read_this_page() -> str:
    """The address to come back to after choosing a language, without a language named in it."""
    query = "&".join(
        part
        for part in request.query_string.decode("ascii", "replace").split("&")
        if part and not part.startswith(f"{PARAMETER}=")
    )
    return f"{request.path}?{query}" if query else request.path
