"""Which legal bases of an item its letter to one recipient cites."""

from __future__ import annotations

from app.catalogue.fitting import Fitted, fit_bases
from app.letters.petition import Petition, Recipient


def fit_item_bases(petition: Petition, recipient: Recipient, index: int) -> Fitted:
    """Item `index` as the letter to `recipient` founds it; the petition keeps all it lists."""
    item, roles = petition.items[index], name_roles(petition)
    asked = {roles.get(one, one) for demand in item.demands for one in demand.responsible}
    role = roles.get(recipient.role, recipient.role)
    return fit_bases(item.category, item.legal_bases, role, asked)


def name_roles(petition: Petition) -> dict[str, str]:
    """The role of each party by its id."""
    return {party.id: party.role for party in petition.parties}
