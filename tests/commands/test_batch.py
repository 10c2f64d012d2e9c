"""crm batch: JSON lines of commands in, an answer each out; each a change of its own, or all one."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.support.program import Program, Result, environment

KEYS = ["id", "line", "ok", "code", "result", "error", "hint", "details", "change"]
ONE = "--all-or-nothing"
_HOOK = """
[hooks.count]
on = ["change"]
run = ["{python}", "-c", "open('{file}', 'a').write('x')"]
when = "before"
"""
ADD = {"command": "customer add", "args": ["Işık Mobilya"]}
LOG = {"command": "log note", "args": ["C-1", "not"]}
WRONG = {"id": "wrong", "command": "log note", "args": ["C-99", "not"]}


def batch(program: Program, *lines: dict[str, Any] | str, options: tuple[str, ...] = ()) -> Result:
    """Run lines; a dictionary becomes JSON."""
    texts = (line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines)
    return program.inprocess("batch", *options, input="".join(f"{text}\n" for text in texts))


def codes(result: Result) -> list[int]:
    return [answer["code"] for answer in result.jsonl()]


def changes(program: Program) -> list[Any]:
    rows: list[Any] = program.inprocess("history", "--format", "json").json()
    return rows


def people(program: Program) -> int:
    return len(program.inprocess("customer", "list", "--format", "ids").lines)


def test_every_line_is_answered_in_order_with_what_json_gives(crm: Program) -> None:
    result = batch(
        crm,
        {"id": 7, **ADD, "options": {"phone": "0532 123 45 67", "tag": ["vip", "yeni"], "person": True}},
        {"id": "liste", "argv": ["customer", "list"]},
        {"argv": ["crm", "customer", "show", "C-1"]},
    ).checked()
    first, second, third = result.jsonl()
    assert list(first) == KEYS
    assert (first["id"], first["line"], first["ok"], first["code"], first["change"]) == (7, 1, True, 0, 2)
    assert (first["error"], first["hint"], first["details"]) == (None, None, None)
    assert first["result"]["items"][0]["id"] == "C-1"
    assert second["id"] == "liste"
    assert second["result"] == crm.inprocess("customer", "list", "--format", "json").json()
    assert second["result"][0]["tags"] == ["vip", "yeni"]
    assert (third["id"], third["change"]) == (None, None)
    assert third["result"] == crm.inprocess("customer", "show", "C-1", "--format", "json").json()
    assert result.stdout.isascii()


def test_lines_are_changes_of_their_own_with_nothing_personal_in_the_journal(crm: Program) -> None:
    batch(crm, {**ADD, "options": {"phone": "0532 123 45 67"}}, LOG).checked()
    assert [row["command"] for row in changes(crm)[:2]] == ["log note C-1 …", "customer add --phone …"]


def test_a_failure_ends_it_and_what_was_done_stays(crm_local: Program) -> None:
    result = batch(crm_local, ADD, WRONG, LOG)
    assert (result.code, codes(result)) == (5, [0, 3])
    answer = result.jsonl()[1]
    assert (answer["id"], answer["ok"], answer["result"]) == ("wrong", False, None)
    assert (answer["error"], answer["hint"]) == ("no customer has number C-99", "crm customer list")
    assert people(crm_local) == 1


def test_keep_going_does_the_rest(crm_local: Program) -> None:
    result = batch(
        crm_local,
        WRONG,
        ADD,
        {"command": "customer list", "options": {"where": "x ?"}},
        LOG,
        options=("--keep-going",),
    )
    assert (result.code, codes(result)) == (5, [3, 0, 2, 0])
    assert batch(crm_local, WRONG, options=("--keep-going",)).code == 3


def test_one_change_is_one_undo(crm: Program) -> None:
    result = batch(
        crm,
        ADD,
        LOG,
        {"command": "customer edit", "args": ["C-1"], "options": {"city": "İzmir"}},
        options=(ONE,),
    )
    assert {answer["change"] for answer in result.checked().jsonl()} == {2}
    made, *_ = changes(crm)
    assert (made["command"], made["what"]) == (
        "batch --all-or-nothing",
        "batch: customer add 1, log note 1, customer edit 1",
    )
    crm.inprocess("undo").checked()
    assert people(crm) == 0


def test_in_one_change_a_later_line_sees_what_an_earlier_one_wrote(crm: Program) -> None:
    result = batch(
        crm,
        ADD,
        {"command": "customer list", "options": {"where": "name ~ ışık"}},
        {"command": "log note", "args": ["Işık Mobilya", "not"]},
        {"command": "customer timeline", "args": ["C-1"]},
        options=(ONE,),
    ).checked()
    _, listed, logged, timeline = (answer["result"] for answer in result.jsonl())
    assert [row["name"] for row in listed] == ["Işık Mobilya"]
    assert logged["items"][0]["id"] == "A-1"
    assert "not" in json.dumps(timeline)


def test_a_failure_in_one_change_takes_all_back_and_names_the_line(crm: Program) -> None:
    crm.inprocess("customer", "add", "Ada").checked()
    before = changes(crm)
    result = batch(crm, {"id": 1, **ADD}, {"id": 2, **LOG}, WRONG, LOG, options=(ONE,))
    assert (result.code, codes(result)) == (3, [1, 1, 3])
    first, second, third = result.jsonl()
    assert (first["id"], second["id"], third["id"]) == (1, 2, "wrong")
    assert first["error"] == "nothing of it was kept, since line 3 failed"
    assert third["error"] == "no customer has number C-99"
    assert (people(crm), changes(crm)) == (1, before)
    assert batch(crm, ADD).checked().jsonl()[0]["result"]["items"][0]["id"] in ("C-2", "C-3")


def test_a_line_that_is_none_ends_one_change_before_the_store_is_touched(crm_local: Program) -> None:
    result = batch(crm_local, {"id": 1, **ADD}, '{"command": NaN}', options=(ONE,))
    assert (result.code, codes(result)) == (1, [1, 1])
    assert result.jsonl()[0]["error"] == "nothing of it was kept, since line 2 failed"
    assert not Path(crm_local.url).exists()


@pytest.mark.parametrize("options", [(), (ONE,)])
def test_a_dry_run_shows_all_and_keeps_nothing(crm: Program, options: tuple[str, ...]) -> None:
    crm.inprocess("customer", "add", "Ada").checked()
    before = changes(crm)
    added = {"command": "log note", "args": ["C-2", "yeni olana"]}
    result = batch(crm, ADD, added, options=(*options, "--dry-run")).checked()
    assert [answer["result"]["dry_run"] for answer in result.jsonl()] == [True, True]
    assert [answer["change"] for answer in result.jsonl()] == [None, None]
    assert (people(crm), changes(crm)) == (1, before)


def test_a_dry_run_of_lines_apart_goes_on_behind_a_failure_when_told(crm: Program) -> None:
    result = batch(crm, ADD, WRONG, LOG, options=("--dry-run", "--keep-going"))
    assert (result.code, codes(result)) == (5, [0, 3, 0])
    assert people(crm) == 0


def test_a_line_may_be_a_dry_run_of_its_own(crm: Program) -> None:
    for options in ((), (ONE,)):
        dry = {**ADD, "options": {"dry_run": True, "force": True}}
        result = batch(crm, dry, {"command": "customer list"}, options=options).checked()
        assert [answer["change"] for answer in result.jsonl()] == [None, None]
        assert result.jsonl()[1]["result"] == []
    assert people(crm) == 0


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("nonsense", "the input line 1 is not JSON: "),
        ("[]", "line 1: it is no JSON object"),
        ('{"command": "undo", "command": "undo"}', 'the input line 1: the key "command" stands twice'),
        ('{"id": NaN, "argv": []}', "the input line 1: NaN is not a JSON number"),
        ('{"argv": ["log", 1e999]}', "the input line 1: the number 1e999 is out of range"),
        ('{"argv": ' + "[" * 100_000 + "]" * 100_000 + "}", "the input line 1: it is nested deeper than 64"),
        ('{"argv": [["a"]]}', 'line 1: "argv" is a list of texts and numbers'),
        ('{"argv": ["a", true]}', 'line 1: "argv" is a list of texts and numbers'),
        ('{"argv": "customer list"}', 'line 1: "argv" is a list of texts and numbers'),
        ("{}", 'line 1: it has either "command" or "argv"'),
        ('{"command": "customer list", "argv": []}', 'line 1: it has either "command" or "argv"'),
        ('{"command": "--db x customer list"}', 'line 1: "command" is the words of a command'),
        ('{"command": "customer list", "arg": []}', 'line 1: it has no place for "arg"'),
        ('{"command": "customer list", "options": []}', 'line 1: "options" is an object'),
        ('{"command": "customer list", "options": {"a b": 1}}', 'line 1: no option is called "a b"'),
        ('{"command": "today", "options": {"where": [["a"]]}}', 'line 1: the option "where" is a text'),
        ('{"id": 1.5, "command": "customer list"}', 'line 1: "id" is a text or a whole number'),
        ('{"command": "customer add", "args": ["a\\u0000b"]}', "a word holds U+0000, which no text may"),
        ('{"command": "customer add", "args": ["a\\ud800b"]}', 'name "a'),
        ('{"command": "custommer list"}', '"crm" has no command "custommer"'),
        ('{"command": "customer"}', "missing command"),
        ('{"command": "customer list", "options": {"format": "csv"}}', "--format has no place in a batch"),
        ('{"command": "log note", "args": ["C-1", "-"]}', "standard input holds the commands"),
    ],
)  # fmt: skip
def test_a_line_that_is_no_command_is_refused(crm_local: Program, line: str, said: str) -> None:
    crm_local.inprocess("customer", "add", "Ada").checked()
    result = batch(crm_local, line)
    (answer,) = result.jsonl()
    assert answer["error"].startswith(said), answer
    assert answer["hint"] is not None or "not valid UTF-8" in answer["error"]
    assert result.code in (1, 2)
    assert (result.stderr, people(crm_local)) == ("lines done: 0, failed: 1\n", 1)


def test_lines_of_odd_bytes_are_refused_by_their_number_and_the_rest_is_done(crm_local: Program) -> None:
    data = (
        b'\xef\xbb\xbf{"argv": ["customer", "add", "Bir"]}\r\n\r\n' + b'{"id": "\xfe"}\n' + b"x" * (3 << 20)
    )
    data += b'\n{"id": 5, "command": "customer list"}'
    result = crm_local("batch", "--keep-going", input=data)
    answers = result.jsonl()
    assert [(answer["line"], answer["code"]) for answer in answers] == [(1, 0), (3, 2), (4, 2), (5, 0)]
    assert answers[1]["error"] == "line 3 is not UTF-8: byte 9"
    assert answers[2]["error"] == "line 4 is longer than 1,048,576 bytes"
    assert (answers[3]["id"], result.code) == (5, 5)


@pytest.mark.parametrize("name", ["shell", "batch", "restore", "demo", "report run"])
def test_what_takes_the_store_or_the_terminal_is_refused_by_name(crm_local: Program, name: str) -> None:
    given = {"restore": ["x.db"], "report run": ["x.toml"]}.get(name, [])
    result = batch(crm_local, {"command": name, "args": given})
    assert result.jsonl()[0]["error"] == f"{name} can't be run from here"
    assert result.code == 2


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("undo", []),
        ("redo", []),
        ("backup", []),
        ("migrate", []),
        ("doctor", []),
        ("config set", ["currency", "EUR"]),
        ("export customers", []),
        ("import customers", ["x.csv"]),
        ("privacy erase", ["C-1"]),
        ("report sql", ["select 1"]),
        ("attachment add", ["C-1", "x.pdf"]),
    ],
)
def test_what_can_not_be_taken_back_is_refused_in_one_change(
    crm_local: Program, name: str, given: list[str]
) -> None:
    result = batch(crm_local, ADD, {"command": name, "args": given}, options=(ONE,))
    assert result.jsonl()[1]["error"] == f"{name} can't be run from here", result.stdout
    assert (result.code, people(crm_local)) == (2, 0)


def test_undo_has_its_place_in_lines_apart(crm_local: Program) -> None:
    batch(crm_local, ADD, {"command": "undo"}).checked()
    assert people(crm_local) == 0


def test_what_asks_the_engine_itself_is_refused_inside_one_change(store: Any) -> None:
    from crmcli.errors import Refused
    from crmcli.running.held import HeldStore
    from crmcli.sql import ChangeNote

    note = ChangeNote("2026-11-21T10:00:00Z", "ada", None, "test")
    with store.writing(note) as db:
        held = HeldStore(store, db, dry_run=False)
        assert (held.engine, held.name, held.exists(), held.whole()) == (store.engine, store.name, True, True)
        for name in ("connect", "url", "locked", "vacuum", "version"):
            with pytest.raises(Refused, match="can't be a part of one change"):
                getattr(held, name)
        with pytest.raises(Refused), held.reading() as reader:
            reader.value("SELECT nothing FROM nowhere")
        assert held.whole(), "a query that fails ends nothing but itself"


def test_one_change_has_one_store_and_one_author(crm_local: Program, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    line = {"argv": ["--db", str(other), "customer", "add", "Ada"]}
    result = batch(crm_local, line, options=(ONE,))
    assert result.jsonl()[0]["error"] == "--db can't differ from line to line of one change"
    assert not other.exists()
    batch(crm_local, line).checked()
    assert other.exists()


def test_nothing_that_a_line_sets_is_left_for_the_next(crm_local: Program) -> None:
    result = batch(
        crm_local,
        {"argv": ["--lang", "tr", "-q", "--user", "kim", "customer", "add", "Ada"]},
        {"argv": ["customer", "show", "C-9"]},
        {"argv": ["customer", "add", "Bora"]},
        options=("--keep-going",),
    )
    assert result.jsonl()[1]["error"] == "no customer has number C-9"
    assert result.stderr == "lines done: 2, failed: 1\n"
    assert [row["who"] == "kim" for row in changes(crm_local)[:2]] == [False, True]


def test_options_are_words_as_they_are_typed(crm_local: Program) -> None:
    result = batch(
        crm_local,
        {"command": "customer add", "args": ["-5 derece"], "options": {"tax_number": None, "force": False}},
        {
            "command": "customer edit",
            "args": ["C-1"],
            "options": {"set": {"industry": "Mobilya"}, "city": "-x"},
        },
        {"command": "log call", "args": ["C-1", "--help"], "options": {"minutes": 12, "--in": True}},
        {"command": "customer list", "options": {"q": True}},
    )
    assert codes(result) == [0, 0, 0, 2]
    shown = crm_local.inprocess("customer", "show", "C-1", "--format", "json").json()
    assert (shown["name"], shown["industry"], shown["city"]) == ("-5 derece", "Mobilya", "-x")
    logged = crm_local.inprocess("activity", "list", "--format", "json").json()[0]
    assert (logged["subject"], logged["minutes"], logged["direction"]) == ("--help", 12, "in")


def test_texts_and_help_come_back_as_text(crm_local: Program) -> None:
    result = batch(
        crm_local, {"command": "help", "args": ["filters"]}, {"argv": ["customer", "add", "--help"]}
    )
    page, usage = (answer["result"] for answer in result.checked().jsonl())
    assert page == crm_local.inprocess("help", "filters").stdout
    assert usage == crm_local.inprocess("customer", "add", "--help").stdout


def test_a_file_of_lines_and_a_file_of_answers(crm_local: Program, tmp_path: Path) -> None:
    lines, answers = tmp_path / "lines.jsonl", tmp_path / "answers.jsonl"
    lines.write_text(json.dumps(ADD) + "\n", encoding="utf-8")
    crm_local.inprocess("batch", str(lines), "--output", str(answers)).checked()
    assert json.loads(answers.read_text(encoding="utf-8"))["ok"] is True
    missing = crm_local.inprocess("batch", str(tmp_path / "no.jsonl"))
    assert (missing.code, missing.stderr) == (
        3,
        f"crm: there is no file {tmp_path / 'no.jsonl'}\nhint: name the file of lines, or - to type them\n",
    )
    assert crm_local.inprocess("batch", "--format", "csv", str(lines)).code == 2
    assert crm_local.inprocess("batch", ONE, "--keep-going", str(lines)).code == 2


def test_a_line_is_answered_before_the_next_is_asked_for(crm_local: Program) -> None:
    command = [sys.executable, "-m", "crmcli", "batch"]
    env = environment(crm_local.environment())
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=env) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for number in range(3):
            line = {"id": number, "command": "customer add", "args": [f"Kişi {number}"]}
            process.stdin.write(json.dumps(line).encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == number
            assert people(crm_local) == number + 1, "others are not locked out between lines"
        process.stdin.close()
        assert process.wait(timeout=60) == 0


@pytest.mark.parametrize(
    ("number", "code", "name"), [(signal.SIGINT, 130, "cancelled"), (signal.SIGTERM, 143, "SIGTERM: ended")]
)
@pytest.mark.parametrize(
    ("words", "line"), [(("batch",), json.dumps(ADD)), (("shell",), "customer add Ada --format jsonl")]
)
def test_who_ends_it_between_two_lines_is_told_that_the_first_stays(
    crm_local: Program, words: tuple[str, ...], line: str, number: int, code: int, name: str
) -> None:
    command, env = [sys.executable, "-m", "crmcli", *words], environment(crm_local.environment())
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, env=env) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(line.encode() + b"\n")
        process.stdin.flush()
        assert b"C-1" in process.stdout.readline()
        time.sleep(0.2)
        os.kill(process.pid, number)
        assert process.wait(timeout=60) == code
        said = process.stderr.read().decode()
    assert said == f"crm: {name}; what was saved before stays saved\nhint: crm history\n"
    assert people(crm_local) == 1


def test_ctrl_c_before_the_last_line_of_one_change_saves_nothing(crm_local: Program, tmp_path: Path) -> None:
    fifo = tmp_path / "lines"
    os.mkfifo(fifo)
    command, env = (
        [sys.executable, "-m", "crmcli", "batch", ONE, str(fifo)],
        environment(crm_local.environment()),
    )
    with subprocess.Popen(command, stderr=subprocess.PIPE, env=env) as process, fifo.open("wb") as lines:
        assert process.stderr is not None
        lines.write(json.dumps(ADD).encode() + b"\n")
        lines.flush()
        time.sleep(0.2)
        os.kill(process.pid, signal.SIGINT)
        assert process.wait(timeout=60) == 130
        said = process.stderr.read().decode()
    assert said == "crm: cancelled; nothing was saved\n"
    assert people(crm_local) == 0


MEASURED = """
import sys
from crmcli.__main__ import main
try:
    main()
finally:
    with open("/proc/self/status") as file:
        print(next(line.split()[1] for line in file if line.startswith("VmHWM")), file=sys.stderr)
"""


def test_many_lines_need_no_more_memory_than_few(crm_local: Program) -> None:
    env = environment(crm_local.environment())
    line = json.dumps({"id": "x" * 50_000, "command": "config path"}) + "\n"

    def peak(count: int) -> int:
        command = [sys.executable, "-c", MEASURED, "batch", "--dry-run"]
        ended = subprocess.run(command, input=line.encode() * count, capture_output=True, check=True, env=env)
        assert len(ended.stdout.splitlines()) == count
        return int(ended.stderr.split()[-1])

    assert peak(400) < peak(20) + 8 * 1024, "KiB, of 20,000 more read and answered"


def test_what_the_session_may_not_no_line_may(crm_local: Program) -> None:
    crm_local.inprocess("customer", "add", "Ada").checked()
    data = json.dumps(LOG) + "\n" + json.dumps({"command": "customer list"}) + "\n"
    result = crm_local.inprocess("--read-only", "batch", "--keep-going", input=data)
    assert codes(result) == [1, 0]
    assert crm_local.inprocess("--read-only", "shell", input="log note C-1 x\n").code == 1
    assert crm_local.inprocess("activity", "list", "--format", "ids").lines == []


def test_a_change_that_is_refused_as_a_whole_is_answered_in_a_line_too(
    crm_local: Program, tmp_path: Path
) -> None:
    crm_local.inprocess("customer", "add", "Ada").checked()
    data = json.dumps(LOG) + "\n" + json.dumps(LOG) + "\n"
    result = crm_local.inprocess("--read-only", "batch", ONE, input=data)
    (told,) = map(json.loads, result.lines)
    assert result.code == told["code"] == 1
    assert (told["ok"], told["line"], told["id"], told["change"]) == (False, None, None, None)
    assert f"crm: {told['error']}\n" in result.stderr
    assert "lines done" not in result.stderr
    kept = tmp_path / "answers.jsonl"
    assert crm_local.inprocess("--read-only", "batch", ONE, "--output", kept, input=data).code == 1
    assert json.loads(kept.read_text(encoding="utf-8")) == told
    assert crm_local.inprocess("activity", "list", "--format", "ids").lines == []


def test_a_hook_is_asked_about_one_change_once(crm_local: Program, tmp_path: Path) -> None:
    asked = tmp_path / "asked"
    config = Path(os.environ["XDG_CONFIG_HOME"]) / "crmcli" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_text(_HOOK.format(python=sys.executable, file=asked), encoding="utf-8")
    config.chmod(0o600)
    config.parent.chmod(0o700)
    batch(crm_local, ADD, LOG, options=(ONE,)).checked()
    assert len(asked.read_text(encoding="utf-8")) == 1
    batch(crm_local, LOG, LOG).checked()
    assert len(asked.read_text(encoding="utf-8")) == 3
