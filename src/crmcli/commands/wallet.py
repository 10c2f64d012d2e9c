"""``crm wallet``: what customers spend with everybody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from typer import Argument, Context, Option, Typer

from crmcli.app import App, writes
from crmcli.commands import options, records
from crmcli.domain.results import Change, Listing, Record

app = Typer()

Category = Annotated[
    str | None, Option("--category", help="Of which products; all that we could sell without.")
]
Source = Annotated[str | None, Option("--source", help="Who says so: the customer, a study, a guess.")]
On = Annotated[str | None, Option("--on", metavar="DAY", help="The day of the estimate; today.")]


@app.command("list")
def list_(
    ctx: Context, customer: options.Customer = None, where: options.Where = None, limit: options.Limit = None
) -> Listing[Any]:
    """List estimates, the newest first.

    Example: crm wallet list --customer C-12
    """
    from crmcli.domain.views import ListRecords
    from crmcli.domain.wallets import ListWallets, list_wallets

    run: App = ctx.obj
    chosen = ListRecords(tuple(where or ()), options.row_limit(run, limit))
    return run.read(list_wallets, ListWallets(chosen, customer, run.config.get("region")))


@app.command("show")
def show(
    ctx: Context, ref: Annotated[str, Argument(metavar="ESTIMATE", help="Its number, WA-1.")]
) -> Record[Any]:
    """Show one estimate.

    Example: crm wallet show WA-1
    """
    from crmcli.domain.wallets import show_wallet

    return records.shows(ctx.obj, show_wallet, ref)


def _writing(new: bool, doc: str) -> Callable[..., Change[Any]]:
    """Return the command that adds an estimate, or sets the one of its day."""

    @writes
    def write(
        ctx: Context,
        customer: Annotated[str, Argument(metavar="CUSTOMER", help="Whose: number, phone, name.")],
        amount: Annotated[str, Argument(metavar="AMOUNT", help="What they spend in a year: '120.000 TL'.")],
        category: Category = None,
        currency: options.Currency = None,
        source: Source = None,
        estimated_on: On = None,
        note: options.Note = None,
        customs: options.Customs = None,
        external_id: options.ExternalId = None,
    ) -> Change[Any]:
        from crmcli.domain.wallet_changes import SetWallet, set_wallet

        run: App = ctx.obj
        given = records.given("wallet", locals())
        return run.write(set_wallet, SetWallet(given, records.reading(run), new))

    write.__doc__ = doc
    return write


app.command("set")(
    _writing(
        False,
        """Note what a customer spends in a year, with all.

    Note what a customer spends in a year with all sellers; again on one day changes it.

    Example: crm wallet set C-12 "120.000 TL" --category Kırtasiye --source "müşteri söyledi"
    """,
    )
)
app.command("add")(
    _writing(
        True,
        """Add an estimate; refused where there is one of that day.

    Example: crm wallet add C-12 "120.000 TL" --on 2026-01-31
    """,
    )
)


@app.command("edit")
@writes
def edit(
    ctx: Context,
    refs: options.Refs = None,
    amount: Annotated[str | None, Option("--amount", help="What they spend in a year.")] = None,
    category: Category = None,
    currency: options.Currency = None,
    source: Source = None,
    estimated_on: On = None,
    note: options.Note = None,
    sets: options.Sets = None,
    customs: options.Customs = None,
    external_id: options.ExternalId = None,
    where: options.Where = None,
    yes: options.Yes = False,
) -> Change[Any]:
    """Change estimates; an empty text empties a field.

    Example: crm wallet edit WA-1 --amount "150.000 TL"
    """
    return records.edit(ctx.obj, "wallet", locals())


records.shared(app, "wallet", "WA-1")
