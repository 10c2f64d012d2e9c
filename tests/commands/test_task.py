"""``crm task``: added, listed, moved, done, coming again; one or many."""

import json
import re
from pathlib import Path

import pytest

from tests.support.program import Program
from tests.support.terminal import Terminal


@pytest.fixture
def shop(crm: Program) -> Program:
    """Two customers, a lead, a deal, one of us."""
    crm.inprocess("user", "add", "Ayşe").checked()
    crm.inprocess("customer", "add", "Işık Mobilya", "--phone", "0532 123 45 67").checked()
    crm.inprocess("customer", "add", "Demir [x] Yapı", "--city", "İzmir", "--owner", "ayşe").checked()
    crm.inprocess("lead", "add", "Ali Veli").checked()
    crm.inprocess("opportunity", "add", "Showroom", "--customer", "C-1").checked()
    return crm


def rows(crm: Program, *words: str) -> list[dict[str, object]]:
    """Return the tasks that a list shows."""
    found: list[dict[str, object]] = (
        crm.inprocess("task", "list", *words, "--format", "json").checked().json()
    )
    return found


def test_the_day_that_was_understood_is_printed_back(shop: Program) -> None:
    words = ("task", "add", "0532 123 45 67", "Call back", "--due", "friday 15:00", "--priority", "high")
    result = shop.inprocess(*words, "--owner", "ayşe").checked()
    assert result.stderr == "due: Friday 2026-11-27 15:00\n"
    (row,) = rows(shop)
    assert (row["id"], row["due"], row["who"], row["owner"]) == (
        "A-1",
        "2026-11-27T15:00:00Z",
        "Işık Mobilya",
        "Ayşe",
    )
    assert (row["priority"], row["customer"], row["done"]) == ("high", "C-1", False)


def test_a_repeating_task_says_how_it_is_kept_and_begins_on_its_first_day(shop: Program) -> None:
    result = shop.inprocess("task", "add", "Pay the rent", "--repeat", "her ayın 1'i").checked()
    assert result.stderr == "due: Tuesday 2026-12-01\nrepeats: every month on the 1st\n"


def test_a_deal_brings_its_customer_and_a_subject_may_stand_alone(shop: Program) -> None:
    shop.inprocess("task", "add", "O-1", "Send the plan").checked()
    shop.inprocess("task", "add", "Tidy up").checked()
    found = {row["subject"]: (row["customer"], row["opportunity"]) for row in rows(shop)}
    assert found == {"Send the plan": ("C-1", "O-1"), "Tidy up": (None, None)}


def test_a_task_is_for_who_writes_else_for_who_looks_after_the_customer(shop: Program) -> None:
    shop.inprocess("task", "add", "C-2", "a").checked()
    shop.inprocess("user", "add", "Can").checked()
    shop("task", "add", "C-2", "b", env={"CRMCLI_USER": "can"}, check=True)
    assert {row["subject"]: row["owner"] for row in rows(shop)} == {"a": "Ayşe", "b": "Can"}


def test_each_record_on_standard_input_gets_a_task_in_its_order(shop: Program) -> None:
    result = shop.inprocess("task", "add", "-", "Say thanks", "--format", "json", input="L-1\nC-99\nC-1\n")
    assert result.code == 5
    items = result.json()["items"]
    assert [(item["id"], item["status"]) for item in items] == [
        ("A-1", "added"),
        ("C-99", "failed"),
        ("A-2", "added"),
    ]
    assert items[1]["reason"] == "no customer has number C-99"


def test_where_gives_each_customer_like_that_a_task(shop: Program) -> None:
    words = ("task", "add", "Visit", "--where", "city=İzmir", "--due", "ay sonu")
    assert shop.inprocess(*words).code == 2  # many may be meant: --yes
    dry = shop.inprocess(*words, "--dry-run").checked()
    assert "A-1" in dry.stdout
    assert rows(shop) == []
    shop.inprocess(*words, "--yes").checked()
    (row,) = rows(shop)
    assert (row["customer"], row["due"]) == ("C-2", "2026-11-30")


def test_the_list_is_by_day_and_says_what_is_late(shop: Program) -> None:
    for subject, due in (
        ("late", "3 gün önce"),
        ("now", "today"),
        ("soon", "in 2 days"),
        ("also now", "today"),
    ):
        high = ("--priority", "high") if subject == "also now" else ()
        shop.inprocess("task", "add", subject, "--due", due, *high).checked()
    assert [(row["subject"], row["late"]) for row in rows(shop)] == [
        ("late", 3),
        ("also now", None),
        ("now", None),
        ("soon", None),
    ]
    assert [row["subject"] for row in rows(shop, "--overdue")] == ["late"]
    assert [row["subject"] for row in rows(shop, "--due", "tomorrow")] == ["late", "also now", "now"]
    assert [row["subject"] for row in rows(shop, "--where", "subject=soon")] == ["soon"]


def test_only_my_own_tasks(shop: Program) -> None:
    shop.inprocess("task", "add", "hers", "--owner", "ayşe").checked()
    shop.inprocess("task", "add", "nobody's").checked()
    mine = shop("task", "list", "--owner", "me", "--format", "json", env={"CRMCLI_USER": "AYŞE"}, check=True)
    assert [row["subject"] for row in json.loads(mine.stdout)] == ["hers"]
    result = shop("task", "list", "--owner", "me", env={"CRMCLI_USER": "zoe"})
    assert (result.code, result.stderr) == (
        3,
        'crm: no user is called "zoe", who writes here\nhint: crm user add zoe\n',
    )


def test_a_done_task_that_repeats_makes_its_next_and_says_when(shop: Program) -> None:
    shop.inprocess("task", "add", "C-1", "Invoice", "--due", "30.11.2026", "--repeat", "month end").checked()
    words = ("task", "done", "A-1", "--on", "30.11.2026", "--outcome", "sent", "--format", "json")
    (item,) = shop.inprocess(*words).checked().json()["items"]
    assert item["changes"]["next"] == {"old": None, "new": "A-2, due Thursday 2026-12-31"}
    (row,) = rows(shop)
    assert (row["id"], row["due"], row["customer"], row["repeat"]) == (
        "A-2",
        "2026-12-31",
        "C-1",
        "every month on the last day",
    )
    done = rows(shop, "--done")
    assert [(row["id"], row["done_on"]) for row in done] == [("A-1", "2026-11-30")]
    again = shop.inprocess("task", "done", "A-1", "--format", "json").checked().json()
    assert [item["status"] for item in again["items"]] == ["unchanged"]


def test_undo_takes_the_done_and_the_next_back_together(shop: Program) -> None:
    shop.inprocess("task", "add", "Water", "--repeat", "every day").checked()
    shop.inprocess("task", "done", "A-1").checked()
    shop.inprocess("undo").checked()
    assert [(row["id"], row["done"]) for row in rows(shop, "--all")] == [("A-1", False)]


def test_a_reopened_task_does_not_come_twice(shop: Program) -> None:
    shop.inprocess("task", "add", "Water", "--repeat", "every day").checked()
    shop.inprocess("task", "done", "A-1").checked()
    result = shop.inprocess("task", "reopen", "A-1").checked()
    assert result.stderr == "A-2 is the next of A-1 and repeats on its own\n"
    assert {row["id"]: row["repeat"] for row in rows(shop)} == {"A-1": None, "A-2": "every day"}


def test_many_are_done_at_once_from_a_list_in_a_pipe(shop: Program) -> None:
    for subject in "abc":
        shop.inprocess("task", "add", subject, "--due", "yesterday").checked()
    ids = shop.inprocess("task", "list", "--overdue", "--format", "ids").checked().stdout
    result = shop.inprocess("task", "done", "-", "--format", "json", input=ids).checked()
    assert [item["id"] for item in result.json()["items"]] == ["A-1", "A-2", "A-3"]
    assert rows(shop) == []


def test_a_condition_means_tasks_only(shop: Program) -> None:
    shop.inprocess("log", "call", "C-1", "same words").checked()
    shop.inprocess("task", "add", "C-1", "same words").checked()
    shop.inprocess("task", "delete", "--where", "subject=same words", "--yes").checked()
    assert shop.inprocess("activity", "list", "--format", "ids").stdout == "A-1\n"


def test_tasks_are_moved_and_the_new_day_is_told(shop: Program) -> None:
    shop.inprocess("task", "add", "a", "--due", "3 gün önce").checked()
    result = shop.inprocess("task", "move", "A-1", "+3d", "--format", "json").checked().json()
    assert result["items"][0]["changes"] == {
        "due": {"old": "Wednesday 2026-11-18", "new": "Tuesday 2026-11-24"}
    }
    assert shop.inprocess("task", "move", "A-1").stderr == (
        'crm: to which day? "A-1" stands alone\nhint: crm task move A-1 +3d\n'
    )
    assert shop.inprocess("task", "move", "A-1", "soon").code == 2


def test_fields_are_changed_and_a_repetition_takes_its_day_from_the_task(shop: Program) -> None:
    shop.inprocess("task", "add", "a", "--due", "31.01.2027", "--priority", "low").checked()
    words = ("task", "edit", "A-1", "--repeat", "every month", "--priority", "", "--owner", "ayşe")
    shop.inprocess(*words).checked()
    (row,) = rows(shop)
    assert (row["repeat"], row["priority"], row["owner"]) == ("every month on the 31st", None, "Ayşe")
    shown = shop.inprocess("task", "show", "A-1", "--format", "json").checked().json()
    assert shown["then"] == "Sunday 2027-02-28"


def test_another_kind_of_activity_is_no_task(shop: Program) -> None:
    shop.inprocess("log", "call", "C-1", "x").checked()
    for words in (("show", "A-1"), ("done", "A-1"), ("delete", "A-1"), ("move", "A-1", "+1d")):
        result = shop.inprocess("task", *words)
        assert (result.code, result.stderr) == (
            1,
            "crm: A-1 is a call, no task\nhint: crm activity show A-1\n",
        )


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--due", "soon"), '"soon" is no day'),
        (("--due", "at 3"), '"at 3" may be before or after noon'),
        (("--repeat", "now and then"), '"now and then" is no repetition'),
        (("--priority", "huge"), 'priority "huge" is not one of'),
        (("--case", "CS-9"), "no case has number CS-9"),
        (("--owner", "nobody"), 'no user answers to "nobody"'),
    ],
)
def test_what_can_not_be_read_leaves_no_task(shop: Program, words: tuple[str, ...], told: str) -> None:
    result = shop.inprocess("task", "add", "C-1", "x", *words)
    assert result.code in (2, 3)
    assert told in result.stderr
    assert "hint: " in result.stderr
    assert rows(shop, "--all") == []


def test_tasks_of_a_file_are_kept_in_the_form_of_our_own(shop: Program, tmp_path: Path) -> None:
    file = tmp_path / "görevler.csv"
    file.write_text(
        "Tür;Konu;Tarih;Müşteri;Tekrar;Öncelik;done_on\n"
        "görev;Kira;01.12.2026;Işık Mobilya;her ayın 1'i;yüksek;\n"
        "görev;Eski;01.10.2026;Işık Mobilya;;;02.10.2026\n"
        "görev;Sonra;01.12.2026;;every month;;\n"
        "görev;Yanlış;01.12.2026;;arada bir;;\n",
        "utf-8",
    )
    maps = ("--map", "Tür=kind", "--map", "Konu=subject", "--map", "Tarih=at", "--map", "Tekrar=repeat")
    result = shop.inprocess(
        "import", "activities", str(file), *maps, "--rejects", str(tmp_path / "rejects.csv")
    )
    assert result.code == 5
    assert [(row["subject"], row["repeat"], row["done"], row["done_on"]) for row in rows(shop, "--all")] == [
        ("Eski", None, True, "2026-10-02"),
        ("Kira", "every month on the 1st", False, None),
        ("Sonra", "every month on the 1st", False, None),
    ]
    assert '"arada bir"' in (tmp_path / "rejects.csv").read_text("utf-8").replace('""', '"')


def test_what_was_exported_comes_back_unchanged(shop: Program, tmp_path: Path) -> None:
    shop.inprocess(
        "task", "add", "C-1", "Invoice", "--due", "30.11.2026 15:30", "--repeat", "month end"
    ).checked()
    file = str(tmp_path / "activities.csv")
    shop.inprocess("export", "activities", file).checked()
    again = shop.inprocess("import", "activities", file, "--format", "json").checked().json()
    assert (again["items"][0]["unchanged"], again["items"][0]["new"]) == (1, 0)


def test_a_task_stands_on_a_terminal_of_80_columns(shop: Program) -> None:
    shop.inprocess(
        "task", "add", "C-2", "Call back [/x]", "--due", "yesterday", "--priority", "high"
    ).checked()
    shown = Terminal(shop)("task", "list", columns=80).stdout
    assert "Demir [x] Yapı" in shown
    assert "Call back [/x]" in shown
    plain = re.sub(r"\x1b\[[0-9;]*m", "", shown)
    assert all(len(line) <= 80 for line in plain.splitlines())
