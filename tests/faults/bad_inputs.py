"""Bad inputs, each with what it is told: files, arguments, encodings, sizes, permissions.

A case's files are made in the folder that ``{}`` in its arguments stands for.
"""

import gzip
import io
import json
import sqlite3
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

Maker = bytes | Callable[[], bytes]


class Case(NamedTuple):
    """A command line, the files it finds, its exit code, and what it says (a pattern)."""

    name: str
    argv: tuple[str, ...]
    code: int
    says: str
    files: Mapping[str, Maker] = {}
    typed: str = ""


def package(**parts: bytes) -> bytes:
    """A zip file of some parts; two underscores stand for a slash, the first of a name for a dot."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return made.getvalue()


TYPES = (
    b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    b'<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    b'spreadsheetml.sheet.main+xml"/></Types>'
)
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;">]>'
    b"<Invoice>&lol2;</Invoice>"
)
INVOICE = b'<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2">'

MAIL = (
    b"Message-ID: <1@b>\r\nFrom: a@b.com\r\nTo: c@d.com\r\n"
    b"Date: Mon, 2 Nov 2026 10:00:00 +0300\r\nSubject: x\r\n\r\nhi"
)


def workbook_bomb() -> bytes:
    """A small package that unpacks to 600 MB."""
    sheet = b"<row>" + b" " * (600 * 1024 * 1024) + b"</row>"
    return package(**{"[Content_Types]_xml": TYPES, "xl__worksheets__sheet1_xml": sheet})


def foreign_database() -> bytes:
    """A database of another program."""
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE note (text)")
    return connection.serialize()


def dump(**header: object) -> bytes:
    """The first line of a whole store's export."""
    return json.dumps(header).encode() + b"\n"


def customers(file: str, *more: str) -> tuple[str, ...]:
    """Import customers from a file."""
    return ("import", "customers", f"{{}}/{file}", *more)


def anything(file: str, *more: str) -> tuple[str, ...]:
    """Import what a file holds."""
    return ("import", "file", f"{{}}/{file}", *more)


FILES = [
    Case("no such file", customers("gone.csv"), 3, "there is no file"),
    Case("a folder", ("import", "customers", "{}"), 3, "is a (folder|directory)"),
    Case("a file as a folder", customers("a.csv/b.csv"), 1, "can't be read", {"a.csv": b"name\nx\n"}),
    Case("nothing in it", customers("a.csv"), 1, "empty", {"a.csv": b""}),
    Case("only blanks", customers("a.csv"), 1, "", {"a.csv": b"\n\n  \n"}),
    Case("a picture", customers("a.csv"), 1, "PNG image", {"a.csv": b"\x89PNG\r\n\x1a\n" + b"\0" * 50}),
    Case("a PDF", anything("a.pdf"), 1, "PDF document", {"a.pdf": b"%PDF-1.7\n"}),
    Case("a gzip archive", anything("a.gz"), 1, "gzip archive", {"a.gz": gzip.compress(b"name\nx\n")}),
    Case("a database", anything("a.db"), 1, "SQLite database", {"a.db": foreign_database}),
    Case("an archive of pictures", anything("a.zip"), 1, "", {"a.zip": package(a_png=b"x")}),
    Case("half a workbook", anything("a.xlsx"), 1, "", {"a.xlsx": package(a=b"x" * 999)[:80]}),
    Case(
        "an old office file",
        anything("a.xls"),
        1,
        "",
        {"a.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600},
    ),
    Case("a text document", anything("a.docx"), 1, "", {"a.docx": package(word__document_xml=b"<w/>")}),
    Case("a workbook that unpacks to 600 MB", anything("a.xlsx"), 1, "", {"a.xlsx": workbook_bomb}),
    Case("bytes of no text", customers("a.csv"), 1, "NUL", {"a.csv": b"name\nx\0y\n"}),
    Case("a web page", anything("a.htm"), 1, "", {"a.htm": b"<!DOCTYPE html><html><body>x</body></html>"}),
    Case("a calendar", anything("a.ics"), 1, "calendar", {"a.ics": b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"}),
]
TABLES = [
    Case("an open quote", customers("a.csv"), 1, "quote", {"a.csv": b'name,city\n"x,y\nz,w\n'}),
    Case(
        "a row too wide",
        customers("a.csv"),
        1,
        "line 3.*3 cells.*header has 2",
        {"a.csv": b"name,city\na,b\nc,d,e\n"},
    ),
    Case(
        "200 columns and one",
        customers("a.csv"),
        1,
        "column",
        {"a.csv": b",".join(b"c%d" % i for i in range(201)) + b"\n"},
    ),
    Case(
        "a cell of 70,000 characters",
        customers("a.csv"),
        1,
        "line 2",
        {"a.csv": b"name\n" + b"x" * 70_000 + b"\n"},
    ),
    Case("a name of one tab", customers("a.csv"), 1, "line 2", {"a.csv": b"name,city\n\x07,b\n"}),
    Case("no name", customers("a.csv"), 1, "has no name", {"a.csv": b"name,city\n,b\n"}),
    Case("no header", customers("a.csv"), 1, "", {"a.csv": b"1,2,3\n4,5,6\n"}),
    Case("columns nobody knows", customers("a.csv"), 2, "", {"a.csv": b"foo,bar\n1,2\n"}),
    Case(
        "days of two readings",
        ("import", "orders", "{}/a.csv"),
        1,
        "date",
        {"a.csv": b"number,ordered_on\n1,01/02/2026\n2,03/04/2026\n"},
    ),
    Case(
        "a day that is none",
        ("import", "orders", "{}/a.csv"),
        1,
        "line 2",
        {"a.csv": b"number,ordered_on\n1,31.02.2026\n"},
    ),
    Case(
        "an amount that is none",
        ("import", "orders", "{}/a.csv"),
        1,
        "line 2",
        {"a.csv": b"number,total\n1,abc\n"},
    ),
    Case(
        "a currency that is none",
        ("import", "orders", "{}/a.csv"),
        1,
        "XQX",
        {"a.csv": b"number,total,currency\n1,5,XQX\n"},
    ),
    Case(
        "nobody it refers to",
        ("import", "orders", "{}/a.csv"),
        1,
        "--create customers|line 2",
        {"a.csv": b"number,customer\n1,Nobody\n"},
    ),
    Case(
        "lost without a reason",
        ("import", "leads", "{}/a.csv"),
        1,
        "lost_reason",
        {"a.csv": b"name,status\nx,lost\n"},
    ),
    Case(
        "a status nobody knows",
        ("import", "leads", "{}/a.csv"),
        1,
        "line 2",
        {"a.csv": b"name,status\nx,zombie\n"},
    ),
]
ENCODINGS = [
    Case(
        "said to be UTF-8",
        customers("a.csv", "--encoding", "utf-8"),
        1,
        "UTF-8|utf-8",
        {"a.csv": "name\nŞükrü\n".encode("cp1254")},
    ),
    Case(
        "said to be ASCII",
        customers("a.csv", "--encoding", "ascii"),
        1,
        "ascii",
        {"a.csv": "name\nŞükrü\n".encode()},
    ),
    Case(
        "an encoding nobody knows",
        customers("a.csv", "--encoding", "klingon"),
        2,
        "klingon",
        {"a.csv": b"name\nx\n"},
    ),
    Case("half of UTF-16", customers("a.csv"), 1, "", {"a.csv": "name\nx\n".encode("utf-16")[:-1]}),
    Case(
        "UTF-16 without its mark",
        customers("a.csv"),
        1,
        "--encoding utf-16-le|NUL",
        {"a.csv": "name\nx\n".encode("utf-16-le")},
    ),
]
STRUCTURES = [
    Case("a JSON list cut short", customers("a.json"), 1, "", {"a.json": b'[{"name": "x"}, {"name": '}),
    Case(
        "JSON lines with a broken one",
        customers("a.jsonl"),
        1,
        "line 2",
        {"a.jsonl": b'{"name": "x"}\n{"name": \n'},
    ),
    Case("no number", customers("a.json"), 1, "NaN", {"a.json": b'[{"name": NaN}]'}),
    Case("a key twice", customers("a.json"), 1, "name", {"a.json": b'[{"name": "x", "name": "y"}]'}),
    Case(
        "a number of 5,000 digits",
        customers("a.json"),
        1,
        "",
        {"a.json": b'[{"name": ' + b"9" * 5000 + b"}]"},
    ),
    Case("a list 5,000 deep", customers("a.json"), 1, "", {"a.json": b"[" * 5000 + b"]" * 5000}),
    Case(
        "a card without an end",
        anything("a.vcf"),
        1,
        "",
        {"a.vcf": b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:x\r\n"},
    ),
    Case(
        "a card of nothing",
        anything("a.vcf"),
        1,
        "",
        {"a.vcf": b"BEGIN:VCARD\r\nVERSION:3.0\r\nEND:VCARD\r\n"},
    ),
    Case("50,000 cards in each other", anything("a.vcf"), 1, "", {"a.vcf": b"BEGIN:VCARD\r\n" * 50_000}),
    Case("a declared entity", anything("a.xml"), 1, "DOCTYPE|doctype", {"a.xml": LAUGHS}),
    Case("XML of something else", anything("a.xml"), 1, "", {"a.xml": b"<rss><channel/></rss>"}),
    Case("half an invoice", anything("a.xml"), 1, "", {"a.xml": INVOICE + b"<a"}),
    Case("an invoice of nothing", anything("a.xml"), 1, "", {"a.xml": INVOICE + b"</Invoice>"}),
    Case(
        "a mail without a date",
        anything("a.eml"),
        1,
        "",
        {"a.eml": b"From: a@b.com\r\nTo: c@d.com\r\nSubject: x\r\n\r\nhi"},
    ),
    Case(
        "a mail of nobody we know",
        anything("a.eml"),
        1,
        "a@b.com|c@d.com",
        {"a.eml": MAIL},
    ),
]
ONE = {"a.csv": b"name\nx\n"}
ARGUMENTS = [
    Case("a mode nobody knows", customers("a.csv", "--mode", "merge"), 2, "--mode", ONE),
    Case("a delimiter of two", customers("a.csv", "--delimiter", "ab"), 2, "", ONE),
    Case("a column that is not there", customers("a.csv", "--map", "Foo=city"), 2, "Foo", ONE),
    Case("a field nobody knows", customers("a.csv", "--map", "name=nmae"), 2, "nmae", ONE),
    Case("a map that is no file", customers("a.csv", "--map", "{}/no.toml"), 3, "", ONE),
    Case("a key nobody knows", customers("a.csv", "--key", "shoe"), 2, "shoe", ONE),
    Case("a value that does not fit", customers("a.csv", "--set", "kind=animal"), 2, "animal", ONE),
    Case("a noun nobody knows", customers("a.csv", "--create", "wizards"), 2, "wizards", ONE),
    Case("a preset nobody knows", customers("a.csv", "--preset", "acme"), 2, "acme", ONE),
    Case("a sheet of a CSV", customers("a.csv", "--sheet", "2"), 2, "", ONE),
    Case("rejects over a file", customers("a.csv", "--rejects", "{}/a.csv"), 1, "exists|a.csv", ONE),
    Case("a number of another kind", ("customer", "show", "L-1"), 2, "L-1 is the number of a lead"),
    Case("nobody of that number", ("customer", "show", "C-999"), 3, "C-999"),
    Case("a merge with itself", ("merge", "C-1", "C-1", "--yes"), 1, "C-1"),
    Case("a merge of two kinds", ("merge", "C-1", "P-1", "--yes"), 2, "P-1"),
    Case("a merge with nobody", ("merge", "C-1", "C-999", "--yes"), 3, "C-999"),
    Case("a merge without a yes", ("merge", "C-1", "C-2"), 2, "nobody is here to ask"),
    Case("an undo of nothing", ("undo", "999"), 3, "999"),
    Case("an export of no kind", ("export", "wizards"), 2, "wizards"),
    Case("cards of orders", ("export", "orders", "--format", "vcard"), 2, ""),
    Case("an export over a file", ("export", "customers", "--output", "{}/a.csv"), 1, "exists", ONE),
    Case("an export into nowhere", ("export", "customers", "--output", "{}/no/a.csv"), 1, "no"),
    Case("an export over the store", ("export", "customers", "--output", "{store}", "--force-output"), 1, ""),
    Case("SQL that writes", ("report", "sql", "DELETE FROM customer"), 1, ""),
    Case("SQL that is none", ("report", "sql", "SELEC 1"), 1, ""),
    Case("SQL of two", ("report", "sql", "SELECT 1; SELECT 2"), 1, ""),
    Case("SQL of tables", ("report", "sql", "SELECT * FROM identity"), 1, "identity"),
    Case("a restore of no file", ("restore", "{}/gone.db", "--yes"), 3, "gone.db"),
    Case("a restore of a text", ("restore", "{}/a.csv", "--yes"), 1, "a.csv", ONE),
    Case(
        "a restore of another's database", ("restore", "{}/a.db", "--yes"), 1, "", {"a.db": foreign_database}
    ),
    Case("a backup over a file", ("backup", "{}/a.csv"), 1, "exists", ONE),
    Case(
        "a whole store into a full one",
        ("import", "all", "{}/a.jsonl"),
        4,
        "",
        {"a.jsonl": dump(format="crmcli", version=1, schema=2)},
    ),
    Case("an erasure of a firm", ("privacy", "erase", "C-1", "--yes"), 1, "organisation"),
    Case("an erasure without a yes", ("privacy", "erase", "P-1"), 2, "can't be taken back"),
    Case("consent for a fax", ("consent", "give", "P-1", "--channel", "fax"), 2, "fax"),
    Case("a field of no type", ("field", "add", "customer", "x", "--type", "money"), 2, "money"),
    Case("a field there is", ("field", "add", "customer", "city"), 4, "city"),
    Case("a review by nobody", ("dedupe", "review"), 2, ""),
    Case("an address of nothing", ("address", "add", "C-1"), 2, ""),
    Case("a name that is none", ("customer", "add", " "), 1, ""),
    Case(
        "an address without its @",
        ("customer", "add", "x", "--email", "eva.example.org"),
        2,
        "no e-mail address",
    ),
    Case("an option nobody knows", ("customer", "list", "--colour", "red"), 2, "--colour"),
    Case("a condition that is none", ("customer", "list", "--where", "city"), 2, "city"),
    Case("a field nobody has", ("customer", "list", "--where", "shoe=9"), 2, "shoe"),
]
STORES = [
    Case("a store that is a text", ("--db", "{}/a.csv", "customer", "list"), 1, "a.csv", ONE),
    Case("a store that is a folder", ("--db", "{}", "customer", "list"), 1, ""),
    Case(
        "a store of another program",
        ("--db", "{}/a.db", "customer", "list"),
        1,
        "",
        {"a.db": foreign_database},
    ),
    Case("a server that is not there", ("--db", "postgresql://localhost:1/x", "customer", "list"), 1, ""),
]
CASES = [*FILES, *TABLES, *ENCODINGS, *STRUCTURES, *ARGUMENTS, *STORES]


def lay_out(case: Case, folder: Path) -> None:
    """Make a case's files."""
    for name, content in case.files.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content())
