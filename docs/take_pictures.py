"""`make pictures`: the example letters as docs/pictures/*.png, every page as docs/screenshots/*.png.

Letters come as sheets side by side: the PDF as it is, the DOCX as LibreOffice shows it. Pages come
from a real site with an invented community, at the widths of a phone and of a desk.
`take_pictures.py NAME…` takes only the pages whose names begin so.
"""

from __future__ import annotations

import io
import logging
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from invented_site import ROLL, Invented, draw_leak, invent_site
from PIL import Image, ImageChops
from playwright.sync_api import Browser, Page

from app.config import PROJECT
from app.letters.dossier import Dossier, compose_letter, load_dossier
from app.letters.render import Format, render
from app.letters.render.fonts import office_environment
from app.letters.style import load_style
from app.today import read_today
from bench.signers import write_signers_file
from tests.browsing import SIZES, open_browser, serve, sign_in

PICTURES = PROJECT / "docs" / "pictures"
SCREENSHOTS = PROJECT / "docs" / "screenshots"
EXAMPLES = {
    "zh": PROJECT / "examples" / "four-grievances.toml",
    "en": PROJECT / "examples" / "four-grievances-en.toml",
}
DPI = 60
GAP = 12
COLOURS = 128
EXACT = 12  # colours that are kept as they are
DESK = (236, 233, 226)
SIGNERS = 40
WAIT = 120  # ms, for what scripts fetch
LONGEST = 3000  # px of a page that are shown
Act = Callable[[Page], None]


@dataclass(frozen=True)
class Shot:
    """A page to be taken: who looks at what, after which act; `english` says in English too."""

    name: str
    path: str
    role: str | None = "representative"
    english: bool = False
    act: Act | None = None
    scripted: bool = True


def main() -> None:
    """Take every picture anew, or the pages that are named."""
    wanted = tuple(sys.argv[1:])
    logging.disable()  # of the site; what is taken is told
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        if not wanted:
            PICTURES.mkdir(exist_ok=True)
            signers = write_signers_file(folder, SIGNERS)
            for language, path in EXAMPLES.items():
                dossier = load_dossier(path, signers, today=read_today())
                take_letters(dossier, language, folder)
        SCREENSHOTS.mkdir(exist_ok=True)
        with (
            invent_site(folder) as site,
            serve(site.town.app) as address,
            open_browser() as browser,
        ):
            for shot in list_shots(site):
                if shot.name.startswith(wanted or ""):
                    take_shot(browser, site, address, shot)


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


def list_shots(site: Invented) -> list[Shot]:
    """Every page; acts that change the site stand after the pages that show it before."""
    return [*_list_open(), *_list_accounts(site), *_list_community(site), *_list_petitions(site),
            *_list_administration(), *_list_refusals(site)]  # fmt: skip


def _list_open() -> list[Shot]:
    return [
        Shot("home", "/", None, english=True),
        Shot("catalogue", "/catalogue", None, english=True),
        Shot("category", "/catalogue/leak", None, english=True),
        Shot("deadlines", "/deadlines?rule=clk-xf-decide&from=2026-09-01", None),
        Shot("answers", "/answers?addressee=authority&answer=acknowledgement&answer_on=2026-10-20",
             None),
        Shot("upload-form", "/uploads", None),
        Shot("upload-letters", "/uploads", None, act=_upload),
        Shot("upload-refused", "/uploads", None, act=_upload_wrong),
        Shot("upload-review", "/uploads", None, act=_upload_and_review),
        Shot("upload-deleted", "/uploads/deleted", None),
    ]  # fmt: skip


def _list_accounts(site: Invented) -> list[Shot]:
    return [
        Shot("sign-in", "/sign-in", None, english=True),
        Shot("sign-in-refused", "/sign-in", None, act=_mistype),
        Shot("set-password", site.links["password"], None),
        Shot("join", site.links["join"], None, english=True),
        Shot("account", "/account"),
        Shot("account-name", "/account/name"),
        Shot("account-password", "/account/password"),
        Shot("notices", "/notices"),
    ]


def _list_community(site: Invented) -> list[Shot]:
    home = site.home
    return [
        Shot("communities-own", "/communities", "administrator"),
        Shot("communities-own-none", "/communities", "newcomer"),
        Shot("community", home, english=True),
        Shot("community-viewer", home, "viewer"),
        Shot("settings", f"{home}/settings", english=True),
        Shot("parties", f"{home}/parties"),
        Shot("party-change", f"{home}/parties", act=_follow("a[href*='/parties/']")),
        Shot("directory", f"{home}/recipients"),
        Shot("directory-change", f"{home}/recipients",
             act=_follow("main .acts a[href*='/recipients/']")),
        Shot("directory-add", f"{home}/recipients/add"),
        Shot("members", f"{home}/members", english=True),
        Shot("invitation", f"{home}/members", act=_invite),
        Shot("replace", f"{home}/members", english=True, act=_follow("a[href*='/replace']")),
        Shot("leave", f"{home}/leave", "viewer"),
        Shot("roll-empty", f"{home}/roll"),
        Shot("roll-faulty", f"{home}/roll", act=lambda page: _send_roll(page, ROLL + "4栋,1,1,,大,\n")),
        Shot("roll-proposal", f"{home}/roll", act=lambda page: _send_roll(page, ROLL)),
        Shot("roll", f"{home}/roll", act=_keep_roll),
        Shot("timeline", f"{home}/timeline", english=True),
    ]  # fmt: skip


def _list_petitions(site: Invented) -> list[Shot]:
    fresh, ready, frozen = (site.petition(one) for one in ("fresh", "ready", "frozen"))
    return [
        Shot("petitions", f"{site.home}/petitions", english=True),
        Shot("begin", f"{site.home}/petitions/new", english=True),
        Shot("import", f"{site.home}/petitions/import"),
        Shot("import-refused", f"{site.home}/petitions/import", act=_import_wrong),
        Shot("imported", f"{site.petition('fresh')}/imported"),
        Shot("imported-whole", f"{site.petition('frozen')}/imported"),
        Shot("draft-fresh", fresh),
        Shot("draft", ready, english=True, act=_open_leak),
        Shot("photos", f"{ready}/photos"),
        Shot("cover", f"{ready}/photos/{site.photo}/cover"),
        Shot("letters", f"{ready}/letters", english=True),
        Shot("letter-pages", f"{ready}/letters/1/pages"),
        Shot("hotline", f"{ready}/letters/1/hotline"),
        Shot("freeze-blocked", f"{fresh}/freeze"),
        Shot("freeze", f"{ready}/freeze", english=True),
        Shot("frozen", f"{frozen}/letters"),
        Shot("closed", frozen),
        Shot("history", f"{ready}/history"),
        Shot("difference", f"{ready}/history", act=_look_at_first),
        Shot("merge", f"{ready}/history/merge"),
        Shot("merge-items", f"{ready}/history/merge/{site.petitions['other']}"),
        Shot("conflict", ready, act=_clash, scripted=False),
    ]


def _list_administration() -> list[Shot]:
    return [
        Shot("administration", "/site/communities", "administrator"),
        Shot("administration-add", "/site/communities/add", "administrator"),
        Shot(
            "administration-invite",
            "/site/communities",
            "administrator",
            english=True,
            act=_follow("main .acts a[href*='/invite']"),
        ),
        Shot("administration-invited", "/site/communities", "administrator", act=_invite_first),
        Shot("administration-people", "/site/people", "administrator"),
        Shot("administration-reset", "/site/people", "administrator", act=_make_link),
    ]


def _list_refusals(site: Invented) -> list[Shot]:
    return [
        Shot("error-403", f"{site.petition('ready')}", "viewer", english=True),
        Shot("error-404", "/nowhere", None, english=True),
        Shot("error-410", site.links["gone"], None, english=True),
        Shot("error-500", "/broken", None, english=True),
    ]


def take_shot(browser: Browser, site: Invented, address: str, shot: Shot) -> None:
    """One page in its languages and sizes, in light; what it was before an act does not matter."""
    for language in ("zh", "en") if shot.english else ("zh",):
        context = browser.new_context(
            viewport={"width": 1280, "height": 900}, locale="zh-CN", timezone_id="Asia/Shanghai",
            java_script_enabled=shot.scripted,
        )  # fmt: skip
        page = context.new_page()
        if shot.role:
            sign_in(page, site.town, address, shot.role)
        mark = "&" if "?" in shot.path else "?"
        answer = page.goto(f"{address}{shot.path}{mark}lang={language}")
        if answer and answer.status >= 400 and not shot.name.startswith("error"):
            raise RuntimeError(f"{shot.name}: {shot.path} answers {answer.status}")
        if shot.act:
            shot.act(page)
        for size, (width, height) in SIZES.items():
            page.set_viewport_size({"width": width, "height": height})
            page.evaluate("scrollTo(0, 0)")
            page.wait_for_timeout(WAIT)
            tall = page.evaluate("document.documentElement.scrollHeight")
            # A window as high as the page: what sticks to its edge stands there too.
            page.set_viewport_size({"width": width, "height": min(tall, LONGEST)})
            page.wait_for_timeout(WAIT)
            taken = page.screenshot()
            path = SCREENSHOTS / f"{shot.name}-{language}-{size}.png"
            save(Image.open(io.BytesIO(taken)), path)
        context.close()


def _upload(page: Page) -> None:
    page.set_input_files("#petition", EXAMPLES["zh"])
    page.locator("form.upload button").click()
    page.wait_for_url("**/uploads/*")
    page.fill("#received", "2026-10-12")
    page.locator("#dates button").click()
    page.wait_for_url("**received=2026-10-12**")


def _upload_and_review(page: Page) -> None:
    _upload(page)
    page.locator("#review .print a").click()
    page.wait_for_url("**/review?**")


def _follow(link: str) -> Act:
    """Go where the first such link leads."""

    def follow(page: Page) -> None:
        page.locator(link).first.click()
        page.wait_for_load_state()

    return follow


def _upload_wrong(page: Page) -> None:
    wrong = EXAMPLES["zh"].read_text("utf-8").replace("months = 3", "months = 0").encode()
    page.set_input_files(
        "#petition", {"name": "诉求.toml", "mimeType": "application/toml", "buffer": wrong}
    )
    page.get_by_role("button", name="生成信件").click()
    page.get_by_role("alert").wait_for()


def _mistype(page: Page) -> None:
    for number, field in enumerate(page.locator("main input:not([type=hidden])").all()):
        if field.get_attribute("type") != "checkbox":
            field.fill(("13800000000", "wrong password")[min(number, 1)])
    page.locator("main .primary").click()


def _invite(page: Page) -> None:
    page.locator("form[action*='/invitations'] button.primary").click()
    page.wait_for_load_state()


def _invite_first(page: Page) -> None:
    _follow("main .acts a[href*='/invite']")(page)
    page.fill("main form input[name=note]", "3栋陈先生")
    page.locator("main form .primary").click()
    page.wait_for_load_state()


def _send_roll(page: Page, text: str) -> None:
    page.set_input_files(
        "#file", {"name": "清册.csv", "mimeType": "text/csv", "buffer": text.encode()}
    )
    page.locator("main form .primary").click()
    page.wait_for_load_state()


def _keep_roll(page: Page) -> None:
    _send_roll(page, ROLL)
    page.locator("main form .primary").click()
    page.wait_for_load_state()


def _import_wrong(page: Page) -> None:
    page.set_input_files("#file", {
        "name": "诉求.toml", "mimeType": "application/toml", "buffer": draw_leak(0),
    })  # fmt: skip
    page.locator("main form .primary").click()
    page.wait_for_load_state()


def _open_leak(page: Page) -> None:
    page.locator('[id="items.1"] > details > summary').click()


def _look_at_first(page: Page) -> None:
    page.locator("main a[href*='/history/']").first.click()
    page.wait_for_load_state()


def _clash(page: Page) -> None:
    """Another window saves another text in the meantime."""
    other = page.context.new_page()
    other.goto(page.url)
    for one, text in ((other, "3栋2单元也在漏。"), (page, "物业9月来看过，没有修。")):
        one.locator('[id="items.0"] > details').evaluate("all => { all.open = true }")
        one.fill('[id="items.0.facts"]', text)
        one.locator('button[name="do"][value="save"]').first.click()
        one.wait_for_load_state()
    other.close()


def _make_link(page: Page) -> None:
    page.locator("form[action*='reset-link'] button").first.click()
    page.wait_for_load_state()


def reduce_colours(picture: Image.Image) -> Image.Image:
    """The widest spread of colours, and exactly those that fill most of it: paper, ink, seal."""
    few = picture.quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    counted: Any = picture.getcolors(picture.width * picture.height)
    common = [colour for _, colour in sorted(counted, reverse=True)[:EXACT]]
    palette = few.getpalette() or []
    sample = Image.new("RGB", (len(common), 1))
    sample.putdata(common)
    nearest = list(sample.quantize(palette=few, dither=Image.Dither.NONE).getdata())
    for index, colour in reversed(list(zip(nearest, common, strict=True))):
        palette[3 * index : 3 * index + 3] = colour
    few.putpalette(palette)
    return few


def save(picture: Image.Image, path: Path) -> None:
    """Few colours keep the repository small; a picture that did not change is left alone."""
    few = reduce_colours(picture.convert("RGB"))
    if path.exists():
        with Image.open(path) as old:
            if (
                old.size == few.size
                and not ImageChops.difference(old.convert("RGB"), few.convert("RGB")).getbbox()
            ):
                return
    few.save(path, optimize=True)
    print(path.relative_to(PROJECT), file=sys.stderr)


if __name__ == "__main__":
    main()
