"""What ``crm report run`` is going to do: each report's question, its file, and what is remembered."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.app import App
from crmcli.commands import options
from crmcli.domain.papers import Paper
from crmcli.domain.reports.answer import Question
from crmcli.domain.reports.run_file import EMPTY, Job, RunFile
from crmcli.errors import CrmError, Refused, UsageError, unread
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

_PAGE = "html"
_ALONE = ("html", "eml", "xlsx")
"""Formats of which two can't stand one behind the other."""


class Order(NamedTuple):
    """A report of the file, ready to be asked; ``failure`` stands in the place of a question."""

    job: Job
    paper: Paper
    question: Question | None = None
    failure: CrmError | None = None


class Digest(NamedTuple):
    """The page or mail of all answers: where it goes, its title and its day."""

    paper: Paper
    title: str
    day: date


class Plan(NamedTuple):
    """All of them, with what is remembered of earlier runs, and where; the digest, if there is one."""

    orders: list[Order]
    memory: str | None
    known: dict[str, dict[str, str]]
    digest: Digest | None = None


def planned(app: App, found: RunFile, places: tuple[Path, Path | None], names: Sequence[str]) -> Plan:
    """Return what is to be asked, and where each answer goes; ``places`` are the file, and --out."""
    from crmcli.domain.reports.run_file import only

    file, out = places
    folder = out if out is not None else file.parent / (found.out or "")
    memory = file.parent / found.memory if found.memory else folder / f".{file.stem}.last-run.json"
    jobs = only(found.jobs, names)
    needed = any(job.last_run or job.if_changed for job in jobs)
    known = _recall(memory) if needed else {}
    # A part of the reports would replace the digest of all of them.
    digest = None if names else _digest(app, found, folder, file.stem)
    orders = []
    for job in jobs:
        inside = digest is not None and job.output is None
        orders.append(_order(app, job, folder, known.get(job.name, {}), inside=inside))
    taken = {digest.paper.output: digest.paper.name} if digest else {}
    return Plan(_apart(orders, taken), str(memory) if needed else None, known, digest)


def _digest(app: App, found: RunFile, folder: Path, stem: str) -> Digest | None:
    """Return where all answers go together, None where they don't.

    Raises:
        UsageError: it is neither a page nor a mail.
        Refused: it can't be written.
    """
    if found.digest is None:
        return None
    from crmcli.output import FOR_READERS, format_of

    job = Job("digest", "", {"as_of": found.as_of}, output=found.digest, keep=found.keep)
    paper = _placed(app, job, folder, Paper(job.name, silent=True))
    if format_of(None, Path(found.digest)) not in FOR_READERS:
        raise UsageError(
            say('a digest is a page or a mail, not "{digest}"', digest=found.digest), 'digest = "{date}.html"'
        )
    return Digest(paper, found.title or stem, options.day(app, found.as_of))


def _recall(memory: Path) -> dict[str, dict[str, str]]:
    """Return what earlier runs wrote down, nothing before the first.

    Raises:
        Refused: the file can't be read, or is another's.
    """
    from json import loads

    try:
        papers = loads(memory.read_text(encoding="utf-8"))["papers"]
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise unread(memory, error) from error
    except (ValueError, RecursionError, KeyError, TypeError):
        papers = None
    if not isinstance(papers, dict) or not all(isinstance(one, dict) for one in papers.values()):
        raise Refused(
            say("{memory} doesn't hold what a run remembers", memory=memory),
            "move it away: the next run begins anew",
        )
    return {str(name): {str(k): str(v) for k, v in one.items()} for name, one in papers.items()}


def _order(app: App, job: Job, folder: Path, known: Mapping[str, str], *, inside: bool) -> Order:
    """Return what a report of the file asks, and where its answer goes; ``inside`` the digest alone."""
    from crmcli.output import FORMATS, format_of

    paper = Paper(job.name, format=job.format, silent=job.if_empty == EMPTY[1], inside=inside)
    try:
        if job.wrong is not None:
            raise job.wrong
        if job.format is not None and job.format not in FORMATS:
            raise UsageError(
                say('no format is called "{format}"', format=job.format),
                say("formats: {formats}", formats=", ".join(FORMATS)),
            )
        given = dict(job.given)
        if job.last_run and known.get("last"):
            given["since"] = _since(known["last"], options.day(app, given.get("as_of")))
        paper = _placed(app, job, folder, paper)
        form = format_of(paper.format, Path(paper.output) if paper.output else None)
        with _shown(app, _PAGE if inside else form):
            from crmcli.commands.report import question

            asked = question(app, job.entry, given)
            _check_alerts(asked)
    except CrmError as error:
        return Order(job, paper, failure=error)
    return Order(job, paper._replace(last=asked.request.as_of.isoformat()), asked)


def _since(last: str, day: date) -> str:
    """Return the day of the last run; nothing would have come after one that is still to come.

    Raises:
        UsageError: it lies after the day of the report.
    """
    if last > day.isoformat():
        fact = say("the last run was as of {last}, which is after {day}", last=last, day=day)
        raise UsageError(
            fact, say("--since {day} tells from when; memory = FILE in [run] begins anew", day=day)
        )
    return last


def _placed(app: App, job: Job, folder: Path, paper: Paper) -> Paper:
    """Return a paper with its file, and which files of that name stay."""
    from crmcli import output
    from crmcli.domain.reports.run_names import filled, kept

    if job.output is None:
        return paper
    day = options.day(app, job.given.get("as_of"))
    path = folder / filled(job.output, job.name, day)
    keep = kept(job.output, job.name, job.keep) if job.keep else None
    app.refuse_store(path)
    if path.parent.is_dir():
        output.check(path, format=job.format, force=True)
    return paper._replace(output=str(path), keep=keep)


@contextmanager
def _shown(app: App, form: str | None) -> Iterator[None]:
    """Let the program know for whom a result is while it is asked for."""
    kept = app.shown
    app.shown = {} if form is None else {"format": form}
    try:
        yield
    finally:
        app.shown = kept


def _check_alerts(asked: Question) -> None:
    """Refuse an alert that no row of the report could be tested by.

    Raises:
        UsageError: it is no test, or names a column that is in no row of the report.
    """
    from crmcli.domain.reports.alerts import alert_of
    from crmcli.domain.reports.columns import rows_of
    from crmcli.domain.reports.comparing import both

    rows: list[Any] = list(rows_of(asked.entry))
    if asked.compare is not None:
        rows += [both(row) for row in rows]
    for text in asked.alerts:
        wrong: list[UsageError] = []
        for row in rows:
            try:
                alert_of(row, text, asked.request.as_of)
                break
            except UsageError as error:
                wrong.append(error)
        else:
            raise wrong[0]


def _apart(orders: list[Order], taken: dict[str | None, str]) -> list[Order]:
    """Return the orders, those with a failure that would write where another does; ``taken`` are places.

    On standard output reports stand below each other, but of a page, a mail or a workbook there is one.
    """
    found = []
    for order in orders:
        paper, other = order.paper, None
        place = paper.output or (paper.format if paper.format in _ALONE and not paper.inside else None)
        if place is not None:
            other = taken.setdefault(place, paper.name)
        if other is None or other == paper.name:
            found.append(order)
            continue
        what = (
            Path(place).name if place and paper.output else say("standard output, as {place},", place=place)
        )
        failure = UsageError(
            say("{what} is taken by {other} already", what=what, other=other), 'output = "{name}-{date}.html"'
        )
        found.append(order._replace(question=None, failure=failure))
    return found
