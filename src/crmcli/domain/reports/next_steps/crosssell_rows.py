"""The rows that ``report crosssell`` answers with."""

from __future__ import annotations

from typing import Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, ROOMY, Number, Percent, Text, Words
from crmcli.said import named


class Chance(Number):
    """A probability by chance: one too small for its digits is told as below the last of them."""

    __slots__ = ()

    def human(self, value: Any, row: Any, locale: str) -> str:
        """Return ``0.0219``, ``< 0.0001``."""
        least = 10.0**-self.digits
        if 0 < value < least / 2:
            return f"< {super().human(least, row, locale)}"
        return super().human(value, row, locale)


@frozen
class RuleRow:
    """A rule: of the baskets with what stands before the arrow, so many hold what stands behind it."""

    rule: Annotated[str, "What is bought, an arrow, and what is bought too."]
    both: Annotated[int, Number(), "Baskets that hold all of it."]
    of: Annotated[int, Number(named("of", "basket")), "Baskets that hold what stands before the arrow."]
    confidence: Annotated[float, Percent(bar=True), "Both divided by of."]
    lift: Annotated[
        float,
        Number(digits=2),
        "Confidence divided by the share of all baskets that hold the thing after it.",
    ]
    support: Annotated[float, Percent(digits=2, show=ROOMY), "Both divided by all baskets."]
    p: Annotated[
        float,
        Chance(digits=4),
        "Probability of so many by chance: Fisher's exact test, one-sided, corrected by Holm for every rule "
        "that reaches the support; 6 digits.",
    ]
    customers: Annotated[
        int | None,
        Number(show=ROOMY),
        "Different customers behind both, a basket of nobody known counting as one; blank when all are.",
    ]
    bought: Annotated[tuple[str, ...], Words(show=DETAIL), "The things before the arrow, by name."]
    also: Annotated[str, Text(show=DETAIL), "The thing after the arrow."]
    also_in: Annotated[int, Number(show=DETAIL), "Baskets that hold the thing after the arrow."]
    baskets: Annotated[int, Number(show=DETAIL), "All baskets."]


@frozen
class PairRow:
    """Two things that the same buy; the one that fewer bought comes first."""

    pair: Annotated[str, "Two things, the one that fewer bought first."]
    cosine: Annotated[
        float, Percent(bar=True), "Likeness: both divided by the root of the product of the two counts."
    ]
    jaccard: Annotated[float, Percent(show=ROOMY), "Both divided by the baskets that hold either."]
    both: Annotated[int, Number(), "Baskets that hold both."]
    of: Annotated[int, Number(named("of", "basket")), "Baskets that hold the first."]
    also_in: Annotated[int, Number("other in"), "Baskets that hold the second."]
    lift: Annotated[float, Number(digits=2), "Times as often together as by chance."]
    p: Annotated[
        float,
        Chance(digits=4),
        "Probability of so many by chance: Fisher's exact test, one-sided, corrected by Holm for all pairs "
        "that reach the count; 6 digits.",
    ]
    customers: Annotated[
        int | None,
        Number(show=DETAIL),
        "Different customers behind both, a basket of nobody known counting as one; blank when all are.",
    ]
    bought: Annotated[str, Text(show=DETAIL), "The first of the two."]
    also: Annotated[str, Text(show=DETAIL), "The second of the two."]
    baskets: Annotated[int, Number(show=DETAIL), "All baskets."]
