"""The tools: what an assistant may call, made from the commands of the program.

A handful with good names rather than one for each of the program's commands: a model chooses better among
few. What a tool takes is taken from its command, but for options that name files or ask a person.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.commands.assistant.shaping import MOST_ROWS, PAGE
from crmcli.commands.described.parameters import argv, input_schema, owned
from crmcli.domain.nouns import NOUNS, noun_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Schema = dict[str, Any]
Given = dict[str, Any]

CONFIRM = "confirm"
_NEVER = ("where", "yes", "file", "follow", "every", "body_file", "template", "limit")
"""Options no tool has: those that touch many records at once, read files, or never end."""


class Tool(NamedTuple):
    """A tool: what it is called and says of itself, what it takes, and the words of its command line.

    ``rows`` says whether the answer comes page by page; ``newest`` that the page wanted first is the end.
    """

    name: str
    title: str
    about: str
    takes: Callable[[Any], Schema]
    words: Callable[[Any, Given], list[str]]
    writes: bool = False
    rows: bool = False
    newest: bool = False

    def described(self, root: Any) -> Schema:
        """Return the tool as ``tools/list`` has it."""
        schema = self.takes(root)
        if self.rows:
            schema["properties"] |= _PAGES
        if self.writes:
            schema["properties"] |= _CONFIRMS
        return {
            "name": self.name,
            "title": self.title,
            "description": self.about,
            "inputSchema": schema,
            "annotations": {
                "title": self.title,
                "readOnlyHint": not self.writes,
                "destructiveHint": False,
                "idempotentHint": not self.writes,
                "openWorldHint": False,
            },
        }


_PAGES: Schema = {
    "limit": {
        "type": "integer",
        "minimum": 1,
        "maximum": MOST_ROWS,
        "default": PAGE,
        "description": "Rows at most.",
    },
    "cursor": {"type": "string", "description": "The nextCursor of the answer before, to go on from there."},
}
_CONFIRMS: Schema = {
    CONFIRM: {
        "type": "string",
        "description": "Without it nothing is kept: the answer shows what would be done, and the word to "
        "repeat here, with the same arguments, once a person has agreed.",
    }
}


def command(root: Any, *path: str) -> Any:
    """Return what Click knows of a command."""
    node = root
    for word in path:
        node = node.get_command(None, word)
    return node


def _taken(*path: str, only: Sequence[str] | None = None) -> Callable[[Any], Schema]:
    """Return what gives the arguments of a command as a tool takes them; ``only`` these."""

    def takes(root: Any) -> Schema:
        schema = input_schema(command(root, *path))
        names = [
            name for name in schema["properties"] if name not in _NEVER and (only is None or name in only)
        ]
        properties = {name: _plain(schema["properties"][name]) for name in names}
        needed = [name for name in schema.get("required", ()) if name in properties]
        return _object(properties, needed)

    return takes


def _plain(schema: Schema) -> Schema:
    """Return the schema of an argument without what only a command line has."""
    return {name: value for name, value in schema.items() if not name.startswith("x-")}


def _object(properties: Schema, needed: Sequence[str] = ()) -> Schema:
    """Return the schema of an object with these properties and no others."""
    schema: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return schema | ({"required": list(needed)} if needed else {})


def _typed(*path: str) -> Callable[[Any, Given], list[str]]:
    """Return what makes the command line of a command."""

    def words(root: Any, given: Given) -> list[str]:
        one = command(root, *path)
        return [*path, "--format=json", *argv(one, given)]

    return words


def _reading(name: str, title: str, about: str, *path: str, only: Sequence[str] | None = None) -> Tool:
    return Tool(name, title, about, _taken(*path, only=only), _typed(*path))


def _writing(name: str, title: str, about: str, *path: str) -> Tool:
    return Tool(name, title, about, _taken(*path), _typed(*path), writes=True)


def _takes_find(root: Any) -> Schema:
    del root
    kinds = {"type": "array", "items": {"type": "string", "enum": [noun.name for noun in NOUNS]}}
    text = {"type": "string", "description": "A number, a phone, an e-mail, part of a name or a note."}
    return _object({"text": text, "kinds": {**kinds, "description": "Only these kinds of record."}}, ["text"])


def _words_find(root: Any, given: Given) -> list[str]:
    del root
    plurals = {noun.name: noun.plural for noun in NOUNS}
    kinds = [f"--in={','.join(plurals[kind] for kind in given['kinds'])}"] if given.get("kinds") else []
    limit = [f"--limit={given['limit']}"] if "limit" in given else []
    return ["find", "--format=json", *kinds, *limit, "--", given["text"]]


def _lists(root: Any) -> list[str]:
    """Return the kinds of record that can be listed."""
    groups = {noun: noun.command.removeprefix("crm ") for noun in NOUNS}
    known = [n.name for n, group in groups.items() if group == n.name.replace("_", "-")]
    return [name for name in [*known, "task"] if command(root, name.replace("_", "-"), "list") is not None]


def _takes_list(root: Any) -> Schema:
    kinds = {"type": "string", "enum": _lists(root), "description": "What kind of record."}
    where = {
        "type": "array",
        "items": {"type": "string"},
        "description": "Only records like this: city=İzmir and orders > 3; several must all hold. The "
        "resource crm://nouns has the fields.",
    }
    return _object({"kind": kinds, "where": where}, ["kind"])


def _words_list(root: Any, given: Given) -> list[str]:
    group = given["kind"].replace("_", "-")
    asked = {name: value for name, value in given.items() if name in ("where", "limit")}
    known = owned(command(root, group, "list"))
    kept = {name: value for name, value in asked.items() if name in known}
    return [group, "list", "--format=json", *argv(command(root, group, "list"), kept)]


def _takes_record(root: Any) -> Schema:
    del root
    told = "Its number: C-12, O-9, S-5, A-17 ... the letters are in the resource crm://nouns."
    return _object({"number": {"type": "string", "description": told}}, ["number"])


def _words_record(root: Any, given: Given) -> list[str]:
    del root
    noun, _ = noun_of(given["number"])
    return [*noun.command.split()[1:], "show", "--format=json", "--", given["number"].strip()]


_REPORT = ("by", "period", "since", "until", "where", "as_of", "currency", "compare", "explain")


def _takes_report(root: Any) -> Schema:
    from crmcli.domain.reports import REPORTS

    told = "; ".join(f"{entry.name}: {entry.help}" for entry in REPORTS)
    options = input_schema(command(root, "report", "sales"))["properties"]
    properties: Schema = {
        "name": {"type": "string", "enum": [entry.name for entry in REPORTS], "description": told}
    }
    properties |= {name: _plain(options[name]) for name in _REPORT}
    properties["by"] = {
        "type": "string",
        "description": "What a row stands for; crm://reports has the words.",
    }
    properties["options"] = {
        "type": "object",
        "additionalProperties": {"type": ["string", "integer", "boolean", "array"]},
        "description": "The report's own options, by name; crm://reports has them.",
    }
    return _object(properties, ["name"])


def _words_report(root: Any, given: Given) -> list[str]:
    from crmcli.domain.reports import entry_of
    from crmcli.errors import UsageError
    from crmcli.said import say

    entry = entry_of(given["name"])
    assert entry is not None  # noqa: S101 - the schema's enum was checked
    own = {option.name: option for option in entry.options if option.kind != "file"}
    asked = given.get("options") or {}
    unknown = [name for name in asked if name not in own]
    if unknown:
        way = (
            say("it has: {names}", names=", ".join(own)) if own else say("it has no options: leave them out")
        )
        raise UsageError(say('{report} has no option "{name}"', report=entry.name, name=unknown[0]), way)
    given = {**{name: value for name, value in given.items() if name in (*_REPORT, "limit")}, **asked}
    return ["report", entry.name, "--format=json", *argv(command(root, "report", entry.name), given)]


_TIMELINE = ("customer", "since", "until", "type", "channel", "branch", "tree")
READING = (
    Tool(
        "find",
        "Find anyone and anything",
        "Find records by name (also a part, Turkish letters or not), phone in any form, e-mail, tax number "
        "or number. Start here when a person is named.",
        _takes_find,
        _words_find,
        rows=True,
    ),
    _reading("customer_show", "One customer whole", "One customer with contacts, orders, opportunities, "
             "cases and money.", "customer", "show"),
    _reading("customer_brief", "Before a call", "What to know before calling a customer: what was bought, "
             "promised, complained about, and what to offer.", "customer", "brief"),
    Tool(
        "timeline",
        "Everything that happened with a customer",
        "Every event of a customer from the lead on: calls, mails, visits, orders, payments, cases, "
        "campaigns. Without a cursor the newest; the cursor leads to older ones.",
        _taken("customer", "timeline", only=_TIMELINE),
        _typed("customer", "timeline"),
        rows=True,
        newest=True,
    ),
    _reading("today", "What to do first", "What is due, overdue, promised and quiet, the most urgent first.",
             "today", only=("owner", "days", "as_of")),
    Tool("list", "List records", "Records of one kind that answer to a condition.", _takes_list, _words_list,
         rows=True),
    Tool("record_show", "One record whole", "Any record by its number.", _takes_record, _words_record),
    Tool("report", "Figures", "A named report: sales, profit, segments, churn, what to offer, forecast ... "
         "Amounts are exact decimal text with their currency; shares are 0 to 1.", _takes_report,
         _words_report, rows=True),
    Tool("segment", "Who is in a segment", "Who is in a saved segment now, or was when it was frozen. "
         "list with kind segment has their names.", _taken("segment", "show"), _typed("segment", "show"),
         rows=True),
    Tool("sql", "Ask in SQL", "One query over the documented views (resource crm://views); nothing can be "
         "changed. For what no other tool answers.", _taken("report", "sql", only=("query", "param")),
         _typed("report", "sql"), rows=True),
)  # fmt: skip
WRITING = (
    _writing("customer_add", "Add a customer", "Add a customer.", "customer", "add"),
    _writing("customer_edit", "Change a customer", "Change fields of customers.", "customer", "edit"),
    _writing("contact_add", "Add a contact", "Add a person at a customer.", "contact", "add"),
    _writing("lead_add", "Add a lead", "Add a lead.", "lead", "add"),
    _writing("log_call", "Log a call", "Note a call.", "log", "call"),
    _writing("log_note", "Log a note", "Note anything about a record.", "log", "note"),
    _writing("task_add", "Add a task", "Add a task: the last of words is what to do, those before it are "
             "whose it is.", "task", "add"),
    _writing("task_done", "A task is done", "Mark tasks as done.", "task", "done"),
    _writing("opportunity_add", "Add an opportunity", "Add an opportunity.", "opportunity", "add"),
    _writing("opportunity_move", "Move an opportunity", "Move opportunities to another stage, the last word.",
             "opportunity", "move"),
    _writing("case_open", "Open a case", "Open a case for a problem.", "case", "open"),
    _writing("undo", "Take a change back", "Take back a change by its number.", "undo"),
)  # fmt: skip
