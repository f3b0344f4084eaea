"""All that is stored about a signature, in words: to be read on a page and taken along as JSON."""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.deadlines.wording import say_date, say_moment
from app.letters.media import Picture
from app.letters.render.strokes_svg import draw_svg
from app.messages import Language, Message, message, translate
from app.petitions.value_words import Said
from app.signing.consent_changes import list_standings
from app.signing.corrections import list_affected, list_items
from app.signing.drawn import unpack_drawing
from app.signing.models import Signature, SignatureChange
from app.signing.receipt_page import ReceiptPage
from app.signing.receipt_words import ACTS, LANGUAGES, LEVELS, STATES
from app.signing.receipts import Receipt
from app.signing.sign_form import CAPACITIES
from app.today import CHINA

NOTHING = message("没有")
FIELDS: Mapping[str, Message] = {
    "name": message("姓名"),
    "dwelling": message("您的房号"),
    "capacity": message("身份"),
    "signed_by": message("代签人"),
    "relation": message("代签人和本人的关系"),
    "phone": message("电话"),
    "remark": message("补充说明"),
    "items": message("影响我家的事项"),
    "level": message("核对情况"),
    "state": message("签名状态"),
    "reason": message("原因"),
}


@dataclass(frozen=True)
class Fact:
    """Something that is stored: what it is, and its value or values."""

    label: Message
    values: tuple[Said, ...]


@dataclass(frozen=True)
class Part:
    title: Message
    facts: tuple[Fact, ...]


def list_own_data(session: Session, page: ReceiptPage) -> tuple[Part, ...]:
    """Everything that the site keeps about this signature."""
    receipt = page.receipt
    return (
        Part(message("我填写的"), tuple(_list_written(session, receipt))),
        Part(message("签名"), tuple(_list_signed(page))),
        Part(message("我同意的"), tuple(_list_consents(session, receipt))),
        Part(message("后来的变化"), tuple(_list_changes(session, receipt))),
        Part(message("在哪封信里"), tuple(_list_sealed(page))),
        Part(message("系统自己用的"), tuple(_list_marks(receipt.signature))),
    )


def export_own_data(parts: Sequence[Part], signature: Signature, language: Language) -> bytes:
    """The same as JSON with readable keys, and the drawn signature as a picture."""

    def say(said: Said) -> str:
        return said if isinstance(said, str) else translate(said, language)

    found: dict[str, Any] = {}
    for part in parts:
        facts: dict[str, Any] = {}
        for fact in part.facts:
            values = [say(value) for value in fact.values]
            facts[say(fact.label)] = values[0] if len(values) == 1 else values
        found[say(part.title)] = facts
    if signature.drawing:
        found[say(message("手写签名的图"))] = _write_drawing(signature.drawing)
    return (json.dumps(found, ensure_ascii=False, indent=2) + "\n").encode()


def _list_written(session: Session, receipt: Receipt) -> Iterator[Fact]:
    signature = receipt.signature
    headings = {item.id: item.heading for item in list_items(receipt.version.document)}
    for name in ("name", "dwelling", "capacity", "signed_by", "relation", "phone", "remark"):
        yield Fact(FIELDS[name], (_say_value(name, getattr(signature, name)),))
    chosen = list_affected(session, signature.id)
    items = tuple(headings.get(one, one) for one in chosen)
    yield Fact(FIELDS["items"], items or (NOTHING,))


def _list_signed(page: ReceiptPage) -> Iterator[Fact]:
    signature = page.receipt.signature
    yield Fact(message("回执号"), (page.number,))
    yield Fact(message("我签的信"), (page.title,))
    version = message("第{number}稿", number=page.receipt.version.number)
    yield Fact(message("签的是哪一稿"), (version,))
    for letter in page.letters:
        said = message("正文校验码（致{recipient}）", recipient=letter.recipient)
        yield Fact(said, (letter.code,))
    yield Fact(message("签名时间"), (_say_time(signature.signed_at),))
    yield Fact(message("签名日期"), (say_date(signature.signed_on),))
    drawn = message("有，加密保存") if signature.drawing_digest else NOTHING
    yield Fact(message("手写签名"), (drawn,))
    yield Fact(FIELDS["level"], (LEVELS[signature.level][0],))
    yield Fact(FIELDS["state"], (STATES[signature.state][0],))
    yield Fact(FIELDS["reason"], (signature.reason or NOTHING,))
    helped = message("是") if signature.is_helped else message("否")
    yield Fact(message("在别人的手机上签的"), (helped,))
    yield Fact(message("签名时页面的语言"), (LANGUAGES[signature.language],))
    if signature.line is not None:
        yield Fact(message("在纸质签名表的第几行"), (str(signature.line),))


def _list_consents(session: Session, receipt: Receipt) -> Iterator[Fact]:
    for standing in list_standings(session, receipt.signature):
        said = message(
            "从{time}起（文字编号{code}）",
            time=_say_time(standing.since),
            code=standing.digest[:12],
        )
        yield Fact(said, tuple(standing.words.values()))


def _list_changes(session: Session, receipt: Receipt) -> Iterator[Fact]:
    query = select(SignatureChange).where(SignatureChange.signature_id == receipt.signature.id)
    for change in session.scalars(query.order_by(SignatureChange.at, SignatureChange.id)):
        act = ACTS.get(change.act, message("有变化"))
        said = message("{time}　{act}", time=_say_time(change.at), act=act)
        before = tuple(
            message("原来的{field}：{value}", field=FIELDS[name], value=_say_value(name, value))
            for name, value in change.before.items()
            if name in FIELDS and not isinstance(value, list)
        )
        yield Fact(said, before)


def _list_sealed(page: ReceiptPage) -> Iterator[Fact]:
    for one in page.sealed:
        said = message("致{recipient}的信", recipient=one.recipient)
        where = message(
            "{day}，第{number}号，共{size}条，名单校验码{code}",
            day=say_date(one.on), number=one.number, size=one.size, code=one.code,
        )  # fmt: skip
        yield Fact(said, (where,))


def _list_marks(signature: Signature) -> Iterator[Fact]:
    kept = message("有（看不出地址，一天内删除）") if signature.address_mark else NOTHING
    yield Fact(message("签名时网络地址的记号"), (kept,))
    yield Fact(
        message("其他记号"),
        (
            message("由姓名和房号算出的记号，只在这一次联名里用来查重"),
            message("防止重复提交和证明签名真伪的随机数"),
        ),
    )


def _say_value(name: str, value: object) -> Said:
    if value is None or value == "":
        return NOTHING
    words: Mapping[str, Message] = {}
    if name == "capacity":
        words = {str(key): said for key, said in CAPACITIES.items()}
    elif name in ("level", "state"):
        words = {key: said for key, (said, _) in {**LEVELS, **STATES}.items()}
    return words.get(str(value), str(value))


def _say_time(moment: dt.datetime) -> Message:
    return say_moment(moment.astimezone(CHINA))


def _write_drawing(packed: bytes) -> str:
    drawing = unpack_drawing(packed)
    if isinstance(drawing, Picture):
        return "data:image/png;base64," + base64.b64encode(drawing.data).decode("ascii")
    return str(draw_svg(drawing, "")).replace(
        "<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1
    )
