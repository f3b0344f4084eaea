"""Checking: verdicts that can be undone, two checkers at once, marks, duplicates, who sees what."""

from __future__ import annotations

import datetime as dt
import re
import struct
import threading
import uuid

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from sqlalchemy import select

from app.db import transaction
from app.letters.media import Drawing, Stroke
from app.signing.checking import (
    DUPLICATE,
    GroupChanged,
    Judged,
    Verdict,
    WrongVerdict,
    choose_one,
    judge,
    read_reason,
    undo,
)
from app.signing.codes import find_code
from app.signing.models import Drive, Signature, SignatureChange
from app.signing.progress import count_progress
from app.signing.same import differ_by_one, fold_name, mark_person
from app.signing.signature_list import Listed, Wanted, list_by_id, list_duplicates, list_signatures
from app.signing.signatures import read_dwelling
from app.signing.signers import list_standing
from app.timeline.models import Entry
from tests.people import NOW
from tests.signing.driven import Driven
from tests.signing.test_codes import make, put_roll, read_codes

LATER = NOW + dt.timedelta(hours=1)
REASON = "房号写得不清楚"
DRAWN = Drawing(100, 40, (Stroke(struct.pack("<4h", 5, 5, 90, 30), 3),), "0" * 64)


def see(driven: Driven, *ids: uuid.UUID) -> dict[uuid.UUID, str]:
    """The signatures as a page shows them now."""
    with transaction(driven.town.engine, reading=True) as session:
        drive = session.get_one(Drive, driven.drive)
        return {one.signature.id: one.stamp for one in list_by_id(session, drive, ids)}


def give(
    driven: Driven,
    seen: dict[uuid.UUID, str],
    verdict: Verdict,
    *,
    reason: str = "",
    now: dt.datetime = NOW,
    role: str = "checker",
) -> Judged:
    with transaction(driven.town.engine) as session:
        drive = session.get_one(Drive, driven.drive)
        person = driven.town.people[role]
        return judge(session, drive, seen, verdict, reason=reason, now=now, person_id=person)


def take_back(driven: Driven, at: dt.datetime, role: str = "checker") -> Judged:
    with transaction(driven.town.engine) as session:
        drive = session.get_one(Drive, driven.drive)
        return undo(session, drive, at, now=LATER, person_id=driven.town.people[role])


def choose(driven: Driven, keep: uuid.UUID, seen: dict[uuid.UUID, str]) -> Judged:
    with transaction(driven.town.engine) as session:
        drive = session.get_one(Drive, driven.drive)
        person = driven.town.people["checker"]
        return choose_one(session, drive, keep, seen, now=NOW, person_id=person)


def list_all(driven: Driven, wanted: Wanted | None = None) -> list[Listed]:
    with transaction(driven.town.engine, reading=True) as session:
        drive = session.get_one(Drive, driven.drive)
        return list(list_signatures(session, drive, wanted or Wanted()).rows)


def count_people(driven: Driven) -> int:
    with transaction(driven.town.engine, reading=True) as session:
        return count_progress(session, session.get_one(Drive, driven.drive)).all.people


def stands(driven: Driven, id: uuid.UUID) -> tuple[str, str, str | None]:
    found = driven.read(id)
    return found.level, found.state, found.reason


def put_coded(driven: Driven, name: str, dwelling: str) -> uuid.UUID:
    """A signature by a dwelling's code."""
    put_roll(driven.town, (dwelling,))
    make(driven)
    with transaction(driven.town.engine, reading=True) as session:
        code = find_code(session, read_codes(driven)[dwelling]).id
    return driven.sign(name, dwelling, origin={"level": "coded", "code_id": code})


# ---- verdicts ----


def test_verdicts_and_what_stood_before(driven_on_both: Driven) -> None:
    driven = driven_on_both
    one, two, three = (driven.sign(name, "1-1-101") for name in ("张伟", "李娜", "王强"))
    assert give(driven, see(driven, one, two), "checked") == Judged(2)
    give(driven, see(driven, two), "questioned", reason=REASON, now=LATER)
    give(driven, see(driven, three), "rejected", reason=REASON, now=LATER)
    assert stands(driven, one) == ("checked", "standing", None)
    assert stands(driven, two) == ("declared", "questioned", REASON)
    assert stands(driven, three) == ("declared", "rejected", REASON)
    assert count_people(driven) == 2, "questioned counts, rejected does not"
    give(driven, see(driven, three), "restored", now=LATER)
    assert stands(driven, three) == ("declared", "standing", None)
    with transaction(driven.town.engine, reading=True) as session:
        query = select(SignatureChange).where(SignatureChange.signature_id == two)
        changes = sorted(session.scalars(query), key=lambda change: change.at)
        acts = [(one.act, one.before, one.person_id) for one in changes]
        entries = [
            one.details
            for one in session.scalars(select(Entry).where(Entry.act == "signatures-checked"))
        ]
    person = driven.town.people["checker"]
    assert acts == [
        ("checked", {"state": "standing", "level": "declared", "reason": None}, person),
        ("questioned", {"state": "standing", "level": "checked", "reason": None}, person),
    ]
    assert {"checked": 2, "questioned": 0, "rejected": 0, "restored": 0, "undone": 0} in entries
    assert all(isinstance(value, int) for details in entries for value in details.values())


@pytest.mark.parametrize(
    ("verdict", "reason", "field"), [("questioned", "", "reason"), ("rejected", "", "reason")]
)
def test_a_doubt_needs_its_reason(
    driven: Driven, verdict: Verdict, reason: str, field: str
) -> None:
    seen = see(driven, driven.sign("张伟", "1-1-101"))
    with pytest.raises(WrongVerdict) as refused:
        give(driven, seen, verdict, reason=reason)
    assert refused.value.field == field
    with pytest.raises(WrongVerdict):
        give(driven, {}, "checked")


@pytest.mark.parametrize("written", ["", "  ", "理" * 201, "看\u202e反"])
def test_reasons_that_cannot_be_shown(written: str) -> None:
    with pytest.raises(WrongVerdict):
        read_reason("nothing-usual", written)
    assert read_reason("unclear", " 写错 了 ") == "写错 了"
    assert read_reason("duplicate", "") == DUPLICATE.text


def test_a_withdrawn_signature_is_left_alone(driven: Driven) -> None:
    id = driven.sign("张伟", "1-1-101")
    with transaction(driven.town.engine) as session:
        session.get_one(Signature, id).state = "withdrawn"
    assert give(driven, see(driven, id), "checked") == Judged(0, (id,))
    assert stands(driven, id)[1] == "withdrawn"


def test_signatures_of_another_drive_are_left_alone(driven: Driven) -> None:
    id = driven.sign("张伟", "1-1-101")
    seen = see(driven, id)
    with transaction(driven.town.engine) as session:
        session.expunge(drive := session.get_one(Drive, driven.drive))
        drive.id = uuid.uuid4()
        judged = judge(session, drive, seen, "checked", now=NOW, person_id=None)
    assert judged == Judged(0, (id,)) and stands(driven, id)[0] == "declared"


def test_the_second_of_two_checkers_is_told(driven_on_both: Driven) -> None:
    driven = driven_on_both
    one, two = driven.sign("张伟", "1-1-101"), driven.sign("李娜", "1-1-102")
    seen = see(driven, one, two)
    assert give(driven, {one: seen[one]}, "rejected", reason=REASON) == Judged(1)
    late = give(driven, seen, "checked", role="representative", now=LATER)
    assert late == Judged(1, (one,))
    assert stands(driven, one)[1] == "rejected" and stands(driven, two)[0] == "checked"


def test_both_at_the_same_moment_one_wins(driven_on_both: Driven) -> None:
    driven = driven_on_both
    ids = [driven.sign(f"张{number}", "1-1-101") for number in "甲乙丙丁"]
    seen = see(driven, *ids)
    answers: list[tuple[str, Judged]] = []

    def run(verdict: Verdict, order: list[uuid.UUID]) -> None:
        picked = {id: seen[id] for id in order}
        answers.append((verdict, give(driven, picked, verdict, reason=REASON)))

    threads = [
        threading.Thread(target=run, args=("rejected", ids)),
        threading.Thread(target=run, args=("questioned", ids[::-1])),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(judged.done for _, judged in answers) == [0, 4]
    winner = next(verdict for verdict, judged in answers if judged.done)
    assert {stands(driven, id)[1] for id in ids} == {winner}


def test_what_one_did_is_undone_where_nobody_came_after(driven_on_both: Driven) -> None:
    driven = driven_on_both
    one, two = driven.sign("张伟", "1-1-101"), driven.sign("李娜", "1-1-102")
    give(driven, see(driven, one), "questioned", reason=REASON)
    at = NOW + dt.timedelta(microseconds=123_457)
    give(driven, see(driven, one, two), "rejected", reason="别的", now=at)
    assert take_back(driven, at, "representative") == Judged(0), "only one's own"
    give(driven, see(driven, two), "checked", now=LATER, role="representative")
    assert take_back(driven, at) == Judged(1, (two,))
    assert stands(driven, one) == ("declared", "questioned", REASON)
    assert stands(driven, two) == ("checked", "standing", None)
    assert take_back(driven, at).done == 0


# ---- the list ----


def test_filters_and_search(driven_on_both: Driven) -> None:
    driven = driven_on_both
    one = driven.sign("张伟", "3-2-1501")
    two = driven.sign("李娜", "12-1-101", origin={"level": "paper", "sheet_id": None})
    three = driven.sign("王强", "12-1-102")
    give(driven, see(driven, one), "checked")
    give(driven, see(driven, three), "questioned", reason=REASON)

    def find(**wanted: object) -> set[uuid.UUID]:
        return {row.signature.id for row in list_all(driven, Wanted(**wanted))}  # type: ignore[arg-type]

    day = driven.read(one).signed_on
    assert find() == {one, two, three}
    assert find(needs=True) == {two, three}
    assert find(building="12") == {two, three} and find(level="paper") == {two}
    assert find(state="questioned") == {three}
    assert find(since=day, until=day) == {one, two, three}
    assert find(since=day + dt.timedelta(1)) == find(until=day - dt.timedelta(1)) == set()
    assert find(name="張 偉") == {one} and find(name="张") == set()
    assert find(dwelling="12-1-101") == {two} and find(name="张伟", dwelling="12-1-101") == set()


def test_pages_follow_each_other(driven: Driven, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.signing.signature_list.A_PAGE", 3)
    ids = [driven.sign(f"张{number}", f"1-1-10{number}") for number in range(7)]
    found, after = [], None
    with transaction(driven.town.engine, reading=True) as session:
        drive = session.get_one(Drive, driven.drive)
        for more in (True, True, False):
            page = list_signatures(session, drive, Wanted(), after=after)
            assert page.more is more
            found += [row.signature.id for row in page.rows]
            after = found[-1]
    assert found == ids


def test_marks(driven_on_both: Driven) -> None:
    driven = driven_on_both
    put_roll(driven.town, ("1-1-101", "1-1-102"), owners=1)
    first = driven.sign("张伟民", "1-1-101")
    driven.sign("張偉民", "1栋1单元101")
    near = driven.sign("张伟明", "1-1-101", capacity="family")
    second = driven.sign("李娜", "1-1-101")
    unknown = driven.sign("王强", "9-9-909")
    fine = driven.sign("赵敏", "1-1-102")
    marks = {row.signature.id: row.marks for row in list_all(driven)}
    assert marks[first].times == 2 and marks[first].near == ("张伟明",)
    assert (marks[first].owners_signed, marks[first].owners_known) == (2, 1)
    assert marks[near].near and marks[near].times == 1
    assert marks[second].owners_signed == 2 and not marks[second].near
    assert marks[unknown].is_unknown and not marks[first].is_unknown
    assert not marks[fine].any
    give(driven, see(driven, first), "rejected", reason=REASON)
    assert {row.signature.id: row.marks for row in list_all(driven)}[first].times == 1


def test_without_a_roll_no_dwelling_is_unknown(driven: Driven) -> None:
    driven.sign("张伟", "1-1-101")
    assert not list_all(driven)[0].marks.any


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("张伟民", "张伟明", True), ("张伟", "张伟民", True), ("张伟民", "伟民", True),
        ("张伟民", "張偉民", False), ("张伟民", "李娜", False), ("张伟民", "张民伟", False),
        ("张伟民", "王伟明", False), ("张", "张伟民", False),
    ],
)  # fmt: skip
def test_names_told_apart_by_one_character(one: str, other: str, near: bool) -> None:
    assert differ_by_one(one, other) is differ_by_one(other, one) is near


# ---- possible duplicates ----

SPELLED = {"张": "張", "伟": "偉", "陈": "陳", "兰": "蘭", "国": "國", "红": "紅", "丽": "麗"}
NAMES = st.text("张伟陈兰国红丽王明", min_size=2, max_size=4)
NUMBERS = st.integers(1, 40)


@settings(max_examples=60, deadline=None)
@given(
    name=NAMES,
    traditional=st.booleans(),
    between=st.sampled_from(["", " ", "\u3000", "·"]),
    building=NUMBERS,
    entrance=st.integers(1, 9),
    floor=st.integers(1, 33),
    style=st.sampled_from(
        [
            "{b}-{e}-{n}",
            "{b}栋{e}单元{n}",
            "{b}栋{e}单元{n}室",
            "{b}号楼{e}单元{n}号",
            "{b}幢{e}-{n}",
            " {b} - {e} - {n} ",
        ]
    ),
    wide=st.booleans(),
)
def test_any_spelling_is_the_same_person(
    name: str, traditional: bool, between: str, building: int, entrance: int, floor: int,
    style: str, wide: bool,
) -> None:  # fmt: skip
    number = f"{floor}01"
    label = f"{building}-{entrance}-{number}"
    written = style.format(b=building, e=entrance, n=number)
    if wide:
        written = "".join(chr(ord(one) + 0xFEE0) if one.isdigit() else one for one in written)
    other = "".join(SPELLED.get(one, one) for one in name) if traditional else name
    other = between.join(other)
    assert str(read_dwelling(written)) == label
    assert fold_name(other) == fold_name(name)


def test_spellings_are_one_person_in_the_database(driven: Driven) -> None:
    id = driven.sign("陳 麗", "３栋２单元１５０１室")
    assert driven.read(id).person_index == mark_person(driven.drive, "陈丽", "3-2-1501")


def test_an_impostor_does_not_stand_in_the_owners_way(driven_on_both: Driven) -> None:
    """Somebody signs as 张伟 first; the owner comes later with the code; a checker decides."""
    driven = driven_on_both
    impostor = driven.sign("张伟", "3-2-1501", now=NOW - dt.timedelta(days=1))
    owner = put_coded(driven, "张偉", "3-2-1501")
    assert count_people(driven) == 1, "counted once"
    with transaction(driven.town.engine, reading=True) as session:
        drive = session.get_one(Drive, driven.drive)
        groups, more = list_duplicates(session, drive)
        assert [one.signature.id for one in groups[0]] == [impostor, owner]
        assert len(groups) == 1 and not more
        assert [one.id for one in list_standing(session, drive, 1)] == [owner], "the letter"
    assert choose(driven, owner, see(driven, impostor, owner)) == Judged(1)
    assert stands(driven, impostor) == ("declared", "rejected", DUPLICATE.text)
    assert stands(driven, owner) == ("coded", "standing", None)
    assert count_people(driven) == 1
    with transaction(driven.town.engine, reading=True) as session:
        drive = session.get_one(Drive, driven.drive)
        assert list_duplicates(session, drive) == ([], False)
        assert [one.id for one in list_standing(session, drive, 1)] == [owner]
    assert not any(word in DUPLICATE.text for word in ("重复", "别人", "已经签", "另一"))


def test_a_refused_signer_reads_why_and_nothing_of_others(driven: Driven) -> None:
    impostor, owner = driven.sign("张伟", "3-2-1501"), driven.sign("张伟", "3-2-1501")
    choose(driven, owner, see(driven, impostor, owner))
    visitor = driven.town.visitor()
    page = visitor.get(f"/r/{driven.read(impostor).receipt}").text
    assert DUPLICATE.text in page and driven.read(owner).number not in page and "重复" not in page
    english = visitor.get(f"/r/{driven.read(impostor).receipt}?lang=en").text
    assert "not accepted" in english


def test_the_one_who_was_refused_can_be_chosen_again(driven: Driven) -> None:
    one, two = driven.sign("张伟", "3-2-1501"), driven.sign("张伟", "3-2-1501")
    choose(driven, one, see(driven, one, two))
    assert choose(driven, two, see(driven, one, two)) == Judged(2)
    assert stands(driven, two)[1] == "standing" and stands(driven, one)[1] == "rejected"


def test_a_group_that_is_not_as_it_was_seen(driven_on_both: Driven) -> None:
    driven = driven_on_both
    one, two, other = (
        driven.sign(name, "3-2-1501") for name in ("张伟", "张伟", "李娜")
    )  # fmt: skip
    seen = see(driven, one, two)
    give(driven, {two: seen[two]}, "checked")
    for keep, group in (
        (one, seen),
        (one, see(driven, one, other)),
        (other, see(driven, one, two)),
    ):
        with pytest.raises(GroupChanged):
            choose(driven, keep, group)
    assert stands(driven, one)[1] == "standing"


# ---- the pages ----


def read_stamps(page: str) -> list[str]:
    return re.findall(r'name="seen" value="([^"]+)"', page)


def test_a_checker_checks_and_takes_back(driven: Driven) -> None:
    id = driven.sign("张伟", "3-2-1501", phone="13912345678")
    visitor, path = driven.town.visitor("checker"), f"{driven.path}/signing/signatures"
    page = visitor.get(path).text
    assert "张伟" in page and "13912345678" not in page
    assert "13912345678" in driven.town.visitor("representative").get(path).text
    seen = read_stamps(page)
    assert (
        "请选一个原因"
        in visitor.post(f"{path}/judge", {"verdict": "rejected", "seen": seen}, 422).text
    )
    assert "请先勾选" in visitor.post(f"{path}/judge", {"verdict": "checked"}, 422).text
    visitor.post(f"{path}/judge", {"verdict": "dance", "seen": seen}, 400)
    answer = visitor.post(f"{path}/judge", {"verdict": "checked", "seen": seen, "building": "3"})
    assert "building=3" in answer.headers["Location"] and "%E5" not in answer.headers["Location"]
    assert driven.read(id).level == "checked"
    at = re.search(r"undo=(\d+)", answer.headers["Location"])
    assert at and "撤销刚才的处理" in visitor.get(answer.headers["Location"]).text
    visitor.post(f"{path}/undo", {"at": at[1]})
    assert driven.read(id).level == "declared"
    visitor.post(f"{path}/undo", {"at": "nonsense"}, 404)


def test_the_second_checker_sees_what_the_first_did(driven: Driven) -> None:
    driven.sign("张伟", "3-2-1501")
    path = f"{driven.path}/signing/signatures"
    first, second = driven.town.visitor("checker"), driven.town.visitor("representative")
    seen = read_stamps(second.get(path).text)
    first.post(f"{path}/judge", {"verdict": "rejected", "usual": "unclear", "seen": seen})
    told = second.post(f"{path}/judge", {"verdict": "checked", "seen": seen}, 409).text
    assert "有1个签名没有动" in told and "不予采用" in told


def test_search_is_posted_and_changes_nothing(driven: Driven) -> None:
    driven.sign("张伟", "3-2-1501")
    driven.sign("李娜", "3-2-1502")
    visitor, path = driven.town.visitor("checker"), f"{driven.path}/signing/signatures/search"
    found = visitor.post(path, {"name": "張偉"}, 200).text
    assert "3-2-1501" in found and "3-2-1502" not in found
    assert "李娜" in visitor.post(path, {"dwelling": "3栋2单元1502"}, 200).text
    assert "没有查到" in visitor.post(path, {"name": "张"}, 200).text
    assert "请写上姓名或者房号" in visitor.post(path, {}, 422).text
    visitor.post(path, {"dwelling": "楼上"}, 422)


def test_duplicates_are_decided_by_one_tap(driven: Driven) -> None:
    one, two = driven.sign("张伟", "3-2-1501"), driven.sign("張偉", "3栋2单元1501")
    visitor, path = driven.town.visitor("checker"), f"{driven.path}/signing/duplicates"
    page = visitor.get(path).text
    seen = read_stamps(page)
    assert len(seen) == 2 and "張偉" in page
    visitor.post(path, {"seen": seen, "keep": str(two)})
    assert driven.read(one).state == "rejected" and driven.read(two).state == "standing"
    visitor.post(path, {"seen": seen, "keep": str(one)}, 409)
    assert "没有可能重复的签名" in visitor.get(path).text


def test_a_drawing_is_shown_to_checkers_of_its_own_drive(driven: Driven) -> None:
    id = driven.sign("张伟", "3-2-1501", drawing=DRAWN)
    plain = driven.sign("李娜", "3-2-1502")
    path = f"{driven.path}/signing/signatures"
    answer = driven.town.visitor("checker").get(f"{path}/{id}/drawing")
    assert answer.headers["Content-Type"].startswith("image/svg+xml")
    assert etree.fromstring(answer.data).tag == "{http://www.w3.org/2000/svg}svg"
    assert "no-store" in answer.headers["Cache-Control"]
    driven.town.visitor("checker").get(f"{path}/{plain}/drawing", 404)
    driven.town.visitor("viewer").get(f"{path}/{id}/drawing", 403)


def test_viewers_see_no_names_and_checkers_no_remarks(driven: Driven) -> None:
    item = read_item(driven)
    driven.sign("张伟", "3-2-1501", remark="顶楼漏水三年了", items=(item,))
    driven.sign("李娜", "3-2-1502", remark="电梯停了")
    for role in ("viewer", "handler"):
        for page in ("signatures", "duplicates", "remarks", "codes"):
            driven.town.visitor(role).get(f"{driven.path}/signing/{page}", 403)
    driven.town.visitor("checker").get(f"{driven.path}/signing/remarks", 403)
    assert (
        "顶楼漏水"
        not in driven.town.visitor("checker").get(f"{driven.path}/signing/signatures").text
    )
    visitor, path = driven.town.visitor("representative"), f"{driven.path}/signing/remarks"
    page = visitor.get(path).text
    assert "顶楼漏水三年了" in page and "电梯停了" in page
    assert "电梯停了" not in visitor.get(f"{path}?item={item}").text
    assert "没有这样的留言" in visitor.get(f"{path}?building=99").text


def read_item(driven: Driven) -> str:
    """The id of an item of the version."""
    with transaction(driven.town.engine, reading=True) as session:
        document = session.get_one(Drive, driven.drive).version.document
        return str(document["items"][0]["id"])
