"""Names from strangers: what harms terminals, markup, spreadsheets, pages; and a store full of them."""

import re
from unicodedata import category

from crmcli.db import Store, open_store
from tests.store.business import fill, named
from tests.support.store import writing

TERMINAL = {
    "NUL": "a\x00b",
    "BEL": "a\x07b",
    "backspace over a name": "Acme\x08\x08\x08\x08Evil",
    "tab": "a\tb",
    "line feed": "a\nC-99  fake row",
    "vertical tab": "a\x0bb",
    "form feed": "a\x0cb",
    "carriage return over the line": "good\rEVIL",
    "shift out": "a\x0eb",
    "escape alone": "a\x1bb",
    "DEL": "a\x7fb",
    "CSI colour": "\x1b[31mred",
    "CSI clear screen": "\x1b[2J\x1b[H",
    "CSI cursor up": "\x1b[5A\x1b[2K",
    "CSI report that is typed back": "\x1b[6n",
    "private mode": "\x1b[?1049h",
    "OSC title": "\x1b]0;title\x07",
    "OSC 8 link": "\x1b]8;;http://evil.example\x1b\\click\x1b]8;;\x1b\\",
    "OSC 52 clipboard": "\x1b]52;c;cm0gLXJmIH4K\x07",
    "OSC 1337 file": "\x1b]1337;File=:AAAA\x07",
    "DCS": "\x1bP$q\x1b\\",
    "APC": "\x1b_G\x1b\\",
    "full reset": "\x1bc",
    "8-bit CSI": "\x9b31mred",
    "8-bit OSC": "\x9d0;title\x9c",
    "8-bit DCS": "\x90q\x9c",
    "next line": "a\x85b",
    "right-to-left override": "\u202etxt.exe",
    "isolates": "\u2066a\u2069\u2067b\u2068",
    "marks of direction": "a\u200eb\u200fc\u061cd",
    "zero width": "pay\u200bpal\u2060\ufeff\u00ad",
    "line and paragraph separators": "a\u2028b\u2029c",
    "tags": "a\U000e0041\U000e0042b",
    "a pile of marks": "Z" + "\u0301" * 60,
    "characters that are none": "a\ufdd0b\ufffec",
}
"""35 classes; a lone surrogate can't be stored and comes by arguments and file names only."""
MARKUP = (
    "[bold red]x[/bold red]",
    "[/]",
    "[link=http://e.example]x[/link]",
    ":smile:",
    "[@click=app.bell]x",
    "\\[x]",
)
FORMULAS = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "＝1+1",
    "＋1+1",
    "'=1+1",
    "''=1+1",
    '=HYPERLINK("http://e.example","x")',
    "=cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    '";=1+1;"',
    '","=1+1',
)
PAGES = (
    "<script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "</pre><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "' onfocus='alert(1)' autofocus='",
    "javascript:alert(1)",
    " JaVaScRiPt:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "<svg/onload=alert(1)>",
    "<iframe src=//e.example>",
    "<style>*{background:url(//e.example)}</style>",
    "<base href=//e.example>",
    '<meta http-equiv=refresh content="0;url=//e.example">',
    "&lt;script&gt;",
    "]]><script>",
    "<!-- -->",
)
SQL = (
    "'; DROP TABLE customer; --",
    "' OR '1'='1",
    '" OR ""="',
    "x' UNION SELECT path FROM attachment --",
    "\\'; DELETE FROM customer; --",
    "%' AND 1=1 AND '%'='",
    "1; ATTACH DATABASE 'x' AS y",
    ":name",
    "%(name)s",
    "$1",
    "?",
    "/*",
    "*/",
    "--",
)
EVERYTHING = (*TERMINAL.values(), *MARKUP, *FORMULAS, *PAGES, *SQL)
_ORDER = {"ordered_on": "2026-11-01", "status": "completed", "total_minor": 100, "currency": "TRY"}
_FILE = {"sha256": "0" * 64, "size": 1, "copied": 0}
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_OF_A_BAR = re.compile(r"\r|\x1b\[(?:\?25[lh]|[0-9]*[AKJG]|2K)")
_JOINERS = "\u200c\u200d"


def harmful(text: str, *, bar: bool = False) -> list[str]:
    """Return what in a written text a terminal may obey, or hide; the program's own colours aside.

    ``bar`` allows the moves of a progress bar, too.
    """
    text = _COLOUR.sub("", text)
    if bar:
        text = _OF_A_BAR.sub("", text)
    found = [repr(c) for c in text.replace("\r\n", "\n") if _obeyed(c)]
    found += [f"{len(run[0])} marks" for run in re.finditer("[\u0300-\u036f]{9,}", text)]
    return found


def _obeyed(character: str) -> bool:
    if character == "\n" or character in _JOINERS:
        return False
    point = ord(character)
    none = 0xFDD0 <= point <= 0xFDEF or point & 0xFFFE == 0xFFFE
    return none or category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"}


def storable(text: str) -> str:
    """Return a text as both engines take it: PostgreSQL has no NUL, and no tables do."""
    return text.replace("\0", "\x01")


def hostile_store(url: str) -> Store:
    """Return a store whose every table has awkward values, and a customer with an order for each name."""
    store = open_store(url)
    fill(store)
    with writing(store) as db:
        product = db.insert("product", {**named("=\x1b[31m<script>"), "currency": "TRY"})
        for place, text in enumerate(map(storable, EVERYTHING)):
            words = named(text)
            number = db.insert(
                "customer", {**words, "kind": "organisation", "note": text, "city": text, "website": text}
            )
            contact = db.insert("contact", words)
            db.insert("customer_contact", {"customer_id": number, "contact_id": contact, "role": text})
            lead = {"company": text, "name_fold": words["name_fold"], "name_sort": words["name_sort"]}
            db.insert("lead", {**lead, "status": "new", "source": text})
            order = db.insert("sales_order", {"customer_id": number, **_ORDER})
            line = {
                "position": 1,
                "quantity_milli": 1000,
                "unit_price": "1",
                "amount_minor": 100,
                "currency": "TRY",
            }
            db.insert("order_line", {"order_id": order, "product_id": product, "description": text, **line})
            call = {"kind": "call", "at": "2026-11-20T08:59:59Z", "subject": text, "body": text}
            db.insert("activity", {**call, "customer_id": number})
            db.insert("tagging", {"tag_id": db.insert("tag", named(f"{text}{place}")), "customer_id": number})
            db.insert("attachment", {**words, "path": f"/x/{text}", "customer_id": number, **_FILE})
    return store
