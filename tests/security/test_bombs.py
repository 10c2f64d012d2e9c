"""Small files that would be large, deep or endless are refused in a moment, in little memory."""

import io
import resource
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from crmcli.domain.campaigns.template import fields_of, filled, pieces
from crmcli.domain.exchange.ical import Component, calendar_text, text_line
from crmcli.errors import UsageError
from tests.domain.exchange.workbooks import cell_xml, ods, sheet_xml, xlsx_of
from tests.security.hostile import EVERYTHING
from tests.support.program import Program

UBL = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
ENTITIES = {
    "billion laughs": '<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><Invoice xmlns="%s">&b;</Invoice>',
    "quadratic": f'<!DOCTYPE x [<!ENTITY a "{"a" * 5000}">]><Invoice xmlns="%s">{"&a;" * 5000}</Invoice>',
    "a file": '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><Invoice xmlns="%s">&a;</Invoice>',
    "an address": '<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd"><Invoice xmlns="%s"/>',
    "a parameter": '<!DOCTYPE x [<!ENTITY %% p SYSTEM "file:///etc/passwd"> %%p;]><Invoice xmlns="%s"/>',
    "an attribute": '<!DOCTYPE x [<!ATTLIST Invoice a CDATA "x">]><Invoice xmlns="%s"/>',
    "an encoding of its own": '<?xml version="1.0" encoding="utf-7"?><Invoice xmlns="%s">+ADw-</Invoice>',
    "xinclude": (
        '<Invoice xmlns="%s" xmlns:xi="http://www.w3.org/2001/XInclude">'
        '<xi:include href="/etc/passwd" parse="text"/></Invoice>'
    ),
}


def archive(**members: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(name.replace("__", "/"), content)
    return made.getvalue()


def _entity(text: str) -> Callable[[], bytes]:
    def made() -> bytes:
        return (text % UBL).encode()

    return made


def deep(open_: str, close: str, count: int) -> bytes:
    return (open_ * count + close * count).encode()


_MANY = (
    '<table:table-row table:number-rows-repeated="1048576">'
    '<table:table-cell office:value-type="string" table:number-columns-repeated="16384"><text:p>x</text:p>'
    "</table:table-cell></table:table-row>"
)
FILES: dict[str, tuple[str, Callable[[], bytes]]] = {
    **{f"XML: {name}": ("a.xml", _entity(text)) for name, text in ENTITIES.items()},
    "XML: deep": ("a.xml", lambda: f'<Invoice xmlns="{UBL}">'.encode() + deep("<a>", "</a>", 100_000)),
    "XML: a tag of 4 MB": ("a.xml", _entity(f'<Invoice xmlns="%s" a="{"x" * 4_000_000}"/>')),
    "XML: 200,000 attributes": (
        "a.xml",
        lambda: (
            f'<Invoice xmlns="{UBL}" '.encode() + b" ".join(b"a%d=''" % n for n in range(200_000)) + b"/>"
        ),
    ),
    "zip: 100 MB of nothing": ("a.zip", lambda: archive(a_xml=b"<" + b"\0" * 100_000_000)),
    "zip: 20,000 members": ("a.zip", lambda: archive(**{f"m{n}.xml": b"<a/>" for n in range(20_000)})),
    "zip: a zip in a zip": ("a.zip", lambda: archive(a_zip=archive(b_xml=b"<a/>"))),
    "xlsx: an entity": (
        "a.xlsx",
        lambda: xlsx_of('<!DOCTYPE x [<!ENTITY a "b">]>' + sheet_xml("<row>&a;</row>").split("?>")[1]),
    ),
    "xlsx: the last corner": (
        "a.xlsx",
        lambda: xlsx_of(sheet_xml(f"<row>{cell_xml('XFD1048576', 'x')}</row>")),
    ),
    "ods: a row a million times": ("a.ods", lambda: ods({"S": _MANY})),
    "JSON: deep": ("a.json", lambda: deep("[", "]", 1_000_000)),
    "JSON: deep objects": ("a.json", lambda: b'[{"a":' * 200_000),
    "JSON: a number of a million digits": ("a.json", lambda: b'[{"name": ' + b"9" * 1_000_000 + b"}]"),
    "JSON: keys that collide": (
        "a.json",
        lambda: b"[{" + b",".join(b'"k%d": 1' % n for n in range(200_000)) + b"}]",
    ),
    "CSV: one line of 20 MB": ("a.csv", lambda: b"name\n" + b"x" * 20_000_000),
    "CSV: 5 million commas": ("a.csv", lambda: b"," * 5_000_000),
    "CSV: an open quote": ("a.csv", lambda: b'name\n"' + b"x\n" * 5_000_000),
    "vCard: deep": ("a.vcf", lambda: b"BEGIN:VCARD\r\n" * 200_000),
    "vCard: a line folded 500,000 times": (
        "a.vcf",
        lambda: b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:x" + b"\r\n y" * 500_000 + b"\r\nEND:VCARD\r\n",
    ),
    "vCard: a picture of 30 MB": (
        "a.vcf",
        lambda: (
            b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:x\r\nPHOTO;ENCODING=b:"
            + b"A" * 30_000_000
            + b"\r\nEND:VCARD\r\n"
        ),
    ),
    "mail: parts in parts": (
        "a.eml",
        lambda: (
            b"From: a@b.c\r\nTo: d@e.f\r\nDate: Mon, 2 Nov 2026 10:00:00 +0300\r\nMessage-ID: <1@b>\r\n"
            + b"".join(
                b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(3_000)
            )
        ),
    ),
    "mail: 100,000 recipients": (
        "a.eml",
        lambda: (
            b"From: a@b.c\r\nTo: "
            + b", ".join(b"a%d@b.c" % n for n in range(100_000))
            + b"\r\nDate: Mon, 2 Nov 2026 10:00:00 +0300\r\nMessage-ID: <1@b>\r\n\r\nx"
        ),
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_a_bomb_is_refused_in_a_moment(crm_local: Program, tmp_path: Path, name: str) -> None:
    file, made = FILES[name]
    path = tmp_path / file
    path.write_bytes(made())
    before, begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    result = crm_local.inprocess("import", "file", str(path), "--create", "customers,contacts")
    assert time.process_time() - begun < 5
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 512 * 1024
    assert "fault of crmcli" not in result.stderr
    assert "Traceback" not in result.stderr
    assert "root:" not in result.stdout + result.stderr
    assert result.code or "vCard: a" in name, result
    assert not Path(crm_local.url).exists() or not result.code


TOML = {
    "deep": "a = " + "[" * 100_000 + "]" * 100_000,
    "deep tables": "a = " + "{a = " * 50_000 + "1" + "}" * 50_000,
    "deep keys": ".".join("a" * 1 for _ in range(100_000)) + " = 1",
    "a number of 100,000 digits": "a = " + "9" * 100_000,
    "a key of 5 MB": "x" * 5_000_000 + " = 1",
    "an open text": 'a = """' + "x" * 5_000_000,
}


@pytest.mark.parametrize("name", TOML)
def test_a_settings_file_a_map_or_a_plan_of_reports_can_not_hang_the_program(
    crm_local: Program, tmp_path: Path, name: str
) -> None:
    path = tmp_path / "x.toml"
    path.write_text(TOML[name], encoding="utf-8")
    (tmp_path / "a.csv").write_text("Ad\nx\n", encoding="utf-8")
    lines = (
        ("report", "run", str(path)),
        ("import", "customers", str(tmp_path / "a.csv"), "--map", str(path)),
    )
    for line in lines:
        begun = time.process_time()
        result = crm_local.inprocess(*line)
        assert result.code
        assert "fault of crmcli" not in result.stderr, result.stderr
        assert len(result.stderr) < 20_000
        assert time.process_time() - begun < 5


@pytest.mark.parametrize(
    "template",
    [
        "{name.__class__}",
        "{name!r:>9999999}",
        "{0}",
        "{__import__('os')}",
        "{{% for x in range(9**9) %}}{{% endfor %}}{",
        "{name[0]}",
        "{config.db}",
        "{env.HOME}",
        "{include /etc/passwd}",
        "{" * 50_001,
        "{name" * 10_000,
    ],
)
def test_a_campaigns_text_knows_fields_and_nothing_else(template: str) -> None:
    begun = time.process_time()
    with pytest.raises(UsageError):
        pieces(template)
    assert time.process_time() - begun < 1


def test_a_value_is_put_in_once_and_never_read_again() -> None:
    parts = pieces("{name} {{name}} {city|{}".replace("{city|{}", "{city|x}"))
    for text in EVERYTHING:
        made, missing = filled(parts, dict.fromkeys(fields_of(parts), f"{{name}}{text}"), None)
        assert made == f"{{name}}{text} {{name}} {{name}}{text}"
        assert missing == []


def test_loops_includes_and_attributes_are_text(crm_local: Program) -> None:
    """Jinja's words mean nothing here: there is no such language in the program."""
    text = "{{% for x in y %}} {{{{ self.__init__ }}}} {{# #}} {name}"
    crm_local.inprocess("customer", "add", "Acme", "--email", "a@x.example").checked()
    crm_local.inprocess("consent", "give", "C-1", "--channel", "email")
    line = ("campaign", "plan", "K", "--channel", "email", "--where", "orders = 0", "--body", text)
    crm_local.inprocess(*line).checked()
    crm_local.inprocess("campaign", "launch", "CA-1").checked()
    shown = crm_local.inprocess("campaign", "render", "CA-1", "--format", "json")
    if shown.code == 0 and shown.json():
        assert shown.json()[0]["text"] == "{% for x in y %} {{ self.__init__ }} {# #} Acme"


def test_a_calendar_has_the_lines_it_should_and_no_more() -> None:
    for text in EVERYTHING:
        made = calendar_text([Component("VTODO", (text_line("SUMMARY", text),))], text)
        lines = made.replace("\r\n ", "").split("\r\n")
        names = [line.partition(":")[0] for line in lines if line]
        assert names == [
            *("BEGIN", "VERSION", "PRODID", "CALSCALE", "X-WR-CALNAME", "BEGIN", "SUMMARY", "END", "END")
        ], text
