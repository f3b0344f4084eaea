"""The words of a paper sheet, in the petition's language: printed on it, kept as its consent text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.communities.models import Community
from app.deadlines.wording import say_date
from app.letters.annexes import gives_names
from app.letters.assembly import write_code
from app.letters.markup import read_words
from app.letters.petition import HOTLINE
from app.letters.render.sheet_form import SheetForm
from app.messages import Language, Message, message, translate
from app.petitions.models import Version, VersionLetter
from app.petitions.opened import open_document
from app.signing.consents import SIGNING, digest_words, names_key
from app.signing.models import ConsentText, Drive
from app.signing.sharing import Asked, summarise
from app.today import CHINA

_NAME = message("联名签名表")
_COMMUNITY = message("小区：{community}")
_FROZEN = message("定稿日期：{date}")
_CODE = message("正文校验码 {code}")
_CODE_OF = message("正文校验码 {code}（致{recipient}）")
_SCAN = message("扫码看信的全文")
_SIGNING = message(
    "在下表签名，表示：我看过上面所写的信，同意其中的诉求和推选的代表。姓名、房号和签名只用于这次联名，"
    "由{responsible}保管（联系方式：{contact}），案件了结后按期删除；本人可以向保管人要求查看、改正、撤回和删除。"
)
_NAMES = message(
    "签名表和这张纸的照片随信交给{recipients}。不愿意交出姓名的，请在“不公开姓名”一栏打勾：只计人数，信里不写姓名。"
)
_NOBODY = message("姓名不随信交给收件方，信里只写人数和户数。")
_HOW = message(
    "身份写业主、共有人、家属、承租人或者商户。替别人签的，“姓名”写本人，签名后写明代签人的姓名和与本人的关系。"
    "指印可按可不按。请不要写身份证号。"
)
_HEAD = ("number", "name", "unit", "capacity", "signature", "date")  # as the letter's table
_MORE = (message("代签人／关系"), message("指印"), message("不公开姓名"))
_COLLECTED = (message("征集人签名"), message("电话"), message("收齐日期"))
_NUMBER = message("编号 {number}")
_PAGE = message("第{page}页，共{pages}页")
_BETWEEN = message("、")


@dataclass(frozen=True)
class SheetText:
    """What a version's sheet says; `words` is its consent text by the key of the consent."""

    asked: Asked
    signing: str
    names: str
    words: dict[str, str]

    @property
    def language(self) -> Language:
        return self.asked.language

    @property
    def digest(self) -> str:
        return digest_words(self.words, self.language)

    @property
    def consents(self) -> tuple[str, ...]:
        """What a signer agrees to who does not withhold the name."""
        return tuple(key for key in self.words if key != SIGNING)


def write_text(drive: Drive, community: Community, *, today: dt.date) -> SheetText:
    """The words for the version that is signed now. Only who gets names by the letter is named."""
    asked = summarise(drive, today=today)
    named = list_named(drive.version, today=today)
    signing = _say(
        _SIGNING,
        asked.language,
        responsible=community.responsible_name,
        contact=community.responsible_contact,
    )
    between = translate(_BETWEEN, asked.language)
    recipients = between.join(letter.recipient for letter in named)
    names = _say(_NAMES if named else _NOBODY, asked.language, recipients=recipients)
    words = {SIGNING: signing, **{names_key(letter.number): names for letter in named}}
    return SheetText(asked, signing, names, words)


def list_named(version: Version, *, today: dt.date) -> list[VersionLetter]:
    """The letters of a version whose recipient gets the names of those who consent."""
    recipients = open_document(version.document, today=today).petition.recipients
    return [
        letter
        for letter in version.letters
        if letter.kind != HOTLINE and gives_names(recipients[letter.number - 1])
    ]


def keep_words(session: Session, text: SheetText, *, now: dt.datetime) -> str:
    """The digest of the words, which are kept."""
    if session.get(ConsentText, text.digest) is None:
        kept = ConsentText(
            digest=text.digest, language=text.language, words=text.words, created_at=now
        )
        with suppress(IntegrityError), session.begin_nested():  # another process was quicker
            session.add(kept)
    return text.digest


def write_form(drive: Drive, text: SheetText, address: str) -> SheetForm:
    """The sheet as it is printed; `address` is the public page."""
    language, asked = text.language, text.asked
    frozen = drive.version.frozen_at.astimezone(CHINA).date()
    date = translate(say_date(frozen), language)
    return SheetForm(
        language=language,
        name=_say(_NAME, language),
        title=asked.title,
        facts=(
            _say(_COMMUNITY, language, community=asked.community),
            _say(_FROZEN, language, date=date),
        ),
        codes=tuple(_write_codes(drive.version.letters, language)),
        address=address,
        scan=_say(_SCAN, language),
        said=(text.signing, text.names, _say(_HOW, language)),
        head=(
            *(read_words(language)[f"head-{one}"] for one in _HEAD),
            *(_say(one, language) for one in _MORE),
        ),
        collected=tuple(_say(one, language) for one in _COLLECTED),
        number=_say(_NUMBER, language, number="{number}"),
        page=_say(_PAGE, language, page="{page}", pages="{pages}"),
    )


def _write_codes(letters: Sequence[VersionLetter], language: Language) -> Iterable[str]:
    letters = [one for one in letters if one.kind != HOTLINE] or list(letters)
    for letter in letters:
        said = _CODE_OF if len(letters) > 1 else _CODE
        yield _say(said, language, code=write_code(letter.digest), recipient=letter.recipient)


def _say(said: Message, language: Language, **values: str) -> str:
    return translate(Message(said.text, values), language)
