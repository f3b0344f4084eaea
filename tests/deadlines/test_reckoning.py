"""What holds for every start and every period."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalogue.words import Words
from app.deadlines.clocks import UNITS, Clock, choose_version, find_clock, load_clocks
from app.deadlines.reckoning import (
    OutOfRange,
    Start,
    add_months,
    count_calendar,
    judge_force,
    reckon,
    reckon_clock,
)
from app.deadlines.workdays import ONE_DAY, load_calendar

WORK = load_calendar()
KNOWN = st.dates(dt.date(2022, 5, 1), dt.date(2026, 8, 1))
ANY = st.dates(dt.date(1950, 1, 1), dt.date(2199, 12, 31))
DATED = sorted(
    id
    for id, versions in load_clocks().items()
    if versions[-1].unit not in ("none", "seasons", "hours")
)
MOVING = [id for id in DATED if find_clock(id).rolls]
FIXED = [id for id in DATED if not find_clock(id).rolls]


@given(st.sampled_from(DATED), ANY)
def test_the_day_of_the_event_is_not_counted(rule: str, date: dt.date) -> None:
    due = reckon(rule, Start(date), WORK).due
    if due is not None:
        assert (due < date) if find_clock(rule).direction == "before" else (due > date)


@given(st.sampled_from(MOVING), ANY)
def test_a_period_ends_on_a_working_day(rule: str, date: dt.date) -> None:
    reckoned = reckon(rule, Start(date), WORK)
    if reckoned.due is not None and reckoned.end is not None:
        assert WORK.is_working(reckoned.due)
        between = (reckoned.due - reckoned.end).days
        assert not any(WORK.is_working(reckoned.end + n * ONE_DAY) for n in range(between))


@given(st.sampled_from(FIXED), ANY)
def test_warranties_and_days_before_an_event_do_not_move(rule: str, date: dt.date) -> None:
    reckoned = reckon(rule, Start(date), WORK)
    assert reckoned.due == reckoned.end
    if reckoned.due is not None:
        clock = find_clock(rule, date)
        assert reckoned.due == count_calendar(clock, date, clock.value or 0)


@given(st.sampled_from(DATED), KNOWN, st.integers(0, 400))
def test_a_later_start_never_ends_earlier(rule: str, date: dt.date, later: int) -> None:
    first = reckon(rule, Start(date), WORK).due
    second = reckon(rule, Start(date + later * ONE_DAY), WORK).due
    if first is not None and second is not None:
        assert first <= second


@given(ANY, st.integers(1, 240))
def test_months_end_on_the_corresponding_day_or_the_last_of_the_month(
    date: dt.date, months: int
) -> None:
    end = add_months(date, months)
    assert (end.year * 12 + end.month) - (date.year * 12 + date.month) == months
    last = calendar.monthrange(end.year, end.month)[1]
    assert end.day == date.day or (end.day == last and date.day > last)


@pytest.mark.parametrize(
    ("start", "years", "end"),
    [
        ("2024-02-29", 1, "2025-02-28"),
        ("2024-02-29", 4, "2028-02-29"),
        ("2023-02-28", 1, "2024-02-28"),
        ("1999-02-28", 1, "2000-02-28"),
        ("2096-02-29", 4, "2100-02-28"),
    ],
)
def test_a_leap_day_has_its_corresponding_day(start: str, years: int, end: str) -> None:
    assert add_months(dt.date.fromisoformat(start), 12 * years) == dt.date.fromisoformat(end)


@given(st.sampled_from(["clk-ogi", "clk-ogi-fix", "clk-registry", "clk-consumer"]), KNOWN)
def test_working_days_are_counted_one_by_one(rule: str, date: dt.date) -> None:
    reckoned = reckon(rule, Start(date), WORK)
    if reckoned.due is not None:
        days = [date + n * ONE_DAY for n in range(1, (reckoned.due - date).days + 1)]
        assert sum(WORK.is_working(day) for day in days) == reckoned.clock.value
        assert set(reckoned.skipped.made_up) == {day for day in days if day in WORK.make_up}
        assert {rest for day in days if (rest := WORK.rests.get(day))} == set(
            reckoned.skipped.rests
        )


@given(st.sampled_from(MOVING), ANY)
def test_a_date_that_needs_an_unknown_year_is_provisional(rule: str, date: dt.date) -> None:
    reckoned = reckon(rule, Start(date), WORK)
    if reckoned.due is not None:
        assert reckoned.provisional == bool(reckoned.unknown)
        if not WORK.is_known(reckoned.due):
            assert reckoned.due.year in reckoned.unknown
        elif reckoned.clock.unit != "working_days" and reckoned.end is not None:
            assert reckoned.provisional == (not WORK.is_known(reckoned.end))


@pytest.mark.parametrize(
    ("rule", "start", "provisional"),
    [
        ("clk-xf-notify", "2026-12-15", False),  # 30 December 2026
        ("clk-xf-notify", "2026-12-17", True),  # 1 January 2027
        ("clk-ogi", "2026-12-20", True),
        ("clk-ogi", "2020-12-20", True),  # counts through days of 2020, which has no file
        ("clk-w-roof", "2025-02-10", True),  # past the last calendar
        ("clk-w-roof", "2021-02-10", False),
        ("clk-power-notice", "2027-01-03", False),  # 27 December 2026
        ("clk-power-notice", "2027-01-20", True),
    ],
)
def test_past_the_last_calendar_a_date_is_provisional(
    rule: str, start: str, provisional: bool
) -> None:
    reckoned = reckon(rule, Start(dt.date.fromisoformat(start)), WORK)
    assert reckoned.provisional is provisional or reckoned.force == "not_yet"


@pytest.mark.parametrize("date", [dt.date(1, 1, 1), dt.date(1949, 12, 31), dt.date(9999, 12, 31)])
def test_a_start_too_far_off_is_refused(date: dt.date) -> None:
    with pytest.raises(OutOfRange):
        reckon("clk-w-roof", Start(date), WORK)


def test_an_unknown_clock_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        reckon("clk-nothing", Start(dt.date(2026, 1, 1)), WORK)


@pytest.mark.parametrize(
    ("rule", "start", "force", "dated"),
    [
        ("clk-xf-notify", "2022-04-30", "not_yet", False),
        ("clk-xf-notify", "2022-05-01", "in_force", True),
        ("clk-w-roof", "2018-06-01", "earlier", True),
        ("clk-deed-presale", "2019-06-01", "earlier", True),
        ("clk-dev-reply", "2019-06-01", "in_force", False),
    ],
)
def test_a_text_counts_what_it_governs(rule: str, start: str, force: str, dated: bool) -> None:
    reckoned = reckon(rule, Start(dt.date.fromisoformat(start)), WORK)
    assert reckoned.force == force
    assert (reckoned.due is not None) is dated


NOTIFY = find_clock("clk-xf-notify")
OLD = replace(NOTIFY, valid_to=dt.date(2026, 6, 30))
NEW = replace(NOTIFY, value=10, valid_from=dt.date(2026, 7, 1))


@pytest.mark.parametrize(
    ("on", "chosen", "force"),
    [
        ("2020-01-01", OLD, "not_yet"),
        ("2026-06-30", OLD, "in_force"),
        ("2026-07-01", NEW, "in_force"),
        ("2030-01-01", NEW, "in_force"),
    ],
    ids=["before both", "last day of the old", "first day of the new", "long after"],
)
def test_of_several_versions_the_one_in_force_counts(on: str, chosen: Clock, force: str) -> None:
    date = dt.date.fromisoformat(on)
    assert choose_version([OLD, NEW], date) == chosen
    assert choose_version([OLD, NEW], None) == NEW
    assert judge_force(chosen, date) == force


def test_a_text_that_ended_counts_nothing() -> None:
    reckoned = reckon_clock(OLD, Start(dt.date(2026, 8, 1)), WORK)
    assert choose_version([OLD], dt.date(2026, 8, 1)) == OLD
    assert reckoned.force == "ended" and reckoned.due is None


def test_every_unit_has_a_clock() -> None:
    used = {clock.unit for versions in load_clocks().values() for clock in versions}
    assert used == set(UNITS)


def test_clocks_say_who_and_what_in_both_languages() -> None:
    for versions in load_clocks().values():
        for clock in versions:
            assert isinstance(clock.title, Words) and clock.title.zh and clock.title.en
