"""``crm payment``: money in and out, and what is owed."""

from __future__ import annotations

from typing import Annotated, Any

from typer import Argument, Context, Option, Typer

from crmcli.app import App, writes
from crmcli.commands import options, records
from crmcli.domain.results import Change, Listing, Record
from crmcli.errors import UsageError
from crmcli.said import say

app = Typer()

Order = Annotated[
    str | None, Option("--order", metavar="ORDER", help="The order it is for; brings its customer.")
]
Number = Annotated[str | None, Option("--number", help="The receipt's number.")]
Method = Annotated[str | None, Option("--method", help="How: cash, card, transfer, cheque.")]
On = Annotated[str | None, Option("--on", metavar="DAY", help="The day of the payment; today.")]
User = Annotated[str | None, Option("--user", metavar="USER", help="Who of us took it.")]
Other = Annotated[
    bool, Option("--other-currency", help="Though the order is in another: it is kept on account.")
]
NumberToo = Annotated[bool, Option("--force", help="Though another payment has the number.")]
Everything = Annotated[
    bool, Option("--all", help="Count orders too of which nothing says that they are not paid.")
]


@app.command("list")
def list_(ctx: Context, where: options.Where = None, limit: options.Limit = None) -> Listing[Any]:
    """List payments, the latest first.

    Example: crm payment list --where customer=C-12 --where 'paid_on>=2026-01-01'
    """
    from crmcli.domain.payments.rows import list_payments

    return records.lists(ctx.obj, list_payments, where, limit)


@app.command("show")
def show(
    ctx: Context, ref: Annotated[str, Argument(metavar="PAYMENT", help="PY-4, or the receipt's number.")]
) -> Record[Any]:
    """Show one payment.

    Example: crm payment show PY-4
    """
    from crmcli.domain.payments.rows import show_payment

    return records.shows(ctx.obj, show_payment, ref)


@app.command("add")
@writes
def add(
    ctx: Context,
    words: Annotated[
        list[str],
        Argument(metavar="[CUSTOMER] AMOUNT", help="Who paid and how much; with --order the amount alone."),
    ],
    order: Order = None,
    number: Number = None,
    method: Method = None,
    paid_on: On = None,
    back: Annotated[bool, Option("--back", help="The money went out: paid back.")] = False,
    currency: options.Currency = None,
    other_currency: Other = False,
    customer: options.Customer = None,
    contact: options.Contact = None,
    user: User = None,
    channel: options.Channel = None,
    branch: options.Branch = None,
    note: options.Note = None,
    sets: options.Sets = None,
    customs: options.Customs = None,
    external_id: options.ExternalId = None,
    force: NumberToo = False,
) -> Change[Any]:
    """Add a payment, for an order or on account.

    Example: crm payment add C-12 "500 TL" --order S-3 --method cash --on yesterday
    """
    from crmcli.domain.adding import AddRecord
    from crmcli.domain.payments.adding import AddPayment, add_payment

    run, params = ctx.obj, locals()
    *who, amount = words
    if len(who) > 1:
        raise UsageError(say('"{who}" is one word too many', who=who[1]), 'crm payment add C-12 "500 TL"')
    fields = records.given("payment", params) | {"amount": amount}
    record = AddRecord("payment", fields, records.reading(run), force=force)
    request = AddPayment(record, who[0] if who else None, back=back, other_currency=other_currency)
    return run.write(add_payment, request)  # type: ignore[no-any-return]


@app.command("edit")
@writes
def edit(
    ctx: Context,
    refs: options.Refs = None,
    amount: Annotated[
        str | None, Option("--amount", help="How much; negative when it was paid back.")
    ] = None,
    order: Order = None,
    number: Number = None,
    method: Method = None,
    paid_on: On = None,
    currency: options.Currency = None,
    other_currency: Other = False,
    customer: options.Customer = None,
    contact: options.Contact = None,
    user: User = None,
    channel: options.Channel = None,
    branch: options.Branch = None,
    note: options.Note = None,
    sets: options.Sets = None,
    customs: options.Customs = None,
    external_id: options.ExternalId = None,
    where: options.Where = None,
    yes: options.Yes = False,
    force: NumberToo = False,
) -> Change[Any]:
    """Change fields of payments; an empty text empties a field.

    Example: crm payment edit PY-4 --order S-3
    """
    from crmcli.domain.payments.adding import EditPayments, edit_payments

    run, params = ctx.obj, locals()
    fields = records.given("payment", params)
    if not fields:
        raise UsageError("no field is given to change", "crm payment edit --help")
    aimed = records.targets(run, "payment", params, "change")
    request = EditPayments(aimed, fields, records.reading(run), other_currency=other_currency, force=force)
    return run.write(edit_payments, request)  # type: ignore[no-any-return]


@app.command("balance")
def balance(
    ctx: Context,
    customer: Annotated[str | None, Argument(metavar="CUSTOMER", help="Whose account; all without.")] = None,
    every: Everything = False,
    as_of: options.AsOf = None,
    limit: options.Limit = None,
) -> Record[Any] | Listing[Any]:
    """Show what is owed: of all, or one's whole account.

    Of one customer every order and payment is shown with the balance after it.

    Example: crm payment balance C-12
    """
    run: App = ctx.obj
    day, days = options.day(run, as_of), run.config.integer("payment_days")
    if customer is None:
        from crmcli.domain.payments.balances import ListBalances, list_balances

        return run.read(list_balances, ListBalances(day, days, every, options.row_limit(run, limit)))
    from crmcli.domain.payments.statement import ShowAccount, show_account

    return run.read(show_account, ShowAccount(customer, day, days, every, run.config.get("region")))


records.shared(app, "payment", "PY-4", "M-2026-17")
