"""Where in a law a provision stands (第五百六十三条第一款第三项), read from data and printed.

In the data files a place is short: `563 第一款第三项`, several articles `237, 238`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from app.messages import Language

DIGITS = "零一二三四五六七八九"
PLACE = re.compile(r"([1-9]\d{0,3})(?: (\S+))?")
PART = re.compile(r"(?=.)(?:第([一二三四五六七八九十]+)款)?(?:第([一二三四五六七八九十]+)项)?")


@dataclass(frozen=True)
class Point:
    """Article (条), paragraph (款), item (项); what is not given is None: the whole is meant."""

    article: int
    paragraph: int | None = None
    item: int | None = None

    @property
    def order(self) -> tuple[int, int, int]:
        return self.article, self.paragraph or 0, self.item or 0

    @property
    def is_part(self) -> bool:
        return self.paragraph is not None or self.item is not None

    def covers(self, other: Point) -> bool:
        """Whether `other` lies in what this one names."""
        if self.article != other.article:
            return False
        if not self.is_part:
            return True
        return self.paragraph == other.paragraph and self.item in (None, other.item)


def parse_article(text: str) -> tuple[Point, ...]:
    """The points of `563 第一款第三项、第四项` or `237, 238`; ValueError when it is neither."""
    points: list[Point] = []
    for place in text.split(", "):
        found = PLACE.fullmatch(place)
        if not found:
            raise ValueError(f"no place in a law: {text}")
        points += parse_parts(int(found[1]), found[2])
    return tuple(points)


def parse_parts(article: int, parts: str | None) -> list[Point]:
    """The paragraphs and items named after the article; 第三项、第四项 share the paragraph."""
    if parts is None:
        return [Point(article)]
    points: list[Point] = []
    paragraph: int | None = None
    for part in parts.split("、"):
        found = PART.fullmatch(part)
        if not found:
            raise ValueError(f"no place in a law: {parts}")
        if found[1]:
            paragraph = read_numeral(found[1])
        points.append(Point(article, paragraph, read_numeral(found[2]) if found[2] else None))
    return points


def merge_points(points: Iterable[Point]) -> tuple[Point, ...]:
    """In the order of the law, each once, and no part beside the whole that contains it."""
    every = set(points)
    kept = [one for one in every if not any(o != one and o.covers(one) for o in every)]
    return tuple(sorted(kept, key=lambda point: point.order))


def print_points(points: Sequence[Point], language: Language) -> str:
    """`第四十条第一款第二项、第四项` or `Article 40, paragraph 1, items 2 and 4`."""
    articles = [
        (article, [point for point in group if point.is_part])
        for article, group in groupby(points, lambda point: point.article)
    ]
    if language == "zh":
        return "、".join(f"第{write_numeral(n)}条{print_parts_zh(parts)}" for n, parts in articles)
    return print_articles_en(articles)


def write_numeral(number: int) -> str:
    """1 to 9999 as articles are numbered: 十四, 二百零一, 二百一十五, 一千一百六十五."""
    if not 1 <= number <= 9999:
        raise ValueError(number)
    text = ""
    for place, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        if digit:
            text += DIGITS[digit] + unit
        elif text and not text.endswith("零"):
            text += "零"
    text = text.rstrip("零")
    return text.removeprefix("一") if 10 <= number <= 19 else text


def read_numeral(text: str) -> int:
    """The number of a paragraph or item, 一 to 九十九."""
    for number in range(1, 100):
        if write_numeral(number) == text:
            return number
    raise ValueError(f"no place in a law: {text}")


def print_parts_zh(parts: Iterable[Point]) -> str:
    words: list[str] = []
    for paragraph, group in groupby(parts, lambda point: point.paragraph):
        items = [f"第{write_numeral(point.item)}项" for point in group if point.item]
        start = f"第{write_numeral(paragraph)}款" if paragraph else ""
        words.append(start + "、".join(items))
    return "、".join(words)


def print_articles_en(articles: Sequence[tuple[int, list[Point]]]) -> str:
    """`Article 36, paragraph 1` alone; among several in brackets: `Articles 10 and 36 (paragraph 1)`."""
    if len(articles) == 1:
        ((number, parts),) = articles
        return f"Article {number}, {print_parts_en(parts)}" if parts else f"Article {number}"
    words = [
        f"{number} ({print_parts_en(parts)})" if parts else str(number)
        for number, parts in articles
    ]
    return count_en("Article", words)


def print_parts_en(parts: Sequence[Point]) -> str:
    """Paragraphs and items of one article: `paragraphs 1 and 2`, `paragraph 1, item 3`."""
    whole = [point.paragraph for point in parts if point.paragraph and not point.item]
    if len(whole) == len(parts):
        return count_en("paragraph", whole)
    phrases: list[str] = []
    for paragraph, group in groupby(parts, lambda point: point.paragraph):
        items = [point.item for point in group if point.item]
        names = [f"paragraph {paragraph}"] if paragraph else []
        phrases.append(", ".join(names + ([count_en("item", items)] if items else [])))
    return join_en(phrases)


def count_en(noun: str, numbers: Sequence[int | str]) -> str:
    """`paragraph 1`, `paragraphs 1 and 2`, `Articles 237, 238 and 239`."""
    words = [str(number) for number in numbers]
    if len(words) == 1:
        return f"{noun} {words[0]}"
    return f"{noun}s {', '.join(words[:-1])} and {words[-1]}"


def join_en(phrases: Sequence[str]) -> str:
    """The phrases as one; a comma before `and` where a phrase before it has commas of its own."""
    if len(phrases) == 1:
        return phrases[0]
    comma = "," if len(phrases) > 2 or "," in phrases[0] else ""
    return f"{', '.join(phrases[:-1])}{comma} and {phrases[-1]}"
