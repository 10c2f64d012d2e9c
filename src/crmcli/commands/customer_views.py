"""``crm customer timeline``, ``brief``, ``tree``, ``referrals`` and ``suggest``: a customer seen whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from typer import Argument, Context, Option

from crmcli.app import writes
from crmcli.commands import options, records
from crmcli.domain.results import Change, Listing, Record, Stream
from crmcli.errors import UsageError
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from crmcli.app import App

Customer = Annotated[str, Argument(metavar="CUSTOMER", help="Number, phone, e-mail, tax number or name.")]
Since = Annotated[
    str | None, Option("--since", metavar="DAY|90d|10m", help="From this day, or from so long ago.")
]
Until = Annotated[str | None, Option("--until", metavar="DAY", help="Up to and with this day.")]
Types = Annotated[
    list[str] | None,
    Option(
        "--type", metavar="TYPE,...", help="Only call, email, order, ...; activity is all that was noted."
    ),
]
Channel = Annotated[str | None, Option("--channel", help="Only over this channel.")]
Branch = Annotated[str | None, Option("--branch", help="Only at this branch.")]
User = Annotated[str | None, Option("--user", help="Only by this user: a part of the name, or U-3.")]
Contact = Annotated[str | None, Option("--contact", help="Only with this contact.")]
Group = Annotated[str, Option("--group", metavar="month|none", help="What stands over the rows.")]
Tree = Annotated[bool, Option("--tree", help="With the customers under it.")]
NewestFirst = Annotated[bool, Option("--newest-first", help="The latest at the top.")]
Follow = Annotated[bool, Option("--follow", help="Go on and show what is new, until Ctrl-C.")]
Metric = Annotated[
    str | None,
    Option("--metric", help="Add up revenue, orders, open, activities, cases or balance."),
]
Period = Annotated[
    str | None,
    Option("--period", metavar="PERIOD", help="Only in 2026, 2026-Q3, 2026-07 or 2026-07..2026-09."),
]
FirstDay = Annotated[str | None, Option("--since", metavar="DAY", help="From this day on, or 90d.")]
OneCurrency = Annotated[
    str | None, Option("--currency", metavar="CODE", help="Only amounts in this currency.")
]
Every = Annotated[float, Option("--every", min=0.1, metavar="SECONDS", help="How often --follow looks.")]


def timeline(
    ctx: Context,
    ref: Customer,
    since: Since = None,
    until: Until = None,
    types: Types = None,
    channel: Channel = None,
    branch: Branch = None,
    user: User = None,
    contact: Contact = None,
    group: Group = "month",
    tree: Tree = False,
    newest_first: NewestFirst = False,
    follow: Follow = False,
    every: Every = 0.5,
    as_of: options.AsOf = None,
    limit: options.Limit = None,
) -> Listing[Any] | Stream:
    """Show everything that happened with a customer.

    Show everything that happened with a customer, from the lead on.

    Example: crm customer timeline C-12 --since 90d --type call,order
    """
    from crmcli.domain.timeline import CustomerTimeline, View, customer_timeline

    run: App = ctx.obj

    def request() -> CustomerTimeline:
        view = View(
            as_of=options.day(run, as_of),
            now=run.now().astimezone(run.zone),
            since=since,
            until=until,
            types=tuple(types or ()),
            channel=channel,
            branch=branch,
            user=user,
            contact=contact,
            limit=options.row_limit(run, limit),
            group="none" if follow else group,
            newest_first=newest_first and not follow,
            region=run.config.get("region"),
        )
        return CustomerTimeline(ref, view, tree=tree)

    if follow:
        return Stream(_looks(run, request, every))
    return run.read(customer_timeline, request())


def _looks(run: App, request: Callable[[], Any], every: float) -> Iterator[Listing[Any]]:
    """Yield the timeline, then what is new in it, looking every so many seconds."""
    from time import sleep

    from crmcli.domain.timeline.watch import Look, watch

    look = Look()
    while True:
        glance = run.read(watch, (request(), look))
        look = glance.look
        if glance.listing is not None:
            yield glance.listing
        sleep(every)


def brief(ctx: Context, ref: Customer, as_of: options.AsOf = None) -> Record[Any]:
    """Show what to know before calling a customer.

    Example: crm customer brief "0532 123 45 67"
    """
    from crmcli.domain.brief import CustomerBrief, customer_brief

    run: App = ctx.obj
    request = CustomerBrief(
        ref=ref,
        as_of=options.day(run, as_of),
        now=run.now().astimezone(run.zone),
        lapsed_days=run.config.integer("lapsed_days"),
        region=run.config.get("region"),
    )
    return run.read(customer_brief, request)


def tree(
    ctx: Context,
    ref: Annotated[str | None, Argument(metavar="CUSTOMER", help="Who is at the top.")] = None,
    metric: Metric = None,
    period: Period = None,
    since: FirstDay = None,
    until: Until = None,
    currency: OneCurrency = None,
    as_of: options.AsOf = None,
) -> Listing[Any]:
    """Show customers under each other, with their totals.

    Show the customers under a customer, and those under them; with --metric what they come to.

    Example: crm customer tree C-12 --metric revenue --period 2026
    """
    run: App = ctx.obj
    region = run.config.get("region")
    if metric is None:
        from crmcli.domain.tree import CustomerTree, customer_tree

        _refuse_without(metric="--metric revenue", days=(period, since, until), currency=currency)
        return run.read(customer_tree, CustomerTree(ref, region))
    from crmcli.commands.report import code, span
    from crmcli.domain.tree_totals import SummedTree, summed_tree

    day = options.day(run, as_of)
    first, last = span(day, {"period": period, "since": since, "until": until})
    return run.read(summed_tree, SummedTree(metric, day, ref, first, last, code(currency), region))


def _refuse_without(*, metric: str, days: tuple[str | None, ...], currency: str | None) -> None:
    """Refuse options that mean nothing without a metric.

    Raises:
        UsageError: one is given.
    """
    if any(days) or currency:
        raise UsageError("there is nothing to add up", say("add {metric}", metric=metric))


def referrals(ctx: Context, ref: Customer, currency: OneCurrency = None, as_of: options.AsOf = None) -> Any:
    """Show whom a customer brought, and their revenue.

    Show whom a customer brought, and whom those brought, with what came of it.

    Example: crm customer referrals C-1
    """
    from crmcli.commands.report import code
    from crmcli.domain.reports.standing.referrals import Request, brought_by

    run: App = ctx.obj
    request = Request(as_of=options.day(run, as_of), currency=code(currency))
    return run.read(brought_by, (request, ref, run.config.get("region")))


def suggest(
    ctx: Context,
    ref: Customer,
    limit: Annotated[int, Option("--limit", min=0, help="Offers at most; 0 for all.")] = 5,
    as_of: options.AsOf = None,
) -> Listing[Any]:
    """Say what to offer a customer, and why.

    Say what to offer a customer: what goes with the purchases, what others moved to, what is needed.

    Example: crm customer suggest C-3
    """
    from crmcli.domain.suggest import Suggest
    from crmcli.domain.suggest import suggest as offers

    run: App = ctx.obj
    return run.read(offers, Suggest(ref, options.day(run, as_of), limit, run.config.get("region")))


@writes
def set_parent(
    ctx: Context,
    refs: Annotated[
        list[str] | None,
        Argument(metavar="CUSTOMER... PARENT", help="Who is to stand under the last one; - reads them."),
    ] = None,
    none: Annotated[bool, Option("--none", help="Under nobody: take them out.")] = False,
    where: options.Where = None,
    yes: options.Yes = False,
) -> Change[Any]:
    """Put customers under another one, or with --none under nobody.

    Example: crm customer set-parent C-5 C-1
    """
    from crmcli.domain.tree_parents import SetParent, set_parent

    run: App = ctx.obj
    named = list(refs or [])
    parent = None if none else named.pop() if named else None
    if parent is None and not none:
        raise UsageError("no parent is named", "crm customer set-parent C-5 C-1")
    if not named and not where:
        raise UsageError("no customer is named to stand under it", f"crm customer set-parent C-5 {parent}")
    aimed = records.targets(run, "customer", {"refs": named, "where": where, "yes": yes}, "move")
    return run.write(set_parent, SetParent(aimed, parent))
