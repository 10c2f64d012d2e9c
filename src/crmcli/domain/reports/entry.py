"""What a report is, as data: what it is called, says of itself and may be asked."""

from __future__ import annotations

from typing import NamedTuple

PACKAGE = "crmcli.domain.reports"


class Option(NamedTuple):
    """An option of a report, as data.

    ``kind`` is text, flag, words (may be repeated), choice, file (the request gets its name and text),
    number (a whole one), setting (of that name, which the option overrides) or own_currency (a code, the
    setting's without).
    """

    name: str
    help: str
    kind: str = "text"
    choices: tuple[str, ...] = ()
    metavar: str | None = None


class Entry(NamedTuple):
    """A report.

    ``of`` are the records that ``--where`` picks, in words; ``days`` says which days ``--since``,
    ``--until`` and ``--period`` bound: "ordered". ``by`` is what a row may stand for, the first what it
    does when nobody says. ``options`` are its own beside those that every report has;
    ``family`` is the package it lives in, set by the table. ``ahead`` says that those days may lie after
    the day of the report: what is due, what is expected.
    """

    name: str
    help: str
    example: str
    of: str
    days: str
    by: tuple[str, ...]
    options: tuple[Option, ...] = ()
    family: str = ""
    ahead: bool = False

    @property
    def module(self) -> str:
        """Where it lives."""
        return f"{PACKAGE}.{self.family}.{self.name.replace('-', '_')}"


def setting(name: str, metavar: str, meaning: str = "") -> Option:
    """Return the option that stands for a setting in one run; ``meaning`` where its own words don't fit."""
    return Option(name, meaning, "setting", metavar=metavar)
