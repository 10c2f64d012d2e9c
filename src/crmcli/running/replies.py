"""What ``crm batch`` answers: an object of JSON for a line, with what the command gives inside."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.errors import CrmError, ExitCode, UsageError
from crmcli.running import finish

if TYPE_CHECKING:
    from crmcli.app import App

_NO_FAILURE = (ExitCode.DONE, ExitCode.FOUND)


class Reply(NamedTuple):
    """What became of a line, None for all of them; ``kind`` is the command that ran, "" where none did."""

    line: int | None
    id: str | int | None
    code: int = 0
    result: Any = None
    error: CrmError | None = None
    change: int | None = None
    kind: str = ""

    @property
    def ok(self) -> bool:
        """Whether all that was asked for was done."""
        return self.code in _NO_FAILURE

    def text(self) -> str:
        """Return the answer as a line of JSON."""
        failure = self.error
        made = {
            "id": self.id,
            "line": self.line,
            "ok": self.ok,
            "code": self.code,
            "result": self.result,
            "error": None if failure is None else failure.message,
            "hint": None if failure is None else failure.hint,
            "details": None if failure is None else failure.details,
            "change": self.change,
        }
        return json.dumps(made, separators=(",", ":"), default=str) + "\n"


def contents(app: App, value: Any, printed: str) -> tuple[int, Any]:
    """Return the exit code of a result and what --format json says of it; of a text, the text.

    Raises:
        UsageError: it has no end, or is several results.
    """
    from crmcli.domain.results import Batch, Document, Stream

    if isinstance(value, Stream | Batch) or hasattr(value, "poll"):
        raise UsageError("what goes on, or is several results, has no place in a batch", "run it by itself")
    if "output" in app.shown:  # a command that was given a file
        return finish(app, value), None
    if isinstance(value, Document):
        return int(ExitCode.DONE), "".join(getattr(value, "parts", None) or (value.text,))
    if value is None or isinstance(value, int):
        return int(value or 0), printed or None
    from crmcli.output import Settings
    from crmcli.output.structured import to_json

    return int(getattr(value, "exit_code", 0)), json.loads("".join(to_json(value, Settings())))
