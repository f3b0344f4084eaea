import datetime as dt

import pytest

from app.catalogue.categories import load_categories
from app.catalogue.law import Provision, find_provision, group_citations, load_provisions
from app.messages import Language

PROVISIONS = tuple(load_provisions().values())


def test_every_entry_of_the_reference_is_there() -> None:
    assert len(PROVISIONS) == 281
    assert len({one.law.id for one in PROVISIONS}) == 46


@pytest.mark.parametrize("one", PROVISIONS, ids=lambda one: one.id)
def test_a_provision_has_what_a_letter_needs(one: Provision) -> None:
    assert one.id.startswith(f"{one.law.id}-")
    assert one.text.zh and one.text.en and one.verified and one.law.source and one.law.edition
    assert one.law.is_in_force(max(one.law.in_force_from, dt.date(2026, 10, 9)))
    assert one.usable == (one.level in ("A", "B"))
    if one.usable:
        assert one.cite is not None
        assert one.cite.zh.startswith("《") and one.cite.zh.endswith(("条", "款", "项"))
        assert one.cite.en.startswith(f"{one.law.name.en}, Article")
        assert group_citations([one.id], "zh") == (one.cite.zh,)


def test_the_environmental_code_is_not_in_force_before_its_day() -> None:
    law = find_provision("sthj-572").law
    assert not law.is_in_force(dt.date(2026, 8, 14))
    assert law.is_in_force(dt.date(2026, 8, 15))


@pytest.mark.parametrize("unknown", ["", "cc", "cc-1", "zz-1", "../cc-509", "x" * 999, "\0-1"])
def test_an_unknown_id_is_a_key_error(unknown: str) -> None:
    with pytest.raises(KeyError):
        find_provision(unknown)
    with pytest.raises(KeyError):
        group_citations(["cc-509", unknown], "zh")


@pytest.mark.parametrize("unusable", ["cjcy-cond", "spxs-33", "wxzj-24"])
def test_what_is_not_usable_is_not_cited(unusable: str) -> None:
    with pytest.raises(ValueError, match=unusable):
        group_citations([unusable], "zh")


@pytest.mark.parametrize(
    ("ids", "language", "cited"),
    [
        ([], "zh", ()),
        (
            ["cc-577", "kfjy-32", "cc-509", "cc-577"],
            "zh",
            (
                "《中华人民共和国民法典》第五百零九条第一款、第二款、第五百七十七条",
                "《城市房地产开发经营管理条例》第三十二条",
            ),
        ),
        (
            ["cc-577", "kfjy-32", "cc-509", "cc-577"],
            "en",
            (
                "Articles 509 (paragraphs 1 and 2) and 577 of the Civil Code of the PRC",
                "Article 32 of the Regulation on the Development and Operation of Urban Real"
                " Estate",
            ),
        ),
        (["xf-36-req", "xf-36-dec"], "zh", ("《信访工作条例》第三十六条第一款、第二款",)),
        (
            ["xf-36-req", "xf-36-dec"],
            "en",
            ("Article 36, paragraphs 1 and 2, of the Regulation on Petition Work",),
        ),
        (
            ["wytl-16", "wytl-10"],
            "en",
            ("Articles 10 and 16 (paragraph 1) of the Regulation on Property Management",),
        ),
        (["xf-34-60", "xf-34-30"], "zh", ("《信访工作条例》第三十四条",)),
        (
            ["zltl-40-pipes", "zltl-40-roof"],
            "zh",
            ("《建设工程质量管理条例》第四十条第一款第二项、第四项",),
        ),
        (
            ["httz-65"],
            "zh",
            (
                "《最高人民法院关于适用〈中华人民共和国民法典〉合同编通则若干问题的解释》"
                "第六十五条第二款、第三款",
            ),
        ),
    ],
)
def test_citations_of_a_paragraph_are_grouped_by_law(
    ids: list[str], language: Language, cited: tuple[str, ...]
) -> None:
    assert group_citations(ids, language) == cited


def test_categories_propose_only_what_may_be_cited() -> None:
    proposed = {
        name
        for category in load_categories().values()
        for ids in category.legal_bases.values()
        for name in ids
    }
    assert all(find_provision(name).usable for name in proposed)
