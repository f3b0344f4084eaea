"""A town whose four-grievance petition is frozen and open for signing."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from dataclasses import dataclass
from typing import Any

from app.communities.settings import find_community
from app.db import transaction
from app.petitions.drafts import find_petition
from app.petitions.freezing import freeze
from app.signing.codes import mark_code
from app.signing.consents import keep_text
from app.signing.drives import find_drive, open_drive
from app.signing.models import Drive, DwellingCode, Signature
from app.signing.signatures import Origin, Signing, sign
from tests.large import add_petition
from tests.people import NOW, Town
from tests.petitions.letters_cases import TODAY, put_petition, read_example

CLOSES = NOW + dt.timedelta(days=14)


@dataclass
class Driven:
    """`digest` is that of the consent text in Chinese, `token` the end of the public address."""

    town: Town
    petition: uuid.UUID
    drive: uuid.UUID
    token: str
    digest: str

    @property
    def path(self) -> str:
        """The representatives' pages of the petition."""
        return f"/communities/{self.town.community}/petitions/{self.petition}"

    @property
    def public(self) -> str:
        """The residents' page."""
        return f"/p/{self.token}"

    def sign(self, name: str, dwelling: str, *, key: str = "", **more: Any) -> uuid.UUID:
        """Sign in a transaction of its own; returns the signature's id. `more` as for Signing,
        `origin` a dictionary for Origin, `now` the time."""
        now = more.pop("now", NOW)
        origin = Origin(key or str(uuid.uuid4()), **more.pop("origin", {}))
        signing = Signing(name, dwelling, self.digest, **more)
        with transaction(self.town.engine) as session:
            drive = session.get_one(Drive, self.drive)
            return sign(session, drive, signing, origin, now=now, today=TODAY).id

    def add_code(self, dwelling: str) -> str:
        """A code for a dwelling, as it is printed."""
        code = secrets.token_hex(6).upper()
        with transaction(self.town.engine) as session:
            session.add(
                DwellingCode(
                    drive_id=self.drive,
                    dwelling=dwelling,
                    building=dwelling.split("-", maxsplit=1)[0],
                    code=code,
                    code_index=mark_code(code),
                    made_at=NOW,
                )
            )
        return code

    def read(self, signature: uuid.UUID) -> Signature:
        """A signature as it stands in the database now."""
        with transaction(self.town.engine, reading=True) as session:
            return session.get_one(Signature, signature)


def make_driven(town: Town, photos: int = 0) -> Driven:
    """Freeze the example in `town`, with so many photos, and open its drive until CLOSES."""
    person = town.people["representative"]
    if photos:
        with transaction(town.engine) as session:
            petition_id = add_petition(session, town.community, person, photos=photos)
    else:
        petition_id = put_petition(town, read_example())
    with transaction(town.engine) as session:
        community = find_community(session, town.community)
        community.responsible_name = "陈立群（业主代表）"
        community.responsible_contact = "13800000000"
        petition = find_petition(session, town.community, petition_id)
        freeze(
            session, petition, revision=petition.revision, person_id=person, now=NOW, today=TODAY
        )
        open_drive(session, petition, closes_at=CLOSES, now=NOW, person_id=person)
    with transaction(town.engine) as session:
        drive = find_drive(session, petition_id)
        community = find_community(session, town.community)
        digest = keep_text(session, drive.version, community, "zh", now=NOW)
        return Driven(town, petition_id, drive.id, drive.token, digest)
