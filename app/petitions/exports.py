"""Exporting a petition: as a petition file alone, or in a ZIP with its photos."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.petitions.models import Petition
from app.petitions.packages import write_package
from app.petitions.petition_text import write_text
from app.petitions.photos import load_pictures


def export_text(petition: Petition) -> bytes:
    """The petition file; photos are named in it and not with it."""
    return write_text(petition.document).encode()


def export_package(session: Session, petition: Petition) -> bytes:
    """The petition file and its photos in a ZIP, the same content always the same bytes."""
    pictures = load_pictures(session, petition.id, petition.document)
    photos = {file: picture.data for file, picture in pictures.items()}
    return write_package(write_text(petition.document), photos)
