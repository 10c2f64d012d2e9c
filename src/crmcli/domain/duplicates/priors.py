"""What is taken for granted of each field before a store has said anything: m and u by level.

``m`` is the probability of a level among pairs that are the same, ``u`` among pairs that are not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from crmcli.domain.duplicates.levels import ALIAS, DIFFER, EXACT, FAR, FIELDS, NEAR


class Prior(NamedTuple):
    """What is taken for granted of a field: m and u by level, and how common a value is as a rule."""

    m: Mapping[int, float]
    u: Mapping[int, float]
    common: float


def _prior(m: Sequence[float], u: Sequence[float], common: float) -> Prior:
    """Return a prior of levels FAR, NEAR, ALIAS and EXACT (m only); what is left is DIFFER."""
    far, near, alias, exact = m
    made = {DIFFER: 1 - sum(m), FAR: far, NEAR: near, ALIAS: alias, EXACT: exact}
    return Prior(made, {DIFFER: 1 - sum(u), FAR: u[0], NEAR: u[1], ALIAS: u[2]}, common)


PRIORS = {
    "name": _prior((0.03, 0.08, 0.04, 0.82), (0.05, 0.004, 0.01), 0.003),
    "second name": _prior((0.04, 0.09, 0.05, 0.74), (0.05, 0.004, 0.01), 0.003),
    "third name": _prior((0.04, 0.09, 0.05, 0.70), (0.05, 0.004, 0.01), 0.003),
    "phone": _prior((0.01, 0.05, 0.001, 0.70), (2e-6, 2e-5, 1e-6), 1e-5),
    "mail": _prior((0.05, 0.06, 0.08, 0.58), (2e-3, 2e-5, 1e-4), 1e-5),
    "domain": _prior((0.001, 0.001, 0.001, 0.70), (1e-3, 1e-3, 1e-3), 1e-4),
    "tax": _prior((0.01, 0.04, 0.001, 0.90), (1e-4, 1e-5, 1e-6), 1e-6),
    "born": _prior((0.03, 0.06, 0.04, 0.83), (0.02, 0.001, 0.006), 5e-5),
    "street": _prior((0.07, 0.10, 0.15, 0.53), (0.01, 0.001, 0.003), 1e-3),
    "number": _prior((0.001, 0.001, 0.001, 0.85), (1e-3, 1e-3, 1e-3), 0.02),
    "city": _prior((0.02, 0.05, 0.001, 0.85), (0.01, 0.003, 1e-3), 0.05),
    "district": _prior((0.03, 0.05, 0.001, 0.77), (0.01, 0.002, 1e-3), 0.02),
    "region": _prior((0.01, 0.02, 0.001, 0.92), (0.01, 0.01, 1e-3), 0.1),
    "postal": _prior((0.03, 0.06, 0.001, 0.79), (0.05, 0.02, 1e-3), 1e-3),
    "company": _prior((0.03, 0.05, 0.001, 0.67), (0.01, 0.001, 1e-3), 1e-3),
}
_CUSTOM = _prior((0.04, 0.06, 0.001, 0.70), (0.02, 0.01, 1e-3), 0.05)


def prior_of(field: str) -> Prior:
    """Return what is taken for granted of a field."""
    return PRIORS.get(field, _CUSTOM)


def field_names(customs: int) -> tuple[str, ...]:
    """Return the fields of a pattern with so many custom fields."""
    return FIELDS + tuple(f"custom {place}" for place in range(customs))
