"""Who buys: how often, how long, of which kind."""

from crmcli.domain.reports.entry import Entry, Option

CUSTOMERS = (
    Entry(
        "segments",
        "Sort buyers into segments: recency, frequency, money.",
        "crm report segments --as-of 2026-06-30 --where city=İzmir",
        "customers",
        "ordered",
        ("segment",),
        (
            Option("list", "List the customers, not the segments.", "flag"),
            Option("segment", "List the customers of this segment only.", metavar="NAME"),
            Option(
                "bins",
                "Four lowest values of the scores 2 to 5, not quintiles: r=DAYS, f=ORDERS or m=AMOUNTS.",
                "words",
                metavar="f=2,3,5,10",
            ),
            Option("map", "A TOML file of segments instead of the standard ten.", "file"),
        ),
    ),
)
