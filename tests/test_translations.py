"""Every sentence a person can see has an English one with the same places to fill."""

from __future__ import annotations

import re
from functools import cache

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from app.config import PROJECT
from app.messages import TRANSLATIONS, catalogue

KEYWORDS = {"_": None, "gettext": None, "message": None}
PLACES = re.compile(r"(?<!\{)\{\w*\}(?!\})|%\(\w+\)s")


@cache
def read_sentences() -> frozenset[str]:
    with (PROJECT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(str(PROJECT), methods, options, KEYWORDS)
    return frozenset(sentence for _, _, sentence, _, _ in found if isinstance(sentence, str))


@cache
def read_english() -> Catalog:
    with (TRANSLATIONS / "en" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale="en")


def test_every_sentence_has_an_english_one() -> None:
    english = read_english()
    lacking = [
        one for one in sorted(read_sentences()) if not (one in english and english[one].string)
    ]
    assert not lacking, f"translate in translations/en/LC_MESSAGES/messages.po: {lacking}"


def test_no_translation_outlives_its_sentence() -> None:
    stale = {str(one.id) for one in read_english() if one.id} - read_sentences()
    assert not stale, f"remove from translations/en/LC_MESSAGES/messages.po: {stale}"


def test_translations_keep_the_places_to_fill() -> None:
    for one in read_english():
        if one.id:
            before, after = (sorted(PLACES.findall(str(text))) for text in (one.id, one.string))
            assert before == after, f"{one.id!r} and {one.string!r} name different places"


def test_no_english_sentence_holds_chinese() -> None:
    texts = (str(one.string) for one in read_english())
    chinese = [text for text in texts if re.search("[\u4e00-\u9fff]", text)]
    assert not chinese


@pytest.mark.parametrize("sentence", ["下载 PDF（打印用）", "缺少参数：{a}"])
def test_the_compiled_catalogue_is_current(sentence: str) -> None:
    english = read_english()[sentence]
    assert english is not None
    assert catalogue("en").gettext(sentence) == english.string, "run make setup"
