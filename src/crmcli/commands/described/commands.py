"""The commands of the program: a walk through its tree, and each as data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.commands.described.parameters import input_schema
from crmcli.commands.described.results import answers
from crmcli.commands.described.values import row_schema
from crmcli.errors import UsageError
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crmcli.commands.described.results import Answer

Data = dict[str, Any]


class Found(NamedTuple):
    """A command: the words that lead to it, what Click knows of it, and its section of the help."""

    path: tuple[str, ...]
    command: Any
    section: str

    @property
    def writes(self) -> bool:
        """Whether it may change the store."""
        return bool(getattr(self.command.callback, "writes", False))


def walk(root: Any, path: Sequence[str]) -> Iterator[Found]:
    """Yield the commands below a path, all without one, in the order of the help.

    Raises:
        UsageError: there is no such command.
    """
    from crmcli.domain.text import nearest

    node, at = root, root
    for word in path:
        names = node.list_commands(None) if hasattr(node, "list_commands") else []
        at = node.get_command(None, word) if names else None
        if at is None:
            close = nearest(word, names)
            way = " ".join((*path[: path.index(word)], *close[:1]))
            raise UsageError(
                say('no command is called "{name}"', name=" ".join(path)), f"crm schema {way}".rstrip()
            )
        node = at
    section = root.table[path[0]].section if path and path[0] in root.table else ""
    for found in _below(node, tuple(path)):
        yield found._replace(section=section or root.table[found.path[0]].section)


def _below(node: Any, path: tuple[str, ...]) -> Iterator[Found]:
    if not hasattr(node, "list_commands"):
        yield Found(path, node, "")
        return
    for name in node.list_commands(None):
        yield from _below(node.get_command(None, name), (*path, name))


def command_of(found: Found) -> Data:
    """Return a command as data: what it does, takes, and answers."""
    told, example = _help(found)
    return {
        "name": " ".join(found.path),
        "section": found.section,
        "help": told[0],
        "more": "\n".join(told[1:]) or None,
        "example": example,
        "writes": found.writes,
        "arguments": input_schema(found.command, words_of(found.path)),
        "results": [_result(each) for each in answers(found.path, found.command.callback)],
    }


def words_of(path: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Return the words that a report's options take; its table has them."""
    from crmcli.domain.reports import entry_of

    entry = entry_of(path[-1]) if path[0] == "report" else None
    if entry is None:
        return {}
    own = {option.name: option.choices for option in entry.options if option.kind == "choice"}
    return {name: choices for name, choices in own.items() if choices} | {"by": entry.by}


def _help(found: Found) -> tuple[list[str], str | None]:
    """Return the paragraphs of a command's help, and the example in it."""
    paragraphs = [" ".join(part.split()) for part in (found.command.help or "").split("\n\n")]
    told = [part for part in paragraphs if part and not part.startswith("Example:")]
    example = next((part for part in paragraphs if part.startswith("Example:")), None)
    return told or [""], example.removeprefix("Example: ") if example else None


def _result(answer: Answer) -> Data:
    """Return one thing that a command may answer with: what holds it, and its JSON Schema."""
    return {"container": answer.container.lower(), "schema": result_schema(answer)}


def result_schema(answer: Answer) -> Data:
    """Return the JSON Schema of what ``--format json`` writes."""
    row: Data = {"type": "object"} if answer.row is None else row_schema(answer.row)
    texts = {"type": "array", "items": {"type": "string"}}
    rows = {"type": "array", "items": row}
    match answer.container:
        case "Listing":
            return rows
        case "Record":
            return row
        case "Report":
            fields = {
                "report": {"type": "string"},
                "as_of": {"type": "string"},
                "rows": rows,
                "total": {"type": ["object", "null"]},
                "notes": texts,
            }
        case "Change":
            fields = {
                "action": {"type": "string"},
                "change": {"type": ["integer", "null"]},
                "dry_run": {"type": "boolean"},
                "summary": {"type": ["string", "null"]},
                "items": rows,
                "notes": texts,
            }
        case _:
            return {"type": "string"}
    return {"type": "object", "properties": fields, "required": list(fields)}
