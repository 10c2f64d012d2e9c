"""What a command takes, as JSON Schema: its arguments and options as Click knows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Schema = dict[str, Any]

SHARED = ("--format", "--output", "--force-output", "--excel", "--dry-run")
"""What every command has beside its own; ``--dry-run`` those that write."""
_TYPES = {
    "integer": "integer",
    "integer range": "integer",
    "int": "integer",
    "int range": "integer",
    "float": "number",
    "float range": "number",
    "boolean": "boolean",
}


def input_schema(command: Any, words: Mapping[str, Sequence[str]] | None = None) -> Schema:
    """Return the JSON Schema of an object that names a command's own arguments and options.

    ``words`` are those that an option takes which the command checks itself. ``x-flags`` are what a
    person types, ``x-argument`` marks what stands without a name.
    """
    own = owned(command)
    properties = {name: parameter_schema(param, (words or {}).get(name, ())) for name, param in own.items()}
    schema: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    needed = [name for name, param in own.items() if param.required]
    return schema | ({"required": needed} if needed else {})


def argv(command: Any, given: Mapping[str, Any]) -> list[str]:
    """Return what a person would type for values that fit ``input_schema``; options before arguments.

    A text that begins with ``-`` stays a value: it is joined to its option, or comes behind ``--``.
    """
    options: list[str] = []
    words: list[str] = []
    for name, param in owned(command).items():
        value = given.get(name)
        if value is None or value is False:
            continue
        values = value if isinstance(value, list) else [value]
        if param.param_type_name == "argument":
            words += [str(one) for one in values]
        elif value is True:
            options.append(_flag(param))
        else:
            options += [f"{_flag(param)}={one}" for one in values]
    return [*options, *(["--", *words] if words else [])]


def owned(command: Any) -> dict[str, Any]:
    """Return a command's parameters by name, without those that all commands share, and hidden ones.

    An option is called as it is typed, without the dashes before it; an argument as its help calls it.
    """
    shown = (param for param in command.params if not getattr(param, "hidden", False))
    kept = [param for param in shown if not set(param.opts) & {*SHARED, "--help"}]
    options = {_option_name(param) for param in kept if param.param_type_name == "option"}
    return {_name(param, options): param for param in kept}


def _name(param: Any, options: set[str]) -> str:
    """Return a parameter's name; an argument called like an option has the command's own word."""
    if param.param_type_name == "option":
        return _option_name(param)
    word = str(param.metavar or "").strip("[]").removesuffix("...").lower()
    return word if word.isidentifier() and word not in options else str(param.name)


def _option_name(param: Any) -> str:
    return _flag(param).removeprefix("--").replace("-", "_")


def parameter_schema(param: Any, words: Sequence[str] = ()) -> Schema:
    """Return the JSON Schema of one parameter's value; ``words`` are those it takes, where it is said."""
    schema: Schema = _value(param, words)
    if getattr(param, "multiple", False) or param.nargs == -1:
        schema = {"type": "array", "items": schema}
    if getattr(param, "help", None):
        schema["description"] = str(param.help)
    default = param.default
    if isinstance(default, str | int | float) and default is not False:
        schema["default"] = default
    if param.param_type_name == "argument":
        schema["x-argument"] = True
    else:
        schema["x-flags"] = list(param.opts)
    if param.metavar:
        schema["x-metavar"] = str(param.metavar)
    return schema


def _value(param: Any, words: Sequence[str]) -> Schema:
    """Return the JSON Schema of one value of a parameter."""
    kind = param.type
    if getattr(param, "is_flag", False):
        return {"type": "boolean"}
    item: Schema = {"type": _TYPES.get(str(kind.name), "string")}
    choices = getattr(kind, "choices", None) or words
    if choices:
        item["enum"] = [str(choice) for choice in choices]
    for bound, word in (("min", "minimum"), ("max", "maximum")):
        if getattr(kind, bound, None) is not None:
            item[word] = getattr(kind, bound)
    return item


def _flag(param: Any) -> str:
    """Return the long form of an option."""
    return str(max(param.opts, key=len))
