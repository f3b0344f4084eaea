"""The words of the poster and of the preview card of a drive, in either language."""

from __future__ import annotations

from app.communities.models import Community
from app.letters.render.poster import Card, Poster, Step
from app.messages import Language, Message, message, translate
from app.signing.models import Drive
from app.signing.sharing import Asked, say_closing

ABOVE = message("{community} · 业主联名")
ASKS = message("我们请求解决：")
SCAN = message("扫码看信、签名")
MORE = message("另有{count}项，扫码看全文")
STEPS = (
    ("scan", message("扫一扫"), message("用微信扫上面的二维码")),
    ("write", message("看信，签名"), message("写姓名和房号，用手指签名")),
    ("keep", message("留好回执"), message("以后凭回执查看、更改、撤回")),
)
CLOSING = message("截止")
ASK = message("有事问")
HELPED = message(
    "没有手机、不方便操作的，请找上面的人：可以在志愿者的手机上签，也可以在纸上签。签不签由各家自己决定。"
)
TYPED = message("不能扫码的，在浏览器里输入：{address}")
UNTIL = message("{closes}截止")


def write_poster(
    drive: Drive, asked: Asked, community: Community, address: str, language: Language
) -> Poster:
    """The poster; what the letter asks stays in the letter's language."""

    def put(said: Message, **values: object) -> str:
        return translate(Message(said.text, values) if values else said, language)

    return Poster(
        language=language,
        content=asked.language,
        above=put(ABOVE, community=community.name),
        title=asked.title,
        own=drive.poster_line,
        asks=put(ASKS),
        lines=(*asked.lines, *([put(MORE, count=asked.more)] if asked.more else [])),
        address=address,
        scan=put(SCAN),
        steps=tuple(Step(picture, put(title), put(text)) for picture, title, text in STEPS),  # type: ignore[arg-type]
        closing=(put(CLOSING), say_closing(drive, language)),
        contact=(put(ASK), _name(community, language)),
        notes=(put(HELPED), put(TYPED, address=address)),
    )


def write_card(drive: Drive, asked: Asked) -> Card:
    """The card, in the letter's language."""

    def put(said: Message, **values: object) -> str:
        return translate(Message(said.text, values), asked.language)

    return Card(
        language=asked.language,
        above=put(ABOVE, community=asked.community),
        title=asked.title,
        lines=(*asked.lines, *([put(MORE, count=asked.more)] if asked.more else [])),
        closing=put(UNTIL, closes=say_closing(drive, asked.language)),
    )


def _name(community: Community, language: Language) -> str:
    comma = "，" if language == "zh" else ", "
    return f"{community.responsible_name}{comma}{community.responsible_contact}"
