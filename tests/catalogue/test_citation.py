import pytest

from app.catalogue.citation import (
    Point,
    merge_points,
    parse_article,
    print_points,
    read_numeral,
    write_numeral,
)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "一"),
        (10, "十"),
        (14, "十四"),
        (20, "二十"),
        (85, "八十五"),
        (100, "一百"),
        (110, "一百一十"),
        (201, "二百零一"),
        (215, "二百一十五"),
        (509, "五百零九"),
        (1000, "一千"),
        (1005, "一千零五"),
        (1010, "一千零一十"),
        (1165, "一千一百六十五"),
        (1200, "一千二百"),
    ],
)
def test_articles_are_numbered_as_laws_number_them(number: int, words: str) -> None:
    assert write_numeral(number) == words


@pytest.mark.parametrize("number", [0, -1, 10_000])
def test_no_law_has_such_an_article(number: int) -> None:
    with pytest.raises(ValueError, match=str(number)):
        write_numeral(number)


def test_numerals_of_paragraphs_are_read() -> None:
    assert [read_numeral(text) for text in ("一", "十", "十二", "二十")] == [1, 10, 12, 20]
    with pytest.raises(ValueError, match="一十"):
        read_numeral("一十")


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("577", "第五百七十七条", "Article 577"),
        ("137 第二款", "第一百三十七条第二款", "Article 137, paragraph 2"),
        ("509 第一款、第二款", "第五百零九条第一款、第二款", "Article 509, paragraphs 1 and 2"),
        ("511 第四项", "第五百一十一条第四项", "Article 511, item 4"),
        ("18 第一项、第六项", "第十八条第一项、第六项", "Article 18, items 1 and 6"),
        (
            "23 第一款第三项、第四项",
            "第二十三条第一款第三项、第四项",
            "Article 23, paragraph 1, items 3 and 4",
        ),
        (
            "40 第一款第二项、第二款",
            "第四十条第一款第二项、第二款",
            "Article 40, paragraph 1, item 2, and paragraph 2",
        ),
        ("237, 238", "第二百三十七条、第二百三十八条", "Articles 237 and 238"),
        ("28, 29, 30", "第二十八条、第二十九条、第三十条", "Articles 28, 29 and 30"),
        (
            "9, 10 第一款, 12",
            "第九条、第十条第一款、第十二条",
            "Articles 9, 10 (paragraph 1) and 12",
        ),
        ("10, 16 第一款", "第十条、第十六条第一款", "Articles 10 and 16 (paragraph 1)"),
        (
            "9 第一款、第二款第三项, 12",
            "第九条第一款、第二款第三项、第十二条",
            "Articles 9 (paragraph 1 and paragraph 2, item 3) and 12",
        ),
    ],
)
def test_a_place_is_printed_in_both_languages(text: str, zh: str, en: str) -> None:
    points = parse_article(text)
    assert (print_points(points, "zh"), print_points(points, "en")) == (zh, en)


@pytest.mark.parametrize(
    "text", ["", "第五条", "12条", "0", "5 ", "5 第款", "5 一款", "5 第一款、", "5,6", "5 第一十款"]
)
def test_what_is_no_place_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no place in a law"):
        parse_article(text)


@pytest.mark.parametrize(
    ("points", "merged"),
    [
        ([Point(577), Point(509), Point(577)], [Point(509), Point(577)]),
        ([Point(278, 2), Point(278)], [Point(278)]),
        ([Point(40, 1, 4), Point(40, 1, 2)], [Point(40, 1, 2), Point(40, 1, 4)]),
        ([Point(40, 1, 4), Point(40, 1), Point(40, 2)], [Point(40, 1), Point(40, 2)]),
    ],
)
def test_merging_leaves_each_point_once(points: list[Point], merged: list[Point]) -> None:
    assert list(merge_points(points)) == merged
