"""Everything the drafting page shows of one draft."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.catalogue.wording import ROLE_NAMES
from app.letters.annexes import MOST_REPRESENTATIVES
from app.letters.petition_file import OWN_ROLE
from app.messages import Message, message
from app.petitions.cards import Card, Proposal, list_rows, make_cards, propose_deadline
from app.petitions.directory import Directory
from app.petitions.dossiers import Gathered
from app.petitions.form import Fields, show_fields
from app.petitions.judgement import LEAST_REPRESENTATIVES, Judgement, Remark, judge
from app.petitions.models import Document, Petition
from app.petitions.value_words import ROLES

TERM_NAMES: Mapping[str, Message] = {
    "immediate": message("立即"),
    "days": message("收信后几日内"),
    "working_days": message("收信后几个工作日内"),
    "months": message("收信后几个月内"),
    "date": message("到某一天为止"),
    "before": message("在某事之前"),
    "until": message("直至某事"),
}
NEW_PARTIES = ("developer", "property_company", "utility", "contractor", "bank", "committee",
               "residents_committee", "other")  # fmt: skip


@dataclass(frozen=True)
class DraftPage:
    """`shown` are the texts of the fields, `remarks` what stands at each of them."""

    petition: Petition
    document: Document
    directory: Directory
    judgement: Judgement
    shown: Fields
    cards: tuple[Card, ...]
    remarks: Mapping[str, list[Remark]]
    least_representatives: int = LEAST_REPRESENTATIVES
    most_representatives: int = MOST_REPRESENTATIVES

    def text(self, name: str) -> str:
        return self.shown.get(name, "")

    def ticked(self, name: str) -> list[str]:
        return [text for text in self.shown.getlist(name) if text]

    def rows(self, *keys: str) -> list[Mapping[str, Any]]:
        """The tables of a list: rows("sender", "representatives")."""
        value: Any = self.document
        for key in keys:
            value = value.get(key) if isinstance(value, dict) else None
        return list_rows(value)

    def parties(self) -> list[tuple[str, str, bool]]:
        """Key, name and whether the role can be chosen, of every party."""
        found = self.document.get("parties")
        return [
            (str(key), name_party(party), key not in OWN_ROLE or isinstance(party, dict))
            for key, party in (found.items() if isinstance(found, dict) else ())
        ]

    def actors(self) -> list[tuple[str, str | Message]]:
        """Whom a demand can name: every party, and the authority written to."""
        named: list[tuple[str, str | Message]] = [
            (key, name or ROLES.get(key, key)) for key, name, _ in self.parties()
        ]
        return [*named, ("authority", message("收信的主管部门"))]

    def roles(self) -> list[tuple[str, str | Message]]:
        """What a recipient can be."""
        return [
            ("authority", ROLE_NAMES["authority"]),
            ("hotline", ROLES["hotline"]),
            *[(key, name or ROLES.get(key, key)) for key, name, _ in self.parties()],
        ]

    def addressees(self) -> list[tuple[str, str]]:
        """The entries of the directory to whom this draft is not written yet."""
        taken = {row.get("name") for row in self.rows("recipients")}
        every = self.directory.addressees.items()
        return [(id, one.name) for id, one in every if one.name not in taken]

    def people(self) -> list[tuple[str, str]]:
        """The representatives of the community who are not named yet."""
        taken = {row.get("name") for row in self.rows("sender", "representatives")}
        every = self.directory.people.items()
        return [(id, one["name"]) for id, one in every if one["name"] not in taken]

    def proposal(self, demand: Mapping[str, Any]) -> Proposal | None:
        return propose_deadline(demand, self.judgement.opened.petition.language)


def make_page(
    petition: Petition, directory: Directory, gathered: Gathered, *, today: dt.date
) -> DraftPage:
    """The page of a draft as it stands."""
    document = petition.document
    judgement = judge(gathered, today=today)
    return DraftPage(
        petition=petition,
        document=document,
        directory=directory,
        judgement=judgement,
        shown=show_fields(document),
        cards=make_cards(document, judgement),
        remarks=judgement.by_field(),
    )


def name_party(party: Any) -> str:
    """The name of a party, as a draft writes it."""
    name = party.get("name") if isinstance(party, dict) else party
    return name if isinstance(name, str) else ""


def is_day(text: str) -> bool:
    """Whether a text is a whole date as a date field of a browser can show it."""
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
