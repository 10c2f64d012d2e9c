"""From lead to closed sale."""

from crmcli.domain.reports.entry import Entry, Option

PIPELINE = (
    Entry(
        "pipeline",
        "Count open opportunities by stage, or won and lost.",
        "crm report pipeline --closed --by owner --period 2026-Q3",
        "opportunities",
        "closed (or expected to close)",
        ("stage", "owner", "team", "branch", "manager", "product", "source", "month"),
        (Option("closed", "Won and lost instead of open: rate, value, days.", "flag"),),
    ),
    Entry(
        "conversion",
        "Count leads converted, lost, open; days it took.",
        "crm report conversion --by month --period 2026",
        "leads",
        "created",
        ("source", "owner", "month", "campaign"),
        (Option("reasons", "Why leads were lost.", "flag"),),
    ),
)
