"""Guided facts: answers to a category's questions (`[items.details]`), read and told as sentences."""

from __future__ import annotations

import re
from collections.abc import Container
from decimal import Decimal

from app.catalogue.categories import Category
from app.catalogue.questions import ANSWER, MOST_YUAN, Question
from app.letters.errors import InputError
from app.letters.fields import (
    Table,
    read_choice,
    read_loose_date,
    read_text,
    show_number,
    unknown,
    wrong_type,
)
from app.letters.petition import Answer, Details, LooseDate
from app.letters.words import (
    end_sentence,
    format_amount,
    format_count,
    format_date,
    lower_first,
    strip_stop,
)
from app.messages import Language, message

_ON = re.compile(r"\b([Oo])n (?=\{answer\})")


def read_details(table: Table, category: Category) -> Details:
    """The answers of an item's `details` table, in the order of the questions.

    A blank text is no answer. Raises InputError at `items[0].details.<key>` for a key that is no
    question of the category, and for an answer of the wrong type or outside its range.
    """
    questions = {question.id: question for question in category.questions}
    for key in table.values:
        if not questions:
            raise InputError(
                table.at(key),
                message("类别 {category} 没有引导问题，请把内容写进 facts", category=category.id),
            )
        if key not in questions:
            raise unknown(table.at(key), message("引导问题"), key, questions)
    return tuple(
        (id, _read_answer(question, table.values[id], table.at(id)))
        for id, question in questions.items()
        if table.has(id) and not _is_blank(table.values[id])
    )


def tell_details(
    category: Category, details: Details, language: Language, names: Container[str] = ()
) -> str:
    """The answers as one paragraph, a sentence each, in the order of the questions; "" for none.

    `names`: first words of names, which keep their capital within an English sentence.
    """
    answers = dict(details)
    sentences = [
        _tell(question, answers[question.id], language, names)
        for question in category.questions
        if question.id in answers
    ]
    return ("" if language == "zh" else " ").join(sentences)


def say_answer(question: Question, answer: Answer, language: Language) -> str:
    """An answer as it stands in its sentence: a date, 37户, 1.2万元, the words of a choice, a clause.

    Raises ValueError when the answer is none of the question.
    """
    if question.kind == "date" and isinstance(answer, LooseDate):
        return format_date(answer, language)
    if question.kind == "amount" and isinstance(answer, Decimal):
        return format_amount(answer, language)
    if question.kind == "count" and isinstance(answer, int) and (unit := question.unit):
        if language == "zh":
            return f"{format_count(answer, language)}{unit.zh}"
        return f"{format_count(answer, language)} {unit.one if answer == 1 else unit.many}"
    if question.kind == "choice" and (choice := question.find_choice(answer)):
        return choice.words.say(language)
    if question.kind == "text" and isinstance(answer, str):
        return strip_stop(answer)
    raise ValueError(f"{answer!r} does not answer {question.id}")


def _tell(question: Question, answer: Answer, language: Language, names: Container[str]) -> str:
    sentence = question.sentence.say(language)
    said = say_answer(question, answer, language)
    if language == "en":
        if isinstance(answer, LooseDate) and not answer.day:  # on 8 March, but in March
            sentence = _ON.sub(lambda found: "In " if found[1] == "O" else "in ", sentence)
        if question.kind == "text" and not sentence.startswith(ANSWER):
            said = lower_first(said, names)
    told = end_sentence(sentence.replace(ANSWER, said), language)
    return told if language == "zh" else told[:1].upper() + told[1:]


def _is_blank(value: object) -> bool:
    return isinstance(value, str) and not value.strip()


def _read_answer(question: Question, value: object, place: str) -> Answer:
    match question.kind:
        case "date":
            return read_loose_date(value, place)
        case "amount":
            return _read_amount(value, place)
        case "count":
            return _read_count(question, value, place)
        case "choice":
            return read_choice(
                value, place, [one.id for one in question.choices], message("可选答案")
            )
        case "text":
            text = read_text(value, place)
            if not strip_stop(text):
                raise InputError(place, message("是空的，请写内容或删去这一项"))
            return text


def _read_amount(value: object, place: str) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise wrong_type(place, message("金额（元），例如 2000 或 1280.5"), value)
    # The shortest decimal of a float is what stands in the file.
    amount = Decimal(value) if isinstance(value, int) else Decimal(str(value))
    if not (amount.is_finite() and 0 < amount <= MOST_YUAN and amount == round(amount, 2)):
        raise InputError(
            place,
            message(
                "{value} 不是可用的金额；应大于0、不超过{most}元，最多两位小数",
                value=show_number(value) if isinstance(value, int) else value,
                most=MOST_YUAN,
            ),
        )
    return amount


def _read_count(question: Question, value: object, place: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise wrong_type(place, message("整数"), value)
    if not question.least <= value <= question.most:
        raise InputError(
            place,
            message(
                "{value} 超出范围，这一问应答 {least} 至 {most} 的整数",
                value=show_number(value),
                least=question.least,
                most=question.most,
            ),
        )
    return value
