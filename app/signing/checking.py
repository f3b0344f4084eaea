"""Checking signatures: what a person found of them, on one or many, so that it can be undone.

Each row is judged as the person saw it (`stamp`); one that changed meanwhile is left alone and
named. What stood before is kept with each change. No reason that a signer reads says anything of
other signatures.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from sqlalchemy import Row, insert, select, update
from sqlalchemy.orm import Session

from app.letters.texts import find_fault
from app.messages import Message, message
from app.signing.drives import record_act
from app.signing.models import COUNTED, Drive, Level, Signature, SignatureChange
from app.web.faults import Fault

Verdict = Literal["checked", "questioned", "rejected", "restored"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
MOST = 1000  # at once
LONGEST_REASON = 200
DUPLICATE = message("核对后没有采用这一份。有疑问的，请带上回执，当面找业主代表。")
USUAL: Mapping[str, Message] = {
    "duplicate": DUPLICATE,
    "unknown-dwelling": message("房号在房屋清册里查不到，请凭回执改正，或者联系业主代表。"),
    "unclear": message("姓名或房号写得不清楚，请凭回执改正，或者联系业主代表。"),
    "not-confirmed": message("经与住户核对，这一份不能采用。有疑问的，请当面找业主代表。"),
}
NO_REASON = message("请选一个原因，或者写明原因：签名人在回执上会看到")
LONG_REASON = message("原因太长，最多{most}字", most=LONGEST_REASON)
NOBODY = message("请先勾选要处理的签名")
TOO_MANY = message("一次最多处理{most}个签名", most=MOST)
CHANGED = message("这一组里有签名刚刚变了，请看清现在的情况再决定")
_COLUMNS = (
    Signature.id, Signature.state, Signature.level, Signature.reason, Signature.changed_at,
    Signature.person_index, Signature.sheet_id, Signature.code_id,
)  # fmt: skip


class WrongVerdict(Fault):
    """A verdict that cannot be given; the field is "reason" or that of no field."""


class GroupChanged(Fault):
    """Signatures that are said to be one person's are not as they were seen."""

    status = 409


@dataclass(frozen=True)
class Judged:
    """`done` changed; `missed` are not as they were seen, or were withdrawn, and stay as they are."""

    done: int
    missed: tuple[uuid.UUID, ...] = ()


def write_stamp(state: str, level: str, changed_at: dt.datetime | None) -> str:
    """What a page remembers of a signature, to tell whether it has changed since."""
    moment = f"{changed_at.timestamp():.6f}" if changed_at else "0"
    return f"{state}.{level}.{moment}"


def read_reason(usual: str, written: str) -> str:
    """The reason that was chosen or written. Raises WrongVerdict."""
    reason = " ".join(written.split())
    if not reason and usual in USUAL:
        return USUAL[usual].text
    if not reason:
        raise WrongVerdict(NO_REASON, "reason")
    if len(reason) > LONGEST_REASON:
        raise WrongVerdict(LONG_REASON, "reason")
    if fault := find_fault(reason):
        raise WrongVerdict(fault, "reason")
    return reason


def say_reason(reason: str) -> Message:
    """A reason in the reader's language where it is a usual one, else as it was written."""
    usual = next((said for said in USUAL.values() if said.text == reason), None)
    return usual or Message("{reason}", {"reason": reason})


def judge(
    session: Session,
    drive: Drive,
    seen: Mapping[uuid.UUID, str],
    verdict: Verdict,
    *,
    now: dt.datetime,
    person_id: uuid.UUID | None,
    reason: str = "",
) -> Judged:
    """Give each signature (its id → the stamp that was seen) the verdict. Raises WrongVerdict.

    "checked" and "restored" let it stand; the latter also takes back that it was checked.
    """
    if not seen:
        raise WrongVerdict(NOBODY)
    if len(seen) > MOST:
        raise WrongVerdict(TOO_MANY)
    if verdict in ("questioned", "rejected") and not reason:
        raise WrongVerdict(NO_REASON, "reason")
    rows = _lock_rows(session, drive, seen)
    fresh = [row for row in rows if _stamp(row) == seen[row.id] and row.state != "withdrawn"]
    changes = {row.id: _decide(row, verdict, reason) for row in fresh}
    done = _put(session, fresh, changes, verdict, now, person_id)
    _note(session, drive, now, person_id, {verdict: done})
    known = {row.id for row in fresh}
    return Judged(done, tuple(one for one in seen if one not in known))


def choose_one(
    session: Session,
    drive: Drive,
    keep: uuid.UUID,
    seen: Mapping[uuid.UUID, str],
    *,
    now: dt.datetime,
    person_id: uuid.UUID | None,
) -> Judged:
    """Of one person's signatures let `keep` stand and no other. Raises GroupChanged."""
    rows = _lock_rows(session, drive, seen)
    mine = {row.person_index for row in rows}
    if len(mine) != 1 or len(rows) != len(seen) or keep not in seen:
        raise GroupChanged(CHANGED)
    if any(_stamp(row) != seen[row.id] for row in rows):
        raise GroupChanged(CHANGED)
    kept = [row for row in rows if row.id == keep]
    if kept[0].state == "withdrawn":
        raise GroupChanged(CHANGED)
    others = [row for row in rows if row.id != keep and row.state in COUNTED]
    stands = {keep: {"state": "standing", "level": kept[0].level, "reason": None}}
    restored = _put(session, kept, stands, "restored", now, person_id)
    falls = {row.id: _decide(row, "rejected", DUPLICATE.text) for row in others}
    rejected = _put(session, others, falls, "rejected", now, person_id)
    _note(session, drive, now, person_id, {"restored": restored, "rejected": rejected})
    return Judged(restored + rejected)


def undo(
    session: Session,
    drive: Drive,
    at: dt.datetime,
    *,
    now: dt.datetime,
    person_id: uuid.UUID,
) -> Judged:
    """Take back what this person did to signatures at one moment, where nobody changed them since."""
    changes = session.execute(
        select(SignatureChange.signature_id, SignatureChange.before)
        .join(Signature, Signature.id == SignatureChange.signature_id)
        .where(
            Signature.drive_id == drive.id,
            SignatureChange.person_id == person_id,
            SignatureChange.at == at,
            SignatureChange.act.in_(VERDICTS),
        )
    )
    before = {row.signature_id: row.before for row in changes}
    rows = _lock_rows(session, drive, before)
    fresh = [row for row in rows if row.changed_at == at]
    done = _put(session, fresh, before, "undone", now, person_id)
    _note(session, drive, now, person_id, {"undone": done})
    known = {row.id for row in fresh}
    return Judged(done, tuple(one for one in before if one not in known))


def _lock_rows(session: Session, drive: Drive, ids: Iterable[uuid.UUID]) -> list[Row[Any]]:
    """These signatures as they are now; nobody else changes them before this is committed."""
    query = (
        select(*_COLUMNS)
        .where(Signature.drive_id == drive.id, Signature.id.in_(list(ids)))
        .order_by(Signature.id)
        .with_for_update()
    )
    return list(session.execute(query))


def _stamp(row: Row[Any]) -> str:
    return write_stamp(row.state, row.level, row.changed_at)


def _decide(row: Row[Any], verdict: Verdict, reason: str) -> dict[str, Any]:
    if verdict == "checked":
        return {"state": "standing", "level": "checked", "reason": None}
    state = "standing" if verdict == "restored" else verdict
    return {"state": state, "level": _find_level(row), "reason": reason or None}


def _find_level(row: Row[Any]) -> Level:
    """The level that a signature came with."""
    if row.sheet_id is not None:
        return "paper"
    return "coded" if row.code_id is not None else "declared"


def _put(
    session: Session,
    rows: Sequence[Row[Any]],
    wanted: Mapping[uuid.UUID, Mapping[str, Any]],
    act: str,
    now: dt.datetime,
    person_id: uuid.UUID | None,
) -> int:
    """Change the rows that are not so already, keeping what stood there; how many."""
    changed, kept = [], []
    for row in rows:
        before = {"state": row.state, "level": row.level, "reason": row.reason}
        after = {name: wanted[row.id][name] for name in before}
        if after != before:
            changed.append({"id": row.id, **after, "changed_at": now})
            kept.append({
                "signature_id": row.id, "act": act, "before": before, "person_id": person_id,
                "at": now,
            })  # fmt: skip
    if changed:
        session.execute(update(Signature), changed)
        session.execute(insert(SignatureChange), kept)
    return len(changed)


def _note(
    session: Session,
    drive: Drive,
    now: dt.datetime,
    person_id: uuid.UUID | None,
    counts: Mapping[str, int],
) -> None:
    """One entry with numbers alone; nothing where nothing changed."""
    said = {name: counts.get(name, 0) for name in (*VERDICTS, "undone")}
    if any(said.values()):
        record_act(session, "signatures-checked", drive, person_id, now, **said)
