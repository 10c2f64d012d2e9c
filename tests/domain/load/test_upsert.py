"""A row is new, changes a record, or finds it as it is; modes and rejects."""

from collections.abc import Callable
from typing import Any

import pytest

from crmcli.db import Store
from crmcli.domain import records
from crmcli.domain.nouns import CONTACT, CUSTOMER
from crmcli.errors import Refused, UsageError
from tests.domain.load.conftest import Importer
from tests.support.store import writing

Look = Callable[..., list[tuple[Any, ...]]]
HEADER = "name,e-mail,phone,city,tax number,tags\n"
TWO = (
    HEADER + "Işık Mobilya,info@isik.com.tr,0532 123 45 67,İzmir,1234567890,vip;bayi\n"
    "Ada Kırtasiye,ADA@ada.com.tr,0212 555 11 22,İstanbul,,\n"
)


def test_rows_become_records_with_forms_keys_and_tags(importing: Importer, look: Look, keys_of: Any) -> None:
    assert importing("customer", TWO).counts == {"new": 2}
    columns = "name, name_fold, name_sort, kind, email, phone, city, tax_number"
    isik, ada = look(f"SELECT {columns} FROM customer ORDER BY id")
    assert isik == (
        "Işık Mobilya", "isik mobilya", "h~s~h~k mobilya", "organisation",
        "info@isik.com.tr", "0532 123 45 67", "İzmir", "1234567890",
    )  # fmt: skip
    assert ada[4:] == ("ADA@ada.com.tr", "0212 555 11 22", "İstanbul", None)
    assert keys_of(1) == ["email:info@isik.com.tr", "phone:+905321234567", "tax:1234567890"]
    assert keys_of(2) == ["email:ada@ada.com.tr", "phone:+902125551122"]
    tags = "SELECT g.customer_id, t.name, t.name_fold FROM tagging g JOIN tag t ON t.id = g.tag_id ORDER BY 2"
    assert look(tags) == [(1, "bayi", "bayi"), (1, "vip", "vip")]


def test_a_row_writes_what_adding_the_record_writes(importing: Importer, store: Store, look: Look) -> None:
    row = "7,Işık,a@b.com;A@B.com;c@d.com,0532 123 45 67,vip;VIP\n"
    importing("customer", f"id,name,e-mail,phone,tags\n{row}")
    given = {
        "external_id": "8",
        "name": "Işık",
        "kind": "organisation",
        "email": ("a@b.com", "A@B.com", "c@d.com"),
        "phone": ("0532 123 45 67",),
        "tags": ("vip", "VIP"),
    }
    with writing(store) as db:
        records.create(db, CUSTOMER, given, records.Keys())
    columns = "name, name_fold, name_sort, kind, email, phone"
    imported, added = look(f"SELECT {columns} FROM customer ORDER BY id")
    assert imported == added
    keys = "SELECT kind, norm, noun, source, value FROM identity WHERE customer_id = :id ORDER BY kind, norm"
    one, two = look(keys, id=1), look(keys, id=2)
    assert [row for row in one if row[0] != "external"] == [row for row in two if row[0] != "external"]
    assert [row[0] for row in one] == ["email", "email", "external", "phone"]
    assert look("SELECT customer_id, count(*) FROM tagging GROUP BY 1 ORDER BY 1") == [(1, 1), (2, 1)]


def test_the_same_file_again_changes_nothing(importing: Importer, snapshot: Any) -> None:
    importing("customer", TWO)
    before = snapshot()
    again = importing("customer", TWO)
    assert again.counts == {"unchanged": 2}
    assert snapshot() == before


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("Işık Mobilya,,,Bursa,1234567890,", "Bursa"),
        ("IŞIK MOBİLYA,INFO@isik.com.tr,,Bursa,,", "Bursa"),
        ("Işık mobilya,,+90 532 123 4567,Bursa,,", "Bursa"),
    ],
)
def test_a_row_with_a_key_changes_its_record(importing: Importer, look: Look, row: str, told: str) -> None:
    importing("customer", TWO)
    assert importing("customer", HEADER + row + "\n").counts == {"changed": 1}
    assert look("SELECT city FROM customer WHERE id = 1") == [(told,)]
    assert look("SELECT count(*) FROM customer") == [(2,)]


def test_a_blank_cell_keeps_what_is_stored(importing: Importer, look: Look) -> None:
    importing("customer", TWO)
    assert importing("customer", HEADER + "Işık Mobilya,,,,1234567890,\n").counts == {"unchanged": 1}
    assert look("SELECT email, phone, city FROM customer WHERE id = 1") == [
        ("info@isik.com.tr", "0532 123 45 67", "İzmir")
    ]


def test_another_name_with_the_same_phone_is_another_customer(importing: Importer, look: Look) -> None:
    importing("customer", TWO)
    other = HEADER + "Işık Nakliyat,,0532 123 45 67,,,\n"
    assert importing("customer", other).counts == {"new": 1}
    assert look("SELECT count(*) FROM customer") == [(3,)]


def test_the_strongest_key_decides(importing: Importer, look: Look) -> None:
    importing("customer", TWO)
    row = "Ada Kırtasiye,ada@ada.com.tr,,Ankara,1234567890,\n"
    assert importing("customer", HEADER + row).counts == {"changed": 1}
    assert look("SELECT name, city FROM customer ORDER BY id") == [
        ("Ada Kırtasiye", "Ankara"),
        ("Ada Kırtasiye", "İstanbul"),
    ]


def test_new_keys_and_tags_are_added_to_a_record(importing: Importer, keys_of: Any, look: Look) -> None:
    importing("customer", TWO)
    row = "Işık Mobilya,,0533 111 22 33,,1234567890,ihracat;VIP\n"
    assert importing("customer", HEADER + row).counts == {"changed": 1}
    assert "phone:+905331112233" in keys_of(1)
    assert look("SELECT t.name FROM tagging g JOIN tag t ON t.id = g.tag_id ORDER BY 1") == [
        ("bayi",),
        ("ihracat",),
        ("vip",),
    ]


def test_a_new_tag_alone_changes_a_record(importing: Importer) -> None:
    importing("customer", TWO)
    assert importing("customer", HEADER + "Işık Mobilya,,,,1234567890,yeni\n").counts == {"changed": 1}


def test_custom_fields_are_merged(importing: Importer, look: Look) -> None:
    maps = ("A=custom:A", "B=custom:B")
    importing("customer", "id,name,A,B\n1,Işık,x,y\n", maps=maps)
    assert importing("customer", "id,name,A,B\n1,Işık,,y\n", maps=maps).counts == {"unchanged": 1}
    assert importing("customer", "id,name,A,B\n1,Işık,z,\n", maps=maps).counts == {"changed": 1}
    assert look("SELECT custom FROM customer") == [('{"A": "z", "B": "y"}',)]


def test_an_external_id_belongs_to_its_source(importing: Importer, look: Look) -> None:
    importing("customer", "id,name\n1,Işık\n", source="shop")
    assert importing("customer", "id,name\n1,Ada\n", source="erp").counts == {"new": 1}
    assert importing("customer", "id,name,city\n1,Işık,İzmir\n", source="shop").counts == {"changed": 1}
    assert look("SELECT name, city FROM customer ORDER BY id") == [("Işık", "İzmir"), ("Ada", None)]


def test_a_row_with_its_own_id_is_never_a_record_with_another(importing: Importer) -> None:
    header = "id,name,phone\n"
    importing("customer", header + "1,Işık,0532 123 45 67\n")
    assert importing("customer", header + "2,Işık,0532 123 45 67\n").counts == {"new": 1}
    assert importing("customer", header + "2,Işık,0532 123 45 67\n").counts == {"unchanged": 1}


def test_a_row_with_its_own_id_may_be_a_record_that_has_none(importing: Importer, keys_of: Any) -> None:
    importing("customer", "name,phone\nIşık,0532 123 45 67\n")
    assert importing("customer", "id,name,phone\n2,Işık,0532 123 45 67\n").counts == {"changed": 1}
    assert keys_of(1) == ["external:2", "phone:+905321234567"]


def test_a_row_like_several_records_is_rejected_by_name(importing: Importer, store: Store) -> None:
    with writing(store) as db:
        for _ in range(2):
            given = {"name": "Işık", "kind": "organisation", "phone": ("0532 123 45 67",)}
            records.create(db, CUSTOMER, given, records.Keys())
    done = importing("customer", "name,phone,city\nAda,,\nIşık,0532 123 45 67,İzmir\n", rejects=True)
    assert done.counts == {"new": 1, "rejected": 1}
    assert done.reasons == [(3, "several records are like this row: C-1, C-2; give it a key")]
    assert done.result.exit_code == 5


def test_create_refuses_known_rows(importing: Importer) -> None:
    importing("customer", TWO)
    done = importing("customer", TWO + "Yeni,,,,,\n", mode="create", rejects=True)
    assert done.counts == {"new": 1, "rejected": 2}
    assert done.reasons[0] == (2, "C-1 is this customer already")


def test_update_leaves_new_rows_out(importing: Importer, look: Look) -> None:
    importing("customer", TWO)
    rows = HEADER + "Işık Mobilya,,,Bursa,1234567890,\nYeni,,,,,\n"
    assert importing("customer", rows, mode="update").counts == {"changed": 1, "skipped": 1}
    assert look("SELECT count(*) FROM customer") == [(2,)]


def test_skip_leaves_known_records_alone(importing: Importer, look: Look) -> None:
    importing("customer", TWO)
    rows = HEADER + "Işık Mobilya,,,Bursa,1234567890,\nYeni,,,,,\n"
    assert importing("customer", rows, mode="skip").counts == {"new": 1, "skipped": 1}
    assert look("SELECT city FROM customer WHERE id = 1") == [("İzmir",)]


def test_the_fields_named_as_key_decide(importing: Importer, look: Look) -> None:
    importing("customer", TWO)
    row = "Başka Ad,info@isik.com.tr,,,5555555555,\n"
    assert importing("customer", HEADER + row, key=("email",)).counts == {"changed": 1}
    assert look("SELECT name FROM customer WHERE id = 1") == [("Başka Ad",)]


@pytest.mark.parametrize("key", [("name", "city"), ("phone", "city"), ("city",), ("city", "name")])
def test_any_field_may_be_part_of_the_key(importing: Importer, key: tuple[str, ...], look: Look) -> None:
    importing("customer", TWO)
    row = "IŞIK mobilya,yeni@isik.com.tr,0532 123 45 67,İZMİR,,\n"
    assert importing("customer", HEADER + row, key=key).counts == {"changed": 1}
    assert look("SELECT email FROM customer WHERE id = 1") == [("yeni@isik.com.tr",)]


def test_a_key_that_the_file_lacks_is_refused(importing: Importer) -> None:
    with pytest.raises(UsageError, match="external_id"):
        importing("customer", TWO, key=("external_id",))


def test_all_rows_or_none(importing: Importer, look: Look, store: Store) -> None:
    importing("customer", TWO)
    with writing(store) as db:
        records.create(db, CUSTOMER, {"name": "Ada Kırtasiye", "kind": "person"}, records.Keys())
    rows = "name\nYeni\nAda Kırtasiye\n"
    with pytest.raises(Refused, match=r"nothing was imported: customer.csv line 3: several records"):
        importing("customer", rows)
    assert look("SELECT count(*) FROM customer") == [(3,)]


def test_rejects_stand_in_the_order_of_the_file(importing: Importer) -> None:
    rows = "name,active,manager\n,yes,\nAda,,nobody\nCan,perhaps,\n"
    done = importing("user", rows, rejects=True)
    assert [line for line, _ in done.reasons] == [2, 3, 4]
    assert done.counts == {"new": 1, "rejected": 2}


def test_users_are_known_by_their_address(importing: Importer) -> None:
    users = "name,e-mail\nAyşe,Ayse@ornek.com\nCan,can@ornek.com\n"
    importing("user", users)
    assert importing("user", users.replace("Ayse", "AYSE")).counts == {"changed": 1, "unchanged": 1}


def test_products_are_known_by_their_article_number_or_name(importing: Importer, look: Look) -> None:
    importing("product", "name,sku,price\nMasa,M-1,10\n")
    assert importing("product", "name,sku,price\nMASA,m 1,12\n").counts == {"changed": 1}
    assert importing("product", "name,price\nmasa,12\n").counts == {"changed": 1}
    assert look("SELECT name, sku, price_minor FROM product") == [("masa", "m 1", 1200)]


def test_names_alone_tell_customers_apart_when_there_is_nothing_else(importing: Importer) -> None:
    importing("customer", "name\nIşık\nAda\n")
    assert importing("customer", "name\nIŞIK\nCan\n").counts == {"new": 1, "changed": 1}


def test_names_without_a_letter_are_told_apart_by_their_content(importing: Importer) -> None:
    rows = "name\n—\n***\n"
    assert importing("customer", rows).counts == {"new": 2}
    assert importing("customer", rows).counts == {"unchanged": 2}


def test_a_phone_that_is_none_is_kept_and_is_no_key(importing: Importer, keys_of: Any, look: Look) -> None:
    rows = "name,phone,tax number,e-mail\nIşık,yok,1111111111,yok\n"
    importing("customer", rows)
    assert keys_of(1) == [] or all(key.startswith("external:") for key in keys_of(1))
    assert look("SELECT phone, tax_number, email FROM customer") == [("yok", "1111111111", "yok")]
    assert importing("customer", rows).counts == {"unchanged": 1}


def test_leads_are_known_by_name_and_company(importing: Importer, look: Look) -> None:
    rows = "name,company,e-mail,city\nAda,Işık,ada@isik.com,\nAda,Yıldız,ada@isik.com,\n"
    assert importing("lead", rows).counts == {"new": 2}
    changed = "name,company,e-mail,city\nADA,IŞIK,ada@isik.com,İzmir\n"
    assert importing("lead", changed).counts == {"changed": 1}
    assert look("SELECT name, company, city, name_fold, name_sort FROM lead ORDER BY id") == [
        ("ADA", "IŞIK", "İzmir", "ada isik", "ada"),
        ("Ada", "Yıldız", None, "ada yildiz", "ada"),
    ]


def test_a_contact_in_another_place_of_work_is_changed(importing: Importer, store: Store, look: Look) -> None:
    with writing(store) as db:
        for name in ("Işık", "Ada"):
            records.create(db, CUSTOMER, {"name": name, "kind": "organisation"}, records.Keys())
    header = "id,name,customer,role\n"
    importing("contact", header + "1,Ali,Işık,buyer\n2,Veli,Işık,\n")
    assert importing("contact", header + "1,Ali,Işık,buyer\n2,Veli,Işık,\n").counts == {"unchanged": 2}
    assert importing("contact", header + "1,Ali,Işık,owner\n2,Veli,Ada,\n").counts == {"changed": 2}
    links = "SELECT contact_id, customer_id, role, is_primary FROM customer_contact ORDER BY 1, 2"
    assert look(links) == [(1, 1, "owner", 1), (2, 1, None, 0), (2, 2, None, 1)]
    with store.reading() as db:
        assert db.value(f"SELECT count(*) FROM {CONTACT.table}") == 2
