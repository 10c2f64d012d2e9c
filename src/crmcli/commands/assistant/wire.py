"""Messages as lines: JSON-RPC 2.0, one message a line, in UTF-8. Whatever comes in, nothing raises.

What can't be read is answered with an error that says why. A line that is too long is read past and never
kept; the next one is read as if nothing had been.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterator

Message = dict[str, Any]

PARSE_ERROR = -32700
INVALID_REQUEST = -32600
METHOD_NOT_FOUND = -32601
INVALID_PARAMS = -32602
INTERNAL_ERROR = -32603
NOT_FOUND_OF_OLD = -32002
UNSUPPORTED_VERSION = -32022

LONGEST_LINE = 4 << 20
"""Bytes of a message; what tools take is far shorter."""
_PART = 1 << 16


class Request(NamedTuple):
    """A message that was understood; ``id`` None is a notification, which is never answered."""

    id: str | int | None
    method: str
    params: dict[str, Any]


class Failure(Exception):
    """A message that can't be carried out: what JSON-RPC says of it."""

    def __init__(self, code: int, text: str, data: object = None) -> None:
        """Keep the code, the sentence and what else there is to know."""
        super().__init__(text)
        self.code = code
        self.text = text
        self.data = data


def lines(stream: BinaryIO) -> Iterator[bytes | None]:
    """Yield the lines of a stream without their ends; None stands for one that is too long."""
    while True:
        line = stream.readline(LONGEST_LINE + 1)
        if not line:
            return
        if len(line) > LONGEST_LINE and not line.endswith(b"\n"):
            while (part := stream.readline(_PART)) and not part.endswith(b"\n"):
                pass
            yield None
        elif line.strip():
            yield line


def read(line: bytes | None) -> Message:
    """Return the message on a line.

    Raises:
        Failure: it is none.
    """
    if line is None:
        raise Failure(PARSE_ERROR, f"a message is a line of at most {LONGEST_LINE:,} bytes")
    try:
        found = json.loads(line.decode("utf-8"), parse_constant=_no_number)
    except UnicodeDecodeError as error:
        raise Failure(PARSE_ERROR, f"byte {error.start + 1} of the line is not UTF-8") from error
    except RecursionError as error:
        raise Failure(PARSE_ERROR, "the message is nested too deeply") from error
    except ValueError as error:
        raise Failure(PARSE_ERROR, f"the line is no JSON: {str(error)[:200]}") from error
    if isinstance(found, list):
        raise Failure(INVALID_REQUEST, "one message a line: batches are not part of the protocol")
    if not isinstance(found, dict):
        raise Failure(INVALID_REQUEST, "a message is a JSON object")
    return found


def request(message: Message) -> Request | None:
    """Return what a message asks for; None for an answer, which nobody here waits for.

    Raises:
        Failure: it is no request and no notification.
    """
    if "method" not in message and ("result" in message or "error" in message):
        return None
    if message.get("jsonrpc") != "2.0":
        raise Failure(INVALID_REQUEST, 'jsonrpc is "2.0"')
    if "id" in message and id_of(message) is None:
        raise Failure(INVALID_REQUEST, "the id of a request is a text or a whole number")
    method, params = message.get("method"), message.get("params", {})
    if not isinstance(method, str):
        raise Failure(INVALID_REQUEST, "the method is a text")
    if not isinstance(params, dict):
        raise Failure(INVALID_PARAMS, "the params are an object")
    return Request(id_of(message), method, params)


def id_of(message: Message) -> str | int | None:
    """Return the id of a message that can be answered under it."""
    found = message.get("id")
    return found if isinstance(found, str | int) and not isinstance(found, bool) else None


def result(id: str | int, content: Message) -> Message:
    """Return the answer to a request."""
    return {"jsonrpc": "2.0", "id": id, "result": content}


def error(id: str | int | None, failure: Failure) -> Message:
    """Return the answer that says what went wrong; the id is null where it could not be read."""
    told: Message = {"code": failure.code, "message": failure.text}
    if failure.data is not None:
        told["data"] = failure.data
    return {"jsonrpc": "2.0", "id": id, "error": told}


def write(stream: BinaryIO, message: Message) -> None:
    """Write a message as a line of ASCII: nothing in it is obeyed by a terminal.

    Raises:
        BrokenPipeError: nobody reads any more.
    """
    stream.write(
        json.dumps(message, separators=(",", ":"), allow_nan=False, default=str).encode("ascii") + b"\n"
    )
    stream.flush()


def _no_number(name: str) -> NoReturn:
    """Refuse what Python's reader takes and JSON hasn't: NaN, Infinity."""
    message = f"{name} is no number of JSON"
    raise ValueError(message)
