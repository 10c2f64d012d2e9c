"""Results that go to files by the clock: apart from the others, since only ``report run`` needs them."""

from __future__ import annotations

from typing import Any, NamedTuple

from crmcli.domain.results import Bundle, Record, Report


class Kept(NamedTuple):
    """How many files of one name stay, the new one among them; ``pattern`` finds the others of that name.

    What its groups find tells the newest: days, weeks, months as ISO text.
    """

    files: int
    pattern: str


class Paper(NamedTuple):
    """One of several results: what it is called, what became of it, and where it goes.

    ``failure`` stands in the place of a result. ``format`` None follows from the name of the file, and
    ``output`` None is standard output. ``alerts`` are said even where notes are not. ``digest`` tells
    whether it differs from what ``Batch.known`` remembers; None where it is written in any case. Of one
    without rows nothing is written where ``silent``. ``last`` is the day to be remembered, if any.
    ``inside`` the bundle that stands before it, it is written there and nowhere else.
    """

    name: str
    result: Report[Any] | Record[Any] | Bundle | None = None
    failure: Exception | None = None
    format: str | None = None
    output: str | None = None
    alerts: tuple[str, ...] = ()
    digest: str | None = None
    silent: bool = False
    keep: Kept | None = None
    last: str | None = None
    inside: bool = False
