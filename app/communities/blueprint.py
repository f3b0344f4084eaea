"""The blueprint to which the pages of communities belong."""

from __future__ import annotations

from flask import Blueprint

communities = Blueprint("communities", __name__)
