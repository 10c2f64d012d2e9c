"""Payments taken down and put right: a payment for an order is its customer's, in its currency."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from crmcli.domain.adding import AddRecord, added, store
from crmcli.domain.editing import edit_one
from crmcli.domain.frozen import frozen
from crmcli.domain.given import Context, typed
from crmcli.domain.nouns import CUSTOMER, ORDER, PAYMENT
from crmcli.domain.records import Keys
from crmcli.domain.targets import Steps, Targets, Touched, on_each
from crmcli.errors import Refused, UsageError
from crmcli.said import listed, say

if TYPE_CHECKING:
    from crmcli.domain.results import Change
    from crmcli.sql import Reader, Writer


@frozen
class AddPayment:
    """A payment: its fields, whom it is from (``party``), and whether the money went ``back`` to them.

    ``other_currency`` takes a payment for an order in another currency than the order's.
    """

    record: AddRecord
    party: str | None = None
    back: bool = False
    other_currency: bool = False


def add_payment(db: Writer, request: AddPayment) -> Change[Touched]:
    """Add a payment; an amount without a currency is in the order's, else in the usual one.

    Raises:
        UsageError, Refused, NotFound: a value can't be read, nobody paid, or nothing was paid.
        UsageError: the currency or the customer is not the order's.
        Conflict: the number is taken, or several answer to a name.
    """
    record, context = request.record, request.record.context
    given = dict(record.given)
    values = typed(db, PAYMENT, {name: text for name, text in given.items() if name != "amount"}, context)
    values |= _party(db, request.party, values, context.region)
    order = _order(db, values.get("order"))
    if order.currency is not None:
        context = context._replace(currency=order.currency)
    values |= typed(db, PAYMENT, {n: given[n] for n in ("amount", "currency") if n in given}, context)
    _check_amount(values)
    if request.back:
        values["amount"] = -abs(values["amount"])
    _settle_with(values, order, other_currency=request.other_currency)
    if values.get("customer") is None and values.get("order") is None:
        raise UsageError("who paid?", 'crm payment add C-12 "500 TL", or --order S-3')
    if db.note.branch:
        values.setdefault("branch", db.note.branch)
    number = store(db, PAYMENT, values, record)
    told = {"name": _told(db, values)}
    return added(PAYMENT, number, told, _left(db, values, context))


class _Order:
    """The order that a payment names, or none."""

    def __init__(self, number: int | None, customer: int | None, currency: str | None) -> None:
        """Keep what a payment takes over from it."""
        self.number, self.customer, self.currency = number, customer, currency


def _order(db: Reader, number: int | None) -> _Order:
    if number is None:
        return _Order(None, None, None)
    query = "SELECT id, customer_id, currency FROM sales_order WHERE id = :id"
    return _Order(*db.tuples(query, {"id": number})[0])


def _party(db: Reader, text: str | None, values: Mapping[str, Any], region: str) -> dict[str, int]:
    """Return the customer and the contact that a word names."""
    if text is None:
        return {}
    from crmcli.domain.anyone import anyone

    if values.get("customer"):
        raise UsageError(
            say('"{text}" and --customer both say who paid', text=text), "leave one of the two out"
        )
    found = anyone(db, text, region)
    if "order" in found and "order" not in values:
        return {name: number for name, number in found.items() if name in ("customer", "order")}
    if "customer" not in found:
        raise UsageError(
            say('"{text}" is no customer, and at none alone', text=text), "crm payment add C-12 '500 TL'"
        )
    return {name: number for name, number in found.items() if name in ("customer", "contact")}


def _check_amount(values: Mapping[str, Any]) -> None:
    if not values.get("amount"):
        raise UsageError("a payment of nothing is none", 'crm payment add C-12 "500 TL"')


def _settle_with(values: dict[str, Any], order: _Order, *, other_currency: bool) -> None:
    """Let a payment be of its order's customer and currency.

    Raises:
        UsageError, Refused: it is of another.
    """
    if order.number is None:
        return
    ref = ORDER.ref(order.number)
    who = values.get("customer")
    if who is not None and order.customer is None:
        raise Refused(
            say("{ref} has no customer", ref=ref), f"crm order edit {ref} --customer {CUSTOMER.ref(who)}"
        )
    if who is not None and who != order.customer:
        whose = CUSTOMER.ref(order.customer or 0)
        raise UsageError(
            say(
                "{order} is of {whose}, not of {customer}", order=ref, whose=whose, customer=CUSTOMER.ref(who)
            ),
            f"crm order show {ref}",
        )
    if order.customer is not None:
        values["customer"] = order.customer
    if order.currency is not None and values["currency"] != order.currency and not other_currency:
        raise UsageError(
            say(
                "{ref} is in {currency}, the payment in {other}",
                ref=ref,
                currency=order.currency,
                other=values["currency"],
            ),
            say(
                "write the amount in {currency}, or --other-currency to keep it on account",
                currency=order.currency,
            ),
        )


def _told(db: Reader, values: Mapping[str, Any]) -> str:
    """Return what a payment was, for the person who typed it."""
    from crmcli.domain.money import human
    from crmcli.domain.targets import label

    who = label(db, CUSTOMER, values["customer"]) if values.get("customer") else None
    order = ORDER.ref(values["order"]) if values.get("order") else None
    parts = (values.get("number"), human(values["amount"], values["currency"]), order, who)
    return listed([part for part in parts if part], " ")


def _left(db: Reader, values: Mapping[str, Any], context: Context) -> list[str]:
    """Return what the customer owes now, in the payment's currency."""
    from crmcli.domain.money import human
    from crmcli.domain.payments.account import Asked, accounts, of_customer

    who = values.get("customer")
    if who is None:
        return []
    whose, bound = of_customer(who)
    found = accounts(db, Asked(context.today, whose=whose, values=bound)).get((who, values["currency"]))
    balance = found.balance if found is not None else 0
    if not balance:
        return [say("{ref} owes nothing", ref=CUSTOMER.ref(who))]
    amount = human(abs(balance), values["currency"])
    ref = CUSTOMER.ref(who)
    if balance > 0:
        return [say("{ref} owes {amount}", ref=ref, amount=amount)]
    return [say("{ref} has a credit of {amount}", ref=ref, amount=amount)]


@frozen
class EditPayments:
    """Payments to change and the new values of their fields."""

    targets: Targets
    given: Mapping[str, str | Sequence[str]]
    context: Context
    other_currency: bool = False
    force: bool = False


def edit_payments(db: Writer, request: EditPayments) -> Change[Touched]:
    """Set fields of payments; with another order comes its customer.

    Raises:
        UsageError, NotFound, Conflict: see ``add_payment``.
    """
    if not request.given:
        raise UsageError("no field is given to change", "crm payment edit --help")

    def apply(number: int) -> Steps:
        query = "SELECT currency, order_id, customer_id FROM payment WHERE id = :id"
        currency, order, customer = db.tuples(query, {"id": number})[0]
        values = typed(db, PAYMENT, request.given, request.context._replace(currency=currency))
        if "amount" in values:
            _check_amount(values)
        if {"order", "customer", "currency"} & set(values):
            whole = {"order": order, "currency": currency, **values}
            if "order" not in values:
                whole.setdefault("customer", customer)
            _settle_with(whole, _order(db, whole["order"]), other_currency=request.other_currency)
            if whole.get("customer") is None and "customer" not in values:
                whole["customer"] = customer
            if whole.get("customer") is None and whole["order"] is None:
                raise Refused(
                    say("{ref} would be nobody's", ref=PAYMENT.ref(number)),
                    "give it a --customer or an --order",
                )
            values = {**values, "customer": whole.get("customer")}
        keys = Keys(request.context.region, request.context.source)
        return edit_one(db, PAYMENT, number, values, keys, force=request.force)

    return on_each(db, PAYMENT, request.targets, apply)
