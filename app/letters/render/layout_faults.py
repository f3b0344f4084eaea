"""Faults of a letter's layout that a reader would stumble over: judged from its pages, named in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from app.letters.style import LimitStyle
from app.messages import Message, message

Part = Literal["heading", "text", "ending", "annex"]
Rule = Literal["ending-alone", "heading-last", "body-too-long", "too-many-pages"]
_HEADINGS = ("h1", "h2", "h3")
_TEXTS = ("p", "li", "tr", "figure")


@dataclass(frozen=True)
class LayoutFault:
    """`page` is the number, from 1, of the page on which it shows."""

    rule: Rule
    page: int
    said: Message


def read_pages(document: Any) -> tuple[tuple[Part, ...], ...]:
    """What stands on each page of a WeasyPrint document, from top to bottom.

    `ending` is the block that closes the body: 此致敬礼, annexes, signature, date, contact.
    """
    return tuple(tuple(_read_box(page._page_box, "text")) for page in document.pages)


def judge_layout(
    pages: Sequence[Sequence[Part]], limits: LimitStyle, *, more_pages: int = 0
) -> tuple[LayoutFault, ...]:
    """The faults of a letter, in the order of its pages; `more_pages` are those not in `pages`."""
    body = [page for page in pages if any(part != "annex" for part in page)]
    found = [*_find_last_headings(body)]
    if len(body) > 1 and all(part == "ending" for part in body[-1]):
        said = message("第{page}页只有落款，没有正文：请把正文略微增减几句", page=len(body))
        found.append(LayoutFault("ending-alone", len(body), said))
    if len(body) > limits.body_pages:
        said = message(
            "正文共{pages}页，超过{most}页：收件人很难读完，请把细节移到附件，或按事项分开写信",
            pages=len(body),
            most=limits.body_pages,
        )
        found.append(LayoutFault("body-too-long", limits.body_pages + 1, said))
    whole = len(pages) + more_pages
    if whole > limits.pages:
        said = message(
            "连同附件共{pages}页，超过{most}页：请减少照片，只留说明问题的几张",
            pages=whole,
            most=limits.pages,
        )
        found.append(LayoutFault("too-many-pages", limits.pages + 1, said))
    return tuple(sorted(found, key=lambda fault: fault.page))


def _find_last_headings(body: Sequence[Sequence[Part]]) -> Iterator[LayoutFault]:
    for number, page in enumerate(body[:-1], 1):
        if page[-1] == "heading":
            said = message(
                "第{page}页最后一行是标题，内容在下一页：请把前面的文字略微增减", page=number
            )
            yield LayoutFault("heading-last", number, said)


def _read_box(box: Any, inside: Part) -> Iterator[Part]:
    """The parts within a box; a paragraph or a row is one, whatever stands in it."""
    name = box.element_tag
    if name == "section":
        inside = "annex"
    elif name == "div" and box.element is not None and box.element.get("class") == "end":
        inside = "ending"
    if name in _HEADINGS and inside == "text":
        yield "heading"
    elif name in (*_HEADINGS, *_TEXTS):
        yield inside
    else:
        for child in getattr(box, "children", ()):
            yield from _read_box(child, inside)
