"""How customers fare with us."""

from crmcli.domain.reports.entry import Entry, Option, setting

CARE = (
    Entry(
        "satisfaction",
        "Show NPS, expectation and experience over time.",
        "crm report satisfaction --by topic --period 2026",
        "surveys",
        "answered",
        ("month", "quarter", "year", "topic", "branch", "channel", "segment", "city", "user"),
    ),
    Entry(
        "service",
        "Count cases, and the working hours they took.",
        "crm report service --by owner --period 2026-Q4",
        "cases",
        "opened",
        ("month", "owner", "branch", "category", "priority", "channel", "kind"),
        (
            setting("work_days", "DAYS"),
            setting("work_hours", "HOURS"),
            setting("holidays", "DAYS"),
        ),
    ),
    Entry(
        "demand",
        "Rank what customers ask for that we lack.",
        "crm report demand --where category=teslimat",
        "requests",
        "asked",
        ("request",),
        (Option("all", "Requests too that are done or declined.", "flag"),),
    ),
    Entry(
        "checks",
        "Show how branches did when mystery shoppers looked.",
        "crm report checks --by question --where branch=Kadıköy",
        "checks",
        "looked at",
        ("branch", "month", "question", "shopper", "user", "channel"),
    ),
)
