"""Which clocks a petition's letters set running."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from app.config import PROJECT
from app.deadlines.reckoning import Start
from app.deadlines.schedule import Dated
from app.deadlines.workdays import load_calendar
from app.letter_dates import date_letters, find_office
from app.letters.errors import InputError
from app.letters.petition_file import parse_petition

EXAMPLE = (PROJECT / "examples" / "four-grievances.toml").read_text("utf-8")
RECEIVED = dt.date(2026, 9, 20)
PREVIOUS = '\n[previous]\nkind = "{kind}"\ndate = 2026-08-01\n'
DECISION = '\n[decision]\nby = "区住建局"\ndate = 2026-09-01\n'


def date_example(
    *changes: tuple[str, str], end: str = "", given: dict[str, Start] | None = None
) -> list[Dated]:
    text = EXAMPLE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    petition = parse_petition((text + end).encode(), name="p.toml", today=dt.date(2026, 9, 1))
    return list(date_letters(petition, RECEIVED, given or {}, load_calendar()))


def find(dated: list[Dated], rule: str) -> Dated:
    return next(one for one in dated if one.reckoned.clock.id == rule)


def list_rules(dated: list[Dated], number: int) -> set[str]:
    return {one.reckoned.clock.id for one in dated if one.addressed.number == number}


FIRST = {"clk-xf-notify", "clk-xf-transfer", "clk-xf-decide", "clk-xf-extend", "clk-xf-review-req"}
AUTHORITY = 'role = "authority"\nname = "滨河区住房和城乡建设局"'


@pytest.mark.parametrize(
    ("role", "category", "rules"),
    [
        ("authority", "leak", FIRST),
        ("authority", "deed", FIRST | {"clk-registry"}),
        ("authority", "consumer", FIRST | {"clk-consumer"}),
        ("authority", "planning_change", FIRST | {"clk-review-apply", "clk-sue-direct"}),
        ("hotline", "leak", {"clk-12345"}),
        (
            "developer",
            "delayed_handover",
            {"clk-dev-reply", "clk-limitation", "clk-handover", "clk-rescind"},
        ),
        ("developer", "heating", {"clk-dev-reply", "clk-limitation", "clk-w-heat", "clk-w-insulation"}),
        ("property_company", "fire", {"clk-pm-reply", "clk-limitation", "clk-fire-test"}),
        ("property_company", "leak", {"clk-pm-reply", "clk-limitation"}),
        ("utility", "gas", {"clk-limitation", "clk-gas-notice"}),
        ("utility", "water_power", {"clk-limitation", "clk-water-notice", "clk-power-notice"}),
    ],
)  # fmt: skip
def test_role_and_category_choose_the_clocks(role: str, category: str, rules: set[str]) -> None:
    changes = [
        (AUTHORITY, f'role = "{role}"\nname = "收件方"'),
        ('category = "leak"', f'category = "{category}"'),
    ]
    items = [
        (f'category = "{name}"', 'category = "noise"')
        for name in ("deed", "gas", "landscaping_roads")
    ]
    if category in ("deed", "gas"):
        items = [one for one in items if category not in one[0]]
    assert list_rules(date_example(*changes, *items), 1) == rules


@pytest.mark.parametrize(
    ("kind", "end", "rules"),
    [
        ("disclosure", PREVIOUS, {"clk-ogi", "clk-ogi-ext", "clk-ogi-fix", "clk-review-apply"}),
        ("duty", PREVIOUS, {"clk-duty", "clk-review-apply", "clk-registry"}),
        ("review", PREVIOUS + DECISION, {"clk-xf-review-req", "clk-xf-review-dec", "clk-xf-re-req"}),
        ("second-review", PREVIOUS + DECISION, {"clk-xf-re-req", "clk-xf-re-dec"}),
        (
            "reconsideration", PREVIOUS + DECISION,
            {"clk-review-apply", "clk-review-accept", "clk-review-decide", "clk-sue-after-review", "clk-sue-direct"},
        ),
        ("reminder", PREVIOUS, FIRST | {"clk-registry"}),
        ("hotline", "", {"clk-12345"}),
        ("cover", "", set()),
    ],
)  # fmt: skip
def test_the_kind_of_letter_chooses_the_clocks(kind: str, end: str, rules: set[str]) -> None:
    dated = date_example(
        (AUTHORITY, f'{AUTHORITY}\nkind = "{kind}"'), end=end.format(kind="petition")
    )
    assert list_rules(dated, 1) == rules


def test_dates_come_in_order_and_what_has_none_last() -> None:
    dated = date_example()
    due = [one.reckoned.due for one in dated]
    known = [date for date in due if date is not None]
    assert due == sorted(known) + [None] * (len(due) - len(known))
    assert dated[len(known)].reckoned.clock.id == "clk-dev-reply"


def test_a_petition_office_passes_on_and_another_authority_answers() -> None:
    office = date_example((AUTHORITY, 'role = "authority"\nname = "滨河区信访局"'))
    assert "clk-xf-office" in list_rules(office, 1) and "clk-xf-notify" not in list_rules(office, 1)
    assert find(office, "clk-xf-office").reckoned.due == dt.date(2026, 10, 8)


@pytest.mark.parametrize(
    ("name", "office"),
    [
        ("滨河区信访局", "petition_office"),
        ("滨河区委、区政府信访办公室", "petition_office"),
        ("Binhe District Petition Bureau", "petition_office"),
        ("滨河区住房和城乡建设局", "agency"),
        ("滨河区住房和城乡建设局信访科", "agency"),
    ],
)
def test_a_petition_office_is_known_by_its_name(name: str, office: str) -> None:
    assert find_office(name) == office


def test_an_extension_starts_where_the_period_before_it_came_to_end() -> None:
    """民法典 203: the day after the days off is the last day of the period."""
    accepted = {"matter_accepted": Start(dt.date(2026, 8, 3))}
    dated = date_example(given=accepted)
    decide, extend = (find(dated, f"clk-xf-{name}").reckoned for name in ("decide", "extend"))
    assert (decide.end, decide.due) == (dt.date(2026, 10, 2), dt.date(2026, 10, 8))
    assert extend.start == Start(dt.date(2026, 10, 8), source="derived")
    assert extend.due == dt.date(2026, 11, 9)  # 23 left in October, day 30 is Saturday 7 November
    ended = {**accepted, "petition_period_ended": Start(dt.date(2026, 10, 2))}
    assert find(date_example(given=ended), "clk-xf-extend").reckoned.due == dt.date(2026, 11, 2)


def test_the_disclosure_extension_runs_on_working_days() -> None:
    dated = date_example(
        (AUTHORITY, f'{AUTHORITY}\nkind = "disclosure"'), end=PREVIOUS.format(kind="petition")
    )
    assert find(dated, "clk-ogi").reckoned.due == dt.date(2026, 10, 23)
    assert find(dated, "clk-ogi-ext").reckoned.due == dt.date(2026, 11, 20)


@pytest.mark.parametrize(
    ("previous", "start"),
    [
        ('kind = "petition"\ndate = 2026-08-01\nreceived_on = 2026-08-03', dt.date(2026, 8, 3)),
        ('kind = "petition"\ndate = 2026-08-01', None),
        ('kind = "reminder"\ndate = 2026-08-01\nreceived_on = 2026-08-03', None),
    ],
    ids=["received", "receipt not known", "reminder of a reminder"],
)
def test_a_reminder_does_not_start_the_clock_again(previous: str, start: dt.date | None) -> None:
    dated = date_example(
        (AUTHORITY, f'{AUTHORITY}\nkind = "reminder"'), end=f"\n[previous]\n{previous}\n"
    )
    notify = find(dated, "clk-xf-notify")
    assert notify.reckoned.start == (Start(start) if start else None)
    assert notify.addressed.wish and notify.addressed.wish.date == dt.date(2026, 10, 5)


def test_a_written_answer_starts_from_its_own_date_until_its_receipt_is_told() -> None:
    kind = (AUTHORITY, f'{AUTHORITY}\nkind = "review"')
    end = PREVIOUS.format(kind="petition") + DECISION
    request = find(date_example(kind, end=end), "clk-xf-review-req").reckoned
    assert request.start == Start(dt.date(2026, 9, 1), source="paper")
    told = {"answer_received": Start(dt.date(2026, 9, 4))}
    assert (
        find(date_example(kind, end=end, given=told), "clk-xf-review-req").reckoned.start
        == told["answer_received"]
    )


def test_what_is_given_goes_before_what_the_file_says() -> None:
    given = {"handed_over": Start(dt.date(2025, 5, 6))}
    assert find(date_example(given=given), "clk-deed-presale").reckoned.due == dt.date(2025, 8, 4)
    agreed = {"registration_due": Start(dt.date(2025, 12, 31))}
    rescind = find(date_example(given=agreed), "clk-deed-rescind").reckoned
    assert rescind.due == dt.date(2026, 12, 31) and rescind.start == agreed["registration_due"]


def test_a_copy_sets_nothing_running() -> None:
    assert list_rules(date_example((AUTHORITY, f"{AUTHORITY}\ncopy = true")), 1) == set()


def test_only_the_items_addressed_to_a_recipient_count() -> None:
    dated = date_example((AUTHORITY, f"{AUTHORITY}\nitems = [2]"))
    assert "clk-registry" not in list_rules(dated, 1)


@pytest.mark.parametrize(
    ("changes", "end", "place"),
    [
        ([("handed_over = 2025-03-28", "handed_over = 0202-03-28")], "", "community.handed_over"),
        ([("completion_accepted = 2025", "completion_accepted = 9999")], "", "community.completion_accepted"),
        (
            [(AUTHORITY, f'{AUTHORITY}\nkind = "reminder"')],
            '\n[previous]\nkind = "petition"\ndate = 2026-08-01\nreceived_on = 1026-08-03\n',
            "previous.received_on",
        ),
        (
            [(AUTHORITY, f'{AUTHORITY}\nkind = "review"')],
            PREVIOUS.format(kind="petition") + DECISION.replace("2026", "3026"), "decision.date",
        ),
    ],
    ids=["handed over", "accepted", "received", "decided"],
)  # fmt: skip
def test_a_date_out_of_range_names_its_place(
    changes: list[tuple[str, str]], end: str, place: str
) -> None:
    with pytest.raises(InputError) as caught:
        date_example(*changes, end=end)
    assert caught.value.place == place


def test_the_english_example_has_the_same_dates() -> None:
    english = Path(PROJECT / "examples" / "four-grievances-en.toml").read_bytes()
    petition = parse_petition(english, name="p.toml", today=dt.date(2026, 9, 1))
    dated = date_letters(petition, RECEIVED, {}, load_calendar())
    assert [one.reckoned for one in dated] == [one.reckoned for one in date_example()]
