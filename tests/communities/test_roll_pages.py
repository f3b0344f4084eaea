"""The pages of the roll: upload, faults, preview, confirmation, template; and who may."""

from __future__ import annotations

import io
import uuid

import openpyxl
import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app.communities.models import Dwelling
from app.db import transaction
from app.files.models import StoredFile
from tests.communities.test_roll_file import CHINESE, NO_ROLL, make_book
from tests.people import Town
from tests.site.conftest import as_file

# Of larger bodies the client leaves a file open; test_roll_file.py tries them.
SMALL = {name: case for name, case in NO_ROLL.items() if len(case[0]) < 400_000}


def path(town: Town) -> str:
    return f"/communities/{town.community}/roll"


def upload(
    town: Town, data: bytes | str, name: str = "清册.csv", status: int = 303
) -> TestResponse:
    visitor = town.visitor("representative")
    return visitor.post(path(town), {"file": as_file(data, name)}, status)


def count(town: Town) -> tuple[int, int]:
    with transaction(town.engine, reading=True) as session:
        rows = session.scalar(select(func.count()).select_from(Dwelling)) or 0
        return rows, session.scalar(select(func.count()).select_from(StoredFile)) or 0


def read_seen(page: str) -> str:
    return page.split('name="seen" value="')[1].split('"', maxsplit=1)[0]


def confirm(town: Town, where: str, status: int = 303, **more: str) -> TestResponse:
    visitor = town.visitor("representative")
    seen = read_seen(visitor.get(where).text)
    return visitor.post(where, {"seen": seen, **more}, status)


def test_a_roll_is_uploaded_looked_at_and_confirmed(town_on_both: Town) -> None:
    town = town_on_both
    visitor = town.visitor("representative")
    assert "还没有清册" in visitor.get(path(town)).text
    where = upload(town, CHINESE + "3栋,2单元,15,1502,,\n5,,3,302,70,1\n").location
    page = visitor.get(where).text
    assert "3-2-1501" in page and "89.56 ㎡" in page and "产权人数不详" in page
    assert count(town) == (0, 1)
    assert confirm(town, where).location.endswith("/roll?done=1")
    assert count(town) == (3, 0)
    viewer = town.visitor("viewer")
    page = viewer.get(path(town)).text
    assert "3栋" in page and "159.56" in page and "有 1 户还没有面积" in page
    assert "5-302" not in page and '<form method="post" action="/communities' not in page
    assert "5-302" in viewer.get(path(town) + "?building=5").text
    viewer.get(path(town) + "?building=9", 404)
    viewer.get(path(town) + "?building=5&after=x")


def test_changes_are_shown_before_and_after(town: Town) -> None:
    confirm(town, upload(town, CHINESE + "3,2,15,1502,80,1\n").location)
    where = upload(town, CHINESE.replace("89.56", "91.00"), "新.csv").location
    page = town.visitor("representative").get(where).text
    assert "原来：" in page and "91.00 ㎡" in page and "清册里有、文件里没有" in page
    confirm(town, where)
    assert count(town) == (2, 0), "without the tick nothing is removed"
    confirm(town, upload(town, CHINESE).location, remove="1")
    assert count(town) == (1, 0)
    where = upload(town, CHINESE).location
    assert "完全一样" in town.visitor("representative").get(where).text
    town.visitor("representative").post(where + "/discard", {})
    assert count(town) == (1, 0)


def test_faulty_rows_are_listed_and_nothing_is_kept(town_on_both: Town) -> None:
    town = town_on_both
    page = upload(town, CHINESE + ",2单元,15,1502,80,1\n3,2,15,1503,大,1\n", status=422).text
    assert "有 2 行要改，另外 1 行没有问题" in page
    assert "要改的行" in page and "应是平方米数" in page and "楼栋" in page
    assert count(town) == (0, 0)


@pytest.mark.parametrize(("data", "name", "said"), SMALL.values(), ids=SMALL.keys())
def test_what_is_no_roll_is_refused(data: bytes, name: str, said: str, town: Town) -> None:
    page = upload(town, data, name, 422).text
    assert said in page and "清册没有改动" in page
    assert count(town) == (0, 0)


@pytest.mark.parametrize("name", ["", "ئۆي\u202e.csv", "<script>.csv", "𰻝" * 80 + ".csv"])
def test_names_in_any_script(name: str, town: Town) -> None:
    answer = upload(town, CHINESE, name, 303 if name else 422)
    if not name:
        assert "请选择清册文件" in answer.text
        return
    page = town.visitor("representative").get(answer.location).text
    assert "\u202e" not in page and "<script>.csv" not in page


def test_a_roll_changed_meanwhile_is_compared_again(town: Town) -> None:
    visitor = town.visitor("representative")
    where = upload(town, CHINESE).location
    page = visitor.post(where, {"seen": "another"}, 409).text
    assert "刚刚被改过" in page
    assert count(town) == (0, 1)
    visitor.post(where, {"seen": read_seen(page)})
    assert count(town) == (1, 0)
    visitor.post(where, {"seen": read_seen(page)}, 404)


@pytest.mark.parametrize(("lang", "sheet"), [("zh", "房屋清册"), ("en", "Roll of dwellings")])
def test_the_template_is_downloaded(lang: str, sheet: str, town: Town) -> None:
    answer = town.visitor("viewer").get(f"{path(town)}/template.xlsx?lang={lang}")
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    assert book.worksheets[0].title == sheet and len(book.worksheets) == 2
    assert upload(town, make_book(["3", "2", "15", "1501"]), "a.xlsx").location


@pytest.mark.parametrize(
    ("role", "reads", "writes"),
    [
        ("representative", 200, 422),
        ("checker", 200, 403),
        ("viewer", 200, 403),
        ("handler", 403, 403),
        ("stranger", 404, 404),
        (None, 303, 401),
    ],
)
def test_who_may_read_and_change_the_roll(
    role: str | None, reads: int, writes: int, town: Town
) -> None:
    where = upload(town, CHINESE).location
    visitor = town.visitor(role)
    visitor.get(path(town), reads)
    visitor.get(f"{path(town)}/template.xlsx", reads)
    visitor.post(path(town), {}, writes)
    if role != "representative":
        visitor.post(where, {"seen": ""}, writes)
        visitor.post(f"{where}/discard", {}, writes)
        visitor.get(where, 303 if role is None else writes)
    assert count(town) == (0, 1)


def test_a_roll_of_another_community_is_not_here(town: Town) -> None:
    where = upload(town, CHINESE).location.replace(str(town.community), str(town.other))
    stranger = town.visitor("stranger")
    stranger.get(where, 404)
    stranger.post(where, {"seen": ""}, 404)
    stranger.get(f"/communities/{town.other}/roll/new/{uuid.uuid4()}", 404)
    assert count(town) == (0, 1)
