"""``docs/commands.md``, made from the program: every command, its arguments and its options.

`python -m tests.docs.command_reference` writes the page. A test holds page and program equal, so that no
command or option changes without a word.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from copy import copy
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from crmcli.cli import root
from crmcli.commands.described.commands import Found, walk
from crmcli.commands.described.parameters import owned
from crmcli.usage import name_values

PAGE = Path(__file__).parents[2] / "docs" / "commands.md"

Meaning = tuple[str, str]
_MANY = 5
"""In how many groups a meaning is told once, for all of them."""
_COMMON = """
## The same in many groups
"""
_HEAD = """# All commands

<!-- Made from the program by `python -m tests.docs.command_reference`: change the program, not this page. -->

`crm COMMAND --help` has the same with an example. What the reports answer is in [their
reference](reports.md), all of this as data in `crm schema`. `...` may be repeated, `[...]` may be left out.

## Before the command

"""
_SHARED = """
## Behind every command

| option | what it does |
|---|---|
| `--format FORMAT` | table, plain, markdown, csv, tsv, json, jsonl, ids, xlsx, html or eml |
| `--output FILE` | write the result to this file |
| `--force-output` | let `--output` replace a file |
| `--excel` | with `--format csv`: as a spreadsheet opens it safely |
| `--dry-run` | do everything, show it, and keep nothing; where a command writes |
| `--help`, `-h` | what it does, with an example |
"""


class Parameter(NamedTuple):
    """An argument or option as help shows it."""

    name: str
    value: str
    about: str
    argument: bool

    @property
    def typed(self) -> str:
        """What a person types: ``--due WHEN``."""
        return f"{self.name} {self.value}".rstrip()


def page() -> str:
    """Return the whole page."""
    return "\n".join(_lines())


def groups() -> Iterator[tuple[str, str, list[Found]]]:
    """Yield each entry of the program's table: its section, its name, and the commands below it."""
    for name, found in groupby(walk(root(), ()), key=lambda each: each.path[0]):
        listed = list(found)
        yield listed[0].section, name, listed


def first_line(found: Found) -> str:
    """Return the line that stands for a command in the help of its group."""
    return str(found.command.help or "").partition("\n")[0]


def parameters(command: Any) -> list[Parameter]:
    """Return a command's own parameters, as its help shows them."""
    helps = getattr(command.callback, "helps", {})
    shown = []
    for given in owned(command).values():
        param = copy(given)
        name_values(param)
        about = " ".join(str(helps.get(param.name, getattr(param, "help", None)) or "").split())
        if param.param_type_name == "argument":
            shown.append(Parameter(_argument(param), "", about, argument=True))
        else:
            flag = getattr(param, "is_flag", False)
            names = ", ".join((*param.opts, *param.secondary_opts))
            shown.append(
                Parameter(names, "" if flag else str(param.metavar or "VALUE"), about, argument=False)
            )
    return shown


def _argument(param: Any) -> str:
    """Return an argument as the line of usage shows it."""
    word = str(param.metavar or param.name.upper())
    if param.nargs == -1 and "..." not in word:
        word += "..."
    return word if param.required or word.startswith("[") else f"[{word}]"


def _lines() -> Iterator[str]:
    own = [param for param in root().params if param.param_type_name == "option"]
    table = _table(
        ("option", "what it does"),
        (
            (
                f"`{', '.join(param.opts)}{f' {param.metavar}' if param.metavar else ''}`",
                getattr(param, "help", None) or "",
            )
            for param in own
        ),
    )
    yield _HEAD + table + _SHARED
    everything = list(groups())
    common = _common(everything)
    yield _COMMON
    yield _table(("option", "what it does"), ((f"`{typed}`", about) for typed, about in sorted(common)))
    heading = ""
    for section, name, found in everything:
        if section != heading:
            heading = section
            yield f"## {section}\n"
        yield from _group(name, found, common)


def _common(everything: list[tuple[str, str, list[Found]]]) -> set[Meaning]:
    """Return what means the same in many groups."""
    groups_of: dict[Meaning, set[str]] = defaultdict(set)
    for _, name, found in everything:
        for each in found if name != "report" else ():
            for param in parameters(each.command):
                if not param.argument:
                    groups_of[param.typed, param.about].add(name)
    return {meaning for meaning, names in groups_of.items() if len(names) >= _MANY}


def _group(name: str, found: list[Found], common: set[Meaning]) -> Iterator[str]:
    """Yield the part of a group, or of a command that stands alone."""
    entry = root().table[name]
    yield f"### crm {name}\n\n{entry.help}\n"
    if name == "report":
        yield "Their options are in [the reference of the reports](reports.md).\n"
    yield _table(("command", "what it does", "options"), (_row(each, name) for each in found))
    if name != "report":
        yield from _options(found, common)


def _row(found: Found, group: str) -> tuple[str, str, str]:
    """Return the line of a command: how it is called, what it does, the names of its options."""
    every = parameters(found.command)
    words = [*found.path, *(each.name for each in every if each.argument)]
    names = [] if group == "report" else [each.name for each in every if not each.argument]
    return f"`{' '.join(words)}`", first_line(found), " ".join(f"`{name}`" for name in names)


def _options(found: list[Found], common: set[Meaning]) -> Iterator[str]:
    """Yield what the arguments and options of a group mean, each meaning once."""
    meant: dict[Meaning, list[str]] = defaultdict(list)
    for each in found:
        for param in parameters(each.command):
            meant[param.typed, param.about].append(each.path[-1])
    several: dict[str, int] = defaultdict(int)
    for typed, _ in meant:
        several[typed.partition(" ")[0]] += 1
    rows = [
        (f"`{typed}`", about + (f" ({', '.join(where)})" if several[typed.partition(" ")[0]] > 1 else ""))
        for (typed, about), where in meant.items()
        if (typed, about) not in common
    ]
    if rows:
        yield _table(("argument or option", "what it is"), rows)


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Return a table of Markdown."""
    told = [" | ".join(cell.replace("|", chr(92) + "|") for cell in row) for row in (heads, *rows)]
    return "\n".join([f"| {told[0]} |", "|" + "---|" * len(heads), *(f"| {line} |" for line in told[1:]), ""])


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
