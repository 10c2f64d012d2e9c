"""What an owner wants at a glance: panels, each a short listing that is asked for by itself.

A panel is one question in one short snapshot: whoever wants to write waits for that at most. The first rows
matter most: a small screen shows fewer.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.dashboard.alerts import alerts
from crmcli.domain.dashboard.events import events
from crmcli.domain.dashboard.month import month
from crmcli.domain.dashboard.sale import leads, pipeline, to_do
from crmcli.errors import UsageError
from crmcli.said import listed, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.sql import Reader


class Panel(NamedTuple):
    """A panel: its name, its title, what it asks, and whether its rows need the whole width.

    ``ask`` takes a reader and a ``Glance`` and gives a listing.
    """

    name: str
    title: str
    ask: Callable[[Any, Any], Any]
    wide: bool = False


PANELS = {
    panel.name: panel
    for panel in (
        Panel("today", say("Today"), to_do, wide=True),
        Panel("pipeline", say("Pipeline"), pipeline),
        Panel("month", say("This month, last month"), month),
        Panel("alerts", say("Look at"), alerts),
        Panel("leads", say("New leads"), leads),
        Panel("events", say("Newest"), events, wide=True),
    )
}
"""The panels, in the order in which a screen shows them when nobody says."""


def chosen(names: Sequence[str]) -> tuple[Panel, ...]:
    """Return the panels of these names in this order, all of them where none is named.

    Raises:
        UsageError: there is none of a name.
    """
    unknown = next((name for name in names if name not in PANELS), None)
    if unknown is not None:
        from crmcli.domain.text import nearest

        close = nearest(unknown, list(PANELS))
        hint = f"crm dashboard --panel {close[0]}" if close else say("one of: {names}", names=listed(PANELS))
        raise UsageError(say('no panel is called "{name}"', name=unknown), hint)
    return tuple(PANELS[name] for name in dict.fromkeys(names)) or tuple(PANELS.values())


def last_change(db: Reader, request: None) -> int:
    """Return the number of the last change in the journal, 0 before the first."""
    del request
    return int(db.value("SELECT max(id) FROM change") or 0)
