"""Notices in words: what a person is told, as exact as the details allow."""

from __future__ import annotations

import string
from collections.abc import Mapping
from typing import Any

from app.messages import Message, message

NOTICES: Mapping[str, tuple[Message, ...]] = {
    "petition-frozen": (
        message("{who}将《{title}》定稿，内容不再改动，可以开始请业主签名。"),
        message("{who}将一份诉求书定稿，内容不再改动，可以开始请业主签名。"),
    ),
    "petition-merged": (
        message("{who}把草稿《{from_title}》并入了《{title}》，请到合并后的草稿里继续修改。"),
        message("{who}合并了两份草稿，请到合并后的草稿里继续修改。"),
    ),
    "complaint-received": (
        message("有人对《{title}》的公开页提了意见，请到联名管理里查看并答复。"),
        message("有人对公开页提了意见，请到联名管理里查看并答复。"),
    ),
    "invitation-accepted": (
        message("{who}接受了邀请，已经加入小区。"),
        message("有人接受了邀请，已经加入小区。"),
    ),
}
_UNKNOWN = message("小区里有新的动态。")


def say_notice(about: str, details: Mapping[str, Any]) -> Message:
    """The sentence of a notice."""
    known = {name: value for name, value in details.items() if value not in (None, "")}
    for said in NOTICES.get(about, ()):
        places = {name for _, name, _, _ in string.Formatter().parse(said.text) if name}
        if places <= known.keys():
            return Message(said.text, {name: known[name] for name in places})
    return _UNKNOWN
