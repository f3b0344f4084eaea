"""Reading JSON that somebody hands in: known keys, right types, bounded sizes, or a SealFault."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from app.messages import Message, message
from app.seals.faults import SealFault

DIGEST = 64  # characters of a SHA-256 in hex
_NOT_OURS = message("内容不是回执或名单，请用原来的文件")
_TEXT = message("应是引号中的文字")
_HEX = re.compile(r"[0-9a-f]*")
_UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u2028\u2029]")


def read_object(data: bytes, *, most_bytes: int) -> dict[str, Any]:
    """The JSON object in UTF-8 that `data` is. Raises SealFault."""
    if len(data) > most_bytes:
        raise SealFault("", message("文件太大，最多{most}字节，这不是回执或名单", most=most_bytes))
    try:
        found = json.loads(
            data.decode("utf-8-sig"),
            object_pairs_hook=_take_pairs,
            parse_constant=_refuse_number,
            parse_float=_refuse_number,
        )
    except json.JSONDecodeError as fault:
        said = message("第{line}行不是完整的 JSON，请用原来的文件", line=fault.lineno)
        raise SealFault("", said) from fault
    except (ValueError, RecursionError) as fault:  # not UTF-8, too long a number, nested too deep
        raise SealFault("", _NOT_OURS) from fault
    if not isinstance(found, dict):
        raise SealFault("", _NOT_OURS)
    return found


def check_digest(text: str, place: str) -> str:
    """`text`, where it is a SHA-256 in small hex. Raises SealFault."""
    if len(text) != DIGEST or not _HEX.fullmatch(text):
        said = message("应是{length}位十六进制数（0–9、a–f）", length=DIGEST)
        raise SealFault(place, said)
    return text


def check_hex(text: str, place: str, *, least: int, most: int) -> str:
    """`text`, where it is `least` to `most` characters of whole bytes in small hex."""
    if not least <= len(text) <= most or len(text) % 2 or not _HEX.fullmatch(text):
        said = message("应是{least}至{most}位十六进制数（0–9、a–f）", least=least, most=most)
        raise SealFault(place, said)
    return text


def check_text(text: str, place: str, *, most: int, blank: bool = False) -> str:
    """`text`, where it is one line in Unicode's form NFC, not blank, not too long."""
    if not blank and not text:
        raise SealFault(place, message("不能是空的"))
    if len(text) > most:
        raise SealFault(place, message("最多{most}个字", most=most))
    if _UNFIT.search(text) or text != text.strip():
        raise SealFault(place, message("不能有换行、控制字符或首尾的空格"))
    if not unicodedata.is_normalized("NFC", text):
        raise SealFault(place, message("文字须是 Unicode 的 NFC 形式"))
    return text


def fit_text(text: str) -> str:
    """What a person typed in the form that check_text takes: NFC, one line, no space around it."""
    plain = _UNFIT.sub("", unicodedata.normalize("NFC", " ".join(text.split())))
    return unicodedata.normalize("NFC", plain).strip()


class Fields:
    """The keys of a JSON object, each asked for once; `close` refuses what is left."""

    def __init__(self, given: Mapping[str, Any], place: str = "") -> None:
        self._left = dict(given)
        self._place = place

    def place(self, key: str) -> str:
        """Where `key` stands in the whole file."""
        return f"{self._place}.{key}" if self._place else key

    def text(self, key: str) -> str:
        """A text that must be there; what it may hold is for the caller to check."""
        found: str = self._take(key, lambda found: isinstance(found, str), _TEXT)
        return found

    def text_or_null(self, key: str) -> str | None:
        """A text or null, which must be written."""
        found: str | None = self._take(
            key, lambda found: found is None or isinstance(found, str), _TEXT
        )
        return found

    def optional_text(self, key: str) -> str:
        """A text, "" where the key is not there."""
        return self.text(key) if key in self._left else ""

    def digest(self, key: str) -> str:
        return check_digest(self.text(key), self.place(key))

    def number(self, key: str, *, most: int) -> int:
        """A whole number from 0 to `most`."""
        found: int = self._take(
            key,
            lambda found: type(found) is int and 0 <= found <= most,
            message("应是 0 至 {most} 的整数", most=most),
        )
        return found

    def inside(self, key: str) -> Fields:
        """The keys of an object in this one."""
        found = self._take(key, lambda found: isinstance(found, dict), message("应是一组 {{…}}"))
        return Fields(found, self.place(key))

    def digests(self, key: str, *, most: int) -> tuple[str, ...]:
        """A list of SHA-256 in hex."""
        found = self._take(key, lambda found: isinstance(found, list), message("应是一列 […]"))
        if len(found) > most:
            raise SealFault(self.place(key), message("最多{most}项", most=most))
        for number, one in enumerate(found):
            place = f"{self.place(key)}[{number}]"
            check_digest(one if isinstance(one, str) else "", place)
        return tuple(found)

    def close(self) -> None:
        """Raises SealFault where there is a key that nobody asked for."""
        if self._left:
            key = next(iter(self._left))
            raise SealFault(self.place(fit_text(key)[:40]), message("不认识这一项，请用原来的文件"))

    def _take(self, key: str, fits: Callable[[Any], bool], said: Message) -> Any:
        if key not in self._left:
            raise SealFault(self.place(key), message("缺少这一项，请用原来的文件"))
        found = self._left.pop(key)
        if not fits(found):
            raise SealFault(self.place(key), said)
        return found


def _take_pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _refuse_number(text: str) -> NoReturn:
    raise ValueError(f"not a whole number: {text[:20]}")
