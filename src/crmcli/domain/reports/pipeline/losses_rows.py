"""The rows of ``report losses``."""

from __future__ import annotations

from typing import Annotated

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, ROOMY, Money, Number, Percent, Text
from crmcli.domain.reason_words import LostReason
from crmcli.said import named

CURRENCY = "Of the amounts, ISO 4217; blank where there is none."


@frozen
class ReasonRow:
    """What was lost for one reason, in one currency."""

    reason: Annotated[str | None, LostReason(), "Why it was lost, as whoever closed it said."]
    lost: Annotated[
        int,
        Number(named("lost", "count")),
        "Opportunities or leads lost for it, by the day they were lost on.",
    ]
    share: Annotated[
        float | None, Percent(bar=True), "Lost for this reason / all that was lost in the currency."
    ]
    amount: Annotated[
        int | None, Money("currency", "lost amount"), "Sum of their amounts; blank where none has one."
    ]
    average: Annotated[
        int | None, Money("currency", show=ROOMY), "Mean of their amounts, of those that have one."
    ]
    mostly_from: Annotated[
        str | None,
        Text("mostly from", wrap=False),
        "The stage that most of them were lost from (leads: the source they came from); ties by name.",
    ]
    to_rivals: Annotated[
        int, Number("to a competitor", show=ROOMY), "Of them lost to a competitor that is named."
    ]
    currency: Annotated[str | None, Text(show=DETAIL), CURRENCY]


@frozen
class OutcomeRow:
    """What was won and lost in one group, in one currency."""

    group: Annotated[str | None, Text(), "What the row stands for; blank where nobody said."]
    won: Annotated[int, Number(), "Won (leads: converted), by the day of closing."]
    lost: Annotated[int, Number(named("lost", "count")), "Lost, by the day of closing."]
    win_rate: Annotated[float | None, Percent("win rate", bar=True), "Won / (won + lost)."]
    share: Annotated[
        float | None,
        Percent("of lost", show=ROOMY),
        "Lost in this group / all that was lost in the currency.",
    ]
    won_amount: Annotated[
        int | None, Money("currency", "won amount"), "Sum of the amounts won; blank where none is known."
    ]
    lost_amount: Annotated[
        int | None, Money("currency", "lost amount"), "Sum of the amounts lost; blank where none is known."
    ]
    main_reason: Annotated[
        str | None,
        LostReason("main reason", show=ROOMY),
        "The reason most of the lost ones have; ties by name.",
    ]
    currency: Annotated[str | None, Text(show=DETAIL), CURRENCY]


@frozen
class CellRow:
    """What was lost where two traits meet, in one currency."""

    row: Annotated[str, Text(show=DETAIL), "Both traits: what --explain takes."]
    group: Annotated[str | None, Text(), "The trait of --by; blank where nobody said."]
    across: Annotated[str | None, Text(), "The trait of --across; blank where nobody said."]
    lost: Annotated[int, Number(named("lost", "count")), "Lost with both, by the day of closing."]
    share: Annotated[float | None, Percent(bar=True), "Lost with both / all that was lost in the currency."]
    amount: Annotated[
        int | None, Money("currency", "lost amount"), "Sum of their amounts; blank where none has one."
    ]
    currency: Annotated[str | None, Text(show=DETAIL), CURRENCY]
