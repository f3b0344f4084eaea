"""The machine and the programs, in general words."""

from __future__ import annotations

import os
import platform
import re
import subprocess
from importlib.metadata import version

import psutil

_PACKAGES = {
    "WeasyPrint": "weasyprint",
    "python-docx": "python-docx",
    "lxml": "lxml",
    "Typst (pip)": "typst",
    "docxtpl": "docxtpl",
}


def describe_machine() -> str:
    """Cores, memory, system; no name of the machine."""
    memory = round(psutil.virtual_memory().total / 1024**3)
    busy = os.getloadavg()[0]
    return (
        f"{os.cpu_count()} cores ({platform.machine()}), {memory} GiB of memory, "
        f"{platform.system()}; load before the run {busy:.1f}"
    )


def list_versions() -> dict[str, str]:
    """Name and version of everything that took part."""
    versions = {"Python": platform.python_version()}
    versions |= {name: version(package) for name, package in _PACKAGES.items()}
    versions["LibreOffice"] = _ask_office()
    return versions


def _ask_office() -> str:
    said = subprocess.run(["soffice", "--version"], check=True, capture_output=True, text=True)
    found = re.search(r"\d+(\.\d+)+", said.stdout)
    return found[0] if found else "unknown"
