"""What stands under a customer's record: people, sub-customers, open deals, origin, addresses, keys."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.address_lines import further_addresses
from crmcli.domain.also_known import also_known
from crmcli.domain.attachments.views import attached
from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, Day, Flag, Money, Number, Percent, Ref, Text
from crmcli.domain.merging.former import formerly
from crmcli.domain.nouns import CUSTOMER
from crmcli.domain.payments.balances import balance
from crmcli.domain.plans import PLANS
from crmcli.domain.relations import related
from crmcli.domain.results import Listing
from crmcli.domain.tree_totals import rolled_up
from crmcli.domain.views import Part
from crmcli.domain.wallets import WALLETS

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
    stage: str
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
_ORIGIN = """
SELECT v.lead_id AS lead, coalesce(l.name, l.company) AS name, l.source, v.converted_on, v.days, v.touches
FROM conversion v JOIN lead l ON l.id = v.lead_id WHERE v.customer_id = :id ORDER BY v.converted_on, v.id
"""


def sections(db: Reader, number: int, as_of: date | None = None) -> tuple[Listing[Any], ...]:
    """Return the sections that hold anything; sums are of orders up to ``as_of``."""
    parts = (
        Part("Contacts", ContactLine, _CONTACTS),
        Part("Under it", ChildLine, _CHILDREN),
        related(CUSTOMER),
        Part("Open opportunities", OpenLine, _OPEN),
        PLANS,
        WALLETS,
        Part("Came from", OriginLine, _ORIGIN),
        attached(CUSTOMER),
        further_addresses(CUSTOMER),
        also_known(CUSTOMER),
        formerly(CUSTOMER),
    )
    listings: list[Listing[Any]] = [
        Listing(row, db.rows(row, query, {"id": number}), title=title) for title, row, query in parts
    ]
    listings.insert(2, rolled_up(db, number, as_of))
    listings.insert(3, balance(db, number, as_of))
    return tuple(listing for listing in listings if listing.rows)
