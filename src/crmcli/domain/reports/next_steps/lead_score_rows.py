"""The rows that ``report lead-score`` answers with."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, ROOMY, Day, Duration, Number, Percent, Reason, Ref, Text
from crmcli.said import named


@frozen
class LeadScoreRow:
    """An open lead; ``score`` 0..100."""

    id: Annotated[int, Ref("L", "no."), "The lead's number."]
    name: Annotated[str | None, Text(), "Its person, or its company."]
    score: Annotated[float, Number(digits=0), "Probability in percent that it is converted."]
    why: Annotated[str, Reason(), "The traits that move the score most, with their points."]
    source: Annotated[str | None, Text(show=ROOMY), "Where it came from."]
    owner: Annotated[str | None, Text(show=ROOMY), "Who of us looks after it."]
    age: Annotated[int | None, Duration(show=ROOMY), "Days since it was created."]
    status: Annotated[str, Text(show=DETAIL), "New, working or qualified, as of today."]
    base: Annotated[float, Number(show=DETAIL), "The score of a lead of which nothing is known."]
    created_on: Annotated[date | None, Day("created", show=DETAIL), "The day it was created."]


@frozen
class GroupScoreRow:
    """Open leads of a group; ``score`` is their mean."""

    group: Annotated[str | None, Text(), "What the leads have in common."]
    leads: Annotated[int, Number(), "Open leads."]
    score: Annotated[float | None, Number(), "Mean of their scores."]
    expected: Annotated[
        float | None, Number(), "How many of them are converted in the end: sum of the probabilities."
    ]


@frozen
class FactorRow:
    """A value of a trait among the closed leads, and what it does to a lead's score."""

    factor: Annotated[str, Text(), "Trait=value; values of fewer than five leads are together as other."]
    leads: Annotated[int, Number(), "Closed leads that have it."]
    converted: Annotated[int, Number(named("converted", "count")), "Those of them that were converted."]
    rate: Annotated[float, Percent(named("rate", "share"), bar=True), "Converted divided by leads."]
    points: Annotated[float, Number(), "What it adds to the score of a lead of which nothing else is known."]
    odds: Annotated[float, Number(digits=3, show=DETAIL), "Log odds that it adds."]


@frozen
class CalibrationRow:
    """Closed leads of like score, each scored by what was learned without it; Brier and AUC are of all."""

    tenth: Annotated[str, Text("tenth"), "Tenth of the closed leads by their score, the lowest first."]
    leads: Annotated[int, Number(), "Closed leads in it; equal scores stay together."]
    lowest: Annotated[float, Number(named("from", "score"), digits=0), "Lowest score, 0 to 100."]
    highest: Annotated[float, Number(named("to", "score"), digits=0), "Highest score, 0 to 100."]
    predicted: Annotated[float, Percent(), "Mean of the probabilities."]
    happened: Annotated[float, Percent(bar=True), "Share that was converted."]
    converted: Annotated[int, Number(named("converted", "count")), "Leads that were converted."]
    brier: Annotated[
        float,
        Number("Brier", digits=3, show=ROOMY),
        "Mean squared distance of probability and outcome; 0 is best.",
    ]
    auc: Annotated[
        float | None,
        Number("AUC", digits=3, show=ROOMY),
        "Probability that a converted lead stands above a lost one: 0.5 is chance; blank for a tenth.",
    ]
