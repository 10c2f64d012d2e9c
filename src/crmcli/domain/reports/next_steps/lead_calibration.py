"""``report lead-score --calibration``: how right the scores would have been on leads they never saw."""

from __future__ import annotations

from math import fsum
from typing import TYPE_CHECKING, NamedTuple

from crmcli.domain.pictures import Bar, Bars
from crmcli.domain.reports.fisher import rounded
from crmcli.domain.reports.next_steps import naive_bayes as bayes
from crmcli.domain.reports.next_steps.lead_score_rows import CalibrationRow
from crmcli.domain.results import Report
from crmcli.said import named, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.reports.next_steps.lead_model import Model
    from crmcli.domain.reports.next_steps.lead_score import Request

TENTHS = 10


class Judged(NamedTuple):
    """A closed lead: its number, the probability by what was learned without it, and its outcome."""

    lead: int
    chance: float
    good: bool


def judged(known: Model) -> list[Judged]:
    """Return the closed leads by probability, the lowest first."""
    closed = [one for one in known.leads if one.state != "open"]
    chances = (rounded(p) for p in bayes.honest(known.examples))
    found = [
        Judged(lead.id, p, one.good) for lead, one, p in zip(closed, known.examples, chances, strict=True)
    ]
    return sorted(found, key=lambda one: (one.chance, one.lead))


def tenths(found: Sequence[Judged]) -> list[list[Judged]]:
    """Return the leads in ten parts as equal as can be; equal probabilities are in one part."""
    parts: list[list[Judged]] = [[] for _ in range(TENTHS)]
    count = len(found)
    at = 0
    while at < count:
        end = at
        while end < count and found[end].chance == found[at].chance:
            end += 1
        parts[min(TENTHS - 1, (at + end - 1) * TENTHS // (2 * count))] += found[at:end]
        at = end
    return parts


def row_of(name: str, part: Sequence[Judged], area: float | None = None) -> CalibrationRow:
    """Return the row of some leads."""
    chances, good = [one.chance for one in part], [one.good for one in part]
    return CalibrationRow(
        tenth=name,
        leads=len(part),
        lowest=rounded(100 * min(chances)),
        highest=rounded(100 * max(chances)),
        predicted=rounded(fsum(chances) / len(part)),
        happened=sum(good) / len(part),
        converted=sum(good),
        brier=rounded(bayes.brier(chances, good)),
        auc=area,
    )


def calibration(known: Model, request: Request) -> Report[CalibrationRow]:
    """Set what was predicted beside what happened, by tenths of the closed leads."""
    if known.learned is None:
        told = known.why_not or ""
        return Report(
            "lead-score", CalibrationRow, (), "How right the scores are", request.as_of, empty=told,
            notes=(told,),
        )  # fmt: skip
    found = judged(known)
    parts = [(str(number), part) for number, part in enumerate(tenths(found), 1) if part]
    rows = [row_of(name, part) for name, part in parts]
    area = bayes.auc([one.chance for one in found], [one.good for one in found])
    total = row_of(named("all", "rows"), found, area)
    share = total.converted / total.leads
    bars = tuple(
        Bar(
            f"{row.tenth}.",
            row.happened,
            say("{happened:.0%} of {leads}", happened=row.happened, leads=row.leads),
            mark=row.predicted,
        )
        for row in rows
    )
    return Report(
        "lead-score",
        CalibrationRow,
        rows,
        "How right the scores are",
        request.as_of,
        pictures=(Bars("Converted; the tick is what was predicted", bars),),
        total=total,
        notes=(
            say(
                "each lead is scored by what {folds} tenths of the others taught, without its own",
                folds=bayes.FOLDS - 1,
            ),
            say(
                "Brier score {brier:.3f}; {base:.3f} by saying {share:.0%} of every lead",
                brier=total.brier,
                base=share * (1 - share),
                share=share,
            ),
            say(
                "the sum of log odds is put right by {at:g} + {slope:g} x",
                at=known.learned.line.at,
                slope=known.learned.line.slope,
            ),
            *(
                (say("the filter and the span change nothing here"),)
                if request.where or request.bounded
                else ()
            ),
        ),
    )
