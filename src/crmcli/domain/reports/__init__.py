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
    its name and text), days (--since, --until and --period; the request gets since and until), setting
    (of that name, which the option overrides), own_currency (the setting's without) or limit.
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
        return f"{__name__}.{self.name.replace('-', '_')}"


def by(default: str, *choices: str) -> Option:
    """Return the option that names what the rows stand for."""
    return Option("by", f"What a row stands for; without it {default}.", "choice", choices)


def days(what: str) -> Option:
    """Return the options that bound a report to a span of days."""
    return Option("days", what, "days")


CURRENCY = Option("currency", "Only amounts in this currency.", "currency", metavar="CODE")
IN_ONE = Option(
    "currency", "All amounts in this currency, at the rates of their days.", "currency", metavar="CODE"
)
LIMIT = Option("limit", "Rows at most.", "limit")


def setting(name: str, metavar: str) -> Option:
    """Return the option that stands for a setting in one run."""
    return Option(name, f"Instead of the setting {name}.", "setting", metavar=metavar)


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
        "Count open opportunities by stage, or won and lost.",
        "crm report pipeline --closed --by owner --period 2026-Q3",
        (
            by(
                "stage, or owner with --closed",
                "stage", "owner", "team", "branch", "manager", "product", "source", "month",
            ),
            Option("closed", "Won and lost instead of open: rate, value, days.", "flag"),
            days("closed (or expected to close)"),
            IN_ONE,
        ),
    ),
    Entry(
        "conversion",
        "Count leads converted, lost, open; days it took.",
        "crm report conversion --by month --period 2026",
        (
            by("source", "source", "owner", "month", "campaign"),
            Option("reasons", "Why leads were lost.", "flag"),
            days("created"),
        ),
    ),
    Entry(
        "sales",
        "Add up orders by period, product, owner or place.",
        "crm report sales --by product --period 2026-Q3",
        (
            by(
                "month",
                "month", "quarter", "year", "product", "category", "owner", "city", "country", "customer",
                "branch",
            ),
            days("ordered"),
            IN_ONE,
            LIMIT,
        ),
    ),
    Entry(
        "targets",
        "Show what is to be reached, what was, and the pace.",
        "crm report targets --running",
        (
            Option("running", "Only targets whose period holds the day.", "flag"),
            days("targets"),
        ),
    ),
    Entry(
        "referrals",
        "Show who brought whom, and the revenue that came of it.",
        "crm report referrals --top --limit 10",
        (
            Option("top", "List the referrers by what they brought in, not the tree.", "flag"),
            Option("summary", "The whole in one row: the referral rate.", "flag"),
            CURRENCY,
            LIMIT,
        ),
    ),
    Entry(
        "wallet",
        "Tell our share of what customers spend in a year.",
        "crm report wallet --category Kırtasiye",
        (
            Option("category", "Only estimates of this category.", metavar="NAME"),
            setting("wallet_stale_days", "DAYS"),
            CURRENCY,
            LIMIT,
        ),
    ),
    Entry(
        "activity-class",
        "Tell active customers from passive ones.",
        "crm report activity-class --only passive",
        (
            Option("only", "Only this class.", "choice", ("active", "passive", "none")),
            Option("summary", "Count the classes.", "flag"),
            setting("active_breadth", "PERCENT"),
            setting("cycle_days", "DAYS"),
            LIMIT,
        ),
    ),
    Entry(
        "cycle",
        "Tell whom to win, keep, grow or get rid of, and why.",
        "crm report cycle --action 'get rid of' --minute-cost 10",
        (
            Option("action", "Only this action.", "choice", ("get rid of", "keep", "grow", "win")),
            Option("phase", "Only this phase.", "choice", ("select", "acquire", "keep", "deepen")),
            Option("summary", "Count phases and actions.", "flag"),
            setting("minute_cost", "AMOUNT"),
            setting("case_cost", "AMOUNT"),
            setting("active_breadth", "PERCENT"),
            setting("cycle_days", "DAYS"),
            setting("cycle_new_days", "DAYS"),
            setting("cycle_quiet_factor", "TIMES"),
            Option("cost_currency", "Of the costs; the setting's without.", "own_currency", metavar="CODE"),
            CURRENCY,
            LIMIT,
        ),
    ),
    Entry(
        "receivables",
        "Age what customers owe by the days it is overdue.",
        "crm report receivables --overdue --as-of 2026-06-30",
        (
            Option("overdue", "Only customers with something overdue.", "flag"),
            Option("all", "Count orders too of which nothing says that they are not paid.", "flag"),
            setting("payment_days", "DAYS"),
            CURRENCY,
            LIMIT,
        ),
    ),
    Entry(
        "deliveries",
        "Count deliveries in time, late and overdue.",
        "crm report deliveries --by branch --period 2026-Q3",
        (by("month", "month", "branch", "owner"), days("promised")),
    ),
    Entry(
        "demand",
        "Rank what customers ask for that we lack.",
        "crm report demand --where category=teslimat",
        (
            Option("all", "Requests too that are done or declined.", "flag"),
            Option("currency", "Of the amounts; the setting's without.", "own_currency", metavar="CODE"),
            LIMIT,
        ),
    ),
    Entry(
        "satisfaction",
        "Show NPS, expectation and experience over time.",
        "crm report satisfaction --by topic --period 2026",
        (
            by(
                "month",
                "month", "quarter", "year", "topic", "branch", "channel", "segment", "city", "user",
            ),
            days("answered"),
        ),
    ),
    Entry(
        "service",
        "Count cases, and the working hours they took.",
        "crm report service --by owner --period 2026-Q4",
        (
            by("month", "month", "owner", "branch", "category", "priority", "channel", "kind"),
            days("opened"),
            setting("work_days", "DAYS"),
            setting("work_hours", "HOURS"),
            setting("holidays", "DAYS"),
        ),
    ),
    Entry(
        "checks",
        "Show how branches did when mystery shoppers looked.",
        "crm report checks --by question --where branch=Kadıköy",
        (
            by("branch", "branch", "month", "question", "shopper", "user", "channel"),
            days("looked at"),
        ),
    ),
)  # fmt: skip
