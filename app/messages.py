"""User-visible messages of the Python code: written in Chinese, translated at the edge.

Pure rooms raise or return a `Message`; only the command line and the views turn it into words
of a language. The Chinese text is the key of the catalogue in translations/<language>/.
"""

from __future__ import annotations

import errno
import gettext
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")
TRANSLATIONS = Path(__file__).parent.parent / "translations"


@dataclass(frozen=True)
class Message:
    """A sentence for a user: the Chinese text with {named} places, and what fills them.

    `english` stands with a sentence from a data file, which brings its own translation.
    """

    text: str
    params: Mapping[str, object] = field(default_factory=dict)
    english: str | None = None

    def __str__(self) -> str:
        return translate(self, "zh")


def message(text: str, **params: object) -> Message:
    """Make a Message; the name is what the extractor of translations looks for."""
    return Message(text, params)


def name_reason(error: OSError) -> Message:
    """Why the system refused, in the user's language where it is a common reason."""
    return _REASONS.get(error.errno or 0) or message(
        "系统报告：{reason}", reason=error.strerror or str(error)
    )


def translate(said: Message, language: Language) -> str:
    """The sentence in `language`; parameters that are messages are translated too."""
    params = {
        name: translate(value, language) if isinstance(value, Message) else value
        for name, value in said.params.items()
    }
    if language == "en" and said.english is not None:
        return said.english.format(**params)
    return catalogue(language).gettext(said.text).format(**params)


_REASONS: Mapping[int, Message] = {
    errno.ENOENT: message("上一级文件夹不存在"),
    errno.EEXIST: message("已有同名的文件，不是文件夹"),
    errno.ENOTDIR: message("路径里有一段是文件，不是文件夹"),
    errno.EISDIR: message("已有同名的文件夹"),
    errno.EACCES: message("没有权限"),
    errno.EPERM: message("没有权限"),
    errno.EROFS: message("所在的磁盘只能读"),
    errno.ENOSPC: message("磁盘已满"),
    errno.EADDRINUSE: message("端口已被占用"),
    errno.EADDRNOTAVAIL: message("本机没有这个地址"),
}


@cache
def catalogue(language: Language) -> gettext.NullTranslations:
    """The compiled translations of `language`; Chinese is the source and needs none."""
    if language == "zh":
        return gettext.NullTranslations()
    return gettext.translation("messages", TRANSLATIONS, languages=[language])
