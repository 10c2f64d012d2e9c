"""What is behind a row of ``report look-alike``: each trait, and the best customers it is most like."""

from __future__ import annotations

from math import fsum
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import Number, Percent, Ref, Text, Words
from crmcli.domain.nouns import CUSTOMER, LEAD
from crmcli.domain.reports.explaining import StepRow
from crmcli.domain.reports.fisher import rounded
from crmcli.domain.reports.next_steps import gower, look_alike
from crmcli.domain.reports.next_steps import look_alike_facts as facts
from crmcli.domain.reports.steps import number
from crmcli.domain.results import Listing
from crmcli.said import named, say

if TYPE_CHECKING:
    from crmcli.domain.reports.next_steps.look_alike import AlikeRow, Request
    from crmcli.sql import Reader

NEAREST = 10


@frozen
class TraitRow:
    """A trait: how like the best it is, and how like the other customers."""

    trait: Annotated[str, Text()]
    value: Annotated[str, Text()]
    same: Annotated[int | None, Number()]
    of: Annotated[int, Number(named("of", "count"))]
    alike: Annotated[float, Percent()]
    others: Annotated[float | None, Percent("others alike")]


@frozen
class NearRow:
    """One of the best, how like the candidate it is (Gower), and in which words they agree."""

    id: Annotated[int, Ref("C", "no.")]
    name: Annotated[str, Text()]
    likeness: Annotated[float, Percent()]
    agree: Annotated[tuple[str, ...], Words()]


def behind(db: Reader, request: Request, row: AlikeRow) -> tuple[Listing[Any], ...]:
    """Return the steps, the traits and the nearest of the best."""
    from crmcli.domain.text import sort_key

    known = look_alike.fetch(db, request)
    noun = LEAD if look_alike.among_of(request) == "leads" else CUSTOMER
    one = next(one for one in known.candidates if noun.ref(one.id) == row.no)
    parts = sorted(known.group.parts(one.profile), key=lambda part: (-part.alike, part.trait))
    usual = {part.trait: part.alike for part in known.rest.parts(one.profile)}
    traits = [
        TraitRow(
            facts.trait_word(part.trait), facts.value_word(part.trait, part.value), part.same, part.of,
            rounded(part.alike),
            None if part.trait not in usual else rounded(usual[part.trait]),
        )
        for part in parts
    ]  # fmt: skip
    whole = fsum(sorted(part.alike for part in parts))
    steps = [
        number(say("{trait}={value}", trait=one.trait, value=one.value), part.alike)
        for one, part in zip(traits, parts, strict=True)
    ]
    steps.append(
        number(say("likeness = {whole:.6g} / {count}", whole=whole, count=len(parts)), float(row.likeness))
    )
    steps.append(number(say("distance = 1 - likeness"), float(row.distance)))
    near = []
    for best in known.best:
        alike, agree = gower.between(one.profile, best.profile)
        near.append(NearRow(best.id, best.name or "", rounded(alike), tuple(map(facts.trait_word, agree))))
    near.sort(key=lambda found: (-found.likeness, sort_key(found.name), found.id))
    return (
        Listing(StepRow, steps, title="steps"),
        Listing(TraitRow, traits, title="traits"),
        Listing(NearRow, near[:NEAREST], title="nearest"),
    )
