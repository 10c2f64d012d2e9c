"""What an assistant can read before it asks: views, kinds of record, reports, exit codes; any record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from crmcli.commands.assistant import calls
from crmcli.commands.assistant.shaping import fits, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from crmcli.app import App

Data = dict[str, Any]

RECORD = "crm://record/"
JSON = "application/json"

TEMPLATES = (
    {
        "uriTemplate": f"{RECORD}{{number}}",
        "name": "record",
        "title": "One record whole",
        "description": "Any record by its number: crm://record/C-12.",
        "mimeType": JSON,
    },
)


def listed() -> list[Data]:
    """Return the resources, as ``resources/list`` has them."""
    return [
        {
            "uri": uri,
            "name": uri.removeprefix("crm://"),
            "title": title,
            "description": about,
            "mimeType": JSON,
        }
        for uri, (title, about, _) in _FIXED.items()
    ]


def read(app: App, uri: str) -> str | None:
    """Return a resource as text, None where there is none of that name."""
    if uri in _FIXED:
        return text_of(_FIXED[uri][2]())
    if not uri.startswith(RECORD):
        return None
    from crmcli.domain.nouns import split_ref

    number = unquote(uri.removeprefix(RECORD)).strip()
    found = split_ref(number)
    if found is None:
        return None
    said = calls.run(app, [*found[0].command.split()[1:], "show", "--format=json", "--", number])
    return None if said.error else text_of(fits(said.data))


def _views() -> Any:
    from crmcli.domain.reports.views import VIEWS

    return {
        name: {
            "row": what,
            "columns": {column: f"{kind}: {told}" for column, (kind, told) in columns.items()},
        }
        for name, (what, columns) in VIEWS.items()
    }


def _nouns() -> Any:
    from crmcli.commands.described.whole import nouns

    return [
        {
            "kind": noun["name"],
            "number": noun["number"],
            "fields": {field["name"]: f"{field['type']}: {field['about']}" for field in noun["fields"]},
        }
        for noun in nouns()
    ]


def _reports() -> Any:
    from crmcli.domain.reports import REPORTS
    from crmcli.domain.reports.columns import defined

    return [
        {
            "name": entry.name,
            "help": entry.help,
            "of": entry.of,
            "by": list(entry.by),
            "options": {one.name: one.help for one in entry.options if one.kind != "file"},
            "columns": {column.name: column.told for column in defined(entry)},
        }
        for entry in REPORTS
    ]


def _codes() -> Any:
    from crmcli.commands.described.whole import EXIT_CODES

    return [{"code": code, "name": name, "meaning": text} for code, name, text in EXIT_CODES]


_FIXED: dict[str, tuple[str, str, Callable[[], Any]]] = {
    "crm://views": ("The views", "What the tool sql may read: views, columns, types.", _views),
    "crm://nouns": ("Kinds of record", "Each with its letter and its fields.", _nouns),
    "crm://reports": ("Reports", "Each with what it may be told by, its options and columns.", _reports),
    "crm://exit-codes": ("Kinds of failure", "What the code of an error means.", _codes),
}
