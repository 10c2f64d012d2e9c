"""``crm quote``: offers with lines and versions, on paper, accepted to an order or rejected with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

from typer import Argument, Context, Option, Typer

from crmcli.app import App, writes
from crmcli.commands import options, quote_moves, records
from crmcli.commands.quote_moves import Ref
from crmcli.commands.quote_print import print_
from crmcli.domain.results import Change, Listing, Record

if TYPE_CHECKING:
    from crmcli.domain.quotes.typed import Wanted

app = Typer()

Number = Annotated[str | None, Option("--number", help="Its number on paper; Q-3 without.")]
Lines = Annotated[
    list[str] | None,
    Option(
        "--line", metavar="PRODUCT:QTY:PRICE:DISCOUNT%:TAX%", help="A line; what is usual may be left out."
    ),
]
Items = Annotated[
    list[str] | None, Option("--item", metavar="WORDS:QTY:PRICE", help="A line that is no product of ours.")
]
Discount = Annotated[
    str | None, Option("--discount", metavar="5%|AMOUNT", help="On the whole, spread over the lines.")
]
Tax = Annotated[
    str | None,
    Option("--tax", metavar="PERCENT", help="The rate of lines that name none; else the product's."),
]
Valid = Annotated[
    str | None, Option("--valid", metavar="DAY|30d", help="The last day it holds; 30d from its day.")
]
QuotedOn = Annotated[str | None, Option("--on", metavar="DAY", help="The day of the quote; today.")]
Lead = Annotated[str | None, Option("--lead", metavar="LEAD", help="The lead it is made to.")]
Terms = Annotated[str | None, Option("--terms", help="Delivery, payment, guarantee; - reads it.")]
NumberToo = Annotated[bool, Option("--force", help="Though another quote has the number.")]


@app.command("list")
def list_(
    ctx: Context,
    where: options.Where = None,
    status: Annotated[
        str | None, Option("--status", help="draft, sent, expired, accepted, rejected or replaced.")
    ] = None,
    limit: options.Limit = None,
) -> Listing[Any]:
    """List quotes, the latest first.

    Example: crm quote list --status expired
    """
    from crmcli.domain.quotes.rows import ListQuotes, list_quotes
    from crmcli.domain.views import ListRecords

    run: App = ctx.obj
    chosen = ListRecords(tuple(where or ()), options.row_limit(run, limit))
    return run.read(list_quotes, ListQuotes(chosen, run.today(), status))


@app.command("show")
def show(ctx: Context, ref: Ref) -> Record[Any]:
    """Show one quote with its lines, margin and versions.

    Example: crm quote show Q-3
    """
    from crmcli.domain.quotes.rows import show_quote

    run: App = ctx.obj
    return records.shows(run, partial(show_quote, today=run.today()), ref)


@app.command("add")
@writes
def add(
    ctx: Context,
    party: Annotated[
        str | None, Argument(metavar="WHO", help="Customer, contact or lead; the opportunity's without.")
    ] = None,
    name: Annotated[str | None, Argument(metavar="NAME", help="What it is about.")] = None,
    lines: Lines = None,
    items: Items = None,
    whole_discount: Discount = None,
    tax_rate: Tax = None,
    valid_until: Valid = None,
    quoted_on: QuotedOn = None,
    number: Number = None,
    currency: options.Currency = None,
    customer: options.Customer = None,
    contact: options.Contact = None,
    lead: Lead = None,
    opportunity: options.Opportunity = None,
    owner: options.Owner = None,
    terms: Terms = None,
    branch: options.Branch = None,
    note: options.Note = None,
    sets: options.Sets = None,
    customs: options.Customs = None,
    external_id: options.ExternalId = None,
    force: NumberToo = False,
) -> Change[Any]:
    """Make an offer, as a draft.

    Example: crm quote add C-12 "Masa takımı" --line MM-1:2:4.500:10% --discount 5% --tax 20 --valid 30d
    """
    from crmcli.domain.adding import AddRecord
    from crmcli.domain.quotes.adding import AddQuote, add_quote

    run, params = ctx.obj, locals()
    record = AddRecord(
        "quote", records.given("quote", _read_terms(params)), records.reading(run), force=force
    )
    usual = run.config.get("tax_percent")
    request = AddQuote(record, party, _wanted(params), whole_discount, tax_rate, usual)
    return run.write(add_quote, request)  # type: ignore[no-any-return]


@app.command("edit")
@writes
def edit(
    ctx: Context,
    refs: options.Refs = None,
    name: options.Name = None,
    lines: Lines = None,
    items: Items = None,
    drop: Annotated[list[str] | None, Option("--drop-line", metavar="QL-N", help="Take a line away.")] = None,
    whole_discount: Annotated[
        str | None,
        Option("--discount", metavar="5%|AMOUNT", help="In place of all discounts there are; 0 for none."),
    ] = None,
    tax_rate: Annotated[
        str | None, Option("--tax", metavar="PERCENT", help="The rate of every line.")
    ] = None,
    valid_until: Valid = None,
    quoted_on: QuotedOn = None,
    number: Number = None,
    currency: options.Currency = None,
    customer: options.Customer = None,
    contact: options.Contact = None,
    lead: Lead = None,
    opportunity: options.Opportunity = None,
    owner: options.Owner = None,
    terms: Terms = None,
    branch: options.Branch = None,
    note: options.Note = None,
    sets: options.Sets = None,
    customs: options.Customs = None,
    external_id: options.ExternalId = None,
    where: options.Where = None,
    yes: options.Yes = False,
    force: NumberToo = False,
) -> Change[Any]:
    """Change drafts; one that was sent takes a new version.

    Example: crm quote edit Q-3 --line delivery:1:250 --drop-line QL-9 --discount 250
    """
    from crmcli.domain.quotes.editing import EditQuotes, edit_quotes

    run, params = ctx.obj, locals()
    aimed = records.targets(run, "quote", params, "change")
    fields = records.given("quote", _read_terms(params))
    usual = run.config.get("tax_percent")
    request = EditQuotes(
        aimed, fields, records.reading(run), _wanted(params), whole_discount, tax_rate, usual, force=force
    )
    return run.write(edit_quotes, request)  # type: ignore[no-any-return]


def _read_terms(params: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the parameters with terms that come from standard input."""
    terms = params.get("terms")
    return params if terms is None else {**params, "terms": options.text(terms)}


def _wanted(params: Mapping[str, Any]) -> Wanted:
    """Return the lines that a command's parameters ask for."""
    from crmcli.domain.quotes.typed import Wanted

    return Wanted(*(tuple(params.get(name) or ()) for name in ("lines", "items", "drop")))


for name, move in quote_moves.COMMANDS.items():
    app.command(name)(move)
print_.papers = True  # type: ignore[attr-defined]
app.command("print")(print_)
records.shared(app, "quote", "Q-3", "masa")
