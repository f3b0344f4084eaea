"""The live letter: how long the site takes to answer, and how long a key takes to reach the sheet.

Both are the 95th percentile, of the four grievances with their form. The site and the browser run on
this machine, so that the two cores are shared as they are on a small server.
"""

from __future__ import annotations

import gc
import logging
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from werkzeug.datastructures import MultiDict

from app.db import transaction
from app.petitions.drafts import find_petition
from app.petitions.form import show_fields
from bench.letters import Inputs
from bench.timing import Made, read_peak
from tests.browsing import open_browser, serve, sign_in
from tests.databases import make_config, migrate
from tests.people import Town, make_town
from tests.petitions.letters_cases import put_petition
from tests.petitions.test_draft_pages import read_token

ANSWERS, KEYS = 100, 60
KEY_PAUSE = 90  # ms between keys: a quick typist
SHARE = 0.95
MARK = "记录"
FIELD = "items.0.facts"
_WATCH = """([mark, text]) => {
  window.waiting = []; window.reached = [];
  const field = document.getElementById("items.0.facts");
  let typed = "";
  field.addEventListener("input", () => {
    typed = field.value.slice(field.value.indexOf(mark));
    window.waiting.push([typed, performance.now()]);
  });
  new MutationObserver(() => {
    const shown = document.querySelector(".live-parts article").textContent;
    const now = performance.now();
    const left = window.waiting.filter(([typed]) => !shown.includes(typed));
    for (const [typed, at] of window.waiting) if (shown.includes(typed)) window.reached.push(now - at);
    window.waiting = left;
  }).observe(document.querySelector(".live-parts"), { childList: true, subtree: true });
}"""


def measure_preview(inputs: Inputs) -> Iterator[Made]:
    """`answer`: the site alone; `key`: from a key in a browser to the sheet that shows it."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    config = make_config(f"sqlite:///{inputs.folder / 'preview.sqlite'}")
    Path(inputs.folder / "preview.sqlite").unlink(missing_ok=True)
    migrate(config)
    town = make_town(config)
    path = f"/communities/{town.community}/petitions/{put_petition(town)}"
    yield _measure_answers(town, path)
    yield _measure_keys(town, path)


def _measure_answers(town: Town, path: str) -> Made:
    visitor = town.visitor("representative")
    headers = {"X-CSRFToken": read_token(visitor.get(path))}
    fields = _read_fields(town, path)
    times, data = [], b""
    gc.collect()
    for number in range(ANSWERS):
        fields[FIELD] = f"{MARK}{'字' * number}"
        start = time.perf_counter()
        answer = visitor.client.post(f"{path}/preview", data=fields, headers=headers)
        data = answer.data
        times.append(time.perf_counter() - start)
    return Made("answer", "html", _find_share(times), read_peak(), data)


def _read_fields(town: Town, path: str) -> MultiDict[str, str]:
    from uuid import UUID

    with transaction(town.engine, reading=True) as session:
        petition = find_petition(session, town.community, UUID(path.rpartition("/")[2]))
        fields = show_fields(petition.document)
    fields["whole"] = "yes"
    return fields


def _measure_keys(town: Town, path: str) -> Made:
    """Keys at the end of the facts, each with the time until the letter shows it."""
    with serve(town.app) as address, open_browser() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        sign_in(page, town, address)
        page.goto(address + path)
        page.wait_for_selector(".live-parts article")
        page.evaluate(_WATCH, [MARK, ""])
        field = page.locator(f'[id="{FIELD}"]')
        field.press("Control+End")
        field.press_sequentially(MARK + "一二三四五六七八九十" * (KEYS // 10), delay=KEY_PAUSE)
        while page.evaluate("window.waiting.length"):  # the page's policy allows no eval
            page.wait_for_timeout(KEY_PAUSE)
        times: list[Any] = page.evaluate("window.reached")
        data = page.inner_html(".live-parts").encode()
    return Made("key", "html", _find_share([one / 1000 for one in times]), read_peak(), data)


def _find_share(times: list[float]) -> float:
    return sorted(times)[int(SHARE * len(times))]
