"""From lead to closed sale."""

from crmcli.domain.reports.entry import Entry, Option

PIPELINE = (
    Entry(
        "pipeline",
        "Count open opportunities by stage, or won and lost.",
        "crm report pipeline --closed --by owner --period 2026-Q3",
        "opportunities",
        "closed (or expected to close)",
        (
            *("stage", "owner", "team", "branch", "manager", "product", "category", "source", "campaign"),
            *("customer", "industry", "city", "month", "quarter", "year", "band"),
        ),
        (Option("closed", "Won and lost instead of open: rate, value, days.", "flag"),),
        ahead=True,
    ),
    Entry(
        "forecast",
        "Add up what is expected to be won, and the target.",
        "crm report forecast --by quarter --period 2026",
        "opportunities",
        "expected to close (or won)",
        (
            *("month", "quarter", "year", "owner", "team", "branch", "manager", "product", "category"),
            *("source", "campaign", "customer", "industry", "city", "stage"),
        ),
        (
            Option(
                "commit",
                "Committed is a probability of N percent or more that somebody set; 80 without.",
                "number",
                metavar="N",
            ),
        ),
        ahead=True,
    ),
    Entry(
        "funnel",
        "Follow what entered: how far it got, lost, open.",
        "crm report funnel --by source --period 2026-Q1",
        "opportunities (or leads)",
        "begun",
        (
            *("stage", "owner", "team", "branch", "manager", "product", "category", "source", "campaign"),
            *("industry", "city", "month", "quarter", "year"),
        ),
        (
            Option(
                "of", "Opportunities, or leads on their way to a sale.", "choice", ("opportunities", "leads")
            ),
        ),
    ),
    Entry(
        "stages",
        "Tell how long stages take, and what is stuck.",
        "crm report stages --stuck --where owner=ayse",
        "opportunities",
        "in a stage",
        (
            *("stage", "owner", "team", "branch", "manager", "product", "category", "source", "campaign"),
            *("industry", "city", "month", "quarter", "year"),
        ),
        (
            Option("stuck", "List open opportunities that are in their stage for too long.", "flag"),
            Option(
                "days",
                "Too long is more than N days, not what 9 of 10 won ones needed.",
                "number",
                metavar="N",
            ),
        ),
    ),
    Entry(
        "losses",
        "Tell why opportunities were lost, where and to whom.",
        "crm report losses --by competitor --period 2026",
        "opportunities (or leads)",
        "closed",
        (
            *("reason", "stage", "source", "competitor", "band", "owner", "team", "branch", "manager"),
            *("product", "category", "campaign", "customer", "industry", "city", "month", "quarter", "year"),
        ),
        (
            Option("of", "Opportunities, or leads.", "choice", ("opportunities", "leads")),
            Option(
                "across",
                "A row for each pair with another trait.",
                "choice",
                ("reason", "stage", "source", "competitor", "band", "month"),
            ),
        ),
    ),
    Entry(
        "path",
        "Show what people go through before they first buy.",
        "crm report path --length 3 --period 2026",
        "customers",
        "begun",
        ("path", "first", "last"),
        (
            Option("length", "The first N steps tell paths apart; 5 without.", "number", metavar="N"),
            Option("uncounted", "Call x2 and call x3 are the same step.", "flag"),
        ),
    ),
    Entry(
        "conversion",
        "Count leads converted, lost, open; days it took.",
        "crm report conversion --by month --period 2026",
        "leads",
        "created",
        ("source", "owner", "team", "branch", "campaign", "industry", "city", "month", "quarter", "year"),
        (Option("reasons", "Why leads were lost.", "flag"),),
    ),
)
