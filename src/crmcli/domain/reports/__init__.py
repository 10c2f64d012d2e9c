"""The table of reports: what each is called, says of itself and may be asked.

A report is a line here and the module of its name beside this one. The module holds ``Request``
(a frozen dataclass that extends ``scope.Asked``; its fields carry the names of the options) and
``report(db, request)``. Every report may be asked ``--as-of`` and ``--where``; ``options`` are its
own. Nothing is imported until a report runs.
"""

from typing import NamedTuple


class Option(NamedTuple):
    """An option of a report, as data.

    ``kind`` is text, flag, words (may be repeated), choice, currency (a code), file (the request gets
    its name and text), days (--since, --until and --period; the request gets since and until) or limit.
    """

    name: str
    help: str
    kind: str = "text"
    choices: tuple[str, ...] = ()
    metavar: str | None = None


class Entry(NamedTuple):
    """A report: its name, its line of help, a command a person would type."""

    name: str
    help: str
    example: str
    options: tuple[Option, ...] = ()

    @property
    def module(self) -> str:
        """Where it lives."""
        return f"{__name__}.{self.name}"


def by(default: str, *choices: str) -> Option:
    """Return the option that names what the rows stand for."""
    return Option("by", f"What a row stands for; without it {default}.", "choice", choices)


def days(what: str) -> Option:
    """Return the options that bound a report to a span of days."""
    return Option("days", what, "days")


CURRENCY = Option("currency", "Only amounts in this currency.", "currency", metavar="CODE")
LIMIT = Option("limit", "Rows at most.", "limit")

REPORTS = (
    Entry(
        "segments",
        "Sort buyers into segments: recency, frequency, money.",
        "crm report segments --as-of 2026-06-30 --where city=İzmir",
        (
            Option("list", "List the customers, not the segments.", "flag"),
            Option("segment", "List the customers of this segment only.", metavar="NAME"),
            Option(
                "bins",
                "Four lowest values of the scores 2 to 5, not quintiles: r=DAYS, f=ORDERS or m=AMOUNTS.",
                "words",
                metavar="f=2,3,5,10",
            ),
            Option("map", "A TOML file of segments instead of the standard ten.", "file"),
            CURRENCY,
            LIMIT,
        ),
    ),
    Entry(
        "pipeline",
        "Count open opportunities by stage, weighted; or won and lost.",
        "crm report pipeline --closed --by owner --period 2026-Q3",
        (
            by(
                "stage, or owner with --closed",
                "stage", "owner", "team", "branch", "manager", "product", "source", "month",
            ),
            Option("closed", "Won and lost instead of open: rate, value, days.", "flag"),
            days("closed (or expected to close)"),
            CURRENCY,
        ),
    ),
    Entry(
        "conversion",
        "Count leads converted, lost and open, with the days it took.",
        "crm report conversion --by month --period 2026",
        (
            by("source", "source", "owner", "month", "campaign"),
            Option("reasons", "Why leads were lost.", "flag"),
            days("created"),
        ),
    ),
    Entry(
        "sales",
        "Add up orders by period, product, category, owner or place.",
        "crm report sales --by product --period 2026-Q3",
        (
            by(
                "month",
                "month", "quarter", "year", "product", "category", "owner", "city", "country", "customer",
                "branch",
            ),
            days("ordered"),
            CURRENCY,
            LIMIT,
        ),
    ),
)  # fmt: skip
