"""Who buys: how often, how long, of which kind."""

from crmcli.domain.reports.entry import Entry, Option

TRAITS = ("city", "country", "owner", "branch", "source", "kind")
_BINS = Option(
    "bins",
    "Four lowest values of the scores 2 to 5, not quintiles: r=DAYS, f=ORDERS or m=AMOUNTS.",
    "words",
    metavar="f=2,3,5,10",
)
_MAP = Option("map", "A TOML file of segments instead of the standard ten.", "file")

CUSTOMERS = (
    Entry(
        "segments",
        "Sort buyers into segments: recency, frequency, money.",
        "crm report segments --as-of 2026-06-30 --where city=İzmir",
        "customers",
        "ordered",
        ("segment", *TRAITS),
        (
            Option("list", "List the customers, not the segments.", "flag"),
            Option("segment", "List the customers of this segment only.", metavar="NAME"),
            _BINS,
            _MAP,
        ),
    ),
    Entry(
        "rfm",
        "Score every buyer: recency, frequency, money, segment.",
        "crm report rfm --segment 'At Risk' --limit 20",
        "customers",
        "ordered",
        ("customer",),
        (Option("segment", "Only the customers of this segment.", metavar="NAME"), _BINS, _MAP),
    ),
    Entry(
        "retention",
        "Show who bought again, month by month after the first.",
        "crm report retention --since 2026-01-01 --by month",
        "customers",
        "first ordered",
        ("month", "quarter", "year", *TRAITS),
        (
            Option("cells", "A row a cohort and month since, not a cohort.", "flag"),
            Option("show", "What the picture shows, share without.", "choice", ("share", "count", "revenue")),
            Option("periods", "How many periods the picture goes on after the first; 12 without.", "number"),
        ),
    ),
    Entry(
        "survival",
        "Tell how long customers stay, those still here included.",
        "crm report survival --by source --lapse 180",
        "customers",
        "first ordered",
        ("age", "year", *TRAITS),
        (
            Option(
                "lapse",
                "Days without a purchase after which a customer is gone; the setting lapsed_days without.",
                "number",
                metavar="DAYS",
            ),
        ),
    ),
)
