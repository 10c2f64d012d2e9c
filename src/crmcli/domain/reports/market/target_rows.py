"""The rows of ``report targets``."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, ROOMY, Day, Number, Percent, Ref, Text
from crmcli.domain.target import STATE, Measure
from crmcli.said import named

METRICS = ("revenue", "orders", "won", "won_amount", "customers", "leads", "activities")
"""What a target counts."""


@frozen
class GoalRow:
    """A target, and what was reached of it by the end of the day."""

    id: Annotated[int, Ref("TG", "no."), "Number of the target."]
    metric: Annotated[
        str,
        Text(wrap=False),
        "What is counted: revenue, orders, won, won_amount, customers, leads, activities.",
    ]
    period: Annotated[str, Text(wrap=False), "The period, both its ends included."]
    whose: Annotated[
        str | None, Text("of"), "The user, branch and product it is for; blank: all of us, everything."
    ]
    target: Annotated[int, Measure("currency"), "What is to be reached: an amount, or a number."]
    actual: Annotated[
        int,
        Measure("currency"),
        "What was reached from the first day of the period to the day of the report, or to the last day.",
    ]
    left: Annotated[
        int, Measure("currency", "to go", show=ROOMY), "Target less actual, 0 where that is reached."
    ]
    reached: Annotated[
        float | None,
        Percent(named("reached", "share"), digits=0, bar=True),
        "Actual / target; blank for a target of nothing.",
    ]
    pace: Annotated[
        float, Percent("days gone", digits=0, show=ROOMY), "Days of the period that are over / all its days."
    ]
    state: Annotated[
        str,
        STATE,
        "Reached; on track: reached is not below pace; behind: it is; missed: the period is over; to come.",
    ]
    currency: Annotated[
        str | None, Text(show=DETAIL), "Currency of the amounts; blank where numbers are counted."
    ]
    from_on: Annotated[date, Day("from", show=DETAIL), "First day of the period."]
    until_on: Annotated[date, Day("until", show=DETAIL), "Last day of the period, included."]
    owner: Annotated[str | None, Text(show=DETAIL), "The user it is for; blank: everybody."]
    branch: Annotated[str | None, Text(show=DETAIL), "The branch it is for; blank: all of them."]
    product: Annotated[str | None, Text(show=DETAIL), "The product it is for; blank: everything."]


@frozen
class GroupRow:
    """Targets of one metric and group."""

    group: Annotated[str, Text(), "The group and the metric."]
    targets: Annotated[int, Number(), "Targets that are added up."]
    met: Annotated[int, Number(named("met", "goal"), show=ROOMY), "Those of them that are reached."]
    target: Annotated[int, Measure("currency"), "Sum of what is to be reached."]
    actual: Annotated[int, Measure("currency"), "Sum of what was reached."]
    left: Annotated[
        int,
        Measure("currency", "to go"),
        "Sum of what each target lacks; what others have over fills no gap.",
    ]
    reached: Annotated[
        float | None,
        Percent(named("reached", "share"), digits=0, bar=True),
        "Actual / target; blank for nothing.",
    ]
    metric: Annotated[str, Text(show=DETAIL), "What is counted."]
    whose: Annotated[str | None, Text("of", show=DETAIL), "The group alone; blank: for none in particular."]
    currency: Annotated[
        str | None, Text(show=DETAIL), "Currency of the amounts; blank where numbers are counted."
    ]


@frozen
class BesideRow:
    """A target, or targets of a group, and what was reached on two days."""

    name: Annotated[
        str, Text(), "Number, metric, period and whose target it is; or the group and the metric."
    ]
    target: Annotated[int, Measure("currency"), "What is to be reached."]
    actual: Annotated[int, Measure("currency"), "What was reached by the day of the report."]
    actual_then: Annotated[int | None, Measure("currency", "then", show=ROOMY), "What was reached by then."]
    change: Annotated[int | None, Measure("currency"), "Actual less what was reached by then."]
    reached: Annotated[
        float | None,
        Percent(named("reached", "share"), digits=0, bar=True),
        "Actual / target; blank for nothing.",
    ]
    reached_then: Annotated[float | None, Percent("then", digits=0), "The same then."]
    currency: Annotated[
        str | None, Text(show=DETAIL), "Currency of the amounts; blank where numbers are counted."
    ]
