"""The values of a petition in words: parties by name, laws by citation, deadlines as people say them.

Texts stay as they are. What the catalogue does not know is shown as written.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from app.catalogue.categories import find_category, list_categories
from app.catalogue.law import cite, load_provisions
from app.catalogue.words import Words
from app.deadlines.wording import say_written_day
from app.letters.kind_names import KIND_NAMES
from app.letters.petition import AUTHORITY, HOTLINE
from app.messages import Message, message
from app.petitions.models import Document

Said = str | Message
OBJECTED: Mapping[str, Message] = {
    "plan": message("规划"),
    "permit": message("许可"),
    "notice": message("通知"),
    "other": message("其他"),
}
ANNEXES: Mapping[str, Message] = {
    "signatures": message("签名表"),
    "photos": message("照片"),
    "reports": message("报事记录"),
    "evidence": message("证据清单"),
    "authorisation": message("授权书"),
}
ROLES: Mapping[str, Message] = {
    AUTHORITY: message("收信的机关"),
    HOTLINE: message("热线"),
    "developer": message("开发商"),
    "property_company": message("物业公司"),
    "utility": message("专业经营单位"),
    "contractor": message("施工单位"),
    "bank": message("银行"),
    "committee": message("业主委员会"),
    "residents_committee": message("居民委员会"),
    "other": message("其他"),
}
LANGUAGES: Mapping[str, Message] = {"zh": message("中文"), "en": message("英文")}
DAYS = frozenset({
    "date", "handed_over", "completion_accepted", "on", "received_on", "dated", "comments_until",
    "taken_on",
})  # fmt: skip
YES, NO = message("是"), message("否")
_TERMS: Mapping[str, Message] = {
    "days": message("收到后{count}日内"),
    "working_days": message("收到后{count}个工作日内"),
    "months": message("收到后{count}个月内"),
    "before": message("{count}前"),
    "until": message("直至{count}"),
}


def say_words(words: Words) -> Message:
    """Words of a data file as a message."""

    def escape(text: str) -> str:
        return text.replace("{", "{{").replace("}", "}}")

    return Message(escape(words.zh), english=escape(words.en))


def say_value(table: str, key: str, value: Any, document: Document) -> Said:
    """One value that is no list: `table` is where it stands, e.g. items, items.demands."""
    if isinstance(value, bool):
        return YES if value else NO
    if key == "deadline":
        return _say_deadline(value)
    if not isinstance(value, str):
        return str(value) if isinstance(value, int | float) else _dump(value)
    if key in DAYS:
        return say_written_day(value)
    if key in ("responsible", "supervised_by") or (table == "recipients" and key == "role"):
        return _say_party(value, document)
    return _KNOWN.get((table, key), {}).get(value) or _look_up(key, value) or value


def say_category(category: object) -> Said:
    """The title of a category, or what stands in its place."""
    return _look_up("category", str(category)) or str(category)


def _look_up(key: str, value: str) -> Message | None:
    if key == "category" and value in list_categories():
        title = find_category(value).title
        return say_words(title) if title else ROLES["other"]
    if key == "legal_bases" and (provision := load_provisions().get(value)):
        law, points = provision.law, provision.points
        return say_words(Words(cite(law, points, "zh"), cite(law, points, "en")))
    return None


def say_answer(category: str, question: str, value: Any) -> tuple[Said, Said]:
    """A guided question and the answer to it."""
    if category not in list_categories():
        return question, _dump(value)
    found = find_category(category).find_question(question)
    if found is None:
        return question, _dump(value)
    if found.kind == "date" and isinstance(value, str):
        return say_words(found.label), say_written_day(value)
    choice = found.find_choice(value)
    said = say_words(choice.words) if choice else value if isinstance(value, str) else _dump(value)
    return say_words(found.label), said


def _say_deadline(value: Any) -> Said:
    if value == "immediate":
        return message("立即")
    if isinstance(value, Mapping) and len(value) == 1:
        ((unit, count),) = value.items()
        if unit in _TERMS:
            return Message(_TERMS[unit].text, {"count": count})
    return say_written_day(value) if isinstance(value, str) else _dump(value)


def _say_party(id: str, document: Document) -> Said:
    parties = document.get("parties")
    entry = parties.get(id) if isinstance(parties, dict) else None
    name = entry.get("name") if isinstance(entry, dict) else entry
    return name if isinstance(name, str) and name else ROLES.get(id, id)


def _dump(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


_KNOWN: Mapping[tuple[str, str], Mapping[str, Message]] = {
    ("", "language"): LANGUAGES,
    ("recipients", "kind"): KIND_NAMES,
    ("recipients", "annexes"): ANNEXES,
    ("previous", "kind"): KIND_NAMES,
    ("items.object", "kind"): OBJECTED,
    ("parties", "role"): ROLES,
}
