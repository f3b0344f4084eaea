"""Places of a petition in words: 第2项的第1条诉求：期限."""

from __future__ import annotations

import re
from collections.abc import Mapping

from app.messages import Message, message

# Entries of lists, each with what it is called; the longer place first.
_ENTRIES: tuple[tuple[re.Pattern[str], Message], ...] = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (r"items\[(\d+)\]\.demands\[(\d+)\]", message("第{first}项的第{second}条诉求")),
        (r"items\[(\d+)\]\.photos\[(\d+)\]", message("第{first}项的第{second}张照片")),
        (r"items\[(\d+)\]\.evidence\[(\d+)\]", message("第{first}项的第{second}件证据")),
        (r"items\[(\d+)\]", message("第{first}项")),
        (r"recipients\[(\d+)\]", message("第{first}个收件方")),
        (r"history\[(\d+)\]", message("此前反映的第{first}条")),
        (r"sender\.representatives\[(\d+)\]", message("第{first}位业主代表")),
    )
)
_KEY = re.compile(r"[a-z_]+")
PARTS: Mapping[str, Message] = {
    "action": message("请求"),
    "address": message("地址"),
    "affected": message("受影响户数"),
    "annexes": message("附件"),
    "by": message("作出决定的机关"),
    "caption": message("说明文字"),
    "category": message("类别"),
    "channel": message("渠道"),
    "city": message("城市"),
    "comments_until": message("意见截止日期"),
    "compensation": message("赔偿或退费"),
    "completion_accepted": message("竣工验收日期"),
    "copy": message("只收抄送"),
    "criterion": message("完成标准"),
    "date": message("日期"),
    "dated": message("日期"),
    "deadline": message("期限"),
    "demands": message("诉求"),
    "details": message("引导问题的回答"),
    "evidence": message("证据"),
    "facts": message("事实"),
    "fallback": message("到期未做到"),
    "file": message("文件"),
    "handed_over": message("交房日期"),
    "heading": message("标题"),
    "households": message("户数"),
    "items": message("写给它的事项"),
    "kind": message("信的种类"),
    "language": message("语言"),
    "legal_bases": message("法律依据"),
    "name": message("名称"),
    "next_step": message("下一步打算"),
    "number": message("编号"),
    "object": message("所反对的事项"),
    "on": message("日期"),
    "outcome": message("结果"),
    "people": message("人数"),
    "phone": message("电话"),
    "photos": message("照片"),
    "questions": message("要求说明的问题"),
    "received_on": message("收到日期"),
    "reply_within_days": message("答复期限"),
    "representatives": message("业主代表"),
    "responsible": message("责任方"),
    "role": message("身份"),
    "salutation": message("称呼"),
    "scope": message("范围"),
    "statement": message("说明"),
    "supervised_by": message("请谁监督"),
    "taken_on": message("拍摄日期"),
    "thanks": message("致谢"),
    "title": message("标题"),
    "to": message("反映给"),
    "type": message("决定的种类"),
}
WHOLE: Mapping[str, Message] = {
    "sender": message("联名人"),
    "community": message("小区"),
    "decision": message("所不服的决定"),
    "previous": message("前一封信"),
    "title": message("信的标题"),
    "date": message("信的日期"),
    "language": message("信的语言"),
    "parties": message("责任方名单"),
    "items": message("事项"),
    "recipients": message("写给谁"),
    "history": message("此前反映过"),
}


def say_place(place: str) -> Message:
    """第2项的第1条诉求：期限. The technical place stands beside it."""
    for pattern, words in _ENTRIES:
        if found := pattern.match(place):
            numbers = [int(one) + 1 for one in found.groups()]
            named = dict(zip(("first", "second"), numbers, strict=False))
            rest = place[found.end() :]
            is_whole = rest == ".file" and ".photos[" in place  # a photo is its file
            return _add_part(Message(words.text, named), "" if is_whole else rest)
    if place in WHOLE:
        return WHOLE[place]
    first, _, rest = place.partition(".")
    return _add_part(WHOLE.get(first, message("整份文件")), rest)


def _add_part(whole: Message, rest: str) -> Message:
    key = _KEY.search(rest)
    part = PARTS.get(key[0]) if key else None
    return message("{whole}：{part}", whole=whole, part=part) if part else whole
