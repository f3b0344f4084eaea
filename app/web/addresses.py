"""Where pages of later rooms are, for rooms that only link to them."""

from __future__ import annotations

import uuid

from flask import current_app, url_for

DRAFT = "petitions.show_draft"
HISTORY = "history.list_all"


def address_petition(community: uuid.UUID, petition: uuid.UUID) -> str:
    """The page of a petition."""
    endpoint = DRAFT if DRAFT in current_app.view_functions else HISTORY
    return url_for(endpoint, community=community, petition=petition)
