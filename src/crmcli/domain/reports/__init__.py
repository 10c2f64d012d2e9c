"""The table of reports: each is a line in its family's package, and the module of its name there.

The module holds ``Request`` (a frozen dataclass that extends ``scope.Asked``; its own fields carry the
names of the options), ``BY``, ``ROWS`` (its row types), ``report(db, request)``, and ``explain(db, request,
row)``, which gives the listings behind one row of its answer. What is the same for all (``--compare``,
``--explain``, ``--alert``) is in ``answer``. Nothing of a report is imported until it runs.
"""

from typing import NamedTuple

from crmcli.domain.reports.care import CARE
from crmcli.domain.reports.customers import CUSTOMERS
from crmcli.domain.reports.entry import Entry, Option
from crmcli.domain.reports.market import MARKET
from crmcli.domain.reports.money import MONEY
from crmcli.domain.reports.next_steps import NEXT_STEPS
from crmcli.domain.reports.pipeline import PIPELINE
from crmcli.domain.reports.standing import STANDING
from crmcli.domain.reports.value import VALUE

__all__ = ["FAMILIES", "REPORTS", "Entry", "Family", "Option", "entry_of"]


class Family(NamedTuple):
    """Reports that answer one question: the package they live in, the question, the reports."""

    package: str
    title: str
    entries: tuple[Entry, ...]


def _family(package: str, title: str, entries: tuple[Entry, ...]) -> Family:
    return Family(package, title, tuple(entry._replace(family=package) for entry in entries))


FAMILIES = (
    _family("market", "What is to be done, and what brings customers in", MARKET),
    _family("money", "What was sold, and what it brought", MONEY),
    _family("customers", "Who buys", CUSTOMERS),
    _family("value", "What customers will be worth, and who leaves", VALUE),
    _family("next_steps", "What to offer, and to whom", NEXT_STEPS),
    _family("pipeline", "From lead to closed sale", PIPELINE),
    _family("standing", "How we stand with customers", STANDING),
    _family("care", "How customers fare with us", CARE),
)
REPORTS = tuple(entry for family in FAMILIES for entry in family.entries)


def entry_of(name: str) -> Entry | None:
    """Return the report of a name, None where there is none."""
    return next((entry for entry in REPORTS if entry.name == name), None)
