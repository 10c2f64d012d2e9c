"""Exports of products people leave: each read by its preset, through the program, value by value."""

from pathlib import Path
from typing import Any, NamedTuple

import pytest

from crmcli.db import open_store
from tests.support.program import Program

SHARED = Path(__file__).parents[2].parent / "shared"
HEADERS = SHARED / "import-headers"
CONTACTS = SHARED / "data" / "csv_contacts"
pytestmark = pytest.mark.skipif(not HEADERS.is_dir(), reason="the conformance data is not here")

Values = dict[str, Any]
AYSE = {"name": "Ayşe Örnek", "email": "ayse.ornek@example.com"}
JOHN = {"name": "John Sample", "email": "john.sample@example.com"}
GIDA, TRADING = "Örnek Gıda Ltd. Şti.", "Sample Trading"
NOTHING: Values = {}


class Export(NamedTuple):
    """A file, the preset it is read by, how many records of each noun it gives, and what they hold."""

    file: str
    preset: str
    new: str  # noun=count, in the order of loading
    records: dict[str, tuple[Values, ...]]


def lead(first: Values, second: Values) -> dict[str, tuple[Values, ...]]:
    """Return what both rows of a file of leads give."""
    return {
        "lead": (
            {
                **AYSE,
                "company": GIDA,
                "title": "Satın Alma Müdürü",
                "city": "İzmir",
                "status": "new",
                **first,
            },
            {**JOHN, "company": TRADING, **second},
        )
    }


TABLE = (
    Export(
        "dynamics365_leads.csv",
        "dynamics-leads",
        "users=1 leads=2",
        lead(
            {
                "key": "dynamics:6b5a3c1e-0000-4000-8000-000000000001",
                "phone": "0232 000 00 00",
                "country": "Türkiye",
                "source": "Web",
                "owner": "Deniz Satış",
                "note": "Zeytinyağı toplu sipariş",
                "custom": '{"Rating": "Warm"}',
            },
            {"status": "working", "note": "Interested in large purchase", "owner": None, "key": None},
        ),
    ),
    Export(
        "espocrm_lead.csv",
        "espocrm-leads",
        "users=1 leads=2",
        lead(
            {
                "key": "espocrm:5f0000000000a0001",
                "phone": "+905550000001",
                "amount_minor": 250050,
                "currency": "TRY",
                "source": "Call",
                "created_on": "2026-03-12",
                "consents": None,
            },
            {"status": "qualified", "created_on": "2026-03-15", "consents": "phone refused"},
        ),
    ),
    Export(
        "google_as_outlook_csv.csv",
        "google-contacts-outlook",
        "customers=1 contacts=2",
        {
            "contact": (
                {**AYSE, "phone": "0555 000 00 01", "customers": GIDA, "tags": "Müşteriler"},
                {**JOHN, "phone": None, "customers": None, "tags": None},
            )
        },
    ),
    Export(
        "google_contacts_old.csv",
        "google-contacts-old",
        "customers=1 contacts=2",
        {
            "contact": (
                {
                    **AYSE,
                    "keys": "+905550000001 ayse.ornek@example.com ayse@example.org",
                    "title": "Satın Alma Müdürü",
                    "birth_date": "1985-04-23",
                    "note": "Fuarda tanıştık.\nPazartesi aranacak",
                    "customers": GIDA,
                    "tags": "Müşteriler",
                },
                {"name": "John Sample", "email": None, "phone": "+44 20 0000 0000", "keys": "+447700900000"},
            )
        },
    ),
    Export(
        "hubspot_companies.csv",
        "hubspot-companies",
        "users=1 customers=2",
        {
            "customer": (
                {
                    "name": GIDA,
                    "kind": "organisation",
                    "key": "hubspot:9001",
                    "phone": "+90 232 000 00 00",
                    "website": "ornekgida.example",
                    "industry": "FOOD_BEVERAGES",
                    "city": "İzmir",
                    "country": "Türkiye",
                    "created_on": "2026-02-01",
                    "owner": "Deniz Satış",
                },
                {
                    "name": TRADING,
                    "key": "hubspot:9002",
                    "city": "London",
                    "created_on": "2025-11-12",
                    "owner": None,
                },
            )
        },
    ),
    Export(
        "hubspot_contacts.csv",
        "hubspot-contacts",
        "users=1 customers=2 contacts=2",
        {
            "customer": ({"name": GIDA, "key": "hubspot:9001"}, {"name": TRADING, "key": "hubspot:9002"}),
            "contact": (
                {
                    **AYSE,
                    "key": "hubspot:10001",
                    "phone": "+90 555 000 00 01",
                    "customers": GIDA,
                    "owner": "Deniz Satış",
                    "created_on": "2026-03-12",
                    "city": "İzmir",
                    "postal_code": "35000",
                    "source": "Organic Search",
                },
                {
                    **JOHN,
                    "key": "hubspot:10002",
                    "customers": TRADING,
                    "created_on": "2026-03-15",
                    "postal_code": "SW1A 1AA",
                    "country": "United Kingdom",
                    "source": "Referral",
                },
            ),
        },
    ),
    Export(
        "iys_izin_yukleme.csv",
        "iys",
        "consents=2",
        {
            "contact": (
                {"phone": "5550000001", "keys": "+905550000001", "consents": "sms given 2026-11-20 HS_WEB"},
                {
                    "email": "ayse.ornek@example.com",
                    "consents": "email refused 2026-11-20 HS_FIZIKSEL_ORTAM",
                },
            )
        },
    ),
    Export(
        "logo_clcard.csv",
        "logo-clcard",
        "customers=2",
        {
            "customer": (
                {
                    "name": "ÖRNEK GIDA LTD.ŞTİ.",
                    "key": "logo:120.01.001",
                    "kind": "organisation",
                    "tax_number": "1234567890",
                    "tax_office": "KONAK",
                    "city": "İZMİR",
                    "tags": "müşteri tedarikçi",
                },
                {"name": "MEHMET DENEME", "kind": "person", "tax_number": "11111111110", "city": "ANKARA"},
            )
        },
    ),
    Export(
        "mikro_cari_hesaplar.csv",
        "mikro-cari",
        "customers=2",
        {
            "customer": (
                {
                    "name": "ÖRNEK GIDA LTD.ŞTİ.",
                    "key": "mikro:120.01.001",
                    "tax_number": "1234567890",
                    "tax_office": "KONAK",
                    "email": "ayse.ornek@example.com",
                    "phone": "05550000001",
                },
                {"name": "DENEME TİCARET A.Ş.", "tax_number": "1729171602", "email": "info@deneme.example"},
            )
        },
    ),
    Export(
        "outlook_desktop_classic.csv",
        "outlook",
        "customers=2 contacts=2",
        {
            "contact": (
                {
                    **AYSE,
                    "title": "Satın Alma Müdürü",
                    "phone": "0555 000 00 01",
                    "birth_date": "1985-04-23",
                    "address": "Papatya Cad. No:1",
                    "city": "İzmir",
                    "postal_code": "35000",
                    "country": "Türkiye",
                    "customers": GIDA,
                    "tags": "Müşteri",
                },
                {**JOHN, "birth_date": None, "customers": TRADING},
            )
        },
    ),
    Export(
        "pipedrive_people_export.csv",
        "pipedrive-people",
        "users=1 customers=2 contacts=2",
        {
            "contact": (
                {
                    **AYSE,
                    "key": "pipedrive:88",
                    "keys": "+905550000001 ayse.ornek@example.com ayse@example.org",
                    "customers": GIDA,
                    "tags": "Customer",
                    "owner": "Deniz Satış",
                    "created_on": "2026-03-12",
                },
                {**JOHN, "key": "pipedrive:89", "tags": "Warm lead", "created_on": "2026-03-12"},
            )
        },
    ),
    Export(
        "pipedrive_sample_import.csv",
        "pipedrive-import",
        "customers=2 contacts=2 opportunities=2 activities=2",
        {
            "customer": (
                {"name": GIDA, "address": "Papatya Cad. No:1, 35000 İzmir, Türkiye"},
                {"name": TRADING, "address": "1 High Street, London, UK"},
            ),
            "contact": (
                {**AYSE, "note": "Fuarda tanıştık", "customers": GIDA},
                {**JOHN, "keys": "john.sample@example.com john@example.org", "phone": "020 0000 0000"},
            ),
            "opportunity": (
                {
                    "name": "Örnek Gıda – ilk sipariş",
                    "amount_minor": 10000,
                    "customer_id": 1,
                    "contact_id": 1,
                },
                {"name": "Sample deal", "amount_minor": 250050, "customer_id": 2, "contact_id": 2},
            ),
            "activity": (
                {"subject": "İlk arama", "kind": "task", "at": "2024-12-05", "done": 0, "contact_id": 1},
                {"subject": "Demo", "at": "2025-02-12", "done": 0, "customer_id": 2},
            ),
        },
    ),
    Export(
        "salesforce_account_dataloader.csv",
        "salesforce-accounts",
        "users=1 customers=2",
        {
            "customer": (
                {
                    "name": GIDA,
                    "key": "salesforce:0015g00000CCCC1AAA",
                    "phone": "0232 000 00 00",
                    "website": "ornekgida.example",
                    "industry": "Food & Beverage",
                    "address": "Papatya Cad. No:1",
                    "city": "İzmir",
                    "postal_code": "35000",
                    "created_on": "2026-02-01",
                    "owner": "0055g00000BBBB1AAA",
                },
                {"name": TRADING, "country": "United Kingdom", "created_on": "2025-11-12"},
            )
        },
    ),
    Export(
        "salesforce_lead_dataloader.csv",
        "salesforce-leads",
        "users=1 leads=2",
        lead(
            {
                "key": "salesforce:00Q5g00000AAAA1EAA",
                "keys": "+902320000000 +905550000001 ayse.ornek@example.com",
                "country": "Turkey",
                "source": "Web",
                "created_on": "2026-03-12",
                "owner": "0055g00000BBBB1AAA",
            },
            {"status": "qualified", "source": "Partner Referral", "custom": '{"Converted on": "2026-09-01"}'},
        ),
    ),
    Export(
        "shopify_customers.csv",
        "shopify-customers",
        "customers=2",
        {
            "customer": (
                {
                    **AYSE,
                    "kind": "person",
                    "key": "shopify:7210000000001",
                    "keys": "+905550000001 ayse.ornek@example.com",
                    "address": "Papatya Cad. No:1",
                    "city": "İzmir",
                    "region": "TR-35",
                    "postal_code": "35000",
                    "country": "TR",
                    "tags": "toptan vip",
                    "consents": "email given Shopify, sms refused Shopify",
                    "custom": '{"Company": "Örnek Gıda"}',
                },
                {
                    **JOHN,
                    "key": "shopify:7210000000002",
                    "postal_code": "SW1A 1AA",
                    "phone": None,
                    "consents": "email refused Shopify, sms refused Shopify",
                },
            )
        },
    ),
    Export(
        "tr_cari_kart.csv",
        "cari-kart",
        "customers=2 contacts=1",
        {
            "customer": (
                {
                    "name": GIDA,
                    "key": "cari:CR-TR-001",
                    "keys": "+902320000000 +905550000001 ayse.ornek@example.com",
                    "tax_number": "1234567890",
                    "tax_office": "Konak",
                    "website": "www.ornekgida.example",
                    "address": "Papatya Mah. No:1",
                    "tags": "Musteri Toptanci",
                },
                {"name": "Deneme Ticaret A.Ş.", "tags": "Tedarikci", "tax_number": "1729171602"},
            ),
            "contact": ({"name": "Ayşe Örnek", "customers": GIDA},),
        },
    ),
    Export(
        "tr_erp_fatura_listesi.csv",
        "erp-fatura",
        "customers=2 contacts=1 orders=2",
        {
            "customer": (
                {
                    "name": "ÖRNEK GIDA SANAYİ VE TİCARET LİMİTED ŞİRKETİ",
                    "key": "cari:CR00001",
                    "tax_number": "0123456789",
                    "district": "KONAK",
                    "city": "İZMİR",
                },
                {"name": "Deneme Ticaret A.Ş.", "tax_office": "İVEDİK", "tax_number": "1729171602"},
            ),
            "sales_order": (
                {
                    "number": "ORN2026000000001",
                    "ordered_on": "2026-08-07",
                    "total_minor": 100000,
                    "currency": "TRY",
                    "customer_id": 1,
                    "note": "ZEYTİNYAĞI,SABUN",
                    "status": "completed",
                },
                {
                    "number": "ORN2026000000002",
                    "ordered_on": "2026-07-29",
                    "total_minor": -1214400,
                    "customer_id": 2,
                },
            ),
        },
    ),
    Export(
        "tr_musteri_tedarikci.csv",
        "musteri-tedarikci",
        "customers=2",
        {
            "customer": (
                {
                    "name": GIDA,
                    "kind": "organisation",
                    "email": "ayse.ornek@example.com",
                    "phone": "0232 000 00 00",
                    "tax_number": "1234567890",
                    "district": "Konak",
                    "city": "İzmir",
                    "tags": "müşteri",
                },
                {
                    "name": "Mehmet Deneme",
                    "kind": "person",
                    "tax_number": "11111111110",
                    "district": "Çankaya",
                    "tags": "müşteri tedarikçi",
                },
            )
        },
    ),
    Export(
        "woocommerce_customers.csv",
        "woocommerce-customers",
        "customers=2",
        {
            "customer": (
                {
                    **AYSE,
                    "kind": "person",
                    "phone": "05550000001",
                    "country": "TR",
                    "region": "TR35",
                    "postal_code": "35000",
                    "created_on": "2026-03-12",
                },
                {**JOHN, "city": "London", "postal_code": "SW1A 1AA", "created_on": None},
            )
        },
    ),
)
REAL = (
    Export(
        "marmelab_atomic-crm/atomic_crm_contacts_sample.csv",
        "atomic-contacts",
        "customers=1 contacts=2",
        {
            "contact": (
                {
                    "name": "John Doe",
                    "email": "john@doe.example",
                    "customers": "Acme",
                    "tags": "developer influencer",
                },
                {"name": "Jane Doe", "email": "jane@doe.example", "tags": "UI design", "customers": "Acme"},
            )
        },
    ),
    Export(
        "roundcube_roundcubemail/gmail.csv",
        "google-contacts-old",
        "customers=1 contacts=1",
        {"contact": (NOTHING,)},
    ),
    Export(
        "roundcube_roundcubemail/tb_plain.csv",
        "thunderbird",
        "customers=1 contacts=1",
        {
            "contact": (
                {
                    "name": "Displayname",
                    "email": "test@domain.tld",
                    "customers": "Organization",
                    "birth_date": "1970-11-15",
                    "city": "Wcity",
                    "places": "home Priv address City",
                },
            )
        },
    ),
    Export(
        "toofanCodes_hubspotdummydata/hubspot_companies.csv",
        "hubspot-companies",
        "users=5 customers=200",
        {
            "customer": (
                {"name": "Cruz Inc", "owner": "dwight.schrute@example.com", "city": "North Christineview"},
            )
        },
    ),
    Export(
        "toofanCodes_hubspotdummydata/hubspot_deals.csv",
        "hubspot-deals",
        "users=5 contacts=358 opportunities=500",
        {"opportunity": ({"name": "Long Group - New Business Opportunity", "amount_minor": 21083337},)},
    ),
)
_BESIDE = {
    "key": "SELECT source || ':' || norm FROM identity "
    "WHERE {o} = :id AND kind = 'external' AND source <> '#row'",
    "keys": "SELECT norm FROM identity WHERE {o} = :id AND kind IN ('email', 'phone')",
    "owner": "SELECT u.name FROM crm_user u JOIN {t} r ON r.owner_id = u.id WHERE r.id = :id",
    "customers": "SELECT c.name FROM customer c JOIN customer_contact k ON k.customer_id = c.id "
    "WHERE k.{o} = :id",
    "tags": "SELECT t.name FROM tag t JOIN tagging g ON g.tag_id = t.id WHERE g.{o} = :id",
    "places": "SELECT kind || ' ' || address || ' ' || city FROM address WHERE {o} = :id",
}
_CONSENTS = """SELECT channel || ' ' || state || coalesce(' ' || decided_on, '')
  || coalesce(' ' || source, '') FROM consent WHERE {o} = :id ORDER BY channel"""


def records(url: str, table: str) -> list[Values]:
    """Return the records of a table, with what other tables say of them in one text each."""
    found = []
    with open_store(url).reading() as db:
        names = db.tables[table].columns
        owner = {"sales_order": "order_id"}.get(table, f"{table}_id")
        for row in db.tuples(f"SELECT {', '.join(names)} FROM {table} ORDER BY id"):
            values = dict(zip(names, row, strict=True))
            for name, query in _BESIDE.items():
                if table in ("sales_order", "activity", "opportunity"):
                    continue
                if name == "customers" and table != "contact":
                    continue
                if name == "places" and table == "lead":
                    continue
                texts = db.tuples(query.format(o=owner, t=table), {"id": values["id"]})
                values[name] = " ".join(sorted(text for (text,) in texts)) or None
            if table in ("customer", "contact", "lead"):
                told = db.tuples(_CONSENTS.format(o=owner), {"id": values["id"]})
                values["consents"] = ", ".join(text for (text,) in told) or None
            found.append(values)
    return found


def check(crm: Program, path: Path, export: Export) -> None:
    """Import a file and compare what it was read as, the counts, and the records, with what is expected."""
    dry = crm.inprocess("import", "file", str(path), "--dry-run", "--format", "json").checked().json()
    assert [file["preset"] for file in dry["files"]] == [export.preset]
    done = crm.inprocess("import", "file", str(path), "--format", "json").checked().json()
    assert done["items"] == dry["items"]
    assert " ".join(f"{line['what']}={line['new']}" for line in done["items"]) == export.new
    assert all(line["rejected"] == 0 for line in done["items"])
    for table, expected in export.records.items():
        for record, values in zip(records(crm.url, table), expected, strict=False):
            wanted = dict(values)
            if "keys" in wanted:
                wanted["keys"] = " ".join(sorted(wanted["keys"].split()))
            assert {name: record[name] for name in wanted} == wanted
    again = crm.inprocess("import", "file", str(path), "--format", "json").checked().json()
    assert all(line["new"] == line["changed"] == 0 for line in again["items"])


@pytest.mark.parametrize("export", TABLE, ids=lambda export: export.file)
def test_an_export_of_a_product_comes_in_whole(crm_local: Program, export: Export) -> None:
    check(crm_local, HEADERS / export.file, export)


@pytest.mark.parametrize("export", REAL, ids=lambda export: export.file)
def test_a_real_export_comes_in_whole(crm_local: Program, export: Export) -> None:
    check(crm_local, CONTACTS / export.file, export)


def test_the_table_names_every_file_there_is() -> None:
    assert {path.name for path in HEADERS.glob("*.csv")} == {export.file for export in TABLE}


def test_a_consent_reaches_whoever_has_the_address(crm_local: Program) -> None:
    crm_local.inprocess("import", "file", str(HEADERS / "shopify_customers.csv")).checked()
    crm_local.inprocess("import", "file", str(HEADERS / "espocrm_lead.csv")).checked()
    done = crm_local.inprocess("import", "file", str(HEADERS / "iys_izin_yukleme.csv"), "--format", "json")
    assert [line["new"] for line in done.checked().json()["items"]] == [2]
    customer = records(crm_local.url, "customer")[0]
    assert customer["consents"] == (
        "email given Shopify, email refused 2026-11-20 HS_FIZIKSEL_ORTAM, "
        "sms refused Shopify, sms given 2026-11-20 HS_WEB"
    )
    assert records(crm_local.url, "contact") == []
