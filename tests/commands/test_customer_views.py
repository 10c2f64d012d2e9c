"""``crm customer timeline``, ``brief`` and ``tree``: what a person sees and what a script gets, whole."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from crmcli.db import open_store
from crmcli.domain.nouns import ACTIVITY, CUSTOMER
from tests.support.history import isik, make, noted
from tests.support.program import Program, environment
from tests.support.terminal import Terminal


def filled(program: Program) -> Program:
    """Write the story of Işık Mobilya, with a customer under it."""
    store = open_store(program.url)
    isik(store)
    with store.writing(noted("2026-11-20T09:00:00Z")) as db:
        make(db, CUSTOMER, name="Işık Bornova", kind="organisation", parent=1, city="İzmir")
    return program


@pytest.fixture
def isik_crm(crm: Program) -> Program:
    """The program on the story, on each engine in turn."""
    return filled(crm)


@pytest.fixture
def isik_local(crm_local: Program) -> Program:
    """The program on the story, on a local file."""
    return filled(crm_local)


def snapshot(name: str) -> str:
    """Return what was seen to be right."""
    return (Path(__file__).parent / "snapshots" / name).read_text(encoding="utf-8")


def screen(program: Program, *words: str, columns: int = 80) -> str:
    """Return what a terminal shows, without colours."""
    result = Terminal(program)(*words, columns=columns, env={"NO_COLOR": "1"})
    assert result.code == 0, result.stdout
    return result.stdout.replace("\r\n", "\n")


def test_a_timeline_on_a_terminal_of_80_columns(isik_local: Program) -> None:
    shown = screen(isik_local, "customer", "timeline", "C-1")
    assert shown == snapshot("timeline_80.txt")


def test_a_timeline_on_a_terminal_of_200_columns(isik_local: Program) -> None:
    shown = screen(isik_local, "customer", "timeline", "C-1", columns=200)
    assert shown == snapshot("timeline_200.txt")


@pytest.mark.parametrize("columns", [40, 60, 80, 100, 120, 160, 200])
def test_no_line_is_wider_than_the_terminal(isik_local: Program, columns: int) -> None:
    from rich.cells import cell_len

    shown = screen(isik_local, "-q", "customer", "timeline", "C-1", columns=columns)
    assert max(map(cell_len, shown.splitlines())) <= columns


def test_types_have_colours_on_a_terminal_and_none_in_a_pipe(isik_local: Program) -> None:
    words = ("customer", "timeline", "C-1", "--type", "call")
    assert "\x1b[36m✆ call out" in Terminal(isik_local)(*words).stdout
    assert "\x1b" not in isik_local.ok(*words, "--format", "table").stdout


def test_in_a_pipe_every_value_is_whole(isik_crm: Program) -> None:
    rows = isik_crm.ok("customer", "timeline", "C-1").tsv()
    assert len(rows) == 16
    assert rows[8] == {
        "when": "2026-04-10",
        "month": "2026-04",
        "type": "order",
        "direction": "",
        "party": "Ayşe Kaya",
        "text": "SP-41: Meşe Masa ×2, Montaj",
        "amount": "48600.00",
        "total": "48600.00",
        "currency": "TRY",
        "who": "Elif Demir",
        "ref": "S-1",
        "channel": "mağaza",
        "minutes": "",
        "branch": "Kadıköy",
        "customer": "C-1",
        "done": "true",
        "balance": "",
    }


def test_the_json_of_an_event_is_a_promise(isik_crm: Program) -> None:
    words = ("customer", "timeline", "C-1", "--type", "call", "--format", "json")
    assert isik_crm.ok(*words).json() == [
        {
            "when": "2026-03-09T10:25:00Z",
            "month": "2026-03",
            "type": "call",
            "direction": "out",
            "party": "Ayşe Kaya",
            "text": "Fuar sonrası → katalog istedi",
            "amount": None,
            "total": None,
            "currency": None,
            "who": "Elif Demir",
            "ref": "A-1",
            "channel": "telefon",
            "minutes": 12,
            "branch": "Kadıköy",
            "customer": "C-1",
            "done": True,
            "balance": None,
        }
    ]


def test_both_engines_print_the_same_timeline(isik_crm: Program) -> None:
    assert isik_crm.ok("customer", "timeline", "C-1", "--format", "csv").stdout == snapshot("timeline.csv")


def test_ids_are_the_records_the_events_belong_to(isik_local: Program) -> None:
    words = ("customer", "timeline", "C-1", "--since", "30d", "--format", "ids")
    assert isik_local.ok(*words).lines == ["A-3", "A-4"]


def test_plain_text_has_months_too(isik_local: Program) -> None:
    shown = isik_local.ok("customer", "timeline", "C-1", "--since", "2026-11-01", "--format", "plain").stdout
    assert shown == (
        "C-1  Işık Mobilya\n\n"
        "November 2026\n\n"
        "when          type        what                                amount    total  who    ref    "
        "channel    branch\n"
        "------------  ----------  --------------------------------  --------  -------  -----  -----  "
        "---------  --------\n"
        "18 Wed 18:05  message in  Ayşe Kaya: Sözleşmeyi bekliyoruz         —        —  ayse   A-3    "
        "WhatsApp   Kadıköy\n"
        "25 Wed 08:00  meeting     planned: Sunum                           —        —  ayse   A-4    "
        "—          Kadıköy\n"
    )


def test_a_turkish_reader_reads_turkish_months_and_amounts(isik_local: Program) -> None:
    words = ("--locale", "tr", "customer", "timeline", "C-1", "--type", "refund", "--format", "plain")
    lines = isik_local.ok(*words).lines
    assert "Mayıs 2026" in lines
    assert lines[-1].startswith("20 Çar  refund  SP-77: kırık geldi  -₺1.850,00  ₺46.750,00")


def test_the_customers_under_it_come_with_tree(isik_local: Program) -> None:
    words = ("customer", "timeline", "C-1", "--type", "customer", "--format", "csv")
    assert isik_local.ok(*words).lines[1:] == []
    (row,) = isik_local.ok(*words[:-1], "json", "--tree").json()
    assert (row["party"], row["customer"], row["text"]) == ("Işık Bornova", "C-2", "added")


def test_a_limit_says_how_many_there_are(isik_local: Program) -> None:
    result = isik_local.ok("customer", "timeline", "C-1", "--limit", "1", "--format", "ids")
    assert (result.stdout, result.stderr) == ("A-4\n", "1 of 16 shown; --limit 0 shows all\n")


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["C-9"], 3, "crm: no customer has number C-9\nhint: crm customer list\n"),
        (["C-1", "--type", "cal"], 2, 'crm: no event is of the type "cal"\nhint: --type call\n'),
        (["C-1", "--group", "week"], 2, 'crm: --group is month or none, not "week"\nhint: --group month\n'),
        (
            ["C-1", "--since", "2026-02-01", "--until", "2026-01-01"],
            2,
            """crm: --until 2026-01-01 lies before --since 2026-02-01
hint: --since 2026-01-01 --until 2026-02-01
""",
        ),
        (["C-1", "--user", "U-9"], 3, "crm: no user has number U-9\nhint: crm user list\n"),
        (
            ["C-1", "--follow", "--output", "x.csv"],
            2,
            "crm: what goes on has no end to write --output at\nhint: leave --output out and add > FILE\n",
        ),
    ],
)
def test_what_cannot_be_shown_is_said_with_a_way_out(
    isik_local: Program, words: list[str], code: int, message: str
) -> None:
    result = isik_local.inprocess("customer", "timeline", *words)
    assert (result.stdout, result.stderr, result.code) == ("", message, code)


def test_names_that_look_like_markup_or_harm_are_shown_harmless(crm_local: Program) -> None:
    store = open_store(crm_local.url)
    hostile = "[bold]x[/bold] | =cmd() \x1b[31m\u202eabc"
    with store.writing(noted("2026-11-20T09:00:00Z")) as db:
        make(db, CUSTOMER, name="Ada", kind="person")
        make(db, ACTIVITY, kind="note", at="2026-11-20", body=hostile, customer=1, done=1)
    assert (
        crm_local.ok("customer", "timeline", "C-1", "--type", "note", "--format", "json").json()[0]["text"]
        == hostile
    )
    shown = screen(crm_local, "customer", "timeline", "C-1", columns=200)
    assert "[bold]x[/bold] | =cmd() ␛[31m<U+202E>abc" in shown


class Following:
    """``crm customer timeline C-1 --follow`` in a pipe, beside whoever else uses the store."""

    def __init__(self, program: Program, *words: str) -> None:
        """Start it."""
        command = [
            sys.executable,
            "-m",
            "crmcli",
            "customer",
            "timeline",
            "C-1",
            "--follow",
            "--every",
            "0.1",
        ]
        env = environment(program.environment())
        self.process = subprocess.Popen(
            [*command, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env
        )
        assert self.process.stdout is not None
        self.written = self.process.stdout

    def lines(self, count: int) -> list[str]:
        """Wait for so many lines."""
        return [self.written.readline().decode().rstrip("\n") for _ in range(count)]

    def stop(self) -> tuple[int, bytes]:
        """Type Ctrl-C; return the exit code and what was said."""
        self.process.send_signal(signal.SIGINT)
        _, errors = self.process.communicate(timeout=30)
        return self.process.returncode, errors


def test_what_another_process_logs_is_followed_until_ctrl_c(isik_crm: Program) -> None:
    following = Following(isik_crm, "--since", "30d", "--format", "jsonl")
    try:
        assert [json.loads(line)["ref"] for line in following.lines(2)] == ["A-3", "A-4"]
        begun = time.monotonic()
        isik_crm.ok("log", "call", "C-1", "Sözleşme yola çıktı")
        (line,) = following.lines(1)
        assert json.loads(line)["text"] == "Sözleşme yola çıktı"
        assert time.monotonic() - begun < 20
        isik_crm.ok("customer", "edit", "C-1", "--city", "Manisa")
        (line,) = following.lines(1)
        assert json.loads(line)["text"] == "city: İzmir → Manisa"
        assert following.stop() == (0, b"")
    finally:
        following.process.kill()
        following.process.wait()


def test_the_header_is_written_once(isik_local: Program) -> None:
    following = Following(isik_local, "--since", "30d")
    try:
        assert following.lines(3)[0].startswith("when\tmonth\ttype")
        isik_local.ok("log", "note", "C-1", "one more")
        (line,) = following.lines(1)
        assert "one more" in line
        assert not line.startswith("when")
        assert following.stop()[0] == 0
    finally:
        following.process.kill()
        following.process.wait()


def test_following_on_a_terminal_ends_with_ctrl_c(isik_local: Program) -> None:
    words = ("customer", "timeline", "C-1", "--since", "30d", "--follow", "--every", "0.1")
    result = Terminal(isik_local)(*words, answers=[("planned: Sunum", "\x03")])
    assert result.code == 0, result.stdout
    assert "cancelled" not in result.stdout


def test_a_reader_that_goes_away_ends_the_following_quietly(isik_local: Program) -> None:
    following = Following(isik_local, "--format", "jsonl")
    try:
        following.lines(1)
        following.written.close()
        isik_local.ok("log", "note", "C-1", "nobody reads this")
        assert following.process.wait(timeout=30) == 0
    finally:
        following.process.kill()
        following.process.wait()
        assert following.process.stderr is not None
        following.process.stderr.close()


def test_a_brief_on_a_terminal_of_80_columns(isik_local: Program) -> None:
    shown = screen(isik_local, "customer", "brief", "C-1")
    assert shown == snapshot("brief_80.txt")


def test_the_json_of_a_brief_is_a_promise(isik_crm: Program) -> None:
    made: dict[str, Any] = isik_crm.ok("customer", "brief", "0533 987 65 43", "--format", "json").json()
    sections = {key: made.pop(key) for key in ("open", "last_events", "people", "birthdays", "bought")}
    assert made == {
        "id": "C-1",
        "name": "Işık Mobilya",
        "status": "customer",
        "next_step": "meeting in 4 days: Sunum (A-4)",
        "city": "İzmir",
        "phone": "0533 987 65 43",
        "email": None,
        "owner": "Elif Demir",
        "known_since": "2026-03-05",
        "customer_since": "2026-04-10",
        "orders": 2,
        "spent": None,
        "average": None,
        "currency": None,
        "last_order": "2026-05-21",
        "rhythm": None,
        "last_contact": "2026-11-18",
        "unknown": ["email", "tax number"],
        "tags": ["vip"],
        "note": None,
        "as_of": "2026-11-21",
        "cadence": None,
    }
    assert [row["ref"] for row in sections["open"]] == ["A-4"]
    assert [row["ref"] for row in sections["last_events"]] == ["S-1", "S-2", "S-3", "S-4", "A-3"]
    assert sections["bought"][1] == {
        "currency": "TRY",
        "orders": 1,
        "spent": "46750.00",
        "average": "48600.00",
    }


def test_a_tree_has_lines_for_people_and_parents_for_programs(isik_crm: Program) -> None:
    assert isik_crm.ok("customer", "tree", "C-1", "--format", "plain").lines == [
        "no.    name             city    owner         under",
        "-----  ---------------  ------  ----------  -------",
        "C-1    Işık Mobilya     İzmir   Elif Demir        1",
        "C-2    └─ Işık Bornova  İzmir   —                 0",
    ]
    assert isik_crm.ok("customer", "tree").stdout == (
        "id\tname\tcity\towner\tunder\tdepth\tparent\n"
        "C-1\tIşık Mobilya\tİzmir\tElif Demir\t1\t0\t\n"
        "C-2\tIşık Bornova\tİzmir\t\t0\t1\tC-1\n"
    )


def test_where_the_encoding_lacks_lines_a_tree_is_drawn_with_plain_signs(isik_local: Program) -> None:
    words = ("customer", "tree", "C-1", "--format", "table")
    shown = isik_local(*words, env={"PYTHONIOENCODING": "ascii"}, check=True).lines
    assert shown[-1].startswith("C-2  `- I")
