"""The forms of checking: which signatures to list, whom to look for, what was found of them."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Mapping
from contextlib import suppress

from werkzeug.datastructures import MultiDict

from app.messages import Message, message
from app.signing.models import LEVELS, STATES
from app.signing.signature_list import Wanted
from app.signing.signatures import LONGEST_NAME, read_dwelling
from app.web.faults import Fault
from app.web.forms import Form, read_day, text_field

NOTHING_SOUGHT = message("请写上姓名或者房号")
_SEEN = re.compile(r"([0-9a-f-]{36})\.([a-z]{1,10}\.[a-z]{1,10}\.[0-9.]{1,24})")
LEVEL_NAMES: Mapping[str, Message] = {
    "declared": message("自行申报"),
    "coded": message("凭房屋码"),
    "paper": message("纸质"),
    "checked": message("已核对"),
}
STATE_NAMES: Mapping[str, Message] = {
    "standing": message("有效"),
    "questioned": message("存疑"),
    "rejected": message("不予采用"),
    "withdrawn": message("本人撤回"),
}
CAPACITY_NAMES: Mapping[str, Message] = {
    "owner": message("业主本人"),
    "co_owner": message("共有业主"),
    "family": message("家属"),
    "tenant": message("租户"),
    "shop": message("商铺"),
}
FILTERS = ("show", "building", "level", "state", "since", "until")


class SearchForm(Form):
    """A signer, exactly as written in any spelling, or a dwelling, or both."""

    name = text_field(LONGEST_NAME)
    dwelling = text_field(60)

    def read_wanted(self) -> Wanted:
        """What is sought. Raises Fault."""
        name, dwelling = self.name.data or "", self.dwelling.data or ""
        if not name and not dwelling:
            raise Fault(NOTHING_SOUGHT, "name")
        label = str(read_dwelling(dwelling)) if dwelling else ""
        return Wanted(name=name, dwelling=label)


class ReasonForm(Form):
    """Why a signature is questioned or not taken: a usual reason or one's own words."""

    usual = text_field(30)
    reason = text_field(1000)


def read_wanted(sent: MultiDict[str, str]) -> Wanted:
    """The filters of an address or a form; what cannot be read filters nothing."""
    level, state = sent.get("level", ""), sent.get("state", "")
    return Wanted(
        building=sent.get("building", "")[:20],
        level=level if level in LEVELS else "",
        state=state if state in STATES else "",
        since=_read_day(sent.get("since", "")),
        until=_read_day(sent.get("until", "")),
        needs=sent.get("show", "needs") != "all" and not state,
    )


def read_filters(sent: MultiDict[str, str]) -> dict[str, str]:
    """The filters as they were sent, to be carried on in addresses; no personal data among them."""
    return {name: sent[name][:30] for name in FILTERS if sent.get(name)}


def read_seen(sent: MultiDict[str, str]) -> dict[uuid.UUID, str]:
    """The signatures that were ticked, each with the stamp that the page showed."""
    found = {}
    for value in sent.getlist("seen"):
        if matched := _SEEN.fullmatch(value):
            with suppress(ValueError):
                found[uuid.UUID(matched[1])] = matched[2]
    return found


def write_moment(moment: dt.datetime) -> str:
    """A moment as an address carries it."""
    return str(int(moment.timestamp()) * 1_000_000 + moment.microsecond)


def read_moment(text: str) -> dt.datetime | None:
    """What write_moment wrote, if anything."""
    if not (text.isascii() and text.isdigit() and len(text) < 18):
        return None
    seconds, micro = divmod(int(text), 1_000_000)
    with suppress(OverflowError, ValueError):
        return dt.datetime.fromtimestamp(seconds, dt.UTC).replace(microsecond=micro)
    return None


def _read_day(text: str) -> dt.date | None:
    with suppress(Fault):
        return read_day(text[:20], "")
    return None
