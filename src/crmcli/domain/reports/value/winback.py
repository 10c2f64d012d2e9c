"""``report winback``: lapsed customers worth winning back, and what win-back campaigns brought.

Lapsed is who has been quiet for more than ``lapsed_days``, or who is lost by its own rhythm (``leaving``).
Worth is what a year of the customer brought, times the chance that it buys again within ``lapsed_days``.
By campaign: who was reached came back when it bought within so many days of the first day of the campaign;
those held out show how many come back by themselves (``campaigns.lift``).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import fsum
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, ROOMY, Day, Duration, Money, Number, Percent, Ref, Text
from crmcli.domain.reports import figures
from crmcli.domain.reports.groups import cut
from crmcli.domain.reports.scope import Asked
from crmcli.domain.reports.value import leaving, occasions
from crmcli.domain.reports.value.fitting import shown
from crmcli.domain.reports.value.leaving import Leaver
from crmcli.domain.reports.value.occasions import day_of
from crmcli.domain.reports.value.winback_campaign_rows import CampaignRow
from crmcli.domain.reports.value.winback_campaigns import Contact
from crmcli.domain.results import Report
from crmcli.domain.uncollected import uncollected
from crmcli.said import say

if TYPE_CHECKING:
    from crmcli.domain.pictures import Picture
    from crmcli.domain.reports.value.occasions import Occasions
    from crmcli.domain.results import Listing
    from crmcli.sql import Reader

BY = ("customer", "campaign")
_BARS = 10


@frozen
class Request(Asked):
    """``days`` in which a purchase after a contact is a return; ``cycle_quiet_factor`` as text."""

    days: int | None = None
    cycle_quiet_factor: str = "2"


@frozen
class WinbackRow:
    """A lapsed customer; in the total's row sums, and the mean of the chances."""

    id: Annotated[int | None, Ref("C", "no."), "The customer's number."]
    name: Annotated[str | None, Text(), "The customer's name."]
    last: Annotated[date | None, Day("last bought", show=ROOMY), "Day of the last purchase."]
    quiet: Annotated[int | None, Duration(), "Days since the last purchase."]
    purchases: Annotated[int, Number("bought"), "Days with a purchase, ever."]
    value: Annotated[
        int | None,
        Money("currency", "a year of it"),
        "What the year up to the last purchase brought, refunds off. Blank where no amount is known.",
    ]
    alive: Annotated[
        float | None,
        Percent("P(alive)", digits=0, show=ROOMY),
        "Chance that it still buys by BG/NBD (Fader, Hardie and Lee 2005); blank for who bought once, and "
        "without the extra 'analytics' or data enough.",
    ]
    chance: Annotated[
        float,
        Percent(digits=0),
        "Chance that it buys within the next lapsed_days, from how such silences went on: 1 less the risk of "
        "crm report churn; in the total the mean.",
    ]
    expected: Annotated[int | None, Money("currency"), "A year of it times the chance."]
    tried: Annotated[int, Number(show=ROOMY), "Win-back campaigns that reached it so far."]
    came: Annotated[
        int, Number("came back", show=ROOMY), "Of them, those after which it bought within --days (30)."
    ]
    tried_on: Annotated[date | None, Day("last tried", show=DETAIL), "First day of the newest of them."]
    reason: Annotated[str | None, Text("why", show=DETAIL), "What the chance comes from."]
    currency: Annotated[str | None, Text(show=DETAIL), "Currency of the amounts."]


ROWS = (WinbackRow, CampaignRow)


class Candidate(NamedTuple):
    """A lapsed customer with the win-back campaigns that reached it."""

    leaver: Leaver
    tries: Sequence[Contact]

    @property
    def chance(self) -> float:
        """The chance that it buys again."""
        return shown(1 - self.leaver.risk)

    @property
    def expected(self) -> int | None:
        """What is to be won: the value times the chance, in minor units."""
        value = self.leaver.value
        return None if value is None else round(value * self.chance)


@uncollected()
def report(db: Reader, request: Request) -> Report[Any]:
    """List the lapsed, the most to be won first; or the win-back campaigns, the newest first.

    Raises:
        UsageError: the days are none.
    """
    from crmcli.domain.reports.value import winback_campaigns

    days = winback_campaigns.window_days(request.days)
    if request.by == "campaign":
        return winback_campaigns.report(db, request, days)
    found = occasions.fetch(db, request)
    people, worthless = candidates(db, request, found)
    from crmcli.domain.reports.value.still_buying import chances

    alive = chances(found)
    rows = winback_rows(people, found, alive.of, occasions.labels(db), days)
    shown_rows, rest = cut(rows, request.limit, "customer")
    return Report(
        "winback",
        WinbackRow,
        shown_rows,
        say("Customers to win back{span}", span=request.span),
        request.as_of,
        pictures=_pictures(rows, found.currency, request.language),
        total=_total(rows, found.currency) if len(rows) > 1 else None,
        empty="nobody who was worth it has lapsed: crm report churn shows who may",
        notes=(
            *rest,
            *figures.left_out(
                worthless, say("lapsed customer"), say("whose last year brought nothing left out")
            ),
            *winback_campaigns.told(db, request, days),
            *alive.notes,
            *found.notes,
        ),
    )


def candidates(db: Reader, request: Request, found: Occasions) -> tuple[list[Candidate], int]:
    """Return the lapsed among the buyers asked about, and how many of them are worth nothing.

    Where no amount is known at all, nobody is worth nothing.
    """
    from crmcli.domain.reports.value.winback_campaigns import contacts

    numbers = occasions.asked(db, request)
    tried = contacts(db, request.as_of)
    people = []
    worthless = 0
    for one in leaving.leavers(found, float(request.cycle_quiet_factor), request.lapsed_days):
        number = one.history.id
        if (numbers is not None and number not in numbers) or not _lapsed(one, request.lapsed_days):
            continue
        if found.currency is not None and (one.value or 0) <= 0:
            worthless += 1
            continue
        people.append(Candidate(one, tried.get(number, ())))
    return people, worthless


def _lapsed(one: Leaver, lapsed_days: int) -> bool:
    """Tell whether a buyer is to be won back."""
    return one.quiet > lapsed_days or one.kind == "lost"


def winback_rows(
    people: Sequence[Candidate],
    found: Occasions,
    alive: dict[int, float],
    labels: dict[int, tuple[str, str]],
    days: int,
) -> list[WinbackRow]:
    """Return a row a customer; the most to be won first, then by chance, name and number."""
    ranked = sorted(
        people,
        key=lambda one: (
            -(one.expected or 0),
            -one.chance,
            labels[one.leaver.history.id][1],
            one.leaver.history.id,
        ),
    )
    rows = []
    for one in ranked:
        history, value = one.leaver.history, one.leaver.value
        starts = [each.start for each in one.tries]
        rows.append(
            WinbackRow(
                id=history.id,
                name=labels[history.id][0],
                last=day_of(history.last),
                quiet=one.leaver.quiet,
                purchases=len(history.days),
                value=value,
                alive=alive.get(history.id),
                chance=one.chance,
                expected=one.expected,
                tried=len(starts),
                came=sum(any(start <= day < start + days for day in history.days) for start in starts),
                tried_on=day_of(max(starts)) if starts else None,
                reason=one.leaver.reason,
                currency=found.currency if value is not None else None,
            )
        )
    return rows


def _total(rows: Sequence[WinbackRow], currency: str | None) -> WinbackRow:
    """Return the row of all of them."""
    value = figures.added(row.value for row in rows)
    blank: dict[str, Any] = dict.fromkeys(("id", "name", "last", "quiet", "alive", "tried_on", "reason"))
    return WinbackRow(
        **blank,
        purchases=sum(row.purchases for row in rows),
        value=value,
        chance=shown(fsum(row.chance for row in rows) / len(rows)),
        expected=figures.added(row.expected for row in rows),
        tried=sum(row.tried for row in rows),
        came=sum(row.came for row in rows),
        currency=currency if value is not None else None,
    )


def _pictures(rows: Sequence[WinbackRow], currency: str | None, language: str) -> tuple[Picture, ...]:
    """Return those of whom most is to be won; a tick stands at what a year of them brought."""
    from crmcli.domain.money import human, minor_digits
    from crmcli.domain.pictures import Bar, Bars

    if currency is None:
        return ()
    scale = 10 ** minor_digits(currency)
    bars = tuple(
        Bar(
            row.name or f"C-{row.id}",
            row.expected / scale,
            human(row.expected, currency, language),
            mark=(row.value or 0) / scale,
        )
        for row in rows[:_BARS]
        if row.expected
    )
    return (Bars("Most to be won; the mark: a year of theirs", bars),) if bars else ()


def explain(db: Reader, request: Request, row: Any) -> tuple[Listing[Any], ...]:
    """Return how the chance and the worth are made, past tries and purchases; of a campaign, its members."""
    from crmcli.domain.reports.value import winback_campaigns, winback_told

    days = winback_campaigns.window_days(request.days)
    if isinstance(row, CampaignRow):
        return winback_campaigns.explain(db, request, row, days)
    found = occasions.fetch(db, request)
    people, _ = candidates(db, request, found)
    if row.id is None:
        return winback_told.several(winback_rows(people, found, {}, occasions.labels(db), days), row)
    (one,) = (each for each in people if each.leaver.history.id == row.id)
    return winback_told.customer(db, request, found, one)
