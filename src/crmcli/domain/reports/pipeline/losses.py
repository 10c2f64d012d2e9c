"""``report losses``: what was lost, why, where from and to whom, beside what was won; by closing date.

Amounts of different currencies are never added: each currency has rows of its own, or all are turned
into the one asked for at the rate of the closing day. Shares are of all that was lost in the currency.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.frozen import frozen
from crmcli.domain.reports import figures, groups
from crmcli.domain.reports.by_group import NOBODY
from crmcli.domain.reports.explaining import StepRow
from crmcli.domain.reports.pipeline import opportunity_traits as traits
from crmcli.domain.reports.pipeline.losses_facts import Ended, Over, of_leads, of_opportunities
from crmcli.domain.reports.pipeline.losses_rows import CellRow, OutcomeRow, ReasonRow
from crmcli.domain.reports.scope import Asked, chosen
from crmcli.domain.results import Listing, Report
from crmcli.domain.text import sort_key
from crmcli.errors import UsageError
from crmcli.said import named, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crmcli.sql import Reader

BY = (
    *("reason", "stage", "source", "competitor", "band", "owner", "team", "branch", "manager"),
    *("product", "category", "campaign", "customer", "industry", "city", "month", "quarter", "year"),
)
ROWS = (ReasonRow, OutcomeRow, CellRow)
ACROSS = ("reason", "stage", "source", "competitor", "band", "month")
LEADS = "leads"


@frozen
class Request(Asked):
    """What was closed within the span; ``of`` is opportunities (None) or leads.

    ``by`` is a name of ``BY``, None is reason; ``across`` another one, of ``ACROSS``, for rows in which
    both meet.
    """

    of: str | None = None
    across: str | None = None


class Facts(NamedTuple):
    """All that was closed, what rows are told by, and across what the picture is."""

    over: Over
    by: str
    across: str


class Group(NamedTuple):
    """What is behind a row, and the row."""

    ended: list[Ended]
    row: Any


def report(db: Reader, request: Request) -> Report[Any]:
    """Tell what was lost by reason; by anything else, what was won and lost; across another, each pair.

    Stages, periods and bands stand in their order, everything else by how many were lost; the currency
    with the most first.

    Raises:
        UsageError: the report can't be told by that.
    """
    from crmcli.domain.reports.pipeline.losses_pictures import pictures

    facts = _facts(db, request)
    found = list(_groups(facts, request))
    totals = [_total(part, code, facts, request) for code, part in _currencies(facts.over.ended).items()]
    shown, cut = groups.cut([one.row for one in found], request.limit, "row")
    what = "leads" if request.of == LEADS else "opportunities"
    row: Any = _row_type(facts, request)
    title = _title(row, what, facts)
    heading = figures.headed(row, facts.by) if row is OutcomeRow else row
    return Report(
        "losses",
        heading,
        shown,
        title + (say(", closed{span}", span=request.span) if request.bounded else ""),
        request.as_of,
        pictures=pictures(facts.over, facts.by, facts.across) if found else (),
        total=totals[0].row if len(totals) == 1 and found else None,
        empty=say("no {what} was lost: ", what=say("lead") if what == LEADS else say("opportunity"))
        + ("crm lead list" if what == LEADS else "crm opportunity list"),
        notes=(*cut, *_missing(facts, what), *facts.over.notes),
    )


def _title(row: Any, what: str, facts: Facts) -> str:
    """Return what the rows tell of leads or opportunities."""
    told, by, across = named(what), named(facts.by, "column"), named(facts.across, "column")
    if row is ReasonRow:
        return say("Why {what} were lost", what=told)
    if row is CellRow:
        return say("Lost {what} by {by} and {across}", what=told, by=by, across=across)
    return say("Won and lost {what} by {by}", what=told, by=by)


def explain(db: Reader, request: Request, row: Any) -> tuple[Listing[Any], ...]:
    """Return how a row's figures are made, and what was won and lost behind it."""
    from crmcli.domain.reports.pipeline.losses_listing import ended_listing

    facts = _facts(db, request)
    totals = (_total(part, code, facts, request) for code, part in _currencies(facts.over.ended).items())
    candidates = [*totals, *_groups(facts, request)]
    ended = next((one.ended for one in candidates if one.row == row), [])
    lost, won = [one for one in ended if not one.won], [one for one in ended if one.won]
    steps = [
        StepRow(say("won / (won + lost)"), f"{len(won)} / {len(ended)}"),
        StepRow(say("amounts lost, together"), figures.money(_amount(lost), row.currency)),
        StepRow(say("of lost ones with an amount"), str(sum(one.amount is not None for one in lost))),
        StepRow(say("amounts won, together"), figures.money(_amount(won), row.currency)),
    ]
    listed = ended if isinstance(row, OutcomeRow) else lost
    return Listing(StepRow, steps, title="steps"), ended_listing(db, listed, leads=request.of == LEADS)


def _facts(db: Reader, request: Request) -> Facts:
    leads = request.of == LEADS
    if request.of not in (None, LEADS, "opportunities"):
        raise UsageError(say('losses has no "{of}"', of=request.of), "--of takes opportunities or leads")
    by = chosen("losses", request.by or "reason", BY)
    across = chosen("losses", request.across, ACROSS, "--across") if request.across else None
    if across == by:
        raise UsageError(
            say("--across {across} is what the rows stand for", across=across),
            "--across takes another than --by",
        )
    other = across or (("source" if leads else "stage") if by == "reason" else "reason")
    need = ("reason", "source") if leads else ("reason", "stage", "competitor")
    names = tuple(dict.fromkeys((by, other, *need)))
    return Facts(of_leads(db, request, names) if leads else of_opportunities(db, request, names), by, other)


def _row_type(facts: Facts, request: Request) -> Any:
    return CellRow if request.across else ReasonRow if facts.by == "reason" else OutcomeRow


def _currencies(ended: Sequence[Ended]) -> dict[str | None, list[Ended]]:
    parts: dict[str | None, list[Ended]] = {}
    for one in ended:
        parts.setdefault(one.currency, []).append(one)
    return {code: parts[code] for code in figures.ranked({code: len(part) for code, part in parts.items()})}


def _groups(facts: Facts, request: Request) -> Iterator[Group]:
    """Yield the groups in order, with their rows."""
    only_lost = request.across is not None or facts.by == "reason"
    for code, part in _currencies(facts.over.ended).items():
        lost = sum(not one.won for one in part)
        for name, ended in ordered(
            [one for one in part if not (only_lost and one.won)], facts.by, facts.over
        ):
            if request.across is None:
                yield Group(ended, _row(name, code, ended, lost, facts))
                continue
            for other, cell in ordered(ended, facts.across, facts.over):
                yield Group(cell, _cell(name, other, code, cell, lost))


def ordered(ended: Sequence[Ended], by: str, over: Over) -> list[tuple[str | None, list[Ended]]]:
    """Return what is over by a trait: stages, periods and bands in order, else the most lost first."""
    parts: dict[Any, list[Ended]] = {}
    labels: dict[Any, str | None] = {}
    for one in ended:
        key, label = one.by[by]
        parts.setdefault(key, []).append(one)
        labels[key] = label
    called = traits.named(labels, by)
    lost = {key: sum(not one.won for one in part) for key, part in parts.items()}
    if by == "stage":
        keys = sorted(parts, key=lambda key: (key is None, over.ranks.get(key, 0)))
    else:
        keys = traits.in_order(labels, by, lost.__getitem__, {})
    return [(called[key], parts[key]) for key in keys]


def _total(part: list[Ended], code: str | None, facts: Facts, request: Request) -> Group:
    """Return the row of all of a currency; of reasons and of pairs it is all that was lost."""
    lost = [one for one in part if not one.won]
    if request.across:
        return Group(lost, _cell(None, None, code, lost, len(lost), row="total"))
    ended = lost if facts.by == "reason" else part
    return Group(ended, _row(None, code, ended, len(lost), facts))


def _row(name: str | None, code: str | None, ended: Sequence[Ended], lost: int, facts: Facts) -> Any:
    gone, won = [one for one in ended if not one.won], [one for one in ended if one.won]
    if facts.by == "reason":
        priced = sum(one.amount is not None for one in gone)
        origin = "stage" if any("stage" in one.by for one in gone[:1]) else "source"
        return ReasonRow(
            reason=name,
            lost=len(gone),
            share=figures.share(len(gone), lost),
            amount=_amount(gone),
            average=figures.per(_amount(gone), priced),
            mostly_from=most(gone, origin),
            to_rivals=sum(one.by.get("competitor", (None, None))[0] is not None for one in gone),
            currency=code,
        )
    return OutcomeRow(
        group=name,
        won=len(won),
        lost=len(gone),
        win_rate=figures.share(len(won), len(ended)),
        share=figures.share(len(gone), lost),
        won_amount=figures.added((0 if code and not won else None, _amount(won))),
        lost_amount=figures.added((0 if code and not gone else None, _amount(gone))),
        main_reason=most(gone, "reason"),
        currency=code,
    )


def _cell(
    name: str | None, other: str | None, code: str | None, ended: Sequence[Ended], lost: int, *, row: str = ""
) -> CellRow:
    return CellRow(
        row=row or f"{name or NOBODY}: {other or NOBODY}",
        group=name,
        across=other,
        lost=len(ended),
        share=figures.share(len(ended), lost),
        amount=_amount(ended),
        currency=code,
    )


def most(ended: Sequence[Ended], by: str) -> str | None:
    """Return the label that most have, ties by name; None where none has one."""
    counts: dict[str, int] = {}
    for one in ended:
        label = one.by[by][1]
        if label is not None:
            counts[label] = counts.get(label, 0) + 1
    return min(counts, key=lambda label: (-counts[label], sort_key(label)), default=None)


def _amount(ended: Sequence[Ended]) -> int | None:
    return figures.added(one.amount for one in ended)


def _missing(facts: Facts, what: str) -> tuple[str, ...]:
    """Return in words what nobody said of what was lost."""
    lost = [one for one in facts.over.ended if not one.won]
    noun = say("lost lead") if what == "leads" else say("lost opportunity")
    silent = sum(one.by["reason"][0] is None for one in lost)
    blind = sum("stage" in one.by and one.by["stage"][0] is None for one in lost)
    unpriced = sum(one.amount is None for one in lost)
    return (
        *figures.left_out(silent, noun, say("without a reason")),
        *figures.left_out(blind, noun, say("from a stage that nobody recorded")),
        *figures.left_out(unpriced, noun, say("without an amount")),
    )
