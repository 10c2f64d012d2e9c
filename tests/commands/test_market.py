"""``crm campaign``, ``playbook`` and ``rule`` as a person, a pipe or cron types them."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.program import Program, environment
from tests.support.terminal import Terminal


@pytest.fixture
def shop(crm: Program) -> Program:
    """Three customers who may be written to, one of whom has an order; one of us."""
    crm.inprocess("user", "add", "Ayşe Öz").checked()
    for name in ("Işık Mobilya", "Pamuk Pastanesi", "Şen Kırtasiye"):
        crm.inprocess("customer", "add", name, "--city", "İzmir", "--email", f"{name[0]}@x.example").checked()
    for number in (1, 2, 3):
        crm.inprocess("consent", "give", f"C-{number}").checked()
    crm.inprocess("order", "add", "C-1", "--total", "500 TL", "--on", "2026-11-10").checked()
    return crm


def plan(program: Program, name: str = "Geri gel", *more: str) -> None:
    words = ("--where", "city = İzmir", "--channel", "email", "--cost", "2.500 TL", *more)
    program.inprocess("campaign", "plan", name, *words).checked()


def test_a_campaign_goes_from_plan_to_report(shop: Program, tmp_path: Path) -> None:
    letter = tmp_path / "mektup.txt"
    letter.write_text("Konu: Sizi özledik {name}\r\n\r\nMerhaba {{{name}}},\r\n{city}\r\n", "utf-8")
    plan(shop, "Geri gel", "--holdout", "30", "--template", str(letter), "--ends", "2026-11-30")
    launched = shop.inprocess("campaign", "launch", "geri gel", "--on", "2026-11-01").checked()
    assert [(row["part"], row["members"]) for row in launched.tsv()] == [("reached", "2"), ("held_out", "1")]
    shop.inprocess("campaign", "launch", "CA-1").checked(4)
    reached = shop.inprocess("campaign", "members", "CA-1", "--part", "reached", "--format", "ids").lines
    told = shop.inprocess("campaign", "respond", "CA-1", *reached, "aradı").checked()
    assert [row["status"] for row in told.tsv()] == ["changed", "changed"]
    report = shop.inprocess("campaign", "report", "CA-1", "--format", "json").checked().json()
    assert (report["reached"], report["held_out"], report["responses"], report["cost"]) == (
        2,
        1,
        2,
        "2500.00",
    )
    shown = shop.inprocess("campaign", "show", "CA-1", "--format", "json").json()
    assert (shown["subject"], shown["body"]) == ("Sizi özledik {name}", "Merhaba {{{name}}},\n{city}")
    out = tmp_path / "out"
    shop.inprocess("campaign", "render", "CA-1", "--out", str(out)).checked()
    assert sorted(path.name for path in out.iterdir()) == sorted(f"CA-1-{ref}.txt" for ref in reached)
    texts = {path.name: path.read_text("utf-8") for path in out.iterdir()}
    assert any("Merhaba {Pamuk Pastanesi},\nİzmir\n" in text for text in texts.values())
    shop.inprocess("campaign", "finish", "CA-1").checked()
    assert shop.inprocess("campaign", "list", "--format", "jsonl").jsonl()[0]["status"] == "finished"


def test_texts_are_written_all_or_none(shop: Program, tmp_path: Path) -> None:
    plan(shop, "Geri gel", "--body", "{name}")
    shop.inprocess("campaign", "launch", "CA-1").checked()
    out = tmp_path / "out"
    out.mkdir()
    (out / "CA-1-C-2.txt").write_text("mine")
    refused = shop.inprocess("campaign", "render", "CA-1", "--out", str(out)).checked(1)
    assert f"{out}/CA-1-C-2.txt exists already" in refused.stderr
    assert [path.name for path in out.iterdir()] == ["CA-1-C-2.txt"]
    (out / "CA-1-C-3.txt").symlink_to(tmp_path / "elsewhere")
    shop.inprocess("campaign", "render", "CA-1", "--out", str(out), "--force").checked(1)
    assert (out / "CA-1-C-2.txt").read_text() == "mine"
    (out / "CA-1-C-3.txt").unlink()
    table = tmp_path / "mail.csv"
    words = ("--out", str(out), "--force", "--to-csv", str(table))
    shop.inprocess("campaign", "render", "CA-1", *words).checked()
    assert len(list(out.iterdir())) == 3
    assert table.read_bytes().startswith(b"number,name,email,phone,subject,text\r\nC-1,")
    shop.inprocess("campaign", "render", "CA-1", "--out", str(tmp_path / "eml"), "--as", "eml").checked()
    assert (tmp_path / "eml" / "CA-1-C-1.eml").read_bytes().startswith(b"To: ")
    missing = shop.inprocess("campaign", "edit", "CA-1", "--body", "{phone}").checked()
    assert missing.code == 0
    refused = shop.inprocess("campaign", "render", "CA-1", "--out", str(tmp_path / "no")).checked(1)
    assert "3 of 3 members lack a field" in refused.stderr
    assert not (tmp_path / "no").exists()


def test_a_name_is_no_path_no_markup_and_no_field(crm: Program, tmp_path: Path) -> None:
    name = "../../etc/{city} [bold]x[/] =cmd()"
    crm.inprocess("customer", "add", name, "--city", "İzmir", "--email", "a@b.example").checked()
    crm.inprocess("consent", "give", "C-1").checked()
    plan(crm, "K", "--body", "{name}")
    crm.inprocess("campaign", "launch", "K").checked()
    crm.inprocess("campaign", "render", "K", "--out", str(tmp_path / "out")).checked()
    assert (tmp_path / "out" / "CA-1-C-1.txt").read_text("utf-8") == f"{name}\n"
    assert "[bold]" in Terminal(crm)("campaign", "members", "K").stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("campaign", "launch", "Yok"), 'no campaign answers to "Yok"'),
        (("campaign", "plan", "X", "--where", "ctiy = x"), "did you mean city?"),
        (("campaign", "plan", "X", "--body", "a", "--template", "b"), "both --body and --template"),
        (
            ("campaign", "plan", "X", "--template", "/nowhere/x.txt"),
            "/nowhere/x.txt can't be read: no such file",
        ),
        (("campaign", "respond", "CA-1", "C-1"), "no campaign has number CA-1"),
        (("campaign", "from-report", "x", "X"), "winback or crosssell"),
        (("campaign", "from-report", "winback", "X", "--product", "PR-1"), "a win-back none"),
        (("campaign", "render", "CA-1", "--as", "pdf"), "txt or eml"),
        (("campaign", "render", "CA-1", "--part", "x"), "reached, held-out or left-out"),
        (("campaign", "add-member", "CA-1"), "no record named"),
        (("playbook", "add", "X", "--where", "city = x"), "no step"),
        (("playbook", "add", "X", "--step", "Ara"), "no condition"),
        (("rule", "add", "X", "when pigs fly then task"), "▸pigs fly"),
        (("rule", "edit", "RU-1"), "no field is given"),
    ],
)
def test_what_goes_wrong_is_told_with_a_way_out(
    crm_local: Program, words: tuple[str, ...], told: str
) -> None:
    refused = crm_local.inprocess(*words)
    assert refused.code
    assert refused.stdout == ""
    assert told in refused.stderr


def test_cron_hears_nothing_when_nothing_is_wrong(shop: Program) -> None:
    shop.inprocess("playbook", "add", "P", "--where", "orders = 1", "--step", "Ara; +3 days").checked()
    shop.inprocess("rule", "add", "R", "when an order is placed then task for owner").checked()
    for words in (("playbook", "run"), ("rules", "run")):
        silent = shop.inprocess("--quiet", *words).checked()
        assert (silent.stdout, silent.stderr) == ("", "")
        assert shop.inprocess(*words, "--format", "json").checked().json()["items"] == []
    shop.inprocess("order", "add", "C-1", "--total", "5").checked()
    assert [row["id"] for row in shop.inprocess("rule", "run").checked().tsv()] == ["S-2"]
    assert [row["subject"] for row in shop.inprocess("task", "list").checked().tsv()] == ["R", "Ara"]


def test_two_processes_at_once_do_each_thing_once(shop: Program) -> None:
    shop.inprocess("playbook", "add", "P", "--where", "city = İzmir", "--step", "Ara").checked()
    shop.inprocess("rule", "add", "R", "when an order is placed then note x").checked()
    for _ in range(3):
        shop.inprocess("order", "add", "C-1", "--total", "5").checked()
    runs = [
        subprocess.Popen(
            [sys.executable, "-m", "crmcli", group, "run"],
            env=environment(shop.environment()),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for group in ("playbook", "rule") * 3
    ]
    for run in runs:
        _, said = run.communicate(timeout=120)
        assert run.returncode == 0, said
    kinds = [row["kind"] for row in shop.inprocess("activity", "list", "--limit", "0").tsv()]
    assert sorted(kinds) == ["note"] * 3 + ["task"] * 3


NOUNS = ("campaigns", "members", "playbooks", "rules")


def test_what_is_exported_comes_back_unchanged_and_into_a_new_store(shop: Program, tmp_path: Path) -> None:
    plan(shop, "Geri gel", "--holdout", "30", "--body", "Merhaba {name}\niyi günler")
    shop.inprocess("campaign", "launch", "CA-1", "--on", "2026-11-01").checked()
    shop.inprocess(
        "playbook", "add", "P", "--where", "orders = 1", "--step", "Ara; +3 days", "--step", "Yaz"
    ).checked()
    shop.inprocess("rule", "add", "R", "when an order is placed then task for owner").checked()
    shop.inprocess("export", "customers", str(tmp_path / "customers.csv")).checked()
    fresh = Program(str(tmp_path / "fresh.db"))
    fresh.inprocess("import", "customers", str(tmp_path / "customers.csv")).checked()
    for noun in NOUNS:
        file = tmp_path / f"{noun}.csv"
        shop.inprocess("export", noun, str(file)).checked()
        again = shop.inprocess("import", noun, str(file)).checked().tsv()[0]
        assert (again["new"], again["changed"], again["rejected"]) == ("0", "0", "0"), noun
        assert int(again["unchanged"]) > 0
        fresh.inprocess("import", noun, str(file)).checked()
        told = [
            program.inprocess("export", noun, "--format", "csv").checked().stdout for program in (shop, fresh)
        ]
        assert told[0] == told[1]
    shop.inprocess("undo").checked()
    assert shop.inprocess("rule", "list", "--format", "ids").stdout == ""


def test_a_launch_is_taken_back_whole_and_done_again_alike(shop: Program) -> None:
    plan(shop, "Geri gel", "--holdout", "40")
    shop.inprocess("campaign", "launch", "CA-1").checked()
    before = shop.inprocess("campaign", "members", "CA-1").stdout
    shop.inprocess("undo").checked()
    assert shop.inprocess("campaign", "members", "CA-1", "--format", "ids").stdout == ""
    shop.inprocess("redo").checked()
    assert shop.inprocess("campaign", "members", "CA-1").stdout == before


def test_lists_take_conditions_and_find_finds(shop: Program) -> None:
    plan(shop)
    plan(shop, "Yaz")
    shop.inprocess("playbook", "add", "Hoş geldin", "--where", "orders = 1", "--step", "Ara").checked()
    shop.inprocess("rule", "add", "Refleks", "when an order is placed then task").checked()
    ids = ("--format", "ids")
    assert shop.inprocess("campaign", "list", "--where", "name ~ yaz", *ids).stdout == "CA-2\n"
    assert shop.inprocess("playbook", "list", "--where", "period = once", *ids).stdout == "PB-1\n"
    assert shop.inprocess("rule", "list", "--where", "active = yes", *ids).stdout == "RU-1\n"
    for group, text, ref in (
        ("campaign", "geri", "CA-1"),
        ("playbook", "hos", "PB-1"),
        ("rule", "refl", "RU-1"),
    ):
        assert shop.inprocess(group, "find", text, *ids).checked().stdout == f"{ref}\n"
        shop.inprocess(group, "delete", ref).checked()
        assert shop.inprocess(group, "show", ref).code == 3


@pytest.mark.parametrize("group", ["campaign", "playbook", "rule"])
def test_the_screens_fit_eighty_columns(shop: Program, group: str) -> None:
    plan(shop, "Uzun adlı bir kampanya " * 3, "--body", "Merhaba {name} " * 20)
    shop.inprocess(
        "playbook", "add", "Hoş geldin " * 5, "--where", "orders = 1", "--step", "Ara " * 30
    ).checked()
    shop.inprocess("rule", "add", "R", "when an order is placed then task for owner, due in 2 days").checked()
    terminal = Terminal(shop)
    number = {"campaign": "CA-1", "playbook": "PB-1", "rule": "RU-1"}[group]
    for words in ((group, "list"), (group, "show", number)):
        shown = re.sub(r"\x1b\[[0-9;]*m", "", terminal(*words).stdout)
        assert max(map(len, shown.splitlines())) <= 80
