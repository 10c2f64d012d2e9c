"""What a command answers with: the containers of its annotation, and the row types that are in them.

A command's body says which act of the core it runs (``run.read(act, request)``), and the act's annotation
says what that answers. Both are read from the source: nothing is run.
"""

from __future__ import annotations

import ast
import inspect
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

CONTAINERS = ("Listing", "Record", "Report", "Change", "Document", "Stream", "Batch", "Bundle")
_ASKS = ("read", "write", "erase")
_LOOKED_AT = ("crmcli.domain", "crmcli.commands")
_DEEP = 7
"""Calls that are followed from a command to what it answers."""


class Answer(NamedTuple):
    """One thing a command may answer with: what holds the rows, and of which type they are."""

    container: str
    row: type[Any] | None


class _Call(NamedTuple):
    """A function whose source is looked at, and what its parameters stand for."""

    function: Any
    bound: dict[str, Any]


def answers(path: tuple[str, ...], callback: Any) -> list[Answer]:
    """Return what a command may answer with, the usual thing first; a row None is one nobody can tell."""
    given = _by_data(path)
    if given:
        return given
    found: dict[Answer, None] = {}
    _follow(_Call(callback, {}), found, set(), _DEEP)
    said = _containers(callback) or (["Change"] if getattr(callback, "writes", False) else [])
    known = [each for each in found if each.row is not None and (not said or each.container in said)]
    for container in said:
        if not any(each.container == container for each in known):
            known.append(Answer(container, None))
    return sorted(known, key=lambda each: said.index(each.container) if each.container in said else len(said))


def _by_data(path: tuple[str, ...]) -> list[Answer]:
    """Return the answers of commands that are made from tables: reports and exports; [] for others."""
    if path[0] == "report":
        return _reported(path[-1])
    if path[0] == "export":
        return _exported(path[-1])
    return []


def _reported(name: str) -> list[Answer]:
    """Return the answers of a report: its row types, the usual one first."""
    from crmcli.domain.reports import entry_of
    from crmcli.domain.reports.columns import rows_of

    entry = entry_of(name)
    return [Answer("Report", row) for row in rows_of(entry)] if entry else []


def _exported(plural: str) -> list[Answer]:
    """Return the answer of an export: the fields that an import of the noun knows, under their names."""
    from typing import Annotated

    from crmcli.domain.export.columns import EXPORTED, columns_for
    from crmcli.domain.frozen import frozen
    from crmcli.domain.kinds import Ref
    from crmcli.domain.nouns import NOUNS

    noun = next((noun for noun in EXPORTED if noun.plural == plural), None)
    if noun is None:
        return []
    hints: dict[str, Any] = {"number": Annotated[int, Ref(noun.prefix)]} if noun in NOUNS else {}
    hints |= {column.name: Annotated[str | None, column.kind] for column in columns_for(noun, ())}
    row: Any = frozen(type("Exported", (), {"__annotations__": hints, "__module__": __name__}))
    return [Answer("Listing", row), Answer("Document", None)]


def _containers(callback: Any) -> list[str]:
    """Return the containers that a command's annotation names, in its order."""
    text = str(getattr(inspect.unwrap(callback), "__annotations__", {}).get("return", ""))
    names = [node.id for node in ast.walk(_expression(text)) if isinstance(node, ast.Name)]
    return [name for name in dict.fromkeys(names) if name in CONTAINERS]


def _expression(text: str) -> ast.AST:
    """Return an annotation as a tree, an empty one where it is none."""
    try:
        return ast.parse(text, mode="eval")
    except SyntaxError:
        return ast.Module([], [])


def _follow(call: _Call, found: dict[Answer, None], seen: set[tuple[int, str]], deep: int) -> None:
    """Look through a function for what it answers, and through those that it calls."""
    function = inspect.unwrap(call.function)
    key = (id(function.__code__), repr(call.bound))
    if deep == 0 or key in seen:
        return
    seen.add(key)
    parts = _parts(function)
    names = _names(function, parts) | call.bound
    declared = _declared(function, names)
    found.update(dict.fromkeys(declared))
    if declared and "Any" not in str(function.__annotations__.get("return")):
        return
    for node in parts.calls:
        _look(node, names, found, seen, deep)
    for name in parts.names:
        if _is_act(names.get(name)):
            _follow(_Call(names[name], {}), found, seen, deep - 1)


def _look(
    node: ast.Call, names: dict[str, Any], found: dict[Answer, None], seen: set[Any], deep: int
) -> None:
    """Take what one call tells: a result that is made, an act that is run, a function of ours."""
    called = _value(node.func, names)
    title = getattr(called, "__name__", "")
    if title in ("Listing", "Record", "Report", "Change"):
        place = {"Change": 1, "Report": 1}.get(title, 0)
        row = _made(node.args[place], names) if len(node.args) > place else None
        if inspect.isclass(row):
            found.setdefault(Answer(title, row))
        return
    for row in (getattr(_value(part, names), "row", None) for part in node.args):
        if inspect.isclass(row) and hasattr(row, "__dataclass_fields__"):  # a view that is listed or shown
            found.update(dict.fromkeys(Answer(each, row) for each in _containers(called)))
    if isinstance(node.func, ast.Attribute) and node.func.attr in _ASKS and node.args:
        act = _value(node.args[0], names)
        if inspect.isfunction(act):
            _follow(_Call(act, {}), found, seen, deep - 1)
        return
    if inspect.isfunction(called) and called.__module__.startswith("crmcli.") and _may_answer(called):
        _follow(_Call(called, _bound(called, node, names)), found, seen, deep - 1)


def _made(node: ast.expr, names: dict[str, Any]) -> Any:
    """Return the type that an argument names, or that it makes one of."""
    return _value(node.func if isinstance(node, ast.Call) else node, names)


def _may_answer(function: Any) -> bool:
    """Tell whether a function may give a result: its annotation names one, or anything."""
    said = str(function.__annotations__.get("return", "Any"))
    return any(name in said for name in (*CONTAINERS, "Any", "object"))


def _is_act(value: Any) -> bool:
    """Tell an act of the core: a function that says itself which result it gives."""
    if not inspect.isfunction(value) or not value.__module__.startswith("crmcli.domain."):
        return False
    return str(value.__annotations__.get("return", "")).startswith(tuple(f"{name}[" for name in CONTAINERS))


def _bound(called: Any, node: ast.Call, names: dict[str, Any]) -> dict[str, Any]:
    """Return the functions and types that a call hands over, by the names of the parameters."""
    try:
        parameters = list(inspect.signature(called).parameters)
    except (TypeError, ValueError):
        return {}
    given = [*zip(parameters, node.args, strict=False)]
    given += [(word.arg, word.value) for word in node.keywords if word.arg]
    values = ((name, _value(part, names)) for name, part in given)
    return {name: value for name, value in values if inspect.isfunction(value) or inspect.isclass(value)}


def _declared(function: Any, names: dict[str, Any]) -> list[Answer]:
    """Return what a function's own annotation says: ``Listing[CustomerRow]``."""
    rows: list[Answer] = []
    for node in ast.walk(_expression(str(function.__annotations__.get("return", "")))):
        if not isinstance(node, ast.Subscript) or not isinstance(node.value, ast.Name):
            continue
        row = _value(node.slice, names)
        if node.value.id in CONTAINERS and inspect.isclass(row) and hasattr(row, "__dataclass_fields__"):
            rows.append(Answer(node.value.id, row))
    return rows


def _names(function: Any, parts: _Parts) -> dict[str, Any]:
    """Return what the names in a function stand for: its module's, its closure's, its own imports."""
    found: dict[str, Any] = {**_checked(function.__module__), **function.__globals__}
    if function.__closure__:
        found |= dict(inspect.getclosurevars(function).nonlocals)
    for module, name, own in parts.imports:
        found[own] = getattr(import_module(module), name, None)
    classes = ((name, _value(called, found)) for name, called in parts.made)
    return found | {name: value for name, value in classes if inspect.isclass(value)}


@cache
def _checked(module: str) -> dict[str, Any]:
    """Return what a module imports for its annotations only."""
    imports = _imports(node for node in ast.walk(_module(module)) if isinstance(node, ast.ImportFrom))
    return {own: getattr(import_module(held), name, None) for held, name, own in imports}


def _value(node: ast.AST, names: dict[str, Any]) -> Any:
    """Return what a name or a dotted name stands for, None where that is not to be seen."""
    if isinstance(node, ast.Name):
        return names.get(node.id)
    if isinstance(node, ast.Attribute):
        held = _value(node.value, names)
        return getattr(held, node.attr, None) if inspect.ismodule(held) or inspect.isclass(held) else None
    return None


class _Parts(NamedTuple):
    """What is looked at in a function: its calls, the names it reads, what it imports as what.

    ``made`` are the names it sets to what a call gives, with what is called.
    """

    calls: list[ast.Call]
    names: list[str]
    imports: list[tuple[str, str, str]]
    made: list[tuple[str, ast.expr]]


@cache
def _parts(function: Any) -> _Parts:
    """Return the parts of a function's source; none where the source isn't at hand."""
    tree = _functions(function.__module__).get(function.__code__.co_firstlineno)
    nodes = list(ast.walk(tree)) if tree is not None else []
    return _Parts(
        [node for node in nodes if isinstance(node, ast.Call)],
        list(dict.fromkeys(node.id for node in nodes if isinstance(node, ast.Name))),
        _imports(node for node in nodes if isinstance(node, ast.ImportFrom)),
        [
            (node.targets[0].id, node.value.func)
            for node in nodes
            if isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Name)
            and isinstance(node.value, ast.Call)
        ],
    )


def _imports(nodes: Iterable[ast.ImportFrom]) -> list[tuple[str, str, str]]:
    """Return module, name and own name of what is imported from the core or another command."""
    return [
        (node.module, alias.name, alias.asname or alias.name)
        for node in nodes
        if node.module and node.module.startswith(_LOOKED_AT)
        for alias in node.names
    ]


@cache
def _functions(module: str) -> dict[int, ast.AST]:
    """Return the functions of a module by the line they begin in, decorators included."""
    found: dict[int, ast.AST] = {}
    for node in ast.walk(_module(module)):
        if isinstance(node, ast.FunctionDef | ast.Lambda):
            first = getattr(node, "decorator_list", None)
            found[first[0].lineno if first else node.lineno] = node
    return found


@cache
def _module(name: str) -> ast.AST:
    """Return a module's source as a tree; an empty one where its source isn't at hand."""
    try:
        return ast.parse(inspect.getsource(import_module(name)))
    except (OSError, TypeError, SyntaxError):
        return ast.Module([], [])
