"""Every regular expression of the program, found in its source, and texts that make bad ones slow."""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import crmcli

ROOT = Path(crmcli.__file__).parent
_CALLS = {"compile", "search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer", "pattern"}
_ANCHORED = {"match", "fullmatch"}
_MANY = 8
"""A repetition that may come so often is one that can be pumped."""
_PUMPS = (
    "a",
    "0",
    " ",
    "\t",
    "\n",
    "-",
    ".",
    "a ",
    "0 ",
    "0.",
    "'",
    '"',
    "(",
    "A1 ",
    "a,",
    "=",
    "ş",
    "<",
    "&",
    "\\",
)
_ENDS = ("", "\0", "!", "\n!", "a", "0")


class Found(NamedTuple):
    """A pattern, where it stands, its flags, and whether it is only tried at the start of a text."""

    place: str
    text: str | None
    flags: int
    anchored: bool


def every_pattern() -> list[Found]:
    """Return the regular expressions of the source; ``text`` None where only a run would tell it."""
    found = []
    for path in sorted(ROOT.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if "re" not in {
            alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
        } and not any(isinstance(node, ast.ImportFrom) and node.module == "re" for node in ast.walk(tree)):
            continue
        names = ".".join(("crmcli", *path.relative_to(ROOT).with_suffix("").parts)).removesuffix(".__init__")
        used = _methods(tree)
        for call, owner in _calls(tree):
            assert isinstance(call.func, ast.Attribute | ast.Name)
            method = call.func.attr if isinstance(call.func, ast.Attribute) else call.func.id
            text, flags = _value(call, names)
            methods = used.get(owner or "", {"search"}) if method in ("compile", "pattern") else {method}
            found.append(
                Found(f"{path.relative_to(ROOT)}:{call.lineno}", text, flags, anchored=methods <= _ANCHORED)
            )
    return found


def _calls(tree: ast.Module) -> Iterator[tuple[ast.Call, str | None]]:
    """Yield calls that take a pattern, and the name that a compiled one is given."""
    owners: dict[int, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            if isinstance(target, ast.Name):
                for inner in ast.walk(node.value):
                    owners[id(inner)] = target.id
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        func = node.func
        if isinstance(func, ast.Attribute) and isinstance(func.value, ast.Name) and func.value.id == "re":
            if func.attr in _CALLS:
                yield node, owners.get(id(node))
        elif isinstance(func, ast.Name) and func.id in ("pattern", "compile"):
            yield node, owners.get(id(node))


def _methods(tree: ast.Module) -> dict[str, set[str]]:
    """Return the name of a compiled pattern -> what is called on it in its module."""
    used: dict[str, set[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.attr in _CALLS:
            used.setdefault(node.value.id, set()).add(node.attr)
    return used


def _value(call: ast.Call, module: str) -> tuple[str | None, int]:
    """Return the pattern and flags of a call, worked out with the names of its module."""
    known = vars(import_module(module))
    try:
        text = _worked_out(call.args[0], known)
        flags = next((_worked_out(word.value, known) for word in call.keywords if word.arg == "flags"), 0)
        for more in call.args[1:]:
            try:
                value = _worked_out(more, known)
            except Exception:  # noqa: BLE001, S112 - it is no flag
                continue
            if isinstance(value, re.RegexFlag):
                flags = value
    except Exception:  # noqa: BLE001 - it takes the names of a function: see LOCAL in the test
        return None, 0
    return (text.decode("latin-1") if isinstance(text, bytes) else text), int(flags)


def _worked_out(node: ast.expr, known: dict[str, Any]) -> Any:
    return eval(compile(ast.Expression(node), "pattern", "eval"), {**known})  # noqa: S307 - our own source


def attacks(text: str, flags: int) -> Iterator[tuple[str, str, str]]:
    """Yield a start, what is repeated, and an end: texts on which a pattern may try too much."""
    parsed = re._parser.parse(text, flags)  # type: ignore[attr-defined]
    seen = set()
    for start, pump in [*(("", pump) for pump in _PUMPS), *_pumped(list(parsed), "")]:
        for end in _ENDS:
            if pump and (start, pump, end) not in seen:
                seen.add((start, pump, end))
                yield start, pump, end


def _pumped(tokens: list[Any], start: str) -> Iterator[tuple[str, str]]:
    """Yield what leads to each repetition, and a text of what it repeats."""
    before = start
    for kind, value in tokens:
        name = str(kind)
        if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            _, most, inner = value
            for sample in _samples(list(inner)):
                if int(most) >= _MANY:
                    yield before, sample
                yield from _pumped(list(inner), before + sample)
            yield from _pumped(list(inner), before)
        elif name == "SUBPATTERN":
            yield from _pumped(list(value[-1]), before)
        elif name == "BRANCH":
            for branch in value[1]:
                yield from _pumped(list(branch), before)
        elif name in ("ASSERT", "ASSERT_NOT"):
            yield from _pumped(list(value[1]), before)
        before += next(iter(_samples([(kind, value)])), "")


def _samples(tokens: list[Any], most: int = 3) -> list[str]:
    """Return texts that match, a few."""
    made = [""]
    for kind, value in tokens:
        options = _options(str(kind), value)[:most] or [""]
        made = [text + option for text in made for option in options][:most]
    return made


def _options(name: str, value: Any) -> list[str]:  # noqa: PLR0911 - a table
    """Return texts that one token matches."""
    match name:
        case "LITERAL":
            return [chr(value)]
        case "NOT_LITERAL":
            return [next(c for c in "a0 -" if ord(c) != value)]
        case "ANY":
            return ["a", " "]
        case "IN":
            return _of_set(value)
        case "BRANCH":
            return [sample for branch in value[1] for sample in _samples(list(branch), 1)]
        case "SUBPATTERN":
            return _samples(list(value[-1]))
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            least, _, inner = value
            return [sample * max(int(least), 1) for sample in _samples(list(inner))]
        case _:
            return [""]


def _of_set(items: list[Any]) -> list[str]:
    """Return characters of a set."""
    tests, negated = [], False
    for kind, value in items:
        match str(kind):
            case "NEGATE":
                negated = True
            case "LITERAL":
                tests.append(re.escape(chr(value)))
            case "RANGE":
                tests.append(f"[{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}]")
            case "CATEGORY":
                word = str(value).removeprefix("CATEGORY_")
                tests.append(
                    {
                        "DIGIT": r"\d",
                        "SPACE": r"\s",
                        "WORD": r"\w",
                        "NOT_DIGIT": r"\D",
                        "NOT_SPACE": r"\S",
                        "NOT_WORD": r"\W",
                    }[word]
                )
    one = re.compile("|".join(tests) or r"\Z")
    candidates = [*"a0A -.,;:'\"=@+/_()\t\nşı", *(chr(v) for k, v in items if str(k) == "LITERAL")]
    return [c for c in candidates if bool(one.fullmatch(c)) != negated][:4]
