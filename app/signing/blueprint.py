"""The blueprint of residents' pages of signing; public_views and sign_views fill it."""

from __future__ import annotations

from flask import Blueprint

signing = Blueprint("signing", __name__)
