import shutil
from pathlib import Path

import pytest

from app.catalogue.categories import list_categories
from app.catalogue.channels import load_channels
from app.catalogue.check import DATA, check_data, main
from app.catalogue.law import load_provisions

FDC = "law/fdc.toml"
DEED = "catalogue/deed.toml"
BOX = "channels/mailbox-600.toml"
LEFT = "law/leave_out.toml"
CITE = "《中华人民共和国城市房地产管理法》第四十五条"

# file, what stands there, what is planted instead, the line that must be found
PLANTED = {
    "not TOML": (FDC, "in_force_from = ", "in_force_from == ", "law/fdc.toml: is not TOML"),
    "provision gone": (
        FDC, 'id = "fdc-45"', 'id = "fdc-46"',
        "catalogue/delayed_handover.toml: legal_bases.authority[0]: there is no provision fdc-45;",
    ),
    "no name": (FDC, 'name_en = "', 'name_fr = "', "law/fdc.toml: name_en: is missing; write"),
    "unknown key": (FDC, 'level = "A"', 'level = "A"\nx = 1', "provisions[0].x: is not a key"),
    "unknown kind": (FDC, '"statute"', '"act"', "kind: has a wrong value; write one of statute"),
    "no source": (FDC, "source = ", "# ", "law/fdc.toml: source: is missing"),
    "no first day": (FDC, "in_force_from = ", "# ", "in_force_from: is missing"),
    "first day is text": (FDC, "2020-01-01\n", '"2020"\n', "in_force_from: has a wrong value"),
    "ends before it begins": (
        FDC, "source = ", "in_force_to = 2019-12-31\nsource = ",
        "in_force_to: 2019-12-31 is before in_force_from 2020-01-01",
    ),
    "quoted name": (FDC, 'name_zh = "中华', 'name_zh = "《中华', "is not a bare name"),
    "law twice": (
        FDC, 'name_zh = "中华人民共和国城市房地产管理法"', 'name_zh = "中华人民共和国建筑法"',
        "law/jzf.toml: name_zh: 中华人民共和国建筑法 stands in law/fdc.toml too",
    ),
    "id twice": (FDC, 'id = "fdc-27"', 'id = "fdc-45"', "provisions[1].id: fdc-45 is there twice"),
    "id of another file": (FDC, 'id = "fdc-27"', 'id = "cc-27"', "cc-27 is not of the form fdc-…"),
    "unknown level": (
        FDC, 'level = "A"', 'level = "E"',
        "level: has a wrong value; write one of A",
    ),
    "level C usable": (
        FDC, 'level = "A"', 'level = "C"',
        "law/fdc.toml: provisions[0].usable: a provision of level C is never usable",
    ),
    "level D usable": (FDC, 'level = "A"', 'level = "D"', "level D is never usable"),
    "not verified": (FDC, "verified = ", "# ", "provisions[0].verified: is missing"),
    "blank text": (FDC, 'text_zh = "', 'text_zh = " ', "text_zh: has a wrong value"),
    "for nobody": (FDC, 'addressee = ["developer"]', "addressee = []", "addressee: has a wrong"),
    "not an article": (FDC, 'article = "45"', 'article = "第45条"', "第45条 is not an article"),
    "other article": (FDC, 'article = "45"', 'article = "46"', f"{CITE} is not the article 46"),
    "incomplete citation": (FDC, CITE, CITE.removesuffix("条"), "is not the article 45; write 《"),
    "other law cited": (FDC, CITE, CITE.replace("城市", ""), "does not name the law of this file"),
    "no citation": (FDC, 'cite_zh = "', '# "', "cite_zh: is missing; write 《中华"),
    "English citation": (FDC, ", Article 45", ", Art. 45", "cite_en: Urban Real Estate"),
    "usable without article": (
        "law/cjcy.toml", "usable = false", "usable = true",
        "usable: without an article it cannot be cited",
    ),
    "citation without article": (
        "law/cjcy.toml", 'level = "C"', 'level = "C"\ncite_zh = "《x》"',
        "cite_zh: there is no article to cite",
    ),
    "neither article nor place": ("law/cjcy.toml", 'place = "', '# "', "article: is missing"),
    "period": ("law/bdc.toml", 'day_kind = "working"', 'day_kind = "moon"', "period.day_kind: has"),
    "left out": (
        LEFT, "articles = [12]", "articles = [48]",
        "usable: leave_out lists it: 《物业管理条例》第12条表决比例; write false",
    ),
    "left out and proposed": (
        LEFT, "articles = [55]", "articles = [46]",
        "legal_bases.authority[0]: leave_out lists xbf-46",
    ),
    "whole law left out": (
        LEFT, '{ law = "物业承接查验办法" }', '{ law = "建筑法" }',
        "law/jzf.toml: provisions[0].usable",
    ),
    "no reason": (LEFT, "why = ", "# ", "law/leave_out.toml: entries[0].why: is missing"),
    "reference to nothing": (LEFT, "{ law = ", "{ act = ", "entries[0].refs[0].law: is missing"),
    "unknown basis": (
        DEED, '"kfjy-32"', '"kfjy-99"',
        "developer[0]: there is no provision kfjy-99",
    ),
    "basis not usable": (
        DEED, '"kfjy-32"', '"bxbf-9"',
        "catalogue/deed.toml: legal_bases.developer[0]: bxbf-9 is not usable in a letter",
    ),
    "basis left out": (DEED, '"kfjy-32"', '"spxs-34"', "leave_out lists spxs-34"),
    "basis twice": (DEED, '"spf-15"', '"spf-14-rate"', "spf-14-rate is there twice"),
    "bases not a list": (
        DEED, 'authority = [', 'authority = "x" # ',
        "authority: has a wrong value",
    ),
    "unknown role": (DEED, "authority = ", "mayor = ", "legal_bases.mayor: is not a role"),
    "no English title": (DEED, ', en = "Overdue property title certificates"', "", "title.en: is missing"),
    "no short title": (DEED, "short = {", "long = {", "deed.toml: long: is not a key here"),
    "title with a stop": (
        DEED, '未办"', '未办。"',
        "title.zh: 不动产权证逾期未办。 ends with a stop",
    ),
    "id is not the file": (
        DEED, 'id = "deed"', 'id = "deeds"',
        "deeds is not the name of the file",
    ),
    "other with a title": (
        "catalogue/other.toml", "note = ", '[title]\nzh = "其他"\nen = "Other"\n#',
        "catalogue/other.toml: title: items of `other` bring their own heading",
    ),
    "title limits": (BOX, "title_min = 10", "title_min = 26", "26 is more than title_max 25"),
    "body limit": (BOX, "body_max = 600", "body_max = 25", "25 is not more than title_max 25"),
    "limit of nothing": (BOX, "title_min = 10", "title_min = 0", "title_min: has a wrong value"),
    "limit of truth": (BOX, "title_min = 10", "title_min = true", "title_min: has a wrong value"),
    "no label": (BOX, "[facts_label]", "[facts]", "facts_label: is missing"),
    "no source of limits": (
        BOX, "source = ", "# ",
        "channels/mailbox-600.toml: source: is missing",
    ),
}  # fmt: skip


def test_our_own_data_have_no_fault(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    every = load_provisions().values()
    usable = sum(one.usable for one in every)
    assert capsys.readouterr().out == (
        f"{len(every)} provisions ({usable} usable), {len(list_categories())} categories, "
        f"{len(load_channels())} channels: no fault\n"
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("law", "catalogue", "channels", "deadlines"):
        shutil.copytree(DATA / name, tmp_path / name)
    return tmp_path


@pytest.mark.parametrize(("file", "stands", "planted", "line"), PLANTED.values(), ids=PLANTED)
def test_a_planted_fault_is_found(
    folder: Path, file: str, stands: str, planted: str, line: str
) -> None:
    text = (folder / file).read_text("utf-8")
    assert stands in text
    (folder / file).write_text(text.replace(stands, planted, 1), "utf-8")
    lines = str(check_data(folder)).splitlines()
    assert any(line in one for one in lines), lines
    assert all("; " in one for one in lines)


@pytest.mark.parametrize("key", ["source = ", "text_zh = "])
def test_one_fault_is_told_once(folder: Path, key: str) -> None:
    text = (folder / FDC).read_text("utf-8")
    (folder / FDC).write_text(text.replace(key, "# ", 1), "utf-8")
    assert len(check_data(folder).faults) == 1


def test_every_fault_is_a_line_and_the_command_fails(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / BOX).write_bytes("name = '信'".encode("gb18030"))
    shutil.rmtree(folder / "catalogue")
    (folder / LEFT).unlink()
    assert main([str(folder)]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "law/leave_out.toml: is missing; list there what no letter may cite",
        "catalogue: holds no file; put the data files there",
        "catalogue: the category `other` is missing; add other.toml with `id` alone",
        "channels/mailbox-600.toml: is not UTF-8; save it as UTF-8",
    ]


def test_a_folder_without_law_is_a_fault(tmp_path: Path) -> None:
    assert "law: holds no law; put one file a law there" in str(check_data(tmp_path)).splitlines()
