"""`lianming signatures prune`, which erases what has been kept long enough."""

from __future__ import annotations

import datetime as dt

import pytest

from app.cli import main
from app.config import Config
from app.db import transaction
from app.signing.models import Drive
from app.today import read_now
from tests.people import make_town
from tests.signing.driven import make_driven


def test_what_is_old_goes_and_what_is_new_stays(
    stored_sqlite: Config, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    driven = make_driven(make_town(stored_sqlite))
    mine = driven.sign("张伟", "3-2-1501")
    for name, value in {
        "LIANMING_DATABASE": stored_sqlite.database,
        "LIANMING_SECRET_KEY": stored_sqlite.secret_key,
        "LIANMING_FIELD_KEYS": ",".join(stored_sqlite.field_keys),
        "LIANMING_INDEX_KEY": stored_sqlite.index_key,
    }.items():
        monkeypatch.setenv(name, value)
    assert main(["signatures", "prune"]) == 0 and driven.read(mine).name == "张伟"
    with transaction(driven.town.engine) as session:
        session.get_one(Drive, driven.drive).closed_at = read_now() - dt.timedelta(days=3 * 366)
    assert main(["signatures", "prune"]) == 0 and driven.read(mine).name == ""
    said = capsys.readouterr().out
    assert "1" in said and "张伟" not in said
