"""Hotline texts: within a channel's limits, by whole parts, and honest about what is left out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import accumulate

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.letters.compose import compose
from app.letters.context import view_items
from app.letters.errors import InputError
from app.letters.letter import Contact, Heading, NumberedList, Paragraph
from app.letters.markup import read_words
from app.letters.petition import Item, Kind, Petition, Recipient
from app.letters.words import end_sentence, split_sentences
from tests.letters.generated import petitions
from tests.letters.test_compose import read, words_of


@pytest.fixture(scope="module")
def full() -> Petition:
    return read("full-zh")


@pytest.mark.parametrize(
    ("sentences", "channel", "left_out"),
    [
        (1, "mailbox-2000", ()),
        (20, "mailbox-2000", ()),
        (30, "mailbox-2000", ("致谢", "说明")),
        (6, "mailbox-600", ("致谢",)),
        (
            40,
            "mailbox-600",
            ("致谢", "说明", "后续安排", "此前反映经过", "小区概况", "涉及户数", "部分事实"),
        ),
    ],
)
def test_a_hotline_text_leaves_out_whole_parts_in_order(
    full: Petition, sentences: int, channel: str, left_out: tuple[str, ...]
) -> None:
    facts = "".join(
        f"这是第{number}句事实，写明时间、地点和经过，共有多户受影响，有照片和记录为证。"
        for number in range(sentences * 2)
    )
    roof = replace(full.items[1], facts=facts)
    petition = replace(full, items=(full.items[0], roof), recipients=full.recipients)
    letter = compose(petition, 2, channel=channel)
    text = words_of(letter)
    limit = int(channel.split("-")[1])
    assert 10 <= len(letter.title) <= 25
    assert sum(_length(block) for block in letter.blocks) <= limit
    assert letter.left_out[: len(left_out)] == left_out
    assert "其他事项" in letter.left_out[-1]
    kept = text.split("的业主。")[1].split("（限于字数")[0]
    assert all(sentence + "。" in facts + text for sentence in kept.split("。")[:-1])
    if letter.left_out[:-1]:
        assert f"（限于字数，未列：{'、'.join(letter.left_out[:-1])}；可另行提供。）" in text


def _length(block: object) -> int:
    match block:
        case Paragraph(text):
            return len(text)
        case Heading(_, number, text):
            return len(number + text)
        case NumberedList(entries):
            return sum(len(number + text) for number, text in entries)
        case Contact():
            return 0
    raise AssertionError(block)


LINES = {"zh": "。", "en": ". "}


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(petitions(), st.integers(1, 40), st.sampled_from(["mailbox-600", "mailbox-2000"]))
def test_any_hotline_text_fits_and_says_what_it_leaves_out(
    petition: Petition, times: int, channel: str
) -> None:
    language = petition.language
    sentence = petition.items[0].facts.strip("。．.；;，, ") or "x"
    item = replace(petition.items[0], facts=(sentence + LINES[language]) * times)
    to = Recipient("hotline", "12345", "hotline")
    petition = replace(petition, items=(item, *petition.items[1:]), recipients=(to,), title=None)
    try:
        letter = compose(petition, 0, channel=channel)
    except InputError:
        return
    pasted = words_of(letter).removeprefix(letter.title).strip()
    assert len(pasted) <= int(channel.split("-")[1])
    names = read_words(language)
    said = dict(zip(names.values(), names, strict=True))
    left_out = {said.get(name, "without-items") for name in letter.left_out}
    for name, text in _parts_of(petition):
        assert f"without-{name}" in left_out or text in pasted
    shown = [f"\n{text}\n" in pasted for text in _cut_facts(petition)]
    assert ("without-facts" in left_out) == (not shown[-1])
    assert any(shown)
    assert ("without-items" in left_out) == (len(petition.items) > 1)


def _cut_facts(petition: Petition) -> list[str]:
    """What can be left of the facts, guided ones first: their first sentence, two, …, all."""
    paragraphs = view_items(petition, petition.recipients[0])[0][0].facts
    versions = [
        (*paragraphs[:index], told.strip())
        for index, paragraph in enumerate(paragraphs)
        for told in accumulate(split_sentences(paragraph))
    ]
    return ["\n".join(end_sentence(one, petition.language) for one in told) for told in versions]


def _parts_of(petition: Petition) -> list[tuple[str, str]]:
    """Names of parts and words that show them in a text."""
    item, sender = petition.items[0], petition.sender
    parts = [(name, getattr(sender, name)) for name in ("thanks", "statement", "next_step")]
    parts += [("evidence", one.title) for one in item.evidence]
    parts += [("history", one.to) for one in petition.history]
    parts += [("questions", one) for one in item.questions]
    parts += [("affected", str(item.affected) if item.affected else None)]
    parts += [("contact", one.name) for one in sender.representatives[:1]]
    return [(name, text.strip("。．.；;，, ")) for name, text in parts if text]


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda item: replace(item, facts="长" * 2100), "items[1]"),
        (lambda item: replace(item, category="other", heading="屋" * 40), "title"),
    ],
)
def test_a_hotline_text_that_cannot_fit_is_refused(
    full: Petition, change: Callable[[Item], Item], place: str
) -> None:
    petition = replace(full, title=None, items=(full.items[0], change(full.items[1])))
    with pytest.raises(InputError) as refused:
        compose(petition, 2)
    assert refused.value.place == place


@pytest.mark.parametrize(("kind", "channel"), [(None, "nowhere"), ("petition", "mailbox-600")])
def test_a_channel_must_exist_and_fit(full: Petition, kind: Kind | None, channel: str) -> None:
    with pytest.raises(InputError):
        compose(full, 2, kind=kind, channel=channel)


def test_room_that_terms_leave_is_given_back_to_facts(full: Petition) -> None:
    """Where the terms of a demand must go, as many sentences of the facts stay as then fit."""
    facts = "".join(f"这是第{number}句事实，写明时间、地点和经过。" for number in range(40))
    demand = replace(full.items[1].demands[0], fallback="逾" * 500)
    roof = replace(full.items[1], facts=facts, demands=(demand,))
    petition = replace(full, items=(full.items[0], roof))
    letter = compose(petition, 2, channel="mailbox-600")
    assert "逾期处理办法" in letter.left_out
    assert words_of(letter).count("这是第") > 10
