"""What the page of a drive shows: progress, what needs a person, the tools, the newer version."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.communities.settings import find_community, may_open_public_links
from app.messages import Message, message
from app.petitions.drafts import FROZEN
from app.petitions.freezing import find_last_number
from app.petitions.models import Petition
from app.signing.charts import Bar, DayChart, draw_buildings, draw_days
from app.signing.drives import Stage, tell_stage
from app.signing.models import Complaint, Drive, Level, PaperSheet, Signature
from app.signing.progress import Progress, count_to_agree_anew, read_progress

SOON = dt.timedelta(days=3)
LEVEL_NAMES: dict[Level, Message] = {
    "checked": message("已核对"),
    "coded": message("凭房屋码"),
    "paper": message("纸质"),
    "declared": message("自行申报"),
}
# Where the pages of other modules lie, below the drive's own address.
TOOLS: tuple[tuple[str, Message, Message], ...] = (
    ("signatures", message("核对签名"), message("与房屋清册核对，标记存疑、不予采用，合并重复")),
    ("share", message("海报和群消息"), message("A4、A3海报，发到业主群的文字")),
    ("codes", message("房屋码"), message("每户一张二维码纸条，凭码签名更可信")),
    ("sheets", message("纸质签名"), message("打印签名表，上传照片，录入")),
    ("letters", message("带签名的信"), message("看带签名表的信，封存后递交")),
    ("complaints", message("内容投诉"), message("有人认为公开页内容有误，在这里答复")),
)


@dataclass(frozen=True)
class Task:
    """Something that needs a person; `tool` is the page where it is done, or an anchor (#…)."""

    said: Message
    tool: str


@dataclass(frozen=True)
class NewVersion:
    """A newer text than the one that is signed now, and how many would have to agree to it."""

    number: int
    people: int
    dwellings: int


@dataclass(frozen=True)
class DrivePage:
    """`days_left` counts nights; `anew` people signed an older version and not this one."""

    drive: Drive
    stage: Stage
    days_left: int
    progress: Progress
    bars: tuple[Bar, ...]
    days: DayChart | None
    tasks: tuple[Task, ...]
    newer: NewVersion | None
    anew: int


def gather_page(session: Session, drive: Drive, *, now: dt.datetime) -> DrivePage:
    """Everything, in the same number of queries however many have signed."""
    progress = read_progress(session, drive, now=now)
    newest = find_last_number(session, drive.petition_id) or drive.version.number
    newer = None
    if newest > drive.version.number:
        newer = NewVersion(newest, progress.all.people, progress.all.dwellings)
    stage = tell_stage(drive, now)
    anew = count_to_agree_anew(session, drive) if drive.version.number > 1 else 0
    return DrivePage(
        drive=drive,
        stage=stage,
        days_left=max(0, (drive.closes_at - now).days),
        progress=progress,
        bars=draw_buildings(progress.buildings),
        days=draw_days(progress.days),
        tasks=(*_list_tasks(session, drive, progress), *_list_own(drive, stage, newer, now)),
        newer=newer,
        anew=anew,
    )


def list_hindrances(session: Session, petition: Petition) -> Sequence[str]:
    """Why signing cannot begin: "not-frozen", "nobody-responsible"."""
    found = [] if petition.state == FROZEN else ["not-frozen"]
    if not may_open_public_links(find_community(session, petition.community_id)):
        found.append("nobody-responsible")
    return found


def is_driven(session: Session, petition_id: uuid.UUID) -> bool:
    """Whether signing has begun for a petition."""
    return session.scalar(select(Drive.id).where(Drive.petition_id == petition_id)) is not None


def list_driven_ids(session: Session, community_id: uuid.UUID) -> set[uuid.UUID]:
    """The petitions of a community for which signing has begun."""
    query = select(Drive.petition_id).where(Drive.community_id == community_id)
    return set(session.scalars(query))


def _list_tasks(session: Session, drive: Drive, progress: Progress) -> Sequence[Task]:
    """What waits in the tools, in one query."""
    complaints, sheets, questioned = session.execute(
        select(
            select(func.count())
            .where(Complaint.drive_id == drive.id, Complaint.answered_at.is_(None))
            .scalar_subquery(),
            select(func.count())
            .where(PaperSheet.drive_id == drive.id, PaperSheet.done_at.is_(None))
            .scalar_subquery(),
            select(func.count())
            .where(Signature.drive_id == drive.id, Signature.state == "questioned")
            .scalar_subquery(),
        )
    ).one()
    twice = progress.signatures - progress.all.people
    unchecked = progress.all.people - progress.levels["checked"]
    counted = (
        (complaints, message("内容投诉待答复：{count}件", count=complaints), "complaints"),
        (sheets, message("纸质签名表待录入：{count}张", count=sheets), "sheets"),
        (questioned, message("存疑待处理的签名：{count}个", count=questioned), "signatures"),
        (twice, message("可能重复的签名：{count}个（只计一次）", count=twice), "signatures"),
        (unchecked, message("还没有核对的签名人：{count}人", count=unchecked), "signatures"),
    )
    return [Task(said, tool) for count, said, tool in counted if count]


def _list_own(
    drive: Drive, stage: Stage, newer: NewVersion | None, now: dt.datetime
) -> Sequence[Task]:
    """What waits on this page itself."""
    found = []
    if newer:
        found.append(
            Task(message("第{number}稿已经定稿，现在签的还是旧稿", number=newer.number), "#version")
        )
    if stage == "open" and drive.closes_at - now <= SOON:
        found.append(Task(message("快到截止时间了：看看要不要延长"), "#time"))
    return found
