"""Consents of a signer: each for one purpose, with the words that stood beside it.

`names-<n>`: name and dwelling to recipient n of the version; `names-next`: to the bodies that
lawfully get the matter next (review, transfer); `public`: the masked name on the public page. The
signing itself is no tick: the page says what is kept and why, and who answers for it.
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
_SIGNING = message(
    "我看过上面的信，同意其中的诉求和推选的代表。我的姓名、房号、签名等只用于这次联名，"
    "由{responsible}保管（联系方式：{contact}），案件了结后按期删除；我可以凭回执查看、改正、撤回和删除。"
)
_NAMES = message("我的姓名、房号和签名可以交给{recipient}")
_NEXT = message("事情依法转到下一个机关（转送、复查、复核）时，也可以交给那个机关")
_PUBLIC = message("公开页可以显示我的姓和楼栋（例如“王**，3号楼”）；不勾选就不显示")


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
