"""``crm dedupe`` as a person and a script use it."""

import pytest

from tests.support.program import Program
from tests.support.terminal import Terminal

QUESTION = "y merge, n not the same, s skip, q stop:"


def shop(crm: Program) -> Program:
    """Make a store with two pairs of customers that are one."""
    crm.ok("customer", "add", "Işık Mobilya A.Ş.", "--city", "İzmir", "--phone", "0532 123 45 67")
    crm.ok("customer", "add", "ISIK MOBİLYA LTD", "--city", "izmir")
    crm.ok("customer", "add", "Kuşçubaşı Gıda", "--city", "Ankara")
    crm.ok("customer", "add", "Kuscubasi Gida A.S.", "--city", "Ankara", "--email", "a@kuscubasi.com")
    return crm


def found(crm: Program, *more: str) -> list[tuple[str, str]]:
    """The pairs of a scan."""
    rows = crm.ok("dedupe", "scan", *more, "--format", "json").json()
    return sorted((row["a"], row["b"]) for row in rows)


def test_a_scan_in_a_pipe_is_a_table_for_programs(crm: Program) -> None:
    rows = shop(crm).ok("dedupe", "scan").tsv()
    assert list(rows[0]) == ["score", "a", "a_name", "b", "b_name", "reasons", "against"]
    assert {(row["a"], row["b"]) for row in rows} == {("C-1", "C-2"), ("C-3", "C-4")}
    assert "same name;same city" in {row["reasons"] for row in rows}


def test_groups_are_headed_by_their_number(crm_local: Program) -> None:
    rows = shop(crm_local).ok("dedupe", "scan", "--clusters").tsv()
    assert [(row["group"], row["id"]) for row in rows] == [
        ("1", "C-1"),
        ("1", "C-2"),
        ("2", "C-3"),
        ("2", "C-4"),
    ]


def test_a_scan_fits_a_terminal_and_says_why(tty_local: Terminal) -> None:
    shop(tty_local.program)
    result = tty_local("dedupe", "scan", columns=120)
    assert result.code == 0
    assert "because" in result.stdout
    assert "same name, same city" in result.stdout


def test_an_empty_store_has_nothing_to_show(crm_local: Program) -> None:
    result = crm_local.ok("dedupe", "scan", "--noun", "contacts")
    assert result.stdout.splitlines()[1:] == []


def test_adding_a_double_says_so_with_both_commands(crm_local: Program) -> None:
    crm_local.ok("customer", "add", "Işık Mobilya A.Ş.")
    result = crm_local.ok("customer", "add", "Işık Mobilya Ltd")
    assert "C-1 Işık Mobilya A.Ş. may be the same (same name)" in result.stderr
    assert "crm customer show C-1 or crm merge C-1 C-2" in result.stderr


def test_adding_somebody_new_loads_no_matcher(crm_local: Program, modules: object) -> None:
    assert callable(modules)
    crm_local.ok("customer", "add", "Işık Mobilya A.Ş.")
    loaded = modules("customer", "add", "Çınar Eczanesi")
    assert not {name for name in loaded if name.startswith("rapidfuzz")}


def test_a_review_asks_and_saves_each_answer_at_once(tty_local: Terminal) -> None:
    crm = shop(tty_local.program)
    result = tty_local("dedupe", "review", answers=[(QUESTION, "y\n"), (QUESTION, "n\n")], columns=100)
    assert result.code == 0, result.stdout
    assert "1 of 2" in result.stdout
    assert "0532 123 45 67" in result.stdout
    assert "1 merged, 1 told apart" in result.stdout
    assert found(crm) == []
    assert len(crm.ok("customer", "list", "--format", "ids").lines) == 3


def test_each_answer_of_a_review_is_a_change_of_its_own(tty_local: Terminal) -> None:
    crm = shop(tty_local.program)
    tty_local("dedupe", "review", answers=[(QUESTION, "y\n"), (QUESTION, "y\n")])
    assert len(crm.ok("customer", "list", "--format", "ids").lines) == 2
    history = crm.ok("history", "--format", "json").json()
    first, second = sorted(row["change"] for row in history if row["what"].startswith("merged"))
    crm.ok("undo", str(second))
    assert len(found(crm)) == 1
    crm.ok("undo", str(first))
    assert found(crm) == [("C-1", "C-2"), ("C-3", "C-4")]


@pytest.mark.parametrize(("keys", "left"), [("q\n", 2), ("s\n", 2), ("what?\n", 2)])
def test_skipping_and_stopping_decide_nothing(tty_local: Terminal, keys: str, left: int) -> None:
    crm = shop(tty_local.program)
    result = tty_local(
        "dedupe", "review", answers=[(QUESTION, keys), (QUESTION, "q\n")][: 2 - (keys == "q\n")]
    )
    assert result.code == 0
    assert "Nothing was decided" in result.stdout
    assert len(found(crm)) == left


def test_ctrl_c_keeps_what_was_answered(tty_local: Terminal) -> None:
    crm = shop(tty_local.program)
    result = tty_local("dedupe", "review", answers=[(QUESTION, "n\n"), (QUESTION, "\x03")])
    assert result.code == 130
    assert len(found(crm)) == 1


def test_the_end_of_the_input_stops_a_review(tty_local: Terminal) -> None:
    crm = shop(tty_local.program)
    result = tty_local("dedupe", "review", answers=[(QUESTION, "\x04")])
    assert result.code == 0
    assert len(found(crm)) == 2


def test_a_review_without_a_person_names_the_scan(crm_local: Program) -> None:
    result = crm_local("dedupe", "review", "--noun", "contacts")
    assert result.code == 2
    assert "nobody is here to answer" in result.stderr
    assert "hint: crm dedupe scan --noun contacts" in result.stderr


def test_decisions_come_from_standard_input(crm: Program) -> None:
    lines = "C-1 C-2 merge\nC-3\tC-4\tdistinct\nC-1 C-3 skip\n"
    result = shop(crm).ok("dedupe", "decide", "-", "--format", "json", input=lines)
    assert [item["status"] for item in result.json()["items"]] == ["merged", "distinct"]
    assert found(crm) == []
    assert "Işık" in crm.ok("customer", "show", "C-2").stdout


def test_a_decision_that_fails_leaves_the_others_done(crm_local: Program) -> None:
    result = shop(crm_local)("dedupe", "decide", "-", input="C-1 C-99 merge\nC-3 C-4 merge\nC-4 C-3 merge\n")
    assert result.code == 5
    assert [row["status"] for row in result.tsv()] == ["failed", "merged", "unchanged"]
    assert "no customer has number C-99" in result.stdout


def test_a_broken_line_stops_before_anything_is_done(crm_local: Program) -> None:
    result = shop(crm_local)("dedupe", "decide", "-", input="C-1 C-2 merge\nC-3 C-4 perhaps\n")
    assert result.code == 2
    assert 'line 2, "C-3 C-4 perhaps", is no decision' in result.stderr
    assert len(found(crm_local)) == 2


def test_a_rehearsal_decides_nothing(crm_local: Program) -> None:
    shop(crm_local).ok("dedupe", "decide", "-", "--dry-run", input="C-1 C-2 merge\nC-3 C-4 distinct\n")
    shop_pairs = found(crm_local)
    assert len(shop_pairs) == 2


def test_telling_apart_and_forgetting_by_hand(crm: Program) -> None:
    shop(crm).ok("dedupe", "distinct", "C-1", "C-2")
    assert found(crm) == [("C-3", "C-4")]
    crm.ok("dedupe", "forget", "C-2", "C-1")
    assert found(crm) == [("C-1", "C-2"), ("C-3", "C-4")]
    crm.ok("undo")
    assert found(crm) == [("C-3", "C-4")]


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("scan", "--noun", "orders"), 2, '"orders" are not looked through for duplicates'),
        (("scan", "--min", "0"), 2, "0"),
        (("distinct", "C-1"), 2, "two records or more"),
        (("distinct", "C-1", "C-77"), 3, "no customer has number C-77"),
        (("decide", "pairs.txt"), 2, 'not from "pairs.txt"'),
    ],
)
def test_wrong_use_is_told_with_the_way_out(
    crm_local: Program, words: tuple[str, ...], code: int, message: str
) -> None:
    result = shop(crm_local)("dedupe", *words)
    assert result.code == code
    assert message in result.stderr
    assert result.stdout == ""


def test_the_journal_holds_no_name(crm_local: Program) -> None:
    shop(crm_local).ok("dedupe", "distinct", "C-1", "C-2")
    last = crm_local.ok("history", "--format", "json").json()[0]
    assert "told apart C-1 C-2" in str(last)
    assert "Işık" not in str(last)
