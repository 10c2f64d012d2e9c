"""Names that have broken programs: stored whole or refused with a reason, shown harmless everywhere."""

import csv
import io
import json
import re
from pathlib import Path
from unicodedata import category, normalize

import pytest

from crmcli.db import Store, open_store
from crmcli.domain import records
from crmcli.domain.nouns import CONTACT, CUSTOMER, LEAD
from tests.output.samples import HOSTILE
from tests.support.program import Program, Result
from tests.support.store import writing
from tests.support.terminal import Terminal

NAMES = {
    **HOSTILE,
    "bold": "[bold]x[/bold]",
    "closing": "[/]",
    "command": "=cmd()",
    "control at the end": "a\x1f",
    "control before": "\x85a",
    "escape within": "a\x1b]0;owned\x07b",
    "decomposed": normalize("NFD", "Şükrü İğdirlioğlu Çelik"),
    "ten kilobytes": "ğ" * 5_120,
    "keycaps": "1️⃣ 2️⃣",
    "flag": "🏴\U000e0067\U000e0062\U000e007f",
}
KEEPS = re.compile(r"\x1b\[[0-9;]*m|\r\n")
"""What the program itself may send to a terminal: colours, and ends of lines."""


def harmful(shown: str) -> set[str]:
    """Return what a terminal would obey, or would show as nothing or in another order."""
    return {
        f"U+{ord(c):04X}"
        for c in set(KEEPS.sub("", shown))
        if category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"} and c not in "\u200c\u200d\n"
    }


def stored(crm: Program) -> list[str]:
    rows = crm.inprocess("customer", "list", "--limit", "0", "--format", "json").checked().json()
    return [row["name"] for row in rows]


def whole(name: str) -> str:
    """A name as it is stored: the white space around it is no part of it."""
    return name.strip()


@pytest.fixture(scope="module")
def accepted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bool]:
    """Which classes the program takes by ``customer add``: each is tried once, in a store of its own."""
    crm = Program(str(tmp_path_factory.mktemp("accepted") / "crm.db"))
    taken: dict[str, bool] = {}
    for number, (kind, name) in enumerate(NAMES.items()):
        result = crm.inprocess("customer", "add", "--force", "--external-id", str(number), "--", name)
        taken[kind] = result.code == 0
        assert result.code in (0, 1), f"{kind}: {result}"
        assert taken[kind] or result.stderr.startswith("crm: name"), f"{kind}: {result.stderr}"
        assert not harmful(result.stderr), kind
    kept = {
        row["name"] for row in crm.inprocess("customer", "list", "--limit", "0", "--format", "json").json()
    }
    assert kept == {whole(NAMES[kind]) for kind in taken if taken[kind]}
    return taken


def test_a_name_is_stored_whole_or_refused_with_a_reason(accepted: dict[str, bool]) -> None:
    refused = {kind for kind, taken in accepted.items() if not taken}
    unfit = {
        kind for kind, name in NAMES.items() if any(category(c) in ("Cc", "Cs") for c in whole(name) or "\0")
    }
    assert refused == unfit | {"control at the end", "control before", "long", "long words"}


@pytest.mark.parametrize("kind", ["csv", "jsonl", "tsv", "json"])
def test_a_file_takes_and_refuses_the_same_names_as_a_person_typing_them(
    crm: Program, tmp_path: Path, accepted: dict[str, bool], kind: str
) -> None:
    file = written(tmp_path / f"names.{kind}")
    rejects = tmp_path / "rejects.csv"
    result = crm.inprocess("import", "customers", file, "--rejects", rejects)
    assert result.code == 5, result.stderr
    assert not harmful(result.stderr)
    assert sorted(stored(crm)) == sorted(whole(NAMES[name]) for name in accepted if accepted[name])
    content = io.StringIO(rejects.read_bytes().decode("utf-8-sig"), newline="")
    rows = list(csv.DictReader(content, delimiter="\t" if kind == "tsv" else ","))
    unfit = {name for name in NAMES if not accepted[name]} - {"NUL", "surrogate", "empty"}
    assert sorted(int(row["id"]) for row in rows) == sorted(list(NAMES).index(name) for name in unfit)
    assert all(re.search("control character|characters, the limit", row["_reason"]) for row in rows)


def written(path: Path) -> Path:
    """Write every name that a file may hold: one with U+0000 or half a pair is refused as a whole."""
    named = [
        (str(number), name)
        for number, name in enumerate(NAMES.values())
        if name and "\0" not in name and not any(category(c) == "Cs" for c in name)
    ]
    if path.suffix in (".jsonl", ".json"):
        rows = [{"id": number, "name": name} for number, name in named]
        lines = "\n".join(json.dumps(row) for row in rows) if path.suffix == ".jsonl" else json.dumps(rows)
        path.write_text(lines, encoding="utf-8")
        return path
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter="\t" if path.suffix == ".tsv" else ",").writerows([("id", "name"), *named])
    return path


@pytest.mark.parametrize(
    "content",
    [b"name\na\0b\n", b'{"name": "a\\u0000b"}', b'{"name": "a\\ud800b"}', b"name\na\xed\xa0\x80b\n"],
    ids=["NUL in CSV", "NUL in JSON", "surrogate in JSON", "surrogate in CSV"],
)
def test_a_file_with_what_no_text_may_hold_is_refused_or_read_without_guessing(
    crm_local: Program, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "file").write_bytes(content)
    result = crm_local.inprocess("import", "customers", tmp_path / "file", "--encoding", "utf-8")
    assert result.code == 1, result.stdout
    assert not harmful(result.stderr)
    assert stored(crm_local) == []


@pytest.fixture
def full(store: Store, engine_url: str) -> Program:
    """A store into which another tool has put every class of name, even those that the program refuses."""
    keys = records.Keys()
    with writing(store) as db:
        for name in NAMES.values():
            if not name or any(category(c) == "Cs" for c in name) or "\0" in name:
                continue  # no store can hold these
            values = {
                "name": name,
                "kind": "organisation",
                "city": name,
                "note": name,
                "custom": {name: name},
            }
            customer = records.create(db, CUSTOMER, values | {"tags": (name[:200],)}, keys)
            records.create(db, CONTACT, {"name": name, "customer": customer, "role": name}, keys)
            records.create(db, LEAD, {"company": name, "name": name, "status": "new"}, keys)
            db.insert(
                "activity",
                {"kind": "note", "at": "2026-11-21", "customer_id": customer, "subject": name, "body": name},
            )
    return Program(engine_url)


def names_of(full: Program) -> dict[int, str]:
    with open_store(full.url).reading() as db:
        return dict(db.tuples("SELECT id, name FROM customer ORDER BY id"))


def test_machine_formats_give_every_name_back_whole(full: Program) -> None:
    expected = sorted(names_of(full).values())

    def listed(form: str, *more: str) -> str:
        return full.inprocess("customer", "list", "--limit", "0", "--format", form, *more).checked().stdout

    assert sorted(row["name"] for row in json.loads(listed("json"))) == expected
    assert sorted(json.loads(line)["name"] for line in listed("jsonl").splitlines()) == expected
    assert sorted(row["name"] for row in csv.DictReader(io.StringIO(listed("csv"), newline=""))) == expected
    lines = listed("tsv").removesuffix("\n").split("\n")
    assert len(lines) == len(expected) + 1
    assert sorted(undone(line.split("\t")[1]) for line in lines[1:]) == expected
    assert len(listed("ids").splitlines()) == len(expected)


def undone(field: str) -> str:
    """A value of a TSV file as it was."""
    pairs = {"\\\\": "\\", "\\t": "\t", "\\n": "\n", "\\r": "\r"}
    return re.sub(r"\\[\\tnr]", lambda match: pairs[match[0]], field)


def test_what_is_exported_for_a_spreadsheet_holds_no_live_formula(full: Program) -> None:
    out = full.inprocess("customer", "list", "--limit", "0", "--format", "csv", "--excel").checked().stdout
    rows = list(csv.DictReader(io.StringIO(out.removeprefix("\ufeff"), newline="")))
    for row in rows:
        for cell in (row["name"], row["city"]):
            assert not re.match(r"[=+\-@\t\r\n＝＋－＠]", cell), cell
    assert len(rows) == len(names_of(full))


@pytest.mark.parametrize("form", ["table", "plain", "markdown"])
def test_formats_for_people_hold_nothing_a_terminal_obeys_and_one_line_a_record(
    full: Program, form: str
) -> None:
    result = full.inprocess("customer", "list", "--limit", "0", "--format", form).checked()
    assert not harmful(result.stdout)
    shown = len([line for line in result.stdout.split("\n") if re.search(r"\bC-\d+\b", line)])
    assert shown == len(names_of(full))


VIEWS = [
    ("customer", "list", "--limit", "0"),
    ("customer", "show", "{}"),
    ("customer", "timeline", "{}"),
    ("customer", "brief", "{}"),
    ("customer", "tree"),
    ("contact", "list", "--limit", "0"),
    ("lead", "list", "--limit", "0"),
    ("activity", "list", "--limit", "0"),
    ("tag", "list"),
    ("history", "{}"),
    ("find", "a"),
]


@pytest.mark.parametrize("view", VIEWS, ids=[" ".join(view[:2]) for view in VIEWS])
@pytest.mark.parametrize("form", [None, "table", "plain", "markdown", "json", "jsonl"])
def test_on_a_terminal_no_control_character_of_a_name_arrives(
    full_once: Program, view: tuple[str, ...], form: str | None
) -> None:
    numbers = names_of(full_once) if "{}" in view else {1: ""}
    chosen = list(numbers)[:: max(1, len(numbers) // 3)] if form else list(numbers)[::4]
    for number in chosen:
        words = [word.format(f"C-{number}") for word in view]
        result = on_terminal(full_once, *words, *(("--format", form) if form else ()))
        assert result.code == 0, result.stdout
        assert not harmful(result.stdout), f"{words}: {harmful(result.stdout)}"
        assert "Traceback" not in result.stdout


def on_terminal(crm: Program, *words: str) -> Result:
    return Terminal(crm)(*words, columns=200, env={"CRMCLI_COLOR": "always"})


@pytest.fixture(scope="module")
def full_once(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """A local store with every class of name, for many looks at it."""
    url = str(tmp_path_factory.mktemp("full") / "crm.db")
    return full.__wrapped__(open_store(url), url)  # type: ignore[attr-defined,no-any-return]
