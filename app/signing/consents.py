"""Consents of a signer: each for one purpose, with the words that stood beside it.

`names-<n>`: name and dwelling to recipient n of the version; `names-next`: to the bodies that
lawfully get the matter next (review, transfer); `public`: the masked name on the public page. The
signing itself is no tick: the page says what is kept and why, and who answers for it. Words that
change get a new digest; the old ones stay for those who saw them.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.communities.models import Community
from app.messages import Language, Message, message, translate
from app.petitions.models import Version
from app.signing.models import ConsentText

SIGNING = "signing"
NEXT = "names-next"
PUBLIC = "public"
YEARS_KEPT = 3  # after the signing has ended; app/signing/erasure.py
_SIGNING = message(
    "我看过上面的信，同意其中的诉求和推选的代表。"
    "我填写的姓名、房号、身份和签名，只用来办这一次联名：核对是谁签的、统计人数和户数、"
    "写进我同意交给的收件方的签名表。电话和补充说明只给业主代表和核对人看，不写进信里，也不公开。"
    "这些内容由{responsible}负责保管（联系方式：{contact}），业主代表和核对人为办这件事可以查看。"
    "联名结束满{years}年，从本站删除；交出去的信在收件方那里，本站删不了。"
    "凭回执，我随时可以查看、导出、改正、收回同意、撤回签名，或者要求删除。"
    "下面各项可以一项也不勾选，签名照样有效。"
)
_NAMES = message(
    "同意把我的姓名、房号、身份和签名（有人代签的，连同代签人和关系）写进签名表，"
    "随信交给{recipient}，供它核实和办理。不勾选，给它的信里只计人数，不写我的姓名"
)
_NEXT = message(
    "事情依法转到下一个机关办理（转送、复查、复核）时，同意把同样的签名表也交给那个机关。"
    "不勾选，就不交我的姓名"
)
_PUBLIC = message(
    "同意在公开页显示我的姓和楼栋（例如“王**，3号楼”），打开网页的人都能看到。不勾选就不显示"
)


@dataclass(frozen=True)
class Choice:
    """A consent to be ticked; `is_usual`: ticked beforehand is never allowed, but recommended."""

    key: str
    words: str


def names_key(recipient: int) -> str:
    """The consent that recipient n (from 1) gets name and dwelling."""
    return f"names-{recipient}"


def list_choices(version: Version, language: Language) -> tuple[Choice, ...]:
    """The consents that can be ticked under a version, in the order of the page."""
    named = [
        Choice(names_key(letter.number), _say(_NAMES, language, recipient=letter.recipient))
        for letter in version.letters
    ]
    return (*named, Choice(NEXT, _say(_NEXT, language)), Choice(PUBLIC, _say(_PUBLIC, language)))


def say_signing(community: Community, language: Language) -> str:
    """What a person agrees to by signing."""
    return _say(
        _SIGNING,
        language,
        responsible=community.responsible_name,
        contact=community.responsible_contact,
        years=str(YEARS_KEPT),
    )


def keep_text(
    session: Session,
    version: Version,
    community: Community,
    language: Language,
    *,
    now: dt.datetime,
) -> str:
    """The digest of the words as they stand now; they are kept, so that they can be proved."""
    words = {SIGNING: say_signing(community, language)}
    words |= {choice.key: choice.words for choice in list_choices(version, language)}
    digest = digest_words(words, language)
    if session.get(ConsentText, digest) is None:
        kept = ConsentText(digest=digest, language=language, words=words, created_at=now)
        with suppress(IntegrityError), session.begin_nested():  # another process was quicker
            session.add(kept)
    return digest


def digest_words(words: Mapping[str, str], language: Language) -> str:
    """SHA-256 in hex of the words of all consents."""
    said = json.dumps([language, sorted(words.items())], ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()


def _say(said: Message, language: Language, **values: str) -> str:
    return translate(Message(said.text, values), language)
