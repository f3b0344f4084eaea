"""The authorisation annex on its pages: where it is signed never stands alone on the last one."""

from __future__ import annotations

import datetime as dt
import io
import subprocess
from pathlib import Path

import pikepdf
import pytest

from app.config import PROJECT
from app.letters.dossier import compose_letter, load_dossier
from app.letters.render import Format, render
from app.letters.render.fonts import office_environment
from app.letters.style import load_style

SIGNERS = 40
EXAMPLES = {
    "zh": ("four-grievances.toml", "受托人（签名）", ("授权期限", "授权人姓名")),
    "en": ("four-grievances-en.toml", "Accepted by", ("Term", "Authorised by (name)")),
}


def render_example(language: str, format: Format, signed: bool, folder: Path) -> bytes:
    list_of = None
    if signed:
        list_of = folder / "signers.csv"
        rows = (f"王{number},1-{100 + number},2026-10-01" for number in range(SIGNERS))
        list_of.write_text("\n".join(["姓名,房号,签署日期", *rows]), "utf-8")
    today = dt.date(2026, 10, 9)
    path = PROJECT / "examples" / EXAMPLES[language][0]
    letter = compose_letter(load_dossier(path, signers=list_of, today=today), 1)
    return render(letter, format, load_style())


def read_pages(data: bytes) -> list[str]:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        count = len(pdf.pages)
    return [
        subprocess.run(
            ["pdftotext", "-layout", "-f", str(page), "-l", str(page), "-", "-"],
            input=data, capture_output=True, check=True,
        ).stdout.decode()
        for page in range(1, count + 1)
    ]  # fmt: skip


@pytest.mark.parametrize("signed", [False, True])
@pytest.mark.parametrize("language", EXAMPLES)
@pytest.mark.parametrize(
    "format",
    [
        pytest.param("pdf", marks=pytest.mark.needs("pango", "fonts", "pdftotext")),
        pytest.param("docx", marks=pytest.mark.needs("soffice", "fonts", "pdftotext")),
    ],
)
def test_who_accepts_signs_below_what_is_accepted(
    format: Format, language: str, signed: bool, tmp_path: Path
) -> None:
    data = render_example(language, format, signed, tmp_path)
    if format == "docx":
        file = tmp_path / "letter.docx"
        file.write_bytes(data)
        subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{tmp_path}/office", "--headless",
             "--convert-to", "pdf", "--outdir", str(tmp_path), str(file)],
            capture_output=True, check=True, env=office_environment(),
        )  # fmt: skip
        data = file.with_suffix(".pdf").read_bytes()
    _, accepted, above = EXAMPLES[language]
    (page,) = [one for one in read_pages(data) if accepted in one]
    assert above[0 if signed else 1] in page
    assert "2026" in page.partition(accepted)[2]
