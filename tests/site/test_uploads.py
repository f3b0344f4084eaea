from __future__ import annotations

import datetime as dt
import time
import weakref
from dataclasses import replace

import pytest

from app.files.names import clean_name
from app.letters.dossier import Dossier
from app.letters.errors import InputError
from app.letters.media import Picture
from app.letters.petition import Community, Petition, Sender
from app.site.uploads import UploadGone, Uploads, weigh
from bench.signers import make_signers

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


def test_nobody_gives_way_to_what_is_too_large_for_all() -> None:
    uploads = Uploads(minutes=30, capacity=2_000_000)
    token = uploads.keep(DOSSIER, 1, now=0)
    with pytest.raises(InputError, match="要占 3 MB 内存，本站最多能放 2 MB"):
        uploads.keep(DOSSIER, 3_000_000, now=1)
    assert uploads.find(token, now=2) is DOSSIER


def test_what_is_too_old_goes_without_a_visit() -> None:
    uploads = Uploads(minutes=0.2 / 60, capacity=100)
    dossiers = [replace(DOSSIER, file=name) for name in ("a.toml", "b.toml")]
    gone = [weakref.ref(dossier) for dossier in dossiers]
    for dossier in dossiers:
        uploads.keep(dossier, 1, now=time.monotonic())
        time.sleep(0.05)
    del dossiers, dossier
    assert all(ref() for ref in gone)
    end = time.monotonic() + 20
    while any(ref() for ref in gone):
        assert time.monotonic() < end, "still kept"
        time.sleep(0.02)


def test_the_timer_does_not_keep_a_store_that_nobody_needs() -> None:
    uploads = Uploads(minutes=30, capacity=100)
    uploads.keep(DOSSIER, 1, now=0)
    gone = weakref.ref(uploads)
    del uploads
    assert gone() is None


def test_an_upload_weighs_what_it_takes() -> None:
    photo = Picture(bytes(1_000_000), "jpeg", 1, 1, "a")
    photos = dict.fromkeys(("a.jpg", "b.jpg"), photo)
    assert 1_000_000 < weigh(replace(DOSSIER, photos=photos)) < 1_010_000
    drawn = replace(DOSSIER, signers=make_signers(1_000))
    plain = replace(DOSSIER, signers=make_signers(1_000, drawn=False))
    assert 150 * 1_000 < weigh(plain) < 1_000 * 1_000
    assert 135 * 4 * 1_000 < weigh(drawn) - weigh(plain) < 3 * 135 * 4 * 1_000
    signed = replace(plain, signers=tuple(replace(s, signature=photo) for s in plain.signers))
    assert 1_000_000 < weigh(signed) - weigh(plain) < 1_010_000


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
