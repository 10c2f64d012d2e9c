"""JSON and JSONL: the contract for programs, in ASCII, never localised, never shortened.

A listing is an array of its rows; a record is one object with its sections as keys; a report is
``{"report", "as_of", "rows", "total", "notes"}``; a change is ``{"action", "change", "dry_run",
"summary", "items", "notes"}`` and its sections. Amounts are exact decimal text with the currency
in a field of its own, days and instants ISO 8601, numbers of records ``C-12``. JSONL has one line
a row (a record whole in one line).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from crmcli.domain.results import Change, Listing, Record, Report, columns_of
from crmcli.output.cells import key_of, rows_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from crmcli.output import Settings


def to_json(result: Any, settings: Settings) -> Iterator[str]:
    """Yield the parts of one JSON document, indented by two."""
    del settings
    if isinstance(result, Listing):
        yield from _array((_object(row) for row in result.rows), "")
    else:
        yield _pretty(_whole(result), "")
    yield "\n"


def to_jsonl(result: Any, settings: Settings) -> Iterator[str]:
    """Yield one compact line a row."""
    del settings
    encode = json.JSONEncoder(separators=(",", ":"), default=str).encode
    if isinstance(result, Record):
        yield encode(_whole(result)) + "\n"
        return
    for row in rows_of(result)[1]:
        yield encode(_object(row)) + "\n"


def _whole(result: Any) -> dict[str, Any]:
    """Return the object that stands for a result."""
    match result:
        case Record():
            made = _object(result.item)
        case Report():
            return {
                "report": result.name,
                "as_of": result.as_of.isoformat(),
                "rows": [_object(row) for row in result.rows],
                "total": None if result.total is None else _object(result.total),
                "notes": list(result.notes),
            }
        case Change():
            made = {
                "action": result.action,
                "change": result.number,
                "dry_run": result.dry_run,
                "summary": result.summary,
                "items": [_object(row) for row in result.items],
                "notes": list(result.notes),
            }
    taken = set(made)
    for section in result.sections:
        made[key_of(section, taken)] = [_object(row) for row in section.rows]
    return made


def _object(row: Any) -> dict[str, Any]:
    """Return a row's fields in machine form."""
    made: dict[str, Any] = {}
    for name, kind, _ in columns_of(row.__class__):
        value = getattr(row, name)
        made[name] = None if value is None else _finite(kind.machine(value, row))
    return made


def _finite(value: Any) -> Any:
    """Return null for what JSON has no number for."""
    return None if isinstance(value, float) and value - value != 0 else value


def _pretty(value: Any, pad: str) -> str:
    """Return indented JSON; lists of plain values stay on one line."""
    if isinstance(value, dict) and value:
        inner = pad + "  "
        pairs = (f"{inner}{json.dumps(key)}: {_pretty(item, inner)}" for key, item in value.items())
        return "{\n" + ",\n".join(pairs) + f"\n{pad}}}"
    if isinstance(value, list) and any(isinstance(item, dict) for item in value):
        return "".join(_array(value, pad))
    return json.dumps(value, default=str)


def _array(items: Iterable[Any], pad: str) -> Iterator[str]:
    """Yield an array with one indented item after the other."""
    inner = pad + "  "
    opening = "[\n"
    for item in items:
        yield f"{opening}{inner}{_pretty(item, inner)}"
        opening = ",\n"
    yield "[]" if opening == "[\n" else f"\n{pad}]"
