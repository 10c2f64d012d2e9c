"""How customers fare with us."""

from crmcli.domain.reports.entry import Entry, Option, setting

CARE = (
    Entry(
        "satisfaction",
        "Show NPS, expectation and experience over time.",
        "crm report satisfaction --by topic --period 2026",
        "surveys",
        "answered",
        (
            *("month", "quarter", "year", "topic", "branch", "channel", "segment", "rfm", "city"),
            *("country", "owner", "source", "kind", "customer", "user"),
        ),
    ),
    Entry(
        "service",
        "Count cases, and the working hours they took.",
        "crm report service --by owner --period 2026-Q4",
        "cases",
        "opened",
        (
            *("month", "quarter", "year", "owner", "branch", "category", "priority", "channel", "kind"),
            *("segment", "rfm", "city", "country", "source", "customer"),
        ),
        (
            Option("overdue", "List the cases that nobody answered in time.", "flag"),
            setting("work_days", "DAYS"),
            setting("work_hours", "HOURS"),
            setting("holidays", "DAYS"),
            setting("case_response_hours", "HOURS"),
        ),
    ),
    Entry(
        "demand",
        "Rank what customers ask for that we lack.",
        "crm report demand --where category=teslimat",
        "requests",
        "asked",
        ("request", "category", "channel", "city", "country", "owner", "branch", "source", "kind"),
        (
            Option("all", "Requests too that are done or declined.", "flag"),
            Option("rank", "What counts most.", "choice", ("customers", "revenue", "sales")),
        ),
    ),
    Entry(
        "checks",
        "Show how branches did when mystery shoppers looked.",
        "crm report checks --by question --where branch=Kadıköy",
        "checks",
        "looked at",
        ("branch", "month", "quarter", "year", "question", "shopper", "user", "channel"),
    ),
)
