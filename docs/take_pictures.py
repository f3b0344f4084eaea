"""`make pictures`: pages of the example letters and of the site, as docs/pictures/*.png.

Letters come as sheets side by side: the PDF as it is, the DOCX as LibreOffice shows it.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image, ImageChops
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import make_server

from app import create_app
from app.config import PROJECT
from app.letters.dossier import Dossier, compose_letter, load_dossier
from app.letters.render import Format, render
from app.letters.render.fonts import office_environment
from app.letters.style import load_style
from app.today import read_today
from bench.signers import write_signers_file
from tests.databases import make_config

PICTURES = PROJECT / "docs" / "pictures"
EXAMPLES = {
    "zh": PROJECT / "examples" / "four-grievances.toml",
    "en": PROJECT / "examples" / "four-grievances-en.toml",
}
DPI = 60
GAP = 12
COLOURS = 128
DESK = (236, 233, 226)
SIGNERS = 40
PAGES = {
    "home": "/?",
    "catalogue": "/catalogue?",
    "category": "/catalogue/leak?",
    "deadlines": "/deadlines?rule=clk-xf-decide&from=2026-09-01&",
    "answers": "/answers?addressee=authority&answer=acknowledgement&answer_on=2026-10-20&",
}
SITE = {"phone": (390, 844), "desktop": (1280, 900)}


def main() -> None:
    """Take every picture anew."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        signers = write_signers_file(folder, SIGNERS)
        for language, path in EXAMPLES.items():
            dossier = load_dossier(path, signers, today=read_today())
            take_letters(dossier, language, folder)
    take_site()


def take_letters(dossier: Dossier, language: str, folder: Path) -> None:
    """Every letter of a petition as PDF and as DOCX, each a row of sheets."""
    formats: tuple[Format, ...] = ("pdf", "docx")
    for number in dossier.numbers:
        letter = compose_letter(dossier, number)
        for format in formats:
            path = folder / f"letter-{language}-{number}-{format}.{format}"
            path.write_bytes(render(letter, format, load_style()))
            save(join_pages(print_pages(path)), PICTURES / f"{path.stem}.png")


def print_pages(path: Path) -> list[Image.Image]:
    """The pages of a PDF, or of a DOCX as LibreOffice prints it."""
    if path.suffix == ".docx":
        profile = f"-env:UserInstallation={(path.parent / 'office').as_uri()}"
        subprocess.run(
            ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir",
             str(path.parent), str(path)],
            env=office_environment(), check=True, capture_output=True,
        )  # fmt: skip
        path = path.with_suffix(".pdf")
    stem = path.with_suffix("")
    subprocess.run(["pdftoppm", "-r", str(DPI), "-png", str(path), str(stem)], check=True)
    pages = sorted(path.parent.glob(f"{stem.name}-*.png"))
    return [Image.open(page).convert("RGB") for page in pages]


def join_pages(pages: list[Image.Image]) -> Image.Image:
    """The sheets side by side, five to a row, on a desk."""
    width, height = pages[0].size
    columns = min(len(pages), 5)
    rows = -(-len(pages) // columns)
    desk = Image.new("RGB", (columns * (width + GAP) + GAP, rows * (height + GAP) + GAP), DESK)
    for place, page in enumerate(pages):
        row, column = divmod(place, columns)
        desk.paste(page, (GAP + column * (width + GAP), GAP + row * (height + GAP)))
    return desk


def take_site() -> None:
    """Every page, an uploaded petition and a refused one, at phone and desktop width."""
    with serve() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--headless", "--no-sandbox", "--disable-gpu", "--lang=zh-CN"],
        )
        for name, (width, height) in SITE.items():
            for language in ("zh", "en"):
                for page, path in PAGES.items():
                    take_page(browser, f"{address}{path}lang={language}", width, height,
                              f"site-{page}-{language}-{name}")  # fmt: skip
                take_upload(browser, f"{address}/uploads?lang={language}", language, width, height,
                            f"site-upload-{language}-{name}")  # fmt: skip
            take_refusal(browser, address, width, height, f"site-refused-zh-{name}")
        browser.close()


def take_page(browser: Browser, address: str, width: int, height: int, name: str) -> None:
    page = browser.new_page(viewport={"width": width, "height": height})
    page.goto(address)
    save(Image.open(io.BytesIO(page.screenshot(full_page=True))), PICTURES / f"{name}.png")
    page.close()


def take_upload(
    browser: Browser, address: str, language: str, width: int, height: int, name: str
) -> None:
    """The letters of an upload with what the review found and the dates that run."""
    page = browser.new_page(viewport={"width": width, "height": height})
    page.goto(address)
    page.set_input_files("#petition", EXAMPLES[language])
    page.locator("form.upload button").click()
    page.wait_for_url("**/uploads/*")
    page.fill("#received", "2026-10-12")
    page.locator("#dates button").click()
    page.wait_for_url("**received=2026-10-12**")
    save(Image.open(io.BytesIO(page.screenshot(full_page=True))), PICTURES / f"{name}.png")
    page.close()


def take_refusal(browser: Browser, address: str, width: int, height: int, name: str) -> None:
    """What one sees when the petition file has a mistake."""
    page = browser.new_page(viewport={"width": width, "height": height})
    page.goto(f"{address}/uploads")
    wrong = EXAMPLES["zh"].read_text("utf-8").replace("months = 3", "months = 0").encode()
    page.set_input_files(
        "#petition", {"name": "诉求.toml", "mimeType": "application/toml", "buffer": wrong}
    )
    page.get_by_role("button", name="生成信件").click()
    page.get_by_role("alert").wait_for()
    save(Image.open(io.BytesIO(page.screenshot(full_page=True))), PICTURES / f"{name}.png")
    page.close()


@contextmanager
def serve() -> Iterator[str]:
    app = create_app(make_config())
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


def save(picture: Image.Image, path: Path) -> None:
    """Few colours keep the repository small; a picture that did not change is left alone.

    The widest spread of colours, so that the seal's red stays what it is.
    """
    few = picture.convert("RGB").quantize(
        COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE
    )
    if path.exists():
        with Image.open(path) as old:
            if (
                old.size == few.size
                and not ImageChops.difference(old.convert("RGB"), few.convert("RGB")).getbbox()
            ):
                return
    few.save(path, optimize=True)
    print(path.relative_to(PROJECT))


if __name__ == "__main__":
    main()
