"""``report path``: what people went through before they first bought, and how often it led there.

A path is the steps of ``path_facts`` in time, runs of one kind as one step (call x3), the first
``length`` of them; it stops at the first purchase. What came on the day of the purchase is before it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import ROOMY, Duration, Number, Percent, Text
from crmcli.domain.pictures import Node, Tree
from crmcli.domain.reports import figures, groups
from crmcli.domain.reports.explaining import StepRow
from crmcli.domain.reports.pipeline import path_facts as store
from crmcli.domain.reports.pipeline.stage_history import between
from crmcli.domain.reports.scope import Asked, chosen
from crmcli.domain.results import Listing, Report
from crmcli.domain.text import sort_key
from crmcli.errors import UsageError
from crmcli.said import listed, named, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crmcli.domain.reports.pipeline.path_facts import Walk
    from crmcli.sql import Reader

BY = ("path", "first", "last")
LENGTH = 5
NOTHING = say("nothing recorded")
_TITLES = {
    "path": say("Paths to the first purchase"),
    "first": say("First steps"),
    "last": say("Last steps"),
}
_DEEP, _BRANCHES, _FEWEST = 4, 3, 2


@frozen
class Request(Asked):
    """Those who began within the span; ``length`` is how many steps a path is told by, None ``LENGTH``.

    ``by`` first and last tell it by that step alone. With ``uncounted`` call x2 and call x3 are one step.
    """

    length: int | None = None
    uncounted: bool = False


@frozen
class PathRow:
    """A path, and what became of those who went it."""

    path: Annotated[
        str | None,
        Text(),
        "The steps in time, the first of them; ... stands for more, x3 for three of a kind in a row.",
    ]
    people: Annotated[int, Number(), "Customers, and leads that belong to none, on this path."]
    bought: Annotated[
        int, Number(named("bought", "count")), "Of them those with a first purchase by the end of the day."
    ]
    lost: Annotated[
        int,
        Number(named("lost", "count")),
        "Of them lost leads, and customers who never bought and lost every opportunity.",
    ]
    open: Annotated[int, Number(show=ROOMY), "The others: they have not bought yet."]
    rate: Annotated[float | None, Percent(named("rate", "share"), bar=True), "Bought / people."]
    share: Annotated[float | None, Percent("of buyers", show=ROOMY), "Bought on this path / all who bought."]
    median_days: Annotated[
        float | None,
        Duration("days", digits=0),
        "Median days from the first step to the first purchase, of those who bought.",
    ]
    touches: Annotated[
        float | None,
        Number(),
        "Median number of touches (calls, e-mails, meetings, visits, messages, campaigns) before the first "
        "purchase, of those who bought.",
    ]


ROWS = (PathRow,)


def report(db: Reader, request: Request) -> Report[PathRow]:
    """Tell the paths, the most frequent first, ties by how many bought, then by name.

    Raises:
        UsageError: the report can't be told by that, or the length is below one.
    """
    walks, out, by = _walks(db, request)
    parts = _parts(walks, request, by)
    buyers = sum(walk.outcome == "bought" for walk in walks)
    rows = [path_row(name, part, buyers) for name, part in parts.items()]
    rows.sort(key=lambda row: (-row.people, -row.bought, sort_key(row.path or ""), row.path or ""))
    shown, cut = groups.cut(rows, request.limit, "path")
    blank = sum(not walk.steps for walk in walks)
    return Report(
        "path",
        PathRow,
        shown,
        _TITLES[by] + (say(", begun{span}", span=request.span) if request.bounded else ""),
        request.as_of,
        pictures=(_tree(walks, request),) if walks else (),
        total=path_row(None, walks, buyers) if walks else None,
        empty="nobody was touched or bought yet: crm log call C-12 'asked for prices'",
        notes=(
            *cut,
            *figures.left_out(blank, "customer", say("bought with nothing recorded before")),
            *figures.left_out(out, "lead", say("of no customer left out by the filter")),
        ),
    )


def explain(db: Reader, request: Request, row: Any) -> tuple[Listing[Any], ...]:
    """Return how a row's figures are made, and who went that path."""
    from crmcli.domain.reports.pipeline.path_listing import walks_listing

    walks, _, by = _walks(db, request)
    part = walks if row.path is None else _parts(walks, request, by)[row.path]
    buyers = [walk for walk in part if walk.bought_on is not None]
    steps = [
        StepRow(say("bought / people"), f"{row.bought} / {row.people}"),
        StepRow(say("bought + lost + open"), f"{row.bought} + {row.lost} + {row.open}"),
        StepRow(say("touches of those who bought, together"), str(sum(_touches(walk) for walk in buyers))),
    ]
    named = [(walk, told(walk, _length(request), uncounted=request.uncounted)) for walk in part]
    return Listing(StepRow, steps, title="steps"), walks_listing(db, named)


def _walks(db: Reader, request: Request) -> tuple[list[Walk], int, str]:
    by = chosen("path", request.by or "path", BY)
    if request.length is not None and request.length < 1:
        raise UsageError(
            say("--length {length} is no path", length=request.length), "crm report path --length 5"
        )
    found, out = store.fetch(db, request)
    return store.within(found, request), out, by


def _length(request: Request) -> int:
    return request.length or LENGTH


def _parts(walks: Sequence[Walk], request: Request, by: str) -> dict[str, list[Walk]]:
    """Return the walks by the name of their path."""
    parts: dict[str, list[Walk]] = {}
    for walk in walks:
        if by == "path":
            name = told(walk, _length(request), uncounted=request.uncounted)
        elif walk.steps:
            name = walk.steps[0 if by == "first" else -1].name
        else:
            name = NOTHING
        parts.setdefault(name, []).append(walk)
    return parts


def runs(walk: Walk) -> list[tuple[str, int]]:
    """Return the steps, those of one name in a row as one with their number."""
    found: list[tuple[str, int]] = []
    for step in walk.steps:
        if found and found[-1][0] == step.name:
            found[-1] = (step.name, found[-1][1] + 1)
        else:
            found.append((step.name, 1))
    return found


def names(walk: Walk, *, uncounted: bool) -> list[str]:
    """Return the steps in words: ``call x3``, with ``uncounted`` ``call x2+``."""
    return [
        name if count == 1 else name + (" x2+" if uncounted else f" x{count}") for name, count in runs(walk)
    ]


def told(walk: Walk, length: int, *, uncounted: bool) -> str:
    """Return the first steps of a walk in words."""
    steps = names(walk, uncounted=uncounted)
    if not steps:
        return NOTHING
    return listed([*steps[:length], *(["..."] if len(steps) > length else [])], " > ")


def _touches(walk: Walk) -> int:
    return sum(step.touch for step in walk.steps)


def path_row(name: str | None, part: Sequence[Walk], all_buyers: int) -> PathRow:
    """Return the row of those on a path."""
    buyers = [walk for walk in part if walk.outcome == "bought"]
    lost = sum(walk.outcome == store.LOST for walk in part)
    days = [between(walk.began, walk.bought_on) for walk in buyers if walk.bought_on and walk.steps]
    return PathRow(
        path=name,
        people=len(part),
        bought=len(buyers),
        lost=lost,
        open=len(part) - len(buyers) - lost,
        rate=figures.share(len(buyers), len(part)),
        share=figures.share(len(buyers), all_buyers),
        median_days=_median(days),
        touches=_median([_touches(walk) for walk in buyers]),
    )


def _median(values: Sequence[int]) -> float | None:
    counts: dict[int, int] = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    return figures.median(counts)


def _tree(walks: Sequence[Walk], request: Request) -> Tree:
    """Return the most frequent paths as a tree: at each step who went on how, and who bought."""
    told_steps = [(walk, names(walk, uncounted=request.uncounted)) for walk in walks]
    deep = min(_length(request), _DEEP)
    return Tree(
        "Paths, and who bought", tuple(_nodes(say("everybody"), 0, told_steps, deep, request.language))
    )


def _nodes(
    label: str, depth: int, walks: Sequence[tuple[Walk, list[str]]], deep: int, language: str
) -> Iterator[Node]:
    """Yield a node and its most frequent branches, rare ones left out."""
    bought = sum(walk.outcome == "bought" for walk, _ in walks)
    rate = figures.percent(bought / len(walks), language)
    yield Node(
        depth, label, say("{count:,}, bought {bought:,} ({rate})", count=len(walks), bought=bought, rate=rate)
    )
    if depth == deep:
        return
    branches: dict[str, list[tuple[Walk, list[str]]]] = {}
    for walk, steps in walks:
        if len(steps) > depth:
            branches.setdefault(steps[depth], []).append((walk, steps))
    order = sorted(branches, key=lambda name: (-len(branches[name]), sort_key(name), name))
    for name in order[:_BRANCHES]:
        if len(branches[name]) >= _FEWEST or depth == 0:
            yield from _nodes(name, depth + 1, branches[name], deep, language)
