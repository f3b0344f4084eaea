"""What leads to a person: identity cards, bank cards, phones, number plates, accounts.

An identity number is known by its check digit (GB 11643-1999, ISO 7064 MOD 11-2), a bank card by
its Luhn digit (ISO/IEC 7812-1), so that work-order numbers and amounts are left alone.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterator

from app.review.findings import Hit
from app.review.texts import Text
from app.review.wording import show_words

Span = tuple[int, int]

_WIDE = {0xFF10 + digit: str(digit) for digit in range(10)} | {0xFF38: "X", 0xFF58: "x"}
_GAP = r"[ \u3000·.\-\u2010-\u2015]?"
_IDENTITY = re.compile(rf"(?=(\d(?:{_GAP}\d){{16}}{_GAP}[\dXx]))")
_OLD_IDENTITY = re.compile(
    r"身份证(?:号码?)?[^\d。；，]{0,6}(\d(?:[ -]?\d){13,16}[ -]?[\dXx])(?!\d)"
)
# Its last digits alone lead to the person as well.
_IDENTITY_TAIL = re.compile(
    r"身份证(?:号码?)?的?(?:尾[号数]|[后末]几位|最?后[三四五六3-6]位数?|末[三四五六3-6]位数?)[是为：:\s]{0,3}"
    r"(\d{2,5}[\dXx])(?![\dXx])"
)
_CARD = re.compile(rf"(?<!\d)((?:62|4\d|5[1-5])\d(?:{_GAP}\d){{12,16}})(?!\d)")
_NAMED_CARD = re.compile(r"(?:卡号|账号|账户|银行卡)[^\d。；，]{0,6}(\d(?:[ -]?\d){14,18})(?!\d)")
_MOBILE = re.compile(r"(?<![\d./=])(?:\+?86[ -]?)?1[3-9]\d(?P<gap>[ -]?)\d{4}(?P=gap)\d{4}(?!\d)")
_LANDLINE = re.compile(
    r"(?<![\d.])(?:0\d{2,3}[ \-\u2014]?|[(（]0\d{2,3}[)）])[2-9]\d{6,7}(?!\d)"
    r"|(?<=电话)[:： 是为]{0,2}[2-9]\d{6,7}(?!\d)"
)
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·•\s-]?"
    r"(?=[A-Z]{0,2}\d)[A-HJ-NP-Z0-9]{5}[A-HJ-NP-Z0-9挂学警港澳]?(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_SAID = r"[:：是为\s]{0,3}"
_ACCOUNT = re.compile(
    rf"(?:微信|薇信|V信|VX|WX|加V|wechat)(?:号|ID)?{_SAID}(?=[a-z]+[\d_-])([a-z][\w-]{{5,19}})"
    rf"|(?:微信号|微信ID|wechat id){_SAID}([a-z][\w-]{{5,19}})"
    rf"|QQ(?:号码?)?(?!群){_SAID}([1-9]\d{{4,10}})(?!\d)"
    r"|([a-z0-9][\w.+-]{0,40}@[a-z0-9-]{1,40}(?:\.[a-z]{2,12}){1,3})(?![\w-])",
    re.IGNORECASE | re.ASCII,
)
_PUBLIC_MAIL = re.compile(r"@(?:[\w-]+\.)?gov\.cn$|@12345\.", re.IGNORECASE)
_SERIAL = re.compile(
    r"(?:编号|单号|工单|受理号|文号|订单|合同号|凭证|流水|代码|备案号|批号|(?<!身份)证号)[^。；，\d]{0,8}$"
)
_MONEY = re.compile(
    r"(?:每平方米|单价|均价|总价|价|金额|合计|共计|费用|[¥￥]|人民币|yuan|RMB)[^。；，\d]{0,4}$",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"\s{0,2}(?:万?元|平方米|㎡|次|户|吨|度|%|yuan)")
_OFFICE = re.compile(
    r"(?:公司|物业|客服|热线|值班|办公|局|街道|社区|居委会|中心|服务|前台|监督|投诉|报修|维修|售楼"
    r"|电梯|急修|抢修|hotline|office|service|reception|repair)[^。；\n]{0,14}$",
    re.IGNORECASE,
)
# The first two digits of an identity number: provinces, and 83 for residents from Taiwan.
_PROVINCES = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"
_YOUNGEST_IN_A_SERIAL = 12
_TAIL = 6


def list_identity_numbers(text: str, year: int) -> list[Span]:
    """Where identity numbers stand, also with gaps, full-width digits or a small x.

    After words like 编号 a number whose birthday is recent is taken for a work order with a date.
    """
    plain = text.translate(_WIDE)
    spans = []
    for found in _IDENTITY.finditer(plain):
        start, end = found.span(1)
        number = re.sub(_GAP.rstrip("?"), "", found[1]).upper()
        if not is_identity_number(number, year):
            continue
        recent = int(number[6:10]) > year - _YOUNGEST_IN_A_SERIAL
        if not (recent and _SERIAL.search(_before(plain, start))):
            spans.append((start, end))
    for pattern in (_OLD_IDENTITY, _IDENTITY_TAIL):
        spans += [found.span(1) for found in pattern.finditer(plain)]
    return spans


def is_identity_number(number: str, year: int) -> bool:
    """Whether 18 characters are a number a person born until `year` can have."""
    try:
        born = dt.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return (
        _PROVINCES.fullmatch(number[:2]) is not None
        and 1900 <= born.year <= year
        and number[17] == _CHECK_DIGITS[total % 11]
    )


def list_bank_cards(text: str, year: int) -> list[Span]:
    """Where numbers of bank cards and accounts of persons stand."""
    plain = text.translate(_WIDE)
    taken = list_identity_numbers(text, year)
    spans = [
        found.span(1)
        for found in _CARD.finditer(plain)
        if is_luhn_number(re.sub(r"\D", "", found[1]))
        and not _SERIAL.search(_before(plain, found.start()))
    ]
    spans += [found.span(1) for found in _NAMED_CARD.finditer(plain)]
    return [span for span in spans if not _overlaps(span, taken)]


def is_luhn_number(digits: str) -> bool:
    """Whether the last digit proves the others."""
    total = 0
    for index, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if index % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def list_mobiles(text: str, year: int) -> list[Span]:
    """Where mobile numbers stand; those of an office, and amounts, are none."""
    return _list_phones(_MOBILE, text, year)


def list_landlines(text: str, year: int) -> list[Span]:
    """Where landline numbers stand that are no office's."""
    mobiles = [found.span() for found in _MOBILE.finditer(text.translate(_WIDE))]
    return [span for span in _list_phones(_LANDLINE, text, year) if not _overlaps(span, mobiles)]


def list_plates(text: str, _: int) -> list[Span]:
    """Where number plates of vehicles stand."""
    return [found.span() for found in _PLATE.finditer(text.translate(_WIDE))]


def list_accounts(text: str, _: int) -> list[Span]:
    """Where accounts of WeChat and QQ and e-mail addresses stand that are no office's."""
    plain = text.translate(_WIDE)
    found = [(one[0], one.span(one.lastindex or 0)) for one in _ACCOUNT.finditer(plain)]
    return [
        span
        for words, span in found
        if not _PUBLIC_MAIL.search(words) and not _OFFICE.search(_before(plain, span[0]))
    ]


DETECTORS: dict[str, Callable[[str, int], list[Span]]] = {
    "identity-number": list_identity_numbers,
    "bank-card": list_bank_cards,
    "mobile-number": list_mobiles,
    "landline-number": list_landlines,
    "number-plate": list_plates,
    "personal-account": list_accounts,
}


def find_personal(rule: str, text: Text, *, date: str, named: Collection[str]) -> Iterator[Hit]:
    """One Hit where a number of the kind that the rule names stands in the text."""
    year = int(date[:4])
    found = [text.text[start:end] for start, end in DETECTORS[rule](text.text, year)]
    found = [words for words in found if not any(_same_digits(words, name) for name in named)]
    if found:
        yield Hit(text.place, {"found": show_words([_mask(words) for words in found])})


def _list_phones(pattern: re.Pattern[str], text: str, year: int) -> list[Span]:
    plain = text.translate(_WIDE)
    taken = list_identity_numbers(text, year) + list_bank_cards(text, year)
    return [
        found.span()
        for found in pattern.finditer(plain)
        if not _overlaps(found.span(), taken)
        and not _SERIAL.search(_before(plain, found.start()))
        and not _MONEY.search(_before(plain, found.start()))
        and not _OFFICE.search(_before(plain, found.start()))
        and not _COUNTED.match(plain, found.end())
    ]


def _before(text: str, start: int) -> str:
    """As much as a context before a number can need."""
    return text[max(0, start - 40) : start]


def _overlaps(span: Span, others: Collection[Span]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in others)


def _same_digits(words: str, name: str) -> bool:
    digits = re.sub(r"\D", "", words)
    return bool(digits) and digits.removeprefix("86") == re.sub(r"\D", "", name).removeprefix("86")


def _mask(words: str) -> str:
    """The number without its middle: a finding may be shown, logged and sent."""
    bare = words.strip(":：是为 ")
    return bare[:3] + "…" + bare[-2:] if len(bare) > _TAIL else bare[:1] + "…"
