"""A command line from its words to its end: carried out, its result written, what failed told.

A run is ``carry_out``. A session of several lines takes its parts: ``answer`` gives a result that is not
written yet, ``finish`` writes one, ``meant`` is what went wrong, ``tell`` says it.
"""

from __future__ import annotations

import os
import signal
import sys
from errno import ENOSPC
from typing import TYPE_CHECKING, Any

from crmcli.errors import CrmError, ExitCode, UsageError, system_says
from crmcli.said import Listener, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from crmcli.app import App


class Told(int):
    """An exit code of a command that has said everything itself."""


class Cancelled(CrmError):
    """A person pressed Ctrl-C."""

    code = ExitCode.INTERRUPTED


def carry_out(app: App, root: Callable[[], Any]) -> int:
    """Run the command line of ``app`` and return its exit code; everything said is written here."""
    from crmcli import notes  # noqa: F401 - there may be no memory, and no file to open, when it is wanted

    heard = _hear()
    try:
        return finish(app, answer(app, root()))
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - the last line of defence
        return tell(app, error)
    except BaseException as error:  # noqa: BLE001 - a signal; all else is raised again
        return _tell_end(app, error, heard)
    finally:
        for number in heard:
            signal.signal(number, signal.SIG_DFL)


def _hear() -> list[int]:
    """Let SIGTERM and SIGHUP be raised as ``Ended``, once; return those that are to be given back.

    What is ignored (nohup) stays ignored, and whoever runs this inside another program keeps its own way.
    """
    heard: list[int] = []
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) == signal.SIG_DFL:
            try:
                signal.signal(number, _end)
            except ValueError:  # only the main thread may
                break
            heard.append(number)
    return heard


def _end(number: int, _frame: object) -> None:
    """End the command; whoever asks again is not made to wait."""
    from crmcli.running.ending import Ended

    signal.signal(number, signal.SIG_DFL)
    raise Ended(number)


def _tell_end(app: App, error: BaseException, heard: list[int]) -> int:
    """Say which signal ended the run; in a line of a command that runs lines, all of it ends."""
    from crmcli import notes
    from crmcli.running.ending import Ended, EndedError

    if not isinstance(error, Ended) or not heard:
        raise error
    failure = EndedError(error.number, kept=_kept(app))
    notes.error(failure, as_json=_machine(app))
    return int(failure.code)


def answer(app: App, root: Any) -> Any:
    """Return what the command line of ``app`` gives, unwritten; an exit code where it wrote by itself.

    Raises:
        CrmError: it can't be done.
        KeyboardInterrupt: a person pressed Ctrl-C; whatever else goes wrong is raised, too.
    """
    Listener.language = app.language
    try:
        value = root.main(args=list(app.argv), prog_name="crm", standalone_mode=False, obj=app)
    except SystemExit as end:
        # Click's way to leave when the reader of a help text has gone; for us that is no failure.
        if type(sys.stdout).__name__ == "PacifyFlushWrapper":
            raise BrokenPipeError from end
        raise
    if value == ExitCode.INTERRUPTED and not isinstance(value, Told):
        raise KeyboardInterrupt
    return value


def finish(app: App, value: Any) -> int:
    """Write a command's result and return the exit code."""
    from crmcli.domain.results import Batch, Change, Document, Listing, Record, Report, Stream

    if isinstance(value, Stream):
        return _follow(app, value)
    if isinstance(value, Batch):
        return _write_all(app, value)
    if isinstance(value, Listing | Record | Report | Change | Document):
        from crmcli import output

        output.write(value, _settings(app), _pager(app))
        if isinstance(value, Listing) and not value.rows:
            _tell_missing_store(app)
        if "store" in vars(app):
            _warn_of_open_store(app.store)
        if app.quiet and isinstance(value, Report):
            _warn_of_alerts(value)
        return value.exit_code if isinstance(value, Change | Listing | Report) else int(ExitCode.DONE)
    if hasattr(value, "poll"):  # a screen that stays open
        from crmcli.output.live import follow

        return follow(value, _settings(app))
    return value if isinstance(value, int) else int(ExitCode.DONE)


def _pager(app: App) -> Any:
    """Return the terminal behind a pager, for what people read there; None is standard output itself."""
    if not app.for_people:
        return None
    from crmcli.programs import paged

    return paged(app)


def _warn_of_alerts(report: Any) -> None:
    """Say alerts that a quiet program would keep to itself: whoever asked for one wants its words."""
    from crmcli import notes

    for note in report.notes:
        if note.startswith("alert: "):
            notes.warn(note.removeprefix("alert: "))


def _tell_missing_store(app: App) -> None:
    """Say that the file --db names isn't there: nothing in it may mean a mistyped path."""
    if app.flags.get("db") and "store" in vars(app) and not app.store.exists():
        from crmcli import notes

        notes.note(say("there is no store at {name} yet; the first change makes it", name=app.store.name))


def _warn_of_open_store(store: Any) -> None:
    """Say once that others on the machine can read the store."""
    path: Any = getattr(store, "path", None)
    try:
        found = path and os.name == "posix" and os.stat(path).st_mode & 0o077  # noqa: PTH116 - at every start
    except OSError:
        return
    if found:
        from crmcli.config import folder
        from crmcli.engines.exposure import is_new

        if is_new(path, folder("data") / "open-stores.txt"):
            from crmcli import notes

            notes.warn(say("others can read {path}: crm doctor --fix makes it private", path=path))


def _follow(app: App, stream: Any) -> int:
    """Write listings as they come; Ctrl-C is how that ends, and no failure.

    Raises:
        UsageError: --output, whose file appears when all is written.
    """
    from crmcli import notes, output

    settings = _settings(app)
    if settings.output is not None:
        raise UsageError("what goes on has no end to write --output at", "leave --output out and add > FILE")
    settings.layout = {}
    try:
        for part in stream.parts:
            output.write(part, settings)
    except KeyboardInterrupt:
        notes.leave_line()
    return int(ExitCode.DONE)


def _write_all(app: App, batch: Any) -> int:
    """Write several results, each in its own format and place."""
    from crmcli.output.batch import write_all

    def chosen(paper: Any) -> Any:
        from pathlib import Path

        from crmcli.output import format_of

        named = None if paper.output is None else format_of(None, Path(paper.output)) or "tsv"
        form = paper.format or named
        app.shown = {} if form is None else {"format": form}
        return _settings(app)

    return write_all(batch, chosen)


def _settings(app: App) -> Any:
    """Return how the result is to be written; a machine format asks for no setting at all."""
    from pathlib import Path

    from crmcli.output import FOR_READERS, Settings, format_of

    shown = app.shown
    asked: dict[str, Any] = {
        "format": shown.get("format"),
        "output": Path(shown["output"]) if "output" in shown else None,
        "force": bool(shown.get("force_output")),
        "excel": bool(shown.get("excel")),
    }
    chosen = format_of(asked["format"], asked["output"])
    if app.for_people or chosen in FOR_READERS:
        asked |= {"locale": app.config.get("locale"), "colour": app.config.get("color"), "zone": app.zone}
        asked["called"] = f"crm {app.path}"
        if chosen == "eml":
            asked["mail"] = app.config.get("mail_from"), app.config.get("mail_to")
    elif asked["excel"]:
        asked["locale"] = app.config.get("locale")
    return Settings(**asked)


def tell(app: App, error: BaseException) -> int:
    """Say what ended a run, and return its exit code."""
    from crmcli import notes

    if isinstance(error, BrokenPipeError):
        # The reader has gone; keep the interpreter from complaining when it flushes.
        devnull = os.open(os.devnull, os.O_WRONLY)
        os.dup2(devnull, 1)
        return int(ExitCode.DONE)
    ctx = getattr(error, "ctx", None)
    if type(error).__name__ == "NoArgsIsHelpError" and ctx is not None:
        sys.stdout.write(f"{ctx.get_help()}\n")
        return int(ExitCode.USAGE)
    found = meant(app, error)
    if isinstance(found, Cancelled):
        notes.leave_line()
    notes.error(found, as_json=_machine(app) and not isinstance(found, Cancelled))
    return int(found.code)


def meant(app: App, error: BaseException) -> CrmError:
    """Return what a person can act on in the place of an exception; CRMCLI_DEBUG writes a fault down."""
    if isinstance(error, CrmError):
        if _kept(app):  # what failed came after it: the result could not be shown, a file not be written
            error.message = say("{error}; the change itself was saved", error=error.message)
            error.hint = error.hint or "crm undo takes it back"
        return error
    if isinstance(error, KeyboardInterrupt):
        kept = _kept(app)
        hint = "crm undo takes it back" if kept else None
        said = say("cancelled; all was saved") if kept else say("cancelled; nothing was saved")
        return Cancelled(said, hint)
    if hasattr(error, "format_message"):  # the command line's own errors are Click's
        from crmcli.usage import misused

        return misused(error, getattr(error, "ctx", None))
    if isinstance(error, OSError | MemoryError):
        return _refused_by_system(app, error)
    name, where = type(error).__name__, _place(error)
    fault = say("this is a fault of crmcli: {name} in {where}", name=name, where=where)
    if not app.env.get("CRMCLI_DEBUG"):
        return CrmError(fault, "CRMCLI_DEBUG=1 shows it whole; please report it")
    from crmcli.running.diagnosis import written

    return CrmError(fault, written(app, error))


def _kept(app: App) -> bool:
    """Return whether a change of this run was committed."""
    return "store" in vars(app) and app.store.kept


def _machine(app: App) -> bool:
    """Return whether a program reads the errors; wrong usage may come before --format is read."""
    asked = app.shown.get("format")
    if asked is None:
        words = [word for pair in app.argv for word in pair.split("=", maxsplit=1)]
        asked = words[words.index("--format") + 1] if "--format" in words[:-1] else None
    return asked in ("json", "jsonl")


def _refused_by_system(app: App, error: OSError | MemoryError) -> CrmError:
    """Return the error for what the system refused: a full disk, no memory, too many open files."""
    if isinstance(error, MemoryError):
        why, name = say("out of memory"), None
    else:
        why, name = system_says(error), error.filename
    if name:
        why = say("{name}: {why}", name=name, why=why)
    fact = say("{why}; all was saved", why=why) if _kept(app) else say("{why}; nothing was saved", why=why)
    way = say("make room, and run the command again")
    if isinstance(error, PermissionError | IsADirectoryError | NotADirectoryError):
        way = say("check the path and its permissions")
    elif getattr(error, "errno", None) == ENOSPC and not name:
        way = say("make room, also in the folder for temporary files, which TMPDIR names")
    return CrmError(fact, way)


def _place(error: BaseException) -> str:
    """Return file and line of a fault; never a value."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return say("an unknown place")
    return f"{os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}"  # noqa: PTH119
