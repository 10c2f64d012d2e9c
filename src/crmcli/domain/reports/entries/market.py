"""What is to be done and reached, and what brings customers in."""

from crmcli.domain.reports.entry import Entry, Option

MARKET = (
    Entry(
        "targets",
        "Show what is to be reached, what was, and the pace.",
        "crm report targets --running",
        "targets",
        "targeted",
        ("target",),
        (Option("running", "Only targets whose period holds the day.", "flag"),),
    ),
)
