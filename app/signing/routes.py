"""The pages of this room: residents', representatives', and the check of a seal."""

from __future__ import annotations

from app.signing import (  # noqa: F401 — they add routes to the blueprints below
    complaint_views,
    drive_views,
    public_views,
    receipt_change_views,
    reissue_views,
    remark_views,
    sharing_views,
    sheet_line_views,
    sign_views,
)
from app.signing.blueprint import signing
from app.signing.checking_views import checking
from app.signing.code_views import codes
from app.signing.drive_views import drives
from app.signing.receipt_views import receipts
from app.signing.seal_views import sealed
from app.signing.sheet_views import sheets
from app.signing.verify_views import verifying

BLUEPRINTS = (signing, receipts, drives, sealed, verifying, codes, checking, sheets)
