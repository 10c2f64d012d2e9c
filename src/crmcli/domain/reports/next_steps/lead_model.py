"""What closed leads teach of open ones: the model, and a score with the points of each trait.

The points of a trait are its part of the way from what all leads have (the base) to the score: the way is
shared out in proportion to the log odds, so the base and all points add up to the score.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from crmcli.domain.reports import figures
from crmcli.domain.reports.next_steps import lead_facts
from crmcli.domain.reports.next_steps import naive_bayes as bayes
from crmcli.domain.reports.next_steps.lead_facts import Lead
from crmcli.errors import UsageError
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crmcli.domain.reports.next_steps.lead_score import Request
    from crmcli.sql import Reader

FEWEST, FEWEST_EACH = 30, 10
"""Closed leads that it takes to learn, and of either outcome."""
_NOWHERE = 1e-9


class Model(NamedTuple):
    """The leads as of the day, the closed ones as examples, and what they teach; None when too few."""

    leads: list[Lead]
    examples: list[bayes.Example]
    learned: bayes.Learned | None
    why_not: str | None


class Score(NamedTuple):
    """A score 0..100, the base, and the points of each trait; base and points add up to the score."""

    score: float
    base: float
    points: dict[str, float]


def model(db: Reader, request: Request) -> Model:
    """Learn from the leads that were closed on the day.

    Raises:
        UsageError: a trait that is none.
    """
    leads = lead_facts.fetch(db, request, traits_of(request))
    examples = [bayes.Example(one.traits, one.state == "converted") for one in leads if one.state != "open"]
    good = sum(one.good for one in examples)
    if len(examples) < FEWEST or min(good, len(examples) - good) < FEWEST_EACH:
        told = say(
            "{plural}, {good:,} of them converted",
            plural=figures.plural(len(examples), "closed lead"),
            good=good,
        )
        takes = say(
            "it takes {fewest}, {fewest_each} converted and {fewest_each} lost",
            fewest=FEWEST,
            fewest_each=FEWEST_EACH,
        )
        return Model(
            leads, examples, None, say("too few to learn from: {told}; {takes}", told=told, takes=takes)
        )
    return Model(leads, examples, bayes.fitted(examples), None)


def traits_of(request: Request) -> tuple[str, ...]:
    """Return the traits to learn from.

    Raises:
        UsageError: one of them is none.
    """
    for name in request.trait:
        if name not in lead_facts.TRAITS:
            from crmcli.domain.text import nearest

            close = nearest(name, lead_facts.TRAITS)
            hint = (
                f"--trait {close[0]}"
                if close
                else say("traits are {traits}", traits=", ".join(lead_facts.TRAITS))
            )
            raise UsageError(say('no trait of leads is called "{name}"', name=name), hint)
    return request.trait or (*lead_facts.USUAL, "custom")


def scored(learned: bayes.Learned, traits: Mapping[str, str]) -> Score:
    """Return the score of traits and what each adds to it."""
    weights = learned.weights(traits)
    base, top = bayes.probability(learned.base), bayes.probability(learned.odds(traits))
    way = learned.odds(traits) - learned.base
    each = 100 * (top - base) / way if abs(way) > _NOWHERE else 100 * base * (1 - base)
    return Score(100 * top, 100 * base, {trait: each * one for trait, one in weights.items()})
