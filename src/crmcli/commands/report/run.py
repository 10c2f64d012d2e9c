"""``crm report run``: the reports of a file, each into its place; what cron calls."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from typer import Argument, Context, Option

from crmcli.app import App
from crmcli.commands import options
from crmcli.domain.frozen import frozen
from crmcli.domain.reports.run_file import EMPTY, LAST_RUN, Job, RunFile
from crmcli.domain.results import Batch, Listing, Paper
from crmcli.errors import CrmError, Refused, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from crmcli.domain.reports.answer import Question
    from crmcli.domain.reports.running import Answered


def run(
    ctx: Context,
    file: Annotated[Path, Argument(metavar="FILE", help="The reports, as TOML; crm help cron shows one.")],
    out: Annotated[
        Path | None,
        Option("--out", metavar="DIR", help="Where files go; without it beside FILE, or as it says."),
    ] = None,
    only: Annotated[
        list[str] | None, Option("--only", metavar="NAME", help="Only this report; may be repeated.")
    ] = None,
    since: Annotated[
        str | None,
        Option("--since", metavar="DAY", help=f"As of a report; or {LAST_RUN}: what came after it."),
    ] = None,
    as_of: options.AsOf = None,
    keep: Annotated[
        int | None,
        Option("--keep", min=1, metavar="N", help="Files of a name that stay; older ones are removed."),
    ] = None,
    if_changed: Annotated[
        bool, Option("--if-changed", help="Write only what differs from last time.")
    ] = False,
    if_empty: Annotated[
        str | None,
        Option("--if-empty", metavar="WHAT", help="A report without rows: print (usual) or silent."),
    ] = None,
    check: Annotated[
        bool, Option("--check", help="Read it all, run nothing, say what would be done.")
    ] = False,
) -> Batch | Listing[Any]:
    """Run the reports of a file, each into its place.

    They see one state of the store. One that fails leaves the others alone: exit code 5; 10 where an alert is
    raised. Files are replaced whole.

    Example: crm report run daily.toml --out reports --keep 30
    """
    app: App = ctx.obj
    if "output" in app.shown and not check:
        raise UsageError("--output names one file for several reports", "--out DIR is for a run")
    if if_empty is not None and if_empty not in EMPTY:
        raise UsageError(f'--if-empty is {" or ".join(EMPTY)}, not "{if_empty}"', f"--if-empty {EMPTY[1]}")
    over: dict[str, Any] = {
        "since": since,
        "as_of": as_of,
        "keep": keep,
        "if_changed": if_changed or None,
        "if_empty": if_empty,
        "format": None if check else app.shown.get("format"),
    }
    found = _read(file, {name: value for name, value in over.items() if value is not None})
    for name, value in (found.settings or {}).items():
        if app.flags.get(name) is None:
            app.flags[name] = value
    plan = _plan(app, found, file, out, only or ())
    return _checked(plan) if check else _run(app, plan, quiet=found.quiet or app.quiet)


def _read(file: Path, over: Mapping[str, Any]) -> RunFile:
    """Return what a file asks for.

    Raises:
        Refused: it can't be read.
        UsageError: it is wrong as a whole.
    """
    from crmcli.domain.reports import run_file

    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        raise Refused(f"can't read {file}: {reason.lower()}", "check the path") from error
    try:
        return run_file.read(text, over)
    except UsageError as error:
        raise UsageError(f"{file}: {error.message}", error.hint) from error


class Order(NamedTuple):
    """A report of the file, ready to be asked; ``failure`` stands in the place of a question."""

    job: Job
    paper: Paper
    question: Question | None = None
    failure: CrmError | None = None


class Plan(NamedTuple):
    """All of them, with what is remembered of earlier runs, and where."""

    orders: list[Order]
    memory: str | None
    known: dict[str, dict[str, str]]


def _plan(app: App, found: RunFile, file: Path, out: Path | None, names: Sequence[str]) -> Plan:
    """Return what is to be asked, and where each answer goes."""
    from crmcli.domain.reports.run_file import only

    folder = out if out is not None else file.parent / (found.out or "")
    memory = file.parent / found.memory if found.memory else folder / f".{file.stem}.last-run.json"
    jobs = only(found.jobs, names)
    needed = any(job.last_run or job.if_changed for job in jobs)
    known = _recall(memory) if needed else {}
    orders = [_order(app, job, folder, known.get(job.name, {})) for job in jobs]
    return Plan(_apart(orders), str(memory) if needed else None, known)


def _recall(memory: Path) -> dict[str, dict[str, str]]:
    """Return what earlier runs wrote down, nothing before the first.

    Raises:
        Refused: the file can't be read, or is another's.
    """
    from json import JSONDecodeError, loads

    try:
        papers = loads(memory.read_text(encoding="utf-8"))["papers"]
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise Refused(f"can't read {memory}: {(error.strerror or '').lower()}", "check the path") from error
    except (JSONDecodeError, UnicodeDecodeError, KeyError, TypeError):
        papers = None
    if not isinstance(papers, dict) or not all(isinstance(one, dict) for one in papers.values()):
        raise Refused(f"{memory} doesn't hold what a run remembers", "move it away: the next run begins anew")
    return {str(name): {str(k): str(v) for k, v in one.items()} for name, one in papers.items()}


def _order(app: App, job: Job, folder: Path, known: Mapping[str, str]) -> Order:
    """Return what a report of the file asks, and where its answer goes."""
    from crmcli.output import FORMATS, format_of

    paper = Paper(job.name, format=job.format, silent=job.if_empty == EMPTY[1])
    try:
        if job.wrong is not None:
            raise job.wrong
        if job.format is not None and job.format not in FORMATS:
            raise UsageError(f'no format is called "{job.format}"', f"formats: {', '.join(FORMATS)}")
        given = dict(job.given)
        if job.last_run and known.get("last"):
            given["since"] = known["last"]
        paper = _placed(app, job, folder, paper)
        with _shown(app, format_of(paper.format, Path(paper.output) if paper.output else None)):
            from crmcli.commands.report import question

            asked = question(app, job.entry, given)
            _check_alerts(asked)
    except CrmError as error:
        return Order(job, paper, failure=error)
    return Order(job, paper._replace(last=asked.request.as_of.isoformat()), asked)


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


def _apart(orders: list[Order]) -> list[Order]:
    """Return the orders, those with a failure that would write the file of another."""
    taken: dict[str, str] = {}
    found = []
    for order in orders:
        place = order.paper.output
        if place is not None and place in taken:
            message = f"{Path(place).name} is the file of {taken[place]} already"
            failure = UsageError(message, 'output = "{name}-{date}.html" with as = "another name"')
            found.append(order._replace(question=None, failure=failure))
            continue
        if place is not None:
            taken[place] = order.job.name
        found.append(order)
    return found


def _run(app: App, plan: Plan, *, quiet: bool) -> Batch:
    """Ask all that can be asked and return the papers in the order of the file."""
    from crmcli.domain.reports.running import answers, digest

    asked = [order for order in plan.orders if order.question is not None]
    questions = [order.question for order in asked if order.question is not None]
    found: list[Answered] = []
    while len(found) < len(questions):
        found += app.read(answers, questions[len(found) :])
    by_name = {order.job.name: one for order, one in zip(asked, found, strict=True)}
    papers = []
    for order in plan.orders:
        paper = order.paper
        one = by_name.get(order.job.name)
        if one is None or one.result is None:
            failure = order.failure if one is None else _failed(one.failure)
            papers.append(paper._replace(failure=failure))
            continue
        told = digest(one.result, f"{paper.format} {order.job.output}") if order.job.if_changed else None
        last = paper.last if order.job.last_run else None
        papers.append(paper._replace(result=one.result, alerts=one.alerts, digest=told, last=last))
    return Batch(papers, plan.memory, plan.known, quiet)


def _failed(error: Exception | None) -> CrmError:
    """Return what a fault is to people: a line and no traceback."""
    if isinstance(error, CrmError):
        return error
    fact = f"this is a fault of crmcli: {type(error).__name__}"
    return CrmError(fact, "run the report alone with CRMCLI_DEBUG=1, and please report it")


@frozen
class JobRow:
    """A report of a file as it would be run; ``problem`` is why it would not."""

    name: str
    report: str
    writes: str | None
    format: str | None
    days: str | None
    problem: str | None


def _checked(plan: Plan) -> Listing[JobRow]:
    """Return what would be done; exit code 2 where something could not."""
    rows = []
    for order in plan.orders:
        days = order.question.request.span.strip() if order.question is not None else ""
        problem = order.failure.message if order.failure is not None else None
        row = JobRow(
            order.job.name, order.job.report, order.paper.output, order.paper.format, days or None, problem
        )
        rows.append(row)
    wrong = sum(row.problem is not None for row in rows)
    code = int(UsageError.code) if wrong else 0
    told = (f"{wrong} of {len(rows)} reports can't be run",) if wrong else ("nothing was run",)
    return Listing(JobRow, rows, notes=told, exit_code=code)
