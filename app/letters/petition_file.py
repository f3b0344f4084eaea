"""Reading a petition file (TOML, docs/petition-file.md) into a Petition.

Every error names the file, the place (counted from 0) and the fix; nothing is guessed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import cast, get_args

from app.letters.errors import InputError, MissingInput
from app.letters.fields import Table, name_key, read_choice, read_loose_date, read_text
from app.letters.paths import read_input
from app.letters.petition import (
    AUTHORITY,
    HOTLINE,
    AnnexName,
    Community,
    Decision,
    HistoryEntry,
    Item,
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
from app.letters.petition_toml import MOST_BYTES, TOO_LARGE, parse_toml
from app.letters.texts import find_fault, show
from app.messages import LANGUAGES, Language, message

KINDS: tuple[Kind, ...] = get_args(Kind)
ANNEXES: tuple[AnnexName, ...] = get_args(AnnexName)
PARTY_ROLES: tuple[PartyRole, ...] = get_args(PartyRole)
OWN_ROLE: tuple[PartyRole, ...] = ("developer", "property_company", "utility")
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
        data = read_input(path, most_bytes=MOST_BYTES, too_large=TOO_LARGE)
    except InputError as fault:
        raise InputError("", fault.said, file=name) from fault
    return parse_petition(data, name=name, today=today)


def parse_petition(data: bytes, *, name: str, today: dt.date) -> Petition:
    """The petition in the bytes of a file that a person knows as `name`. Raises InputError."""
    try:
        return read_document(parse_toml(data), today=today)
    except InputError as fault:
        raise InputError(fault.place, fault.said, file=name) from fault


def read_document(document: Mapping[str, object], *, today: dt.date) -> Petition:
    """The petition in the tables of a file, as parse_toml gives them. Raises InputError."""
    petition = _read_all(document, today)
    for index, recipient in enumerate(petition.recipients):
        if not recipient.copy:
            check_kind(petition, recipient.kind, place=f"recipients[{index}].kind")
    return petition


def check_kind(petition: Petition, kind: Kind, *, place: str = "") -> None:
    """What a kind of letter needs from the file: the letter followed up, the decision objected to."""
    if kind in NEEDS_PREVIOUS and petition.previous is None:
        raise MissingInput(
            place or "previous",
            message("{kind} 是后续信函，须写明此前的信：请加 [previous]（kind、date）", kind=kind),
        )
    if kind in NEEDS_DECISION and petition.decision is None:
        raise MissingInput(
            place or "decision",
            message("{kind} 须写明所不服的书面意见：请加 [decision]（by、date）", kind=kind),
        )


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


def _refuse_authority_demands(items: tuple[Item, ...]) -> None:
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
        households=table.maybe_number("households"),
        handed_over=table.maybe_date("handed_over"),
        completion_accepted=table.maybe_date("completion_accepted"),
    )


def _read_parties(value: object) -> dict[str, Party]:
    return {id: _read_party(id, entry) for id, entry in Table(value, "parties", ()).values.items()}


def _read_party(id: str, entry: object) -> Party:
    place = f"parties.{name_key(id)}"
    if id in (AUTHORITY, HOTLINE) or not id.strip() or find_fault(id):
        raise InputError(
            place,
            message("代号“{id}”不能用；它不能是空的，也不能是 authority 或 hotline", id=show(id)),
        )
    own = next((role for role in OWN_ROLE if role == id), None)
    if own and not isinstance(entry, dict):
        return Party(id, read_text(entry, place), own)
    if isinstance(entry, str):
        raise InputError(
            place,
            message(
                '须写成 {{ name = "…", role = "…" }}；只有 developer、property_company、utility 可以只写名称'
            ),
        )
    table = Table(entry, place, ("name", "role"))
    if own and not table.has("role"):
        return Party(id, table.text("name"), own)
    role = cast(PartyRole, table.choice("role", PARTY_ROLES, message("角色")))
    if own and role != own:
        raise InputError(
            table.at("role"), message("{id} 的角色只能是 {id}；其他角色请换一个代号", id=id)
        )
    return Party(id, table.text("name"), role)


def _read_recipients(
    top: Table, parties: Mapping[str, Party], item_ids: list[str]
) -> tuple[Recipient, ...]:
    top.raw("recipients")
    entries = top.tables("recipients", most=50)
    if not entries:
        raise MissingInput("recipients", message("至少要有一个收件方"))
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
        salutation=_read_salutation(table),
        items=_read_item_choice(table, item_ids) if table.has("items") else None,
        annexes=annexes,
        copy=table.flag("copy"),
    )


def _read_salutation(table: Table) -> str | None:
    """An office holder; the letter's own colon or comma follows, so that none is kept here."""
    written = table.maybe_text("salutation")
    return read_text(written.rstrip(":：,， "), table.at("salutation")) if written else None


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
