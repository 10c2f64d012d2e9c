"""The rows of ``report clv``: a customer, a group of them, a parameter of the model."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, ROOMY, Day, Money, Number, Percent, Ref, Text
from crmcli.said import named


@frozen
class ClvRow:
    """What a customer is worth within the horizon; in the total's row sums, and the mean of ``alive``."""

    id: Annotated[int | None, Ref("C", "no."), "The customer's number."]
    name: Annotated[str | None, Text(), "The customer's name."]
    repeat: Annotated[
        int,
        Number("again", show=ROOMY),
        "Purchases after the first (x): days with an order, or weeks with --occasion week.",
    ]
    recency: Annotated[
        float | None,
        Number("recency", show=DETAIL, digits=2),
        "Weeks from the first purchase to the last (t_x); 0 without a repeat purchase.",
    ]
    age: Annotated[
        float | None,
        Number("T", show=DETAIL, digits=2),
        "Weeks from the first purchase to the day of the report (T).",
    ]
    alive: Annotated[
        float | None,
        Percent("alive", digits=0),
        "Chance that the customer still buys, P(alive) of BG/NBD (Fader, Hardie and Lee 2005); 1 without a "
        "repeat purchase; in the total the mean. Blank by the simple formula.",
    ]
    expected: Annotated[
        float, Number("expected", digits=2), "Purchases expected within the horizon (equation 10 there)."
    ]
    least: Annotated[
        int | None,
        Number("at least", show=DETAIL),
        "Low end of the 80 % interval of purchases within the horizon. Blank by the simple formula.",
    ]
    most: Annotated[
        int | None,
        Number("at most", show=DETAIL),
        "High end of the 80 % interval of purchases within the horizon. Blank by the simple formula.",
    ]
    average: Annotated[
        int | None,
        Money("currency", "paid so far", show=DETAIL),
        "Mean of the repeat purchases of which the amount is known, refunds off; blank without one.",
    ]
    spend: Annotated[
        int | None,
        Money("currency", "each", show=ROOMY),
        "What a purchase is expected to bring: Gamma-Gamma (Fader and Hardie 2013), between the customer's "
        "mean and that of all. Blank where no amount is known.",
    ]
    value: Annotated[
        int | None,
        Money("currency"),
        "What the purchases within the horizon are worth, discounted by month. Blank where no amount is "
        "known.",
    ]
    low: Annotated[
        int | None,
        Money("currency", named("from", "end")),
        "Low end of the 80 % interval: of a customer that of its purchases, each at what it is expected to "
        "bring; of all, of the sum. Blank by the simple formula.",
    ]
    high: Annotated[
        int | None, Money("currency", named("to", "end")), "High end of the 80 % interval, as the low one."
    ]
    first: Annotated[date | None, Day("first bought", show=DETAIL), "Day of the first purchase."]
    last: Annotated[date | None, Day("last bought", show=DETAIL), "Day of the last purchase."]
    currency: Annotated[str | None, Text(show=DETAIL), "Currency of the amounts."]


@frozen
class GroupRow:
    """What the customers of a group are worth together."""

    group: Annotated[str | None, Text(), "What the customers have in common; blank where nobody said."]
    customers: Annotated[int, Number(), "Customers who bought."]
    repeat: Annotated[int, Number("came again", show=ROOMY), "Of them, those with a repeat purchase."]
    alive: Annotated[
        float | None,
        Number("alive", digits=1),
        "How many of them still buy: the sum of the chances. Blank by the simple formula.",
    ]
    expected: Annotated[float, Number("expected", digits=1), "Purchases expected within the horizon."]
    value: Annotated[
        int | None, Money("currency"), "What their purchases within the horizon are worth, discounted."
    ]
    share: Annotated[float | None, Percent(bar=True), "Share of the value of all customers asked about."]
    low: Annotated[
        int | None,
        Money("currency", named("from", "end"), show=ROOMY),
        "Low end of the 80 % interval of the sum. Blank by the simple formula.",
    ]
    high: Annotated[
        int | None,
        Money("currency", named("to", "end"), show=ROOMY),
        "High end of the 80 % interval of the sum.",
    ]
    currency: Annotated[str | None, Text(show=DETAIL), "Currency of the amounts."]


@frozen
class ParameterRow:
    """A figure of a model."""

    key: Annotated[str, Text(show=DETAIL), "Model and parameter, as --explain takes them."]
    model: Annotated[str, Text(), "BG/NBD for purchases, Gamma-Gamma for what one brings."]
    parameter: Annotated[str, Text(wrap=False), "The parameter's name in the paper, or what is counted."]
    value: Annotated[
        float | None,
        Number(digits=4),
        "Its value: time in weeks, amounts in whole units of the currency, six significant digits.",
    ]
    error: Annotated[
        float | None,
        Number("standard error", digits=4),
        "Its standard error from the observed information; blank where the data do not tell, or of a count.",
    ]
    about: Annotated[str, Text("what it is"), "What it stands for."]
