"""The page of a community's timeline."""

from __future__ import annotations

import uuid

from flask import Blueprint, render_template, request

from app.security import allow
from app.site.days import say_day
from app.site.happenings import read_page
from app.web.session import session

timeline = Blueprint("timeline", __name__)


@timeline.get("/communities/<uuid:community>/timeline")
@allow("representative", "checker", "viewer")
def show_timeline(community: uuid.UUID) -> str:
    """Who did what, the newest first; ?before= leads to older pages."""
    before = request.args.get("before", type=uuid.UUID)
    return render_template(
        "timeline/timeline.html",
        page=read_page(session(), community, before),
        is_first=before is None,
        community=community,
        say_day=say_day,
    )
