import pytest

from app.catalogue.categories import find_category, load_categories
from app.catalogue.channels import load_channels

ADDED = {
    "facility_siting",
    "planning_change",
    "false_advertising",
    "works_stopped",
    "public_transport_roads",
}


def test_all_categories_of_the_design_are_there() -> None:
    categories = load_categories()
    assert len(categories) >= 24 + len(ADDED) + 1
    assert categories.keys() >= ADDED
    assert list(categories)[-1] == "other"


@pytest.mark.parametrize("name", [name for name in load_categories() if name != "other"])
def test_a_category_is_named_in_both_languages(name: str) -> None:
    category = find_category(name)
    assert category.title is not None and category.short is not None
    assert category.title.say("zh") != category.short.say("zh")
    assert category.title.en[0].isupper() and not category.short.en[0].isupper()
    assert category.legal_bases


def test_titles_are_told_apart() -> None:
    named = [one for one in load_categories().values() if one.title and one.short]
    for words in ([one.title for one in named], [one.short for one in named]):
        assert len({one.zh for one in words if one}) == len(named)
        assert len({one.en for one in words if one}) == len(named)


def test_other_brings_nothing_of_its_own() -> None:
    other = find_category("other")
    assert (other.title, other.short, dict(other.legal_bases)) == (None, None, {})


def test_bases_keep_the_order_of_the_reference() -> None:
    assert find_category("leak").legal_bases["developer"][:2] == ("zltl-40-roof", "jzf-60")


@pytest.mark.parametrize(("name", "body"), [("mailbox-600", 600), ("mailbox-2000", 2000)])
def test_a_mailbox_has_its_limits(name: str, body: int) -> None:
    channel = load_channels()[name]
    assert (channel.title_min, channel.title_max, channel.body_max) == (10, 25, body)
    assert (channel.demands_label.zh, channel.facts_label.zh) == ("诉求", "事实理由")


def test_the_shorter_form_comes_first() -> None:
    assert list(load_channels()) == ["mailbox-600", "mailbox-2000"]


def test_an_unknown_name_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        find_category("no-such")
