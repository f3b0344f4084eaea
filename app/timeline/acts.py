"""The acts of the timeline in words: one sentence each, as exact as its details allow.

Of several sentences the first serves whose places can all be filled: older entries may lack what
newer ones record. tests/timeline proves that every act which the program records stands here.
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from typing import Any

from app.messages import Message, message

ROLES: Mapping[str, Message] = {
    "representative": message("业主代表"),
    "checker": message("核对人"),
    "handler": message("物业公司经办人"),
    "viewer": message("查看人"),
}
ACTS: Mapping[str, tuple[Message, ...]] = {
    "petition-created": (
        message("{who}新建了诉求书《{title}》"),
        message("{who}新建了一份诉求书"),
    ),
    "petition-imported": (
        message("{who}从文件导入了诉求书《{title}》"),
        message("{who}从文件导入了一份诉求书"),
    ),
    "petition-duplicated": (
        message("{who}复制了《{from_title}》，另起一份诉求书"),
        message("{who}复制了一份诉求书"),
    ),
    "petition-restored": (
        message("{who}把诉求书《{title}》恢复到了以前的一版"),
        message("{who}把诉求书恢复到了以前的一版"),
    ),
    "petition-merged": (
        message("{who}把《{from_title}》并入了《{title}》"),
        message("{who}把《{from_title}》并入了另一份诉求书"),
        message("{who}把一份草稿并入了诉求书《{title}》"),
        message("{who}合并了两份草稿"),
    ),
    "petition-frozen": (
        message("{who}将诉求书《{title}》定稿"),
        message("{who}将一份诉求书定稿"),
    ),
    "petition-reopened": (
        message("{who}重新打开了诉求书《{title}》，继续修改"),
        message("{who}重新打开了一份诉求书，继续修改"),
    ),
    "photos-added": (
        message("{who}给诉求书《{title}》加了{count}张照片"),
        message("{who}给诉求书加了{count}张照片"),
        message("{who}给诉求书加了照片"),
    ),
    "photo-covered": (
        message("{who}遮住了《{title}》一张照片里的人脸或车牌"),
        message("{who}遮住了一张照片里的人脸或车牌"),
    ),
    "signing-opened": (
        message("{who}开始了《{title}》的联名"),
        message("{who}开始了一份诉求书的联名"),
    ),
    "signing-extended": (
        message("{who}延长了《{title}》的联名时间"),
        message("{who}延长了联名时间"),
    ),
    "signing-closed": (
        message("{who}结束了《{title}》的联名"),
        message("{who}结束了联名"),
    ),
    "signing-address-replaced": (
        message("{who}换了《{title}》的联名网址，旧网址和旧海报不再有效"),
        message("{who}换了联名网址，旧网址和旧海报不再有效"),
    ),
    "signing-listed": (
        message("{who}把《{title}》的联名列在了本站首页"),
        message("{who}把联名列在了本站首页"),
    ),
    "signing-unlisted": (
        message("{who}不再把《{title}》的联名列在首页"),
        message("{who}不再把联名列在首页"),
    ),
    "signing-version-adopted": (
        message("{who}开始对《{title}》第{version}版联名；签过旧版的人须重新同意"),
        message("{who}开始对新的一版联名；签过旧版的人须重新同意"),
    ),
    "codes-made": (
        message("{who}为《{title}》生成了{count}个房屋码"),
        message("{who}生成了{count}个房屋码"),
        message("{who}生成了房屋码"),
    ),
    "code-replaced": (
        message("{who}给一户换了《{title}》的房屋码"),
        message("{who}给一户换了房屋码"),
    ),
    "code-revoked": (
        message("{who}作废了《{title}》的一个房屋码"),
        message("{who}作废了一个房屋码"),
    ),
    "signatures-checked": (
        message(
            "{who}核对了《{title}》的签名：无误{checked}个，存疑{questioned}个，"
            "不予采用{rejected}个，恢复{restored}个，撤销处理{undone}个"
        ),
        message("{who}核对了签名"),
    ),
    "receipt-reissued": (
        message("{who}为《{title}》的一位签名人当面补发了回执，旧回执不再有效"),
        message("{who}为一位签名人当面补发了回执，旧回执不再有效"),
    ),
    "signatures-erased": (
        message("{who}清除了《{title}》{count}份保存期满的签名的个人信息，人数统计保留"),
        message("{who}清除了保存期满的签名的个人信息，人数统计保留"),
    ),
    "complaint-received": (
        message("有人对《{title}》的公开页提了意见"),
        message("有人对公开页提了意见"),
    ),
    "complaint-answered": (
        message("{who}答复了对《{title}》公开页的意见"),
        message("{who}答复了对公开页的意见"),
    ),
    "letter-sealed": (
        message("{who}封存了《{title}》致{recipient}的第{series}批联名名单，共{people}人"),
        message("{who}封存了一份联名名单"),
    ),
    "affected-adopted": (
        message("{who}把联名人说受影响的户数写进了《{title}》的第{item}项"),
        message("{who}把联名人说受影响的户数写进了诉求书"),
    ),
    "sheets-printed": (
        message("{who}打印了《{title}》的空白签名表{count}张"),
        message("{who}打印了空白签名表"),
    ),
    "sheet-uploaded": (
        message("{who}上传了《{title}》的纸质签名表照片{count}张"),
        message("{who}上传了纸质签名表的照片"),
    ),
    "sheet-transcribed": (
        message("{who}录入了《{title}》纸质签名表编号{sheet}的{count}行"),
        message("{who}录入了纸质签名"),
    ),
    "sheet-line-removed": (
        message("{who}删去了《{title}》纸质签名表编号{sheet}录错的第{line}行"),
        message("{who}删去了纸质签名表录错的一行"),
    ),
    "sheet-covered": (
        message("{who}在《{title}》纸质签名表编号{sheet}的照片上盖住了{count}处"),
        message("{who}盖住了纸质签名表照片上的内容"),
    ),
    "sheet-removed": (
        message("{who}删去了《{title}》纸质签名表编号{sheet}的照片"),
        message("{who}删去了一张纸质签名表的照片"),
    ),
    "community-created": (message("{who}建立了小区"),),
    "settings-changed": (message("{who}修改了小区资料"),),
    "roll-changed": (
        message("{who}更新了房屋清册：新增{added}户，改动{changed}户，删去{removed}户"),
        message("{who}更新了房屋清册"),
    ),
    "member-joined": (
        message("{who}加入小区，担任{role}"),
        message("{who}加入了小区"),
    ),
    "member-left": (
        message("{who}退出，不再担任{role}"),
        message("{who}退出了小区"),
    ),
    "member-removed": (
        message("{who}请{member}退出，不再担任{role}"),
        message("{who}请一位成员退出了小区"),
    ),
    "member-replaced": (
        message("{who}接替{member}，担任{role}"),
        message("{who}接替了一位成员"),
    ),
    "invitation-made": (
        message("{who}发出了一份邀请，请人担任{role}"),
        message("{who}发出了一份邀请"),
    ),
    "invitation-revoked": (
        message("{who}收回了一份请人担任{role}的邀请"),
        message("{who}收回了一份邀请"),
    ),
    "party-added": (message("{who}登记了责任方{name}"),),
    "party-changed": (message("{who}修改了责任方{name}"),),
    "party-removed": (message("{who}删去了责任方{name}"),),
    "addressee-added": (message("{who}在收件方名录里加了{name}"),),
    "addressee-changed": (message("{who}修改了收件方名录里的{name}"),),
    "addressee-removed": (message("{who}从收件方名录里删去了{name}"),),
}
_UNKNOWN = (message("{who}做了一项操作"),)


def say_act(
    act: str, details: Mapping[str, Any], who: Message | str, title: Message | str = ""
) -> Message:
    """The sentence of an act: `who` did it, `title` is what the petition is called now.

    A title among the details, from the time of the act, goes before.
    """
    known: dict[str, object] = {"title": title, **details, "who": who}
    if (role := ROLES.get(str(known.get("role")))) is not None:
        known["role"] = role
    known = {name: value for name, value in known.items() if value not in (None, "")}
    for said in ACTS.get(act, _UNKNOWN):
        places = {name for _, name, _, _ in string.Formatter().parse(said.text) if name}
        if places <= known.keys():
            return Message(said.text, {name: known[name] for name in places})
    return Message(_UNKNOWN[0].text, {"who": who})
