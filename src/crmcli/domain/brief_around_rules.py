"""The rules of a brief beside the sale: cadences, quotes that wait, plans behind their time. Pure."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from crmcli.domain.counting import counted
from crmcli.said import say


class Kept(NamedTuple):
    """A cadence: days between contacts, and by how many it is broken; 0 kept, None before the first."""

    every: int
    over: int | None

    @property
    def text(self) -> str:
        """Return ``every 30 days, broken by 12 days``."""
        every = say("every {counted}", counted=counted(self.every, "day"))
        if self.over is None:
            return say("{every}, no contact yet", every=every)
        return (
            say("{every}, broken by {counted}", every=every, counted=counted(self.over, "day"))
            if self.over
            else say("{every}, kept", every=every)
        )


class Waiting(NamedTuple):
    """A quote that was sent: its last day, None where it has none."""

    until: date | None


def cadence(every: int, last: date | None, as_of: date) -> Kept:
    """Return whether a cadence is kept; on the last day of it, it is."""
    if last is None:
        return Kept(every, None)
    return Kept(every, max(0, (as_of - last).days - every))


def waiting(quote: Waiting, as_of: date) -> str:
    """Return how long a quote holds: its last day is a day on which it does."""
    if quote.until is None:
        return "waiting"
    left = (quote.until - as_of).days
    if left < 0:
        return say("expired {counted} ago", counted=counted(-left, "day"))
    return say("expires today") if left == 0 else say("expires in {counted}", counted=counted(left, "day"))


def progress(steps: int, done: int, span: tuple[date | None, date | None], as_of: date) -> str:
    """Return how a plan stands: overdue, behind its time, on its way, all steps done, without steps.

    Behind is a smaller share of the steps done than of the time from its first to its last day passed.
    """
    first, last = span
    if steps and done >= steps:
        return say("all steps done")
    if last is not None and as_of > last:
        return say("overdue by {counted}", counted=counted((as_of - last).days, "day"))
    if not steps:
        return say("no steps yet")
    if first is not None and last is not None and last > first:
        passed = max(0, (as_of - first).days) / (last - first).days
        if done / steps < passed:
            return "behind"
    return say("on its way")
