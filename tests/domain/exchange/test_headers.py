"""Headers matched to fields: whole names in English and Turkish, the better name first, no guesses."""

import pytest

from crmcli.domain.exchange import headers
from crmcli.domain.exchange.fields import NOUNS, choices
from crmcli.domain.exchange.headers import match_headers, names_for, squeeze
from crmcli.domain.text import fold


def matched(noun: str, *header: str) -> dict[str, str]:
    """Return header -> field; several columns in doubt fail the test."""
    found, unclear = match_headers(header, noun, range(len(header)))
    assert not unclear
    return {header[at]: field for at, field in found.items()}


@pytest.mark.parametrize(
    "header", ["CustomerId", "customer_id", "Customer ID", "CUSTOMER-ID", "Müşteri No", "cari_kod"]
)
def test_spelling_does_not_matter(header: str) -> None:
    assert matched("customer", header) == {header: "external_id"}


@pytest.mark.parametrize(
    ("noun", "header", "field"),
    [
        ("customer", "Firma Ünvanı", "name"),
        ("customer", "VERGİ DAİRESİ", "tax_office"),
        ("customer", "vergi dairesi", "tax_office"),
        ("customer", "İLÇE", "district"),
        ("customer", "İl", "city"),
        ("customer", "E-Posta", "email"),
        ("customer", "Cep Telefonu", "phone"),
        ("customer", "subsidiary_of", "parent"),
        ("customer", "SupportRepId", "owner"),
        ("contact", "Unvan", "title"),
        ("contact", "Doğum Tarihi", "birth_date"),
        ("contact", "account_name", "customer"),
        ("lead", "Lead Status", "status"),
        ("opportunity", "sales_agent", "owner"),
        ("opportunity", "account", "customer"),
        ("opportunity", "Aşama", "stage"),
        ("order", "CustomerId", "customer"),
        ("order", "Fatura No", "number"),
        ("order", "Sipariş Tarihi", "ordered_on"),
        ("order", "Genel Toplam", "total"),
        ("order_line", "Birim Fiyatı", "unit_price"),
        ("order_line", "InvoiceId", "order"),
        ("activity", "LeadID", "lead"),
        ("user", "ReportsTo", "manager"),
        ("product", "sales_price", "price"),
    ],
)
def test_a_name_in_either_language_is_known(noun: str, header: str, field: str) -> None:
    assert matched(noun, header) == {header: field}


@pytest.mark.parametrize(
    ("noun", "header"),
    [
        ("customer", "customers"),
        ("customer", "name of cat"),
        ("customer", "revenue"),
        ("customer", "office_location"),
        ("customer", "Type"),
        ("customer", "Fax"),
        ("order_line", "Tax"),  # a rate or an amount: a person knows
        ("order_line", "Discount"),
        ("activity", "Duration"),  # minutes, seconds, 1:30
        ("order", "PaymentStatus"),
        ("customer", ""),
        ("customer", "***"),
    ],
)
def test_what_is_not_certain_is_left_out(noun: str, header: str) -> None:
    assert matched(noun, header) == {}


def test_a_better_name_wins() -> None:
    assert matched("contact", "Title", "Job Title") == {"Job Title": "title"}
    assert matched("order", "customer_name", "customer_id") == {"customer_id": "customer"}
    assert matched("customer", "Company Domain Name", "Website") == {"Website": "website"}
    assert matched("customer", "Müşteri", "Firma Ünvanı") == {"Firma Ünvanı": "name"}


def test_equally_good_names_are_left_to_a_person() -> None:
    found, unclear = match_headers(["Price", "Unit Price"], "product", range(2))
    assert found == {}
    assert unclear == {"price": [0, 1]}


def test_several_columns_may_hold_phones_and_addresses() -> None:
    header = ("Home Phone", "Mobile", "E-mail 1 - Value", "E-mail 2 - Value")
    assert list(matched("contact", *header).values()) == ["phone", "phone", "email", "email"]


def test_parts_of_a_text_must_be_a_series() -> None:
    assert set(matched("customer", "Street 1", "Street 2", "Street 3").values()) == {"address"}
    assert matched("customer", "cari_unvan1", "cari_unvan2") == {"cari_unvan1": "name", "cari_unvan2": "name"}
    assert match_headers(["Street", "Address"], "customer", range(2))[1] == {"address": [0, 1]}
    assert match_headers(["Name", "Full Name"], "customer", range(2))[1] == {"name": [0, 1]}


def test_ad_is_a_first_name_only_beside_a_last_name() -> None:
    assert matched("customer", "Ad", "Soyad") == {"Ad": "first_name", "Soyad": "last_name"}
    assert matched("customer", "Ad", "Telefon") == {"Ad": "name", "Telefon": "phone"}


def test_a_persons_company_is_not_the_name_of_a_customer() -> None:
    assert "Company" not in matched("customer", "FirstName", "LastName", "Company")
    assert matched("customer", "Company") == {"Company": "name"}


def test_a_day_of_birth_in_three_columns_is_no_date() -> None:
    assert matched("contact", "Birth Year", "Birth Month", "Birth Day") == {}
    assert matched("contact", "Birth Day") == {"Birth Day": "birth_date"}


def test_only_free_columns_are_matched() -> None:
    assert match_headers(["Name", "Phone"], "customer", [1]) == ({1: "phone"}, {})


@pytest.mark.parametrize("noun", NOUNS)
def test_every_name_is_written_as_it_is_compared_and_means_one_field(noun: str) -> None:
    meant: dict[str, str] = {}
    for field in NOUNS[noun].fields:
        text = headers.headers_of(noun)[field.name]
        names = [" ".join(name.split()) for tier in text.split(";") for name in tier.split(",")]
        for name in filter(None, names):
            assert fold(name) == name
            assert meant.setdefault(squeeze(name), field.name) == field.name
    assert set(meant) <= set(names_for(noun))


@pytest.mark.parametrize("noun", NOUNS)
def test_every_field_is_found_by_its_own_name(noun: str) -> None:
    rates = {"tax", "discount"} if noun == "order_line" else set()
    for field in NOUNS[noun].fields:
        if field.name not in rates:
            assert matched(noun, field.name) == {field.name: field.name}


@pytest.mark.parametrize("noun", NOUNS)
def test_every_word_of_a_choice_is_folded(noun: str) -> None:
    for field in NOUNS[noun].fields:
        for word in choices(field.words):
            assert fold(word) == word
