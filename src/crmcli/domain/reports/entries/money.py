"""What was sold, and what it brought."""

from crmcli.domain.reports.entry import Entry

OF = (
    "month", "quarter", "year", "week", "weekday", "product", "category", "owner", "city", "country",
    "customer", "branch",
)  # fmt: skip

MONEY = (
    Entry(
        "sales",
        "Add up orders by period, product, owner or place.",
        "crm report sales --by product --period 2026-Q3",
        "orders",
        "ordered",
        ("month", "quarter", "year", "product", "category", "owner", "city", "country", "customer", "branch"),
    ),
)
