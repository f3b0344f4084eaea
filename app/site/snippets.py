"""A beginning for a petition file: one item of a category, to be pasted in and filled in."""

from __future__ import annotations

import json
from collections.abc import Iterator

from app.catalogue.categories import Category
from app.catalogue.example_demands import ExampleDemand, Term
from app.catalogue.questions import Question
from app.catalogue.words import Words
from app.messages import Language, Message, message, translate

_FACTS = message("在这里写经过：什么时候、哪里、多少户、找过谁")
_HEADING = message("在这里写标题")
_ANSWER = message("在这里回答")
_DEMAND = message("在这里写请求：谁在什么时候做什么")
_MORE = message("其他诉求范例：")
_OPTIONAL = message("可不答")


def write_item(category: Category, language: Language) -> str:
    """[[items]], [items.details] with a placeholder a question, and the example demands.

    Answers that need a value are in the file as comments: a placeholder that is no date, number
    or choice would be refused, and one that is would be printed. So are all demands but the first:
    nobody is to ask for what does not fit.
    """
    lines = ["[[items]]", f"category = {_quote(category.id)}"]
    if category.title is None:
        lines.append(f"heading = {_say(_HEADING, language)}")
    lines.append(f"facts = {_say(_FACTS, language)}")
    if category.questions:
        lines += ["", "[items.details]"]
        for question in category.questions:
            lines += _ask(question, language)
    lines += ["", "[[items.demands]]"]
    lines += _demand(category.demands[0], language) if category.demands else _blank(language)
    if category.demands[1:]:
        lines += ["", f"# {translate(_MORE, language)}"]
    for demand in category.demands[1:]:
        lines += ["", "# [[items.demands]]", *(f"# {one}" for one in _demand(demand, language))]
    return "\n".join(lines) + "\n"


def _ask(question: Question, language: Language) -> Iterator[str]:
    label = question.label.say(language)
    may = "" if question.needed else f" ({translate(_OPTIONAL, language)})"
    yield f"# {label}{may}"
    if question.choices:
        for choice in question.choices:
            yield f"#   {_quote(choice.id)}: {choice.words.say(language)}"
    yield f"# {question.id} = {_placeholder(question, language)}"


def _placeholder(question: Question, language: Language) -> str:
    if question.kind == "date":
        return "2026-01-31"
    if question.kind in ("amount", "count"):
        return str(max(question.least, 1))
    if question.choices:
        return _quote(question.choices[0].id)
    return _say(_ANSWER, language)


def _demand(demand: ExampleDemand, language: Language) -> Iterator[str]:
    who = [_quote(one) for one in demand.responsible]
    yield f"action = {_quote(demand.action.say(language))}"
    yield f"responsible = {who[0] if len(who) == 1 else '[' + ', '.join(who) + ']'}"
    if demand.supervised_by:
        yield f"supervised_by = {_quote(demand.supervised_by)}"
    yield f"deadline = {_term(demand.deadline, language)}"
    for key, words in (
        ("criterion", demand.criterion),
        ("fallback", demand.fallback),
        ("compensation", demand.compensation),
    ):
        if words:
            yield f"{key} = {_quote(words.say(language))}"


def _blank(language: Language) -> list[str]:
    return [f"action = {_say(_DEMAND, language)}", 'responsible = "developer"',
            "deadline = { days = 30 }"]  # fmt: skip


def _term(term: Term, language: Language) -> str:
    if term.value is None:
        return '"immediate"'
    value = term.value
    told = _quote(value.say(language)) if isinstance(value, Words) else str(value)
    return f"{{ {term.unit} = {told} }}"


def _say(said: Message, language: Language) -> str:
    return _quote(translate(said, language))


def _quote(text: str) -> str:
    """A TOML basic string; JSON's escapes are among TOML's."""
    return json.dumps(text, ensure_ascii=False)
