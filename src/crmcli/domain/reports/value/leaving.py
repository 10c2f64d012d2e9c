"""Who is leaving: each buyer's silence against its rhythm, the chance that it is for good, what is at stake.

With k, the setting cycle_quiet_factor: ``safe`` has been quiet no longer than three of four of its gaps, and
rather buys than not; ``watch`` no longer than k usual gaps, ``at risk`` longer, ``lost`` longer than 2 k of
them. The usual gap is the median of the own ones from three purchases on; before, the time in which three of
four came again of those who did after as many purchases. The risk is the chance that nothing is bought within
the next ``lapsed_days``: of the silences of such customers that lasted as long, the share that went on for
so many days more (``silence``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from crmcli.domain.counting import counted
from crmcli.domain.reports.value.fitting import shown
from crmcli.domain.reports.value.occasions import History
from crmcli.domain.reports.value.rhythm import FLOOR, Habits, Rhythm, lasted
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.reports.value.occasions import Occasions
    from crmcli.domain.reports.value.silence import Curve

CLASSES = ("safe", "watch", "at risk", "lost")
YEAR = 365
RATHER = 0.5
"""Risk from which on nobody is called safe, however short the silence."""
LOST = 2
"""Times the days at which a customer is at risk, it is lost."""


class Leaver(NamedTuple):
    """A buyer: days quiet, its rhythm (None: nobody ever came again), class, risk 0..1 and why.

    ``value`` is what the year up to its last purchase brought, refunds off, in minor units; None where no
    amount is known.
    """

    history: History
    quiet: int
    rhythm: Rhythm | None
    limit: float
    kind: str
    risk: float
    reason: str
    value: int | None

    @property
    def at_risk(self) -> int | None:
        """The value times the risk, in minor units; None of an unknown value, 0 of one below zero."""
        return None if self.value is None else max(round(self.value * self.risk), 0)


def leavers(found: Occasions, factor: float, lapsed_days: int) -> list[Leaver]:
    """Return every buyer, in their order."""
    habits = Habits(found.histories, found.end)
    return [leaver(one, habits, found.end, factor, lapsed_days) for one in found.histories]


def leaver(one: History, habits: Habits, end: int, factor: float, lapsed_days: int) -> Leaver:
    """Return a buyer as of the day ``end`` (ordinal); without any rhythm ``lapsed_days`` is the limit."""
    quiet = end - one.last
    rhythm = habits.rhythm(one)
    limit = float(lapsed_days) if rhythm is None else factor * rhythm.usual
    late = limit if rhythm is None else safe_until(rhythm, limit)
    curve = habits.curve(one)
    risk = _risk(curve, rhythm, quiet, limit, lapsed_days)
    reason = _reason(one, rhythm, quiet)
    if curve is None:
        reason += say("; too few silences to tell how they end")
    elif lasted(rhythm, quiet) > curve.reach:
        reason += say("; hardly any silence got so long: how it ends is a guess")
    else:
        reason += say(
            "; {risk} of 100 such buy within {counted}",
            risk=round((1 - risk) * 100),
            counted=counted(lapsed_days, "day"),
        )
    return Leaver(one, quiet, rhythm, limit, _kind(quiet, late, limit, risk), risk, reason, value(one))


def safe_until(rhythm: Rhythm, limit: float) -> float:
    """Return the days up to which a buyer is safe."""
    return min(max(rhythm.late, rhythm.usual), limit)


def _kind(quiet: int, late: float, limit: float, risk: float) -> str:
    """Return the class: exactly one."""
    if quiet > LOST * limit:
        return "lost"
    if quiet > limit:
        return "at risk"
    return "watch" if quiet > late or risk >= RATHER else "safe"


def _risk(curve: Curve | None, rhythm: Rhythm | None, quiet: int, limit: float, ahead: int) -> float:
    """Return the chance that the silence goes on; without a curve how far it is on the way to lost."""
    if curve is None:
        return shown(min(quiet / max(LOST * limit, 1), 1.0))
    return shown(curve.goes_on(lasted(rhythm, quiet), lasted(rhythm, ahead)))


def _reason(one: History, rhythm: Rhythm | None, quiet: int) -> str:
    """Return how the silence compares with the rhythm."""
    days = counted(quiet, "day")
    if rhythm is not None and rhythm.own:
        taken = say(", {floor} is taken", floor=FLOOR) if rhythm.gap < FLOOR else ""
        return say(
            "quiet {days}, buys every {gap:.0f}{taken}: {quiet:.1f} x",
            days=days,
            gap=rhythm.gap,
            taken=taken,
            quiet=quiet / rhythm.usual,
        )
    return say("bought {part}, {days} ago", part=_times(one), days=days)


def _times(one: History) -> str:
    """Return how often somebody bought who bought once or twice: orders of one day are one purchase."""
    if len(one.days) == 1:
        return say("once") if one.orders < 2 else say("once ({orders} orders of one day)", orders=one.orders)
    return say("twice") if one.orders <= 2 else say("twice ({orders} orders of two days)", orders=one.orders)


def value(one: History) -> int | None:
    """Return what the year up to the last purchase brought; None where no amount is known."""
    since = one.last - YEAR
    known = [
        amount for day, amount in zip(one.days, one.spent, strict=True) if day > since and amount is not None
    ]
    return sum(known) if known else None


def parts(every: Sequence[Leaver]) -> dict[str, list[Leaver]]:
    """Return the buyers by class, every class there."""
    found: dict[str, list[Leaver]] = {kind: [] for kind in CLASSES}
    for one in every:
        found[one.kind].append(one)
    return found
