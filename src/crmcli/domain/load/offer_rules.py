"""What rows of prices, rates, needs and targets must be to be loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crmcli.domain.load.frame import Values


def price_fits(values: Values) -> str | None:
    """Return why a price can't be taken: nothing says from when."""
    if not values.get("valid_from"):
        return "a price needs the first day of it: --set valid_from=2027-01-01, or map a column"
    if values.get("price") is None and values.get("cost") is None:
        return "neither a price nor a cost"
    return None


def rate_fits(values: Values) -> str | None:
    """Return why a rate can't be taken."""
    from decimal import Decimal

    if Decimal(values["rate"]) <= 0:
        return f"a rate is above zero, not {values['rate']}"
    if values.get("base") == values["currency"]:
        return f"{values['currency']} in {values['currency']} is always 1"
    return None


def need_fits(values: Values) -> str | None:
    """Say that a need is covered where a product is named; return why one can't be taken."""
    weight = values.get("weight")
    if weight is not None and not 1 <= weight <= 5:
        return f"a weight lies between 1 and 5, not at {weight}"
    if values.get("product") and not values.get("status"):
        values["status"] = "covered"
    return None


def target_fits(values: Values) -> str | None:
    """Return why a target can't be taken."""
    from crmcli.domain.target import check_metric

    if values["until_on"] < values["from_on"]:
        return f"the period ends on {values['until_on']}, before it starts on {values['from_on']}"
    if values.get("amount") is not None and values.get("goal") is not None:
        return "a target has an amount or a number to reach, not both"
    of_amount = values.get("amount") is not None
    return check_metric(values["metric"], of_amount=of_amount, product=values.get("product"))
