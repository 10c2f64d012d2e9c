"""Campaigns made from a report: who to win back, and to whom what goes with their purchases may be sold.

Win-back is for customers whose last purchase is too long ago, or who are in segments of ``report segments``.
Cross-sell is for customers who bought something that goes with a product, but not the product itself: of
the N buyers of a thing, k bought the product too. A thing goes with it when at least two did, and a larger
share of its buyers than of all buyers.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from crmcli.domain.adding import AddRecord, store
from crmcli.domain.campaigns.planning import check, joined
from crmcli.domain.frozen import frozen
from crmcli.domain.given import typed
from crmcli.domain.kinds import DETAIL, Day, Money, Ref, Text
from crmcli.domain.nouns import CAMPAIGN, CUSTOMER, PRODUCT
from crmcli.domain.results import Change
from crmcli.domain.targets import Targets, matching
from crmcli.errors import CrmError, NotFound

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.sql import Reader, Writer

COMPANIONS = 5
"""Things that are taken to go with a product, at most."""
_FEWEST = 2


@frozen
class FromReport:
    """A campaign to plan: its fields, and whom the report names.

    ``segments`` narrow a win-back to those of ``report segments``; ``top`` keeps the most valuable.
    """

    record: AddRecord
    audience: Targets
    as_of: date
    segments: tuple[str, ...] = ()
    product: str | None = None
    top: int | None = None


@frozen
class NamedRow:
    """A customer the report names, and why; ``spent`` None without orders or in several currencies."""

    id: Annotated[int, Ref("C", "no.")]
    name: Annotated[str, Text()]
    last_order: Annotated[date | None, Day("last order")]
    spent: Annotated[int | None, Money("currency")]
    currency: Annotated[str | None, Text(show=DETAIL)]
    because: Annotated[str, Text()]


class Named(NamedTuple):
    """Customers and why, and the condition that names them, None where none can."""

    why: dict[int, str]
    condition: str | None
    told: str


def win_back(db: Writer, request: FromReport) -> Change[NamedRow]:
    """Plan a campaign for lapsed customers, the most valuable first.

    Raises:
        NotFound: nobody is to be won back; there is no such segment.
        Conflict: the name is taken.
    """
    return _planned(db, request, _lapsed(db, request), "win-back")


def cross_sell(db: Writer, request: FromReport) -> Change[NamedRow]:
    """Plan a campaign for those who bought what goes with a product, but not the product.

    Raises:
        NotFound, Conflict: no product, or several, answer; nothing goes with it; the name is taken.
    """
    from crmcli.domain.refs import resolve

    product = resolve(db, PRODUCT, request.product or "", region=request.audience.region)
    return _planned(db, request, _companions(db, request, product), "cross-sell", product)


def _lapsed(db: Reader, request: FromReport) -> Named:
    """Return who to win back."""
    from dataclasses import replace

    if not request.segments:
        condition = "status = lapsed"
        found = matching(db, CUSTOMER, replace(request.audience, where=(condition, *request.audience.where)))
        return Named(dict.fromkeys(found, "lapsed"), joined((condition, *request.audience.where)), condition)
    from crmcli.domain.reports.customers.segments import Request, report

    why: dict[int, str] = {}
    for segment in request.segments:
        asked = Request(
            as_of=request.as_of,
            where=request.audience.where,
            lapsed_days=request.audience.lapsed_days,
            segment=segment,
        )
        for row in report(db, asked).rows:
            why.setdefault(row.id, row.segment)
    quoted = [f'segment = "{name}"' for name in request.segments]
    condition = joined((" or ".join(quoted), *request.audience.where)) or ""
    return Named(why, condition, condition)


_BUYERS = """
SELECT DISTINCT l.product_id, o.customer_id FROM order_line l JOIN sales_order o ON o.id = l.order_id
WHERE l.product_id IS NOT NULL AND o.customer_id IS NOT NULL AND o.status <> 'cancelled'
  AND o.ordered_on <= :as_of AND coalesce(l.quantity_milli, 1) > 0
"""
_PAIRS = f"""
WITH bought AS ({_BUYERS})
SELECT a.product_id, count(*), count(b.customer_id), (SELECT count(*) FROM (
    SELECT DISTINCT customer_id FROM bought) x) AS everyone,
  (SELECT count(*) FROM bought y WHERE y.product_id = :product) AS buyers
FROM bought a LEFT JOIN bought b ON b.customer_id = a.customer_id AND b.product_id = :product
WHERE a.product_id <> :product GROUP BY a.product_id
"""


class Companion(NamedTuple):
    """A thing that goes with a product: of its ``buyers`` so many bought ``both``."""

    product: int
    buyers: int
    both: int


def companions(rows: Sequence[tuple[int, int, int, int, int]]) -> list[Companion]:
    """Return what goes with a product, best first.

    Rows are a thing, its buyers, those who bought both, all buyers, the buyers of the product.
    """
    found = [
        Companion(thing, buyers, both)
        for thing, buyers, both, everyone, own in rows
        if both >= _FEWEST and both * everyone > buyers * own
    ]
    return sorted(found, key=lambda one: (-one.both / one.buyers, -one.both, one.product))[:COMPANIONS]


def _companions(db: Reader, request: FromReport, product: int) -> Named:
    """Return who bought what goes with a product, but not the product itself."""
    day = {"as_of": request.as_of.isoformat()}
    chosen = companions(db.tuples(_PAIRS, day | {"product": product}))
    names = dict(db.tuples("SELECT id, name FROM product"))
    if not chosen:
        raise NotFound(
            f"nothing goes with {names[product]}: too few customers bought it with anything else",
            "crm report sales --by product",
        )
    bought: dict[int, set[int]] = {}
    for thing, customer in db.tuples(_BUYERS, day):
        bought.setdefault(thing, set()).add(customer)
    asked = set(matching(db, CUSTOMER, request.audience)) if request.audience.where else None
    why: dict[int, str] = {}
    for one in chosen:
        text = f"bought {names[one.product]}: {one.both} of {one.buyers} who did bought {names[product]}"
        for customer in sorted(bought[one.product] - bought.get(product, set())):
            if asked is None or customer in asked:
                why.setdefault(customer, text)
    parts = [f"bought {_quoted(names[one.product])}" for one in chosen]
    without = f"not bought {_quoted(names[product])}"
    condition = joined((" or ".join(parts), without, *request.audience.where)) or ""
    return Named(why, condition, condition)


def _quoted(name: str) -> str:
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _planned(
    db: Writer, request: FromReport, named: Named, kind: str, product: int | None = None
) -> Change[NamedRow]:
    """Store the campaign with those it is for, each with the reason."""
    rows = _rows(db, request, named.why)
    if not rows:
        raise NotFound(f"nobody is like that: {named.told}", "crm report segments")
    condition = named.condition if request.top is None or len(named.why) <= len(rows) else None
    if condition is not None and not _names_the_same(db, request, condition, {row.id for row in rows}):
        condition = None
    values = typed(db, CAMPAIGN, request.record.given, request.record.context)
    values.setdefault("kind", kind)
    if product is not None:
        values.setdefault("product", product)
    values["filter"] = condition
    if condition is None:
        top = f", the {len(rows):,} who spent most" if request.top is not None else ""
        values.setdefault("note", f"{named.told}{top}, on {request.as_of.isoformat()}")
    check(db, values, request.record.context.today)
    if db.note.branch:
        values.setdefault("branch", db.note.branch)
    number = store(db, CAMPAIGN, values, request.record)
    columns = ("customer_id", "note", "part")
    members = ((row.id, row.because, "reached") for row in rows)
    db.insert_many("campaign_member", columns, members, {"campaign_id": number})
    ref = CAMPAIGN.ref(number)
    return Change(
        f"planned {ref}",
        NamedRow,
        rows,
        summary=f"Planned {ref} {values['name']} for {len(rows):,} customers: {named.told}",
        notes=(f"crm campaign launch {ref} --dry-run shows who may be reached",),
    )


def _names_the_same(db: Reader, request: FromReport, condition: str, wanted: set[int]) -> bool:
    """Tell whether a condition can be read and names just those customers."""
    from dataclasses import replace

    try:
        found = matching(db, CUSTOMER, replace(request.audience, where=(condition,)))
    except CrmError:
        return False
    return set(found) == wanted


def _rows(db: Reader, request: FromReport, why: dict[int, str]) -> list[NamedRow]:
    """Return the customers with what they bought, those who spent most first; in one currency each."""
    from crmcli.domain.purchases import standing, status_values
    from crmcli.sql import within

    listed, values = within(db.engine, "r.id", "ids", sorted(why))
    query = f"SELECT r.id, r.name, r.last_order, r.spent, r.currency FROM {standing()} r WHERE {listed}"
    days = status_values(request.as_of, request.audience.lapsed_days)
    found = [(row, why[row[0]]) for row in db.tuples(query, values | days)]
    found.sort(key=lambda one: (-(one[0][3] or 0), one[0][0]))
    return [_row(row, reason, request.as_of) for row, reason in found[: request.top]]


def _row(row: tuple[Any, ...], reason: str, as_of: date) -> NamedRow:
    number, name, last, spent, currency = row
    day = date.fromisoformat(last) if last else None
    if day is not None and not reason.startswith("bought "):
        reason = f"{reason}: last order {(as_of - day).days:,} days ago"
    return NamedRow(number, name, day, spent, currency, reason)
