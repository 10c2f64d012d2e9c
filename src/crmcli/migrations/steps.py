"""The steps between schema versions, oldest first; a released step is never changed.

A step gets ``run``, which takes one SQL statement, and the engine's name. All pending steps are one
transaction, with references unchecked on SQLite until its end. The triggers and views are away
meanwhile and made anew from the packaged schema afterwards: a step writes rows as it likes, and
nothing of it is in the journal. There is no way down: restore the backup that was made before.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from crmcli.migrations import SCHEMA_VERSION

Run = Callable[[str], object]


class Step(NamedTuple):
    """One step to ``version``: why, and how."""

    version: int
    reason: str
    apply: Callable[[Run, str], None]


def _packaged(version: int) -> Callable[[Run, str], None]:
    """Return a step that runs the statements packaged for it, one file an engine."""

    def apply(run: Run, engine: str) -> None:
        from pathlib import Path

        text = Path(__file__).with_name(f"to_{version}.{engine}.sql").read_text(encoding="utf-8")
        for statement in text.rstrip("\n").split(";\n--\n"):
            run(statement)

    return apply


STEPS: tuple[Step, ...] = (
    Step(
        2,
        "declared custom fields, further addresses, consents, merged numbers, pairs told apart, erasures",
        _packaged(2),
    ),
    Step(
        3,
        "relations, plans, files, needs, quotes, payments, rates, cases, surveys, segments, campaigns, rules",
        _packaged(3),
    ),
)


def pending(found: int, steps: Sequence[Step] = STEPS) -> list[Step]:
    """Return the steps that lead from a version to the newest."""
    return sorted((step for step in steps if step.version > found), key=lambda step: step.version)


def newest(steps: Sequence[Step] = STEPS) -> int:
    """Return the version that the steps lead to."""
    return max((step.version for step in steps), default=SCHEMA_VERSION)
