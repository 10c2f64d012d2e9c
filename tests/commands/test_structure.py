"""``crm relation``, ``plan``, ``attachment``, ``branch``, ``wallet`` and the tree, as a person types them."""

import os
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.support.program import Program, Result


class Shop:
    """The program, with the words of a command in one line."""

    def __init__(self, crm: Program) -> None:
        """Run this program."""
        self.crm = crm

    def __call__(self, *words: str, code: int = 0, input: str = "") -> Result:
        return self.crm.inprocess(*words, input=input).checked(code)

    def json(self, *words: str) -> Any:
        return self(*words, "--format", "json").json()


@pytest.fixture
def shop(crm: Program) -> Shop:
    """Three customers, a contact at the first, a lead."""
    shop = Shop(crm)
    shop("user", "add", "Ayşe Kaya")
    for name in ("Işık Mobilya", "Ege Ahşap", "Bornova Şubesi"):
        shop("customer", "add", name)
    shop("contact", "add", "Ali Işık", "--customer", "C-1", "--phone", "0532 123 45 67")
    shop("lead", "add", "Veli Çınar")
    return shop


def test_a_relation_is_told_from_both_sides_with_the_right_word(shop: Shop) -> None:
    added = shop("relation", "add", "Ege", "C-1", "--as", "tedarikçi/müşteri", "--since", "2024-02-01")
    assert added.tsv()[0]["name"] == "C-2 Ege Ahşap is tedarikçi of C-1 Işık Mobilya"
    shop("relation", "add", "0532 123 45 67", "Veli Çınar", "--as", "kardeş")
    sides = {
        ("customer", "C-1"): ("tedarikçi", "C-2", "Ege Ahşap"),
        ("customer", "C-2"): ("müşteri", "C-1", "Işık Mobilya"),
        ("contact", "P-1"): ("kardeş", "L-1", "Veli Çınar"),
        ("lead", "L-1"): ("kardeş", "P-1", "Ali Işık"),
    }
    for (noun, ref), told in sides.items():
        (line,) = shop.json(noun, "show", ref)["relations"]
        assert (line["relation"], line["who"], line["name"]) == told
        (listed,) = shop("relation", "list", "--of", ref).tsv()
        assert (listed["relation"], listed["who"], listed["name"]) == told


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("C-1", "C-2", "--as", "a/b/c"), 2, '"a/b/c" is not one role or two'),
        (("C-1", "C-2", "--as", "a/"), 2, '"a/" is not one role or two'),
        (("C-1", "Işık Mobilya", "--as", "kardeş"), 1, "C-1 can't be related to itself"),
        (("C-2", "C-1", "--as", "TEDARİKÇİ/müşteri"), 4, "C-2 is tedarikçi of C-1 already: RL-1"),
        (("C-1", "C-2", "--as", "müşteri/tedarikçi"), 4, "C-2 is tedarikçi of C-1 already: RL-1"),
        (("C-1", "nobody", "--as", "x"), 3, 'nobody answers to "nobody"'),
        (
            ("C-1", "C-2", "--as", "x", "--since", "2026-05-01", "--until", "2026-04-01"),
            1,
            "the end lies before",
        ),
    ],
)
def test_what_can_t_be_related_is_refused_and_nothing_is_stored(
    shop: Shop, words: tuple[str, ...], code: int, message: str
) -> None:
    shop("relation", "add", "C-2", "C-1", "--as", "tedarikçi/müşteri")
    assert message in shop("relation", "add", *words, code=code).stderr
    assert len(shop("relation", "list").tsv()) == 1


def test_a_relation_that_ended_may_begin_again_and_the_other_way_round_is_another(shop: Shop) -> None:
    shop("relation", "add", "C-2", "C-1", "--as", "tedarikçi/müşteri")
    shop("relation", "add", "C-1", "C-2", "--as", "tedarikçi/müşteri")
    shop("relation", "end", "RL-1", "--on", "2026-06-30")
    shop("relation", "add", "C-2", "C-1", "--as", "tedarikçi/müşteri", "--since", "2026-07-01")
    assert [row["id"] for row in shop("relation", "list").tsv()] == ["RL-2", "RL-3", "RL-1"]
    assert "RL-3 " not in shop("relation", "edit", "RL-1", "--until", "", code=4).stdout
    assert shop.json("relation", "show", "RL-1")["until"] == "2026-06-30"


def test_a_relation_is_changed_deleted_and_put_back(shop: Shop) -> None:
    shop("relation", "add", "C-2", "C-1", "--as", "tedarikçi/müşteri")
    shop("relation", "edit", "RL-1", "--as", "ortak", "--note", "yarı yarıya")
    assert shop.json("relation", "show", "RL-1")["other_role"] == "ortak"
    assert shop("relation", "list", "--where", "role=ORTAK").tsv()[0]["id"] == "RL-1"
    shop("relation", "delete", "RL-1")
    assert not shop("relation", "list").tsv()
    shop("undo")
    assert shop.json("relation", "show", "RL-1")["role"] == "ortak"


def test_a_plan_has_steps_that_are_tasks_and_tells_its_progress(shop: Shop) -> None:
    steps = ("--step", "Yıllık toplantı; 2026-12-05", "--step", "Teklif; dün", "--step", "Ara")
    goal = ("Cirosunu ikiye katla", "--by", "2026-12-31", "--owner", "ayşe")
    added = shop("plan", "add", "C-1", *goal, *steps, "--branch", "Kadıköy").tsv()
    assert [row["id"] for row in added] == ["PL-1", "A-1", "A-2", "A-3"]
    tasks = shop.json("activity", "list", "--where", "kind=task")
    assert {(row["subject"], row["at"][:10]) for row in tasks} == {
        ("Yıllık toplantı", "2026-12-05"),
        ("Teklif", "2026-11-20"),
        ("Ara", "2026-12-31"),
    }
    shop("task", "done", "A-1")
    (row,) = shop.json("plan", "list")
    assert (row["progress"], row["done"], row["steps"], row["overdue"]) == ("1/3", 1, 3, 1)
    assert row["next_on"] == "2026-11-20"
    shown = shop.json("plan", "show", "ciro")
    assert [step["id"] for step in shown["steps"]] == ["A-2", "A-1", "A-3"]
    assert shown["branch"] == "Kadıköy"
    assert shop.json("customer", "show", "C-1")["plans"][0]["progress"] == "1/3"


def test_a_plan_is_reached_dropped_and_opened_again(shop: Shop) -> None:
    shop("plan", "add", "C-1", "Ciro", "--step", "Ara; yarın")
    assert "PL-1 has open steps" in shop("plan", "reach", "PL-1", "--on", "2026-11-01").stderr
    assert shop.json("plan", "show", "PL-1")["closed_on"] == "2026-11-01"
    assert not shop("plan", "list").tsv()
    assert "PL-1 is reached" in shop("plan", "step", "PL-1", "x", code=4).stderr
    shop("plan", "reopen", "PL-1")
    shop("plan", "drop", "PL-1", "--clear")
    assert shop("plan", "list", "--all").tsv()[0]["progress"] == "0/0"
    shop("undo")
    assert shop("plan", "list").tsv()[0]["progress"] == "0/1"


def test_a_plan_with_steps_is_deleted_only_when_they_stay_as_tasks(shop: Shop) -> None:
    shop("plan", "add", "C-1", "Ciro", "--step", "Ara; yarın")
    refused = shop("plan", "delete", "PL-1", code=4)
    assert "PL-1 Ciro has 1 step" in refused.stderr
    assert "crm plan delete PL-1 --detach" in refused.stderr
    shop("plan", "delete", "PL-1", "--detach")
    assert shop("activity", "list").tsv()[0]["id"] == "A-1"
    shop("undo")
    assert shop("plan", "list").tsv()[0]["progress"] == "0/1"


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("C-1", "Ciro", "--step", "; yarın"), 2, "tells no step"),
        (("C-1", "Ciro", "--step", ";;"), 2, "tells no step"),
        (("C-1", "Ciro", "--step", "Ara; haftaya belki"), 2, "haftaya belki"),
        (("C-1", ""), 1, "name can't be empty"),
        (("C-9", "Ciro"), 3, "no customer has number C-9"),
    ],
)
def test_a_plan_that_can_t_be_is_refused_whole(
    shop: Shop, words: tuple[str, ...], code: int, message: str
) -> None:
    assert message in shop("plan", "add", *words, code=code).stderr
    assert not shop("plan", "list", "--all").tsv()
    assert not shop("activity", "list").tsv()


def test_a_plan_is_found_by_a_part_of_its_goal_and_by_its_key(shop: Shop) -> None:
    shop("plan", "add", "C-1", "İkinci mağaza", "--external-id", "P-77x")
    for text in ("ikinci", "MAGAZA", "P-77x", "PL-1"):
        assert shop("plan", "find", text).tsv()[0]["id"] == "PL-1"
    assert shop("find", "mağaza").tsv()[0]["about"] == "Işık Mobilya"


@pytest.fixture
def contract(tmp_path: Path) -> Path:
    """A file worth keeping."""
    path = tmp_path / "sözleşme [v2].pdf"
    path.write_bytes(b"%PDF-1.4\n\0\xff" * 1000)
    return path


def copies(shop: Shop) -> Path:
    """Where copies are kept."""
    if shop.crm.url.startswith("postgres"):
        return Path(os.environ["XDG_DATA_HOME"]) / "crmcli" / "files"
    return Path(f"{shop.crm.url}.files")


def test_a_file_is_attached_by_path_hash_and_size(shop: Shop, contract: Path) -> None:
    shop("attachment", "add", "C-1", str(contract), "--note", "imzalı", "--branch", "Kadıköy")
    shown = shop.json("attachment", "show", "FI-1")
    assert shown["path"] == str(contract)
    assert shown["size"] == contract.stat().st_size
    assert shown["sha256"] == sha256(contract.read_bytes()).hexdigest()
    assert (shown["whose"], shown["copied"], shown["attached_on"]) == ("C-1", False, "2026-11-21")
    assert shop.json("customer", "show", "C-1")["files"][0]["name"] == contract.name
    assert not copies(shop).exists()


def test_files_belong_to_contacts_leads_deals_and_orders_too(shop: Shop, contract: Path) -> None:
    shop("opportunity", "add", "Showroom", "--customer", "C-1")
    shop("order", "add", "C-1", "--total", "100")
    for ref in ("P-1", "L-1", "O-1", "S-1"):
        shop("attachment", "add", ref, str(contract))
    shop("attachment", "add", "0532 123 45 67", str(contract), "--note", "ek")
    assert [row["whose"] for row in shop("attachment", "list").tsv()] == ["P-1", "S-1", "O-1", "L-1", "P-1"]
    assert [row["id"] for row in shop("attachment", "list", "--of", "P-1").tsv()] == ["FI-5", "FI-1"]
    assert "is of a kind that has no files" in shop("attachment", "add", "U-1", str(contract), code=2).stderr


def test_a_copy_outlives_its_file_and_a_delete_and_only_clean_takes_it_away(
    shop: Shop, contract: Path, tmp_path: Path
) -> None:
    shop("attachment", "add", "C-1", str(contract), "--copy")
    shop("attachment", "add", "C-2", str(contract), "--copy")
    (copy,) = copies(shop).iterdir()
    assert (copy.stat().st_mode & 0o777, copies(shop).stat().st_mode & 0o777) == (0o600, 0o700)
    wanted = contract.read_bytes()
    contract.unlink()
    shop("attachment", "get", "FI-1", str(tmp_path / "out.pdf"))
    assert (tmp_path / "out.pdf").read_bytes() == wanted
    shop("attachment", "delete", "FI-1", "FI-2")
    assert copy.exists()
    shop("undo")
    assert not shop("attachment", "clean", "--yes").tsv()
    shop("attachment", "delete", "FI-1", "FI-2")
    assert shop("attachment", "clean", "--dry-run").tsv()[0]["sha256"] == copy.name
    assert copy.exists()
    assert "add --yes" in shop("attachment", "clean", code=2).stderr
    shop("attachment", "clean", "--yes")
    assert not copy.exists()


def test_a_file_that_is_not_there_leaves_no_copy_of_the_others_behind(shop: Shop, contract: Path) -> None:
    shop("attachment", "add", "C-1", str(contract), str(contract.with_name("none.pdf")), "--copy", code=3)
    assert list(copies(shop).iterdir()) == []


def test_a_refused_or_dry_run_leaves_no_copy_behind(shop: Shop, contract: Path) -> None:
    shop("attachment", "add", "C-99", str(contract), "--copy", code=3)
    assert not copies(shop).exists() or not list(copies(shop).iterdir())
    shop("attachment", "add", "C-1", str(contract), "--copy", "--dry-run")
    assert not copies(shop).exists() or not list(copies(shop).iterdir())
    assert not shop("attachment", "list").tsv()


def test_the_same_file_of_a_record_is_attached_once_and_a_copy_kept_when_it_is_asked_for(
    shop: Shop, contract: Path
) -> None:
    def outcomes(*words: str) -> list[tuple[str, str]]:
        return [(row["id"], row["status"]) for row in shop("attachment", "add", "C-1", *words).tsv()]

    assert outcomes(str(contract), str(contract)) == [("FI-1", "added"), ("FI-1", "unchanged")]
    assert outcomes(f"{contract.parent}/../{contract.parent.name}/{contract.name}") == [("FI-1", "unchanged")]
    assert outcomes(str(contract), "--copy") == [("FI-1", "changed")]
    assert [path.name for path in copies(shop).iterdir()] == [
        shop.json("attachment", "show", "FI-1")["sha256"]
    ]
    assert outcomes(str(contract), "--copy") == [("FI-1", "unchanged")]
    contract.write_bytes(b"another")
    assert outcomes(str(contract)) == [("FI-2", "added")]
    assert outcomes(str(contract), "--note", "imza") == [("FI-3", "added")]
    said = shop("attachment", "add", "C-1", "", code=3).stderr
    assert said.startswith("crm: no file is named\n")
    assert len(shop("attachment", "add", "C-1", "x" * 5000, code=1).stderr) < 400


def test_what_is_no_regular_file_is_refused_before_a_byte_is_read(shop: Shop, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path, code in (("/dev/zero", 1), (str(tmp_path), 1), (str(tmp_path / "pipe"), 1), ("nothing.pdf", 3)):
        shop("attachment", "add", "C-1", path, "--copy", code=code)
    assert not shop("attachment", "list").tsv()


def test_missing_and_changed_files_are_found_and_a_changed_one_is_not_handed_out(
    shop: Shop, contract: Path, tmp_path: Path
) -> None:
    other = tmp_path / "b.txt"
    other.write_text("x")
    shop("attachment", "add", "C-1", str(contract), str(other))
    assert not shop("attachment", "check").tsv()
    assert [row["state"] for row in shop("attachment", "check", "--all").tsv()] == ["ok", "ok"]
    contract.write_bytes(b"y" * contract.stat().st_size)
    other.unlink()
    assert [(r["id"], r["state"]) for r in shop("attachment", "check").tsv()] == [
        ("FI-1", "changed"),
        ("FI-2", "missing"),
    ]
    assert "is not what was attached" in shop("attachment", "get", "FI-1", "o", code=1).stderr
    assert "FI-2 is gone" in shop("attachment", "get", "FI-2", "o", code=3).stderr
    assert not Path("o").exists()


def test_a_file_is_handed_out_into_a_folder_and_never_over_another(
    shop: Shop, contract: Path, tmp_path: Path
) -> None:
    shop("attachment", "add", "C-1", str(contract), "--name", "../../x/y.pdf")
    target = tmp_path / "there"
    target.mkdir()
    shop("attachment", "get", "FI-1", str(target))
    assert [path.name for path in target.iterdir()] == ["y.pdf"]
    assert "is there already" in shop("attachment", "get", "FI-1", str(target), code=1).stderr
    shop("attachment", "get", "FI-1", str(target), "--force")


def test_a_copy_with_a_hash_that_is_a_path_names_nothing(shop: Shop, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("s")
    table = tmp_path / "fi.csv"
    table.write_text(f"Path,Customer,SHA256,Size\n/gone,Ege Ahşap,../../{secret.name},1\n", encoding="utf-8")
    refused = shop("import", "attachments", str(table), code=1)
    assert "is no SHA-256" in refused.stderr


def test_branches_are_counted_shown_and_renamed_everywhere_in_one_change(shop: Shop) -> None:
    shop("customer", "edit", "C-1", "--set", "branch=Kadıköy")
    shop("order", "add", "C-1", "--total", "100", "--branch", "Kadıköy", "--on", "2026-11-20")
    shop("order", "add", "C-2", "--total", "-30", "--branch", "Kadıköy", "--on", "2026-11-20")
    shop("log", "call", "C-2", "sordu", "--branch", "Kadikoy", "--at", "2026-11-19 10:00")
    shop("user", "edit", "U-1", "--set", "branch=Bornova")
    listed = shop("branch", "list")
    rows = {row["branch"]: row for row in listed.tsv()}
    assert list(rows) == ["Bornova", "Kadıköy", "Kadikoy"] or list(rows) == ["Bornova", "Kadikoy", "Kadıköy"]
    kadikoy = rows["Kadıköy"]
    assert (kadikoy["customers"], kadikoy["orders"], kadikoy["revenue"]) == ("1", "2", "70.00")
    assert kadikoy["last"] == "2026-11-21"
    assert rows["Bornova"]["users"] == "1"
    assert "may be one: crm branch rename Kadikoy" in listed.stderr
    events = shop.json("branch", "show", "Kadıköy")["latest"]
    assert [event["id"] for event in events] == ["C-1", "S-1", "S-2"]
    renamed = shop("branch", "rename", "Kadikoy", "Kadıköy").tsv()
    assert [(row["records"], row["count"]) for row in renamed] == [("activities", "1")]
    assert [row["branch"] for row in shop("branch", "list").tsv()] == ["Bornova", "Kadıköy"]
    shop("undo")
    assert len(shop("branch", "list").tsv()) == 3


def test_a_branch_that_nobody_carries_or_two_may_be_is_refused(shop: Shop) -> None:
    assert "crm branch list" in shop("branch", "show", "Bursa", code=3).stderr
    for name in ("Kadıköy", "Kadikoy"):
        shop("log", "note", "C-1", "x", "--branch", name)
    assert "may be any of" in shop("branch", "rename", "KADIKÖY", "Moda", code=4).stderr
    assert "is called that already" in shop("branch", "rename", "Kadıköy", "Kadıköy", code=2).stderr


def test_a_tree_is_set_by_ids_from_standard_input_and_told_with_its_totals(shop: Shop) -> None:
    shop("order", "add", "C-2", "--total", "100")
    ids = shop("customer", "list", "--where", "name~a", "--format", "ids").stdout
    assert "C-1" in ids
    moved = shop("customer", "set-parent", "-", "C-1", input="C-2\nC-3\n").tsv()
    assert [(row["id"], row["status"]) for row in moved] == [("C-2", "changed"), ("C-3", "changed")]
    rows = shop("customer", "tree", "C-1", "--metric", "revenue").tsv()
    assert [(row["id"], row["own"], row["total"], row["parent"]) for row in rows] == [
        ("C-1", "0.00", "100.00", ""),
        ("C-2", "100.00", "100.00", "C-1"),
        ("C-3", "0.00", "0.00", "C-1"),
    ]
    assert shop.json("customer", "show", "C-1")["with_all_below"][0]["revenue"] == "100.00"
    shop("customer", "set-parent", "C-2", "C-3", "--none")
    assert not shop("customer", "tree").tsv()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("set-parent",), "no parent is named"),
        (("set-parent", "C-1"), "no customer is named to stand under it"),
        (("tree", "--period", "2026"), "there is nothing to add up"),
        (("tree", "--metric", "revenues"), "can't be told by"),
    ],
)
def test_a_tree_s_wrong_words_are_answered_with_the_way_out(
    shop: Shop, words: tuple[str, ...], message: str
) -> None:
    refused = shop("customer", *words, code=2)
    assert message in refused.stderr
    assert "hint:" in refused.stderr


def test_a_wallet_is_set_changed_on_the_same_day_and_kept_by_day(shop: Shop) -> None:
    words = ("--category", "Kırtasiye", "--source", "müşteri söyledi")
    shop("wallet", "set", "C-1", "120.000 TL", *words)
    again = shop("wallet", "set", "C-1", "130.000 TL", "--category", "KIRTASİYE").tsv()
    assert again[0]["status"] == "changed"
    assert "is the estimate of C-1 of that day" in shop("wallet", "add", "C-1", "5", *words, code=4).stderr
    shop("wallet", "set", "C-1", "100.000 TL", "--category", "Kırtasiye", "--on", "2025-11-01")
    rows = shop("wallet", "list", "--customer", "C-1").tsv()
    assert [(row["category"], row["amount"], row["estimated_on"]) for row in rows] == [
        ("Kırtasiye", "130000.00", "2026-11-21"),
        ("Kırtasiye", "100000.00", "2025-11-01"),
    ]
    assert "more than nothing" in shop("wallet", "edit", "WA-1", "--amount", "0", code=1).stderr
    assert "an amount above zero" in shop("wallet", "set", "C-1", "0", code=2).stderr
    shop("wallet", "delete", "WA-1")
    shop("undo")
    assert shop.json("wallet", "show", "WA-1")["source"] == "müşteri söyledi"


TABLES = {
    "relations": (
        "Müşteri;İlişki;Karşı Firma;Başlangıç\nIşık Mobilya;tedarikçi/müşteri;Ege Ahşap;01.02.2024\n",
        "Customer,Relation,Other customer,Since\nIşık Mobilya,supplier/customer,Ege Ahşap,2024-02-01\n",
    ),
    "plans": (
        "Hedef;Müşteri;Sorumlu;Durum;Son Tarih\nİkinci mağaza;Işık Mobilya;Ayşe Kaya;acik;31.12.2026\n",
        "Goal,Customer,Owner,Status,Due\nSecond shop,Işık Mobilya,Ayşe Kaya,in progress,2026-12-31\n",
    ),
    "wallets": (
        "Müşteri;Kategori;Yıllık Harcama;Kaynak\nIşık Mobilya;Masa;120.000,50;söyledi\n",
        "Customer,Category,Annual spend,Currency,Source\nIşık Mobilya,Desks,120000.50,TRY,said\n",
    ),
    "attachments": (
        "Dosya;Müşteri;Not\n{path};Işık Mobilya;imzalı\n",
        "Path,Customer,Name\n{path},Işık Mobilya,Contract\n",
    ),
}


@pytest.mark.parametrize("language", [0, 1], ids=["tr", "en"])
@pytest.mark.parametrize("plural", TABLES)
def test_a_table_is_imported_once_and_its_export_is_known_again(
    shop: Shop, tmp_path: Path, contract: Path, plural: str, language: int
) -> None:
    table = tmp_path / "table.csv"
    table.write_text(TABLES[plural][language].format(path=contract), encoding="utf-8")
    assert shop("import", plural, str(table)).tsv()[0]["new"] == "1"
    assert shop("import", plural, str(table)).tsv()[0]["unchanged"] == "1"
    out = tmp_path / "out.csv"
    shop("export", plural, str(out))
    back = shop("import", plural, str(out)).tsv()[0]
    assert (back["new"], back["changed"], back["unchanged"]) == ("0", "0", "1")
    shop("undo")


def test_rows_that_don_t_fit_are_named(shop: Shop, tmp_path: Path) -> None:
    cases = {
        "relations": ("Customer,Relation,Other customer\nEge Ahşap,kardeş,Ege Ahşap\n", "related to itself"),
        "wallets": ("Customer,Amount\nEge Ahşap,-5\n", "above zero"),
        "attachments": ("Path,Customer\n/nowhere/x.pdf,Ege Ahşap\n", "there is no file /nowhere/x.pdf"),
    }
    for plural, (text, message) in cases.items():
        table = tmp_path / f"{plural}.csv"
        table.write_text(text, encoding="utf-8")
        assert message in shop("import", plural, str(table), code=1).stderr
