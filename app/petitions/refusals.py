"""What the reader of petition files refuses, said to somebody who fills in fields and knows no keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.messages import Message, message


@dataclass(frozen=True)
class Refusal:
    """`needs`: the part of the draft that is missing, where a field somewhere else asks for it."""

    said: Message
    needs: str = ""


_NOT_KNOWN = message("这里选的已经不在名单里，请重新选")
# By the sentence of the reader as it stands in the code; a test holds that it says each of them.
_SAID: Mapping[str, Refusal] = {
    "{kind} 是后续信函，须写明此前的信：请加 [previous]（kind、date）": Refusal(
        message("这种信接着以前的一封信写：请在“后续信函”里写明那是什么信、哪一天的"), "previous"
    ),
    "{kind} 须写明所不服的书面意见：请加 [decision]（by、date）": Refusal(
        message("这种信针对一份书面意见写：请在“后续信函”里写明谁作出的、哪一天的"), "decision"
    ),
    '写了 authority，但收件方中没有机关；请加一个 role = "authority" 的收件方': Refusal(
        message("这里请主管部门来做，收件方里却没有主管部门：请在“写给谁”里加上，或者改选别人")
    ),
    "没有{what}“{value}”，是不是“{near}”？": Refusal(_NOT_KNOWN),
    "没有{what}“{value}”，可以写：{known}": Refusal(_NOT_KNOWN),
    "没有{what}“{value}”，请核对": Refusal(_NOT_KNOWN),
    "应写{wanted}，现在是{found}": Refusal(message("应写{wanted}")),
}


def say_refusal(said: Message) -> Refusal:
    """The sentence of the reader for a page; as it is where it names no key of a file."""
    known = _SAID.get(said.text)
    return Refusal(Message(known.said.text, said.params), known.needs) if known else Refusal(said)
