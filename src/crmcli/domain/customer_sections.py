"""What stands under a customer's record: people, sub-customers, open deals, origin, addresses, keys."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.also_known import also_known
from crmcli.domain.filled import filled
from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, Day, Flag, Money, Number, Percent, Ref, Stage, Text
from crmcli.domain.nouns import CUSTOMER
from crmcli.domain.results import Listing
from crmcli.domain.views import Part

if TYPE_CHECKING:
    from crmcli.sql import Reader


@frozen
class ContactLine:
    """A contact at a customer; ``until`` is set when they left."""

    id: Annotated[int, Ref("P", "no.")]
    name: str
    role: str | None
    phone: str | None
    email: str | None
    since: date | None
    until: date | None
    primary: Annotated[bool, Flag()]


@frozen
class ChildLine:
    """A customer directly under another."""

    id: Annotated[int, Ref("C", "no.")]
    name: str
    city: str | None


@frozen
class OpenLine:
    """An open opportunity; ``probability`` is 0..1, the stage's own when none is set."""

    id: Annotated[int, Ref("O", "no.")]
    name: str
    stage: Annotated[str, Stage()]
    amount: Annotated[int | None, Money("currency")]
    currency: Annotated[str | None, Text(show=DETAIL)]
    probability: Annotated[float, Percent(digits=0)]
    expected_close: Annotated[date | None, Day("expected")]


@frozen
class OriginLine:
    """The lead a customer came from; ``days`` and ``touches`` until it was converted."""

    lead: Annotated[int, Ref("L")]
    name: str | None
    source: str | None
    converted_on: date
    days: Annotated[int | None, Number()]
    touches: Annotated[int, Number()]


_CONTACTS = """
SELECT p.id, p.name, k.role, p.phone, p.email, k.since, k.until, k.is_primary AS "primary"
FROM customer_contact k JOIN contact p ON p.id = k.contact_id
WHERE k.customer_id = :id ORDER BY k.until IS NOT NULL, k.is_primary DESC, p.name_sort, p.id
"""
_CHILDREN = "SELECT id, name, city FROM customer WHERE parent_id = :id ORDER BY name_sort, id"
_OPEN = """
SELECT o.id, o.name, s.name AS stage, o.amount_minor AS amount, o.currency,
  CAST(coalesce(o.probability, s.probability) AS DOUBLE PRECISION) / 100 AS probability, o.expected_close
FROM opportunity o JOIN stage s ON s.id = o.stage_id
WHERE o.customer_id = :id AND s.outcome = 'open' ORDER BY s.position DESC, o.id
"""
_DUE = "SELECT id FROM sales_order WHERE customer_id = :id AND due_on IS NOT NULL LIMIT 1"
_ORIGIN = """
SELECT v.lead_id AS lead, coalesce(l.name, l.company) AS name, l.source, v.converted_on, v.days, v.touches
FROM conversion v JOIN lead l ON l.id = v.lead_id WHERE v.customer_id = :id ORDER BY v.converted_on, v.id
"""


# Sections that come from tables of their own: table -> module, and what makes them there.
_AROUND = {
    "relation": ("relations", "related"),
    "account_plan": ("plans", "PLANS"),
    "wallet": ("wallets", "WALLETS"),
    "attachment": ("attachments.views", "attached"),
    "address": ("address_lines", "further_addresses"),
    "alias": ("merging.former", "formerly"),
}


def sections(db: Reader, number: int, as_of: date | None = None) -> tuple[Listing[Any], ...]:
    """Return the sections that hold anything; sums are of orders up to ``as_of``."""
    there = filled(db, (*_AROUND, "payment"))
    around = {table: _part(*named) for table, named in _AROUND.items() if table in there}
    parts = (
        Part("Contacts", ContactLine, _CONTACTS),
        Part("Under it", ChildLine, _CHILDREN),
        around.get("relation"),
        Part("Open opportunities", OpenLine, _OPEN),
        around.get("account_plan"),
        around.get("wallet"),
        Part("Came from", OriginLine, _ORIGIN),
        around.get("attachment"),
        around.get("address"),
        also_known(CUSTOMER),
        around.get("alias"),
    )
    found: dict[str, Listing[Any]] = {
        part.title: Listing(part.row, db.rows(part.row, part.query, {"id": number}), title=part.title)
        for part in parts
        if part is not None
    }
    listings = list(found.values())
    if found["Under it"].rows:
        from crmcli.domain.tree_totals import rolled_up

        listings.insert(2, rolled_up(db, number, as_of))
    if "payment" in there or db.value(_DUE, {"id": number}) is not None:
        from crmcli.domain.payments.balances import balance

        listings.insert(3 if found["Under it"].rows else 2, balance(db, number, as_of))
    return tuple(listing for listing in listings if listing.rows)


def _part(module: str, name: str) -> Part:
    """Return a section; its module is loaded now that there is something to show."""
    from importlib import import_module

    found = getattr(import_module(f"crmcli.domain.{module}"), name)
    part: Part = found if isinstance(found, Part) else found(CUSTOMER)
    return part
