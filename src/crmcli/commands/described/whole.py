"""The whole program as one document: versioned, in English, the same on every machine.

``VERSION`` rises when something is renamed or taken away; what is added leaves it as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.commands.described.commands import command_of, walk
from crmcli.commands.described.parameters import SHARED, parameter_schema

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from crmcli.domain.custom_fields import FieldRow

Data = dict[str, Any]

NAME = "crmcli-program"
VERSION = 1
DIALECT = "https://json-schema.org/draft/2020-12/schema"

EXIT_CODES = (
    (0, "done", "All that was asked for is done; nothing found is no failure."),
    (1, "refused", "Understood, and refused or failed; nothing was changed."),
    (2, "usage", "The command line itself is wrong."),
    (3, "not_found", "No record answers to the name given."),
    (4, "conflict", "Several records answer, or something in the way must be dealt with first."),
    (5, "partial", "Done in part: some rows were rejected."),
    (6, "busy", "The store is locked by another process, or needs migration."),
    (7, "extra_missing", "An optional dependency is needed for this and not installed."),
    (10, "found", "With --exit-code or --alert: something was found."),
    (130, "interrupted", "Ended by Ctrl-C; what was said to be saved is saved."),
)


def document(root: Any, path: Sequence[str] = (), custom: Iterable[FieldRow] | None = None) -> Data:
    """Return the program, or the part of it below ``path``; ``custom`` are the store's own fields.

    Raises:
        UsageError: there is no such command.
    """
    head = _head()
    if path:
        return head | {"commands": [command_of(each) for each in walk(root, path)]}
    from crmcli.output import FORMATS

    return head | {
        "exit_codes": [{"code": code, "name": name, "meaning": text} for code, name, text in EXIT_CODES],
        "formats": list(FORMATS),
        "error": _error(),
        "options": _options(root),
        "commands": [command_of(each) for each in walk(root, ())],
        "views": _views(),
        "nouns": nouns(custom),
        "settings": _settings(),
    }


def _head() -> Data:
    """Return what every document of ours begins with."""
    from crmcli import __version__

    return {
        "schema": NAME,
        "version": VERSION,
        "dialect": DIALECT,
        "program": {"name": "crm", "version": __version__},
    }


def _error() -> Data:
    """Return the JSON Schema of what goes to standard error with ``--format json``."""
    return {
        "type": "object",
        "properties": {
            "error": {"type": "string"},
            "hint": {"type": ["string", "null"]},
            "code": {"enum": [code for code, *_ in EXIT_CODES if code]},
            "details": {},
        },
        "required": ["error", "hint", "code", "details"],
    }


def _options(root: Any) -> Data:
    """Return the program's own options, which stand before the command, and those behind every command."""
    reading, writing = _command(root, "customer", "list"), _command(root, "customer", "add")
    shared = {_long(param): parameter_schema(param) for param in (*reading.params, *writing.params)}
    own = [
        param for param in root.params if not {"--install-completion", "--show-completion"} & {*param.opts}
    ]
    return {
        "program": {_long(param): parameter_schema(param) for param in own},
        "every_command": {name: shared[name] for name in SHARED[:-1]},
        "commands_that_write": {SHARED[-1]: shared[SHARED[-1]]},
    }


def _command(root: Any, *path: str) -> Any:
    """Return what Click knows of a command."""
    for word in path:
        root = root.get_command(None, word)
    return root


def _long(param: Any) -> str:
    return str(max(param.opts, key=len))


def _views() -> list[Data]:
    """Return the documented views with their columns."""
    from crmcli.domain.reports.views import VIEWS

    return [
        {
            "name": name,
            "row": what,
            "columns": [
                {"name": column, "type": kind, "about": about} for column, (kind, about) in columns.items()
            ],
        }
        for name, (what, columns) in VIEWS.items()
    ]


def nouns(custom: Iterable[FieldRow] | None = None) -> list[Data]:
    """Return the kinds of record with their fields, as ``crm import`` and ``crm export`` name them."""
    from crmcli.domain.exchange.fields import NOUNS, choices
    from crmcli.domain.nouns import NOUNS as KINDS

    own: dict[str, list[Data]] = {}
    for field in custom or ():
        told = {"name": field.name, "type": field.type, "choices": list(field.choices or ())}
        own.setdefault(field.noun, []).append(told)
    return [
        {
            "name": kind.name,
            "plural": kind.plural,
            "prefix": kind.prefix,
            "number": f"{kind.prefix}-12",
            "command": kind.command,
            "needs_one_of": [list(group) for group in NOUNS[kind.name].required],
            "fields": [
                {
                    "name": field.name,
                    "type": field.type,
                    "about": field.help,
                    "refers_to": field.ref or None,
                    "choices": list(dict.fromkeys(choices(field.words).values())) if field.words else [],
                }
                for field in NOUNS[kind.name].fields
            ],
            "custom_fields": None if custom is None else own.get(kind.name, []),
        }
        for kind in KINDS
    ]


def _settings() -> list[Data]:
    """Return the settings; the default of one that the machine decides is null."""
    from crmcli.config import SETTINGS

    return [
        {
            "name": setting.name,
            "kind": setting.kind,
            "default": None if callable(setting.default) else setting.default,
            "about": setting.help,
        }
        for setting in SETTINGS
    ]
