"""What is to be done and reached, and what brings customers in."""

from crmcli.domain.reports.entry import Entry, Option, setting

MARKET = (
    Entry(
        "today",
        "List what to do first: due, overdue, waiting, quiet.",
        "crm report today --owner ayse --format html --output today.html",
        "customers",
        "due",
        ("item", "part", "owner", "customer", "day"),
        (
            Option("only", "Only this part of the list; may be repeated.", "words", metavar="PART"),
            Option("owner", "Only what is for one of us, or me.", metavar="USER"),
            Option("days", "Look so far ahead; 7, and tasks of the day only.", "number", metavar="N"),
            setting("user", "NAME", "Who is meant by me."),
            setting("work_days", "DAYS"),
            setting("work_hours", "HOURS"),
            setting("holidays", "DAYS"),
            setting("case_response_hours", "HOURS"),
            setting("payment_days", "DAYS"),
        ),
        ahead=True,
    ),
    Entry(
        "targets",
        "Show what is to be reached, what was, and the pace.",
        "crm report targets --running",
        "targets",
        "targeted",
        ("target", "metric", "owner", "branch", "product", "month", "quarter", "year"),
        (Option("running", "Only targets whose period holds the day.", "flag"),),
        ahead=True,
    ),
    Entry(
        "channels",
        "Credit revenue to channels, sources or campaigns.",
        "crm report channels --by campaign --period 2026 --window 60",
        "customers",
        "ordered (came in, was closed)",
        ("channel", "source", "campaign"),
        (
            Option(
                "attribution",
                "To whose merit; all three ways without.",
                "choice",
                ("first", "last", "linear"),
            ),
            Option(
                "window",
                "Days before an order in which a touch counts; 90; 0: all.",
                "number",
                metavar="DAYS",
            ),
            setting("minute_cost", "AMOUNT"),
            Option(
                "cost_currency", "Of the minute cost; the setting's without.", "own_currency", metavar="CODE"
            ),
        ),
    ),
    Entry(
        "campaigns",
        "Tell what campaigns reached, brought and cost.",
        "crm report campaigns --by channel --period 2026",
        "campaigns",
        "begun",
        ("campaign", "kind", "channel", "month"),
        (Option("window", "Days whose orders count, whatever the last day; 30.", "number", metavar="DAYS"),),
    ),
)
