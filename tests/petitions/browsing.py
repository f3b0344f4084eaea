"""A real browser on a site of tests, signed in, that counts what a person does."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, sync_playwright
from werkzeug.serving import make_server

from tests.people import Town

SIZES = {"phone": (390, 844), "desktop": (1280, 900)}


@contextmanager
def serve(town: Town) -> Iterator[str]:
    """The site of a town at an address of this machine; a test that fails ends it too."""
    server = make_server("127.0.0.1", 0, town.app, threaded=True)
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


def sign_in(page: Page, town: Town, address: str, role: str = "representative") -> None:
    """Give the browser the cookie of a new sign-in."""
    visitor = town.visitor(role)
    cookie = visitor.client.get_cookie("lianming")
    assert cookie
    page.context.add_cookies([{"name": "lianming", "value": cookie.value, "url": address}])


def check_for_all(page: Page) -> None:
    """No serious finding of axe, nothing wider than the window, every target at least 44 px high."""
    found = Axe().run(page)
    grave = [
        one for one in found.response["violations"] if one["impact"] in ("serious", "critical")
    ]
    assert not grave, str(
        [
            (one["id"], [node["html"][:200] + str(node["any"][:1]) for node in one["nodes"][:5]])
            for one in grave
        ]
    )
    width = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width[0] <= width[1], "the page is wider than the window"
    small = page.evaluate(
        """[...document.querySelectorAll("main a, main button, main input:not([type=hidden]), main select, main summary, main textarea")]
        .filter(one => !one.closest("article") && !(one.tagName === "A" && one.closest("p.note, .fault")))
        .map(one => { const label = one.type === "checkbox" || one.type === "radio" ? one.closest("label") : one;
          return [one.tagName, one.textContent.trim() || one.name, label.getBoundingClientRect().height]; })
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

    def fill(self, what: Locator, text: str) -> None:
        what.fill(text)
        self.done += 1

    def choose(self, what: Locator, value: str) -> None:
        what.select_option(value)
        self.done += 1
