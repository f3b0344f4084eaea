"""`lianming catalogue`: what to write down, what can be demanded, on what legal basis."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import Any

from app.catalogue.categories import Category, find_category, list_categories
from app.catalogue.example_demands import ExampleDemand, Term
from app.catalogue.law import find_provision
from app.catalogue.questions import ANSWER, Question
from app.catalogue.wording import KIND_NAMES, ROLE_NAMES, say_term
from app.catalogue.words import Words
from app.deadlines.clocks import find_clock, load_events
from app.deadlines.wording import say_period
from app.letters.errors import InputError
from app.letters.fields import unknown
from app.letters.texts import show
from app.letters.words import end_sentence, join_words
from app.messages import Language, Message, message, translate

STOPS = "。，、；：？！”）》"
UNNAMED = Words("其他", "Other")  # what stands for the title of "other", which has none


def show_catalogue(category_id: str | None, as_json: bool, language: Language) -> int:
    """Print one category, or all of them; returns the exit status.

    Raises InputError on an unknown category.
    """
    known = list_categories()
    if category_id is not None and category_id not in known:
        raise _refuse_category(category_id, known)
    chosen = [find_category(name) for name in known if category_id in (None, name)]
    if as_json:
        every = [describe_category(category) for category in chosen]
        print(json.dumps(every, ensure_ascii=False, indent=2))
        return 0
    lines = tell_list(chosen, language) if category_id is None else tell(chosen[0], language)
    for line in lines:
        print(line)
    return 0


def describe_category(category: Category) -> dict[str, Any]:
    """A category as the command's JSON has it (docs/catalogue.md)."""
    return {
        "id": category.id,
        "title": _both(category.title or UNNAMED),
        "facts": [_describe_question(question) for question in category.questions],
        "demands": [_describe_demand(demand) for demand in category.demands],
        "legal_bases": {role: list(ids) for role, ids in category.legal_bases.items()},
        "evidence": [_both(words) for words in category.evidence],
        "periods": list(category.periods),
    }


def tell_list(categories: list[Category], language: Language) -> Iterator[str]:
    """A line a category, for those who do not know its id yet."""
    width = max(len(category.id) for category in categories)
    for category in categories:
        yield f"{category.id:{width}}  {(category.title or UNNAMED).say(language)}"
    yield ""
    said = message("看一个类别：lianming catalogue {example}", example=categories[0].id)
    yield translate(said, language)


def tell(category: Category, language: Language) -> Iterator[str]:
    """Everything about one category, under headings; sections without content do not exist."""
    yield f"{(category.title or UNNAMED).say(language)} ({category.id})"
    if category.description:
        yield from _wrap(category.description.say(language), "")
    elif not category.questions:
        said = message("没有引导问题：自拟标题写进 heading，经过写进 facts")
        yield translate(said, language)
    sections = [
        (
            message("要写清的事实（写进 [items.details]；带 * 的不写会被检查指出）"),
            [line for one in category.questions for line in _tell_question(one, language)],
        ),
        (
            message("可以提出的诉求"),
            [line for one in category.demands for line in _tell_demand(one, language)],
        ),
        (message("法律依据（按引用的先后）"), list(_tell_bases(category, language))),
        (message("要收集的证据"), _tell_points(category.evidence, language)),
        (
            message("要留意的期限"),
            [line for one in category.periods for line in _tell_period(one, language)],
        ),
        (message("不要这样写"), _tell_points(category.avoid, language)),
    ]
    for heading, lines in sections:
        if lines:
            yield ""
            yield translate(heading, language)
            yield from lines


def _refuse_category(given: str, known: Sequence[str]) -> InputError:
    """With the nearest id, or where to find them all."""
    if get_close_matches(given[:80], known, 1):
        return unknown("", message("类别"), given, known)
    said = message("没有类别“{given}”；lianming catalogue 列出全部类别", given=show(given))
    return InputError("", said)


def _tell_question(question: Question, language: Language) -> Iterator[str]:
    mark = "*" if question.needed else " "
    kind = translate(KIND_NAMES[question.kind], language)
    yield f"  {mark} {question.id} [{kind}] {question.label.say(language)}"
    for choice in question.choices:
        yield f'      "{choice.id}": {choice.words.say(language)}'
    yield from _wrap(question.why.say(language), "      ")
    sentence = question.sentence.say(language)
    if question.unit:
        unit = question.unit
        after = unit.zh if language == "zh" else f" {unit.many}"
        sentence = sentence.replace(ANSWER, f"…{after}")
    told = end_sentence(sentence.replace(ANSWER, "…"), language)
    yield from _wrap(translate(message("信里写成：{told}", told=told), language), "      ")


def _tell_demand(demand: ExampleDemand, language: Language) -> Iterator[str]:
    who = join_words([translate(ROLE_NAMES[one], language) for one in demand.responsible], language)
    term = say_term(demand.deadline, language)
    said = message("{who}，{term}：", who=who, term=term)
    yield f"  - {translate(said, language)}"
    yield from _wrap(demand.action.say(language), "    ")
    for label, words in (
        (message("完成标准：{words}"), demand.criterion),
        (message("赔偿或退费：{words}"), demand.compensation),
        (message("到期未做到：{words}"), demand.fallback),
    ):
        if words:
            told = translate(Message(label.text, {"words": words.say(language)}), language)
            yield from _wrap(told, "    ")
    if demand.supervised_by:
        seen = message("请其监督：{who}", who=ROLE_NAMES[demand.supervised_by])
        yield from _wrap(translate(seen, language), "    ")


def _tell_bases(category: Category, language: Language) -> Iterator[str]:
    for role, ids in category.legal_bases.items():
        yield f"  {translate(ROLE_NAMES[role], language)}"
        for name in ids:
            provision = find_provision(name)
            cited = provision.cite.say(language) if provision.cite else ""
            yield f"    {name}  {cited}"
            yield from _wrap(provision.text.say(language), "      ")


def _tell_period(clock_id: str, language: Language) -> Iterator[str]:
    clock = find_clock(clock_id)
    yield f"  - {clock.title.say(language)} ({clock_id})"
    if clock.value is not None:
        period = say_period(clock.value, clock.unit)
        event = load_events()[clock.start].words.say(language)
        said = (
            message("自“{event}”之日起{period}", event=event, period=period)
            if clock.direction == "after"
            else message("在“{event}”之前{period}", event=event, period=period)
        )
        yield from _wrap(translate(said, language), "    ")
        how = message("填上“{event}”的日期，就能算出哪天到期：", event=event)
        yield from _wrap(translate(how, language), "    ")
        yield f"      lianming deadlines --rule {clock_id} --from YYYY-MM-DD"
    for name in clock.basis:
        cite = find_provision(name).cite
        yield f"    {cite.say(language) if cite else name}"
    if clock.note:
        yield from _wrap(clock.note.say(language), "    ")


def _tell_points(points: tuple[Words, ...], language: Language) -> list[str]:
    return [line for one in points for line in _wrap(one.say(language), "  - ")]


def _wrap(text: str, indent: str) -> list[str]:
    """Lines that fit a terminal of 80 columns, Han characters taken as two wide.

    No line begins with a stop, which hangs at the end of the line before.
    """
    width = 38 if any(character > "\u2fff" for character in text) else 78
    after = " " * len(indent)
    lines = textwrap.wrap(text, width, initial_indent=indent, subsequent_indent=after)
    for index in range(1, len(lines)):
        while (rest := lines[index].lstrip()) and rest[0] in STOPS:
            lines[index - 1] += rest[0]
            lines[index] = after + rest[1:]
    return [line for line in lines if line.strip()]


def _describe_question(question: Question) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": question.id,
        "kind": question.kind,
        "needed": question.needed,
        "label": _both(question.label),
        "why": _both(question.why),
        "sentence": _both(question.sentence),
    }
    if question.unit:
        unit = question.unit
        told["unit"] = {"zh": unit.zh, "one": unit.one, "many": unit.many}
        told["min"], told["max"] = question.least, question.most
    if question.choices:
        told["choices"] = [{"id": one.id, **_both(one.words)} for one in question.choices]
    return told


def _describe_demand(demand: ExampleDemand) -> dict[str, Any]:
    who = demand.responsible
    told: dict[str, Any] = {
        "action": _both(demand.action),
        "responsible": who[0] if len(who) == 1 else list(who),
        "supervised_by": demand.supervised_by,
        "deadline": _describe_term(demand.deadline),
        "criterion": demand.criterion and _both(demand.criterion),
        "fallback": demand.fallback and _both(demand.fallback),
        "compensation": demand.compensation and _both(demand.compensation),
    }
    return {key: value for key, value in told.items() if value is not None}


def _describe_term(term: Term) -> object:
    if term.value is None:
        return "immediate"
    return {term.unit: _both(term.value) if isinstance(term.value, Words) else term.value}


def _both(words: Words) -> dict[str, str]:
    return {"zh": words.zh, "en": words.en}
