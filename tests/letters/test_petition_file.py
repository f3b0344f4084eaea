"""What a petition file may hold (design section 4)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from app.letters.compose import compose
from app.letters.media import Picture
from app.letters.petition import (
    Before,
    Deadline,
    Immediate,
    LooseDate,
    OnDate,
    Party,
    Until,
    Within,
)
from app.letters.petition_file import read_petition
from app.letters.render.txt import render_txt
from tests.letters.petition_text import BASE, TODAY, change, read


def test_a_whole_file_is_read() -> None:
    petition = read(BASE)
    assert (petition.language, petition.date, petition.title) == ("zh", TODAY, None)
    assert petition.parties == (
        Party("developer", "锦绣公司", "developer"),
        Party("gas", "燃气公司", "utility"),
    )
    assert [one.kind for one in petition.recipients] == ["petition", "demand"]
    assert all(one.items is one.annexes is None for one in petition.recipients)
    assert petition.sender.reply_within_days == 15
    assert petition.history[0].on == LooseDate(2025, 6)
    assert [item.id for item in petition.items] == ["roof", "item-2"]
    assert petition.items[0].demands[1].responsible == ("authority", "gas")
    assert petition.items[1].details == (("paid", Decimal(2000)), ("payee", "燃气公司"))


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ('"immediate"', Immediate()),
        ("2026-11-30", OnDate(dt.date(2026, 11, 30))),
        ('"2026-11-30"', OnDate(dt.date(2026, 11, 30))),
        ("{ days = 1 }", Within(1, "days")),
        ("{ working_days = 999 }", Within(999, "working_days")),
        ("{ months = 3 }", Within(3, "months")),
        ('{ before = "供暖季" }', Before("供暖季")),
        ('{ until = "保修期满" }', Until("保修期满")),
    ],
)
def test_forms_of_a_deadline(written: str, read_as: Deadline) -> None:
    petition = read(change("{ days = 60 }", written))
    assert petition.items[1].demands[0].deadline == read_as


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("2025-06-03", LooseDate(2025, 6, 3)),
        ('"2025-06-03"', LooseDate(2025, 6, 3)),
        ('"2025-06"', LooseDate(2025, 6)),
        ('"2025"', LooseDate(2025)),
    ],
)
def test_history_is_as_exact_as_known(written: str, read_as: LooseDate) -> None:
    assert read(change('"2025-06"', written)).history[0].on == read_as


@pytest.mark.parametrize(
    ("written", "read_as"),
    [("[2, 1]", (1, 0)), ('["roof"]', (0,)), ('[2, "roof"]', (1, 0)), ('["item-2"]', (1,))],
)
def test_items_are_chosen_by_id_or_number(written: str, read_as: tuple[int, ...]) -> None:
    petition = read(change('name = "住建局"\n\n', f'name = "住建局"\nitems = {written}\n\n'))
    assert petition.recipients[0].items == read_as


@pytest.mark.parametrize("id", ["Heating-2", "热力公司", "a b", "1", "x" * 80])
def test_any_id_names_a_party(id: str) -> None:
    petition = read(BASE.replace("gas = {", f'"{id}" = {{').replace('"gas"', f'"{id}"', 1).replace(
        'responsible = "gas"', f'responsible = "{id}"'
    ))  # fmt: skip
    assert petition.parties[1] == Party(id, "燃气公司", "utility")


@pytest.mark.parametrize(
    "written",
    ['"锦绣公司"', '{ name = "锦绣公司" }', '{ name = "锦绣公司", role = "developer" }'],
)
def test_three_ids_are_their_own_role(written: str) -> None:
    petition = read(change('developer = "锦绣公司"', f"developer = {written}"))
    assert petition.parties[0] == Party("developer", "锦绣公司", "developer")


@pytest.mark.parametrize(
    ("party", "kind"),
    [
        ('property_company = "物业"', "complaint"),
        ('x = { name = "物业", role = "property_company" }', "complaint"),
        ('utility = "水务"', "demand"),
        ('x = { name = "委员会", role = "committee" }', "demand"),
    ],
)
def test_the_usual_kind_follows_the_role(party: str, kind: str) -> None:
    id = party.partition(" ")[0]
    text = BASE.replace("[parties]", f"[parties]\n{party}")
    text = text.replace('[sender]\n', f'[[recipients]]\nrole = "{id}"\nname = "它"\n[sender]\n')  # fmt: skip
    assert read(text).recipients[2].kind == kind


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('name = "锦绣家园"', 'name = "锦绣家园"\naddress = ""\ncity = "  "'),
        ('language = "zh"', 'language = "zh"\ntitle = "\u3000"'),
        ('name = "林喆"', 'name = "林喆"\nphone = ""\naddress = ""'),
        ('title = "合同"', 'title = "合同"\nkind = ""\nfile = ""'),
        ('action = "通气"', 'action = "通气"\ncriterion = ""\nfallback = ""'),
        ('{ paid = 2000, payee = "燃气公司" }', '{ paid = "", payee = " ", stage = "" }'),
    ],
)
def test_a_blank_optional_text_is_as_if_missing(old: str, new: str) -> None:
    petition = read(change(old, new))
    assert petition.title is petition.community.city is None
    assert petition.sender.representatives[0].phone is None


@pytest.mark.parametrize("written", ["张局长", "张局长：", "张局长:", " 张局长， "])
def test_a_salutation_has_no_colon_of_its_own(written: str) -> None:
    text = BASE.replace('name = "住建局"', f'name = "住建局"\nsalutation = "{written}"', 1)
    assert read(text).recipients[0].salutation == "张局长"


def test_demands_may_have_ids() -> None:
    text = change('action = "监督"', 'id = "a"\naction = "监督"')
    petition = read(text.replace('action = "通气"', 'id = "b"\naction = "通气"'))
    ids = [demand.id for item in petition.items for demand in item.demands]
    assert ids == [None, "a", "b"]


def test_an_authority_that_gets_a_copy_is_among_the_recipients() -> None:
    text = BASE.replace('role = "authority"', 'role = "authority"\ncopy = true')
    text = text.replace('action = "修复屋面"', 'action = "修复屋面"\nsupervised_by = "authority"')
    petition = read(text)
    assert petition.recipients[0].copy
    photos = {"a.jpg": Picture(b"", "jpeg", 4, 3, "")}
    letter = render_txt(compose(petition, 1, photos=photos)).decode()
    assert "请住建局监督落实" in letter
    assert "由住建局和燃气公司共同负责" in letter


@pytest.mark.parametrize(
    "data",
    [
        BASE.encode("utf-8-sig"),
        BASE.replace("\n", "\r\n").encode(),
        ("# 说明\n" + BASE).encode(),
    ],
    ids=["byte order mark", "windows lines", "comment"],
)
def test_files_of_any_editor_are_read(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "petition.toml"
    path.write_bytes(data)
    assert read_petition(path, today=TODAY) == read(BASE)


def test_lines_of_facts_stay() -> None:
    petition = read(change('"屋面渗漏。"', '"""\n屋面渗漏。\n吊顶\t受损。"""'))
    assert petition.items[0].facts == "屋面渗漏。\n吊顶 受损。"
