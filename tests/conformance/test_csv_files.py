"""CSV files of other projects and products, read and matched as their own expectations say."""

import json
from collections import Counter
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from crmcli.domain.exchange.columns import find_formats
from crmcli.domain.exchange.convert import Converter
from crmcli.domain.exchange.formats import Formats, ReadOptions
from crmcli.domain.exchange.mapping import MapRequest, build_mapping, map_request
from crmcli.domain.exchange.source import SourceOptions, open_source
from crmcli.errors import Refused, UsageError

SHARED = Path(__file__).parents[2].parent / "shared"
DATA = SHARED / "data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the conformance data is not here")

Row = dict[str, Any]


def manifest(folder: str) -> list[tuple[Path, dict[str, Any]]]:
    """Return the delimited files of a folder with what is known about them."""
    path = DATA / folder / "manifest.json"
    known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return [(DATA / folder / name, facts) for name, facts in known.items() if "delimiter" in facts]


NAMELESS = "no_header_row.csv"  # refused, see test_tables
KNOWN = [(p, facts) for p, facts in (*manifest("csv"), *manifest("csv_contacts")) if p.name != NAMELESS]
FILES = [pytest.param(path, facts, id=path.name) for path, facts in KNOWN]
HEADED = [pytest.param(path, facts, id=path.name) for path, facts in KNOWN if facts["header"]]


@pytest.mark.parametrize(("path", "facts"), FILES)
def test_every_record_is_read_with_its_width(path: Path, facts: dict[str, Any]) -> None:
    with open_source(path) as source:
        rows = [row for batch in source.batches() for row in batch.rows]
        widths = Counter(map(len, [source.header, *rows]))
        encoding = source.report.encoding
    assert sum(widths.values()) == facts["records"] - facts["blank_records"]
    blank = Counter({int(width): count for width, count in facts["widths"].items()}) - widths
    assert sum(blank.values()) == facts["blank_records"]
    assert encoding == ("UTF-8" if facts["encoding"] == "utf-8" else "Windows-1254")


@pytest.mark.parametrize(("path", "facts"), HEADED)
def test_header_and_delimiter_are_found(path: Path, facts: dict[str, Any]) -> None:
    with open_source(path) as source:
        assert list(source.header[: len(facts["header"])]) == facts["header"]
        assert source.report.delimiter == facts["delimiter"]


def test_blank_lines_before_the_header_are_passed_over() -> None:
    with open_source(DATA / "csv" / "wireservice_csvkit" / "test_skip_lines.csv") as source:
        assert source.header == ("a", "b", "c")
        assert [list(batch.lines) for batch in source.batches()] == [[5]]


SPECTRUM = sorted((DATA / "csv" / "maxogden_csv-spectrum").glob("*.csv"))


def as_published(path: Path) -> BytesIO:
    """Return a file of the spectrum; those named crlf came without their CRs."""
    content = path.read_bytes()
    return BytesIO(content.replace(b"\n", b"\r\n") if path.stem.endswith("_crlf") else content)


@pytest.mark.parametrize("path", SPECTRUM, ids=lambda path: path.stem)
def test_the_spectrum_is_read_cell_by_cell(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    with open_source(as_published(path)) as source:
        rows = [row for batch in source.batches() for row in batch.rows]
    assert [dict(zip(source.header, row, strict=True)) for row in rows] == expected


@pytest.mark.parametrize("path", SPECTRUM, ids=lambda path: path.stem)
def test_the_same_rows_come_out_of_json(path: Path) -> None:
    with open_source(as_published(path)) as csv_file, open_source(path.with_suffix(".json")) as json_file:
        assert csv_file.header == json_file.header
        assert [b.rows for b in csv_file.batches()] == [b.rows for b in json_file.batches()]


def imported(
    path: Path, noun: str, request: MapRequest | None = None, options: SourceOptions | None = None
) -> tuple[list[Row], list[str], dict[str, str]]:
    """Return a file's rows, its rejects as sentences, and header -> field."""
    read = ReadOptions(currency="TRY")
    with open_source(path, options or SourceOptions()) as source:
        mapping = build_mapping(source.header, noun, request or MapRequest())
        formats: Formats = find_formats(source, mapping, read)
        converter = Converter(mapping, formats, read)
        rows: list[Row] = []
        rejects: list[str] = []
        for batch in source.batches():
            done = converter.convert(batch)
            rows += [dict(zip(converter.fields, row, strict=True)) for row in done.rows]
            rejects += [reject.sentence(path.name) for reject in done.rejects]
    return rows, rejects, {column.header: column.field for column in mapping.columns}


def test_rows_too_long_and_too_short_are_rejected_by_line() -> None:
    request = map_request(["column_a=external_id", "column_b=name", "column_c=note"])
    rows, rejects, _ = imported(DATA / "csv" / "wireservice_csvkit" / "bad.csv", "customer", request)
    assert [row["name"] for row in rows] == ["mixed types.... uh oh"]
    assert rejects == [
        "bad.csv line 2: the row has 4 cells, the header has 3",
        "bad.csv line 3: the row has 2 cells, the header has 3",
    ]


def test_words_for_nothing_are_words() -> None:
    request = map_request(["a=external_id", "b=name", "c=note", "d=city", "e=region", "f=district"])
    rows, _, _ = imported(DATA / "csv" / "wireservice_csvkit" / "blanks.csv", "customer", request)
    assert rows == [
        {"external_id": None, "name": "NA", "city": "NONE", "district": ".", "region": "NULL", "note": "N/A"}
    ]


def test_decimal_commas_are_found() -> None:
    request = map_request(["a=total", "b=external_id", "c=note"])
    rows, _, _ = imported(DATA / "csv" / "wireservice_csvkit" / "test_locale.csv", "order", request)
    assert (rows[0]["total"], rows[0]["external_id"]) == (170, "200.000.000")


def card(name: str) -> dict[str, list[str]]:
    """Return the properties of the vCard that another program makes of a CSV file."""
    found: dict[str, list[str]] = {}
    path = DATA / "csv_contacts" / "roundcube_roundcubemail" / name
    for line in path.read_text(encoding="utf-8").splitlines():
        key, _, value = line.partition(":")
        found.setdefault(key.split(";")[0], []).append(value)
    return found


def test_a_google_export_gives_what_another_program_reads_from_it() -> None:
    known = card("gmail.vcf")
    rows, _, _ = imported(DATA / "csv_contacts" / "roundcube_roundcubemail" / "gmail.csv", "contact")
    row = rows[0]
    assert row["name"] == known["FN"][0]
    assert list(row["email"]) == known["EMAIL"]
    assert list(row["phone"]) == known["TEL"]
    assert list(row["tags"]) == known["CATEGORIES"][0].split(",")
    assert (row["birth_date"], row["note"]) == (known["BDAY"][0], known["NOTE"][0])
    assert (row["customer"], row["title"]) == (known["ORG"][0], known["TITLE"][0])
    place = ";;" + ";".join(row[field] for field in ("address", "city", "region", "postal_code", "country"))
    assert place == known["ADR"][0]


def test_a_thunderbird_export_gives_what_another_program_reads_from_it() -> None:
    known = card("tb_plain.vcf")
    rows, _, columns = imported(DATA / "csv_contacts" / "roundcube_roundcubemail" / "tb_plain.csv", "contact")
    row = rows[0]
    assert (row["name"], row["customer"], row["title"]) == (
        known["FN"][0],
        known["ORG"][0],
        known["TITLE"][0],
    )
    assert list(row["email"]) == known["EMAIL"]
    assert list(row["phone"]) == [phone for phone in known["TEL"] if phone not in ("fax", "pager")]
    place = ";;" + ";".join(row[field] for field in ("address", "city", "region", "postal_code", "country"))
    assert place == known["ADR"][1]  # at work
    assert not {"Birth Year", "Birth Month", "Birth Day"} & set(columns)


def test_the_lists_of_a_json_export_are_imported_one_by_one() -> None:
    path = DATA / "csv_contacts" / "marmelab_atomic-crm" / "import-sample.json"
    with pytest.raises(Refused, match="holds several lists: sales, companies, contacts, notes, tasks"):
        open_source(path)
    companies, _, _ = imported(path, "customer", options=SourceOptions(records="companies"))
    assert [(row["external_id"], row["name"]) for row in companies] == [
        ("234", "Black Mesa Research Facility"),
        ("345", "Aperture Science"),
    ]
    contacts, _, _ = imported(path, "contact", options=SourceOptions(records="contacts"))
    assert contacts[1]["email"] == ("cave.johnson@aperturescience.com",)
    assert (contacts[1]["customer"], contacts[1]["tags"]) == ("345", ("VIP", "Science"))


class Expected(NamedTuple):
    """What a file gives as it is, without an option: rows, rejects, and the columns that are certain."""

    path: str
    noun: str
    rows: int
    rejects: int
    columns: str

    def header_to_field(self) -> dict[str, str]:
        """Return the columns as a dict."""
        return dict(pair.rsplit("=", 1) for pair in " ".join(self.columns.split()).split(", "))


REAL = (
    Expected(
        "pipeline/maven_accounts.csv",
        "customer",
        85,
        0,
        """account=name, sector=industry, subsidiary_of=parent""",
    ),
    Expected(
        "pipeline/maven_products.csv",
        "product",
        7,
        0,
        """product=name, series=category, sales_price=price""",
    ),
    Expected(
        "pipeline/maven_sales_teams.csv",
        "user",
        35,
        0,
        """sales_agent=name, manager=manager, regional_office=branch""",
    ),
    Expected(
        "pipeline/maven_sales_pipeline.csv",
        "opportunity",
        8800,
        0,
        """opportunity_id=external_id, sales_agent=owner, product=product, account=customer,
        deal_stage=stage, engage_date=created_on, close_date=close_date, close_value=amount""",
    ),
    Expected(
        "chinook/Customer.csv",
        "customer",
        59,
        0,
        """CustomerId=external_id, FirstName=first_name, LastName=last_name, Address=address, City=city,
        State=region, Country=country, PostalCode=postal_code, Phone=phone, Email=email,
        SupportRepId=owner""",
    ),
    Expected(
        "chinook/Employee.csv",
        "user",
        8,
        0,
        """EmployeeId=external_id, LastName=last_name, FirstName=first_name, Title=title,
        ReportsTo=manager, Phone=phone, Email=email""",
    ),
    Expected(
        "chinook/Invoice.csv",
        "order",
        412,
        0,
        """InvoiceId=external_id, CustomerId=customer, InvoiceDate=ordered_on, Total=total""",
    ),
    Expected(
        "chinook/InvoiceLine_with_product.csv",
        "order_line",
        2240,
        0,
        """InvoiceLineId=external_id, InvoiceId=order, UnitPrice=unit_price, Quantity=quantity""",
    ),
    Expected(
        "pipeline/sample_sales_crm/Contacts.csv",
        "contact",
        100,
        0,
        """ContactID=external_id, FullName=name, Email=email, Phone=phone, City=city, State=region,
        Country=country""",
    ),
    Expected(
        "pipeline/sample_sales_crm/Leads.csv",
        "lead",
        200,
        0,
        """LeadID=external_id, ContactID=contact, LeadSource=source, LeadStatus=status,
        CreatedDate=created_on, Notes=note""",
    ),
    Expected(
        "pipeline/sample_sales_crm/Activity.csv",
        "activity",
        500,
        0,
        """ActivityID=external_id, LeadID=lead, ActivityType=kind, Subject=subject, DueDate=at,
        Completed=done, Notes=body""",
    ),
    Expected(
        "pipeline/sample_sales_crm/Opportunity.csv",
        "opportunity",
        500,
        0,
        """OpportunityID=external_id, ActivityID=activity, OpportunityStage=stage, EstimatedValue=amount,
        CloseDate=close_date, SalesID=order""",
    ),
    Expected(
        "pipeline/sample_sales_crm/Products.csv",
        "product",
        200,
        0,
        """ItemNo=sku, ItemName=name, UnitPrice=price, Category=category, IsActive=active""",
    ),
    Expected(
        "pipeline/sample_sales_crm/Sales.csv",
        "order",
        495,
        0,
        """SalesID=external_id, ContactID=contact, SalesDate=ordered_on""",
    ),
    Expected(
        "pipeline/sample_sales_crm/SalesLines.csv",
        "order_line",
        3761,
        0,
        """LineID=external_id, SalesID=order, ItemNo=product, Quantity=quantity, LinePrice=amount""",
    ),
    Expected(
        "turkish/sample_customers.csv",
        "customer",
        10,
        0,
        """Ad=first_name, Soyad=last_name, Telefon=phone, Email=email, Adres=address""",
    ),
    Expected(
        "turkish/sample_orders.csv",
        "order",
        16,
        0,
        """MusteriID=customer, Tutar=total, Durum=status""",
    ),
    Expected(
        "pipeline/turkish_revops_mini/marketing_leads.csv",
        "lead",
        7,
        0,
        """lead_id=external_id, lead_source=source, campaign_name=campaign, lead_date=created_on,
        company_name=company, industry=industry, lead_score=score, estimated_value=amount""",
    ),
    Expected(
        "pipeline/turkish_revops_mini/sales_pipeline.csv",
        "opportunity",
        5,
        0,
        """deal_id=external_id, company_name=customer, lead_source=source, deal_stage=stage,
        deal_value=amount, probability=probability, owner=owner, created_date=created_on,
        expected_close_date=expected_close""",
    ),
    Expected(
        "rfm/rfm_orders.csv",
        "order",
        4906,
        0,
        """customer_id=customer, order_date=ordered_on, revenue=total""",
    ),
    Expected(
        "clv/cdnow_sample_orders.csv",
        "order",
        6919,
        0,
        """customer_id=customer, date=ordered_on, amount=total""",
    ),
    Expected(
        "cohort/online_cohorts_orders.csv",
        "order",
        19573,
        0,
        """CustomerID=customer, InvoiceDate=ordered_on""",
    ),
    Expected(
        "basket/groceries_lines.csv",
        "order_line",
        43367,
        0,
        """order_id=order, product=product""",
    ),
    Expected(
        "basket/groceries_products.csv",
        "product",
        169,
        0,
        """product=name, category=category""",
    ),
    Expected(
        "dedupe/fake_1000.csv",
        "contact",
        993,
        7,
        """unique_id=external_id, first_name=first_name, surname=last_name, dob=birth_date, city=city,
        email=email""",
    ),
    Expected(
        "dedupe/febrl1.csv",
        "contact",
        997,
        3,
        """rec_id=external_id, given_name=first_name, surname=last_name, address_1=address,
        address_2=address, postcode=postal_code, state=region, date_of_birth=birth_date""",
    ),
    Expected(
        "csv_contacts/marmelab_atomic-crm/atomic_crm_contacts_sample.csv",
        "contact",
        2,
        0,
        """first_name=first_name, last_name=last_name, title=title, tags=tags, company=customer,
        email_work=email, email_home=email, email_other=email, phone_work=phone, phone_home=phone,
        phone_other=phone""",
    ),
    Expected(
        "csv_contacts/relaticle_relaticle/companies.csv",
        "customer",
        5,
        0,
        """name=name, account_owner_email=owner""",
    ),
    Expected(
        "csv_contacts/toofanCodes_hubspotdummydata/hubspot_companies.csv",
        "customer",
        200,
        0,
        """Company ID=external_id, Company Name=name, Industry=industry, Phone Number=phone,
        Website=website, Street Address=address, City=city, State/Region=region,
        Postal Code=postal_code, Country=country, Create Date=created_on, Company Owner=owner""",
    ),
    Expected(
        "csv_contacts/toofanCodes_hubspotdummydata/hubspot_deals.csv",
        "opportunity",
        500,
        0,
        """Deal ID=external_id, Deal Name=name, Deal Stage=stage, Amount=amount, Close Date=close_date,
        Create Date=created_on, Deal Owner=owner, Closed Lost Reason=lost_reason,
        Associated Contact Email=contact""",
    ),
)
EXPORTS = (
    Expected(
        "dynamics365_leads.csv",
        "lead",
        2,
        0,
        """(Do Not Modify) Lead=external_id, First Name=first_name, Last Name=last_name, Job Title=title,
        Company Name=company, Email=email, Business Phone=phone, Mobile Phone=phone, Street 1=address,
        Street 2=address, City=city, Country/Region=country, Website=website, Lead Source=source,
        Status Reason=status, Industry=industry, Description=note, Owner=owner""",
    ),
    Expected(
        "espocrm_lead.csv",
        "lead",
        1,
        1,
        """id=external_id, name=name, firstName=first_name, lastName=last_name, title=title, status=status,
        source=source, industry=industry, opportunityAmount=amount, opportunityAmountCurrency=currency,
        website=website, addressStreet=address, addressCity=city, addressCountry=country,
        emailAddress=email, phoneNumber=phone, description=note, createdAt=created_on,
        accountName=company, assignedUserName=owner, campaignName=campaign""",
    ),
    Expected(
        "google_as_outlook_csv.csv",
        "contact",
        2,
        0,
        """First Name=first_name, Last Name=last_name, Birthday=birth_date, Notes=note,
        E-mail Address=email, E-mail 2 Address=email, E-mail 3 Address=email, Primary Phone=phone,
        Home Phone=phone, Home Phone 2=phone, Mobile Phone=phone, Company Main Phone=phone,
        Business Phone=phone, Business Phone 2=phone, Company=customer, Job Title=title,
        Business Street=address, Business Street 2=address, Business Street 3=address,
        Business City=city, Business State=region, Business Postal Code=postal_code,
        Business Country=country, Other Phone=phone, Categories=tags""",
    ),
    Expected(
        "google_contacts_old.csv",
        "contact",
        2,
        0,
        """Name=name, Given Name=first_name, Family Name=last_name, Birthday=birth_date, Notes=note,
        Group Membership=tags, E-mail 1 - Value=email, E-mail 2 - Value=email, Phone 1 - Value=phone,
        Phone 2 - Value=phone, Address 1 - Street=address, Address 1 - City=city,
        Address 1 - Region=region, Address 1 - Postal Code=postal_code, Address 1 - Country=country,
        Organization 1 - Name=customer, Organization 1 - Title=title""",
    ),
    Expected(
        "hubspot_companies.csv",
        "customer",
        2,
        0,
        """Record ID=external_id, Company name=name, Company Domain Name=website, Company owner=owner,
        Create Date=created_on, Phone Number=phone, City=city, Country/Region=country, Industry=industry""",
    ),
    Expected(
        "hubspot_contacts.csv",
        "contact",
        2,
        0,
        """Record ID=external_id, First Name=first_name, Last Name=last_name, Email=email,
        Phone Number=phone, Contact owner=owner, Create Date=created_on, Lead Source=source, City=city,
        State/Region=region, Postal Code=postal_code, Country/Region=country,
        Associated Company IDs=customer""",
    ),
    Expected(
        "logo_clcard.csv",
        "customer",
        2,
        0,
        """CODE=external_id, DEFINITION_=name, TAXNR=tax_number, TCKNO=tax_number, TAXOFFICE=tax_office,
        CITY=city""",
    ),
    Expected(
        "mikro_cari_hesaplar.csv",
        "customer",
        2,
        0,
        """cari_kod=external_id, cari_unvan1=name, cari_unvan2=name, cari_vdaire_no=tax_number,
        cari_vdaire_adi=tax_office, cari_EMail=email, cari_CepTel=phone""",
    ),
    Expected(
        "outlook_desktop_classic.csv",
        "contact",
        2,
        0,
        """First Name=first_name, Last Name=last_name, Company=customer, Job Title=title,
        Business Street=address, Business Street 2=address, Business Street 3=address,
        Business City=city, Business State=region, Business Postal Code=postal_code,
        Business Country/Region=country, Business Phone=phone, Business Phone 2=phone,
        Company Main Phone=phone, Home Phone=phone, Home Phone 2=phone, Mobile Phone=phone,
        Other Phone=phone, Primary Phone=phone, Birthday=birth_date, Categories=tags,
        E-mail Address=email, E-mail 2 Address=email, E-mail 3 Address=email, Notes=note""",
    ),
    Expected(
        "pipedrive_people_export.csv",
        "contact",
        2,
        0,
        """Person - ID=external_id, Person - Name=name, Person - Email=email, Person - Phone=phone,
        Person - Label=tags, Organization - Name=customer, Person - Owner=owner,
        Person - Creation date=created_on""",
    ),
    Expected(
        "pipedrive_sample_import.csv",
        "contact",
        2,
        0,
        """Person - Name*=name, Person - First name=first_name, Person - Last name=last_name,
        Person - Phone=phone, Person - Email (Work)=email, Person - Email (Home)=email,
        Organization - Name*=customer, Note - Content*=note""",
    ),
    Expected(
        "salesforce_account_dataloader.csv",
        "customer",
        2,
        0,
        """Id=external_id, Name=name, ParentId=parent, BillingStreet=address, BillingCity=city,
        BillingState=region, BillingPostalCode=postal_code, BillingCountry=country, Phone=phone,
        Website=website, Industry=industry, Description=note, OwnerId=owner, CreatedDate=created_on""",
    ),
    Expected(
        "salesforce_lead_dataloader.csv",
        "lead",
        1,
        1,
        """Id=external_id, LastName=last_name, FirstName=first_name, Name=name, Title=title,
        Company=company, Street=address, City=city, Country=country, Phone=phone, MobilePhone=phone,
        Email=email, Website=website, Description=note, LeadSource=source, Status=status,
        Industry=industry, OwnerId=owner, CreatedDate=created_on""",
    ),
    Expected(
        "shopify_customers.csv",
        "customer",
        2,
        0,
        """Customer ID=external_id, First Name=first_name, Last Name=last_name, Email=email,
        Default Address Address1=address, Default Address Address2=address, Default Address City=city,
        Default Address Province Code=region, Default Address Country Code=country,
        Default Address Zip=postal_code, Default Address Phone=phone, Phone=phone, Note=note, Tags=tags,
        Accepts Email Marketing=consent.email, Accepts SMS Marketing=consent.sms""",
    ),
    Expected(
        "tr_cari_kart.csv",
        "customer",
        2,
        0,
        """Cari Kodu=external_id, Unvan=name, Ulke=country, Vergi Dairesi=tax_office,
        Vergi No/Kimlik=tax_number, Sirket Telefonu=phone, Cep Telefonu=phone, E-Posta=email,
        Web Sitesi=website, Sehir=city, Fatura Adresi=address""",
    ),
    Expected(
        "tr_musteri_tedarikci.csv",
        "customer",
        2,
        0,
        """Firma Ünvanı=name, Adres=address, Ülke=country, İl=city, İlçe=district,
        Vergi Dairesi=tax_office, Vergi No=tax_number, E-Posta=email, Telefon=phone""",
    ),
    Expected(
        "woocommerce_customers.csv",
        "customer",
        2,
        0,
        """Name=name, Sign Up=created_on, Email=email, Country / Region=country, City=city, Region=region,
        Postal Code=postal_code, Billing Phone=phone""",
    ),
)


@pytest.mark.parametrize("expected", REAL, ids=lambda expected: f"{expected.path}-{expected.noun}")
def test_the_columns_of_real_files_are_found(expected: Expected) -> None:
    rows, rejects, columns = imported(DATA / expected.path, expected.noun)
    assert columns == expected.header_to_field()
    assert (len(rows), len(rejects)) == (expected.rows, expected.rejects)


@pytest.mark.parametrize("expected", EXPORTS, ids=lambda expected: f"{expected.path}-{expected.noun}")
def test_the_columns_of_other_products_exports_are_found(expected: Expected) -> None:
    rows, rejects, columns = imported(SHARED / "import-headers" / expected.path, expected.noun)
    assert columns == expected.header_to_field()
    assert (len(rows), len(rejects)) == (expected.rows, expected.rejects)


def test_days_that_are_none_and_people_without_a_name_are_rejected_with_their_lines() -> None:
    _, rejects, _ = imported(DATA / "dedupe" / "febrl1.csv", "contact")
    assert rejects[0] == 'febrl1.csv line 146, column "date_of_birth": "19371233" is no day'
    _, rejects, _ = imported(DATA / "dedupe" / "fake_1000.csv", "contact")
    assert rejects[0] == 'fake_1000.csv line 61, column "name": the row has no name or email or phone'


def test_a_status_of_another_product_is_translated_as_told() -> None:
    path = SHARED / "import-headers" / "salesforce_lead_dataloader.csv"
    request = map_request([], [], ["status:Closed - Converted=qualified"])
    rows, rejects, _ = imported(path, "lead", request)
    assert [row["status"] for row in rows] == ["new", "qualified"]
    assert not rejects


def test_of_two_columns_of_one_name_the_first_is_meant_and_the_second_is_told_apart() -> None:
    path = SHARED / "import-headers" / "tr_erp_fatura_listesi.csv"
    with open_source(path) as source:
        assert [note.partition(": ")[2] for note in source.found.notes] == [
            'column 14 is called "Vadesi" too: here "Vadesi (2)"',
            'column 16 is called "Genel Toplam" too: here "Genel Toplam (2)"',
        ]
    rows, _, columns = imported(path, "order")
    assert columns["Genel Toplam"] == "total"
    assert "Genel Toplam (2)" not in columns
    assert [(row["ordered_on"], row["total"], row["currency"]) for row in rows] == [
        ("2026-08-07", 100_000, "TRY"),
        ("2026-07-29", 1_214_400, "TRY"),
    ]


@pytest.mark.parametrize(
    ("path", "noun"),
    [
        ("basket/groceries_wide.csv", "order_line"),
        ("pipeline/turkish_revops_mini/weekly_targets.csv", "order"),
    ],
)
def test_a_file_without_what_its_rows_need_says_so(path: str, noun: str) -> None:
    with pytest.raises(UsageError, match="no column is the"):
        imported(DATA / path, noun)


@pytest.mark.parametrize(
    ("path", "what"),
    [
        ("chinook/Chinook_Sqlite.sqlite", "an SQLite database"),
        ("clv/example_transactions.csv.gz", "a gzip archive"),
    ],
)
def test_what_is_no_table_of_text_is_named(path: str, what: str) -> None:
    with pytest.raises(Refused, match=f"it looks like {what}"):
        open_source(DATA / path)


def test_maven_is_read_whole() -> None:
    rows, _, _ = imported(DATA / "pipeline" / "maven_sales_pipeline.csv", "opportunity")
    key = json.loads((DATA / "pipeline" / "maven_key.json").read_text(encoding="utf-8"))
    assert Counter(row["stage"] for row in rows) == key["stage_counts"]
    won = [row for row in rows if row["stage"] == "Won"]
    assert sum(row["amount"] for row in won) == key["total_revenue"] * 100
    assert sum(row["customer"] is None for row in rows) == key["rows_without_account"]
    assert rows[0]["created_on"] == "2016-10-20"
    assert rows[0]["close_date"] == "2017-03-01"


def test_a_shops_customers_without_keys_get_their_row_as_key() -> None:
    people, _, _ = imported(
        DATA / "turkish" / "sample_customers.csv", "customer", map_request([], ["external_id={row}"])
    )
    orders, _, _ = imported(DATA / "turkish" / "sample_orders.csv", "order")
    key = json.loads((DATA / "turkish" / "key.json").read_text(encoding="utf-8"))
    assert {order["customer"] for order in orders} == {person["external_id"] for person in people}
    assert sum(order["total"] for order in orders) == round(key["sum"] * 100)
    done = sum(order["total"] for order in orders if order["status"] == "completed")
    assert done == round(key["completed_sum"] * 100)
