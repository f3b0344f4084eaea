"""Words of the receipt: levels, states and what happened to a signature, in plain words."""

from __future__ import annotations

from collections.abc import Mapping

from app.messages import Message, message

LEVELS: Mapping[str, tuple[Message, Message]] = {
    "declared": (message("自行申报"), message("还没有人核对过姓名和房号。")),
    "coded": (message("凭房屋码签名"), message("签名时用了发到您家的房屋码。")),
    "paper": (message("纸质签名"), message("由代表从您签过的纸质签名表录入。")),
    "checked": (message("已核对"), message("业主代表或核对人已与房屋清册核对。")),
}
STATES: Mapping[str, tuple[Message, Message]] = {
    "standing": (message("有效"), message("您的签名计入联名人数。")),
    "questioned": (
        message("存疑"),
        message(
            "核对人有疑问，签名仍然计入。请看下面的原因；写错了可以自己改正，或者联系业主代表。"
        ),
    ),
    "rejected": (
        message("不予采用"),
        message("这份签名现在不计入。请看下面的原因；如果不对，请联系业主代表。"),
    ),
    "withdrawn": (message("已撤回"), message("您撤回了签名，现在不计入联名人数。")),
}
ACTS: Mapping[str, Message] = {
    "consents": message("改了同意的事项"),
    "agreed": message("同意了新的一版"),
    "withdrawn": message("撤回了签名"),
    "restored": message("恢复了撤回的签名"),
    "corrected": message("改正了填写的内容"),
    "erased": message("删除了个人信息"),
    "checked": message("核对人核对了签名"),
    "questioned": message("核对人标为存疑"),
    "rejected": message("核对人不予采用"),
    "standing": message("核对人恢复为有效"),
    "reissued": message("当面补发了回执"),
}
LANGUAGES: Mapping[str, Message] = {"zh": message("中文"), "en": message("英文")}
