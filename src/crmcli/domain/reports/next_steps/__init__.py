"""What to offer to whom, and whom to turn to first."""

from crmcli.domain.reports.entry import Entry, Option

NEXT_STEPS = (
    Entry(
        "crosssell",
        "Find what is bought together, with counts and odds.",
        "crm report crosssell --min-support 0.02 --min-confidence 0.3",
        "orders",
        "ordered",
        ("product", "category"),
        (
            Option("measure", "Rules, or how alike things are.", "choice", ("rules", "items")),
            Option(
                "basket",
                "What lies in one basket; rules are told over orders, items over customers.",
                "choice",
                ("order", "customer"),
            ),
            Option("min_support", "Least share of all baskets with all of it; 0.006.", metavar="SHARE"),
            Option("min_confidence", "Least share of the left side's baskets; 0.25.", metavar="SHARE"),
            Option("min_count", "Least number of baskets with all of it; 5.", "number"),
            Option("max_items", "Things in a rule at most, both sides together; 4.", "number"),
        ),
    ),
    Entry(
        "lead-score",
        "Score open leads by what became of the closed ones.",
        "crm report lead-score --where source=fair --limit 10",
        "leads",
        "created",
        ("lead", "source", "owner"),
        (
            Option("calibration", "How right the scores would have been on closed leads.", "flag"),
            Option("factors", "What was learned: each trait with its counts and points.", "flag"),
            Option("trait", "Learn from this trait only; may be repeated.", "words", metavar="TRAIT"),
        ),
    ),
    Entry(
        "look-alike",
        "Find leads or customers who are like the best.",
        "crm report look-alike --like 'tag=vip' --limit 10",
        "leads (customers with --among customers)",
        "created",
        ("candidate",),
        (
            Option(
                "among", "Who is compared with the best; leads without it.", "choice", ("leads", "customers")
            ),
            Option("like", "Be like these customers, not the Champions.", metavar="FILTER"),
        ),
    ),
)
