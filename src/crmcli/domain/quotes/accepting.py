"""A quote accepted: a sales order of its lines, and the opportunity won where that is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.given import Context
from crmcli.domain.nouns import LEAD, OPPORTUNITY, ORDER, ORDER_LINE, QUOTE
from crmcli.domain.records import Keys, create
from crmcli.domain.results import Change
from crmcli.domain.targets import Touched, label, steps_of
from crmcli.errors import Refused
from crmcli.said import named, say

if TYPE_CHECKING:
    from crmcli.sql import Reader, Writer

_LINE = {
    "position": "position",
    "product": "product_id",
    "description": "description",
    "quantity": "quantity_milli",
    "unit_price": "unit_price",
    "discount": "discount_minor",
    "tax": "tax_minor",
    "amount": "amount_minor",
    "cost": "cost_minor",
    "currency": "currency",
}
"""Field of an order's line -> column of a quote's line."""


@frozen
class AcceptQuote:
    """A quote that was accepted on a day; ``given`` are fields of its order as typed, number and days.

    ``order`` makes the order, ``win`` moves the opportunity to the won stage, ``force`` takes a number
    that another order has.
    """

    ref: str
    on: date
    given: Mapping[str, str]
    context: Context
    order: bool = True
    win: bool = False
    force: bool = False


class _Of:
    """What accepting has to know of a quote."""

    def __init__(self, db: Reader, number: int) -> None:
        """Read it."""
        names = (
            *("status", "customer_id", "contact_id", "lead_id", "owner_id", "opportunity_id", "branch"),
            *("net_minor", "tax_minor", "total_minor", "currency", "valid_until", "replaces_id"),
        )
        row = db.tuples(f"SELECT {', '.join(names)} FROM quote WHERE id = :id", {"id": number})[0]
        self.number = number
        self.row: dict[str, Any] = dict(zip(names, row, strict=True))


def accept_quote(db: Writer, request: AcceptQuote) -> Change[Touched]:
    """Accept a quote: it is decided, and its lines become an order that is open.

    The order's total is the quote's, tax included; net and tax stand beside it. The version before it is
    replaced, so that one deal is made once.

    Raises:
        NotFound, Conflict: there is no such quote, or several; the order's number is taken.
        Refused: it was decided or replaced, has no line, its last version is accepted, or it is made to a
            lead that is not converted yet.
        UsageError: the day is still to come.
    """
    from crmcli.domain.quotes.moves import refuse_empty, refuse_to_come, take_place
    from crmcli.domain.refs import resolve

    refuse_to_come(request.on, request.context.today)
    number = resolve(db, QUOTE, request.ref, region=request.context.region)
    quote, ref, day = _Of(db, number), QUOTE.ref(number), request.on.isoformat()
    if quote.row["status"] not in ("draft", "sent"):
        way = "reopen" if quote.row["status"] == "rejected" else "show"
        raise Refused(
            say("{ref} is {status}", ref=ref, status=named(str(quote.row["status"]), "choice")),
            f"crm quote {way} {ref}",
        )
    refuse_empty(ref, quote.row["total_minor"])
    notes = _later(db, number)
    if quote.row["valid_until"] is not None and quote.row["valid_until"] < day:
        notes.append(
            say(
                "{ref} held until {valid_until}: it is accepted all the same",
                ref=ref,
                valid_until=quote.row["valid_until"],
            )
        )
    customer = _customer(db, quote)
    notes += take_place(db, number, quote.row["replaces_id"])
    values: dict[str, Any] = {"status": "accepted", "decided_on": day}
    items, order = [], None
    if request.order:
        order = _order(db, quote, customer, request)
        values["order_id"] = order
        items.append(Touched(ORDER.ref(order), label(db, ORDER, order) or _money(quote), "added"))
    steps = steps_of(db, QUOTE, number, db.update("quote", number, values))
    items.insert(0, Touched(ref, label(db, QUOTE, number), "changed", steps))
    if quote.row["opportunity_id"] is not None:
        items += _won(db, quote.row["opportunity_id"], request, notes)
    called = label(db, QUOTE, number)
    told = say("Accepted {ref} {label}", ref=ref, label=called) if called else say("Accepted {ref}", ref=ref)
    if order is not None:
        told += say(": {ref} of {money}", ref=ORDER.ref(order), money=_money(quote))
    action = say("accepted {ref}", ref=ref) + (
        say(" as {ref}", ref=ORDER.ref(order)) if order is not None else ""
    )
    return Change(action, Touched, items, summary=told, notes=tuple(notes))


def _later(db: Reader, number: int) -> list[str]:
    """Say which draft of a newer version is left over."""
    from crmcli.domain.quotes.versions import newer

    later = newer(db, number)
    if later is None:
        return []
    ref = QUOTE.ref(later)
    return [say("{ref}, a newer version, is a draft still: crm quote delete {ref}", ref=ref)]


def _money(quote: _Of) -> str:
    from crmcli.domain.money import human

    total, currency = quote.row["total_minor"], quote.row["currency"]
    return say("no amount") if total is None else human(total, currency)


def _customer(db: Reader, quote: _Of) -> int | None:
    """Return whose order it is to be.

    Raises:
        Refused: it is made to a lead that is no customer yet.
    """
    found = customer_of(db, quote.row["customer_id"], quote.row["lead_id"])
    if found is None:
        lead, ref = LEAD.ref(quote.row["lead_id"]), QUOTE.ref(quote.number)
        raise Refused(
            say("{ref} is made to {lead}, who is no customer yet", ref=ref, lead=lead), f"crm convert {lead}"
        )
    return found


def customer_of(db: Reader, customer: int | None, lead: int | None) -> int | None:
    """Return the customer of a quote: its own, or the one its lead became."""
    if customer is not None or lead is None:
        return customer
    query = "SELECT customer_id FROM conversion WHERE lead_id = :id ORDER BY id DESC LIMIT 1"
    found = db.value(query, {"id": lead})
    return None if found is None else int(found)


def _order(db: Writer, quote: _Of, customer: int | None, request: AcceptQuote) -> int:
    """Make the order and return its number."""
    from crmcli.domain.given import typed
    from crmcli.domain.taken import refuse_taken

    keys = Keys(request.context.region, request.context.source)
    values: dict[str, Any] = {
        "customer": customer,
        "contact": quote.row["contact_id"],
        "opportunity": quote.row["opportunity_id"],
        "owner": quote.row["owner_id"],
        "branch": quote.row["branch"] or db.note.branch,
        "ordered_on": request.on.isoformat(),
        "status": "open",
        "total": quote.row["total_minor"],
        "net": quote.row["net_minor"],
        "tax": quote.row["tax_minor"],
        "currency": quote.row["currency"],
        **typed(db, ORDER, request.given, request.context),
    }
    values = {name: value for name, value in values.items() if value is not None}
    refuse_taken(db, ORDER, values, keys, force=request.force)
    order = create(db, ORDER, values, keys)
    query = f"SELECT {', '.join(_LINE.values())} FROM quote_line WHERE quote_id = :id ORDER BY position, id"
    for line in db.tuples(query, {"id": quote.number}):
        row = {name: value for name, value in zip(_LINE, line, strict=True) if value is not None}
        create(db, ORDER_LINE, {**row, "order": order}, keys)
    return order


def _won(db: Writer, number: int, request: AcceptQuote, notes: list[str]) -> list[Touched]:
    """Win the opportunity where that is asked for, else say how while it is open."""
    from crmcli.domain.opportunity_moves import Move, first_stage, move_one

    ref = OPPORTUNITY.ref(number)
    outcome = db.value(
        "SELECT s.outcome FROM opportunity o JOIN stage s ON s.id = o.stage_id WHERE o.id = :id",
        {"id": number},
    )
    if outcome == "won":
        return []
    if not request.win:
        notes.append(
            say(
                "{ref} is {outcome} still: crm opportunity win {ref}",
                ref=ref,
                outcome=named(outcome, "choice"),
            )
        )
        return []
    steps = move_one(db, number, Move(first_stage(db, "won"), request.on.isoformat()))
    return [Touched(ref, label(db, OPPORTUNITY, number), "changed", steps)]
