"""``crm report run``: the reports of a file, each into its place; what cron calls."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from typer import Argument, Context, Option

from crmcli.app import App
from crmcli.commands import options
from crmcli.domain.frozen import frozen
from crmcli.domain.results import Batch, Listing
from crmcli.errors import CrmError, Refused, UsageError, unread
from crmcli.said import listed, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crmcli.commands.report.run_plan import Order, Plan
    from crmcli.domain.reports.run_file import RunFile
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
        Option("--since", metavar="DAY", help="As of a report; or last-run: what came after it."),
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
        bool, Option("--check", help="Ask it all, write nothing, say what would be done.")
    ] = False,
) -> Batch | Listing[Any]:
    """Run the reports of a file, each into its place.

    They see one state of the store. One that fails leaves the others alone: exit code 5; 10 where an alert is
    raised. Files are replaced whole.

    Example: crm report run daily.toml --out reports --keep 30
    """
    from crmcli.commands.report.run_plan import planned
    from crmcli.domain.reports.run_file import EMPTY

    app: App = ctx.obj
    if "output" in app.shown and not check:
        raise UsageError("--output names one file for several reports", "--out DIR is for a run")
    if if_empty is not None and if_empty not in EMPTY:
        raise UsageError(
            say(
                '--if-empty is {empty}, not "{if_empty}"', empty=listed(EMPTY, say(" or ")), if_empty=if_empty
            ),
            f"--if-empty {EMPTY[1]}",
        )
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
    _check_store(app)
    plan = planned(app, found, (file, out), only or ())
    answered = _answers(app, plan)
    return _checked(plan, answered) if check else _batch(plan, answered, quiet=found.quiet or app.quiet)


def _check_store(app: App) -> None:
    """Refuse a store that is not there: nobody looks on while reports of nothing replace good ones."""
    if not app.store.exists():
        fact = say("there is no store at {name}, and reports of nothing are not written", name=app.store.name)
        raise Refused(fact, "--db names the store: crm --db FILE report run ...")


def _read(file: Path, over: Mapping[str, Any]) -> RunFile:
    """Return what a file asks for.

    Raises:
        Refused: it can't be read.
        UsageError: it is wrong as a whole.
    """
    from crmcli.domain.reports import run_file
    from crmcli.domain.small_file import read_small

    try:
        text = read_small(file).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise unread(file, error) from error
    try:
        return run_file.read(text, over)
    except UsageError as error:
        raise UsageError(say("{file}: {reason}", file=file, reason=error.message), error.hint) from error


def _answers(app: App, plan: Plan) -> dict[str, Answered]:
    """Ask all that can be asked and return what became of it, by the names of the papers."""
    from crmcli.domain.reports.running import answers

    asked = [order for order in plan.orders if order.question is not None]
    questions = [order.question for order in asked if order.question is not None]
    found: list[Answered] = []
    while len(found) < len(questions):
        found += app.read(answers, questions[len(found) :])
    return {order.job.name: one for order, one in zip(asked, found, strict=True)}


def _batch(plan: Plan, answered: Mapping[str, Answered], *, quiet: bool) -> Batch:
    """Return the papers in the order of the file."""
    from crmcli.domain.reports.bundled import bundled
    from crmcli.domain.reports.running import digest

    papers = []
    for order in plan.orders:
        paper = order.paper
        one = answered.get(order.job.name)
        if one is None or one.result is None:
            papers.append(paper._replace(failure=_failure(order, one)))
            continue
        told = digest(one.result, f"{paper.format} {order.job.output}") if order.job.if_changed else None
        last = paper.last if order.job.last_run else None
        papers.append(paper._replace(result=one.result, alerts=one.alerts, digest=told, last=last))
    if plan.digest is not None:
        whole = bundled(papers, plan.digest.title, plan.digest.day)
        papers.insert(0, plan.digest.paper._replace(result=whole))
    return Batch(papers, plan.memory, plan.known, quiet)


def _failure(order: Order, one: Answered | None) -> CrmError | None:
    """Return why nothing came of a report, None where something did."""
    if one is None:
        return order.failure
    return None if one.failure is None else _failed(one.failure)


def _failed(error: Exception) -> CrmError:
    """Return what a fault is to people: a line and no traceback."""
    if isinstance(error, CrmError):
        return error
    fact = say("this is a fault of crmcli: {name}", name=type(error).__name__)
    return CrmError(fact, "run the report alone with CRMCLI_DEBUG=1, and please report it")


@frozen
class JobRow:
    """A report of a file as it would be written; ``problem`` is why it would not."""

    name: str
    report: str
    writes: str | None
    format: str | None
    days: str | None
    problem: str | None


def _checked(plan: Plan, answered: Mapping[str, Answered]) -> Listing[JobRow]:
    """Return what would be done; exit code 2 where something could not."""
    from crmcli.domain.reports.scope import days_of
    from crmcli.output import format_of

    rows = []
    for order in plan.orders:
        days = days_of(order.question.request) if order.question is not None else ""
        failure = _failure(order, answered.get(order.job.name))
        problem = failure.message if failure is not None else None
        paper, job = order.paper, order.job
        form = format_of(paper.format, Path(paper.output) if paper.output else None)
        whole = plan.digest.paper.output if plan.digest is not None and paper.inside else None
        row = JobRow(job.name, job.report, paper.output or whole, form, days or None, problem)
        rows.append(row)
    wrong = sum(row.problem is not None for row in rows)
    code = int(UsageError.code) if wrong else 0
    told = (
        (say("{wrong} of {count} reports can't be run", wrong=wrong, count=len(rows)),)
        if wrong
        else (say("nothing was written"),)
    )
    return Listing(JobRow, rows, notes=told, exit_code=code)
