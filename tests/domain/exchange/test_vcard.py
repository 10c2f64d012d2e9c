"""vCard files of every version as rows of contacts and customers."""

import time
import tracemalloc

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crmcli.domain.exchange.columns import find_formats
from crmcli.domain.exchange.convert import Converter
from crmcli.domain.exchange.formats import ReadOptions
from crmcli.domain.exchange.imported import NOUNS
from crmcli.domain.exchange.mapping import MapRequest, build_mapping
from crmcli.domain.exchange.source import Source
from crmcli.domain.exchange.vcard_lines import PIECE, VALUE_LIMIT, unfolded
from crmcli.errors import CrmError, Refused
from tests.domain.exchange.conftest import Opener, lines_of, rows_of


def card(*lines: str, version: str = "3.0") -> str:
    """Return the text of a card."""
    return "\r\n".join(["BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""])


def cells(source: Source, noun: str = "contact") -> list[dict[str, str]]:
    """Return the cells of one noun that are not blank, by header."""
    part = source.part(noun)
    return [{h: c for h, c in zip(part.header, row, strict=True) if c} for row in rows_of(part)]


def one(opened: Opener, *lines: str, version: str = "3.0") -> dict[str, str]:
    """Return the cells of a card of a person, without the name."""
    (found,) = cells(opened(card("FN:Ada Lovelace", *lines, version=version)))
    assert found.pop("name") == "Ada Lovelace"
    return found


def test_many_cards_are_read_each_with_its_line(opened: Opener) -> None:
    source = opened(card("FN:Ada") + "\r\n" + card("FN:Eva"))
    assert [row["name"] for row in cells(source)] == ["Ada", "Eva"]
    assert lines_of(source) == [1, 6]
    assert source.report.kind == "vcard"
    assert source.report.delimiter_reason == "a vCard file (3.0): 2 persons"


def test_folded_lines_are_joined_without_their_blank(opened: Opener) -> None:
    assert one(opened, "NOTE:one", "  two", "\tthree")["note"] == "one twothree"


def test_version_2_1_keeps_the_blank_that_folds(opened: Opener) -> None:
    assert one(opened, "NOTE:one", " two", version="2.1")["note"] == "one two"


def test_quoted_printable_goes_on_after_a_soft_break(opened: Opener) -> None:
    line = "NOTE;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C4=B0stanbul=\r\n'da =C5=9Fube=0D=0A=\r\nikinci"
    assert one(opened, line, version="2.1")["note"] == "İstanbul'da şube\nikinci"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1254", "iso8859-9"]
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_same_card_is_read_in_every_encoding_and_with_every_line_end(
    opened: Opener, encoding: str, end: str
) -> None:
    text = card("FN:Şükrü İğdır", "ORG:Çağ A.Ş.", "NOTE:ılık", "  süt").replace("\r\n", end)
    (found,) = cells(opened(text.encode(encoding)))
    assert found == {"name": "Şükrü İğdır", "customer": "Çağ A.Ş.", "note": "ılık süt"}


def test_a_line_may_name_its_own_encoding(opened: Opener) -> None:
    lines = ["FN;CHARSET=windows-1251:Анна", "NOTE;CHARSET=ISO-8859-1:çà"]
    head, note = lines[0].encode("cp1251"), lines[1].encode("latin-1")
    data = b"BEGIN:VCARD\nVERSION:2.1\n" + head + b"\n" + note + b"\nEND:VCARD\n"
    assert cells(opened(data)) == [{"name": "Анна", "note": "çà"}]


def test_cards_in_two_encodings_are_read_line_by_line_and_said_so(opened: Opener) -> None:
    data = (card("FN:Şükrü", "NOTE:çğıöşü") * 3).encode() + card("FN:İnci").encode("cp1254")
    source = opened(data)
    assert [row["name"] for row in cells(source)] == ["Şükrü", "Şükrü", "Şükrü", "İnci"]
    assert source.found.notes == ("1 value read as Windows-1254, since they are not UTF-8",)


def test_a_wrong_encoding_is_shown_not_dropped(opened: Opener) -> None:
    source = opened(card("FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:A=80B", version="2.1"))
    assert cells(source) == [{"name": "A�B"}]
    assert source.found.notes == ("1 value with bytes that are not in their encoding: they are shown as �",)


@pytest.mark.parametrize(
    "charset", ["no-such-code", "idna", "base64", "undefined", "unicode_escape", "x" * 500]
)
def test_an_encoding_that_is_none_falls_back_to_utf_8(opened: Opener, charset: str) -> None:
    assert one(opened, f"NOTE;CHARSET={charset}:ş\\,ç")["note"] == "ş,ç"


def test_escapes_are_resolved_once(opened: Opener) -> None:
    assert one(opened, r"NOTE:a\, b\; c\nd \\n e\: \"f\" C:\dir")["note"] == 'a, b; c\nd \\n e: "f" C:\\dir'


def test_phones_come_with_the_preferred_one_first_and_without_faxes(opened: Opener) -> None:
    found = one(
        opened,
        "TEL;TYPE=HOME:0212 1112233",
        "TEL;TYPE=FAX,WORK:0212 4445566",
        'TEL;VALUE=uri;TYPE="work,voice";PREF=2:tel:+90-212-5554433;ext=12',
        "item1.TEL;type=CELL;type=pref:0532 123 45 67",
        "TEL;TYPE=pager:123",
        version="4.0",
    )
    assert found["phone"] == "0532 123 45 67:::+90-212-5554433 ext. 12:::0212 1112233"
    assert found["FAX"] == "0212 4445566\n123"


def test_types_without_a_name_are_types(opened: Opener) -> None:
    found = one(opened, "EMAIL;INTERNET:b@x.org", "EMAIL;WORK;PREF:a@x.org", "TEL;FAX:1", version="2.1")
    assert found == {"email": "a@x.org:::b@x.org", "FAX": "1"}


def test_a_value_is_never_parted_by_what_stands_in_it(opened: Opener) -> None:
    source = opened(card("FN:Ada", "CATEGORIES:a\\,b", "TEL:0212 111 22 33\\;12"))
    mapping = build_mapping(source.part("contact").header, "contact", MapRequest())
    read = ReadOptions()
    converter = Converter(mapping, find_formats(source.part("contact"), mapping, read), read)
    (batch,) = source.part("contact").batches()
    row = dict(zip(converter.fields, converter.convert(batch).rows[0], strict=True))
    assert row["tags"] == ("a,b",)
    assert row["phone"] == ("0212 111 22 33;12",)


def test_the_main_address_is_the_preferred_one_then_that_of_work(opened: Opener) -> None:
    home = "ADR;TYPE=HOME:;;Ev Sok. 1;Ankara;;06000;Türkiye"
    work = "ADR;TYPE=WORK:PK 7;Kat 2;İş Cad. 5;İstanbul;Marmara;34000;Türkiye"
    found = one(opened, home, work)
    assert found["address"] == "İş Cad. 5, Kat 2, PK 7"
    assert (found["city"], found["region"], found["postal_code"]) == ("İstanbul", "Marmara", "34000")
    assert (found["home.address"], found["home.city"]) == ("Ev Sok. 1", "Ankara")
    assert one(opened, home.replace("HOME", "HOME,PREF"), work)["city"] == "Ankara"


def test_further_addresses_fill_the_fields_of_their_kind(opened: Opener) -> None:
    labels = ("Fatura adresi", "_$!<Home>!$_", "Yazlık", "Depo")
    lines = [f"i{n}.ADR:;;Sok. {n};;;;\r\ni{n}.X-ABLabel:{label}" for n, label in enumerate(labels)]
    found = one(opened, "ADR;TYPE=WORK,PREF:;;İş Cad. 5;;;;", *lines)
    assert found == {
        "address": "İş Cad. 5",
        "billing.address": "Sok. 0",
        "home.address": "Sok. 1",
        "other.address": "Sok. 2",
        "ADR": "Depo: Sok. 3",
    }


def test_components_of_an_address_that_newer_programs_write_are_read(opened: Opener) -> None:
    found = one(opened, "ADR:;;Cad. 5;İstanbul;;34000;TR;;;;;;;;;Kadıköy;", version="4.0")
    assert (found["city"], found["district"]) == ("İstanbul", "Kadıköy")


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("BDAY:1980-03-22", "1980-03-22"),
        ("BDAY:19800322", "1980-03-22"),
        ("BDAY;VALUE=date:1980-03-22", "1980-03-22"),
        ("BDAY:1996-04-15T20:12:43+04:00", "1996-04-15"),
        ("BDAY:19531015T231000Z", "1953-10-15"),
    ],
)
def test_a_full_birthday_is_a_day(opened: Opener, line: str, day: str) -> None:
    assert one(opened, line) == {"birth_date": day}


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("BDAY:--04-16", "--04-16"),
        ("BDAY:--0416", "--04-16"),
        ("BDAY;X-APPLE-OMIT-YEAR=1604:1604-04-16", "--04-16"),
        ("BDAY:--0229", "--02-29"),
        ("BDAY:1985-04", "1985-04"),
        ("BDAY:1985", "1985"),
        ("BDAY;VALUE=text:circa 1800", "circa 1800"),
        ("BDAY:1985-02-30", "1985-02-30"),
    ],
)
def test_another_birthday_is_kept_as_it_is_known(opened: Opener, line: str, text: str) -> None:
    assert one(opened, line) == {"note": f"Birthday: {text}"}


def test_the_id_is_the_same_with_and_without_its_prefix(opened: Opener) -> None:
    uid = "03a0e51f-d1aa-4385-8a53-e29025acd8af"
    assert one(opened, f"UID:urn:uuid:{uid}") == one(opened, f"UID:{uid}") == {"external_id": uid}


def test_a_card_without_a_full_name_is_named_by_its_parts(opened: Opener) -> None:
    (found,) = cells(opened(card("N:Yılmaz;Ayşe;Nur;Dr.;PhD,MBA")))
    assert found["name"] == "Dr. Ayşe Nur Yılmaz PhD MBA"
    assert (found["first_name"], found["last_name"]) == ("Ayşe Nur", "Yılmaz")


@pytest.mark.parametrize(
    "lines",
    [
        ("FN:Örnek A.Ş.", "ORG:Örnek A.Ş.;"),
        ("N:;;;;", "FN:Örnek A.Ş.", "ORG:ÖRNEK A.Ş."),
        ("FN:Örnek A.Ş.", "X-ABShowAs:COMPANY"),
        ("KIND:org", "FN:Örnek A.Ş."),
        ("ORG:Örnek A.Ş.",),
    ],
)
def test_the_card_of_a_company_is_a_customer(opened: Opener, lines: tuple[str, ...]) -> None:
    source = opened(card(*lines, "URL:https://ornek.com.tr", "TEL:0212 1"))
    assert source.nouns == ("customer",)
    (found,) = cells(source, "customer")
    assert found["name"] == "Örnek A.Ş."
    assert found["website"] == "https://ornek.com.tr"


def test_a_person_at_an_organisation_is_a_contact_of_it(opened: Opener) -> None:
    found = one(opened, "ORG:Örnek A.Ş.;Satış;İhracat", "TITLE:Müdür", "ROLE:Alıcı")
    assert (found["customer"], found["title"], found["role"]) == ("Örnek A.Ş.", "Müdür", "Alıcı")
    assert found["DEPARTMENT"] == "Satış, İhracat"


def test_customers_come_before_the_contacts_who_name_them(opened: Opener) -> None:
    source = opened(card("FN:Ada", "ORG:Örnek") + card("ORG:Örnek", "FN:Örnek"))
    assert source.nouns == ("customer", "contact")
    assert source.report.delimiter_reason == "a vCard file (3.0): 1 person and 1 company"


def test_organisations_that_persons_are_at_are_customers_once(opened: Opener) -> None:
    firm = card("ORG:Diğer", "FN:Diğer", "UID:7")
    source = opened(
        card("FN:A", "ORG:Örnek") + firm + card("FN:B", "ORG:ÖRNEK;Satış") + card("FN:C", "ORG:Diğer")
    )
    assert cells(source, "customer") == [
        {"name": "Örnek"},
        {"external_id": "7", "name": "Diğer"},
    ]
    assert source.report.delimiter_reason == "a vCard file (3.0): 3 persons and 1 company"


def test_the_headers_of_the_parts_are_fields(opened: Opener) -> None:
    lines = (
        "N:B;A UID:1 ORG:C ROLE:D TITLE:E TEL:1 EMAIL:a@b.org BDAY:1980-01-01 NOTE:x CATEGORIES:t NICKNAME:n"
    )
    person = card("FN:A B", "ADR:;;a;b;c;d;e", "ADR;TYPE=home:;;x", *lines.split())
    source = opened(person + card("FN:C", "ORG:C", "URL:c.org", "UID:2", "EMAIL:c@c.org"))
    for noun in source.nouns:
        fields = {field.name for field in NOUNS[noun].fields}
        unknown = [name for name in source.part(noun).header if name not in fields]
        assert unknown == (["NICKNAME"] if noun == "contact" else [])


def test_every_card_may_be_a_lead(opened: Opener) -> None:
    source = opened(card("FN:Ada Lovelace", "N:Lovelace;Ada", "ORG:Örnek", "EMAIL:ada@x.org"))
    mapping = build_mapping(source.part("lead").header, "lead", MapRequest())
    assert {c.field for c in mapping.columns} == {"name", "first_name", "last_name", "company", "email"}


@pytest.mark.parametrize("name", ["PHONE", "COMPANY", "STATUS", "OWNER", "KIND2", "CITY"])
def test_a_property_that_is_called_like_a_field_does_not_fill_it(opened: Opener, name: str) -> None:
    found = one(opened, f"{name}:x")
    assert list(found.values()) == ["x"]
    assert set(found) <= {name, f"vCard {name}"}
    mapping = build_mapping(opened(card("FN:A", f"{name}:x")).part("contact").header, "contact", MapRequest())
    assert [c.field for c in mapping.columns] == ["name"]


def test_what_no_field_takes_keeps_its_name_and_label(opened: Opener) -> None:
    found = one(
        opened,
        "NICKNAME:Addie",
        "i1.X-ABDATE:1835-07-08",
        "i1.X-ABLabel:_$!<Anniversary>!$_",
        "X-QQ:1",
        "X-QQ:2",
    )
    assert found == {"NICKNAME": "Addie", "X-ABDATE": "anniversary: 1835-07-08", "X-QQ": "1\n2"}


def test_a_name_that_differs_from_its_parts_loses_neither(opened: Opener) -> None:
    assert one(opened, "N:King;Augusta")["N"] == "Augusta King"


def test_a_group_is_a_tag_of_its_members(opened: Opener) -> None:
    group = card("FN:Staff", "X-ADDRESSBOOKSERVER-KIND:group", "X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:u1")
    source = opened(card("FN:Ada", "UID:u1", "CATEGORIES:VIP") + group + card("FN:Eva", "UID:u2"))
    assert [row.get("tags") for row in cells(source)] == ["VIP:::Staff", None]
    assert source.found.notes == ("groups are kept as tags of their members: Staff",)


def test_the_card_of_an_agent_is_passed_over(opened: Opener) -> None:
    agent = ("AGENT:", "BEGIN:VCARD", "VERSION:2.1", "FN:Agent", "END:VCARD")
    source = opened(card("FN:Ada", *agent, "NOTE:after", version="2.1"))
    assert cells(source) == [{"name": "Ada", "note": "after"}]


@pytest.mark.parametrize(
    ("broken", "line", "reason"),
    [
        ("BEGIN:VCARD\nFN:Eva\n", 5, "the card has no END:VCARD before line 7"),
        ("BEGIN:VCARD\nFN:Eva\nno property\nEND:VCARD\n", 5, '"no property" in line 7 is no property'),
        ("BEGIN:VCARD\nFN:Eva\n;:x\nEND:VCARD\n", 5, '";:x" in line 7 is no property'),
        ("stray\n", 5, '"stray" stands outside any card'),
        ("END:VCARD\n", 5, "END:VCARD ends no card"),
    ],
)
def test_a_broken_card_is_a_reject_and_the_others_are_read(
    opened: Opener, broken: str, line: int, reason: str
) -> None:
    whole = "BEGIN:VCARD\nVERSION:3.0\nFN:Ada\nEND:VCARD\n"
    source = opened(whole + broken + whole.replace("Ada", "Zoe"))
    assert [row["name"] for row in cells(source)] == ["Ada", "Zoe"]
    (reject,) = source.found.rejects
    assert (reject.line, reject.reason) == (line, reason)
    assert len(reject.cells) == len(source.part(source.nouns[0]).header)
    assert reject.sentence("a.vcf") == f"a.vcf line {line}: {reason}"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("BEGIN:VCARD\nFN:Eva\n", "line 1: the card has no END:VCARD"),
        (card("FN:Staff", "KIND:group"), "no card of a person or a company"),
        ("BEGIN:VCARD\n" * 50_000, "more than 1,000 cards are broken"),
        ("BEGIN:VCARD\nAGENT:\n" * 50_000, "line 23: cards stand within cards deeper than 10 levels"),
    ],
)
def test_a_file_without_a_card_is_refused_in_one_line(opened: Opener, content: str, reason: str) -> None:
    started = time.process_time()
    with pytest.raises(Refused) as error:
        opened(content)
    assert reason in error.value.message
    assert "\n" not in error.value.message
    assert time.process_time() - started < 2


@pytest.mark.parametrize("width", [75, 20 * 1024 * 1024])
def test_a_picture_of_20_mb_costs_no_memory(opened: Opener, width: int) -> None:
    size = 20 * 1024 * 1024
    lines = [" " + "A" * (width - 1)] * (size // width)
    text = card("FN:Ada", "PHOTO;ENCODING=b;TYPE=JPEG:AAAA", *lines, "NOTE:after")
    tracemalloc.start()
    source = opened(text.encode())
    before, _ = tracemalloc.get_traced_memory()
    tracemalloc.reset_peak()
    found = cells(source)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found == [{"name": "Ada", "note": "after"}]
    assert peak - before < 2 * 1024 * 1024
    assert source.found.notes == ("1 picture (or sound, or key): left out",)


@pytest.mark.parametrize("width", [75, 20 * 1024 * 1024])
def test_a_value_of_20_mb_is_cut_before_it_takes_memory(opened: Opener, width: int) -> None:
    size = 20 * 1024 * 1024
    parts = ["NOTE:" + "x" * (width - 5), *[" " + "x" * (width - 1)] * (size // width - 1)]
    kept = unfolded(
        (1, part[at : at + PIECE].encode(), at == 0) for part in parts for at in range(0, len(part), PIECE)
    )
    line = next(kept)
    assert line.overlong
    assert VALUE_LIMIT - PIECE <= len(line.content) <= VALUE_LIMIT
    source = opened(card("FN:Ada") + card("FN:Eva", *parts))
    tracemalloc.start()
    found = cells(source)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [row["name"] for row in found] == ["Ada"]
    assert peak < 4 * VALUE_LIMIT


def test_a_value_without_an_end_rejects_its_card(opened: Opener) -> None:
    source = opened(card("FN:Ada") + card("FN:Eva", "NOTE:" + "x" * 2_000_000) + card("FN:Zoe"))
    assert [row["name"] for row in cells(source)] == ["Ada", "Zoe"]
    assert source.found.rejects[0].reason == "a value in line 8 has more than 1,048,576 bytes"
    assert source.found.rejects[0].cells[source.header.index("name")] == "Eva"


def test_very_many_properties_reject_their_card(opened: Opener) -> None:
    source = opened(card("FN:Ada") + card("FN:Eva", *["TEL:1"] * 20_000))
    assert "more than 5,000 properties" in source.found.rejects[0].reason


def test_very_many_names_of_properties_are_cut_and_counted(opened: Opener) -> None:
    source = opened("".join(card("FN:Ada", f"X-P{number}:1") for number in range(500)))
    assert len(source.header) <= 200
    assert len(source.part("contact").header) <= 200
    assert any("beyond the columns" in note for note in source.found.notes)


LINES = """BEGIN:VCARD
END:VCARD
VERSION:2.1
VERSION:4.0
AGENT:
FN:A
N:a\\;b;c,d;
ORG:x;y
TEL;TYPE="a,b:tel:1;ext=2
NOTE;QUOTED-PRINTABLE:=C5=
=9F=
PHOTO;BASE64:AAA
BDAY:--0230
a.ADR;X-EXTENDED=district:;;;
a.X-ABLabel:_$!<x>!$_
KIND:group
MEMBER:urn:uuid:1
 x
\t"""
LINE = st.sampled_from(LINES.split("\n")) | st.text(max_size=40)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=st.lists(LINE, max_size=20), codec=st.sampled_from(["utf-8", "utf-16", "cp1254", "latin-1"]))
def test_nothing_but_a_refusal_comes_of_any_file(opened: Opener, lines: list[str], codec: str) -> None:
    error: CrmError | None = None
    text = "\n".join(["BEGIN:VCARD", *lines, "END:VCARD"])
    try:
        source = opened(text.encode(codec, "replace"))
        for noun in ("contact", "customer", "lead"):
            part = source.part(noun)
            width = len(part.header)
            assert all(len(row) == width for row in rows_of(part))
    except CrmError as refusal:
        error = refusal
    assert error is None or "\n" not in error.message


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(middle=st.binary(max_size=200))
def test_nothing_but_a_refusal_comes_of_any_bytes(opened: Opener, middle: bytes) -> None:
    error: CrmError | None = None
    try:
        source = opened(b"BEGIN:VCARD\nFN:A\n" + middle + b"\nEND:VCARD\n")
        rows_of(source)
    except CrmError as refusal:
        error = refusal
    assert error is None or "\n" not in error.message


def test_long_rows_come_in_small_batches(opened: Opener) -> None:
    source = opened("".join(card(f"FN:{n}", "NOTE:" + "x" * 1_000_000) for n in range(12)))
    assert [len(batch.rows) for batch in source.batches()] == [5, 5, 2]
    assert [row["name"] for row in cells(source)] == [str(n) for n in range(12)]
