"""What customers will be worth, who leaves, who can be won back."""

from crmcli.domain.reports.entry import Entry, Option, setting

TRAITS = ("city", "country", "owner", "branch", "source", "kind")

VALUE: tuple[Entry, ...] = (
    Entry(
        "clv",
        "Value customers by what they are expected to buy.",
        "crm report clv --horizon 26 --discount 30",
        "customers",
        "ordered",
        ("customer", *TRAITS),
        (
            Option(
                "horizon",
                "How far ahead: 39 or 39w (weeks), 30d, 12m or 2y; 52 weeks without.",
                metavar="TIME",
            ),
            Option(
                "discount", "Percent a year by which later money counts less; 10 without.", metavar="PERCENT"
            ),
            Option("margin", "What is left after the cost of the goods, not revenue.", "flag"),
            Option("simple", "By the simple formula, without a model.", "flag"),
            Option("parameters", "What the models found instead of the customers.", "flag"),
            Option(
                "occasion",
                "The orders of a day, or of a week from Monday, are one purchase; day without.",
                "choice",
                ("day", "week"),
            ),
        ),
    ),
    Entry(
        "churn",
        "Tell who is leaving, why, and the money at stake.",
        "crm report churn --only 'at risk' --where city=İzmir",
        "customers",
        "ordered",
        ("customer", "class", *TRAITS),
        (
            Option("only", "Only this class.", "choice", ("safe", "watch", "at risk", "lost")),
            setting("cycle_quiet_factor", "TIMES"),
        ),
    ),
    Entry(
        "winback",
        "List the lapsed who are worth winning back.",
        "crm report winback --limit 20",
        "customers",
        "ordered",
        ("customer", "campaign"),
        (
            Option(
                "days",
                "Days after a campaign in which a purchase is a return; 30 without.",
                "number",
                metavar="DAYS",
            ),
            setting("cycle_quiet_factor", "TIMES"),
        ),
    ),
    Entry(
        "next-purchase",
        "Tell when each customer is due to buy again.",
        "crm report next-purchase --within 14 --by product",
        "customers",
        "ordered",
        ("customer", "product"),
        (
            Option(
                "within", "Only what is due until so many days ahead, and overdue.", "number", metavar="DAYS"
            ),
            setting("cycle_quiet_factor", "TIMES"),
        ),
    ),
)
