"""What goes round about a drive: what it asks in few lines, the text for a chat group, the poster.

What people write themselves for it is read by the rules that read letters; what a rule calls an
error is not taken.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.deadlines.wording import say_moment
from app.letters.context import heading_of
from app.letters.errors import InputError
from app.letters.petition import Petition as Content
from app.letters.render.fonts import check_printable
from app.messages import Language, Message, message, translate
from app.petitions.models import Version
from app.petitions.opened import open_document
from app.review import Finding, review_text
from app.signing.drives import record_act
from app.signing.models import Drive
from app.today import CHINA
from app.web.faults import Fault

LONGEST_CHAT = 300  # with the closing time and the address
LONGEST_LINE = 40  # the poster's own
MOST_LINES = 4
_LONGEST_PREVIEW = 160
_TITLE = re.compile("(?:^|\x1e)h1[^\x1f]*\x1f([^\x1e]*)")  # as app/letters/markup.py writes it
_MORE = message("另有{count}项")
_CHAT = message(
    "【联名】{community}业主联名信：{title}。{asked}。请打开看信，同意的请签名，不用下载软件。"
)
_CHAT_END = message("{closes}截止\n{address}")
_PREVIEW = message("{community}业主联名：{asked}。{closes}截止。")


class ErrorFound(Fault):
    """The review says that these words would hurt those who spread them; `findings` say why."""

    def __init__(self, field: str, findings: tuple[Finding, ...]) -> None:
        said = message("没有保存：这段话里有会伤到大家的地方，请照下面的提示改")
        super().__init__(said, field)
        self.findings = findings


@dataclass(frozen=True)
class Asked:
    """What a version asks, in its own language: `lines` are its items, four at most."""

    community: str
    title: str
    language: Language
    lines: tuple[str, ...]
    more: int

    def say_lines(self, separator: str) -> str:
        """The lines as one text."""
        lines = [*self.lines]
        if self.more:
            lines.append(translate(Message(_MORE.text, {"count": self.more}), self.language))
        return separator.join(lines)


def summarise(drive: Drive, *, today: dt.date) -> Asked:
    """What the version that is signed now asks."""
    version: Version = drive.version
    content: Content = open_document(version.document, today=today).petition
    headings = [heading_of(item, content.language) for item in content.items]
    most = MOST_LINES if len(headings) <= MOST_LINES else MOST_LINES - 1
    return Asked(
        community=content.community.name,
        title=content.title or _find_composed_title(version),
        language=content.language,
        lines=tuple(headings[:most]),
        more=len(headings) - len(headings[:most]),
    )


def say_closing(drive: Drive, language: Language) -> str:
    """When one can sign last, in the time of China."""
    return translate(say_moment(drive.closes_at.astimezone(CHINA)), language)


def compose_chat(drive: Drive, asked: Asked, address: str) -> str:
    """The words that are kept, or proposed ones, with closing time and address: 300 characters."""
    end = translate(
        Message(_CHAT_END.text, {"closes": say_closing(drive, asked.language), "address": address}),
        asked.language,
    )
    words = drive.chat_words or propose_chat(asked)
    room = LONGEST_CHAT - len(end) - 1
    return f"{words if len(words) <= room else words[: room - 1] + '…'}\n{end}"


def propose_chat(asked: Asked) -> str:
    """The words for a chat group unless somebody wrote others."""
    separator = "；" if asked.language == "zh" else "; "
    values = {
        "community": asked.community, "title": asked.title, "asked": asked.say_lines(separator),
    }  # fmt: skip
    return translate(Message(_CHAT.text, values), asked.language)


def find_room(drive: Drive, asked: Asked, address: str) -> int:
    """How long one's own words for a chat group may be."""
    return (
        LONGEST_CHAT
        - len(compose_chat(drive, asked, address))
        + len(drive.chat_words or propose_chat(asked))
    )


def describe_preview(drive: Drive, asked: Asked) -> str:
    """What a chat app shows below the title of the public address."""
    separator = "；" if asked.language == "zh" else "; "
    values = {
        "community": asked.community,
        "asked": asked.say_lines(separator),
        "closes": say_closing(drive, asked.language),
    }
    said = translate(Message(_PREVIEW.text, values), asked.language)
    return said if len(said) <= _LONGEST_PREVIEW else said[: _LONGEST_PREVIEW - 1] + "…"


def read_own_words(chat: str, line: str, *, today: dt.date) -> Sequence[Finding]:
    """What the review says of both texts; errors and warnings."""
    return (*review_text(chat, "chat", today=today), *review_text(line, "poster", today=today))


def change_words(drive: Drive, *, chat: str, line: str, today: dt.date) -> None:
    """Keep one's own words; "" brings back the proposed ones. Raises ErrorFound, Fault."""
    for field, use, text in (("chat", "chat", chat), ("line", "poster", line)):
        findings = review_text(text, use, today=today)  # type: ignore[arg-type]
        if any(one.level == "error" for one in findings):
            raise ErrorFound(field, findings)
    try:
        check_printable(line)
    except InputError as error:
        raise Fault(error.said, "line") from error
    drive.chat_words, drive.poster_line = chat, line


def change_listing(
    session: Session,
    drive: Drive,
    *,
    is_listed: bool,
    now: dt.datetime,
    person_id: uuid.UUID | None,
) -> None:
    """Show the drive on the home page and let search engines find it, or not."""
    if drive.is_listed == is_listed:
        return
    drive.is_listed = is_listed
    if is_listed:
        record_act(session, "signing-listed", drive, person_id, now)
    else:
        record_act(session, "signing-unlisted", drive, person_id, now)


def list_open(session: Session, *, now: dt.datetime) -> Sequence[Drive]:
    """The drives that are listed and can be signed now, those that close first before."""
    query = (
        select(Drive)
        .where(
            Drive.is_listed,
            Drive.revoked_at.is_(None),
            Drive.closed_at.is_(None),
            Drive.opens_at <= now,
            Drive.closes_at > now,
        )
        .options(joinedload(Drive.petition))
        .order_by(Drive.closes_at)
        .limit(20)
    )
    return session.scalars(query).all()


def _find_composed_title(version: Version) -> str:
    """The title of the first letter that has one, as it was frozen."""
    for letter in version.letters:
        found = _TITLE.search(letter.body)
        if found:
            return " ".join(found[1].replace("\0", " ").split())
    return ""
