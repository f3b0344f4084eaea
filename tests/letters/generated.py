"""Petitions made by hypothesis: anything the petition file allows, in both languages."""

from __future__ import annotations

import datetime as dt

from hypothesis import strategies as st

from app.catalogue.categories import find_category
from app.catalogue.questions import MOST_YUAN, Question
from app.letters.petition import (
    Answer,
    Before,
    Community,
    Decision,
    Demand,
    Details,
    Evidence,
    HistoryEntry,
    Immediate,
    Item,
    LooseDate,
    OnDate,
    Party,
    Petition,
    Previous,
    Recipient,
    Representative,
    Sender,
    Until,
    Within,
)
from app.letters.words import strip_stop
from app.messages import LANGUAGES, Language

_ZH = "业主请求开发商修复屋面路灯，不得拖延。、；：“”（）《》？0123456789ABab %&<>{}-喆堃䶮𬭎"
_EN = "The owners ask for repairs of roofs, roads and lights. ;:()?0123456789 %&<>{}-'"
DATES = st.dates(dt.date(2020, 1, 1), dt.date(2027, 12, 31))


def texts(language: str, size: int = 60) -> st.SearchStrategy[str]:
    alphabet = _ZH if language == "zh" else _EN
    return (
        st.text(alphabet=alphabet, min_size=1, max_size=size)
        .map(lambda text: " ".join(text.split()))
        .filter(bool)
    )


def deadlines(language: str) -> st.SearchStrategy[object]:
    counts = st.integers(1, 999)
    return st.one_of(
        st.none(),
        st.just(Immediate()),
        DATES.map(OnDate),
        st.builds(Within, counts, st.sampled_from(["days", "working_days", "months"])),
        texts(language, 12).map(Before),
        texts(language, 12).map(Until),
    )


def answers(question: Question, language: str) -> st.SearchStrategy[Answer]:
    """Any answer that the question takes, as reading a file gives it."""
    match question.kind:
        case "date":
            year, month = st.integers(2000, 2026), st.integers(1, 12)
            exact = DATES.map(lambda date: LooseDate(date.year, date.month, date.day))
            return exact | st.builds(LooseDate, year) | st.builds(LooseDate, year, month)
        case "amount":
            return st.decimals("0.01", MOST_YUAN, places=2)
        case "count":
            return st.integers(question.least, question.most)
        case "choice":
            return st.sampled_from([choice.id for choice in question.choices])
        case "text":
            return texts(language, 40).filter(strip_stop)


@st.composite
def details(draw: st.DrawFn, category_id: str, language: str) -> Details:
    """Some of a category's questions answered, in their order."""
    return tuple(
        (question.id, draw(answers(question, language)))
        for question in find_category(category_id).questions
        if draw(st.booleans())
    )


def says_something(salutation: str | None) -> bool:
    """Of a salutation the colon or comma at its end is not kept."""
    return salutation is None or bool(salutation.rstrip(":：,， "))


@st.composite
def petitions(draw: st.DrawFn, *languages: Language) -> Petition:
    """A valid petition to one authority, one developer and one property company."""
    language = draw(st.sampled_from(languages or LANGUAGES))
    text = texts(language)
    maybe = st.none() | text
    parties = (
        Party("developer", draw(text), "developer"),
        Party("property_company", draw(text), "property_company"),
    )
    roles = st.sampled_from(["developer", "property_company", "authority"])
    demands = st.builds(
        Demand,
        action=text,
        responsible=st.lists(roles, min_size=1, max_size=3, unique=True).map(tuple),
        supervised_by=st.none() | roles,
        deadline=deadlines(language),
        criterion=maybe,
        fallback=maybe,
        compensation=maybe,
    )
    evidence = st.builds(Evidence, title=text, kind=maybe, dated=st.none() | DATES)
    count = draw(st.integers(1, 4))
    categories = [draw(st.sampled_from(["leak", "gas", "deed"])) for _ in range(count)]
    items = tuple(
        draw(
            st.builds(
                Item,
                id=st.just(f"item-{number}"),
                category=st.just(category),
                details=st.just(()) | details(category, language),
                facts=texts(language, 200),
                heading=maybe,
                demands=st.lists(demands, min_size=1, max_size=3).map(tuple),
                legal_bases=st.lists(
                    st.sampled_from(["cc-509", "cc-577", "spf-3", "zltl-40-roof"]),
                    max_size=3,
                    unique=True,
                ).map(tuple),
                affected=st.none() | st.integers(1, 900),
                questions=st.lists(text, max_size=2).map(tuple),
                evidence=st.lists(evidence, max_size=2).map(tuple),
            )
        )
        for number, category in enumerate(categories, 1)
    )
    sender = st.builds(
        Sender,
        name=text,
        scope=maybe,
        people=st.none() | st.integers(1, 2000),
        reply_within_days=st.integers(1, 999),
        statement=maybe,
        thanks=maybe,
        next_step=maybe,
        representatives=st.lists(
            st.builds(Representative, name=text, phone=maybe, address=maybe), max_size=3
        ).map(tuple),
    )
    history = st.builds(
        HistoryEntry,
        on=st.builds(LooseDate, st.integers(2000, 2026)),
        to=text,
        channel=maybe,
        number=maybe,
        outcome=maybe,
    )
    return Petition(
        language=language,
        date=draw(DATES),
        community=draw(
            st.builds(
                Community,
                name=text,
                address=maybe,
                city=maybe,
                households=st.none() | st.integers(1, 9000),
            )
        ),
        parties=parties,
        recipients=(
            Recipient(
                "authority", draw(text), "petition", salutation=draw(maybe.filter(says_something))
            ),
            Recipient("developer", parties[0].name, "demand", items=(0,)),
            Recipient("property_company", parties[1].name, "complaint"),
        ),
        sender=draw(sender),
        items=items,
        history=tuple(draw(st.lists(history, max_size=2))),
        previous=Previous("petition", dt.date(2026, 1, 5), received_on=draw(st.none() | DATES)),
        decision=Decision(draw(text), dt.date(2026, 2, 6), number=draw(maybe)),
        title=draw(st.none() | texts(language, 50)),
    )
