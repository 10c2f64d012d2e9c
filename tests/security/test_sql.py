"""No name, value or word of a person becomes SQL, in any place that takes one, on either engine."""

import ast
from pathlib import Path

import pytest

import crmcli
from tests.commands.test_report_sql import ATTACKS
from tests.security.hostile import SQL
from tests.store.business import contents
from tests.support.program import Program


def quoted(text: str) -> str:
    """Return a text as a value of a filter."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


@pytest.mark.parametrize("payload", SQL[::2])
def test_a_name_that_is_sql_is_found_by_itself_alone(crm: Program, payload: str) -> None:
    tag = payload.replace(",", "").replace(";", "")
    for name, word in ((f"Ad {payload}", tag), ("Acme", "t")):
        line = ("customer", "add", "--city", name.removeprefix("Ad "), "--tag", f"t {word}")
        crm.inprocess(*line, "--", name).checked()
    rows = (
        crm.inprocess("customer", "list", "--where", f"city={_value(payload)}", "--format", "json")
        .checked()
        .json()
    )
    assert [row["name"] for row in rows] == [f"Ad {payload}"]
    rows = crm.inprocess("customer", "list", "--where", f"tag={_value(f't {tag}')}", "--format", "json")
    assert [row["name"] for row in rows.checked().json()] == [f"Ad {payload}"]
    if any(map(str.isalnum, payload)):
        shown = crm.inprocess("customer", "show", "--format", "json", "--", f"Ad {payload}").checked().json()
        assert shown["name"] == f"Ad {payload}"
    assert len(crm.inprocess("customer", "list", "--format", "ids").checked().lines) == 2


def _value(text: str) -> str:
    return f'"{text}"' if '"' not in text else f"'{text}'" if "'" not in text else quoted(text)


PLACES = (
    ("customer", "list", "--where", "{} = 1"),
    ("customer", "list", "--where", "city {} 1"),
    ("customer", "list", "--where", "city = {}"),
    ("customer", "list", "--where", "custom.{} = 1"),
    ("customer", "list", "--where", "bought {}"),
    ("customer", "list", "--where", "bought category {}"),
    ("customer", "list", "--where", "in segment {}"),
    ("customer", "list", "--where", "campaign {}"),
    ("customer", "list", "--where", "last_order < {}"),
    ("customer", "list", "--status", "{}"),
    ("customer", "list", "--as-of", "{}"),
    ("customer", "list", "--limit", "{}"),
    ("customer", "add", "Yeni", "--set", "{}=1"),
    ("customer", "add", "Yeni", "--custom", "{}=1"),
    ("customer", "add", "Yeni", "--owner", "{}"),
    ("customer", "add", "Yeni", "--parent", "{}"),
    ("customer", "edit", "C-1", "--set", "{}=1"),
    ("customer", "show", "--", "{}"),
    ("find", "--", "{}"),
    ("history", "--", "{}"),
    ("undo", "--", "{}"),
    ("log", "call", "{}", "x"),
    ("report", "sales", "--by", "{}"),
    ("report", "sales", "--period", "{}"),
    ("report", "sales", "--where", "{}"),
    ("report", "sales", "--currency", "{}"),
    ("report", "sales", "--alert", "{} < 1"),
    ("report", "sales", "--explain", "{}"),
    ("report", "sql", "select name from customer_view where name = :x", "--param", "x={}"),
    ("segment", "add", "x", "--where", "{}"),
    ("rule", "add", "x", "when {} then tag a"),
    ("dedupe", "scan", "{}"),
    ("export", "{}"),
    ("import", "customers", "{file}", "--map", "Ad={}"),
    ("import", "customers", "{file}", "--key", "{}"),
    ("import", "customers", "{file}", "--create", "{}"),
    ("import", "customers", "{file}", "--source", "{}", "--dry-run"),
)
SHARPEST = (SQL[0], SQL[2], SQL[3])


def test_no_place_that_takes_a_word_takes_sql(crm: Program, tmp_path: Path) -> None:
    file = tmp_path / "given.csv"
    file.write_text("Ad,Şehir\nYeni,Bursa\n", encoding="utf-8")
    crm.inprocess("customer", "add", "Acme").checked()
    before = contents(crm.url)
    for line in PLACES:
        for payload in SHARPEST:
            words = [word.replace("{}", payload).replace("{file}", str(file)) for word in line]
            result = crm.inprocess(*words)
            assert "fault of crmcli" not in result.stderr, result
            assert "syntax error" not in result.stderr, result
            if line[:2] == ("customer", "list"):
                assert "Acme" not in result.stdout, result
    after = contents(crm.url)
    # What was added, were these names; nothing that was there is another, nothing is gone.
    for table, rows in before.items():
        if table != "meta":
            assert len(after[table]) >= len(rows), table
    names = {row["name"] for row in crm.inprocess("customer", "list", "--format", "json").checked().json()}
    assert {"Acme"} <= names <= {"Acme", "Yeni"}


def test_a_field_of_ones_own_may_have_any_name(crm: Program) -> None:
    for number, payload in enumerate(SQL[::3]):
        crm.inprocess("field", "add", "customer", "--type", "text", "--", payload)
        crm.inprocess("customer", "add", "--custom", f"{payload}=değer", "--", f"Ad {number}")
        listed = crm.inprocess("customer", "list", "--format", "json")
        assert listed.code == 0, listed


def test_there_are_more_than_fifteen_attacks_on_a_persons_own_sql() -> None:
    """``test_report_sql.py`` tries each on both engines."""
    assert len(set(ATTACKS)) >= 70


def test_no_sql_is_made_by_formatting_values_into_it() -> None:
    """A query is a literal, or put together from literals and names of the program's own."""
    asking = {"value", "tuples", "rows", "one", "execute", "executemany"}
    for path in Path(crmcli.__file__).parent.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if not any(f".{name}(" in text for name in asking):
            continue
        for node in ast.walk(ast.parse(text)):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            for argument in node.args[:1] if node.func.attr in asking else ():
                place = f"{path.name}:{node.lineno}"
                assert not (isinstance(argument, ast.BinOp) and isinstance(argument.op, ast.Mod)), place
                said = isinstance(argument, ast.Call) and isinstance(argument.func, ast.Name)
                assert not (said and ast.unparse(argument).startswith("say(")), place
