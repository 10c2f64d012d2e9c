"""The steps between schema versions, oldest first; a released step is never changed.

A step gets ``run``, which takes one SQL statement, and the engine's name. All pending steps are one
transaction. There is no way down: restore the backup that was made before.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

Run = Callable[[str], object]


class Step(NamedTuple):
    """One step to ``version``: why, and how."""

    version: int
    reason: str
    apply: Callable[[Run, str], None]


STEPS: tuple[Step, ...] = ()


def pending(found: int, steps: tuple[Step, ...] | None = None) -> list[Step]:
    """Return the steps that lead from a version to the newest."""
    return sorted((step for step in (STEPS if steps is None else steps) if step.version > found))
