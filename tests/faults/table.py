"""Faults that the program must survive: what happens, what must hold, and the test that proves it.

The rule for all of them: no traceback, no hang, exit code 0 only if everything asked was done, a store that
passes its integrity check, and data exactly as promised. ``docs/reliability.md`` is made of this table.
"""

from typing import NamedTuple

from tests.faults.row import Row
from tests.faults.rows_given import COMMAND_LINE, STRUCTURES, TABLES
from tests.faults.rows_moments import ERASURE, SERVER, SIGNALS, TIME_AND_MONEY, TOGETHER
from tests.faults.rows_places import ENVIRONMENT, STORE


class Area(NamedTuple):
    """Faults of one kind; their numbers begin with its letter."""

    letter: str
    title: str
    rows: tuple[Row, ...]


AREAS = (
    Area("A", "The command line", COMMAND_LINE),
    Area("B", "Tables to import", TABLES),
    Area("C", "Workbooks, JSON, invoices, cards, mail", STRUCTURES),
    Area("D", "Streams, terminals, settings, memory", ENVIRONMENT),
    Area("E", "The store's file", STORE),
    Area("F", "Signals, kills and power cuts", SIGNALS),
    Area("G", "Many at once", TOGETHER),
    Area("H", "A server", SERVER),
    Area("I", "Time and money", TIME_AND_MONEY),
    Area("J", "Erasure", ERASURE),
)
FAULTS = tuple(row for area in AREAS for row in area.rows)
