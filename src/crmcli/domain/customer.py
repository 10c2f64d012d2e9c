"""Customers: the list, and the record whole.

A customer's status is computed from purchases at a date: ``prospect`` has not bought yet,
``customer`` bought within the last ``lapsed_days`` days, ``lapsed`` did not.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import ALWAYS, DETAIL, ROOMY, Choice, Day, Fields, Money, Number, Ref, Text, Words
from crmcli.domain.nouns import CUSTOMER
from crmcli.domain.purchases import standing, status_values
from crmcli.domain.results import Listing, Record
from crmcli.sql import EVERY_ROW, joined

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.sql import Reader

KIND = Choice({"person": ("", ""), "organisation": ("", "")})
STATUS = Choice({"customer": ("●", "green"), "prospect": ("○", "yellow"), "lapsed": ("◌", "red")})


@frozen
class ListCustomers:
    """Which customers, as of when; ``limit`` 0 is all of them."""

    as_of: date
    lapsed_days: int
    where: tuple[str, ...] = ()
    status: str | None = None
    limit: int = 0


@frozen
class CustomerRow:
    """A customer in a list; ``spent`` is None when there are no orders or several currencies."""

    id: Annotated[int, Ref("C", "no.")]
    name: Annotated[str, Text()]
    status: Annotated[str, STATUS]
    city: Annotated[str | None, Text(show=ALWAYS, wrap=False)]
    phone: Annotated[str | None, Text(show=ROOMY, wrap=False)]
    email: Annotated[str | None, Text(show=ROOMY, wrap=False)]
    owner: Annotated[str | None, Text(show=ROOMY, wrap=False)]
    orders: Annotated[int, Number(show=ROOMY)]
    last_order: Annotated[date | None, Day("last order", show=ALWAYS)]
    spent: Annotated[int | None, Money("currency")]
    currency: Annotated[str | None, Text(show=DETAIL)]
    tags: Annotated[tuple[str, ...] | None, Words(show=ROOMY)]


_LIST = """
WITH page AS (SELECT r.id FROM customer r WHERE {where} ORDER BY r.name_sort, r.id LIMIT :limit)
SELECT r.id, r.name, r.status, r.city, r.phone, r.email, u.name AS owner, r.orders,
  r.last_order, r.spent, r.currency,
  (SELECT {tags} FROM tagging g JOIN tag t ON t.id = g.tag_id WHERE g.customer_id = r.id) AS tags
FROM {standing} r LEFT JOIN crm_user u ON u.id = r.owner_id
ORDER BY r.name_sort, r.id
"""


def list_customers(db: Reader, request: ListCustomers) -> Listing[CustomerRow]:
    """List customers by name, as a Turkish reader sorts.

    Only the orders of those on the page are looked at: a list of 100,000 costs no more.

    Raises:
        UsageError: there is no such status.
    """
    wheres = request.where
    if request.status is not None:
        from crmcli.domain.views import known_status

        wheres = (*wheres, f"status={known_status(CUSTOMER, request.status, tuple(STATUS.marks))}")
    test, values = _like(db, request, wheres)
    query = _LIST.format(
        standing=standing("IN (SELECT id FROM page)"),
        tags=joined(db.engine, "t.name", "t.name_sort"),
        where=test,
    )
    limit = request.limit or EVERY_ROW
    asked = values | status_values(request.as_of, request.lapsed_days)
    rows = db.rows(CustomerRow, query, asked | {"limit": limit + (1 if wheres else 0)})
    total = None
    if request.limit and len(rows) >= request.limit:
        total = db.value(f"SELECT count(*) FROM customer r WHERE {test}", values)
    return Listing(
        CustomerRow,
        rows[:limit],
        total=total if total != len(rows[:limit]) else None,
        empty="no customer is like that"
        if wheres
        else 'no customer yet: crm customer add "Işık Mobilya" --phone "0532 123 45 67"',
    )


def _like(db: Reader, request: ListCustomers, wheres: Sequence[str]) -> tuple[str, dict[str, Any]]:
    """Return the test that a customer is like all of some conditions, and its values."""
    if not wheres:
        return "1 = 1", {}
    from crmcli.domain.where import conditions

    return conditions(db, CUSTOMER, wheres, as_of=request.as_of, lapsed_days=request.lapsed_days)


@frozen
class ShowCustomer:
    """One customer, as of a day."""

    ref: str
    as_of: date
    lapsed_days: int
    region: str = "TR"


@frozen
class CustomerRecord:
    """A customer whole; money is None when there are no orders or several currencies."""

    id: Annotated[int, Ref("C", "no.")]
    name: str
    kind: Annotated[str, KIND]
    status: Annotated[str, STATUS]
    parent: Annotated[int | None, Ref("C")]
    parent_name: str | None
    owner: str | None
    referrer: Annotated[int | None, Ref("C", "referred by")]
    referrer_name: str | None
    branch: str | None
    phone: str | None
    email: str | None
    tax_number: str | None
    tax_office: str | None
    website: str | None
    industry: str | None
    address: str | None
    district: str | None
    city: str | None
    region: str | None
    postal_code: str | None
    country: str | None
    source: str | None
    note: str | None
    tags: Annotated[tuple[str, ...] | None, Words()]
    custom: Annotated[dict[str, Any] | None, Fields()]
    created_on: date | None
    orders: int
    first_order: date | None
    last_order: date | None
    spent: Annotated[int | None, Money("currency")]
    currency: Annotated[str | None, Text(show=DETAIL)]


_RECORD = """
SELECT r.id, r.name, r.kind, r.status,
  r.parent_id AS parent, p.name AS parent_name, u.name AS owner,
  r.referrer_id AS referrer, f.name AS referrer_name, r.branch, r.phone, r.email, r.tax_number, r.tax_office,
  r.website, r.industry, r.address, r.district, r.city, r.region, r.postal_code, r.country, r.source, r.note,
  (SELECT {tags} FROM tagging g JOIN tag t ON t.id = g.tag_id WHERE g.customer_id = r.id) AS tags,
  r.custom, r.created_on, r.orders, r.first_order, r.last_order, r.spent, r.currency
FROM {standing} r LEFT JOIN customer p ON p.id = r.parent_id
LEFT JOIN customer f ON f.id = r.referrer_id LEFT JOIN crm_user u ON u.id = r.owner_id
WHERE r.id = :id
"""


def show_customer(db: Reader, request: ShowCustomer) -> Record[CustomerRecord]:
    """Show one customer with its contacts, sub-customers, open opportunities, and where it came from."""
    from crmcli.domain.customer_sections import sections
    from crmcli.domain.refs import resolve

    number = resolve(db, CUSTOMER, request.ref, region=request.region)
    item = fetch_customer(db, number, request.as_of, request.lapsed_days)
    return Record(
        item, title=f"{CUSTOMER.ref(number)}  {item.name}", sections=sections(db, number, request.as_of)
    )


def fetch_customer(db: Reader, number: int, as_of: date, lapsed_days: int) -> CustomerRecord:
    """Return a customer that exists."""
    query = _RECORD.format(standing=standing("= :id"), tags=joined(db.engine, "t.name", "t.name_sort"))
    item = db.one(CustomerRecord, query, status_values(as_of, lapsed_days) | {"id": number})
    assert item is not None  # noqa: S101 - the caller resolved the number in this snapshot
    return item
