"""Quotes as they are listed and shown; one that was sent and holds no longer has expired."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, ROOMY, Choice, Day, Fields, Money, Number, Percent, Ref, Text
from crmcli.domain.measures import Quantity, UnitPrice
from crmcli.domain.nouns import QUOTE
from crmcli.domain.reason_words import LostReason
from crmcli.domain.views import ListRecords, Part, ShowRecord, View, known_status, list_of, record_of

if TYPE_CHECKING:
    from crmcli.domain.results import Listing, Record
    from crmcli.sql import Reader

STATUS = Choice(
    {
        "draft": ("○", "dim"),
        "sent": ("●", "yellow"),
        "accepted": ("✓", "green"),
        "rejected": ("✗", "red"),
        "replaced": ("·", "dim"),
        "expired": ("!", "red"),
    }
)
STATUSES = tuple(STATUS.marks)

STANDS = "CASE WHEN r.status = 'sent' AND r.valid_until < :today THEN 'expired' ELSE r.status END"
"""The status on ``:today``: the last day on which a quote holds is still one on which it does."""
CUSTOMER_OF = (
    "coalesce(r.customer_id, (SELECT v.customer_id FROM conversion v WHERE v.lead_id = r.lead_id "
    "ORDER BY v.id DESC LIMIT 1))"
)
"""The customer of a quote: its own, or the one that its lead became."""


@frozen
class QuoteRow:
    """A quote in a list; ``customer`` is the lead where there is no customer yet."""

    id: Annotated[int, Ref("Q", "no.")]
    number: Annotated[str | None, Text(show=ROOMY, wrap=False)]
    name: Annotated[str, Text()]
    customer: Annotated[str | None, Text()]
    total: Annotated[int | None, Money("currency")]
    currency: Annotated[str | None, Text(show=DETAIL)]
    status: Annotated[str, STATUS]
    valid_until: Annotated[date | None, Day("valid until")]
    quoted_on: Annotated[date | None, Day("day", show=ROOMY)]
    version: Annotated[int, Number(show=ROOMY)]
    opportunity: Annotated[int | None, Ref("O", show=ROOMY)]
    owner: Annotated[str | None, Text(show=ROOMY, wrap=False)]
    branch: Annotated[str | None, Text(show=ROOMY, wrap=False)]


_LIST = View(
    QUOTE,
    QuoteRow,
    f"""
SELECT r.id, r.number, r.name, coalesce(c.name, l.name, l.company) AS customer, r.total_minor AS total,
  r.currency, {STANDS} AS status, r.valid_until, r.quoted_on, r.version, r.opportunity_id AS opportunity,
  u.name AS owner, r.branch
FROM quote r LEFT JOIN customer c ON c.id = {CUSTOMER_OF} LEFT JOIN lead l ON l.id = r.lead_id
LEFT JOIN crm_user u ON u.id = r.owner_id
""",
    "r.quoted_on IS NULL, r.quoted_on DESC, r.id DESC",
    "no quote yet: crm quote add --help",
)


@frozen
class ListQuotes:
    """Which quotes, as they stand on a day; ``status`` None is any."""

    chosen: ListRecords
    today: date
    status: str | None = None


def list_quotes(db: Reader, request: ListQuotes) -> Listing[QuoteRow]:
    """List quotes, the latest first.

    Raises:
        UsageError: there is no such status.
    """
    more: list[tuple[str, dict[str, Any]]] = []
    if request.status is not None:
        status = known_status(QUOTE, request.status, STATUSES)
        more.append((f"{STANDS} = :status", {"status": status}))
    found = list_of(db, _LIST, request.chosen, ("1 = 1", {"today": request.today.isoformat()}), *more)
    if not (request.chosen.where or more):
        found = replace(found, empty=_LIST.empty)
    return found


@frozen
class QuoteRecord:
    """A quote whole; ``margin`` is (net - cost) / net, None unless the cost of every line is known."""

    id: Annotated[int, Ref("Q", "no.")]
    number: str | None
    name: str
    version: int
    status: Annotated[str, STATUS]
    customer: Annotated[int | None, Ref("C")]
    customer_name: str | None
    contact: Annotated[int | None, Ref("P")]
    contact_name: str | None
    lead: Annotated[int | None, Ref("L")]
    lead_name: str | None
    opportunity: Annotated[int | None, Ref("O")]
    order: Annotated[int | None, Ref("S")]
    replaces: Annotated[int | None, Ref("Q")]
    quoted_on: date | None
    valid_until: date | None
    decided_on: date | None
    lost_reason: Annotated[str | None, LostReason()]
    lost_note: str | None
    net: Annotated[int | None, Money("currency", "without tax")]
    discount: Annotated[int | None, Money("currency")]
    tax: Annotated[int | None, Money("currency")]
    total: Annotated[int | None, Money("currency")]
    cost: Annotated[int | None, Money("currency")]
    margin: Annotated[float | None, Percent()]
    currency: Annotated[str | None, Text(show=DETAIL)]
    terms: str | None
    owner: str | None
    branch: str | None
    note: str | None
    custom: Annotated[dict[str, Any] | None, Fields()]


@frozen
class QuoteLineRow:
    """A line of a quote; the amounts are the whole line's, ``amount`` without tax and after the discount."""

    id: Annotated[int, Ref("QL", "no.")]
    product: Annotated[str | None, Text()]
    description: Annotated[str | None, Text(show=ROOMY)]
    quantity: Annotated[int | None, Quantity()]
    unit_price: Annotated[str | None, UnitPrice("currency", "price")]
    discount: Annotated[int | None, Money("currency", show=ROOMY)]
    tax_percent: Annotated[str | None, Text("tax %", wrap=False)]
    tax: Annotated[int | None, Money("currency", show=ROOMY)]
    amount: Annotated[int | None, Money("currency")]
    cost: Annotated[int | None, Money("currency", show=DETAIL)]
    margin: Annotated[float | None, Percent(show=ROOMY)]
    currency: Annotated[str | None, Text(show=DETAIL)]


@frozen
class VersionRow:
    """A version of a quote."""

    id: Annotated[int, Ref("Q", "no.")]
    version: Annotated[int, Number()]
    status: Annotated[str, STATUS]
    quoted_on: Annotated[date | None, Day("day")]
    total: Annotated[int | None, Money("currency")]
    currency: Annotated[str | None, Text(show=DETAIL)]


_COST = """(SELECT CASE WHEN count(*) = count(q.cost_minor) THEN CAST(sum(q.cost_minor) AS bigint) END
  FROM quote_line q WHERE q.quote_id = r.id)"""
_RECORD = View(
    QUOTE,
    QuoteRecord,
    f"""
SELECT r.id, r.number, r.name, r.version, {{stands}} AS status, {CUSTOMER_OF} AS customer,
  c.name AS customer_name, r.contact_id AS contact, p.name AS contact_name, r.lead_id AS lead,
  coalesce(l.name, l.company) AS lead_name, r.opportunity_id AS opportunity, r.order_id AS "order",
  r.replaces_id AS replaces, r.quoted_on, r.valid_until, r.decided_on, w.name AS lost_reason, r.lost_note,
  r.net_minor AS net, r.discount_minor AS discount, r.tax_minor AS tax, r.total_minor AS total,
  {_COST} AS cost, CASE WHEN r.net_minor > 0
    THEN CAST(r.net_minor - {_COST} AS double precision) / r.net_minor END AS margin,
  r.currency, r.terms, u.name AS owner, r.branch, r.note, r.custom
FROM quote r LEFT JOIN customer c ON c.id = {CUSTOMER_OF} LEFT JOIN contact p ON p.id = r.contact_id
LEFT JOIN lead l ON l.id = r.lead_id LEFT JOIN lost_reason w ON w.id = r.lost_reason_id
LEFT JOIN crm_user u ON u.id = r.owner_id
""",
)
_LINES = """
SELECT q.id, coalesce(p.name, q.description) AS product,
  CASE WHEN p.id IS NULL THEN NULL ELSE q.description END AS description,
  q.quantity_milli AS quantity, q.unit_price, q.discount_minor AS discount, q.tax_percent, q.tax_minor AS tax,
  q.amount_minor AS amount, q.cost_minor AS cost, CASE WHEN q.amount_minor > 0
    THEN CAST(q.amount_minor - q.cost_minor AS double precision) / q.amount_minor END AS margin, q.currency
FROM quote_line q LEFT JOIN product p ON p.id = q.product_id WHERE q.quote_id = :id ORDER BY q.position, q.id
"""
_VERSIONS = """
WITH RECURSIVE chain(id) AS (
  SELECT CAST(:id AS bigint) UNION SELECT q.id FROM quote q JOIN chain k ON q.replaces_id = k.id
    OR q.id = (SELECT o.replaces_id FROM quote o WHERE o.id = k.id)
)
SELECT q.id, q.version, q.status, q.quoted_on, q.total_minor AS total, q.currency
FROM quote q JOIN chain k ON k.id = q.id WHERE (SELECT count(*) FROM chain n) > 1 ORDER BY q.version, q.id
"""


def show_quote(db: Reader, request: ShowRecord, today: date) -> Record[QuoteRecord]:
    """Show one quote as it stands on a day, with its lines, its other versions and its files."""
    from crmcli.domain.attachments.views import attached

    stands = STANDS.replace(":today", f"'{today.isoformat()}'")
    view = _RECORD._replace(query=_RECORD.query.replace("{stands}", stands))
    parts = (Part("Lines", QuoteLineRow, _LINES), Part("Versions", VersionRow, _VERSIONS), attached(QUOTE))
    return record_of(db, view, request, *parts)
