"""``crm rate``: what currencies are worth, day by day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from typer import Argument, Context, Option, Typer

from crmcli.app import App, writes
from crmcli.commands import options, records
from crmcli.domain.results import Change, Listing, Record

app = Typer()

Code = Annotated[str, Argument(metavar="CURRENCY", help="The currency: USD, EUR.")]
On = Annotated[str, Argument(metavar="DAY", help="The first day of this rate.")]
Worth = Annotated[str, Argument(metavar="RATE", help="What one unit is worth: 41.90 or 41,90.")]
Base = Annotated[
    str | None, Option("--base", metavar="CURRENCY", help="In which currency; that of the settings without.")
]
From = Annotated[str | None, Option("--source", help="Whose rate it is: the central bank, a bank.")]


@app.command("set")
@writes
def set_(
    ctx: Context,
    currency: Code,
    day: On,
    rate: Worth,
    base: Base = None,
    source: From = None,
    note: options.Note = None,
    sets: options.Sets = None,
    customs: options.Customs = None,
    external_id: options.ExternalId = None,
) -> Change[Any]:
    """Set a currency's rate from a day on.

    The same day again replaces it.

    Example: crm rate set USD 2026-11-01 41.90
    """
    return _set(ctx.obj, locals(), replaces=True)


@app.command("add")
@writes
def add(
    ctx: Context,
    currency: Code,
    day: On,
    rate: Worth,
    base: Base = None,
    source: From = None,
    note: options.Note = None,
    sets: options.Sets = None,
    customs: options.Customs = None,
    external_id: options.ExternalId = None,
) -> Change[Any]:
    """Add a rate from a day on; refused where the day has one.

    Example: crm rate add EUR 2026-11-01 48,75 --source TCMB
    """
    return _set(ctx.obj, locals(), replaces=False)


def _set(run: App, params: Mapping[str, Any], *, replaces: bool) -> Change[Any]:
    """Set what a command's parameters gave."""
    from crmcli.domain.rate_set import SetRate, set_rate

    return run.write(set_rate, SetRate(records.given("rate", params), records.reading(run), replaces))


@app.command("list")
def list_(ctx: Context, where: options.Where = None, limit: options.Limit = None) -> Listing[Any]:
    """List rates, the newest first.

    Example: crm rate list --where currency=USD
    """
    from crmcli.domain.rates import list_rates

    return records.lists(ctx.obj, list_rates, where, limit)


@app.command("show")
def show(
    ctx: Context,
    ref: Annotated[str, Argument(metavar="RATE|CURRENCY", help="The number, FX-2; or USD for its worth.")],
    base: Base = None,
    as_of: options.AsOf = None,
) -> Record[Any]:
    """Show a rate, or what a currency is worth on a day.

    Example: crm rate show USD --base EUR --as-of 2026-11-15
    """
    from crmcli.domain.money import check_currency
    from crmcli.domain.rates import ShowRate, show_rate

    run: App = ctx.obj
    code = check_currency(base) if base else run.config.get("currency")
    return run.read(show_rate, ShowRate(ref, options.day(run, as_of), code))


@app.command("edit")
@writes
def edit(
    ctx: Context,
    refs: options.Refs = None,
    rate: Annotated[str | None, Option("--rate", help="What one unit is worth.")] = None,
    day: Annotated[str | None, Option("--day", metavar="DAY", help="The first day of it.")] = None,
    base: Base = None,
    source: From = None,
    note: options.Note = None,
    sets: options.Sets = None,
    customs: options.Customs = None,
    external_id: options.ExternalId = None,
    where: options.Where = None,
    yes: options.Yes = False,
) -> Change[Any]:
    """Change rates.

    Example: crm rate edit FX-2 --rate 41,95
    """
    from crmcli.domain.editing import EditRecords
    from crmcli.domain.rate_set import edit_rates

    run, params = ctx.obj, locals()
    aimed = records.targets(run, "rate", params, "change")
    request = EditRecords("rate", aimed, records.given("rate", params), records.reading(run))
    return run.write(edit_rates, request)  # type: ignore[no-any-return]


records.shared(app, "rate", "FX-2")
