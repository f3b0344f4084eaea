"""The rules as data: faults planted in the files are found, and the page that lists them is current."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

import pytest

from app.catalogue.citation import write_numeral
from app.catalogue.law import load_provisions
from app.check_data import DATA, main
from app.config import PROJECT
from app.review import review_text
from app.review.check_rules import check_review
from app.review.document import describe_rules
from app.review.rules import load_rules
from tests.review.drafts import TODAY

CITABLE = {id for id, one in load_provisions().items() if one.usable}
TONE = "tone.toml"
LAWS = "laws.toml"
WORDS = "vocabulary.toml"
PERSONAL = "personal.toml"
PLANTED = {
    "not TOML": (TONE, 'id = "insult"', "id = insult", "review/tone.toml: is not TOML"),
    "unknown key": (TONE, 'id = "rage"', 'id = "rage"\nx = 1', "rules[1].x: is not a key here"),
    "no level": (TONE, 'id = "rage"\nlevel = "warning"', 'id = "rage"', "rules[1].level: is missing"),
    "unknown level": (TONE, 'level = "error"', 'level = "fatal"', "write one of error, warning"),
    "odd id": (TONE, 'id = "rage"', 'id = "Rage!"', "Rage! is not of the form"),
    "id twice": (TONE, 'id = "rage"', 'id = "insult"', "insult stands in review/tone.toml too"),
    "no English": (TONE, ', en = "Leave it out and let facts and dates speak"', "", "rules[1].fix.en: is missing"),
    "blank Chinese": (TONE, 'zh = "请删去，让事实和期限说话"', 'zh = " "', "rules[1].fix.zh: has a wrong value"),
    "other places": (TONE, "en = \"“{found}” is anger", "en = \"“{words}” is anger", "zh and en fill different places: found, words"),
    "places nothing fills": (TONE, "“{found}”是情绪用语，不增加分量\", en = \"“{found}” is", "“{day}”是情绪用语，不增加分量\", en = \"“{day}” is", "patterns fill {found} alone, not day"),
    "no source": (PERSONAL, 'bases = ["pipl-5-6", "pipl-28-30"]\nfires = [["facts"', 'fires = [["facts"', "source: is missing"),
    "basis of level C": (TONE, 'bases = ["xf-47"]', 'bases = ["spxs-33"]', "bases[0]: there is no provision spxs-33 that may be cited"),
    "unknown basis": (TONE, 'bases = ["xf-47"]', 'bases = ["xf-99"]', "bases[0]: there is no provision xf-99"),
    "bad pattern": (TONE, "'无良'", "'(无良'", "is no pattern"),
    "empty pattern": (TONE, "'无良'", "'无?'", "matches where there is nothing"),
    "unknown token": (TONE, "'无良'", "'<foo>良'", "<foo> is no token"),
    "unknown context": (TONE, 'before = ["reported"]\nharmless', 'before = ["foo"]\nharmless', "before: foo is no token"),
    "unknown use": (TONE, '["chat", "垃圾物业，', '["talk", "垃圾物业，', "talk is no use of a text"),
    "not firing": (TONE, "'无良'", "'无良心'", "the rule is silent on 无良开发商收了钱就不管了"),
    "firing on sound": (TONE, "harmless = ['无良好', ", "harmless = [", "the rule fires on 公司并无良好的售后记录"),
    "no example": (TONE, 'silent = [["facts", "请于十日内答复！"], ["facts", "物业公告称“违者后果自负”"], ["facts", "被大家谴责后已整改"]]\n', "", "rules[1].silent: is missing"),
    "check without words": (PERSONAL, 'id = "bank-card"', 'id = "bank-cards"', "review: the rule bank-card is missing"),
    "words without check": (PERSONAL, 'id = "bank-card"', 'id = "bank-cards"', "match: is missing; write patterns, or a check"),
    "unknown role": ("demands.toml", 'to = { roles = ["authority"] }\nfires', 'to = { roles = ["mayor"] }\nfires', "mayor is no role"),
    "no name": ("demands.toml", ', example = "滨河区公安分局"', "", "to.example: is missing"),
    "token that is no pattern": (WORDS, "clause = '[", "clause = '([", "tokens.clause"),
    "law that ends before": (LAWS, "last = 2026-04-14", "last = 2019-01-01", "2019-01-01 is before `first`"),
    "law without successor": (LAWS, 'instead = { zh = "请改引《民法典》", en = "cite the Civil Code" }\n', "", "instead: is missing"),
    "law without English": (LAWS, ', en = "the Civil Code" }\npattern', " }\npattern", "laws[0].name.en: is missing"),
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(DATA / "review", tmp_path / "review")
    return tmp_path / "review"


def test_the_files_hold_no_fault() -> None:
    rules, faults = check_review(DATA / "review", CITABLE)
    assert faults == []
    assert rules == len(load_rules())


@pytest.mark.parametrize(("file", "old", "new", "said"), PLANTED.values(), ids=PLANTED)
def test_a_planted_fault_is_found(folder: Path, file: str, old: str, new: str, said: str) -> None:
    path = folder / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    _, faults = check_review(folder, CITABLE)
    lines = [str(fault) for fault in faults]
    assert any(said in line for line in lines), lines


def list_left_out() -> list[str]:
    """A citation of everything that leave_out names by law."""
    data = tomllib.loads((DATA / "law" / "leave_out.toml").read_text("utf-8"))
    cited = []
    for entry in data["entries"]:
        for ref in entry.get("refs", []):
            articles = ref.get("articles", [7])
            cited += [f"《{ref['law']}》第{write_numeral(article)}条" for article in articles]
    return cited


@pytest.mark.parametrize("cited", list_left_out())
def test_what_is_left_out_of_the_law_is_found_in_free_text(cited: str) -> None:
    text = f"依据{cited}应在90日内办理。"
    rules = {finding.rule for finding in review_text(text, "statement", today=TODAY)}
    assert rules & {"left-out-law", "refund-and-triple", "myth-noise-law", "law-out-of-force"}


def test_missing_files_are_faults(folder: Path) -> None:
    (folder / LAWS).unlink()
    (folder / WORDS).unlink()
    lines = [str(fault) for fault in check_review(folder, CITABLE)[1]]
    assert "review/laws.toml: is missing; write it" in lines
    assert "review/vocabulary.toml: is missing; write it" in lines


def test_check_data_reads_the_rules_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert f"{len(load_rules())} rules of the review" in capsys.readouterr().out
    shutil.copytree(DATA, tmp_path / "data")
    path = tmp_path / "data" / "review" / TONE
    path.write_text(path.read_text("utf-8").replace("'无良'", "'(无良'"), "utf-8")
    assert main([str(tmp_path / "data")]) == 1
    assert "review/tone.toml: rules[0].match[0].zh: (无良 is no pattern" in capsys.readouterr().out


def test_the_page_of_rules_is_current() -> None:
    page = PROJECT / "docs" / "review.md"
    assert page.read_text("utf-8") == describe_rules(), (
        "run python -m app.review.document > docs/review.md"
    )
