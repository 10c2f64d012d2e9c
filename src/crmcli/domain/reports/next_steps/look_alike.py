"""``report look-alike``: which leads, or other customers, are like our best customers.

The best are the Champions of ``report segments``; where these are fewer than five, the fifth of the
buyers who spent most; or the customers of a filter. Likeness is Gower's, see ``gower``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, ROOMY, AnyRef, Number, Percent, Reason, Text
from crmcli.domain.nouns import CUSTOMER, LEAD
from crmcli.domain.pictures import Bar, Bars
from crmcli.domain.reports import figures
from crmcli.domain.reports.fisher import rounded
from crmcli.domain.reports.groups import cut
from crmcli.domain.reports.next_steps import gower
from crmcli.domain.reports.next_steps import look_alike_facts as store
from crmcli.domain.reports.next_steps.gower import Group
from crmcli.domain.reports.next_steps.look_alike_facts import Someone
from crmcli.domain.reports.scope import Asked, chosen
from crmcli.domain.results import Report
from crmcli.errors import UsageError
from crmcli.said import listed, named, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.results import Listing
    from crmcli.sql import Reader

BY = ("candidate",)
AMONG = ("leads", "customers")
FEWEST, FEWEST_TRAITS = 5, 2
"""Best customers that it takes, and traits that a candidate must share with them to be compared."""
TOP = 5
"""Where there are too few Champions, the best are the one in so many who spent most."""
SEGMENT = "Champions"
_SHOWN, _BARS = 3, 12


@frozen
class Request(Asked):
    """``among`` leads or customers; ``like`` is a filter on the customers to be like."""

    among: str | None = None
    like: str | None = None


@frozen
class AlikeRow:
    """A candidate and how like the best it is."""

    no: Annotated[str, AnyRef("no."), "The number of the lead or the customer."]
    name: Annotated[str | None, Text(), "Its name."]
    likeness: Annotated[
        float,
        Percent(bar=True),
        "Mean likeness of its traits to the best customers; 1 less Gower's distance.",
    ]
    because: Annotated[
        str, Reason(), "Traits it shares with more of the best than of the other customers, with counts."
    ]
    traits: Annotated[int, Number("traits", show=ROOMY), "Traits known of it that could be compared."]
    owner: Annotated[str | None, Text(show=ROOMY), "Who of us looks after it."]
    distance: Annotated[float, Number(digits=3, show=DETAIL), "Gower's distance, 0 to 1."]


ROWS = (AlikeRow,)


class Known(NamedTuple):
    """The best, the other customers and the candidates; the two groups counted; what is to be told."""

    best: list[Someone]
    others: list[Someone]
    candidates: list[Someone]
    group: Group
    rest: Group
    notes: tuple[str, ...]


def report(db: Reader, request: Request) -> Report[AlikeRow]:
    """Rank open leads, or customers who are not among the best, by likeness to the best.

    Equals stand by how many traits are known, then by name.

    Raises:
        UsageError: a word or a filter that is none.
    """
    chosen("look-alike", request.by or BY[0], BY)
    known = fetch(db, request)
    every, bare = rows_of(known, request)
    noun = "lead" if among_of(request) == "leads" else "customer"
    rows, shortened = cut(every, request.limit, noun)
    bars = tuple(
        Bar(
            f"{row.no} {row.name or ''}".strip(),
            row.likeness,
            figures.percent(row.likeness, request.language, 1),
        )
        for row in rows[:_BARS]
    )
    few = len(known.best) < FEWEST
    told = say(
        "{plural} to be like: it takes {fewest}",
        plural=figures.plural(len(known.best), "best customer"),
        fewest=FEWEST,
    )
    return Report(
        "look-alike",
        AlikeRow,
        rows,
        say("Leads like our best customers{span}", span=request.span)
        if noun == "lead"
        else say("Customers like our best customers{span}", span=request.span),
        request.as_of,
        pictures=(Bars("Likeness", bars),) if bars else (),
        empty=told if few else say("no {noun} to compare with them", noun=named(noun)),
        notes=(
            *shortened,
            *((told,) if few else known.notes),
            *figures.left_out(
                bare,
                noun,
                say(
                    "of which fewer than {fewest_traits} comparable traits are known left out",
                    fewest_traits=FEWEST_TRAITS,
                ),
            ),
        ),
    )


def among_of(request: Request) -> str:
    """Return who is compared.

    Raises:
        UsageError: neither leads nor customers.
    """
    among = request.among or AMONG[0]
    if among not in AMONG:
        raise UsageError(
            say('--among "{among}" is not leads or customers', among=among),
            "crm report look-alike --among leads",
        )
    return among


def fetch(db: Reader, request: Request) -> Known:
    """Return everybody, told apart."""
    by_customers = among_of(request) == "customers"
    ids, how = _best(db, request)
    bought = _bought(db, request) if by_customers else None
    customers, leads = store.fetch(db, request, bought)
    best = [one for one in customers if one.id in ids]
    others = [one for one in customers if one.id not in ids]
    candidates = [one for one in (others if by_customers else leads) if one.asked]
    group, rest = (Group([one.profile for one in part]) for part in (best, others))
    return Known(best, others, candidates, group, rest, (how, *_sharpness(best, others, group)))


def _best(db: Reader, request: Request) -> tuple[set[int], str]:
    """Return who is to be liked, and who that is in words."""
    if request.like is not None:
        from crmcli.domain.where import conditions

        test, values = conditions(
            db, CUSTOMER, (request.like,), as_of=request.as_of, lapsed_days=request.lapsed_days
        )
        ids = {row[0] for row in db.tuples(f"SELECT r.id FROM customer r WHERE {test}", values)}
        return ids, say("compared with {plural} of the filter", plural=figures.plural(len(ids), "customer"))
    from crmcli.domain.reports.customers import segments

    plain = segments.Request(as_of=request.as_of, currency=request.currency, lapsed_days=request.lapsed_days)
    best = {row.id for row in segments.report(db, replace(plain, segment=SEGMENT)).rows}
    if len(best) >= FEWEST:
        return best, say(
            "compared with {count:,} customers of segment {segment}", count=len(best), segment=SEGMENT
        )
    every = segments.report(db, replace(plain, list=True)).rows
    best = top_part([(row.id, row.revenue or 0) for row in every])
    return best, say(
        "compared with {plural}: the fifth who spent most", plural=figures.plural(len(best), "customer")
    )


def top_part(revenues: Sequence[tuple[int, int]]) -> set[int]:
    """Return the fifth who spent most; whoever spent as much as the last of them is in too."""
    paid = sorted((amount for _, amount in revenues if amount > 0), reverse=True)
    if not paid:
        return set()
    least = paid[min((len(revenues) - 1) // TOP, len(paid) - 1)]
    return {number for number, amount in revenues if amount >= least}


def _bought(db: Reader, request: Request) -> dict[int, frozenset[str]]:
    """Return what each customer bought, by name."""
    from crmcli.domain.reports.next_steps import market_baskets

    found = market_baskets.fetch(db, Asked(as_of=request.as_of), "product", "customer")
    names = [item.name for item in found.items]
    return {
        key: frozenset(names[item] for item in basket)
        for key, basket in zip(found.keys, found.baskets, strict=True)
    }


def _sharpness(best: Sequence[Someone], others: Sequence[Someone], group: Group) -> tuple[str, ...]:
    """Return how well likeness tells the best from the other customers, each best one left out once."""
    from crmcli.domain.reports.next_steps.naive_bayes import auc

    if len(best) < FEWEST or not others:
        return ()
    alike = [rounded(gower.likeness(group.parts(one.profile, member=True))) for one in best]
    alike += [rounded(gower.likeness(group.parts(one.profile))) for one in others]
    area = auc(alike, [True] * len(best) + [False] * len(others))
    told = say(
        "a best customer is more like the best than another one in {area:.0f} of 100 cases",
        area=100 * (area or 0),
    )
    return (say("{told}; 50 is chance", told=told),)


def rows_of(known: Known, request: Request) -> tuple[list[AlikeRow], int]:
    """Return the candidates in order, and how many are left out for want of traits."""
    from crmcli.domain.text import sort_key

    if len(known.best) < FEWEST:
        return [], 0
    noun = LEAD if among_of(request) == "leads" else CUSTOMER
    rows = []
    bare = 0
    for one in known.candidates:
        parts = known.group.parts(one.profile)
        if len(parts) < FEWEST_TRAITS:
            bare += 1
            continue
        alike = rounded(gower.likeness(parts))
        rows.append(
            (
                AlikeRow(
                    noun.ref(one.id), one.name, alike, because(known, one), len(parts), one.owner,
                    rounded(1 - alike),
                ),
                one.id,
            )
        )  # fmt: skip
    rows.sort(key=lambda row: (-row[0].likeness, -row[0].traits, sort_key(row[0].name or ""), row[1]))
    return [row for row, _ in rows], bare


def because(known: Known, one: Someone) -> str:
    """Return the traits that speak for a candidate: shared with more of the best than of the others."""
    parts = sorted(known.group.parts(one.profile), key=lambda part: (-part.alike, part.trait))
    usual = {part.trait: part.alike for part in known.rest.parts(one.profile)}
    words = [
        say(
            "{trait}={value} as {same:,} of {of:,}",
            trait=store.trait_word(part.trait),
            value=store.value_word(part.trait, part.value),
            same=part.same,
            of=part.of,
        )
        if part.same is not None
        else say("{trait} alike {alike:.0%}", trait=store.trait_word(part.trait), alike=part.alike)
        for part in parts
        if part.alike > usual.get(part.trait, 0)
    ]
    return listed(words[:_SHOWN]) or say("nothing that the others do not share as much")


def explain(db: Reader, request: Request, row: AlikeRow) -> tuple[Listing[Any], ...]:
    """Return the likeness of each trait, and the best customers it is most like."""
    from crmcli.domain.reports.next_steps.look_alike_behind import behind

    return behind(db, request, row)
