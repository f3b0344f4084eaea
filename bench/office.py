"""LibreOffice as a converter: started for each document, as document assembly systems do."""

from __future__ import annotations

import subprocess
from pathlib import Path

from app.letters.render.fonts import office_environment


def convert_to_pdf(document: Path, profile: Path) -> bytes:
    """The DOCX as LibreOffice prints it; raises RuntimeError when it prints nothing."""
    printed = document.with_suffix(".pdf")
    printed.unlink(missing_ok=True)
    done = subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={profile.as_uri()}",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(document.parent),
            str(document),
        ],
        env=office_environment(),
        check=True,
        capture_output=True,
        text=True,
        timeout=900,
    )
    if not printed.is_file():
        raise RuntimeError(f"soffice made no PDF: {done.stdout}{done.stderr}")
    return printed.read_bytes()
