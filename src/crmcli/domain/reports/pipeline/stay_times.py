"""How long stays take: quantiles of the Kaplan-Meier estimate, with those that run; and of plain lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.reports.kaplan_meier import Curve, Point

_SLACK = 1e-9
"""A product of ratios that should meet a share may miss it by the last digit."""


def reached(estimate: Curve, share: float) -> Point | None:
    """Return the first point at which at least ``share`` (0..1) of the stays are over; None before that."""
    return next((one for one in estimate.points if one.survival <= 1 - share + _SLACK), None)


def quantile(estimate: Curve, share: float) -> int | None:
    """Return the days after which at least ``share`` (0..1) of the stays are over; None where not reached."""
    found = reached(estimate, share)
    return None if found is None else found.days


def nearest_rank(values: Sequence[int], percent: int) -> int | None:
    """Return the smallest value that at least ``percent`` of the values are not above; None of nothing."""
    if not values:
        return None
    place = -(-percent * len(values) // 100)
    return sorted(values)[max(place, 1) - 1]
