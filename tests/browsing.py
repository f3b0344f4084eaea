"""A real browser on a site of tests, that counts what a person does and never reads too early.

What is read after an act is awaited: `follow` where another page comes, `expect` where a script runs.
Pages are opened without motion, so that no colour is read while it changes.
"""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright
from werkzeug.serving import make_server

from tests.people import Town

SIZES = {"phone": (390, 844), "desktop": (1280, 900)}
# A refused form (422) and a line that is cut on purpose Chromium notes by itself.
EXPECTED = re.compile("Failed to load|ERR_INTERNET")
PATIENCE = 20_000  # ms: a machine may be busy with other tests

expect.set_options(timeout=PATIENCE)


@contextmanager
def serve(app: Flask) -> Iterator[str]:
    """A site at an address of this machine; a test that fails ends it too."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def open_browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--headless", "--no-sandbox", "--disable-gpu"],
        )
        yield opened
        opened.close()


@contextmanager
def open_page(browser: Browser, size: str, **more: Any) -> Iterator[Page]:
    """A page of its own at a size of SIZES; ends with a failure if its scripts complained."""
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height}, reduced_motion="reduce", **more
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert [said for said in complaints if not EXPECTED.search(said)] == []


def sign_in(
    context: BrowserContext, town: Town, address: str, role: str = "representative"
) -> None:
    """Give the browser the cookie of a new sign-in."""
    visitor = town.visitor(role)
    cookie = visitor.client.get_cookie("lianming")
    assert cookie
    context.add_cookies([{"name": "lianming", "value": cookie.value, "url": address}])


def follow(what: Locator, key: str = "") -> None:
    """Click, or press a key at, what leads to another page (or place), and wait until it is there."""
    with what.page.expect_navigation():
        what.press(key) if key else what.click()


def expect_focus(page: Page, selector: str) -> None:
    """Wait until the focus is at an element that the selector names."""
    page.wait_for_function("wanted => document.activeElement.matches(wanted)", arg=selector)


def open_all(page: Page) -> None:
    """Open everything that is folded, and wait until the page's scripts were told."""
    page.evaluate(
        """Promise.all([...document.querySelectorAll("main details:not([open])")].map(one =>
          new Promise(told => { one.addEventListener("toggle", told, { once: true }); one.open = true; })))"""
    )


def check_for_all(page: Page) -> None:
    """No finding of axe, nothing wider than the window, every target at least 44 px high.

    Links within sentences of a letter or a remark are as high as their line.
    """
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    width = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width[0] <= width[1], "the page is wider than the window"
    small = page.evaluate(
        """[...document.querySelectorAll("a:not(.skip), button, input:not([type=hidden]), select, summary, textarea")]
        .filter(one => !one.closest("article") && !(one.tagName === "A" && one.closest("p.note, .fault")))
        .map(one => [one.tagName, one.textContent.trim() || one.name,
          Math.max(...[one, ...one.labels?.length && ["checkbox", "radio"].includes(one.type) ? one.labels : []]
            .map(part => part.getBoundingClientRect().height))])
        .filter(([, , height]) => height > 0 && height < 44)"""
    )
    assert small == [], str(small)


@dataclass
class Counted:
    """A person at a page: every click and every field that is filled in counts one."""

    page: Page
    done: int = 0

    def click(self, what: Locator) -> None:
        what.click()
        self.done += 1

    def follow(self, what: Locator) -> None:
        follow(what)
        self.done += 1

    def fill(self, what: Locator, text: str) -> None:
        what.fill(text)
        self.done += 1

    def choose(self, what: Locator, value: str) -> None:
        what.select_option(value)
        self.done += 1
