"""What every test stands on: programs that may be missing, a fixed seed for generated input."""

from __future__ import annotations

import os
import shutil
from ctypes.util import find_library
from functools import cache

import pytest
from hypothesis import settings

from app.letters.render.fonts import MissingFont, list_fonts

# The same examples every time: a failure on one machine fails on every machine.
settings.register_profile("fixed", derandomize=True, deadline=None)
settings.load_profile("fixed")

PACKAGES = {
    "chromium": "chromium",
    "soffice": "libreoffice-writer-nogui",
    "pdftotext": "poppler-utils",
    "pdftoppm": "poppler-utils",
    "fc-list": "fontconfig",
    "fc-match": "fontconfig",
    "fonts": "fonts-noto-cjk and others",
    "pango": "libpango-1.0-0",
}


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test that needs a missing program is skipped on a person's machine and fails in CI."""
    missing = [
        name for mark in item.iter_markers("needs") for name in mark.args if not _is_there(name)
    ]
    if not missing:
        return
    said = ", ".join(f"{name} (Debian package {PACKAGES[name]})" for name in missing)
    reason = f"missing: {said}; `make setup-test` installs it"
    if os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@cache
def _is_there(name: str) -> bool:
    if name == "pango":
        return find_library("pango-1.0") is not None
    if name != "fonts":
        return shutil.which(name) is not None
    try:
        return bool(list_fonts())
    except MissingFont:
        return False
