"""Members, invitations, settings, parties, directory as services, on both kinds of database."""

from __future__ import annotations

import datetime as dt
import threading
import uuid
from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from app.communities.directory import (
    AddresseeFault,
    Entry,
    add_addressee,
    guess_district,
    list_addressees,
    move_addressee,
    propose_directory,
    remove_addressee,
)
from app.communities.invitations import (
    AlreadyMember,
    accept_invitation,
    find_invitation,
    list_open_invitations,
    make_invitation,
    revoke_invitation,
)
from app.communities.members import (
    LastRepresentative,
    NoMember,
    add_member,
    count_representatives,
    find_membership,
    find_role,
    leave,
    list_members,
    list_memberships,
    remove_member,
)
from app.communities.models import Community, Party
from app.communities.parties import PartyFault, add_party, list_parties, remove_party
from app.communities.settings import (
    Settings,
    StaleSettings,
    change_settings,
    find_community,
    may_open_public_links,
)
from app.db import open_session, transaction
from app.letters.petition_file import read_document
from app.timeline.entries import list_entries
from app.web.faults import Fault, LinkGone, LinkUnknown
from tests.people import NOW, Town

DAY = dt.timedelta(days=1)


@pytest.fixture
def session(town_on_both: Town) -> Iterator[Session]:
    with open_session(town_on_both.app.extensions["lianming_engine"]) as opened:
        yield opened


@pytest.fixture
def here(town_on_both: Town) -> uuid.UUID:
    return town_on_both.community


@pytest.fixture
def people(town_on_both: Town) -> dict[str, uuid.UUID]:
    return town_on_both.people


def list_acts(session: Session, community: uuid.UUID) -> list[str]:
    session.flush()
    return [entry.act for entry in reversed(list_entries(session, community))]


def test_an_invitation_is_accepted_once(
    session: Session, here: uuid.UUID, people: dict[str, uuid.UUID]
) -> None:
    me, guest = people["representative"], people["stranger"]
    token = make_invitation(session, here, "checker", now=NOW, person_id=me, note="王阿姨")
    assert [one.note for one in list_open_invitations(session, here, NOW)] == ["王阿姨"]
    assert accept_invitation(session, token, guest, NOW + 6 * DAY).role == "checker"
    assert find_role(session, guest, here) == "checker"
    assert [one.community_id == here for one in list_memberships(session, guest)].count(True) == 1
    assert list_open_invitations(session, here, NOW) == []
    with pytest.raises(LinkGone, match="用过"):
        accept_invitation(session, token, people["administrator"], NOW)
    assert list_acts(session, here) == ["invitation-made", "member-joined"]


def test_invitations_that_lead_nowhere(
    session: Session, here: uuid.UUID, people: dict[str, uuid.UUID], town_on_both: Town
) -> None:
    me = people["representative"]
    token = make_invitation(session, here, "viewer", now=NOW, person_id=me)
    with pytest.raises(LinkUnknown):
        find_invitation(session, token + "x", NOW)
    with pytest.raises(LinkGone, match="过期"):
        find_invitation(session, token, NOW + 7 * DAY)
    made = list_open_invitations(session, here, NOW)[0]
    with pytest.raises(LinkUnknown):
        revoke_invitation(session, town_on_both.other, made.id, now=NOW, person_id=me)
    revoke_invitation(session, here, made.id, now=NOW, person_id=me)
    with pytest.raises(LinkGone, match="撤回"):
        accept_invitation(session, token, people["stranger"], NOW)


@pytest.mark.parametrize(
    ("who", "invited", "becomes"),
    [
        ("viewer", "checker", "checker"),
        ("handler", "representative", "representative"),
        ("checker", "checker", None),
        ("representative", "viewer", None),
    ],
)
def test_an_invitation_never_takes_away(
    session: Session,
    here: uuid.UUID,
    people: dict[str, uuid.UUID],
    who: str,
    invited: str,
    becomes: str | None,
) -> None:
    token = make_invitation(session, here, invited, now=NOW, person_id=None)
    if becomes is None:
        with pytest.raises(AlreadyMember):
            accept_invitation(session, token, people[who], NOW)
        find_invitation(session, token, NOW)
    else:
        accept_invitation(session, token, people[who], NOW)
    assert find_role(session, people[who], here) == (becomes or who)


def test_the_last_representative_is_replaced_not_lost(
    session: Session, here: uuid.UUID, people: dict[str, uuid.UUID]
) -> None:
    me, successor = people["representative"], people["stranger"]
    mine = find_membership(session, here, me)
    with pytest.raises(LastRepresentative, match="接替"):
        leave(session, here, me, NOW)
    with pytest.raises(LastRepresentative):
        remove_member(session, here, mine.id, now=NOW, person_id=me)
    token = make_invitation(session, here, "viewer", now=NOW, person_id=me, replaces=mine.id)
    assert find_role(session, me, here) == "representative", "until it is accepted"
    assert accept_invitation(session, token, successor, NOW).role == "representative"
    assert find_role(session, me, here) is None
    assert count_representatives(session, here) == 1
    assert list_acts(session, here)[-2:] == ["member-joined", "member-replaced"]


def test_one_of_two_representatives_may_leave(
    session: Session, here: uuid.UUID, people: dict[str, uuid.UUID]
) -> None:
    add_member(session, here, people["stranger"], "representative", now=NOW)
    leave(session, here, people["representative"], NOW)
    with pytest.raises(NoMember):
        leave(session, here, people["representative"], NOW)
    viewer = find_membership(session, here, people["viewer"])
    remove_member(session, here, viewer.id, now=NOW, person_id=people["stranger"])
    names = [member.role for member in list_members(session, here)]
    assert names == ["representative", "checker", "handler"]
    assert list_acts(session, here) == ["member-joined", "member-left", "member-removed"]


def test_two_representatives_cannot_both_leave_at_once(town_on_both: Town) -> None:
    engine = town_on_both.app.extensions["lianming_engine"]
    here, people = town_on_both.community, town_on_both.people
    with transaction(engine) as session:
        add_member(session, here, people["stranger"], "representative", now=NOW)
    refused: list[Fault] = []
    barrier = threading.Barrier(2)

    def go(who: str) -> None:
        barrier.wait()
        try:
            with transaction(engine) as session:
                leave(session, here, people[who], NOW)
        except LastRepresentative as fault:
            refused.append(fault)

    threads = [threading.Thread(target=go, args=(who,)) for who in ("representative", "stranger")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    with transaction(engine, reading=True) as session:
        assert count_representatives(session, here) == 1


def test_one_invitation_is_not_accepted_twice_at_once(town_on_both: Town) -> None:
    engine = town_on_both.app.extensions["lianming_engine"]
    here, people = town_on_both.community, town_on_both.people
    with transaction(engine) as session:
        token = make_invitation(session, here, "representative", now=NOW, person_id=None)
    late: list[LinkGone] = []
    barrier = threading.Barrier(2)

    def go(who: str) -> None:
        barrier.wait()
        try:
            with transaction(engine) as session:
                accept_invitation(session, token, people[who], NOW)
        except LinkGone as fault:
            late.append(fault)

    threads = [threading.Thread(target=go, args=(who,)) for who in ("stranger", "administrator")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(late) == 1


def test_who_saves_from_an_old_page_is_told(
    session: Session, here: uuid.UUID, people: dict[str, uuid.UUID]
) -> None:
    me = people["representative"]
    first = Settings("锦绣家园", city="江城市", households=860)
    assert change_settings(session, here, first, revision=1, now=NOW, person_id=me).revision == 2
    change_settings(session, here, first, revision=1, now=NOW, person_id=me)  # nothing differs
    with pytest.raises(StaleSettings) as told:
        change_settings(session, here, Settings("锦绣家园二期"), revision=1, now=NOW, person_id=me)
    assert told.value.community.city == "江城市"
    assert list_acts(session, here) == ["settings-changed"]


@pytest.mark.parametrize(
    ("name", "contact", "may"),
    [("", "", False), ("王芳", "", False), ("", "电话", False), ("王芳", "13800000000", True)],
)
def test_no_public_link_before_somebody_is_responsible(name: str, contact: str, may: bool) -> None:
    community = Community(name="锦绣家园", responsible_name=name, responsible_contact=contact)
    assert may_open_public_links(community) is may


def test_parties_get_keys_that_a_petition_file_takes(
    session: Session, here: uuid.UUID, people: dict[str, uuid.UUID]
) -> None:
    me = people["representative"]
    for name, role in (
        ("滨河锦绣房地产开发有限公司", "developer"),
        ("第二开发商", "developer"),
        ("安居物业", "property_company"),
        ("江城燃气", "utility"),
        ("江城水务", "utility"),
        ("江城银行", "bank"),
    ):
        add_party(session, here, name=name, role=role, now=NOW, person_id=me)
    with pytest.raises(PartyFault):
        add_party(session, here, name="安居物业", role="property_company", now=NOW, person_id=me)
    parties = list_parties(session, here)
    assert [party.key for party in parties] == [
        "developer", "developer-2", "property_company", "utility", "utility-2", "bank",
    ]  # fmt: skip
    check_in_a_petition(parties)


def test_a_company_of_the_directory_is_a_party(
    session: Session, here: uuid.UUID, people: dict[str, uuid.UUID]
) -> None:
    me = people["representative"]

    def add(bureau: str, name: str, **more: str) -> str:
        entry = Entry(bureau, name, **more)
        return add_addressee(session, here, entry, now=NOW, person_id=me).role

    assert add("housing", "滨河区住房和城乡建设局") == "authority"
    assert add("hotline", "12345", channel="mailbox-600") == "hotline"
    assert add("developer", "滨河锦绣房地产开发有限公司") == "developer"
    assert add("gas", "江城燃气") == "gas"
    assert add("heat", "江城热力") == "heat"
    assert add("other", "滨河区人民法院", role="authority", kind="petition") == "authority"
    parties = list_parties(session, here)
    assert {party.key: party.role for party in parties} == {
        "developer": "developer", "gas": "utility", "heat": "utility",
    }  # fmt: skip
    check_in_a_petition(parties)
    for entry in (
        Entry("other", "某单位"),
        Entry("housing", "滨河区住房和城乡建设局"),
        Entry("housing", "甲局", kind="hotline"),
        Entry("hotline", "乙热线", kind="petition"),
        Entry("housing", "丙局", channel="mailbox-600"),
        Entry("hotline", "丁热线", channel="no-such-form"),
        Entry("other", "戊局", role="nobody"),
    ):
        with pytest.raises(AddresseeFault):
            add_addressee(session, here, entry, now=NOW, person_id=me)
    gas = next(party for party in parties if party.key == "gas")
    with pytest.raises(PartyFault, match="名录"):
        remove_party(session, gas, now=NOW, person_id=me)
    entry = next(one for one in list_addressees(session, here) if one.role == "gas")
    remove_addressee(session, entry, now=NOW, person_id=me)
    remove_party(session, gas, now=NOW, person_id=me)
    assert len(list_parties(session, here)) == 2


def test_a_first_directory_is_proposed_and_ordered(
    session: Session, here: uuid.UUID, people: dict[str, uuid.UUID]
) -> None:
    me = people["representative"]
    community = find_community(session, here)
    community.city = "江城市"
    add_party(session, here, name="安居物业", role="property_company", now=NOW, person_id=me)
    assert guess_district(community) == "滨河区"
    assert propose_directory(session, here, "滨河区", "迎春街道", now=NOW, person_id=me) == 6
    assert propose_directory(session, here, "滨河区", "迎春街道", now=NOW, person_id=me) == 0
    entries = list_addressees(session, here)
    assert [entry.name for entry in entries] == [
        "滨河区住房和城乡建设局", "滨河区自然资源局", "滨河区信访局", "迎春街道办事处",
        "江城市12345政务服务便民热线", "安居物业",
    ]  # fmt: skip
    assert [entry.role for entry in entries][3:] == ["authority", "hotline", "property_company"]
    move_addressee(session, entries[2], -1)
    move_addressee(session, entries[0], -1)
    move_addressee(session, entries[5], 1)
    session.flush()
    assert [entry.name for entry in list_addressees(session, here)][:3] == [
        "滨河区住房和城乡建设局", "滨河区信访局", "滨河区自然资源局",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("city", "address", "district"),
    [
        ("江城市", "滨河区迎春路18号", "滨河区"),
        ("江城市滨河区", "", "滨河区"),
        ("", "江苏省江城市滨河区迎春路18号", "滨河区"),
        ("安平县", "城关镇人民路1号", "安平县"),
        ("江城市", "迎春路18号锦绣小区", ""),
        ("", "", ""),
    ],
)
def test_the_district_is_read_from_the_address(city: str, address: str, district: str) -> None:
    assert guess_district(Community(name="锦绣家园", city=city, address=address)) == district


def check_in_a_petition(parties: list[Party]) -> None:  # type: ignore[type-arg]
    """The parties stand in a petition file as they are."""
    document = {
        "language": "zh",
        "community": {"name": "锦绣家园"},
        "parties": {party.key: {"name": party.name, "role": party.role} for party in parties},
        "recipients": [{"role": party.key, "name": party.name} for party in parties],
        "sender": {"name": "锦绣家园部分业主"},
        "items": [
            {
                "category": "gas",
                "facts": "至今未通气",
                "demands": [{"action": "通气", "responsible": parties[0].key}],
            }
        ],
    }
    assert len(read_document(document, today=dt.date(2026, 11, 2)).parties) == len(parties)
