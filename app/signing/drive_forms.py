"""The forms of a drive: until when one can sign, and one's own words for sharing."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from app.messages import message
from app.signing.drives import WrongClosing
from app.signing.sharing import LONGEST_CHAT, LONGEST_LINE
from app.today import CHINA
from app.web.faults import Fault
from app.web.forms import Form, check_day, lines_field, read_day, text_field

PROPOSED = dt.timedelta(days=14)
PROPOSED_TIME = "20:00"
_TIME = re.compile(r"([01]?\d|2[0-3])[:：]([0-5]\d)")
NO_TIME = message("没有这个时间；请写成 20:00 这样的时间")
OPENS_LATE = message("开始时间应当早于截止时间")


class ClosingForm(Form):
    """Day and time, as clocks in China show them."""

    closes_on = text_field(20, needed=message("请写明截止日期"), checks=(check_day,))
    closes_time = text_field(5)

    def read_closing(self) -> dt.datetime:
        """What was filled in. Raises Fault."""
        closing = read_moment(self.closes_on.data, self.closes_time.data, "closes_on")
        if closing is None:
            raise WrongClosing(message("请写明截止日期"))
        return closing


class OpeningForm(ClosingForm):
    """The same with an opening time, if it is not at once."""

    opens_on = text_field(20, checks=(check_day,))
    opens_time = text_field(5)

    def read_opening(self) -> dt.datetime | None:
        """None: at once. Raises Fault."""
        opening = read_moment(self.opens_on.data, self.opens_time.data, "opens_on")
        if opening is not None and opening >= self.read_closing():
            raise Fault(OPENS_LATE, "opens_on")
        return opening


class WordsForm(Form):
    """One's own words for a chat group, and a line for the poster; "" brings back the proposed."""

    chat = lines_field(LONGEST_CHAT)
    line = text_field(LONGEST_LINE)


def read_moment(day: str, time: str, field: str) -> dt.datetime | None:
    """The moment in China; None where no day was typed. Raises Fault at `field`."""
    found = read_day(day or "", field)
    if found is None:
        return None
    clock = _TIME.fullmatch((time or PROPOSED_TIME).strip())
    if clock is None:
        raise Fault(NO_TIME, field.replace("_on", "_time"))
    hour, minute = (int(part) for part in clock.groups())
    return dt.datetime.combine(found, dt.time(hour, minute), CHINA).astimezone(dt.UTC)


def propose_closing(now: dt.datetime, closes_at: dt.datetime | None = None) -> dict[str, Any]:
    """What the fields show first: in two weeks, or a week after the closing that stands."""
    start = now if closes_at is None else max(now, closes_at)
    wait = PROPOSED if closes_at is None else PROPOSED / 2
    shown = closes_at.astimezone(CHINA).strftime("%H:%M") if closes_at else PROPOSED_TIME
    return {"closes_on": (start + wait).astimezone(CHINA).date().isoformat(), "closes_time": shown}
