"""``crm batch``: commands as JSON lines in, an answer each as a JSON line out, in their order.

An answer that says ok is kept. In one change nobody is answered before all of it is kept; until then the
answers wait in a file without a name, so that memory stays the same however many lines there are.
"""

from __future__ import annotations

import sys
from collections import Counter
from contextlib import nullcontext, redirect_stdout
from io import StringIO
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from crmcli import notes
from crmcli.errors import CrmError, ExitCode, Refused, UsageError, unread
from crmcli.running import Told, answer, meant
from crmcli.running.batch_lines import BadLine, Line, lines_of, read
from crmcli.running.ending import Ended
from crmcli.running.held import HeldStore
from crmcli.running.replies import Reply, contents
from crmcli.running.session import NESTED, Session, left_off
from crmcli.running.shell import LONGEST_LINE
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from crmcli.app import App
    from crmcli.domain.results import Change
    from crmcli.sql import Writer

REFUSED = NESTED | {"demo", "open", "restore", "report run"}
"""Commands that take the terminal or the store for themselves, or write more than one result."""
REFUSED_IN_ONE = REFUSED | {
    *("attachment add", "attachment get", "backup", "campaign print", "config set", "db", "doctor", "export"),
    *("import", "migrate", "privacy erase", "privacy export", "redo", "report sql", "sync", "undo"),
}
"""Besides those: what works on files, or on changes that were kept."""
MOST_IN_ONE = 256 * 1024 * 1024
"""Bytes of lines that are read before the store is locked for one change."""
_KINDS_SHOWN = 10


class Asked(NamedTuple):
    """What becomes of a failure: all is taken back, the rest is done, or (neither) it ends there."""

    one_change: bool = False
    keep_going: bool = False


class _Stopped(Exception):
    """A line failed that all the others hang on."""

    def __init__(self, reply: Reply) -> None:
        super().__init__()
        self.reply = reply


def serve(app: App, root: Any, file: str, asked: Asked) -> int:
    """Run the lines of a file, "-" for standard input; return the exit code.

    5 where some failed and some were done, else the code of the first that failed.
    """
    from crmcli.output import target

    with _opened(file) as stream:
        batch = _Batch(app, root, asked)
        answers = batch.answers(stream)
        try:
            if "output" in app.shown:
                path = Path(app.shown["output"])
                target.to_file(answers, path, force=bool(app.shown.get("force_output")))
            else:
                for line in answers:
                    target.to_stream((line,), sys.stdout)
        except (KeyboardInterrupt, Ended) as end:
            return left_off(end, kept=batch.kept)
    return batch.code()


def _opened(file: str) -> AbstractContextManager[BinaryIO]:
    """Return the lines as bytes.

    Raises:
        NotFound, Refused: there is no such file, or it can't be read.
        UsageError: standard input is closed.
    """
    if file == "-":
        if sys.stdin is None:
            raise UsageError("batch reads standard input, which is closed", "crm batch FILE")
        return nullcontext(sys.stdin.buffer)
    try:
        return Path(file).open("rb")
    except FileNotFoundError:
        from crmcli.errors import NotFound

        raise NotFound(
            say("there is no file {file}", file=file), "name the file of lines, or - to type them"
        ) from None
    except OSError as error:
        raise unread(file, error) from error


class _Batch(Session):
    """Runs lines and answers them."""

    def __init__(self, app: App, root: Any, asked: Asked) -> None:
        self._held = asked.one_change or app.dry_run
        super().__init__(app, root, refused=REFUSED_IN_ONE if self._held else REFUSED, taken=True)
        self._asked = asked
        self._done = 0
        self._failed = 0
        self._first = 0
        self._kinds: Counter[str] = Counter()

    def answers(self, stream: BinaryIO) -> Iterator[str]:
        """Yield the answers, each with its line end."""
        if self._held:
            try:
                yield from self._in_one(stream)
            except CrmError as error:
                yield self._refused_whole(error)
                return
        else:
            yield from self._one_each(stream)
        notes.note(say("lines done: {done}, failed: {failed}", done=self._done, failed=self._failed))

    def _refused_whole(self, error: CrmError) -> str:
        """Return the answer to all lines, which were refused together: there is no other."""
        notes.error(error, as_json="format" in self._app.shown)
        self._done, self._first = 0, int(error.code)
        return Reply(None, None, self._first, error=error).text()

    def code(self) -> int:
        """Return the exit code of all lines together."""
        if self._first == ExitCode.INTERRUPTED:
            return Told(ExitCode.INTERRUPTED)
        return int(ExitCode.PARTIAL) if self._failed and self._done else self._first

    def allow(self, app: App, path: str) -> None:
        """Refuse what has no place here; results are written as answers only.

        Raises:
            UsageError: such a command, or an option of how to write.
        """
        super().allow(app, path)
        if app.shown:
            option = "--" + next(iter(app.shown)).replace("_", "-")
            raise UsageError(say("{option} has no place in a batch", option=option), "every answer is JSON")
        if self._held:
            app.dry_run = app.dry_run or self._app.dry_run
            app.no_hooks = True  # hooks are asked about the change, which is the whole

    def _one_each(self, stream: BinaryIO) -> Iterator[str]:
        """Run every line as a change of its own, as soon as it is read."""
        for number, data in lines_of(stream):
            reply = self._reply(number, data, None)
            yield reply.text()
            if self._ends(reply):
                return

    def _in_one(self, stream: BinaryIO) -> Iterator[str]:
        """Run all lines in one transaction, which is begun when the last of them has been read."""
        with TemporaryFile() as lines, TemporaryFile() as waiting:
            try:
                self._read_all(stream, lines)
                self._write_all(lines, waiting)
            except _Stopped as stopped:
                self._done = 0
                yield from self._taken_back(lines, stopped.reply)
                yield stopped.reply.text()
                return
            waiting.seek(0)
            for line in waiting:
                yield line.decode("ascii")

    def _read_all(self, stream: BinaryIO, lines: BinaryIO) -> None:
        """Keep the lines in a file of their own; where all hang together, check what each says.

        Raises:
            _Stopped: a line is none, and nothing is to be done without it.
            Refused: they are too many.
        """
        read_so_far, at = 0, 1
        for number, data in lines_of(stream):
            # What was left out is blank here, too: a line keeps its number.
            whole = data if data is not None else b"x" * (LONGEST_LINE + 1)
            lines.write(b"\n" * (number - at) + whole.rstrip(b"\r\n") + b"\n")
            at = number + 1
            read_so_far += len(whole)
            if read_so_far > MOST_IN_ONE:
                fact = say("more than {most} MB of lines for one change", most=MOST_IN_ONE >> 20)
                raise Refused(fact, "run them in parts")
            if self._asked.one_change:
                try:
                    read(number, data)
                except BadLine as bad:
                    raise _Stopped(
                        self._counted(Reply(number, bad.id, int(bad.error.code), error=bad.error))
                    ) from None

    def _write_all(self, lines: BinaryIO, waiting: BinaryIO) -> None:
        """Run the lines in one transaction; their answers wait.

        Raises:
            _Stopped: one failed, and nothing is kept.
        """

        def act(db: Writer, _: None) -> Change[Any]:
            from crmcli.domain.results import Change

            held = HeldStore(self._app.store, db, dry_run=self._app.dry_run)
            lines.seek(0)
            for number, data in lines_of(lines):
                reply = self._reply(number, data, held)
                if not reply.ok and (self._asked.one_change or not held.whole()):
                    raise _Stopped(reply)
                waiting.write(reply.text().encode("ascii"))
                if self._ends(reply):
                    break
            kinds = ", ".join(f"{kind} {count}" for kind, count in self._kinds.most_common(_KINDS_SHOWN))
            return Change(f"batch: {kinds}" if kinds else "batch", Reply, ())

        self._app.write(act, None)

    def _taken_back(self, lines: BinaryIO, failed: Reply) -> Iterator[str]:
        """Yield an answer for every line before the one that failed: nothing of it was kept."""
        error = Refused(
            say("nothing of it was kept, since line {line} failed", line=failed.line),
            "mend that line, and run all again",
        )
        lines.seek(0)
        for number, data in lines_of(lines):
            if number >= (failed.line or 0):
                return
            try:
                name = read(number, data).id
            except BadLine as bad:
                name = bad.id
            yield Reply(number, name, int(error.code), error=error).text()

    def _ends(self, reply: Reply) -> bool:
        """Return whether no line behind this one is run."""
        return reply.code == ExitCode.INTERRUPTED or not (reply.ok or self._asked.keep_going)

    def _reply(self, number: int, data: bytes | None, store: Any) -> Reply:
        """Run a line and return what became of it."""
        try:
            return self._counted(self._run_line(read(number, data), store))
        except BadLine as bad:
            return self._counted(Reply(number, bad.id, int(bad.error.code), error=bad.error))

    def _counted(self, reply: Reply) -> Reply:
        """Count a reply as done or failed."""
        if reply.ok:
            self._done += 1
        else:
            self._failed += 1
            self._first = self._first or reply.code
        if reply.change is not None:
            self._kinds[reply.kind] += 1
        return reply

    def _run_line(self, line: Line, store: Any) -> Reply:
        """Run a command, on a store that is held open or its own."""
        app = self._app
        try:
            app = self.app(line.words)
            if store is not None:
                _refuse_options(line.words)
                vars(app)["store"] = store
            with self.apart(), redirect_stdout(StringIO()) as printed:
                value = answer(app, self.root)
                code, result = contents(app, value, printed.getvalue())
        except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - told in the answer
            failure = meant(app, error)
            return Reply(line.number, line.id, int(failure.code), error=failure, kind=app.path)
        finally:
            self.note_kept(app)
        return Reply(line.number, line.id, code, result, None, getattr(value, "number", None), app.path)


def _refuse_options(words: tuple[str, ...]) -> None:
    """Refuse options of the program in a line of one change: it has one store and one author.

    Raises:
        UsageError: the line begins with one.
    """
    if words and words[0].startswith("-"):
        option = words[0].partition("=")[0]
        raise UsageError(
            say("{option} can't differ from line to line of one change", option=option),
            "give it to all: crm --user ayse batch --all-or-nothing",
        )
