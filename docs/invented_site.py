"""A site with an invented community at fixed times, for the pictures of its pages.

Nobody and nothing here is real. The clock stands where `Clock.now` says, so that the same
pictures come out on every day.
"""

from __future__ import annotations

import datetime as dt
import io
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter
from sqlalchemy.orm import Session

import app.today
from app.accounts.models import Person
from app.accounts.reset_links import make_reset_link
from app.communities.directory import list_addressees, propose_directory
from app.communities.invitations import list_open_invitations, make_invitation, revoke_invitation
from app.communities.models import Community, Member
from app.communities.parties import add_party
from app.db import transaction
from app.files.pictures import receive_photo
from app.petitions.beginning import Wishes, write_draft
from app.petitions.directory import load_directory
from app.petitions.drafts import create_petition, find_petition, save_draft
from app.petitions.freezing import freeze, reopen
from app.petitions.models import Document
from app.petitions.photo_changes import add_entries, store_photos
from app.petitions.photos import name_photo
from app.security import allow
from tests.databases import make_config, migrate
from tests.large import make_document
from tests.people import Town, make_town

NAMES = {
    "representative": "陈立群",
    "checker": "周敏",
    "handler": "吴海",
    "viewer": "孙玉兰",
    "stranger": "何静",
    "administrator": "郑文",
    "newcomer": "钱小雨",
}
PARTIES = {
    "developer": "滨江锦绣置业有限公司",
    "property_company": "安居物业服务有限公司",
}
ROLL = "楼栋,单元,楼层,房号,面积,产权人数\n" + "".join(
    f"{building}栋,{entrance},{floor},{floor}0{door},{88 + 12 * door}.5,{1 + door % 2}\n"
    for building in (1, 2, 3) for entrance in (1, 2) for floor in range(1, 7) for door in (1, 2)
)  # fmt: skip


class Clock:
    """Stands still until it is set."""

    now = dt.datetime(2026, 11, 3, 1, 30, tzinfo=dt.UTC)

    @classmethod
    def go_on(cls, **by: int) -> dt.datetime:
        """So many hours, days later."""
        cls.now += dt.timedelta(**by)
        return cls.now


@dataclass
class Invented:
    """The site and where its pages are."""

    town: Town
    petitions: dict[str, uuid.UUID] = field(default_factory=dict)
    photo: uuid.UUID | None = None
    links: dict[str, str] = field(default_factory=dict)

    @property
    def home(self) -> str:
        return f"/communities/{self.town.community}"

    def petition(self, name: str) -> str:
        """Where the pages of a petition begin."""
        return f"{self.home}/petitions/{self.petitions[name]}"


def stop_clock() -> None:
    """Every module that asks for the time gets that of `Clock`."""
    told = {
        "read_now": lambda: Clock.now,
        "read_today": lambda: Clock.now.astimezone(app.today.CHINA).date(),
    }
    for module in list(sys.modules.values()):
        for name, tell in told.items():
            if getattr(module, name, None) is not None and module.__name__.startswith(
                ("app", "tests")
            ):
                setattr(module, name, tell)


@contextmanager
def invent_site(folder: Path) -> Iterator[Invented]:
    """The site on a database of its own in `folder`."""
    config = make_config(f"sqlite:///{folder / 'site.sqlite'}")
    migrate(config)
    site = Invented(make_town(config))
    site.town.app.add_url_rule("/broken", "broken", allow("anyone")(_break))
    stop_clock()
    with transaction(site.town.engine) as session:
        _settle(session, site)
        _add_petitions(session, site)
        _add_photos(session, site)
        _freeze(session, site)
        _make_links(session, site)
    Clock.go_on(days=2, hours=3)
    yield site
    site.town.engine.dispose()


def draw_leak(number: int) -> bytes:
    """A ceiling with a stain."""
    picture = Image.new("RGB", (1200, 900), (226, 222, 212))
    draw = ImageDraw.Draw(picture)
    draw.polygon([(0, 620), (1200, 540), (1200, 900), (0, 900)], fill=(201, 195, 182))
    for step in range(9):
        grow = step * 26
        box = (300 + grow + number * 60, 150 + grow // 2, 900 - grow + number * 60, 520 - grow)
        if box[3] > box[1]:
            draw.ellipse(box, fill=(198 - step * 8, 184 - step * 10, 156 - step * 12))
    data = io.BytesIO()
    picture.filter(ImageFilter.GaussianBlur(9)).save(data, "JPEG", quality=90)
    return data.getvalue()


def _break() -> str:
    raise RuntimeError("asked to fail, for the picture of this page")


def _settle(session: Session, site: Invented) -> None:
    for role, name in NAMES.items():
        session.get_one(Person, site.town.people[role]).name = name
    session.add(Member(community_id=site.town.other, person_id=site.town.people["administrator"],
                       role="viewer", since=Clock.now))  # fmt: skip
    session.add(Member(community_id=site.town.community, since=Clock.now, role="viewer",
                       person_id=site.town.people["administrator"]))  # fmt: skip
    here = session.get_one(Community, site.town.community)
    here.city, here.handed_over = "江州市", dt.date(2025, 3, 28)
    here.responsible_name, here.responsible_contact = "锦绣家园业主代表", "13800000000"
    who = {"person_id": site.town.people["representative"]}
    for key, name in PARTIES.items():
        add_party(session, here.id, name=name, role=key, key=key, now=Clock.go_on(hours=1), **who)
    propose_directory(session, here.id, "滨河区", "迎春街道", now=Clock.go_on(hours=1), **who)


def _add_petitions(session: Session, site: Invented) -> None:
    community, person = site.town.community, site.town.people["representative"]
    directory = load_directory(session, community)
    chosen = [str(one.id) for one in list_addressees(session, community)][:2]
    fresh = write_draft(directory, Wishes(("leak", "noise"), chosen, [str(person)]))
    for name, document in {
        "frozen": _example(), "ready": _example(), "fresh": fresh, "other": _example(("leak",)),
    }.items():  # fmt: skip
        made = create_petition(
            session, community, document, person_id=person, now=Clock.go_on(hours=5)
        )
        site.petitions[name] = made.id
    ready = find_petition(session, community, site.petitions["ready"])
    changed = {**ready.document, "items": [dict(one) for one in ready.document["items"]]}
    changed["items"][0]["facts"] = (
        str(changed["items"][0].get("facts", "")) + "2026年10月仍未解决。"
    )
    save_draft(session, ready, changed, revision=ready.revision, person_id=person,
               now=Clock.go_on(days=1))  # fmt: skip


def _example(only: tuple[str, ...] = ()) -> Document:
    document = make_document(4)
    for one in document["items"]:
        one.pop("photos", None)
    if only:
        document["items"] = [one for one in document["items"] if one["category"] in only]
        for one in document["recipients"]:
            one.pop("items", None)
        document["title"] = "关于3栋屋面渗漏的联名信"
    return document


def _add_photos(session: Session, site: Invented) -> None:
    community, person = site.town.community, site.town.people["representative"]
    petition = find_petition(session, community, site.petitions["ready"])
    taken = [receive_photo(draw_leak(one), f"{one}.jpg", today=Clock.now.date()) for one in (0, 1)]
    photos = store_photos(session, petition, taken, person_id=person, now=Clock.go_on(hours=2))
    captions = ("3栋1单元601室客厅顶棚，大雨次日", "同一处，三天后")
    entries = [
        {"file": name_photo(photo.id), "caption": caption, "taken_on": "2026-08-1" + str(day)}
        for day, (photo, caption) in enumerate(zip(photos, captions, strict=True))
    ]
    leak = next(one for one in petition.document["items"] if one["category"] == "leak")
    add_entries(session, petition, leak["id"], entries, person_id=person, now=Clock.now)
    site.photo = photos[0].id


def _freeze(session: Session, site: Invented) -> None:
    petition = find_petition(session, site.town.community, site.petitions["frozen"])
    who = {"person_id": site.town.people["representative"]}
    today = Clock.now.date()
    freeze(
        session, petition, revision=petition.revision, now=Clock.go_on(hours=1), today=today, **who
    )
    reopen(session, petition, now=Clock.go_on(hours=1), **who)
    freeze(
        session, petition, revision=petition.revision, now=Clock.go_on(hours=1), today=today, **who
    )


def _make_links(session: Session, site: Invented) -> None:
    here, person = site.town.community, site.town.people["representative"]
    now = Clock.go_on(hours=1)
    gone = make_invitation(session, here, "viewer", now=now, person_id=person, note="5栋赵先生")
    for one in list_open_invitations(session, here, now):
        revoke_invitation(session, here, one.id, now=now, person_id=person)
    token = make_invitation(session, here, "checker", now=now, person_id=person, note="2栋李女士")
    newcomer = session.get_one(Person, site.town.people["newcomer"])
    site.links = {
        "gone": f"/join/{gone}",
        "join": f"/join/{token}",
        "password": f"/set-password/{make_reset_link(session, newcomer, now)}",
    }
