"""The receipt as a picture, to be kept on a phone by pressing long on it."""

from __future__ import annotations

from app.deadlines.wording import say_date
from app.letters.render.card import Card, draw_card
from app.messages import Language, Message, message, translate
from app.signing.drawn import unpack_drawing
from app.signing.receipt_page import ReceiptPage


def draw_receipt(page: ReceiptPage, link: str, language: Language) -> bytes:
    """The PNG; `link` is the whole address of the receipt. Raises SetupFault."""

    def say(said: Message | str) -> str:
        return said if isinstance(said, str) else translate(said, language)

    signature = page.receipt.signature
    facts: list[tuple[Message, str]] = [
        (message("小区"), page.receipt.community.name),
        (message("我签的信"), say(page.title)),
        (message("姓名和房号"), f"{signature.name}　{signature.dwelling}"),
        (message("签名日期"), say(say_date(signature.signed_on))),
    ]
    for letter in page.letters:
        said = message("正文校验码（致{recipient}）", recipient=letter.recipient)
        facts.append((said, letter.code))
    return draw_card(
        Card(
            language=language,
            heading=say(message("签名回执")),
            number_label=say(message("回执号")),
            number=page.number,
            facts=[(_begin(say(label)), words) for label, words in facts],
            link=link,
            notes=[
                say(message("扫码打开回执：查看、改正、撤回或删除自己的签名。")),
                say(message("只给自己留着：谁拿到它，谁就能替您做这些事。")),
            ],
            drawing=unpack_drawing(signature.drawing) if signature.drawing else None,
            drawn=say(message("我的签名")),
        )
    )


def _begin(words: str) -> str:
    return words[:1].upper() + words[1:]
