from __future__ import annotations

import datetime as dt

import pytest

from app.letters.dossier import Dossier
from app.letters.petition import Community, Petition, Sender
from app.site.receive import clean_name
from app.site.uploads import UploadGone, Uploads

DOSSIER = Dossier(
    "p.toml", Petition("zh", dt.date(2026, 10, 9), Community("锦绣家园"), (), Sender("业主"), ())
)


def test_an_upload_is_kept_for_its_time_and_no_longer() -> None:
    uploads = Uploads(minutes=30, capacity=100)
    token = uploads.keep(DOSSIER, 1, now=0)
    assert uploads.find(token, now=1799) is DOSSIER
    with pytest.raises(UploadGone):
        uploads.find(token, now=1800)


def test_the_oldest_gives_way_when_the_store_is_full() -> None:
    uploads = Uploads(minutes=30, capacity=100)
    first, second, third = (uploads.keep(DOSSIER, 40, now=n) for n in range(3))
    with pytest.raises(UploadGone):
        uploads.find(first, now=3)
    assert uploads.find(second, now=3) is uploads.find(third, now=3)


def test_deleting_twice_is_no_error() -> None:
    uploads = Uploads(minutes=30, capacity=100)
    token = uploads.keep(DOSSIER, 1, now=0)
    uploads.delete(token)
    uploads.delete(token)
    with pytest.raises(UploadGone):
        uploads.find(token, now=1)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("诉求.toml", "诉求.toml"),
        ("../../etc/passwd", "passwd"),
        ("C:\\fakepath\\p.toml", "p.toml"),
        ("a\x00b\n.toml", "ab.toml"),
        ("..", ""),
        ("dir/", ""),
        ("x" * 300 + ".toml", "x" * 195 + ".toml"),
        ("长" * 300 + ".toml", "长" * 65 + ".toml"),
    ],
)
def test_file_names_are_made_safe(given: str, kept: str) -> None:
    assert clean_name(given) == kept
