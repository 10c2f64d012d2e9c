"""Mappings kept as TOML: what a person said once, for the next file of the same form."""

from collections.abc import Mapping as Map
from pathlib import Path

from crmcli.domain.exchange.mapping import IGNORE, READ_SETTINGS, Mapping, MapRequest
from crmcli.domain.small_file import read_small
from crmcli.errors import NotFound, Refused, unread
from crmcli.said import say


def load_map(path: Path) -> MapRequest:
    """Read a saved map.

    Raises:
        NotFound: there is no such file.
        Refused: it is no TOML, or has other tables than a map has.
    """
    from crmcli.domain.toml_text import parsed

    try:
        data = parsed(read_small(path).decode())
    except FileNotFoundError:
        from crmcli.domain.exchange.near_file import hint_for

        raise NotFound(say("there is no map {path}", path=path), hint_for(path)) from None
    except ValueError as error:
        raise Refused(say("{path} is no map: {error}", path=path, error=error)) from None
    except OSError as error:
        raise unread(path, error) from None
    values = data.pop("values", {})
    noun, keep = data.pop("noun", None), data.pop("keep_unknown", False)
    tables = {name: data.pop(name, {}) for name in ("columns", "set", "read")}
    texts = [*tables.values(), *(values.values() if isinstance(values, dict) else [None])]
    odd = [*data, *(name for name in tables["read"] if name not in READ_SETTINGS)]
    if odd or any(not _all_text(table) for table in texts) or not isinstance(noun, str | None):
        what = (
            say('what is "{odd}"?', odd=odd[0])
            if odd
            else say("every column, set and value must be text in quotes")
        )
        raise Refused(say("{path} is no map: {what}", path=path, what=what), "see one made by --save-map")
    return MapRequest(
        sets=tables["set"],
        values=values,
        keep_unknown=bool(keep),
        saved=tables["columns"],
        noun=noun,
        read=tables["read"],
    )


def _all_text(table: object) -> bool:
    """Tell a table whose values are all strings."""
    return isinstance(table, dict) and all(isinstance(value, str) for value in table.values())


def map_as_toml(mapping: Mapping, read: Map[str, str | None]) -> str:
    """Return a mapping as a map file that ``load_map`` reads; ``read`` are the READ_SETTINGS in force."""
    lines = [
        f"# crm import {mapping.noun.name}: which column fills which field",
        say("noun = {quoted}", quoted=_quoted(mapping.noun.name)),
    ]
    lines += ["", "[columns]"]
    lines += [f"{_quoted(c.header)} = {_quoted(c.field)}" for c in (*mapping.columns, *mapping.custom)]
    lines += [f"{_quoted(name)} = {_quoted(IGNORE)}" for name in mapping.ignored]
    lines += [f'# {_quoted(name)} = ""  # not imported' for name in mapping.unknown]
    tables = {"set": mapping.sets, **{f"values.{f}": pairs for f, pairs in mapping.values.items()}}
    tables["read"] = {name: value for name, value in read.items() if value is not None}
    for title, table in tables.items():
        if table:
            lines += [
                "",
                f"[{title}]",
                *(f"{_quoted(name)} = {_quoted(value)}" for name, value in table.items()),
            ]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """Return a TOML basic string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\U{ord(c):08X}" for c in escaped) + '"'
