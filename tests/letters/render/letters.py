"""Letters made by hand, so that the renderers are tested without compose.

`sample_letter` is a whole letter with every block and every annex; its arguments make it
shorter, longer or rarer.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import struct
from functools import cache

from PIL import Image

from app.letters.letter import (
    Addressee,
    Annex,
    AnnexNote,
    Block,
    Closing,
    Contact,
    DateLine,
    Figure,
    Heading,
    Letter,
    NumberedList,
    Paragraph,
    Signature,
    SignatureRow,
    SignatureTable,
    Table,
)
from app.letters.media import Drawing, Picture, Stroke
from app.letters.petition import Kind
from app.messages import Language

DATE = dt.date(2026, 10, 9)
RARE_NAMES = "喆堃犇淼煊珺㛃䶮𬍛𬭎𬱖𫖯𬸚"

WORDS: dict[Language, dict[str, str]] = {
    "zh": {
        "title": "关于要求依法解决锦绣家园办证、通气、道路、渗漏问题的联名诉求书",
        "addressee": "滨河区住房和城乡建设局：",
        "opening": "我们是滨河区迎春路18号锦绣家园的业主。小区共860户，2025年3月28日交付使用，"
        "至今仍有四个问题没有解决，已影响37户的基本居住。现依法联名反映如下，请贵局督促处理。",
        "heading": "不动产权证迟迟未办",
        "facts_heading": "事实和理由",
        "facts": "签约时开发商承诺交房后即办理不动产权证。房屋竣工交付至今已一年半，业主五次上门催办"
        "（2025年6月3日、9月12日、12月8日，2026年3月2日、7月20日），均答复“正在办理”，"
        "没有给出日期。《商品房销售管理办法》第三十四条规定，房地产开发企业应当在商品房交付使用之日"
        "起60日内，将需要由其提供的办理房屋权属登记的资料报送房屋所在地房地产行政主管部门。",
        "demands_heading": "我们的请求",
        "demand_1": "请滨河锦绣房地产开发有限公司在收到本函之日起3个月内，为全体业主办妥不动产权证；"
        "以业主领到证书为准。",
        "demand_2": "请滨河安居物业服务有限公司立即平整小区路面，消除出行隐患；请贵局监督。",
        "reply": "请贵局自收到本函之日起15日内书面答复上列诉求，并告知承办人和联系方式。",
        "closing_1": "此致",
        "closing_2": "敬礼！",
        "note": "附件：",
        "signature": "锦绣家园业主（名单见附件1）",
        "date": "2026年10月9日",
        "contact": "（联系人：林喆，电话：13800000001；周犇，电话：13800000002）",
        "annex": "附件",
        "signatures": "联名签名表",
        "photos": "现场照片",
        "evidence": "证据目录",
        "caption": "3栋2单元门前道路，2026年9月1日摄",
        "author": "锦绣家园业主",
        "running": "关于要求依法解决锦绣家园四项问题的联名诉求书|2026年10月9日　正文校验码 7f3a-91c2",
        "page_of": "本附件第{page}页，共{pages}页",
    },
    "en": {
        "title": "Joint petition on title deeds, gas supply, roads and roof leaks at Jinxiu Garden",
        "addressee": "To the Binhe District Housing and Construction Bureau:",
        "opening": "We are owners at Jinxiu Garden, 18 Yingchun Road, Binhe District. The community "
        "has 860 dwellings and was handed over on 28 March 2025. Four matters remain unsettled; 37 "
        "dwellings cannot be lived in as they should. We ask your bureau to see to them.",
        "heading": "Title deeds still not issued",
        "facts_heading": "Facts and grounds",
        "facts": "The developer promised the title deeds on handover. A year and a half later, "
        "after five visits (3 June, 12 September and 8 December 2025; 2 March and 20 July 2026), "
        "the answer is still “in progress”, without a date. Article 34 of the Measures for the "
        "Administration of the Sale of Commodity Housing sets a term of sixty days.",
        "demands_heading": "What we ask",
        "demand_1": "Within three months of receipt of this letter, Binhe Jinxiu Real Estate "
        "Development Co., Ltd. should complete the title deeds of all owners.",
        "demand_2": "Binhe Anju Property Services Co., Ltd. should level the roads at once; your "
        "bureau is asked to supervise.",
        "reply": "Please answer in writing within 15 days of receipt and name the person in charge.",
        "closing_1": "Yours faithfully,",
        "closing_2": "",
        "note": "Annexes: ",
        "signature": "Owners at Jinxiu Garden (names in annex 1)",
        "date": "9 October 2026",
        "contact": "(Contact: Lin Zhe, 13800000001; Zhou Ben, 13800000002)",
        "annex": "Annex ",
        "signatures": "Signatures",
        "photos": "Photographs",
        "evidence": "List of evidence",
        "caption": "Road before building 3, unit 2, taken on 1 September 2026",
        "author": "Owners at Jinxiu Garden",
        "running": "Joint petition on four matters at Jinxiu Garden|9 October 2026 · 7f3a-91c2",
        "page_of": "Page {page} of {pages} of this annex",
    },
}


def sample_letter(
    language: Language = "zh",
    *,
    kind: Kind = "petition",
    title: str | None = None,
    title_lines: tuple[str, ...] | None = None,
    items: int = 4,
    extra: tuple[Block, ...] = (),
    signature: tuple[str, ...] | None = None,
    signers: int = 0,
    drawn: bool = True,
    photos: int = 0,
    evidence: int = 0,
) -> Letter:
    """A letter of `items` grievances; `extra` blocks stand before the request for an answer.

    `signers` rows make annex 1, `photos` pictures and `evidence` rows the annexes after it.
    """
    words = WORDS[language]
    whole = words["title"] if title is None else title
    annexes = make_annexes(language, signers, drawn, photos, evidence)
    blocks = (
        Addressee((words["addressee"],)),
        Paragraph(words["opening"]),
        *(block for index in range(items) for block in make_item(language, index)),
        *extra,
        Paragraph(words["reply"]),
        Closing(tuple(line for line in (words["closing_1"], words["closing_2"]) if line)),
        *make_annex_note(language, annexes),
        Signature(signature or (words["signature"],)),
        DateLine(words["date"]),
        Contact((words["contact"],)),
    )
    digest = hashlib.sha256(repr((language, whole, blocks)).encode()).hexdigest()
    return Letter(
        kind=kind,
        language=language,
        title=whole,
        title_lines=title_lines or break_title(language, whole),
        date=DATE,
        author=words["author"],
        blocks=blocks,
        annexes=annexes,
        digest=digest,
        code=f"{digest[:4]}-{digest[4:8]}",
    )


def make_item(language: Language, index: int) -> tuple[Block, ...]:
    words = WORDS[language]
    number = "一二三四五六七八九十"[index % 10] + "、" if language == "zh" else f"{index + 1}. "
    first, second = ("（一）", "（二）") if language == "zh" else ("(1) ", "(2) ")
    return (
        Heading(1, number, words["heading"]),
        Heading(2, first, words["facts_heading"]),
        Paragraph(words["facts"]),
        Heading(2, second, words["demands_heading"]),
        NumberedList((("1.", words["demand_1"]), ("2.", words["demand_2"]))),
    )


def make_annexes(
    language: Language, signers: int, drawn: bool, photos: int, evidence: int
) -> tuple[Annex, ...]:
    words = WORDS[language]
    made: list[Annex] = []

    def label() -> str:
        return f"{words['annex']}{len(made) + 1}"

    if signers:
        table = make_signature_table(language, signers, drawn=drawn)
        made.append(Annex(label(), words["signatures"], table=table))
    if photos:
        figures = tuple(make_figure(words["caption"], seed) for seed in range(photos))
        made.append(Annex(label(), words["photos"], blocks=figures))
    if evidence:
        table_of_facts = make_evidence_table(language, evidence)
        made.append(Annex(label(), words["evidence"], blocks=(table_of_facts,)))
    return tuple(made)


def make_annex_note(language: Language, annexes: tuple[Annex, ...]) -> tuple[Block, ...]:
    if not annexes:
        return ()
    entries = tuple(
        (f"{index}." if len(annexes) > 1 else "", annex.title)
        for index, annex in enumerate(annexes, 1)
    )
    return (AnnexNote(WORDS[language]["note"], entries),)


def make_evidence_table(language: Language, rows: int) -> Table:
    if language == "zh":
        head = ("序号", "名称", "种类", "日期")
        row = ("商品房买卖合同及补充协议（37户，复印件）", "书证", "2023年5月6日")
    else:
        head = ("No.", "Title", "Kind", "Date")
        row = ("Purchase contracts with supplements (37 dwellings, copies)", "Deed", "6 May 2023")
    return Table(head, tuple((str(number), *row) for number in range(1, rows + 1)))


def make_signature_table(language: Language, rows: int, *, drawn: bool = True) -> SignatureTable:
    """Annex 1 with `rows` rows; every seventh is signed for another, every ninth is undated."""
    chinese = language == "zh"
    made = []
    for index in range(rows):
        for_another = "\n代签：周犇（配偶）" if chinese else "\nsigned by Zhou Ben (spouse)"
        capacity = ("业主" if chinese else "owner") + (for_another if index % 7 == 6 else "")
        date = "" if index % 9 == 8 else ("2026年9月18日" if chinese else "18 Sep 2026")
        name = f"林{RARE_NAMES[index % len(RARE_NAMES)]}"
        made.append(
            SignatureRow(
                number=str(index + 1),
                name=name,
                unit=f"{index % 9 + 1}-{index % 3 + 1}-{index % 30 + 1}0{index % 4 + 1}",
                capacity=capacity,
                date=date,
                signature=make_drawing(index) if drawn else None,
            )
        )
    title, code = WORDS[language]["running"].split("|")
    zh_head = ("序号", "姓名", "房号", "身份", "签名", "日期")
    en_head = ("No.", "Name", "Dwelling", "Capacity", "Signature", "Date")
    zh_summary = f"本表共{rows}人签名，涉及{rows}户；未经核对的为签名人自报。"
    en_summary = f"{rows} people of {rows} dwellings have signed; what is not checked is declared."
    return SignatureTable(
        summary=(zh_summary if chinese else en_summary,),
        head=zh_head if chinese else en_head,
        rows=tuple(made),
        running=(title, code),
        page_of=WORDS[language]["page_of"],
    )


def make_figure(caption: str, seed: int = 0, *, upright: bool = False) -> Figure:
    return Figure(make_photo(seed, upright=upright), caption, f"照片：{caption}")


@cache
def make_photo(seed: int = 0, *, upright: bool = False) -> Picture:
    """A small JPEG, different for each seed; `upright` is taller than wide."""
    size = (480, 640) if upright else (640, 480)
    picture = Image.new("RGB", size, ((40 + seed * 37) % 256, (90 + seed * 53) % 256, 120))
    kept = io.BytesIO()
    picture.save(kept, "JPEG", quality=85)
    data = kept.getvalue()
    return Picture(data, "jpeg", *size, hashlib.sha256(data).hexdigest())


@cache
def make_drawing(seed: int = 0) -> Drawing:
    """A drawn signature of three pen lines, different for each seed."""
    width, height = 600, 240
    strokes = tuple(
        Stroke(
            b"".join(
                struct.pack(
                    "<hh",
                    40 + step * 26,
                    40 + (step * (37 + seed % 11) + line * 61 + seed * 13) % 170,
                )
                for step in range(20)
            ),
            8,
        )
        for line in range(3)
    )
    digest = hashlib.sha256(repr((width, height, strokes)).encode()).hexdigest()
    return Drawing(width, height, strokes, digest)


def break_title(language: Language, title: str) -> tuple[str, ...]:
    """Two lines for a long Chinese title, else one; compose does this better."""
    if language == "en" or len(title) <= 20:
        return (title,)
    middle = (len(title) + 1) // 2
    return (title[:middle], title[middle:])
