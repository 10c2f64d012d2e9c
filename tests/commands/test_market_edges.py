"""Marketing at its edges: files that say what can't be, numbers piped on into tasks."""

from pathlib import Path

import pytest

from tests.support.program import Program


@pytest.fixture
def shop(crm: Program) -> Program:
    """Three customers who may be called, with names that are no markup, field or formula."""
    for name in ("Işık {name}", "[bold]Pamuk[/]", "=1+1"):
        crm.inprocess("customer", "add", name, "--city", "İzmir", "--phone", "0532 123 45 67", "--force")
    crm.inprocess("customer", "add", "Sessiz", "--city", "İzmir").checked()
    for number in (1, 2, 3):
        crm.inprocess("consent", "give", f"C-{number}", "--channel", "phone").checked()
    return crm


RULE = "İyi,when an order is placed then task"


def rejected(program: Program, noun: str, text: str, folder: Path) -> str:
    file = folder / f"{noun}.csv"
    file.write_text(text, "utf-8")
    rejects = folder / "rejects.csv"
    program.inprocess("import", noun, str(file), "--rejects", str(rejects)).checked(5)
    return rejects.read_text("utf-8")


@pytest.mark.parametrize(
    ("noun", "head", "rows", "told"),
    [
        ("campaigns", "name,filter", ("Kötü,ctiy = x", "İyi,city = x"), "did you mean city?"),
        ("campaigns", "name,filter", ("Kötü,city = x and", "İyi,status = new"), "expected a condition"),
        ("campaigns", "name,cost,currency", ("Kötü,-5,TRY", "İyi,5,TRY"), "not less than nothing"),
        ("playbooks", "name,filter,steps", ("Kötü,status = new,Ara", "İyi,orders = 1,Ara"), '""new""'),
        ("playbooks", "name,filter,steps", ("Kötü,orders = 1,Ara; -3 g", "İyi,orders = 1,Ara"), "-3 g"),
        ("rules", "name,wording", ("Kötü,when an order is placed where ctiy = x then tag y", RULE), "31 ("),
        ("rules", "name,wording", ("Kötü,when an order is placed then assign to Yok", RULE), 'to ""Yok""'),
        ("rules", "name,wording", ("Kötü,when a case opened by a customer in Yok then tag y", RULE), "Yok"),
    ],
)  # fmt: skip
def test_a_file_that_can_not_be_meant_is_refused_line_by_line(
    crm_local: Program, tmp_path: Path, noun: str, head: str, rows: tuple[str, str], told: str
) -> None:
    found = rejected(crm_local, noun, "\n".join((head, *rows, "")), tmp_path)
    assert found.splitlines()[1].startswith("2,")
    assert told in found
    assert "İyi" not in found
    assert len(crm_local.inprocess(noun[:-1], "list", "--format", "ids").lines) == 1


def test_a_rule_that_a_file_changes_looks_at_what_comes_then(crm: Program, tmp_path: Path) -> None:
    file = tmp_path / "rules.csv"
    crm.inprocess("customer", "add", "Işık").checked()
    for action in ("task", "note x"):
        file.write_text(f"name,wording\nBir,when an order is placed then {action}\n", "utf-8")
        crm.inprocess("import", "rules", str(file)).checked()
        crm.inprocess("order", "add", "C-1", "--total", "5").checked()
    assert [row["id"] for row in crm.inprocess("rules", "run").checked().tsv()] == ["S-2"]


def test_those_reached_become_tasks_one_each_in_their_order(shop: Program) -> None:
    where = ("--where", "city = İzmir", "--channel", "phone", "--holdout", "30")
    shop.inprocess("campaign", "plan", "Ara", *where).checked()
    shop.inprocess("campaign", "launch", "Ara").checked()
    reached = shop.inprocess("campaign", "members", "CA-1", "--part", "reached", "--format", "ids").checked()
    assert len(reached.lines) == 2
    words = ("task", "add", "-", "Ara: {name}", "--due", "friday", "--campaign", "CA-1")
    told = shop.inprocess(*words, input=reached.stdout).checked()
    assert [row["status"] for row in told.tsv()] == ["added", "added"]
    tasks = shop.inprocess("activity", "list", "--format", "jsonl").checked().jsonl()
    assert sorted(task["customer"] for task in tasks) == sorted(reached.lines)
    assert {task["subject"] for task in tasks} == {"Ara: {name}"}
    shown = shop.inprocess("campaign", "show", "CA-1", "--format", "json").checked().json()
    assert len(shown["activities"]) == 2
    none = shop.inprocess(*words, input="").checked(2)
    assert "standard input names no record" in none.stderr


def test_files_of_texts_are_written_after_the_launch_only(shop: Program, tmp_path: Path) -> None:
    shop.inprocess("campaign", "plan", "K", "--body", "{name}", "--channel", "phone").checked()
    shop.inprocess("campaign", "add-member", "K", "C-1", "C-2", "C-3").checked()
    out = tmp_path / "out"
    refused = shop.inprocess("campaign", "render", "K", "--out", str(out)).checked(1)
    assert "crm campaign launch CA-1" in refused.stderr
    assert not out.exists()
    shop.inprocess("campaign", "launch", "K").checked()
    shop.inprocess("campaign", "render", "K", "--out", str(out)).checked()
    texts = [path.read_text("utf-8") for path in sorted(out.iterdir())]
    assert texts == ["Işık {name}\n", "[bold]Pamuk[/]\n", "=1+1\n"]
