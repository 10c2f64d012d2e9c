"""What is particular to files of quotes, their lines and payments: amounts that must fit, what follows."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from crmcli.domain.load.hooks import Hooks, LineHooks, inherit
from crmcli.errors import Refused
from crmcli.said import say
from crmcli.sql import within

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from crmcli.domain.load.frame import Values
    from crmcli.sql import Writer

_CHUNK = 5_000


def quote_fits(values: Values) -> str | None:
    """Work out the one of net, tax and total that is missing; refuse what can't be so."""
    if values.get("status") == "rejected":
        if not values.get("lost_reason"):
            return say("a rejected quote needs a reason: --set 'lost_reason=not recorded', or map a column")
    else:
        values.pop("lost_reason", None)
        values.pop("lost_note", None)
    if values.get("version", 1) < 1:
        return say("versions count from 1")
    net, tax, total = (values.get(name) for name in ("net", "tax", "total"))
    if net is not None and tax is not None and total is None:
        values["total"] = net + tax
    elif total is not None and net is not None and tax is None:
        values["tax"] = total - net
    elif total is not None and tax is not None and net is None:
        values["net"] = total - tax
    elif total is not None and net is not None and tax is not None and net + tax != total:
        return say("net and tax are not the total")
    return None


def quote_line_fits(values: Values) -> str | None:
    """Work out the amount and the tax of a line that has none: both without tax and after the discount."""
    from crmcli.domain.load.rules import line_fits
    from crmcli.domain.quotes.sums import percent_of

    reason = line_fits(values)
    rate = values.get("tax_percent")
    if rate is not None and not 0 <= Decimal(rate) <= 100:
        return say("a tax of {rate} percent is none", rate=rate)
    if reason is None and values.get("tax") is None and rate is not None and values.get("amount") is not None:
        values["tax"] = percent_of(values["amount"], Decimal(rate))
    return reason


def payment_fits(values: Values) -> str | None:
    """Refuse a payment of nothing, and one without a day."""
    if not values.get("amount"):
        return say("a payment of nothing is none")
    if not values.get("paid_on"):
        return say("a payment needs its day: --set paid_on=2026-12-31, or map a column")
    return None


class QuoteHooks(Hooks):
    """Whose a quote is and what it is called, where the file leaves it open."""

    by_row = True

    def before(self, rows: Sequence[Values]) -> None:
        """Fill customer, contact and lead from the opportunity, the customer from the contact, the name.

        Raises:
            Refused: a quote is of a contact who is at no customer, or at several.
        """
        tied = rows_of(self.db, "opportunity", rows, ("customer_id", "contact_id", "lead_id"))
        customers = customers_of(self.db, rows)
        for values in rows:
            if "customer" not in values and "lead" not in values:
                inherit(values, tied.get(values.get("opportunity", 0), {}))
            if "customer" not in values and "lead" not in values:
                found = customers.get(values.get("contact", 0))
                if found is None:
                    told = values.get("number") or values.get("external_id") or values.get("name") or ""
                    raise Refused(
                        say(
                            "quote {told} is of a contact who is at no customer, or at several", told=told
                        ).replace("  ", " "),
                        "give the file a column customer",
                    )
                values["customer"] = found
            if "name" not in values:
                values["name"] = say(
                    "Quote {values}", values=values.get("number") or values.get("external_id") or ""
                ).strip()


class PaymentHooks(Hooks):
    """A payment for an order is its customer's, one of a contact the customer's they are at."""

    by_row = True

    def __init__(self, db: Writer) -> None:
        """Count those in another currency than their order's."""
        super().__init__(db)
        self._other = 0

    def before(self, rows: Sequence[Values]) -> None:
        """Fill the customer."""
        tied = rows_of(self.db, "order", rows, ("customer_id", "currency"), "sales_order")
        customers = customers_of(self.db, rows)
        for values in rows:
            order = tied.get(values.get("order", 0), {})
            inherit(values, {"customer_id": order.get("customer_id")})
            if "customer" not in values and values.get("contact") in customers:
                values["customer"] = customers[values["contact"]]
            self._other += bool(order.get("currency")) and order["currency"] != values["currency"]

    def notes(self) -> list[str]:
        """Say how many are kept on account."""
        if not self._other:
            return []
        some = say("1 payment is") if self._other == 1 else say("{other:,} payments are", other=self._other)
        return [say("{some} in another currency than the order: kept on account", some=some)]


class QuoteLineHooks(LineHooks):
    """Lines make up the amounts of a quote that has none; its total holds their tax."""

    owner = "quote"

    def worth(self, values: Values) -> int:
        """Return a line with its tax."""
        return super().worth(values) + (values.get("tax") or 0)

    def finish(self) -> None:
        """Set the amounts of quotes whose total is, or would be, what their lines come to."""
        quotes = sorted(self._added)
        for start in range(0, len(quotes), _CHUNK):
            listed, values = within(self.db.engine, "q.id", "ids", quotes[start : start + _CHUNK])
            query = (
                "SELECT q.id, q.total_minor, sum(l.amount_minor), sum(coalesce(l.discount_minor, 0)), "
                "sum(coalesce(l.tax_minor, 0)), min(l.currency), max(l.currency) "
                f"FROM quote q JOIN quote_line l ON l.quote_id = q.id WHERE {listed} "
                "GROUP BY q.id, q.total_minor ORDER BY q.id"
            )
            for quote, total, net, discount, tax, low, high in self.db.tuples(query, values):
                if net is None or low != high:
                    continue
                taken = int(discount) or None
                sums = {"net_minor": int(net), "discount_minor": taken, "tax_minor": int(tax)}
                whole = int(net) + int(tax)
                if total in (None, whole, whole - self._added[quote]):
                    self.db.update("quote", quote, {**sums, "total_minor": whole, "currency": low})
                else:
                    self._differing += 1


def rows_of(
    db: Writer, name: str, rows: Sequence[Values], columns: tuple[str, ...], table: str = ""
) -> dict[int, dict[str, Any]]:
    """Return number -> columns of the records that rows refer to by a field."""
    ids = sorted({values[name] for values in rows if values.get(name)})
    if not ids:
        return {}
    listed, bound = within(db.engine, "id", "ids", ids)
    query = f"SELECT id, {', '.join(columns)} FROM {table or name} WHERE {listed}"
    return {row[0]: dict(zip(columns, row[1:], strict=True)) for row in db.tuples(query, bound)}


def customers_of(db: Writer, rows: Sequence[Values]) -> dict[int, int]:
    """Return contact -> the one customer they have not left, of the contacts in rows without a customer."""
    ids = sorted({v["contact"] for v in rows if v.get("contact") and not v.get("customer")})
    if not ids:
        return {}
    listed, bound = within(db.engine, "contact_id", "ids", ids)
    query = (
        "SELECT contact_id, min(customer_id) FROM customer_contact "
        f"WHERE {listed} AND until IS NULL GROUP BY contact_id HAVING count(DISTINCT customer_id) = 1"
    )
    return dict(db.tuples(query, bound))


KINDS: dict[str, Callable[[Writer], Hooks]] = {
    "quote": QuoteHooks,
    "quote_line": QuoteLineHooks,
    "payment": PaymentHooks,
}
