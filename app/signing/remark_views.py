"""Remarks of signers and whom each item affects, for representatives alone."""

from __future__ import annotations

import uuid

from flask import render_template, request

from app.communities.dwellings import list_buildings
from app.security import allow
from app.signing.affected import count_affected
from app.signing.checking_views import checking
from app.signing.drive_views import PATH, find_own
from app.signing.public_views import find_text
from app.signing.remarks import list_remarks
from app.web.session import session

__all__ = ["checking"]  # with the view of this module


@checking.get(f"{PATH}/remarks")
@allow("representative")
def show_remarks(community: uuid.UUID, petition: uuid.UUID) -> str:
    """All, or those of ?item= and ?building=."""
    drive, asked = find_own(community, petition), request.args
    item, building = asked.get("item", "")[:40], asked.get("building", "")[:20]
    after = asked.get("after", type=uuid.UUID)
    remarks, more = list_remarks(session(), drive, item=item, building=building, after=after)
    return render_template(
        "signing/remarks.html",
        drive=drive, petition=drive.petition, remarks=remarks, more=more, after=after,
        item=item, building=building, items=find_text(drive).asked,
        affected=count_affected(session(), drive),
        buildings=list_buildings(session(), drive.community_id),
    )  # fmt: skip
