"""What the source itself must never do: held by reading all of it."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import crmcli

ROOT = Path(crmcli.__file__).parent
FORBIDDEN_MODULES = {
    "pickle",
    "shelve",
    "dill",
    "cloudpickle",
    "joblib",
    "yaml",
    "xmlrpc",
    "telnetlib",
    "ftplib",
}
NETWORK = {"socket", "ssl", "http", "urllib.request", "requests", "httpx", "smtplib", "asyncio", "webbrowser"}
UNPACKED_BY_OURSELVES = {"domain/exchange/spool.py", "domain/load/plan.py"}
"""Where ``marshal`` keeps rows in a file without a name that this process made: nobody else can write it."""
_SAY_OTHERWISE = {"language.py", "domain/verification_questions.py", "domain/own_words.py"}
"""Where ``tell`` passes a literal on, another function has the name, or sentences stand in a table."""


@cache
def sources() -> dict[str, ast.Module]:
    return {
        path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in ROOT.rglob("*.py")
    }


@cache
def calls() -> list[tuple[str, ast.Call, str]]:
    return [
        (name, node, ast.unparse(node.func))
        for name, tree in sources().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
    ]


@cache
def imported() -> list[tuple[str, str]]:
    return list(_imported())


def _imported() -> Iterator[tuple[str, str]]:
    for name, tree in sources().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                yield from ((name, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield name, node.module


def test_no_code_is_made_of_data() -> None:
    for name, node, called in calls():
        assert called not in ("eval", "exec", "compile", "__import__", "os.system", "os.popen"), (
            f"{name}:{node.lineno}"
        )


def test_nothing_that_runs_code_is_unpacked() -> None:
    for name, module in imported():
        assert module.partition(".")[0] not in FORBIDDEN_MODULES, name
        if module == "marshal":
            assert name in UNPACKED_BY_OURSELVES


def test_no_program_is_started_through_a_shell() -> None:
    for name, node, called in calls():
        if called == "say":
            continue
        for word in node.keywords:
            assert not (word.arg == "shell" and not _is_false(word.value)), f"{name}:{node.lineno}"
        if called in (
            "subprocess.run",
            "subprocess.Popen",
            "subprocess.call",
            "subprocess.check_output",
            "Popen",
        ):
            assert node.args, f"{name}:{node.lineno}"
            first = node.args[0]
            text = isinstance(first, ast.JoinedStr) or (
                isinstance(first, ast.Constant) and isinstance(first.value, str)
            )
            assert not text, f"{name}:{node.lineno}: a program and its words are a list"
        assert not called.startswith(("os.spawn", "os.exec", "commands.get")), f"{name}:{node.lineno}"


def _is_false(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is False


def test_the_core_starts_no_program_and_speaks_to_no_network() -> None:
    for name, module in imported():
        if name.startswith(("domain/", "output/page/", "output/mail/")):
            assert module.partition(".")[0] != "subprocess", name
        assert module not in NETWORK, f"{name}: nothing is sent anywhere"


def test_no_sentence_for_people_is_a_format_from_elsewhere() -> None:
    """``say`` fills in a literal: a brace in a name never asks for anything."""
    for name, node, called in calls():
        if called == "say" and node.args and name not in _SAY_OTHERWISE:
            literal = isinstance(
                node.args[0], ast.Constant | ast.Attribute
            )  # .attribute: of a table of literals
            assert literal, f"{name}:{node.lineno}"
        if called == "tell" and node.args:
            shown = ast.unparse(node.args[0])
            assert not shown.startswith("f"), f"{name}:{node.lineno}: {shown}"


def test_xml_is_read_by_the_one_reader_that_refuses_entities() -> None:
    allowed = {"domain/exchange/xml_safe.py"}
    for name, module in imported():
        if module.startswith(("xml.", "lxml", "pyexpat")) or module == "xml":
            assert name in allowed or name.startswith("domain/exchange/workbook"), f"{name} imports {module}"


@pytest.mark.parametrize("module", ["tempfile.mktemp", "os.tmpnam"])
def test_no_name_of_a_temporary_file_is_guessed(module: str) -> None:
    for name, node, called in calls():
        assert called != module, f"{name}:{node.lineno}"
        assert called not in ("tempfile.gettempdir", "gettempdir"), f"{name}:{node.lineno}"
