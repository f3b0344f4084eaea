"""2026 counted by hand across Spring Festival, Labour Day, Mid-Autumn and National Day.

Off: 15–23 February, 4–6 April, 1–5 May, 19–21 June, 25–27 September, 1–7 October; people work on
the weekend days 4 January, 14 and 28 February, 9 May, 20 September and 10 October.
"""

from __future__ import annotations

import datetime as dt

import pytest

from app.deadlines.reckoning import Start, reckon
from app.deadlines.workdays import load_calendar

BY_HAND = [
    # 15 days
    ("clk-xf-notify", "2026-01-30", "2026-02-14"),  # Sat, but worked: stays
    ("clk-xf-notify", "2026-01-31", "2026-02-24"),  # 15 Feb, first day off; back on Tue 24
    ("clk-xf-notify", "2026-02-08", "2026-02-24"),  # 23 Feb, last day off
    ("clk-xf-notify", "2026-02-09", "2026-02-24"),  # 24 Feb, the first day back
    ("clk-xf-notify", "2026-02-13", "2026-02-28"),  # Sat, but worked: stays
    ("clk-xf-notify", "2026-02-14", "2026-03-02"),  # 1 March is a Sunday
    ("clk-xf-office", "2026-03-20", "2026-04-07"),  # 4 April, Qingming to Mon 6
    ("clk-xf-notify", "2026-04-16", "2026-05-06"),  # 1 May, off to Tue 5
    ("clk-xf-notify", "2026-04-24", "2026-05-09"),  # Sat, but worked: stays
    ("clk-xf-notify", "2026-04-25", "2026-05-11"),  # 10 May is a Sunday
    ("clk-xf-notify", "2026-09-05", "2026-09-20"),  # Sun, but worked: stays
    ("clk-xf-notify", "2026-09-10", "2026-09-28"),  # 25 Sept, Mid-Autumn to Sun 27
    ("clk-xf-notify", "2026-09-16", "2026-10-08"),  # 1 Oct, off to Wed 7
    ("clk-xf-notify", "2026-09-20", "2026-10-08"),  # 5 Oct
    ("clk-xf-notify", "2026-09-22", "2026-10-08"),  # 7 Oct
    ("clk-xf-notify", "2026-09-25", "2026-10-10"),  # Sat, but worked: stays
    ("clk-sue-after-review", "2026-06-05", "2026-06-22"),  # 20 June, Dragon Boat to Sun 21
    # 30 and 60 days
    ("clk-xf-review-req", "2026-09-01", "2026-10-08"),  # 29 left in Sept, 1 Oct is day 30
    ("clk-xf-decide", "2026-08-03", "2026-10-08"),  # 28 + 30 = 58 by 30 Sept, 2 Oct is day 60
    ("clk-xf-decide", "2026-03-02", "2026-05-06"),  # 29 + 30 = 59 by 30 April, 1 May is day 60
    # working days
    ("clk-ogi-fix", "2026-02-12", "2026-02-28"),  # 13, Sat 14, 24, 25, 26, 27, Sat 28
    ("clk-ogi", "2026-02-10", "2026-03-16"),  # 11–14: 4; 24–28: 9; 2–6: 14; 9–13: 19; 16
    ("clk-registry", "2026-01-05", "2026-02-14"),  # 6–9: 4; four weeks: 24; 9–13: 29; Sat 14
    ("clk-ogi-fix", "2026-04-28", "2026-05-11"),  # 29, 30, 6, 7, 8, Sat 9, 11
    ("clk-review-accept", "2026-04-30", "2026-05-11"),  # 6, 7, 8, Sat 9, 11
    ("clk-consumer", "2026-09-18", "2026-09-29"),  # Sun 20, 21–24: 5; 28, 29
    ("clk-ogi", "2026-09-20", "2026-10-23"),  # 21–24: 4; 28–30: 7; 8–10: 10; 12–16: 15; 19–23
    ("clk-review-accept", "2026-09-30", "2026-10-13"),  # 8, 9, Sat 10, 12, 13
    ("clk-ogi-fix", "2026-01-01", "2026-01-12"),  # Sun 4, 5–9: 6; 12
    # months and years
    ("clk-duty", "2026-08-05", "2026-10-08"),  # 5 Oct
    ("clk-duty", "2026-03-01", "2026-05-06"),  # 1 May
    ("clk-duty", "2025-12-31", "2026-02-28"),  # no 31 Feb; Sat 28 is worked
    ("clk-handover", "2026-01-31", "2026-04-30"),  # no 31 April; a Thursday
    ("clk-sue-direct", "2025-08-31", "2026-02-28"),  # no 31 Feb; Sat 28 is worked
    ("clk-fire-test", "2025-05-02", "2026-05-06"),  # 2 May
    # warranties end on their day
    ("clk-w-pipes", "2024-02-17", "2026-02-17"),  # in the Spring Festival
    ("clk-w-pipes", "2024-02-29", "2026-02-28"),  # no 29 Feb in 2026
    ("clk-w-roof", "2021-10-03", "2026-10-03"),  # in the National Day holiday
    # before an event
    ("clk-meeting-notice", "2026-10-20", "2026-10-05"),  # off, stays: later would be too late
    ("clk-power-notice", "2026-10-08", "2026-10-01"),
]


@pytest.mark.parametrize(("rule", "start", "due"), BY_HAND)
def test_the_date_counted_by_hand_is_the_date_reckoned(rule: str, start: str, due: str) -> None:
    reckoned = reckon(rule, Start(dt.date.fromisoformat(start)), load_calendar())
    assert reckoned.due == dt.date.fromisoformat(due)
    assert not reckoned.provisional


@pytest.mark.parametrize(
    ("rule", "time", "due_at"),
    [
        ("clk-gas-notice", dt.time(8, 30), "2026-10-06T08:30"),
        ("clk-water-notice", dt.time(0, 0), "2026-10-07T00:00"),
        ("clk-gas-notice", None, "2026-10-06T00:00"),
    ],
    ids=["48 hours", "24 hours", "no time of day"],
)
def test_hours_are_counted_to_the_minute(rule: str, time: dt.time | None, due_at: str) -> None:
    reckoned = reckon(rule, Start(dt.date(2026, 10, 8), time), load_calendar())
    assert reckoned.due_at == dt.datetime.fromisoformat(due_at)
    assert reckoned.due == reckoned.due_at.date()
