"""The TOML of a petition file: bytes to tables, and what is wrong with them in plain words."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from typing import Any

from app.letters.errors import InputError
from app.letters.texts import show
from app.messages import message

MOST_BYTES = 10_000_000
TOO_LARGE = message("文件超过10MB；诉求文件只放文字，照片请用路径引用")
_DATE = re.compile(r"[=\[,]\s*(\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2})")
# Python's reader needs time and memory by the square of a dotted key's length.
_KEY_PART = r"""(?>(?<![\w-])[\w-]++|"[^"\n]*+"|'[^'\n]*+')"""
_LONG_KEY = re.compile(rf"{_KEY_PART}(?:[ \t]*+\.[ \t]*+{_KEY_PART}){{30}}", re.ASCII)


def parse_toml(data: bytes) -> dict[str, Any]:
    """The tables of the file. Raises InputError that names the line, without place and file."""
    if len(data) > MOST_BYTES:
        raise InputError("", TOO_LARGE)
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as fault:
        line = data[: fault.start].count(b"\n") + 1
        raise InputError(
            "", message("第{line}行不是UTF-8编码，请另存为UTF-8", line=line)
        ) from fault
    if not text.strip():
        raise InputError("", message("文件是空的，请从示例开始写"))
    if found := _LONG_KEY.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise InputError("", message("第{line}行的键由太多段组成，请核对", line=line))
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise _explain(str(fault), text) from fault
    except ValueError as fault:  # int() refuses what would take it too long
        raise InputError("", message("有一个数字太长，请核对")) from fault
    except RecursionError as fault:
        raise InputError("", message("括号嵌套太深，请核对")) from fault


def _explain(said: str, text: str) -> InputError:
    found = re.search(r"\(at line (\d+), column (\d+)\)", said)
    lines = text.rstrip("\n").split("\n")
    line, column = (int(found[1]), int(found[2])) if found else (len(lines), 1)
    written = lines[min(line, len(lines)) - 1]
    if said.startswith(("Cannot overwrite", "Cannot declare", "Cannot redefine", "Duplicate")):
        return InputError(
            "",
            message(
                "第{line}行的键或表在前面已经写过，请合并或删去一个：{shown}",
                line=line,
                shown=show(written.strip()),
            ),
        )
    if _has_bad_date(written):
        return InputError(
            "",
            message(
                "第{line}行的日期写法不对或没有这一天，请写成 2026-10-09 的样子：{shown}",
                line=line,
                shown=show(written.strip()),
            ),
        )
    if not found:
        return InputError("", message("文件结尾处不完整，请核对引号和括号是否成对"))
    return InputError(
        "",
        message(
            '第{line}行第{column}列不合TOML写法，请核对引号（用英文引号 "）、等号和括号：{shown}',
            line=line,
            column=column,
            shown=show(written.strip()),
        ),
    )


def _has_bad_date(line: str) -> bool:
    """Whether a date stands there, outside of quotes, that TOML cannot read."""
    for written in _DATE.findall(line):
        try:
            dt.date.fromisoformat(written)
        except ValueError:
            return True
    return False
