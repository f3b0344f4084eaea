"""What each kind of letter is called on a page."""

from __future__ import annotations

from collections.abc import Mapping

from app.messages import Message, message

KIND_NAMES: Mapping[str, Message] = {
    "petition": message("联名诉求书"),
    "demand": message("催告函"),
    "complaint": message("投诉函"),
    "hotline": message("热线文本"),
    "reminder": message("催办函"),
    "duty": message("履职申请书"),
    "disclosure": message("政府信息公开申请"),
    "review": message("复查申请书"),
    "second-review": message("复核申请书"),
    "reconsideration": message("行政复议申请书"),
    "authorisation": message("推选代表授权书"),
    "cover": message("事项登记表"),
}
