"""``crm import file``: it finds out what files hold, loads them in one change, and says why."""

from pathlib import Path

import pytest

from tests.support.program import Program

HUBSPOT = (
    "Record ID,First Name,Last Name,Email,Contact owner,Associated Company,Associated Company IDs,"
    "Note to self\n"
    "1,Ayşe,Örnek,ayse@example.com,Deniz Satış,Örnek Gıda,9001,\n"
    "2,John,Sample,john@example.com,Deniz Satış,Örnek Gıda,9001,\n"
    "3,Can,Bir,can@example.com,,,,\n"
)
SHOPIFY = (
    "Name,Email,Financial Status,Fulfillment Status,Currency,Subtotal,Taxes,Total,Created at,"
    "Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Billing Name,Id\n"
    "#1001,ayse@example.com,paid,fulfilled,TRY,100.00,20.00,120.00,2026-01-05 10:00:00 +0300,"
    "2,Sabun,20.00,SB,Ayşe Örnek,5001\n"
    "#1001,ayse@example.com,,,,,,,2026-01-05 10:00:00 +0300,3,Zeytin,20.00,ZY,,\n"
    "#1002,,refunded,,EUR,5,0,5.00,2026-01-06 09:00:00 +0300,1,Sabun,5.00,SB,,5002\n"
)
CARD = "BEGIN:VCARD\nVERSION:3.0\nUID:v1\nFN:Veli Kart\nTEL:+90 532 123 45 67\nORG:Kart A.Ş.\nEND:VCARD\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Files of several kinds."""
    (tmp_path / "contacts.csv").write_text(HUBSPOT, encoding="utf-8")
    (tmp_path / "orders.csv").write_text(SHOPIFY, encoding="utf-8")
    (tmp_path / "card.vcf").write_text(CARD, encoding="utf-8")
    (tmp_path / "odd.csv").write_text("Kim;Ne\nAli;1\n", encoding="utf-8")
    return tmp_path


def counts(result: list[dict[str, object]]) -> dict[object, tuple[object, object]]:
    """Return noun -> rows read and records made."""
    return {line["what"]: (line["read"], line["new"]) for line in result}


def test_a_known_export_brings_all_that_its_rows_name(crm: Program, folder: Path) -> None:
    done = crm.inprocess("import", "file", str(folder / "contacts.csv"), "--format", "json").checked()
    found = done.json()
    assert counts(found["items"]) == {"users": (2, 1), "customers": (2, 1), "contacts": (3, 3)}
    assert found["summary"] == "contacts.csv: users 1 new; customers 1 new; contacts 3 new"
    assert any("read as a HubSpot contact export: its columns Record ID" in note for note in found["notes"])
    rows = crm.inprocess("contact", "list", "--format", "json").json()
    assert {(row["name"], row["owner"]) for row in rows} >= {("Ayşe Örnek", "Deniz Satış"), ("Can Bir", None)}
    again = crm.inprocess("import", "file", str(folder / "contacts.csv"), "--format", "json").json()
    assert {line["what"]: line["unchanged"] + line["skipped"] for line in again["items"]} == {
        "users": 1,
        "customers": 1,
        "contacts": 3,
    }
    assert again["change"] is None


def test_one_order_over_several_rows_is_one_order_with_its_lines(crm: Program, folder: Path) -> None:
    done = crm.inprocess("import", "file", str(folder / "orders.csv"), "--format", "json").checked().json()
    assert counts(done["items"]) == {
        "customers": (1, 1),
        "products": (3, 2),
        "orders": (3, 2),
        "order-lines": (3, 3),
    }
    orders = crm.inprocess("order", "list", "--format", "json").json()
    assert [
        (row["number"], row["customer"], row["total"], row["currency"], row["lines"]) for row in orders
    ] == [
        ("#1002", None, "5.00", "EUR", 1),
        ("#1001", "Ayşe Örnek", "120.00", "TRY", 2),
    ]


def test_several_files_are_one_change_and_one_undo(crm: Program, folder: Path) -> None:
    names = [str(folder / name) for name in ("orders.csv", "contacts.csv", "card.vcf")]
    done = crm.inprocess("import", "file", *names, "--format", "json").checked().json()
    assert [line["what"] for line in done["items"]] == [
        *("users", "customers", "customers", "customers"),
        *("contacts", "contacts", "products", "orders", "order-lines"),
    ]
    (line,) = crm.inprocess("import", "list", "--format", "json").json()
    assert line["change"] == done["change"]
    shown = crm.inprocess("import", "show", str(done["change"]), "--format", "json").json()
    assert {row["what"]: row["made"] for row in shown["made"]}["contacts"] == 4
    assert shown["state"] == "in force"
    crm.inprocess("import", "undo", str(done["change"])).checked()
    assert crm.inprocess("contact", "list", "--format", "ids").stdout == ""
    shown = crm.inprocess("import", "show", str(done["change"]), "--format", "json").json()
    assert (shown["state"], shown["made"]) == ("undone", [])


def test_a_file_that_nothing_tells_is_refused_with_the_way(crm_local: Program, folder: Path) -> None:
    odd = str(folder / "odd.csv")
    refused = crm_local.inprocess("import", "file", odd).checked(1)
    assert refused.stderr == (
        "crm: nothing tells what odd.csv holds: no product's export has its columns\n"
        f"hint: say it: crm import customers {odd} --dry-run\n"
    )
    plain = crm_local.inprocess("import", "file", str(folder / "contacts.csv"), "--no-preset").checked(1)
    assert "nothing tells what contacts.csv holds" in plain.stderr


def test_of_several_files_one_that_cannot_be_read_stands_aside_only_when_asked(
    crm_local: Program, folder: Path
) -> None:
    names = [str(folder / name) for name in ("odd.csv", "contacts.csv")]
    refused = crm_local.inprocess("import", "file", *names).checked(1)
    assert refused.stderr.endswith("add --rejects rejects.csv to import the other files\n")
    done = crm_local.inprocess("import", "file", *names, "--rejects", str(folder / "no.csv")).checked(5)
    assert (
        "1 file was not read, and not written to the rejects:\nnothing tells what odd.csv holds"
        in done.stderr
    )
    assert len(crm_local.inprocess("contact", "list", "--format", "ids").lines) == 3


def test_a_folder_is_read_file_by_file(crm_local: Program, folder: Path) -> None:
    cards = folder / "cards" / "deep"
    cards.mkdir(parents=True)
    for number in range(12):
        text = CARD.replace("v1", f"v{number}").replace("Veli Kart", f"Veli {number}")
        (cards / f"{number}.vcf").write_text(text.replace("45 67", f"45 {number:02}"), encoding="utf-8")
    (cards / "readme.txt").write_text("nothing", encoding="utf-8")
    done = crm_local.inprocess("import", "file", str(folder / "cards"), "--format", "json").checked().json()
    assert [(line["what"], line["file"], line["new"]) for line in done["items"]] == [
        ("customers", "12 files", 1),
        ("contacts", "12 files", 12),
    ]
    empty = folder / "empty"
    empty.mkdir()
    assert "is a folder without a file to import" in crm_local.inprocess("import", "file", str(empty)).stderr


def test_the_typed_command_takes_its_noun_of_an_export_and_names_what_to_make(
    crm_local: Program, folder: Path
) -> None:
    file = str(folder / "contacts.csv")
    refused = crm_local.inprocess("import", "contacts", file).checked(1)
    assert 'no customer answers to "9001"; --create customers would make it' in refused.stderr
    hint = refused.stderr.splitlines()[-1]
    assert hint.endswith(f"import contacts {file} --create customers")
    words = hint.removeprefix("hint: crm ").split()
    assert words[:2] == ["--db", crm_local.url]
    done = crm_local.inprocess(*words[2:-1], "customers,users").checked()
    assert "contacts" in done.stdout
    assert crm_local.inprocess("customer", "list", "--format", "json").json()[0]["name"] == "Örnek Gıda"
    other = crm_local.inprocess("import", "products", str(folder / "card.vcf")).checked(1)
    assert "card.vcf holds customer and contact, no product" in other.stderr


def test_a_preset_told_must_fit(crm_local: Program, folder: Path) -> None:
    file = str(folder / "odd.csv")
    wrong = crm_local.inprocess("import", "file", file, "--preset", "shopify-order").checked(2)
    assert (
        wrong.stderr == 'crm: no preset is called "shopify-order"\nhint: crm import presets shopify-orders\n'
    )
    lacking = crm_local.inprocess("import", "file", file, "--preset", "shopify-orders").checked(2)
    assert "odd.csv can't be read as a Shopify order export: there are none of its columns" in lacking.stderr


def test_a_saved_map_of_a_known_export_remembers_the_preset(crm_local: Program, folder: Path) -> None:
    saved = folder / "map.toml"
    words = ("import", "file", str(folder / "contacts.csv"), "--map", "Note to self=custom:Self")
    crm_local.inprocess(*words, "--save-map", str(saved), "--dry-run").checked()
    assert not saved.exists()
    crm_local.inprocess(*words, "--save-map", str(saved)).checked()
    text = saved.read_text(encoding="utf-8")
    assert '"preset" = "hubspot-contacts"' in text
    assert '"Note to self" = "custom:Self"' in text
    again = crm_local.inprocess("import", "file", str(folder / "contacts.csv"), "--map", str(saved)).checked()
    assert "read as a HubSpot contact export" in again.stderr


def test_rejects_of_several_nouns_are_one_row_with_all_reasons(crm_local: Program, folder: Path) -> None:
    file, rejects = folder / "contacts.csv", folder / "no.csv"
    broken = HUBSPOT.replace("Contact owner", "Contact owner,Create Date").replace(
        "Satış,", "Satış,99.99.2026,"
    )
    file.write_text(broken.replace("can@example.com,,", "can@example.com,,,"), encoding="utf-8")
    crm_local.inprocess("import", "file", str(file), "--rejects", str(rejects)).checked(5)
    header, *rows = rejects.read_text(encoding="utf-8").splitlines()
    assert header.startswith("_line,_column,_reason,Record ID,First Name")
    assert [row.split(",")[0] for row in rows] == ["2", "3"]
    mended = rejects.read_text(encoding="utf-8").replace("99.99.2026", "09.09.2026")
    rejects.write_text(mended, encoding="utf-8")
    crm_local.inprocess("import", "file", str(rejects)).checked()
    assert len(crm_local.inprocess("contact", "list", "--format", "ids").lines) == 3


def test_a_dry_run_is_a_report_for_people_and_for_programs(crm_local: Program, folder: Path) -> None:
    words = ("import", "file", str(folder / "contacts.csv"), "--dry-run")
    found = crm_local.inprocess(*words, "--format", "json").checked().json()
    keys = ["action", "change", "dry_run", "summary", "items", "notes", "files", "columns", "rows"]
    assert list(found) == keys
    (file,) = found["files"]
    assert (file["kind"], file["encoding"], file["delimiter"], file["preset"]) == (
        *("csv", "UTF-8", ","),
        "hubspot-contacts",
    )
    columns = {(line["what"], line["field"]): line for line in found["columns"]}
    assert columns["contacts", "email"]["column"] == "Email"
    assert columns["contacts", "email"]["why"] == "the preset"
    assert columns["contacts", "email"]["example"] == "ayse@example.com"
    assert [line["column"] for line in found["columns"] if line["field"] is None] == ["Note to self"]
    rows = [line for line in found["rows"] if line["row"] == "contacts line 2"]
    assert {line["field"]: line["value"] for line in rows}["name"] == "Ayşe Örnek"
    shown = crm_local.inprocess(*words, "--format", "markdown").checked().stdout
    assert all(title in shown for title in ("Files", "Columns", "Rows"))
    assert crm_local.inprocess("contact", "list", "--format", "ids").stdout == ""


def test_a_change_that_is_no_import_is_neither_shown_nor_undone_as_one(crm_local: Program) -> None:
    crm_local.inprocess("customer", "add", "Ada").checked()
    for verb in ("show", "undo"):
        refused = crm_local.inprocess("import", verb, "2").checked(2)
        assert refused.stderr == "crm: change 2 is no import\nhint: crm undo 2\n"
        missing = crm_local.inprocess("import", verb, "99").checked(3)
        assert missing.stderr == "crm: there is no import 99\nhint: crm import list\n"


def test_numbers_of_ones_own_export_are_a_key_when_told_or_when_the_name_is_still_the_same(
    crm_local: Program, folder: Path
) -> None:
    crm_local.inprocess("customer", "add", "Ada").checked()
    own = folder / "own.csv"
    own.write_text("number,name,city\nC-1,Ada,İzmir\n", encoding="utf-8")
    for words in (("file", str(own), "--key", "number"), ("customers", str(own))):
        known = crm_local.inprocess("import", *words).checked()
        assert "\t1\t0\t" in known.stdout
    assert crm_local.inprocess("customer", "list", "--format", "json").json()[0]["city"] == "İzmir"
    own.write_text("number,name,city\nC-1,Bora,Bursa\n", encoding="utf-8")
    assert "\t1\t1\t" in crm_local.inprocess("import", "customers", str(own)).checked().stdout
    own.write_text("number,name\nC-99,Bir\n", encoding="utf-8")
    missing = crm_local.inprocess("import", "customers", str(own), "--key", "number").checked(1)
    assert 'no customer has the number "C-99"' in missing.stderr


MAIL = (
    "From: Kerem <kerem@musteri.com>\r\nTo: deniz@bizim.com\r\nSubject: Merhaba\r\n"
    "Date: Tue, 3 Nov 2026 10:00:00 +0300\r\nMessage-ID: <a1@x>\r\n\r\nSelam\r\n"
)


def test_mail_goes_to_whoever_has_the_address_and_its_direction_is_ours(crm: Program, tmp_path: Path) -> None:
    crm.inprocess("user", "add", "Deniz", "--email", "deniz@bizim.com").checked()
    crm.inprocess("lead", "add", "Kerem", "--email", "kerem@musteri.com").checked()
    mail = tmp_path / "1.eml"
    mail.write_text(MAIL, encoding="utf-8", newline="")
    crm.inprocess("import", "file", str(mail)).checked()
    (activity,) = crm.inprocess("activity", "list", "--format", "json").json()
    assert (activity["lead"], activity["direction"], activity["subject"]) == ("L-1", "in", "Merhaba")


def test_mail_of_somebody_new_names_the_command_that_makes_a_contact(
    crm_local: Program, tmp_path: Path
) -> None:
    mail = tmp_path / "1.eml"
    mail.write_text(MAIL, encoding="utf-8", newline="")
    refused = crm_local.inprocess("import", "file", str(mail)).checked(1)
    assert refused.stderr.endswith(f"import file {mail} --create contacts\n")
    crm_local.inprocess("import", "file", str(mail), "--create", "contacts").checked()
    (contact,) = crm_local.inprocess("contact", "list", "--format", "json").json()
    assert contact["email"] == "kerem@musteri.com"


def test_rejects_of_a_file_of_several_nouns_are_a_file_each(crm_local: Program, tmp_path: Path) -> None:
    two = tmp_path / "two.csv"
    two.write_text("Ad;Kayıt\nAda;32.13.2026\n", encoding="utf-8")
    other = tmp_path / "hub.csv"
    header = HUBSPOT.splitlines()[0] + ",Create Date"
    other.write_text(f"{header}\n1,Ada,,a@b.com,,,,,99.99.2026\n", encoding="utf-8")
    words = ("import", "file", str(other), str(two), "--rejects", str(tmp_path / "no.csv"))
    result = crm_local.inprocess(*words)
    assert result.code == 5
    assert (tmp_path / "no.csv").read_text(encoding="utf-8").splitlines()[1].startswith("2,Create Date")


def test_mail_of_a_customer_makes_no_contact_when_contacts_may_be_made(
    crm_local: Program, tmp_path: Path
) -> None:
    crm_local.inprocess("customer", "add", "Firma", "--email", "kerem@musteri.com").checked()
    mail = tmp_path / "1.eml"
    mail.write_text(MAIL, encoding="utf-8", newline="")
    crm_local.inprocess("import", "file", str(mail), "--create", "contacts").checked()
    (activity,) = crm_local.inprocess("activity", "list", "--format", "json").json()
    assert (activity["customer"], activity["contact"]) == ("C-1", None)
    assert crm_local.inprocess("contact", "list", "--format", "ids").stdout == ""
