"""Invented rows of every kind, hostile texts, and streams that stand in for a terminal."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any

from crmcli.domain.kinds import (
    DETAIL,
    ROOMY,
    Choice,
    Day,
    Duration,
    Fields,
    Flag,
    Instant,
    Money,
    Number,
    Percent,
    Ref,
    Text,
    Words,
)
from crmcli.domain.pictures import Bar, Bars, Cell, Chart, Grid, Line, Node, Picture, Spark, Tree
from crmcli.domain.results import Listing, Report
from crmcli.output import Settings, write

STATUS = Choice({"customer": ("●", "green"), "lapsed": ("◌", "yellow")}, "status")


@dataclass(frozen=True, slots=True)
class Shop:
    """A row with a field of every kind."""

    number: Annotated[int, Ref("C", "no")]
    name: str
    status: Annotated[str, STATUS]
    city: Annotated[str | None, Text(show=ROOMY, wrap=False, dim=True)]
    orders: int
    revenue: Annotated[int | None, Money("currency")]
    currency: str | None
    share: Annotated[float | None, Percent("share", show=ROOMY, bar=True)]
    last: Annotated[date | None, Day("last order", show=ROOMY)]
    seen: Annotated[datetime | None, Instant("last seen", show=DETAIL)]
    pause: Annotated[float | None, Duration("pause", show=DETAIL)]
    discount: Annotated[Decimal | None, Number("discount", show=DETAIL)]
    active: Annotated[bool, Flag("active", show=DETAIL)]
    tags: Annotated[tuple[str, ...], Words(show=DETAIL)]
    fields: Annotated[dict[str, Any], Fields("other", show=DETAIL)]


ISIK = Shop(
    number=12,
    name="Işık Mobilya",
    status="customer",
    city="İstanbul",
    orders=1240,
    revenue=123456789,
    currency="TRY",
    share=0.625,
    last=date(2026, 11, 3),
    seen=datetime(2026, 11, 3, 21, 30, tzinfo=UTC),
    pause=51.8,
    discount=Decimal("7.50"),
    active=True,
    tags=("vip", "ankara"),
    fields={"Vergi Dairesi": "Beşiktaş", "m²": 120},
)
ACME = Shop(
    number=7,
    name='A "quoted", tab\tand\nline | \\',
    status="lapsed",
    city=None,
    orders=0,
    revenue=-500,
    currency="EUR",
    share=0.0,
    last=None,
    seen=None,
    pause=None,
    discount=None,
    active=False,
    tags=(),
    fields={},
)
SHOPS = Listing(Shop, (ISIK, ACME), title="Customers")


@dataclass(frozen=True, slots=True)
class Named:
    """A row whose name is the point."""

    number: Annotated[int, Ref("C", "no")]
    name: str
    short: Annotated[str, Text("short", wrap=False)]


@dataclass(frozen=True, slots=True)
class Segment:
    """A row of a report."""

    segment: str
    customers: int
    share: Annotated[float | None, Percent(bar=True)]


def named(*names: str) -> Listing[Named]:
    """Return a listing of rows with these names."""
    return Listing(Named, [Named(i, name, name) for i, name in enumerate(names, 1)])


def segments() -> Report[Segment]:
    """Return a report with a picture, a total and a note."""
    cells = tuple(
        tuple(Cell(str(10 * row + column), (2 * row + column) / 6) for column in range(3)) for row in range(2)
    )
    return Report(
        "segments",
        Segment,
        [Segment("Champions", 4, 0.25), Segment("At risk", 12, 0.75)],
        title="Segments",
        as_of=date(2026, 11, 21),
        pictures=(Grid("customers", "recency", "value", ("R2", "R1"), ("V1", "V2", "V3"), cells),),
        total=Segment("", 16, None),
        notes=("3 customers without an order are left out",),
    )


# A picture of every kind and shape.
BARS = Bars(
    "Net by month, | the target",
    (
        Bar("January", 120_000.5, "₺120,000.50", mark=100_000),
        Bar("February", 30, "₺30.00", mark=90_000),
        Bar("March", -42_000, "-₺42,000.00"),
        Bar("Işık Mobilya ve Aksesuar Sanayi A.Ş.", 65_000, "₺65,000.00", style="green", mark=70_000),
    ),
)
FUNNEL = Bars(
    "Leads to customers",
    (
        Bar("Lead", 400, "400"),
        Bar("Qualified", 210, "210  52.5 %"),
        Bar("Won", 2, "2  1.0 %"),
        Bar("Kept", 0, "0  0.0 %"),
    ),
    "funnel",
)
WATERFALL = Bars(
    "From revenue to profit",
    (
        Bar("Revenue", 100, "₺100"),
        Bar("Goods", 40, "-₺60", 100),
        Bar("Service", -10, "-₺50", 40),
        Bar("Given back", 15, "₺25", -10),
        Bar("Profit", 15, "₺15"),
    ),
    "waterfall",
)
STAIRS = Chart(
    "Still customers",
    "months",
    "share",
    (
        Line("2024", ((0, 1.0), (6, 0.8), (12, 0.5), (24, 0.2), (36, 0.0)), steps=True),
        Line("2025", ((0, 1.0), (12, 0.25), (24, 0.125)), "red"),
    ),
    ((0, "0"), (12, "12"), (24, "24"), (36, "36")),
    ((0, "0 %"), (0.5, "50 %"), (1, "100 %")),
)
ARCH = Chart(
    "Profit",
    "customers",
    "profit",
    (Line("profit", tuple((x, x * (20.0 - x)) for x in range(21))),),
    ((0, "0"), (20, "all of them")),
    ((0, "₺0"), (100, "₺100")),
)
TREE = Tree(
    "Referrals",
    (
        Node(0, "Işık Mobilya", "4 · ₺1,200"),
        Node(1, "Acme", "2"),
        Node(2, "Deep"),
        Node(2, "Deeper", "1"),
        Node(1, "Beta", "1"),
        Node(0, "Gamma"),
        Node(1, "Delta"),
    ),
)
COHORTS = Grid(
    "Cohorts",
    "first bought",
    "months later",
    ("2026-01", "2026-02", "2026-03"),
    ("0", "1", "2"),
    (
        (Cell("100 %", 1.0, "green"), Cell("48 %", 0.48, "green"), Cell("7 %", 0.07, "green")),
        (Cell("100 %", 1.0, "green"), Cell("0 %", 0.0, "green"), Cell("", 0.0)),
        (Cell("100 %", 1.0, "green"), Cell("", 0.0), Cell("", 0.0)),
    ),
)
PICTURES: dict[str, Picture] = {
    "bars": BARS,
    "funnel": FUNNEL,
    "waterfall": WATERFALL,
    "stairs": STAIRS,
    "arch": ARCH,
    "tree": TREE,
    "cohorts": COHORTS,
}


def pictured(*pictures: Picture) -> Report[Segment]:
    """Return a report of these pictures and no row."""
    return replace(segments(), pictures=pictures, rows=(), total=None, notes=())


def hostile(text: str) -> tuple[Picture, ...]:
    """Return a picture of every kind in which every text is ``text``."""
    return (
        Bars(text, (Bar(text, 5, text, mark=3), Bar(text, -2, text))),
        Bars(text, (Bar(text, 5, text),), "funnel"),
        Bars(text, (Bar(text, 5, text), Bar(text, 2, text, 5)), "waterfall"),
        Chart(
            text,
            text,
            text,
            (Line(text, ((0, 0), (1, 1))), Line(text, ((0, 1),))),
            ((0, text),),
            ((1, text),),
        ),
        Tree(text, (Node(0, text, text), Node(1, text, text))),
        Grid(text, text, text, (text,), (text,), ((Cell(text, 0.5),),)),
    )


@dataclass(frozen=True, slots=True)
class Trend:
    """A row whose numbers are drawn."""

    name: str
    months: Annotated[tuple[float | None, ...], Spark("last months")]


TRENDS = Listing(Trend, (Trend("Işık", (0, 1, 2, None, 4)), Trend("Acme", (-2, 0, 2)), Trend("None", ())))


class Stream(io.StringIO):
    """A stream in memory, a terminal or not, with an encoding."""

    def __init__(self, *, terminal: bool, encoding: str = "utf-8") -> None:
        """Keep what the stream says of itself."""
        super().__init__()
        self.terminal = terminal
        self.named = encoding

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return self.named

    def isatty(self) -> bool:
        return self.terminal


def shown(result: Any, *, terminal: bool = True, encoding: str = "utf-8", **choices: Any) -> str:
    """Return what ``write`` puts on a terminal, without colour unless asked for."""
    stream = Stream(terminal=terminal, encoding=encoding)
    write(result, Settings(**{"colour": "never", **choices}), stream)
    return stream.getvalue()


def piped(result: Any, **choices: Any) -> str:
    """Return what ``write`` puts into a pipe."""
    return shown(result, terminal=False, **choices)


def with_name(name: str) -> Listing[Shop]:
    """Return one row of every kind whose texts are all ``name``."""
    row = replace(ISIK, name=name, city=name, tags=(name,), fields={name: name})
    return Listing(Shop, (row,))


# Class of RELIABILITY's list -> an example.
HOSTILE = {
    "markup": "[bold]x[/bold]",
    "closing markup": "[/]",
    "Smith": "Smith [/Sons]",
    "link markup": "[link=file:///etc/passwd]x[/link]",
    "formula": "=cmd()",
    "formula plus": "+90 532",
    "formula at": "@SUM(A1)",
    "formula behind a blank": " =1+1",
    "formula behind a zero width": "\u200b=1+1",
    "full-width formula": "＝1+1",
    "tab": "a\tb",
    "newline": "a\nb",
    "carriage return": "innocent\rEVIL",
    "CRLF": "a\r\nb",
    "vertical tab": "a\x0bb\x0cc",
    "CSI": "\x1b[31mred\x1b[2J",
    "OSC 8": "\x1b]8;;http://evil\x1b\\text\x1b]8;;\x1b\\",
    "OSC 52": "\x1b]52;c;ZXZpbA==\x07",
    "title": "\x1b]0;owned\x07",
    "BEL": "a\x07b",
    "BS": "good\x08\x08\x08\x08evil",
    "DEL": "a\x7fb",
    "NUL": "a\x00b",
    "C1 CSI": "\x9b31mred",
    "C1 OSC": "\x9d0;owned\x9c",
    "NEL": "a\x85b",
    "RLO": "abc\u202efdp.exe",
    "isolates": "\u2066a\u2069\u2067b\u2069",
    "LRM": "a\u200eb\u200fc\u061cd",
    "ZWSP": "pay\u200bpal",
    "word joiner": "a\u2060b",
    "BOM": "\ufeffname",
    "soft hyphen": "a\u00adb",
    "Mongolian": "a\u180eb",
    "line separator": "a\u2028b\u2029c",
    "tags": "a\U000e0041\U000e007fb",
    "NFD": "s\u0327is\u0327li",
    "Turkish": "İIıi şŞğĞçÇöÖüÜ",
    "emoji ZWJ": "👩\u200d👩\u200d👧 family",
    "Persian": "می\u200cخواهم",
    "wide": "日本電気株式会社",
    "long": "x" * 40_000,
    "long words": "kelime " * 6_000,
    "marks": "Z" + "\u0301" * 40 + "algo",
    "marks and joiners": "Z" + "\u0301\u200d" * 40 + "algo",
    "surrogate": "a\ud800b",
    "non-character": "a\ufffe\ufdd0\U0010ffffb",
    "shortcode": ":smile:",
    "pipe": "a|b",
    "backslash": "C:\\new\\table\\",
    "quotes": "He said \"no\", 'no'",
    "leading dash": "-rf /",
    "leading blank": "  two before, two after  ",
    "HTML": "<script>alert(1)</script>&lt;",
    "Markdown": "*a* _b_ `c` [d](http://e) ~~f~~ # g",
    "empty": "",
}


def lines_of(text: str) -> Sequence[str]:
    """Return lines as a terminal parts them: at LF only."""
    return text.removesuffix("\n").split("\n")
