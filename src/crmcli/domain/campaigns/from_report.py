"""Campaigns made from a report: who to win back, and to whom what goes with their purchases may be sold.

Win-back is for customers whose last purchase is too long ago, for those whom ``report winback`` lists (also
the ones lost by their own rhythm), or for those in segments of ``report segments``.
Cross-sell is for customers who bought something that goes with a product, but not the product itself: of
the N buyers of a thing, k bought the product too. What goes with it is no chance (``reports.offers``).
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
from crmcli.said import say

if TYPE_CHECKING:
    from crmcli.sql import Reader, Writer

COMPANIONS = 5
"""Things that are taken to go with a product, at most."""


@frozen
class FromReport:
    """A campaign to plan: its fields, and whom the report names.

    ``segments`` narrow a win-back to those of ``report segments``; ``quiet_factor`` (the setting
    cycle_quiet_factor) makes it those of ``report winback``; ``top`` keeps the most valuable.
    """

    record: AddRecord
    audience: Targets
    as_of: date
    segments: tuple[str, ...] = ()
    product: str | None = None
    top: int | None = None
    quiet_factor: str | None = None


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
    """Customers and why, the condition that names them (None where none can), and who they are in words.

    Where ``dated`` is set the reasons go on with the day of the last order.
    """

    why: dict[int, str]
    condition: str | None
    told: str
    dated: bool = False


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

    if request.quiet_factor is not None:
        return _worth_it(db, request, request.quiet_factor)
    if not request.segments:
        condition = "status = lapsed"
        found = matching(db, CUSTOMER, replace(request.audience, where=(condition, *request.audience.where)))
        named = joined((condition, *request.audience.where))
        return Named(dict.fromkeys(found, "lapsed"), named, condition, dated=True)
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
    quoted = [say('segment = "{name}"', name=name) for name in request.segments]
    condition = joined((" or ".join(quoted), *request.audience.where)) or ""
    return Named(why, condition, condition, dated=True)


def _worth_it(db: Reader, request: FromReport, factor: str) -> Named:
    """Return whom ``report winback`` lists: no condition names those who are lost by their own rhythm."""
    from crmcli.domain.reports.value import occasions, winback

    asked = winback.Request(
        as_of=request.as_of,
        where=request.audience.where,
        lapsed_days=request.audience.lapsed_days,
        cycle_quiet_factor=factor,
    )
    people, _ = winback.candidates(db, asked, occasions.fetch(db, asked))
    why = {one.leaver.history.id: one.leaver.reason for one in people}
    only = joined(request.audience.where)
    return Named(
        why,
        None,
        say("worth winning back (crm report winback)") + (say(" and {only}", only=only) if only else ""),
    )


def _companions(db: Reader, request: FromReport, product: int) -> Named:
    """Return who bought what goes with a product, but not the product itself."""
    from crmcli.domain.reports import offers
    from crmcli.domain.reports.affinities import Affinity
    from crmcli.domain.reports.next_steps import market_baskets
    from crmcli.domain.reports.scope import Asked

    found = market_baskets.fetch(db, Asked(as_of=request.as_of), "product", "customer")
    index = Affinity(found.baskets)
    name = str(db.value("SELECT name FROM product WHERE id = :id", {"id": product}))
    sold = next((item for item, known in enumerate(found.items) if known.product == product), None)
    chosen = [] if sold is None else offers.companions(index, sold)[:COMPANIONS]
    if sold is None or not chosen:
        raise NotFound(
            say(
                "nothing goes with {name}: too few customers bought it with anything else, or by chance",
                name=name,
            ),
            "crm report crosssell --basket customer",
        )
    asked = set(matching(db, CUSTOMER, request.audience)) if request.audience.where else None
    has = set(index.holders[sold])
    why: dict[int, str] = {}
    for pair in chosen:
        text = say(
            "bought {companion}: {both} of {ones} who did bought {product}",
            companion=found.items[pair.one].name,
            both=pair.both,
            ones=pair.ones,
            product=name,
        )
        for place in index.holders[pair.one]:
            customer = found.keys[place]
            if place not in has and (asked is None or customer in asked):
                why.setdefault(customer, text)
    parts = [say("bought {quoted}", quoted=_quoted(found.items[pair.one].name)) for pair in chosen]
    without = say("not bought {quoted}", quoted=_quoted(name))
    condition = joined((" or ".join(parts), without, *request.audience.where)) or ""
    return Named(why, condition, condition)


def _quoted(name: str) -> str:
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _planned(
    db: Writer, request: FromReport, named: Named, kind: str, product: int | None = None
) -> Change[NamedRow]:
    """Store the campaign with those it is for, each with the reason."""
    rows = _rows(db, request, named)
    if not rows:
        raise NotFound(say("nobody is like that: {told}", told=named.told), "crm report segments")
    condition = named.condition if request.top is None or len(named.why) <= len(rows) else None
    if condition is not None and not _names_the_same(db, request, condition, {row.id for row in rows}):
        condition = None
    values = typed(db, CAMPAIGN, request.record.given, request.record.context)
    values.setdefault("kind", kind)
    if product is not None:
        values.setdefault("product", product)
    values["filter"] = condition
    if condition is None:
        top = say(", the {count:,} who spent most", count=len(rows)) if request.top is not None else ""
        values.setdefault(
            "note", say("{told}{top}, on {as_of}", told=named.told, top=top, as_of=request.as_of.isoformat())
        )
    check(db, values, request.record.context.today)
    if db.note.branch:
        values.setdefault("branch", db.note.branch)
    number = store(db, CAMPAIGN, values, request.record)
    columns = ("customer_id", "note", "part")
    members = ((row.id, row.because, "reached") for row in rows)
    db.insert_many("campaign_member", columns, members, {"campaign_id": number})
    ref = CAMPAIGN.ref(number)
    return Change(
        say("planned {ref}", ref=ref),
        NamedRow,
        rows,
        summary=say(
            "Planned {ref} {name} for {count:,} customers: {told}",
            ref=ref,
            name=values["name"],
            count=len(rows),
            told=named.told,
        ),
        notes=(say("crm campaign launch {ref} --dry-run shows who may be reached", ref=ref),),
    )


def _names_the_same(db: Reader, request: FromReport, condition: str, wanted: set[int]) -> bool:
    """Tell whether a condition can be read and names just those customers."""
    from dataclasses import replace

    try:
        found = matching(db, CUSTOMER, replace(request.audience, where=(condition,)))
    except CrmError:
        return False
    return set(found) == wanted


def _rows(db: Reader, request: FromReport, named: Named) -> list[NamedRow]:
    """Return the customers with what they bought, those who spent most first; in one currency each."""
    from crmcli.domain.purchases import standing, status_values
    from crmcli.sql import within

    listed, values = within(db.engine, "r.id", "ids", sorted(named.why))
    query = f"SELECT r.id, r.name, r.last_order, r.spent, r.currency FROM {standing()} r WHERE {listed}"
    days = status_values(request.as_of, request.audience.lapsed_days)
    found = sorted(db.tuples(query, values | days), key=lambda row: (-(row[3] or 0), row[0]))
    return [_row(row, named, request.as_of) for row in found[: request.top]]


def _row(row: tuple[Any, ...], named: Named, as_of: date) -> NamedRow:
    number, name, last, spent, currency = row
    day = date.fromisoformat(last) if last else None
    reason = named.why[number]
    if day is not None and named.dated:
        reason = say("{reason}: last order {days:,} days ago", reason=reason, days=(as_of - day).days)
    return NamedRow(number, name, day, spent, currency, reason)
