"""A line of ``crm batch``: a JSON object that names a command, into the words of a command line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.exchange.jsonpieces import Number, decode_line
from crmcli.errors import UsageError
from crmcli.running.shell import numbered, too_long
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from crmcli.errors import CrmError

_KEYS = ("id", "command", "args", "options", "argv")
_EXAMPLE = '{"command": "customer add", "args": ["Işık"], "options": {"city": "İzmir"}}'
_COMMAND = re.compile(r"[a-z][a-z-]*( [a-z][a-z-]*)*")
_OPTION = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_BLANK = b" \t\r\n"


class Line(NamedTuple):
    """One command asked for: its number in the input, what to call its answer, and its words."""

    number: int
    id: str | int | None
    words: tuple[str, ...]


class BadLine(Exception):
    """A line that is no command; ``error`` says why, ``id`` is its name where it has one."""

    def __init__(self, number: int, error: CrmError, id: str | int | None = None) -> None:
        """Keep which line and what is wrong with it."""
        super().__init__(str(error))
        self.number, self.error, self.id = number, error, id


def lines_of(stream: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """Yield number and bytes of each line that isn't blank; None in the place of one that is too long."""
    for number, data in numbered(stream):
        plain = data.removeprefix(b"\xef\xbb\xbf") if data is not None and number == 1 else data
        if plain is None or plain.strip(_BLANK):
            yield number, plain


def read(number: int, data: bytes | None) -> Line:
    """Return the command that a line asks for.

    Raises:
        BadLine: it is too long, no UTF-8, no JSON object, or not one of ours.
    """
    if data is None:
        raise BadLine(number, too_long(number))
    try:
        text = data.decode("utf-8").strip()
    except UnicodeDecodeError as error:
        fact = say("line {number} is not UTF-8: byte {byte}", number=number, byte=error.start + 1)
        raise BadLine(number, UsageError(fact, "iconv -f cp1254 -t utf-8 FILE | crm batch")) from None
    from crmcli.errors import CrmError

    name: str | int | None = None
    try:
        value = decode_line(text, say("the input"), number)
        if not isinstance(value, dict):
            raise _wrong(number, say("it is no JSON object"))
        name = _id(number, value.get("id"))
        return Line(number, name, _words(number, value))
    except CrmError as error:
        error.hint = error.hint or _EXAMPLE
        raise BadLine(number, error, name) from None


def _wrong(number: int, why: str) -> UsageError:
    return UsageError(say("line {number}: {why}", number=number, why=why), _EXAMPLE)


def _id(number: int, value: Any) -> str | int | None:
    """Return what the answer is to be called: a text, a whole number, or nothing."""
    if isinstance(value, Number):
        digits = value.removeprefix("-")
        if digits.isdecimal():
            return int(value)
    elif value is None or isinstance(value, str):
        return value
    raise _wrong(number, say('"id" is a text or a whole number'))


def _words(number: int, value: dict[str, Any]) -> tuple[str, ...]:
    """Return the words of the command line that an object stands for."""
    for key in value:
        if key not in _KEYS:
            raise _wrong(number, say('it has no place for "{key}"', key=key))
    if ("argv" in value) == ("command" in value):
        raise _wrong(number, say('it has either "command" or "argv"'))
    if "argv" in value:
        if "args" in value or "options" in value:
            raise _wrong(number, say('"argv" holds all words; "args" and "options" go with "command"'))
        words = _texts(number, "argv", value["argv"])
        return words[1:] if words[:1] == ("crm",) else words
    command = value["command"]
    if not isinstance(command, str) or isinstance(command, Number) or not _COMMAND.fullmatch(command):
        raise _wrong(number, say('"command" is the words of a command, like "customer add"'))
    args = _texts(number, "args", _given(value, "args", []))
    # Behind -- nothing is an option: a text may begin with a hyphen.
    guard = ("--",) if any(arg.startswith("-") for arg in args) else ()
    return (
        *command.removeprefix("crm ").split(),
        *_options(number, _given(value, "options", {})),
        *guard,
        *args,
    )


def _given(value: dict[str, Any], key: str, none: Any) -> Any:
    """Return what stands under a key; null is the same as nothing."""
    found = value.get(key)
    return none if found is None else found


def _texts(number: int, key: str, value: Any) -> tuple[str, ...]:
    """Return a list of texts; numbers are taken as they are written."""
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise _wrong(number, say('"{key}" is a list of texts and numbers', key=key))
    return tuple(map(str, value))


def _options(number: int, value: Any) -> Iterator[str]:
    """Yield options as words: true is a flag, false and null are left out, a list is said several times.

    An object is a list of NAME=VALUE.
    """
    if not isinstance(value, dict):
        raise _wrong(number, say('"options" is an object'))
    for key, given in value.items():
        name = key.lstrip("-").replace("_", "-")
        if not _OPTION.fullmatch(name):
            raise _wrong(number, say('no option is called "{key}"', key=key))
        flag = f"--{name}" if len(name) > 1 else f"-{name}"
        if given is True:
            yield flag
        elif isinstance(given, dict):
            for field, said in given.items():
                yield f"{flag}={field}={_value(number, key, said)}"
        elif given is not None and given is not False:
            for one in given if isinstance(given, list) else [given]:
                text = _value(number, key, one)
                yield f"{flag}={text}" if len(name) > 1 else f"{flag}{text}"


def _value(number: int, key: str, value: Any) -> str:
    if not isinstance(value, str):
        raise _wrong(number, say('the option "{key}" is a text, a number, true, or a list', key=key))
    return str(value)
