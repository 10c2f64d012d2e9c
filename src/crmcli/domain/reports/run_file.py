"""The file of ``crm report run``: which reports, asked what, written where. Text in, orders out; pure.

A table ``[run]`` holds what counts for all of them, each ``[[report]]`` what counts for one. Options of a
report are called as on the command line; dashes and underscores are one.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.reports import REPORTS, Entry, entry_of
from crmcli.domain.reports.run_names import dated
from crmcli.errors import UsageError
from crmcli.said import listed, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

LAST_RUN = "last-run"
EMPTY = ("print", "silent")
SETTINGS = ("locale", "zone", "mail_to", "mail_from", "branch")
"""Settings that a file may set for its run."""
_HANDLING = ("out", "format", "keep", "if_changed", "if_empty")
_RUN = (*_HANDLING, "quiet", "memory", "digest", "title", "since", "as_of", "currency", "limit", *SETTINGS)
_SHARED = (
    "by",
    "period",
    "since",
    "until",
    "where",
    "as_of",
    "currency",
    "compare",
    "explain",
    "limit",
    "alert",
)
_LISTS = ("where", "alert")
_OWN = ("name", "as", "output", "format", "keep", "if_changed", "if_empty", "exit_code")
_EXAMPLE = '[[report]] name = "sales" by = "month" output = "sales-{date}.html"'


@frozen
class Job:
    """A report to be run: what it is called here, what is asked of it, and where it goes.

    ``given`` holds the options by name, as the command line would. ``keep`` 0 is all files; ``last_run``
    asks for what came since the last time. ``wrong`` says why it can't be run.
    """

    name: str
    report: str
    given: dict[str, Any]
    output: str | None = None
    format: str | None = None
    keep: int = 0
    if_changed: bool = False
    if_empty: str = "print"
    last_run: bool = False
    wrong: UsageError | None = None

    @property
    def entry(self) -> Entry:
        """The report itself."""
        found = entry_of(self.report)
        if found is None:
            raise _no_report(self.report)
        return found


@frozen
class RunFile:
    """What a file asks for: its reports, the folder and the memory it names, settings of the run.

    ``digest`` is the file that holds all answers, under ``title``, as of ``as_of``; ``keep`` of them stay.
    """

    jobs: tuple[Job, ...]
    out: str | None = None
    memory: str | None = None
    quiet: bool = False
    settings: dict[str, str] | None = None
    digest: str | None = None
    title: str | None = None
    keep: int = 0
    as_of: str | None = None


def read(text: str, over: Mapping[str, Any]) -> RunFile:
    """Return what a file asks for; ``over`` has what the command line says instead, by the names of [run].

    What is wrong with one report alone is kept with it.

    Raises:
        UsageError: it is no TOML, holds no report, or what counts for all of them is wrong.
    """
    from crmcli.domain.toml_text import parsed

    try:
        whole = parsed(text)
    except ValueError as error:
        raise UsageError(say("it is no TOML: {error}", error=error), _EXAMPLE) from error
    _known(whole, ("run", "report"), say("the file"))
    run, reports = whole.get("run", {}), whole.get("report", [])
    if not isinstance(run, dict):
        raise UsageError("[run] is a table", '[run] and below it out = "reports"')
    if not (isinstance(reports, list) and reports and all(isinstance(one, dict) for one in reports)):
        raise UsageError("the file names no report", _EXAMPLE)
    run = _plain(run)
    _known(run, _RUN, "[run]")
    told = {**run, **over}
    jobs = _told_apart([_job(_plain(one), run, over) for one in reports])
    return RunFile(
        tuple(jobs),
        out=_text("out", run["out"]) if "out" in run else None,
        memory=_text("memory", run["memory"]) if "memory" in run else None,
        quiet=_flag("quiet", run.get("quiet", False)),
        settings={name: _text(name, run[name]) for name in SETTINGS if name in run},
        digest=_text("digest", run["digest"]) if "digest" in run else None,
        title=_text("title", run["title"]) if "title" in run else None,
        keep=_number("keep", told.get("keep", 0)) if dated(run.get("digest")) else 0,
        as_of=_text("as_of", told["as_of"]) if "as_of" in told else None,
    )


def only(jobs: Sequence[Job], names: Sequence[str]) -> list[Job]:
    """Return the jobs of these names.

    Raises:
        UsageError: none is called so.
    """
    from crmcli.domain.text import nearest

    for name in names:
        known = [job.name for job in jobs]
        if name not in known and name not in {job.report for job in jobs}:
            close = nearest(name, known)
            hint = (
                f"--only {close[0]}" if close else say("--only takes one of {known}", known=", ".join(known))
            )
            raise UsageError(say('no report of the file is called "{name}"', name=name), hint)
    return [job for job in jobs if not names or job.name in names or job.report in names]


def _plain(table: Mapping[str, Any]) -> dict[str, Any]:
    return {name.replace("-", "_"): value for name, value in table.items()}


def _known(given: Iterable[str], names: Sequence[str], where: str) -> None:
    """Refuse a name that means nothing there."""
    from crmcli.domain.text import nearest

    for name in given:
        if name not in names:
            close = nearest(name, names)
            hint = (
                say('write it as "{close}"', close=close[0])
                if close
                else say("{where} takes {names}", where=where, names=", ".join(names))
            )
            raise UsageError(say('"{name}" means nothing in {where}', name=name, where=where), hint)


def _job(table: dict[str, Any], run: Mapping[str, Any], over: Mapping[str, Any]) -> Job:
    """Return the order of one report; what is wrong with it is kept."""
    report, called = (table[name] if isinstance(table.get(name), str) else "" for name in ("name", "as"))
    called = called or report or say("a report without a name")
    try:
        entry = entry_of(report)
        if entry is None:
            raise _no_report(report)
        _check_name(called)
        _known(
            table,
            (*_OWN, *_SHARED, *(option.name for option in entry.options)),
            say("a report of {report}", report=report),
        )
        if "period" in table:
            run = {name: value for name, value in run.items() if name != "since"}
        if "keep" not in table and not dated(table.get("output")):
            run, over = ({k: v for k, v in one.items() if k != "keep"} for one in (run, over))
        return _made(called, entry, {**run, **table, **over})
    except UsageError as error:
        return Job(called, report, {}, wrong=error)


def _check_name(called: str) -> None:
    """Refuse what would lead out of a folder."""
    if "/" in called or "\\" in called:
        fact = say("\"{called}\" can't be a name: it becomes part of a file's", called=called)
        raise UsageError(fact, 'as = "sales by month"')


def _no_report(name: str) -> UsageError:
    from crmcli.domain.text import nearest

    if not name:
        return UsageError("a report has no name", _EXAMPLE)
    close = nearest(name, [entry.name for entry in REPORTS])
    return UsageError(
        say('no report is called "{name}"', name=name),
        f'name = "{close[0]}"' if close else "crm report --help",
    )


def _made(called: str, entry: Entry, told: Mapping[str, Any]) -> Job:
    """Return the order of a report of which is told what it is to be.

    Raises:
        UsageError: a value is not of its kind.
    """
    kinds = {**dict.fromkeys(_SHARED, "text"), **dict.fromkeys(_LISTS, "words"), "limit": "number"}
    kinds |= {option.name: option.kind for option in entry.options}
    given = {name: _option(name, told[name], kind) for name, kind in kinds.items() if name in told}
    given["exit_code"] = _flag("exit_code", told.get("exit_code", False))
    given.setdefault("limit", 0)
    last_run = given.get("since") == LAST_RUN
    if last_run:
        del given["since"]
    return Job(
        called,
        entry.name,
        given,
        output=_text("output", told["output"]) if "output" in told else None,
        format=_text("format", told["format"]) if "format" in told else None,
        keep=_number("keep", told.get("keep", 0)),
        if_changed=_flag("if_changed", told.get("if_changed", False)),
        if_empty=_word("if_empty", told.get("if_empty", EMPTY[0]), EMPTY),
        last_run=last_run,
    )


def _told_apart(jobs: Sequence[Job]) -> list[Job]:
    """Return the jobs with names of their own: sales, sales 2."""
    from dataclasses import replace

    seen: dict[str, int] = {}
    found = []
    for job in jobs:
        seen[job.name] = seen.get(job.name, 0) + 1
        found.append(job if seen[job.name] == 1 else replace(job, name=f"{job.name} {seen[job.name]}"))
    return found


def _option(name: str, value: object, kind: str) -> Any:
    """Return an option as the command line would give it.

    Raises:
        UsageError: it is not of its kind.
    """
    if kind == "flag":
        return _flag(name, value)
    if kind == "number":
        return _number(name, value)
    if kind == "words":
        values = value if isinstance(value, list) else [value]
        return [_text(name, one) for one in values]
    return _text(name, value)


def _text(name: str, value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float | date):
        raise UsageError(
            say("{name} is a text, not {shown}", name=name, shown=_shown(value)), f'{name} = "..."'
        )
    return value.date().isoformat() if isinstance(value, datetime) else str(value)


def _flag(name: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise UsageError(
            say("{name} is true or false, not {shown}", name=name, shown=_shown(value)),
            f"{name} = true",
        )
    return value


def _number(name: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise UsageError(
            say("{name} is a whole number, not {shown}", name=name, shown=_shown(value)), f"{name} = 30"
        )
    return value


def _word(name: str, value: object, words: Sequence[str]) -> str:
    if value not in words:
        raise UsageError(
            say(
                "{name} is {words}, not {shown}",
                name=name,
                words=listed(words, say(" or ")),
                shown=_shown(value),
            ),
            f'{name} = "{words[0]}"',
        )
    return str(value)


def _shown(value: object) -> str:
    from crmcli.domain.text import excerpt

    return excerpt(repr(value))
