"""Deadlines that nobody can keep: works at once or overnight; and those nobody would wait for."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping

from app.letters.petition import Demand, Immediate, Petition, Until, Within
from app.review.deadlines import read_last_day
from app.review.demands import list_demands
from app.review.findings import Hit

# What takes a procedure or years of works: a registration (bdc-20), a building, a lift.
_PROCEDURE = re.compile(
    r"(?:办妥|办结|办出|办完|取得|领到|拿到)[^，。；]{0,12}(?:不动产权证|不动产权属证书|房产证|产权证|房本)"
    r"|(?:建成|建好|竣工|(?:完成|完工)[^，。；]{0,10}(?:建设|加装|改造|竣工验收))|加装(?:完成)?[^，。；]{0,4}电梯"
    r"|\b(?:issue|obtain|complete)\b[^.;]{0,30}\b(?:title|property) certificates?"
    r"|\bbuild (?:a|the) (?:school|kindergarten|road)",
    re.IGNORECASE,
)
# Works by which something built is made good or new, and on what.
_BUILT = (
    r"(?:屋面|屋顶|楼顶|防水|渗漏|漏水|外墙|墙面|墙体|结构|地基|基础|管网|管道|管线|电缆|线路|变压器"
    r"|道路|路面|地面|地库|车库|坡道|绿化|景观|配电设施)"
)
_PLAN = r"(?:方案|计划|情况|进度|原因|通知|记录|资金|费用|责任)"
_WORKS = re.compile(
    r"(?:修复|修好|维修|修缮|翻修|翻新|翻建|重做|重新(?:做|铺|敷|粉刷|施工)|更换|更新|改造|加固|重建|铺设|补建|新建)"
    rf"(?:(?!{_PLAN})[^，。；]){{0,10}}?{_BUILT}(?!的?{_PLAN})"
    r"|(?:更换|更新|改造|重装)[^，。；]{0,8}电梯(?!按钮|门|照明|灯|标识|的?零?部?配?件)"
    rf"|{_BUILT}[^，。；]{{0,6}}(?:修复|修好|维修|重做|翻新|更换|改造)(?:完毕|完成|到位|$|(?=[，。；]))"
    r"|\b(?:repair|redo|renew|replace|rebuild|re-?lay|renovate|strengthen|waterproof|fix)\b"
    r"[^.;]{0,30}?\b(?:roofs?|waterproofing|facades?|walls?|structure|foundations?|pipes?|pipelines?|mains"
    r"|cables?|roads?|paving|garages?)\b|\b(?:replace|renew)\b[^.;]{0,20}\b(?:lifts?|elevators?)\b",
    re.IGNORECASE,
)
# A mere repair can begin at once; to make all of it new cannot be done so.
_LARGE = re.compile(
    r"重做|重新|翻修|翻新|翻建|更换|更新|改造|加固|重建|铺设|补建|新建|重装|全部|所有|全面|彻底|整[栋体个]"
    r"|\b(?:redo|renew|replace|rebuild|re-?lay|renovate|strengthen)\b",
    re.IGNORECASE,
)
# A burst pipe or a cut line is mended at once.
_EMERGENCY = re.compile(
    r"爆裂|爆管|断裂|泄漏|漏气|漏电|[停断](?:水|电|气|供)|恢复[^，。；]{0,6}(?:供|水|电|气|暖)"
    r"|\b(?:burst|gas leak|outage|restore)\b",
    re.IGNORECASE,
)
_START = re.compile(
    r"启动|开始|着手|组织(?:施工|队伍|人员|力量)|进场|申请|提交|制定|公布|公示|说明|告知|答复|临时|抢修|\b(?:start|begin|apply|submit|publish|state|explain"
    r"|temporar\w+|plan)\b",
    re.IGNORECASE,
)
# What danger asks for at once: to stop, to clear, to cordon off, to give back water or power.
_DANGER = re.compile(
    r"停止|停用|停工|制止|劝阻|劝离|清除|清理|清运|移除|移走|搬离|腾空|打通|疏通|拆除|撤除|围挡|警示|防护|隔离|排险|除险|抢修|抢险"
    r"|恢复[^，。；]{0,6}(?:供|水|电|气|暖|通行|运行)|消除[^，。；]{0,6}(?:危险|隐患)|关闭|切断|救援|开放|解除"
    r"|\b(?:stop|cease|clear|remove|cordon|fence|warn\w*|restore|switch off|close|open|evacuate|secure|make safe)\b",
    re.IGNORECASE,
)
# The fewest days in which it can be done, as one who knows such works would say.
LEAST_PROCEDURE, LEAST_WORKS, LEAST = 30, 7, 2
MOST_DAYS = 731
_UNIT_DAYS = {"days": 1.0, "working_days": 1.4, "months": 30.4}


def find_immediate_works(petition: Petition, _: dt.date) -> Iterator[Hit]:
    """Demands to have at once what needs a procedure or building works."""
    for place, demand in list_demands(petition):
        works = find_works(demand.action) if _LARGE.search(demand.action) else None
        found = _PROCEDURE.search(demand.action) or works
        if isinstance(demand.deadline, Immediate) and found and not _START.search(demand.action):
            yield Hit(f"{place}.deadline", {"found": found[0]})


def find_hasty(petition: Petition, _: dt.date) -> Iterator[Hit]:
    """Deadlines so near that what is asked cannot be done by then."""
    for place, demand in list_demands(petition):
        days, least = count_days(demand, petition.date), judge_least(demand.action)
        if days is not None and 0 <= days < least:
            yield Hit(f"{place}.deadline", {"least": least, "usual": max(15, 2 * least)})


def find_remote(petition: Petition, _: dt.date) -> Iterator[Hit]:
    """Deadlines more than two years away."""
    for place, demand in list_demands(petition):
        days = count_days(demand, petition.date)
        if days is not None and days > MOST_DAYS:
            yield Hit(f"{place}.deadline")


def find_works(action: str) -> re.Match[str] | None:
    """The building works that an action asks for, if they are no emergency."""
    return None if _EMERGENCY.search(action) else _WORKS.search(action)


def judge_least(action: str) -> int:
    """The fewest days that the action takes; 0 for what danger asks for at once."""
    if not _START.search(action):
        if _PROCEDURE.search(action):
            return LEAST_PROCEDURE
        if find_works(action):
            return LEAST_WORKS
    return 0 if _DANGER.search(action) or _EMERGENCY.search(action) else LEAST


def count_days(demand: Demand, date: dt.date) -> int | None:
    """Days from the letter's date, or from its receipt, to the deadline.

    None where it names none, and where it says how long something is to be kept up.
    """
    deadline = demand.deadline
    if isinstance(deadline, Within):
        return int(deadline.count * _UNIT_DAYS[deadline.unit])
    if isinstance(deadline, Until):
        return None
    last = read_last_day(deadline)
    return (last - date).days if last else None


CHECKS: Mapping[str, Callable[[Petition, dt.date], Iterator[Hit]]] = {
    "immediate-impossible": find_immediate_works,
    "deadline-hasty": find_hasty,
    "deadline-remote": find_remote,
}
