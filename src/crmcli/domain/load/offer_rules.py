"""What rows of prices, rates, needs and targets must be to be loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.said import say

if TYPE_CHECKING:
    from crmcli.domain.load.frame import Values


def price_fits(values: Values) -> str | None:
    """Return why a price can't be taken: nothing says from when."""
    if not values.get("valid_from"):
        return say("a price needs the first day of it: --set valid_from=2027-01-01, or map a column")
    if values.get("price") is None and values.get("cost") is None:
        return say("neither a price nor a cost")
    return None


def rate_fits(values: Values) -> str | None:
    """Return why a rate can't be taken."""
    from decimal import Decimal

    if Decimal(values["rate"]) <= 0:
        return say("a rate is above zero, not {rate}", rate=values["rate"])
    if values.get("base") == values["currency"]:
        return say("{currency} in {currency} is always 1", currency=values["currency"])
    return None


def need_fits(values: Values) -> str | None:
    """Say that a need is covered where a product is named; return why one can't be taken."""
    weight = values.get("weight")
    if weight is not None and not 1 <= weight <= 5:
        return say("a weight lies between 1 and 5, not at {weight}", weight=weight)
    if values.get("product") and not values.get("status"):
        values["status"] = "covered"
    return None


def target_fits(values: Values) -> str | None:
    """Return why a target can't be taken."""
    from crmcli.domain.target import check_metric

    if values["until_on"] < values["from_on"]:
        return say(
            "the period ends on {until_on}, before it starts on {from_on}",
            until_on=values["until_on"],
            from_on=values["from_on"],
        )
    if values.get("amount") is not None and values.get("goal") is not None:
        return say("a target has an amount or a number to reach, not both")
    of_amount = values.get("amount") is not None
    return check_metric(values["metric"], of_amount=of_amount, product=values.get("product"))
