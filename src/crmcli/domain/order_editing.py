"""Changing orders: fields, lines added and taken away, and a total that follows its lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from crmcli.domain.editing import edit_one
from crmcli.domain.frozen import frozen
from crmcli.domain.given import Context, typed
from crmcli.domain.nouns import CUSTOMER, ORDER, PAYMENT
from crmcli.domain.order import Lines, mismatch
from crmcli.domain.order_lines import (
    currency_of,
    drop_line,
    not_sold,
    read_lines,
    store_lines,
    sums_of_lines,
)
from crmcli.domain.records import Keys
from crmcli.domain.targets import Steps, Targets, Touched, on_each
from crmcli.said import say

if TYPE_CHECKING:
    from crmcli.domain.results import Change
    from crmcli.sql import Reader, Writer


@frozen
class EditOrder:
    """Orders to change, and lines to add to them or to take from them."""

    targets: Targets
    given: Mapping[str, str | Sequence[str]]
    context: Context
    lines: Lines
    force: bool = False


def edit_order(db: Writer, request: EditOrder) -> Change[Touched]:
    """Set fields of orders, add lines and take lines away.

    A total that was the sum of the lines stays it; another one is kept and the difference said.

    Raises:
        UsageError, NotFound, Conflict: see ``order.add_order``.
    """
    notes: list[str] = []

    def apply(number: int) -> Steps:
        query = (
            "SELECT total_minor, currency, net_minor, tax_minor, ordered_on FROM sales_order WHERE id = :id"
        )
        total, code, net, tax, ordered = db.tuples(query, {"id": number})[0]
        currency = code or request.context.currency
        context = request.context._replace(currency=currency)
        before = sums_of_lines(db, number)
        values = typed(db, ORDER, request.given, context)
        day = values.get("ordered_on") or ordered
        on = date.fromisoformat(day) if day else context.today
        lines = read_lines(db, request.lines.products, request.lines.items, context, on)
        currency_of(lines, [currency], currency)
        notes.extend(not_sold(db, lines, on))
        for ref in request.lines.dropped:
            drop_line(db, number, ref)
        store_lines(db, number, lines, currency)
        after = sums_of_lines(db, number)
        taxed = net is not None and (net, tax or 0) == before and total == net + (tax or 0)
        follows = "total" not in values and (taxed or total in (before[0], None))
        if follows and after != before:
            values |= _followed(after, currency, taxed=taxed)
        kept = values.get("total", total)
        if not follows and after[0] not in (None, kept):
            notes.append(mismatch(kept, after[0], currency))
        steps = edit_one(db, ORDER, number, values, Keys(context.region, context.source), force=request.force)
        notes.extend(_others_paid(db, number) if "customer" in steps else ())
        new = (*request.lines.products, *request.lines.items)
        added_lines = {say("new line {i}", i=i): (None, text) for i, text in enumerate(new, 1)}
        gone = dict.fromkeys(request.lines.dropped, ("line", None))
        return {**steps, **added_lines, **gone}

    return replace(on_each(db, ORDER, request.targets, apply), notes=tuple(dict.fromkeys(notes)))


def _others_paid(db: Reader, number: int) -> list[str]:
    """Say which payments for an order are not its customer's: they settle nothing of it."""
    query = (
        "SELECT y.id, o.customer_id FROM payment y JOIN sales_order o ON o.id = y.order_id WHERE o.id = :id "
        "AND y.customer_id IS NOT NULL AND y.customer_id <> coalesce(o.customer_id, 0) ORDER BY y.id"
    )
    rows = db.tuples(query, {"id": number})
    if not rows:
        return []
    refs, whose = " ".join(PAYMENT.ref(row[0]) for row in rows), rows[0][1]
    told = say("{refs} for {ref} stays with who paid, on account", refs=refs, ref=ORDER.ref(number))
    way = (
        ""
        if whose is None
        else say(": crm payment edit {refs} --customer {ref}", refs=refs, ref=CUSTOMER.ref(whose))
    )
    return [told + way]


def _followed(sums: tuple[int | None, int], currency: str, *, taxed: bool) -> dict[str, Any]:
    """Return the amounts of an order that is the sum of its lines, with tax where it had tax beside them."""
    net, tax = sums
    if not taxed or net is None:
        gone = {"net": None, "tax": None} if taxed else {}
        return {"total": net, "currency": currency, **gone}
    return {"total": net + tax, "net": net, "tax": tax, "currency": currency}
