"""How we stand with customers: who brought whom, what they owe, whom to keep."""

from crmcli.domain.reports.entry import Entry, Option, setting

TRAITS = ("city", "country", "owner", "branch", "source", "kind")

STANDING = (
    Entry(
        "cycle",
        "Tell whom to win, keep, grow or get rid of, and why.",
        "crm report cycle --action 'get rid of' --minute-cost 10",
        "customers",
        "ordered (or done)",
        ("customer", "phase", "action", *TRAITS),
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
        ),
    ),
    Entry(
        "activity-class",
        "Tell active customers from passive ones.",
        "crm report activity-class --only passive",
        "customers",
        "ordered (or done)",
        ("customer", "class", *TRAITS, "segment", "rfm"),
        (
            Option("only", "Only this class.", "choice", ("active", "passive", "none")),
            Option("summary", "Count the classes.", "flag"),
            setting("active_breadth", "PERCENT"),
            setting("cycle_days", "DAYS"),
        ),
    ),
    Entry(
        "referrals",
        "Show who brought whom, and the revenue that came of it.",
        "crm report referrals --top --limit 10",
        "customers",
        "ordered",
        ("customer", *TRAITS),
        (
            Option("top", "List the referrers by what they brought in, not the tree.", "flag"),
            Option("summary", "The whole in one row: the referral rate.", "flag"),
        ),
    ),
    Entry(
        "wallet",
        "Tell our share of what customers spend in a year.",
        "crm report wallet --category Kırtasiye",
        "customers",
        "ordered",
        ("customer", "category", *TRAITS),
        (
            Option("category", "Only estimates of this category.", metavar="NAME"),
            setting("wallet_stale_days", "DAYS"),
        ),
    ),
    Entry(
        "receivables",
        "Age what customers owe by the days it is overdue.",
        "crm report receivables --overdue --as-of 2026-06-30",
        "customers",
        "due",
        ("customer", "age", *TRAITS),
        (
            Option("overdue", "Only customers with something overdue.", "flag"),
            Option("all", "Count orders too of which nothing says that they are not paid.", "flag"),
            setting("payment_days", "DAYS"),
        ),
        ahead=True,
    ),
    Entry(
        "deliveries",
        "Count deliveries in time, late and overdue.",
        "crm report deliveries --by branch --period 2026-Q3",
        "orders",
        "promised",
        (
            *("month", "quarter", "year", "branch", "owner", "channel"),
            *("customer", "city", "country", "source", "kind"),
        ),
        ahead=True,
    ),
)
