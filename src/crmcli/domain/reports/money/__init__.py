"""What was sold, and what it brought."""

from crmcli.domain.reports.entry import Entry, Option, setting

TRAITS = ("city", "country", "owner", "branch", "source", "kind")
"""What customers are told by; see ``groups.TRAITS``."""

COSTS = (
    setting("minute_cost", "AMOUNT"),
    setting("case_cost", "AMOUNT"),
    setting("delivery_cost", "AMOUNT"),
    Option("cost_currency", "Of the costs; the setting's without.", "own_currency", metavar="CODE"),
)

MONEY = (
    Entry(
        "sales",
        "Add up orders by period, product, owner or place.",
        "crm report sales --by product --period 2026-Q3",
        "orders",
        "ordered",
        ("month", "quarter", "year", "week", "weekday", "product", "category", "owner", "manager", "team",
         "city", "country", "customer", "branch", "channel"),
    ),
    Entry(
        "products",
        "Tell what each product sells, costs and brings.",
        "crm report products --period 2026-Q3",
        "products",
        "ordered",
        ("product", "category"),
        (
            Option("slow", "Only products on sale that have not been sold for --slow-days.", "flag"),
            Option("slow_days", "Days without a sale of a slow mover; 90 else.", "number", metavar="DAYS"),
        ),
    ),
    Entry(
        "abc",
        "Sort into A, B and C by what customers or goods bring.",
        "crm report abc --measure profit --cuts 80,95",
        "customers",
        "ordered",
        ("customer", "product", "category", *TRAITS),
        (
            Option("measure", "What is added up.", "choice", ("revenue", "profit", "orders")),
            Option("cuts", "Percent at which A and B end: 80,95 when not told.", metavar="A,B"),
            Option("summary", "Count the classes.", "flag"),
            *COSTS,
        ),
    ),
    Entry(
        "profit",
        "Tell what is left after goods, discounts and service.",
        "crm report profit --shed --minute-cost 10",
        "customers",
        "ordered (or done)",
        ("customer", *TRAITS, "segment"),
        (
            Option("shed", "Only those who cost more than they bring, the worst first.", "flag"),
            *COSTS,
            setting("cycle_new_days", "DAYS"),
        ),
    ),
)  # fmt: skip
