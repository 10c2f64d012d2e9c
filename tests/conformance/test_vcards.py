"""vCard files of other projects through the program: what comes out of each, or why nothing does."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from crmcli.domain.exchange.raw import open_raw
from crmcli.domain.exchange.vcard_cards import Broken, Card, read_cards
from crmcli.domain.exchange.vcard_lines import pieces, unfolded
from crmcli.domain.exchange.vcard_rows import cells_of, several
from tests.support.program import Program

DATA = Path(__file__).parents[2].parent / "shared" / "data"
CARDS = DATA / "vcard"
TWINS = DATA / "csv_contacts" / "roundcube_roundcubemail"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the conformance data is not here")

MANIFEST: dict[str, dict[str, Any]] = (
    json.loads((CARDS / "manifest.json").read_text(encoding="utf-8")) if CARDS.is_dir() else {}
)
IBM = {"customer": "IBM", "title": "Money Counter", "birth_date": "1980-03-22"}
TABLE: dict[str, str | list[dict[str, str]]] = {
    "bitfireAT_vcard4android/allfields-vcard3.vcf": [
        {
            "external_id": "mostfields1@at.bitfire.vcard4android",
            "name": "Ämi Display",
            "title": "Director, Research and Development",
            "role": "Programmer",
            "customer": "ABC, Inc.",
            "phone": "+49 1234 56788",
            "email": "private@example.com",
            "birth_date": "1996-04-15",
            "address": "6544 Battleford Drive",
            "city": "Raleigh",
            "region": "NC",
            "postal_code": "27613-3502",
            "country": "U.S.A.",
            "tags": "A; B'C",
            "custom": "ANNIVERSARY, DEPARTMENT, FAX, IMPP, N, NICKNAME, RELATED, X-ABDATE, "
            "X-PHONETIC-FIRST-NAME, X-PHONETIC-LAST-NAME, X-PHONETIC-MIDDLE-NAME, X-SIP, X-TEST",
        }
    ],
    "bitfireAT_vcard4android/vcard4.vcf": [
        {"external_id": "vcard4test", "name": "VCard 4 Test", "note": "Birthday: --04-16"}
    ],
    "ical4j_ical4j-vcard/valid__Frank_Dawson.vcf": [
        {
            "name": "Frank Dawson",
            "customer": "Lotus Development Corporation",
            "phone": "+1-919-676-9515",
            "email": "Frank_Dawson@Lotus.com",
            "postal_code": "27613-3502",
            "note": "http://home.earthlink.net/~fdawson",
            "custom": "FAX",
        }
    ],
    "ical4j_ical4j-vcard/valid__Simon_Perreault.vcf": [
        {
            "name": "Simon Perreault",
            "customer": "Viagenie",
            "phone": "+1-418-656-9254 ext. 102",
            "birth_date": "1983-02-03",
            "address": "2600 boul. Laurier, suite 625",
        }
    ],
    "ical4j_ical4j-vcard/valid__vcard-group.vcf": 'column "name": the row has no name or email or phone',
    "lucc_khard/broken.abook__unparsable.vcf": "nothing tells what broken.abook__unparsable.vcf holds",
    "lucc_khard/vcards__category.vcf": [
        {"external_id": "cat1", "name": "contact with category", "email": "foo@example.org", "tags": "bar"}
    ],
    "lucc_khard/vcards__contact1.vcf": [
        {
            "external_id": "testuid1",
            "name": "second contact",
            "email": "user@example.com",
            "phone": "0123456789",
            "birth_date": "2018-01-20",
        }
    ],
    "lucc_khard/vcards__contact2.vcf": [{"external_id": "testuid2", "name": "third contact"}],
    "lucc_khard/vcards__korean-c.vcf": [{"name": "최유림"}],
    "lucc_khard/vcards__minimal.vcf": [{"name": "minimal contact"}],
    "lucc_khard/vcards__org.vcf": [
        {"company": "ACME Inc.", "external_id": "429A43AB-52F2-4714-AA62-077528A12464"}
    ],
    "lucc_khard/vcards__unparsable.vcf": "line 1: the card has no END:VCARD",
    "mangstadt_ez-vcard/John_Doe_ANDROID.vcf": [
        {"name": "john.doe@company.com", "email": "john.doe@company.com", "tags": "My Contacts"},
        {"name": "jane.doe@company.com", "email": "jane.doe@company.com", "tags": "My Contacts"},
        {"name": "Ñ Ñ Ñ Ñ Ñ", "phone": "123456789"},
        {"name": "Ñ Ñ Ñ Ñ Ñ Ñ Ñ Ñ Ñ Ñ Ñ", "phone": "123456"},
        {"name": "Ñ Ñ Ñ Ñ", "email": "bob@company.com", "customer": "Ñ" * 12, "custom": "FAX"},
        {"name": "ÑÑÑÑ", "email": "henry@company.com", "customer": "Ñ" * 44, "custom": "ORG"},
    ],
    "mangstadt_ez-vcard/John_Doe_EVOLUTION.vcf": [
        {
            **IBM,
            "external_id": "477343c8e6bf375a9bac1f96a5000837",
            "name": "Mr. John Richter, James Doe Sr.",
            "phone": "905-666-1234",
            "email": "john.doe@ibm.com",
            "address": "15 Crescent moon drive, ASB-123",
            "country": "United States of America",
            "tags": "VIP",
        }
    ],
    "mangstadt_ez-vcard/John_Doe_GMAIL.vcf": [
        {
            **IBM,
            "name": "Mr. John Richter, James Doe Sr.",
            "phone": "905-555-1234",
            "email": "john.doe@ibm.com",
            "address": "Crescent moon drive, 555-asd, Nice Area, Albaney, New York 12345, "
            "United States of America",
        }
    ],
    "mangstadt_ez-vcard/John_Doe_MS_OUTLOOK.vcf": [
        {
            **IBM,
            "name": "Mr. John Richter James Doe Sr.",
            "role": "Counting Money",
            "phone": "(905) 555-1234",
            "email": "john.doe@ibm.cm",
            "address": "Cresent moon drive",
            "city": "Albaney",
        }
    ],
    "mangstadt_ez-vcard/gmail-single.vcf": [
        {
            "name": "Greg Dartmouth",
            "customer": "TheCompany",
            "title": "TheJobTitle",
            "phone": "555 555 1111",
            "email": "gdartmouth@hotmail.com",
            "birth_date": "1960-09-10",
            "address": "123 Home St, Home City, HM 12345",
            "note": "This is GMail's note field.\nIt should be added as a NOTE type.\n"
            "ACustomField: CustomField\nhttp://TheProfile.com",
        }
    ],
    "mangstadt_ez-vcard/issue114.vcf": [
        {
            "external_id": "8b574c60-fd7f-4e99-b584-c5db131ae687",
            "name": "Dummy, Dummy",
            "customer": "Dummy GmbH",
            "email": "dummy.dummy@dummy.com",
            "phone": "+49 1234 56789",
            "city": "Bad Homburg",
            "postal_code": "61352",
        }
    ],
    "mangstadt_ez-vcard/rfc2426-example.vcf": [
        {"name": "Frank Dawson", "email": "Frank_Dawson@Lotus.com", "phone": "+1-919-676-9515"},
        {"name": "Tim Howes", "customer": "Netscape Communications Corp.", "phone": "+1-415-937-3419"},
    ],
    "mangstadt_ez-vcard/rfc6350-example.vcf": [
        {
            "name": "Simon Perreault",
            "phone": "+1-418-656-9254 ext. 102",
            "address": "2875 Laurier, Suite D2-630",
            "note": "Birthday: --02-03\nhttp://nomis80.org",
        }
    ],
    "mozilla-comm_ical.js/vcard.vcf": [
        {
            "name": "J. Doe",
            "customer": "ABC, Inc.",
            "title": "Research Scientist",
            "role": "Project Leader",
            "phone": "+33-01-23-45-67",
            "address": "street, apt, pobox",
            "note": "This fax number is operational 0800 to 1715 EST, Mon-Fri\nBirthday: --02-03",
        }
    ],
    "mstilkerich_rcmcarddav/vcardImport__AllAttr.vcf": [
        {
            "external_id": "sabre-vobject-005e805f-0bc1-4333-8be2-97889fb45b7a",
            "name": "Chairman Wesker",
            "customer": "Umbrella Corp",
            "email": "home@example.com",
            "phone": "123",
        }
    ],
    "mstilkerich_rcmcarddav/vcardImport__CompanySetFN.vcf": [{"company": "The Company", "custom": "ORG"}],
    "mstilkerich_rcmcarddav/vcardImport__EmptyFN.vcf": [
        {"name": "Max Mustermann", "email": "special@maxmu.de"}
    ],
    "mstilkerich_rcmcarddav/vcardImport__EmptyFNCompany.vcf": [{"company": "Die Firma"}],
    "mstilkerich_rcmcarddav/vcardImport__Group.vcf": "holds no card of a person or a company",
    "mstilkerich_rcmcarddav/vcardImport__IM-iOS.vcf": [
        {"name": "Test IosIMKontakt", "custom": "IMPP, X-AIM, X-ICQ, X-JABBER, X-MSN, X-YAHOO"}
    ],
    "mstilkerich_rcmcarddav/vcardImport__XAbLabel.vcf": [
        {"name": "Max Mustermann", "email": "special@maxmu.de"}
    ],
    "nextcloud_contacts/forrest-gump.vcf": [
        {
            "external_id": "5efe2430-92e5-4ea2-9a7c-a05aed152ec92",
            "name": "Forrest Gump",
            "customer": "Sheri Nom Co.",
            "title": "Ultimate Warrior",
            "email": "sherinnom@example.com",
            "custom": "X-QQ",
        }
    ],
    "roundcube_roundcubemail/apple.vcf": [
        {
            "company": "Apple Computer AG",
            "website": "http://www.apple.ch",
            "address": "Birgistrasse 4a",
            "city": "Wallisellen-Zürich",
            "postal_code": "8304",
        }
    ],
    "roundcube_roundcubemail/johndoe.vcf": [
        {
            "name": "John Doë",
            "customer": "roundcube.net",
            "email": "roundcube@gmail.com",
            "phone": "+123456789",
            "city": "Hometown",
            "note": "The notes...",
        }
    ],
}
"""What each file gives: some of the fields of every record, or a part of the one line that refuses it."""

_PEOPLE = """
SELECT p.*, i.norm AS external_id, c.name AS customer, cc.role,
  (SELECT group_concat(name, '; ') FROM (SELECT t.name FROM tagging g JOIN tag t ON t.id = g.tag_id
    WHERE g.contact_id = p.id ORDER BY g.id)) AS tags
FROM contact p LEFT JOIN identity i ON i.contact_id = p.id AND i.kind = 'external' AND i.source = 'vcard'
LEFT JOIN customer_contact cc ON cc.contact_id = p.id LEFT JOIN customer c ON c.id = cc.customer_id
ORDER BY p.id
"""
_FIRMS = """
SELECT c.*, c.name AS company, i.norm AS external_id FROM customer c
LEFT JOIN identity i ON i.customer_id = c.id AND i.kind = 'external' AND i.source = 'vcard'
WHERE c.id NOT IN (SELECT customer_id FROM customer_contact) ORDER BY c.id
"""


def stored(path: str) -> list[dict[str, Any]]:
    """Return contacts, then the customers who have none, blanks left out; custom fields by name."""
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    try:
        rows = [dict(row) for query in (_PEOPLE, _FIRMS) for row in connection.execute(query)]
    finally:
        connection.close()
    for row in rows:
        row["custom"] = ", ".join(sorted(json.loads(row["custom"] or "{}")))
    return rows


def test_the_table_names_every_file() -> None:
    assert set(TABLE) == set(MANIFEST) == {f"{p.parent.name}/{p.name}" for p in CARDS.glob("*/*.vcf")}


@pytest.mark.parametrize("name", list(TABLE))
def test_every_file_comes_in_or_is_refused_in_one_line(
    crm_local: Program, sqlite_url: str, name: str
) -> None:
    done = crm_local("import", "file", str(CARDS / name), "--keep-unknown")
    expected = TABLE[name]
    if isinstance(expected, str):
        assert done.code == 1
        assert expected in done.stderr.splitlines()[0]
        assert not done.stdout
        return
    done.checked()
    rows = stored(sqlite_url)
    assert len(rows) == len(expected)
    for row, told in zip(rows, expected, strict=True):
        assert {field: row[field] for field in told} == told


@pytest.mark.parametrize("name", [name for name, told in TABLE.items() if not isinstance(told, str)])
def test_a_second_import_changes_nothing(crm_local: Program, sqlite_url: str, name: str) -> None:
    path = str(CARDS / name)
    crm_local("import", "file", path).checked()
    before = stored(sqlite_url)
    again = crm_local("import", "file", path).checked()
    assert sum(int(row["new"]) + int(row["changed"]) for row in again.tsv()) == 0
    assert stored(sqlite_url) == before


def cards_of(path: Path) -> list[Card | Broken]:
    """Return the cards of a file."""
    raw = open_raw(path, binary=True)
    try:
        return list(read_cards(unfolded(pieces(raw, "")), path.name, told=False))
    finally:
        raw.close()


@pytest.mark.parametrize("name", list(MANIFEST))
def test_cards_and_properties_are_as_many_as_the_manifest_says(name: str) -> None:
    facts = MANIFEST[name]
    found = cards_of(CARDS / name)
    assert len([card for card in found if isinstance(card, Card)]) == facts["ends"]
    if facts["ends"] != facts["cards"] or not facts["cards"]:
        return
    cards = [card for card in found if isinstance(card, Card)]
    for what, word in (("EMAIL", "emails"), ("TEL", "phones"), ("ORG", "orgs"), ("ADR", "addresses"),
                       ("NOTE", "notes"), ("PHOTO", "photos")):  # fmt: skip
        assert sum(len(card.all(what)) for card in cards) == facts[word], what
    assert sum(bool(card.all("FN")) for card in cards) == facts["with_fn"]
    assert sum(bool(card.all("N")) for card in cards) == facts["with_n"]


# A group is no person and no company: its file is refused, as TABLE says.
EXPECTED = [path for path in sorted(CARDS.glob("*/*.expected.json")) if "__Group" not in path.name]


def values(known: dict[str, Any], prefix: str) -> set[str]:
    """Return all values of the keys that begin so: ``email:home``, ``email:work``."""
    return {value for key, listed in known.items() if key.startswith(prefix) for value in listed}


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.name.removesuffix(".vcf.expected.json"))
def test_what_another_program_reads_is_read(path: Path) -> None:
    known = json.loads(path.read_text(encoding="utf-8"))
    name = path.with_name(path.name.removesuffix(".expected.json"))
    (card,) = cards_of(name)
    assert isinstance(card, Card)
    cells = cells_of(card)
    company = known.get("showas") == "COMPANY"
    assert cells.noun == ("customer" if company else "contact")
    assert cells.fields["name"] == known["name"]
    assert cells.fields.get("external_id") == known["cuid"]
    assert set(filter(None, cells.fields.get("email", "").split(":::"))) == values(known, "email:")
    phones = {*cells.fields.get("phone", "").split(":::"), *cells.others.get("FAX", "").split("\n")} - {""}
    assert phones == values(known, "phone:")
    for key, field in (("notes", "note"), ("jobtitle", "title"), ("birthday", "birth_date")):
        assert cells.fields.get(field, "").startswith(known.get(key, ""))
    if not company:
        assert cells.fields.get("customer") == known.get("organization")
        assert {cells.fields.get("first_name"), cells.fields.get("last_name")} == {
            known.get("firstname"), known.get("surname")}  # fmt: skip
    for key in ("maidenname", "spouse", "manager", "assistant"):
        assert cells.others.get(f"X-{key.upper()}") == known.get(key)
    for key in ("nickname", "department"):
        assert cells.others.get(key.upper()) == known.get(key)
    for address in known.get("address:home", []):
        told = {"address": "street", "city": "locality", "region": "region", "postal_code": "zipcode"}
        assert {field: cells.fields[field] for field in told} == {f: address[k] for f, k in told.items()}


@pytest.mark.parametrize("name", ["gmail", "tb_plain"])
def test_a_card_and_its_twin_in_csv_are_one_person(tmp_path: Path, name: str) -> None:
    found = []
    for ending in ("csv", "vcf"):
        url = str(tmp_path / f"{ending}.db")
        path = str(TWINS / f"{name}.{ending}")
        Program(url)("import", "contacts", path, "--create", "customers").checked()
        (row,) = stored(url)
        connection = sqlite3.connect(url)
        place = "address, city, region, postal_code, country"
        query = f"SELECT {place} FROM contact UNION SELECT {place} FROM address ORDER BY 1"
        same = ["name", "title", "email", "birth_date", "customer", "tags"]
        found.append((*(row[field] for field in same), connection.execute(query).fetchall()))
        query = "SELECT norm FROM identity WHERE kind = 'email' ORDER BY id"
        found[-1] += (connection.execute(query).fetchall(),)
        connection.close()
    assert found[0] == found[1]


def test_values_in_a_cell_are_parted_by_a_mark_of_their_own() -> None:
    assert several(["a;b"]) == "a;b:::"
    assert several(["a", "b,c"]) == "a:::b,c"
