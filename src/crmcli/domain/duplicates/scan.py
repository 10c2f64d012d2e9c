"""``dedupe scan``: the pairs, or the groups, of records that may be one, with score and reasons."""

from __future__ import annotations

from math import inf, log
from typing import TYPE_CHECKING, Annotated, NamedTuple

from crmcli.domain.duplicates.decisions import told_apart
from crmcli.domain.duplicates.items import Item, read_items
from crmcli.domain.duplicates.match import Matched, Pair, grouped, match
from crmcli.domain.duplicates.reasons import reasons
from crmcli.domain.duplicates.weights import probability
from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import ROOMY, AnyRef, Number, Text, Words
from crmcli.domain.nouns import Noun
from crmcli.domain.results import Listing
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.sql import Reader

USUAL_MIN = 80


@frozen
class Scan:
    """What to look through: ``least`` is the lowest score, 1 to 100; ``limit`` 0 is no limit.

    ``since_change`` N looks only at pairs with a record that change N or a later one added or changed.
    """

    noun: Noun
    least: int = USUAL_MIN
    since_change: int | None = None
    limit: int = 0


@frozen
class PairRow:
    """Two records that may be one; ``score`` is the probability in per cent, ``a`` the older of them."""

    score: Annotated[int, Number()]
    a: Annotated[str, AnyRef("no.")]
    a_name: Annotated[str, Text("name")]
    b: Annotated[str, AnyRef("and")]
    b_name: Annotated[str, Text("name")]
    reasons: Annotated[tuple[str, ...], Words("because")]
    against: Annotated[tuple[str, ...] | None, Words(show=ROOMY)]


@frozen
class MemberRow:
    """A record of a group; ``score`` and reasons are of the pair with ``like``, its closest in the group."""

    group: Annotated[int, Number()]
    id: Annotated[str, AnyRef("no.")]
    name: Annotated[str, Text()]
    score: Annotated[int, Number()]
    like: Annotated[str, AnyRef("closest to")]
    reasons: Annotated[tuple[str, ...], Words("because")]


class Found(NamedTuple):
    """A scan before it is put into rows."""

    items: list[Item]
    customs: list[str]
    matched: Matched
    apart: set[tuple[int, int]]  # positions


def scan_pairs(db: Reader, request: Scan) -> Listing[PairRow]:
    """List the pairs that may be one, the surest first."""
    found = _found(db, request)
    least = _log_odds(request.least)
    pairs = [
        pair
        for pair in found.matched.pairs
        if pair.odds >= least and (pair.first, pair.second) not in found.apart
    ]
    pairs.sort(key=lambda pair: (-round(pair.odds, 6), pair.first, pair.second))
    shown = pairs[: request.limit] if request.limit else pairs
    rows = [_pair_row(found, request.noun, pair) for pair in shown]
    return Listing(
        PairRow,
        rows,
        total=len(pairs) if len(rows) < len(pairs) else None,
        empty=_empty(request),
        notes=(*_notes(found, request), *(_next_step(row.a, row.b) for row in rows[:1])),
    )


def scan_groups(db: Reader, request: Scan) -> Listing[MemberRow]:
    """List the groups of records that may be one; ``request.limit`` counts groups."""
    found = _found(db, request)
    groups = grouped(found.items, found.matched, _log_odds(request.least), found.apart)
    shown = groups[: request.limit] if request.limit else groups
    pairs = {(pair.first, pair.second): pair for pair in found.matched.pairs}
    rows = [
        _member_row(found, request.noun, number, member, group, pairs)
        for number, group in enumerate(shown, 1)
        for member in group
    ]
    notes = _notes(found, request)
    if shown:
        first = [row.id for row in rows if row.group == 1]
        notes += (_next_step(*first),)
    if len(shown) < len(groups):
        notes += (say("{count:,} more groups: --limit 0 shows all", count=len(groups) - len(shown)),)
    return Listing(MemberRow, rows, group="group", empty=_empty(request), notes=notes)


def score_of(odds: float) -> int:
    """Return log-odds as a score, 0 to 100."""
    return int(probability(odds) * 100 + 0.5)


def _log_odds(least: int) -> float:
    """Return the log-odds from which a score is at least so much."""
    share = (least - 0.5) / 100
    return log(share / (1 - share)) if 0 < share < 1 else -inf


def _found(db: Reader, request: Scan) -> Found:
    """Read, match, and find the pairs that were told apart."""
    items, customs = read_items(db, request.noun)
    at = {item.number: position for position, item in enumerate(items)}
    wanted = None
    if request.since_change is not None:
        wanted = frozenset(at[number] for number in _touched(db, request) if number in at)
    apart = {(at[low], at[high]) for low, high in told_apart(db, request.noun) if low in at and high in at}
    return Found(items, customs, match(items, len(customs), wanted), apart)


def _touched(db: Reader, request: Scan) -> list[int]:
    """Return the records that a change or a later one added or changed."""
    table, owner = request.noun.table, request.noun.owner
    rows = db.tuples(
        f"SELECT id FROM {table} WHERE created_change >= :since "
        "UNION SELECT row_id FROM revision WHERE tbl = :tbl AND change_id >= :since "
        f"UNION SELECT {owner} FROM identity WHERE created_change >= :since AND {owner} IS NOT NULL",
        {"since": request.since_change, "tbl": table},
    )
    return [row[0] for row in rows]


def _pair_row(found: Found, noun: Noun, pair: Pair) -> PairRow:
    a, b = found.items[pair.first], found.items[pair.second]
    fors, against = reasons(a, b, pair.pattern, found.matched.model, found.customs)
    return PairRow(
        score_of(pair.odds), noun.ref(a.number), a.name, noun.ref(b.number), b.name, fors, against or None
    )


def _member_row(
    found: Found,
    noun: Noun,
    number: int,
    member: int,
    group: Sequence[int],
    pairs: dict[tuple[int, int], Pair],
) -> MemberRow:
    """Return a record of a group with the one it is closest to."""
    known = [pairs.get((min(member, other), max(member, other))) for other in group if other != member]
    best = max((pair for pair in known if pair is not None), key=lambda pair: (pair.odds, -pair.first))
    like = best.second if best.first == member else best.first
    mine, other = found.items[member], found.items[like]
    fors, _ = reasons(mine, other, best.pattern, found.matched.model, found.customs)
    return MemberRow(
        number, noun.ref(mine.number), mine.name, score_of(best.odds), noun.ref(other.number), fors
    )


def _notes(found: Found, request: Scan) -> tuple[str, ...]:
    """Return what the scan did not look at."""
    notes = []
    if found.apart:
        notes.append(say("{pairs} told apart before: left out", pairs=_pairs(len(found.apart))))
    if found.matched.left_out and len(found.items) > 1:
        groups = say(
            "{left_out:,} groups of {plural}", left_out=found.matched.left_out, plural=request.noun.words
        )
        notes.append(say("{groups} that share only what very many share were not paired", groups=groups))
    return tuple(notes)


def _next_step(*refs: str) -> str:
    """Return what can be done about the first of what was found, as it can be typed."""
    return say(
        "what to do about the first: crm merge {refs} --dry-run, or crm dedupe distinct {refs}",
        refs=" ".join(refs),
    )


def _pairs(count: int) -> str:
    return say("{count:,} pair{s}", count=count, s="" if count == 1 else "s")


def _empty(request: Scan) -> str:
    lower = max(1, request.least // 2)
    return say(
        "no two {words} look the same at a score of {least} or more: crm dedupe scan "
        "--noun {plural} --min {lower}",
        words=request.noun.words,
        plural=request.noun.plural,
        least=request.least,
        lower=lower,
    )
