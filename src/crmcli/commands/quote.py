"""``crm quote``: offers with lines and versions, on paper, accepted to an order or rejected with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

from typer import Argument, Context, Option, Typer

from crmcli.app import App, writes
from crmcli.commands import options, records
from crmcli.commands.quote_print import print_
from crmcli.domain.results import Change, Listing, Record

if TYPE_CHECKING:
    from crmcli.domain.quotes.typed import Wanted

app = Typer()

Ref = Annotated[str, Argument(metavar="QUOTE", help="Q-3, its number on paper, or its name.")]
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
On = Annotated[str | None, Option("--on", metavar="DAY", help="The day of it; today.")]
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


@app.command("version")
@writes
def version(ctx: Context, ref: Ref) -> Change[Any]:
    """Make a new version of a quote, as a draft.

    Make a new version of a quote: a draft that takes its place when it is sent.

    Example: crm quote version Q-3
    """
    from crmcli.domain.quotes.versions import NewVersion, new_version

    run: App = ctx.obj
    return run.write(new_version, NewVersion(ref, run.today(), run.config.get("region")))


@app.command("send")
@writes
def send(
    ctx: Context,
    refs: options.Refs = None,
    on: On = None,
    log: Annotated[
        str | None,
        Option("--log", metavar="KIND", help="Log it with the customer: email, message, visit, meeting."),
    ] = None,
    where: options.Where = None,
    yes: options.Yes = False,
) -> Change[Any]:
    """Mark drafts as sent; what they replace is replaced.

    Example: crm quote send Q-3 --log email
    """
    from crmcli.domain.quotes.moves import SendQuotes, send_quotes

    run: App = ctx.obj
    aimed = records.targets(run, "quote", locals(), "send")
    return run.write(send_quotes, SendQuotes(aimed, options.day(run, on), log, run.today()))


@app.command("accept")
@writes
def accept(
    ctx: Context,
    ref: Ref,
    on: On = None,
    order: Annotated[bool, Option("--order/--no-order", help="Make an order of its lines.")] = True,
    win: Annotated[bool, Option("--win", help="Win its opportunity too.")] = False,
    number: Annotated[str | None, Option("--number", help="The order's number.")] = None,
    promised_on: Annotated[
        str | None, Option("--promised", metavar="DAY", help="The day the delivery is promised for.")
    ] = None,
    due_on: Annotated[str | None, Option("--due", metavar="DAY", help="The day the payment is due.")] = None,
) -> Change[Any]:
    """Accept a quote: its lines become an order.

    Example: crm quote accept Q-3 --win --promised 2026-12-15
    """
    from crmcli.domain.quotes.accepting import AcceptQuote, accept_quote

    run: App = ctx.obj
    named = {"number": number, "promised_on": promised_on, "due_on": due_on}
    given = {name: text for name, text in named.items() if text is not None}
    day = options.day(run, on)
    return run.write(accept_quote, AcceptQuote(ref, day, given, records.reading(run), order=order, win=win))


@app.command("reject")
@writes
def reject(
    ctx: Context,
    refs: options.Refs = None,
    reason: Annotated[str | None, Option("--reason", help="Why: price, competitor, timing ...")] = None,
    note: Annotated[str | None, Option("--note", help="The reason in own words; - reads it.")] = None,
    on: On = None,
    where: options.Where = None,
    yes: options.Yes = False,
) -> Change[Any]:
    """Mark quotes as rejected, with the reason.

    Example: crm quote reject Q-3 --reason price --note "found it cheaper"
    """
    from crmcli.domain.quotes.moves import RejectQuotes, reject_quotes

    run: App = ctx.obj
    aimed = records.targets(run, "quote", locals(), "reject")
    words = None if note is None else options.text(note)
    request = RejectQuotes(aimed, options.day(run, on), reason, words, run.today())
    return run.write(reject_quotes, request)


@app.command("reopen")
@writes
def reopen(
    ctx: Context, refs: options.Refs = None, where: options.Where = None, yes: options.Yes = False
) -> Change[Any]:
    """Take quotes that were decided back to sent.

    Example: crm quote reopen Q-3
    """
    from crmcli.domain.quotes.moves import ReopenQuotes, reopen_quotes

    run: App = ctx.obj
    aimed = records.targets(run, "quote", locals(), "reopen")
    return run.write(reopen_quotes, ReopenQuotes(aimed, run.today()))


def _read_terms(params: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the parameters with terms that come from standard input."""
    terms = params.get("terms")
    return params if terms is None else {**params, "terms": options.text(terms)}


def _wanted(params: Mapping[str, Any]) -> Wanted:
    """Return the lines that a command's parameters ask for."""
    from crmcli.domain.quotes.typed import Wanted

    return Wanted(*(tuple(params.get(name) or ()) for name in ("lines", "items", "drop")))


print_.papers = True  # type: ignore[attr-defined]
app.command("print")(print_)
records.shared(app, "quote", "Q-3", "masa")
