"""The forms of the site."""

from __future__ import annotations

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, MultipleFileField
from werkzeug.datastructures import FileStorage


class UploadForm(FlaskForm):  # type: ignore[misc]
    """What `receive_dossier` takes; it judges the files, so no validator stands here."""

    petition = FileField()
    signers = FileField()
    pictures = MultipleFileField()

    def list_pictures(self) -> list[FileStorage]:
        """The pictures chosen; a browser sends one empty part where none is."""
        return [one for one in self.pictures.data or [] if one and one.filename]
