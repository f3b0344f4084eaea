"""Reading a petition file (TOML, docs/petition-file.md) into a Petition.

Every error names the file, the place (counted from 0) and the fix; nothing is guessed.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast, get_args

from app.letters.errors import InputError
from app.letters.fields import Table, read_choice, read_loose_date
from app.letters.petition import (
    AUTHORITY,
    HOTLINE,
    AnnexName,
    Community,
    Decision,
    HistoryEntry,
    Kind,
    Party,
    PartyRole,
    Petition,
    Previous,
    Recipient,
    Representative,
    Sender,
)
from app.letters.petition_items import ItemReader
from app.letters.texts import find_fault
from app.messages import LANGUAGES, Language, message

MOST_BYTES = 10_000_000
KINDS: tuple[Kind, ...] = get_args(Kind)
ANNEXES: tuple[AnnexName, ...] = get_args(AnnexName)
PARTY_ROLES: tuple[PartyRole, ...] = get_args(PartyRole)
OWN_ROLE = ("developer", "property_company", "utility")
NEEDS_PREVIOUS: tuple[Kind, ...] = (
    "reminder",
    "duty",
    "disclosure",
    "review",
    "second-review",
    "reconsideration",
)
NEEDS_DECISION: tuple[Kind, ...] = ("review", "second-review")
_TOP = (
    "language",
    "date",
    "title",
    "community",
    "parties",
    "recipients",
    "sender",
    "history",
    "previous",
    "decision",
    "items",
)


def read_petition(path: Path, *, today: dt.date) -> Petition:
    """The petition in a file. `today` is its date when it names none. Raises InputError."""
    name = str(path)
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= MOST_BYTES else b""
    except FileNotFoundError as fault:
        raise InputError("", message("没有这个文件，请核对文件名"), file=name) from fault
    except IsADirectoryError as fault:
        raise InputError("", message("这是文件夹，请指明其中的诉求文件"), file=name) from fault
    except (OSError, ValueError) as fault:
        raise InputError("", message("读不了这个文件，请核对权限和文件名"), file=name) from fault
    if size > MOST_BYTES:
        data = b"#" * (MOST_BYTES + 1)
    return parse_petition(data, name=name, today=today)


def parse_petition(data: bytes, *, name: str, today: dt.date) -> Petition:
    """The petition in the bytes of a file that a person knows as `name`. Raises InputError."""
    try:
        petition = _read_all(_parse_toml(data), today)
        for index, recipient in enumerate(petition.recipients):
            if not recipient.copy:
                check_kind(petition, recipient.kind, place=f"recipients[{index}].kind")
    except InputError as fault:
        raise InputError(fault.place, fault.said, file=name) from fault
    return petition


def check_kind(petition: Petition, kind: Kind, *, place: str = "") -> None:
    """What a kind of letter needs from the file: the letter followed up, the decision objected to."""
    if kind in NEEDS_PREVIOUS and petition.previous is None:
        raise InputError(
            place or "previous",
            message("{kind} 是后续信函，须写明此前的信：请加 [previous]（kind、date）", kind=kind),
        )
    if kind in NEEDS_DECISION and petition.decision is None:
        raise InputError(
            place or "decision",
            message("{kind} 须写明所不服的书面意见：请加 [decision]（by、date）", kind=kind),
        )


def _parse_toml(data: bytes) -> dict[str, Any]:
    if len(data) > MOST_BYTES:
        raise InputError("", message("文件超过10MB；诉求文件只放文字，照片请用路径引用"))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = data[: fault.start].count(b"\n") + 1
        raise InputError(
            "", message("第{line}行不是UTF-8编码，请另存为UTF-8", line=line)
        ) from fault
    if not text.strip():
        raise InputError("", message("文件是空的，请从示例开始写"))
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise _explain_toml(str(fault), text) from fault
    except ValueError as fault:  # a date of the right form that does not exist
        raise InputError(
            "", message("{where}有不存在的日期或时间，请核对", where=_find_bad_date(text))
        ) from fault
    except RecursionError as fault:
        raise InputError("", message("括号嵌套太深，请核对")) from fault


def _explain_toml(said: str, text: str) -> InputError:
    found = re.search(r"\(at line (\d+), column (\d+)\)", said)
    if not found:
        return InputError("", message("文件结尾处不完整，请核对引号和括号是否成对"))
    line, column = found.groups()
    if "date" in said.lower() or "time" in said.lower():
        return InputError("", message("第{line}行有不存在的日期或时间，请核对", line=line))
    written = text.split("\n")[int(line) - 1].strip()[:30]
    shown = written if find_fault(written) is None else ascii(written)[:30]
    return InputError(
        "",
        message(
            "第{line}行第{column}列不合TOML写法，请核对引号、等号和括号：{shown}",
            line=line,
            column=column,
            shown=shown,
        ),
    )


def _find_bad_date(text: str) -> str:
    for number, line in enumerate(text.split("\n"), 1):
        for year, month, day in re.findall(r"(\d{4})-(\d{2})-(\d{2})", line):
            try:
                dt.date(int(year), int(month), int(day))
            except ValueError:
                return f"{number}: "
    return ""


def _read_all(values: Mapping[str, object], today: dt.date) -> Petition:
    top = Table(dict(values), "", _TOP)
    language = cast(Language, top.choice("language", LANGUAGES, message("语言")))
    parties = _read_parties(top.values.get("parties", {}))
    items = ItemReader(parties).read_items(top)
    recipients = _read_recipients(top, parties, [item.id for item in items])
    if not any(recipient.role == AUTHORITY for recipient in recipients):
        _refuse_authority_demands(items)
    return Petition(
        language=language,
        date=top.maybe_date("date") or today,
        community=_read_community(
            Table(
                top.raw("community"),
                "community",
                ("name", "address", "city", "households", "handed_over", "completion_accepted"),
            )
        ),
        recipients=recipients,
        sender=_read_sender(top),
        items=items,
        parties=tuple(parties.values()),
        history=tuple(_read_history(place, value) for place, value in top.tables("history")),
        previous=_read_previous(top.values["previous"]) if top.has("previous") else None,
        decision=_read_decision(top.values["decision"]) if top.has("decision") else None,
        title=top.maybe_text("title"),
    )


def _refuse_authority_demands(items: tuple[Any, ...]) -> None:
    for number, item in enumerate(items):
        for index, demand in enumerate(item.demands):
            for key, roles in (
                ("responsible", demand.responsible),
                ("supervised_by", (demand.supervised_by,)),
            ):
                if AUTHORITY in roles:
                    raise InputError(
                        f"items[{number}].demands[{index}].{key}",
                        message(
                            '写了 authority，但收件方中没有机关；请加一个 role = "authority" 的收件方'
                        ),
                    )


def _read_community(table: Table) -> Community:
    return Community(
        name=table.text("name"),
        address=table.maybe_text("address"),
        city=table.maybe_text("city"),
        households=table.maybe_number("households", most=100_000),
        handed_over=table.maybe_date("handed_over"),
        completion_accepted=table.maybe_date("completion_accepted"),
    )


def _read_parties(value: object) -> dict[str, Party]:
    parties = {}
    for id, entry in Table(value, "parties", ()).values.items():
        place = f"parties.{id}"
        if id in (AUTHORITY, HOTLINE) or not re.fullmatch(r"[a-z][a-z0-9_]{0,39}", id):
            shown = id if find_fault(id) is None else ascii(id)
            raise InputError(
                "parties",
                message(
                    "代号“{id}”不能用；请用小写字母、数字和下划线，且不是 authority 或 hotline",
                    id=shown[:40],
                ),
            )
        if isinstance(entry, str) or (id in OWN_ROLE and not isinstance(entry, dict)):
            if id not in OWN_ROLE:
                raise InputError(
                    place,
                    message(
                        '须写成 {{ name = "…", role = "…" }}；只有 developer、property_company、utility 可以只写名称'
                    ),
                )
            parties[id] = Party(
                id, Table({"name": entry}, "parties", ()).text("name"), cast(PartyRole, id)
            )
            continue
        table = Table(entry, place, ("name", "role"))
        role = cast(PartyRole, table.choice("role", PARTY_ROLES, message("角色")))
        parties[id] = Party(id, table.text("name"), role)
    return parties


def _read_recipients(
    top: Table, parties: Mapping[str, Party], item_ids: list[str]
) -> tuple[Recipient, ...]:
    top.raw("recipients")
    entries = top.tables("recipients", most=50)
    if not entries:
        raise InputError("recipients", message("至少要有一个收件方"))
    recipients = tuple(_read_recipient(place, value, parties, item_ids) for place, value in entries)
    if all(recipient.copy for recipient in recipients):
        raise InputError("recipients", message("所有收件方都是抄送；至少要有一个主送"))
    return recipients


def _read_recipient(
    place: str, value: object, parties: Mapping[str, Party], item_ids: list[str]
) -> Recipient:
    table = Table(value, place, ("role", "name", "kind", "salutation", "items", "annexes", "copy"))
    role = table.choice("role", (AUTHORITY, HOTLINE, *parties), message("收件方角色"))
    usual: Kind = "demand"
    if role == AUTHORITY:
        usual = "petition"
    elif role == HOTLINE:
        usual = "hotline"
    elif parties[role].role == "property_company":
        usual = "complaint"
    kind = (
        cast(Kind, table.choice("kind", KINDS, message("信函种类"))) if table.has("kind") else usual
    )
    annexes = None
    if table.has("annexes"):
        names = [
            read_choice(value, at, ANNEXES, message("附件"))
            for at, value in table.tables("annexes")
        ]
        annexes = tuple(cast(AnnexName, name) for name in dict.fromkeys(names))
    return Recipient(
        role=role,
        name=table.text("name"),
        kind=kind,
        salutation=table.maybe_text("salutation"),
        items=_read_item_choice(table, item_ids) if table.has("items") else None,
        annexes=annexes,
        copy=table.flag("copy"),
    )


def _read_item_choice(table: Table, item_ids: list[str]) -> tuple[int, ...]:
    chosen: list[int] = []
    for place, value in table.tables("items"):
        if isinstance(value, int) and not isinstance(value, bool):
            if not 1 <= value <= len(item_ids):
                raise InputError(
                    place,
                    message(
                        "没有第{number}项；事项从1数到{count}", number=value, count=len(item_ids)
                    ),
                )
            index = value - 1
        else:
            index = item_ids.index(read_choice(value, place, item_ids, message("事项")))
        if index in chosen:
            raise InputError(place, message("同一事项写了两次，请删去一个"))
        chosen.append(index)
    if not chosen:
        raise InputError(table.at("items"), message("列表是空的；不写 items 表示全部事项"))
    return tuple(chosen)


def _read_sender(top: Table) -> Sender:
    table = Table(
        top.raw("sender"),
        "sender",
        (
            "name",
            "scope",
            "people",
            "reply_within_days",
            "statement",
            "thanks",
            "next_step",
            "representatives",
        ),
    )
    representatives = []
    for place, value in table.tables("representatives", most=50):
        person = Table(value, place, ("name", "phone", "address"))
        representatives.append(
            Representative(
                person.text("name"), person.maybe_text("phone"), person.maybe_text("address")
            )
        )
    return Sender(
        name=table.text("name"),
        scope=table.maybe_text("scope"),
        people=table.maybe_number("people"),
        reply_within_days=table.maybe_number("reply_within_days", most=999) or 15,
        statement=table.maybe_text("statement"),
        thanks=table.maybe_text("thanks"),
        next_step=table.maybe_text("next_step"),
        representatives=tuple(representatives),
    )


def _read_history(place: str, value: object) -> HistoryEntry:
    table = Table(value, place, ("on", "to", "channel", "number", "outcome"))
    return HistoryEntry(
        on=read_loose_date(table.raw("on"), table.at("on")),
        to=table.text("to"),
        channel=table.maybe_text("channel"),
        number=table.maybe_text("number"),
        outcome=table.maybe_text("outcome"),
    )


def _read_previous(value: object) -> Previous:
    table = Table(value, "previous", ("kind", "date", "number", "received_on"))
    return Previous(
        kind=cast(Kind, table.choice("kind", KINDS, message("信函种类"))),
        date=table.date("date"),
        number=table.maybe_text("number"),
        received_on=table.maybe_date("received_on"),
    )


def _read_decision(value: object) -> Decision:
    table = Table(value, "decision", ("by", "date", "number", "type"))
    return Decision(
        by=table.text("by"),
        date=table.date("date"),
        number=table.maybe_text("number"),
        type=table.maybe_text("type"),
    )
