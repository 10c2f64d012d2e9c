"""Whether a tool's arguments are what its schema says, told so that a model can put them right."""

from __future__ import annotations

import re
from typing import Any

Schema = dict[str, Any]

_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
    "null": (type(None),),
}


def faults(schema: Schema, given: Any, where: str = "arguments") -> list[str]:
    """Return what is wrong with a value, a sentence each; [] where nothing is."""
    said = schema.get("type")
    kinds = said if isinstance(said, list) else [said] if said else []
    if kinds and not any(_is(kind, given) for kind in kinds):
        return [f"{where} is to be {' or '.join(kinds)}"]
    found = _bounds(schema, given, where)
    if isinstance(given, dict):
        found += _members(schema, given, where)
    if isinstance(given, list) and "items" in schema:
        for place, item in enumerate(given):
            found += faults(schema["items"], item, f"{where}[{place}]")
    return found


def _is(kind: str, given: Any) -> bool:
    """Tell whether a value is of a JSON type; true and false are no numbers."""
    return isinstance(given, _TYPES[kind]) and (kind == "boolean" or not isinstance(given, bool))


def _bounds(schema: Schema, given: Any, where: str) -> list[str]:
    """Return what is wrong with a single value."""
    found = []
    if "enum" in schema and given not in schema["enum"]:
        found.append(f"{where} is one of {', '.join(map(str, schema['enum']))}")
    if "minimum" in schema and given < schema["minimum"]:
        found.append(f"{where} is at least {schema['minimum']}")
    if "maximum" in schema and given > schema["maximum"]:
        found.append(f"{where} is at most {schema['maximum']}")
    if "pattern" in schema and isinstance(given, str) and not re.search(schema["pattern"], given):
        found.append(f"{where} is not like {schema['pattern']}")
    if isinstance(given, str) and "\0" in given:
        found.append(f"{where} holds a zero character")
    return found


def _members(schema: Schema, given: dict[str, Any], where: str) -> list[str]:
    """Return what is wrong with the members of an object."""
    known = schema.get("properties", {})
    found = [f"{where}.{name} is missing" for name in schema.get("required", ()) if name not in given]
    others = schema.get("additionalProperties", True)
    for name, value in given.items():
        if name in known:
            found += faults(known[name], value, f"{where}.{name}")
        elif others is False:
            found.append(f"{where} has no {name[:60]}; there are: {', '.join(known) or 'none'}")
        elif isinstance(others, dict):
            found += faults(others, value, f"{where}.{name[:60]}")
    return found
