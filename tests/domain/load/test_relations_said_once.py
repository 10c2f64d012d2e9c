"""A file says of two who is what to whom once, whoever is named first and whatever the store knew."""

from pathlib import Path

from tests.support.program import Program

HEAD = "customer,other_customer,role,other_role,since,until\n"


def test_a_relation_that_is_known_from_either_side_is_no_new_one(crm: Program, tmp_path: Path) -> None:
    for name in ("Bir", "İki", "Üç"):
        crm.inprocess("customer", "add", name).checked()
    crm.inprocess("relation", "add", "C-1", "C-2", "--as", "tedarikçi/müşteri").checked()
    path = tmp_path / "rel.csv"
    path.write_text(
        HEAD
        + "C-1,C-2,TEDARİKÇİ,müşteri,,\n"
        + "C-2,C-1,müşteri,tedarikçi,,\n"
        + "C-2,C-1,tedarikçi,müşteri,,\n"
        + "C-1,C-3,ortak,,2020-01-01,2020-12-31\n"
        + "C-3,C-1,Ortak,,2020-06-01,\n"
        + "C-3,C-1,ortak,,2021-01-01,\n"
    )
    (counts,) = crm.inprocess("import", "relations", str(path), "--format", "json").checked().json()["items"]
    assert (counts["new"], counts["unchanged"]) == (3, 3)
    (counts,) = crm.inprocess("import", "relations", str(path), "--format", "json").checked().json()["items"]
    assert (counts["new"], counts["unchanged"]) == (0, 6)
    rows = crm.inprocess("relation", "list", "--format", "json").checked().json()
    assert sorted((row["first"], row["role"], row["other"], row["since"]) for row in rows) == [
        ("C-1", "ortak", "C-3", "2020-01-01"),
        ("C-1", "tedarikçi", "C-2", None),
        ("C-2", "tedarikçi", "C-1", None),
        ("C-3", "ortak", "C-1", "2021-01-01"),
    ]


def test_relations_of_a_file_alone_are_said_once_in_an_empty_store(crm: Program, tmp_path: Path) -> None:
    for name in ("Can", "Ece"):
        crm.inprocess("contact", "add", name).checked()
    path = tmp_path / "rel.csv"
    path.write_text("contact,other_contact,role\nP-1,P-2,kardeş\nP-2,P-1,Kardeş\n")
    crm.inprocess("import", "relations", str(path)).checked()
    assert crm.inprocess("relation", "list", "--format", "ids").checked().stdout == "RL-1\n"
