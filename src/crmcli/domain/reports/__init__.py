"""The table of reports; every report is a line in a module of ``entries`` and the module of its name here.

The module holds ``Request`` (a frozen dataclass that extends ``scope.Asked``; its own fields carry the
names of the options), ``report(db, request)``, and ``explain(db, request, row)``, which gives the
listings behind one row of its answer. What is the same for all (``--compare``, ``--explain``) is in
``answer``. Nothing of a report is imported until it runs.
"""

from crmcli.domain.reports.entries.care import CARE
from crmcli.domain.reports.entries.customers import CUSTOMERS
from crmcli.domain.reports.entries.market import MARKET
from crmcli.domain.reports.entries.money import MONEY
from crmcli.domain.reports.entries.next_steps import NEXT_STEPS
from crmcli.domain.reports.entries.pipeline import PIPELINE
from crmcli.domain.reports.entries.standing import STANDING
from crmcli.domain.reports.entries.value import VALUE
from crmcli.domain.reports.entry import Entry, Option

__all__ = ["REPORTS", "Entry", "Option", "entry_of"]

REPORTS = (*MONEY, *CUSTOMERS, *VALUE, *NEXT_STEPS, *PIPELINE, *MARKET, *STANDING, *CARE)


def entry_of(name: str) -> Entry | None:
    """Return the report of a name, None where there is none."""
    return next((entry for entry in REPORTS if entry.name == name), None)
