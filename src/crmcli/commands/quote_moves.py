"""What becomes of a quote: ``crm quote version``, ``send``, ``accept``, ``reject`` and ``reopen``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from typer import Argument, Context, Option

from crmcli.app import App, writes
from crmcli.commands import options, records
from crmcli.domain.results import Change

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Ref = Annotated[str, Argument(metavar="QUOTE", help="Q-3, its number on paper, or its name.")]
On = Annotated[str | None, Option("--on", metavar="DAY", help="The day of it; today.")]


@writes
def version(ctx: Context, ref: Ref) -> Change[Any]:
    """Make a new version of a quote, as a draft.

    It takes the old one's place when it is sent or accepted.

    Example: crm quote version Q-3
    """
    from crmcli.domain.quotes.versions import NewVersion, new_version

    run: App = ctx.obj
    return run.write(new_version, NewVersion(ref, run.today(), run.config.get("region")))


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
    force: Annotated[bool, Option("--force", help="Though another order has the number.")] = False,
) -> Change[Any]:
    """Accept a quote: its lines become an order.

    Example: crm quote accept Q-3 --win --promised 2026-12-15
    """
    from crmcli.domain.quotes.accepting import AcceptQuote, accept_quote

    run: App = ctx.obj
    named = {"number": number, "promised_on": promised_on, "due_on": due_on}
    given = {name: text for name, text in named.items() if text is not None}
    day = options.day(run, on)
    request = AcceptQuote(ref, day, given, records.reading(run), order=order, win=win, force=force)
    return run.write(accept_quote, request)


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


COMMANDS: Mapping[str, Callable[..., Any]] = {
    "version": version,
    "send": send,
    "accept": accept,
    "reject": reject,
    "reopen": reopen,
}
"""Name -> command, in the order of the help."""
