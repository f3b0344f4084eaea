"""`python -m bench.pages`: how long the pages of a large petition take, against bare Flask.

The petition has 20 items and 100 photos. Each of its pages is asked for as a representative, in
turn with its measure: a bare Flask application whose one view shows the same template with values
that are at hand. Beside it, for the reader to judge: a bare application that shows the finished
HTML as a template without loops, macros, links to make and languages, every text and attribute
one expression; and the page asked for as the first after a save, when nothing is remembered and no
printed letter is kept. Writes the section of docs/performance.md; exit status 1 where a page takes
longer than allowed.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import gc
import html
import os
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask, render_template, template_rendered
from jinja2 import DictLoader, Template
from sqlalchemy import select
from werkzeug.test import run_wsgi_app

from app.db import transaction
from app.files.letters import prune_letters
from app.petitions.models import Photo, Revision
from app.petitions.remembered import MEMORY
from bench.plan import ROOT
from tests.databases import make_config, migrate
from tests.large import add_petition
from tests.people import Town, make_town
from tests.web.walk import list_routes

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PAGE = ROOT / "docs" / "performance.md"
HEADING = "\n## Pages of a petition\n"
ITEMS, PHOTOS = 20, 100
MOST = 3.0
ROUNDS = 60
FIRST_ROUNDS = 5
_VALUE = re.compile(r'(?<==")[^"]+(?=")|(?<=>)[^<>]+(?=<)')
_METHOD = f"""
A draft of {ITEMS} items and {PHOTOS} photos on SQLite; every page of it that a representative can open
is answered {ROUNDS} times in turn with its measures, all asked through WSGI in one process. Lower
quartiles of the processor's time, so that other programs on the machine hardly count; a page waits
for nothing.
`python -m bench.pages` measures this section alone.

- **bare Flask** is the least that Flask does for a page: a request context, the same template (so
  one of the same size: checked) with values that are at hand, a response. No page may take more than {MOST:g} times as long: access, session, database, decryption, opening the
  draft, its review, log and headers are in ours and not in the measure.
- **flat** is shown for comparison: bare Flask with the finished HTML as a template without loops,
  macros, links to make and words to translate, each text and attribute put in by one expression.
- **first** is the same page as the first after a save: nothing of the text is remembered in the
  process and no printed letter is kept in the database. What such a page works out (the draft
  opened, reviewed, composed, printed) is found again by all that shapes it (`app/petitions/remembered.py`,
  `app/files/letters.py`), so that only the first reader after a save waits for it; the limit is for
  those who come after. Printing is what `letters.show_pages` is for: the first time it lays out and
  draws every page with all its photos.
"""
Answer = Callable[[], tuple[int, str, str]]
Headers = list[tuple[str, str]]


@dataclass(frozen=True)
class Reading:
    """Milliseconds of the processor; `size` of the page in kB, `first` after a save."""

    endpoint: str
    size: float
    first: float
    ours: float
    bare: float
    flat: float

    @property
    def ratio(self) -> float:
        return self.ours / self.bare

    @property
    def is_met(self) -> bool:
        return self.ratio <= MOST


def main() -> int:
    """Measure, print, write; returns the exit status."""
    with (
        tempfile.TemporaryDirectory(prefix="lianming-bench-") as folder,
        Path(os.devnull).open("w") as nowhere,
        contextlib.redirect_stdout(nowhere),  # the log
    ):
        town = _make_site(Path(folder))
        readings = list(_measure(town))
        town.engine.dispose()
    table, missed = write_table(readings), [one for one in readings if not one.is_met]
    print(
        f"Pages of a petition: {len(readings) - len(missed)} of {len(readings)} within {MOST:g} ×"
    )
    print(table)
    before = PAGE.read_text("utf-8").split(HEADING)[0].rstrip("\n") + "\n"
    PAGE.write_text(f"{before}{HEADING}{_METHOD}\n{table}\n", "utf-8")
    return 1 if missed else 0


def write_table(readings: list[Reading]) -> str:
    """A row a page."""
    lines = [
        "| page | kB | ms | bare Flask, ms | ratio | met | flat, ms | first, ms |",
        "|---|--:|--:|--:|--:|---|--:|--:|",
    ]
    for one in sorted(readings, key=lambda reading: -reading.ratio):
        met = "yes" if one.is_met else "**no**"
        lines.append(
            f"| {one.endpoint} | {one.size:.0f} | {one.ours:.1f} | {one.bare:.1f} "
            f"| {one.ratio:.2f} × | {met} | {one.flat:.1f} | {one.first:.1f} |"
        )
    return "\n".join(lines)


def make_bare(app: Flask, path: str, headers: Headers) -> Answer:
    """The least that Flask does for a page: one request context, the template, a response.

    The template is that of a page of `app`, with the values it was given there; nothing of `app`
    runs before or after it.
    """
    shown: list[tuple[Template, dict[str, Any]]] = []

    def keep(_: Flask, template: Template, context: dict[str, Any], **__: object) -> None:
        shown.append((template, dict(context)))

    with template_rendered.connected_to(keep, app):
        _ask(app, path, headers)()
    template, context = shown[-1]

    def answer(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        with app.request_context(environ):  # for links, language and token of the page
            return app.make_response(template.render(context))(environ, start)

    return _answer(answer, _make_environ(app, path, headers))


def make_flat(page: str) -> Flask:
    """A bare application whose template is `page`, every value one expression."""
    values: list[str] = []

    def keep(found: re.Match[str]) -> str:
        values.append(html.unescape(found[0]))
        return f"{{{{ v[{len(values) - 1}] }}}}"

    head, body, rest = page.partition("<body")
    template = f"{{% raw %}}{head}{{% endraw %}}{_VALUE.sub(keep, body + rest)}"
    bare = Flask("bare")
    bare.jinja_loader = DictLoader({"page.html": template})
    bare.add_url_rule("/", "page", lambda: render_template("page.html", v=values))
    return bare


def _make_site(folder: Path) -> Town:
    config = make_config(f"sqlite:///{folder / 'site.sqlite'}")
    migrate(config)
    return make_town(config)


def _measure(town: Town) -> Iterator[Reading]:
    with transaction(town.engine) as session:
        person = town.people["representative"]
        petition = add_petition(session, town.community, person, items=ITEMS, photos=PHOTOS)
        known = {
            "community": town.community,
            "petition": petition,
            "other": add_petition(session, town.community, person, items=ITEMS),
            "photo": session.scalars(select(Photo.id)).first(),
            "revision": session.scalars(
                select(Revision.id).where(Revision.petition_id == petition)
            ).first(),
        }
    visitor = town.visitor("representative")
    visitor.get("/")
    cookie = visitor.client.get_cookie("lianming")
    headers = [("Cookie", f"lianming={cookie.value if cookie else ''}")]
    for route in list_routes(town.app, known):
        if route.method == "GET" and "petition" in route.arguments:
            ours = _ask(town.app, route.path, headers)
            status, kind, page = ours()
            if status >= 500:
                raise RuntimeError(f"{route.endpoint} answers {status}")
            if status == 200 and kind.startswith("text/html"):
                bare = make_bare(town.app, route.path, headers)
                if len(bare()[2]) != len(page):
                    raise RuntimeError(f"{route.endpoint}: the bare page is not of the same size")
                flat = _ask(make_flat(page), "/", [])
                first = _time_first(town, ours)
                middle = _time_in_turn(ours, bare, flat)
                yield Reading(route.endpoint, len(page.encode()) / 1000, first, *middle)


def _time_in_turn(*answers: Answer) -> list[float]:
    times: list[list[float]] = [[] for _ in answers]
    for answer in answers:
        answer()
    gc.collect()
    for _ in range(ROUNDS):
        for answer, taken in zip(answers, times, strict=True):
            taken.append(_time(answer))
    return [_take_typical(taken) for taken in times]


def _time_first(town: Town, answer: Answer) -> float:
    """As after a save: the process remembers nothing, the database keeps no printed letter."""
    taken = []
    for _ in range(FIRST_ROUNDS):
        MEMORY.forget()
        with transaction(town.engine) as session:
            prune_letters(session, dt.datetime.max.replace(tzinfo=dt.UTC))
        taken.append(_time(answer))
    return _take_typical(taken)


def _take_typical(taken: list[float]) -> float:
    """The lower quartile: what other programs do to the processor only ever adds."""
    return statistics.quantiles(taken, n=4)[0]


def _time(answer: Answer) -> float:
    """Milliseconds of the processor."""
    began = time.thread_time()
    answer()
    return (time.thread_time() - began) * 1000


def _make_environ(app: Flask, path: str, headers: Headers) -> dict[str, Any]:
    with app.test_request_context(path, headers=headers) as context:
        return dict(context.request.environ)


def _ask(app: Flask, path: str, headers: Headers) -> Answer:
    """One request to `app` by WSGI."""
    return _answer(app, _make_environ(app, path, headers))


def _answer(app: WSGIApplication, environ: WSGIEnvironment) -> Answer:
    def answer() -> tuple[int, str, str]:
        parts, status, sent = run_wsgi_app(app, dict(environ), buffered=True)
        text = b"".join(parts).decode("utf-8", "replace")
        return int(status.split()[0]), sent.get("Content-Type", ""), text

    return answer


if __name__ == "__main__":
    sys.exit(main())
