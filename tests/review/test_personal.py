"""Numbers of people are found wherever they stand; other numbers are left alone."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.review import review_text
from app.review.personal import is_identity_number
from app.review.texts import USES, Use

TODAY = dt.date(2026, 10, 9)
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
HARMLESS = st.text("业主反映屋面渗漏已经多次电话联系物业，。；：（）“”我们家在 abc", max_size=40)


@st.composite
def identity_numbers(draw: st.DrawFn) -> str:
    """A number made as the standard says: region, birthday, serial, check digit."""
    region = draw(st.sampled_from(["110105", "410102", "330106", "650102", "440305"]))
    born = draw(st.dates(dt.date(1930, 1, 1), dt.date(2008, 1, 1)))
    body = f"{region}{born:%Y%m%d}{draw(st.integers(0, 999)):03}"
    total = sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]


def find_rules(text: str, use: Use = "facts") -> set[str]:
    return {finding.rule for finding in review_text(text, use, today=TODAY)}


@given(HARMLESS, identity_numbers(), HARMLESS, st.sampled_from(USES))
def test_an_identity_number_is_found_in_any_text(
    before: str, number: str, after: str, use: Use
) -> None:
    assert "identity-number" in find_rules(f"{before}{number}{after}", use)


@given(
    identity_numbers(), st.sampled_from(["{} {} {}", "{}-{}-{}", "{}\u3000{}\u3000{}", "{}{}{}"])
)
def test_gaps_wide_digits_and_a_small_x_do_not_hide_it(number: str, form: str) -> None:
    written = form.format(number[:6], number[6:14], number[14:].lower())
    wide = written.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"})
    assert "identity-number" in find_rules(written)
    assert "identity-number" in find_rules(wide)


@given(identity_numbers(), st.integers(0, 17))
def test_a_number_with_one_digit_changed_is_none(number: str, at: int) -> None:
    old = number[at]
    new = "5" if old != "5" else "6"
    assert not is_identity_number(f"{number[:at]}{new}{number[at + 1 :]}", 2026)


@given(HARMLESS, st.integers(13_000_000_000, 19_999_999_999))
def test_a_mobile_number_is_found_and_no_other_kind(before: str, number: int) -> None:
    found = find_rules(f"住户{before}。找他{number}")
    assert "mobile-number" in found
    assert not found & {"identity-number", "bank-card", "landline-number"}


@given(HARMLESS)
def test_a_text_without_numbers_has_no_personal_data(text: str) -> None:
    assert not find_rules(text) & {"identity-number", "bank-card", "mobile-number", "number-plate"}


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("卡号4111111111111111", "bank-card"),
        ("已转入6222021234567890129", ""),  # no Luhn number, and nothing says that it is a card
        ("已转入4111 1111 1111 1111", "bank-card"),
        ("流水号4111111111111111", ""),
        ("身份证410105199001011", "identity-number"),  # 15 digits, as until 1999
        ("身份证 4101 0519 9001 0112 34", "identity-number"),  # a slip of the pen is still one
        ("登记为110105********002X", ""),
        ("张三，138 0000 0001", "mobile-number"),
        ("找他+86 138-0000-0001", "mobile-number"),
        ("共计13800000001元", ""),
        ("客服热线13800000001", ""),
        ("拨打95598、12319、400-800-1234", ""),
        ("京A·12345堵门", "number-plate"),
        ("京AD12345", "number-plate"),
        ("新A座、川东路18号", ""),
    ],
)
def test_numbers_are_told_apart(text: str, rules: str) -> None:
    assert find_rules(text) == set(rules.split())


def test_a_finding_does_not_repeat_the_number() -> None:
    (finding,) = review_text("身份证11010519491231002X", "facts", today=TODAY)
    assert "19491231" not in str(finding.message)
