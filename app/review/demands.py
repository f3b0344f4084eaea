"""What a demand (诉求) lacks, says twice, or asks at once though it cannot be."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping

from app.letters.petition import Demand, Immediate, Petition
from app.review.findings import Hit

# What takes a procedure or works: a registration (bdc-20), a building, a lift.
_TAKES_TIME = re.compile(
    r"(?:办妥|办结|办出|办完|取得|领到|拿到)[^，。；]{0,12}(?:不动产权证|不动产权属证书|房产证|产权证|房本)"
    r"|(?:建成|建好|竣工|(?:完成|完工)[^，。；]{0,10}(?:建设|加装|改造|竣工验收))|加装(?:完成)?[^，。；]{0,4}电梯"
    r"|\b(?:issue|obtain|complete)\b[^.;]{0,30}\b(?:title|property) certificates?"
    r"|\bbuild (?:a|the) (?:school|kindergarten|road)",
    re.IGNORECASE,
)
_START = re.compile(r"启动|开始|着手|申请|提交|制定|公布|说明|\b(?:start|begin|apply|submit)\b")


def list_demands(petition: Petition) -> Iterator[tuple[str, Demand]]:
    """Every demand with its place."""
    for index, item in enumerate(petition.items):
        for number, demand in enumerate(item.demands):
            yield f"items[{index}].demands[{number}]", demand


def find_open_ended(petition: Petition, _: dt.date) -> Iterator[Hit]:
    """Demands without deadline."""
    for place, demand in list_demands(petition):
        if demand.deadline is None:
            yield Hit(f"{place}.deadline")


def find_repeated(petition: Petition, _: dt.date) -> Iterator[Hit]:
    """Demands that ask the same of the same as an earlier one."""
    seen: dict[tuple[str, frozenset[str]], str] = {}
    for place, demand in list_demands(petition):
        asked = re.sub(r"\W", "", demand.action).casefold()
        first = seen.setdefault((asked, frozenset(demand.responsible)), place)
        if first != place:
            yield Hit(f"{place}.action", {"first": first})


def find_hasty(petition: Petition, _: dt.date) -> Iterator[Hit]:
    """Demands to have at once what needs a procedure or building works."""
    for place, demand in list_demands(petition):
        found = _TAKES_TIME.search(demand.action)
        if isinstance(demand.deadline, Immediate) and found and not _START.search(demand.action):
            yield Hit(f"{place}.deadline", {"found": found[0]})


CHECKS: Mapping[str, Callable[[Petition, dt.date], Iterator[Hit]]] = {
    "no-deadline": find_open_ended,
    "duplicate-demand": find_repeated,
    "immediate-impossible": find_hasty,
}
