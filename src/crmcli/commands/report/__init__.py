"""``crm report``: one command a report, made from the table of reports.

Nothing of a report is imported before it runs: its options are data in the table, and so are those
that all reports share.
"""

from __future__ import annotations

from importlib import import_module
from inspect import Parameter, Signature
from typing import TYPE_CHECKING, Annotated, Any

from typer import Context, Option, Typer

from crmcli.commands import options
from crmcli.commands.report.run import run as run_file
from crmcli.commands.report.sql import sql
from crmcli.config import BY_NAME, check
from crmcli.domain.reports import FAMILIES, REPORTS
from crmcli.said import named, say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date

    from crmcli.app import App
    from crmcli.domain.reports import Entry
    from crmcli.domain.reports import Option as OwnOption
    from crmcli.domain.reports.scope import Asked

    Span = tuple[date | None, date | None]

Value = Any
app = Typer()
HEADINGS = {entry.name: family.title for family in FAMILIES for entry in family.entries}


def command(entry: Entry) -> Callable[..., object]:
    """Return the function that Typer makes a report's command of."""

    def run(ctx: Context, **given: Value) -> object:
        from crmcli.domain.reports.answer import answer

        result: object = ctx.obj.read(answer, question(ctx.obj, entry, given))
        return result

    run.__annotations__ = {}
    # Help as it was composed: Typer keeps the English text alone.
    run.helps = {}  # type: ignore[attr-defined]
    run.__doc__ = f"{entry.help}\n\nExample: {entry.example}"
    run.columns = lambda: _columns(entry)  # type: ignore[attr-defined]
    run.prepare = lambda: _give_options(run, entry)  # type: ignore[attr-defined]
    return run


def _give_options(run: Any, entry: Entry) -> None:
    """Give a report's command its options: made for the one that is asked for, not for all."""
    parameters = [Parameter("ctx", Parameter.KEYWORD_ONLY, annotation=Context)]
    for name, annotation in (*_own(entry), *_shared(entry)):
        default = False if annotation.__origin__ is bool else None
        parameters.append(Parameter(name, Parameter.KEYWORD_ONLY, default=default, annotation=annotation))
        run.helps[name] = annotation.__metadata__[0].help
    run.__signature__ = Signature(parameters)


def _own(entry: Entry) -> Iterator[tuple[str, Any]]:
    """Yield the parameters that a report's own options become, with their annotations."""
    for option in entry.options:
        flag = f"--{option.name.replace('_', '-')}"
        match option.kind:
            case "flag":
                yield option.name, Annotated[bool, Option(flag, help=option.help)]
            case "number":
                metavar = option.metavar or "N"
                yield option.name, Annotated[int | None, Option(flag, metavar=metavar, help=option.help)]
            case "words":
                yield (
                    option.name,
                    Annotated[list[str] | None, Option(flag, metavar=option.metavar, help=option.help)],
                )
            case _:
                choices = (
                    say(" One of {choices}.", choices=", ".join(option.choices)) if option.choices else ""
                )
                metavar = option.metavar or ("WHAT" if option.choices else option.kind.upper())
                yield (
                    option.name,
                    Annotated[str | None, Option(flag, metavar=metavar, help=said(option) + choices)],
                )


def said(option: OwnOption) -> str:
    """Return the help of a report's own option; one that stands for a setting says what that means."""
    if option.kind != "setting":
        return named(option.help)
    return say(
        "{help} Instead of the setting {name}.",
        help=named(option.help or BY_NAME[option.name].help),
        name=option.name,
    )


def _shared(entry: Entry) -> Iterator[tuple[str, Any]]:
    """Yield the parameters that every report has, after its own, with their annotations."""
    days = named(entry.days)
    by = say(
        "What a row stands for: {by}. Without it {default}.", by=", ".join(entry.by), default=entry.by[0]
    )
    period = say(
        "Only what was {days} in this period: 2026, 2026-Q3, 2026-07 or 2026-07..2026-09.", days=days
    )
    for flag, metavar, text in (
        ("by", "WHAT", by),
        ("period", "PERIOD", period),
        (
            "since",
            "DAY",
            say("Only what was {days} on this day or later; 90d counts back from --as-of.", days=days),
        ),
        ("until", "DAY", say("Only what was {days} on this day or earlier.", days=days)),
    ):
        yield flag, Annotated[str | None, Option(f"--{flag}", metavar=metavar, help=text)]
    where = say("Only {of} like this: 'FIELD=VALUE and ...'; may be repeated.", of=named(entry.of))
    yield "where", Annotated[list[str] | None, Option("--where", metavar="FILTER", help=where)]
    yield "as_of", options.AsOf
    for name, metavar, text in (
        ("currency", "CODE", "All amounts in this currency, at the rates of their days."),
        ("compare", "DAY", "Beside it the same as of this day, a span moved along, and the difference."),
        ("explain", "ROW", "The rows and formulas behind one row: its number or name, or total."),
    ):
        yield name, Annotated[str | None, Option(f"--{name}", metavar=metavar, help=text)]
    yield "limit", options.Limit
    alert = "Exit with 10 when a row is like this: 'amount < 1000'; may be repeated."
    yield "alert", Annotated[list[str] | None, Option("--alert", metavar="TEST", help=alert)]
    code = "Exit with 10 when there is any row."
    yield "exit_code", Annotated[bool, Option("--exit-code", help=code)]


def _columns(entry: Entry) -> list[tuple[str, str]]:
    """Return the columns of a report, each with its unit and definition, for its help."""
    from crmcli.domain.reports.columns import defined

    return [(column.name, column.told) for column in defined(entry)]


def question(run: App, entry: Entry, given: Mapping[str, Value]) -> Any:
    """Return what is asked of a report; ``given`` has the options by name, as text.

    Raises:
        UsageError: an option can't be what it is.
    """
    from crmcli.commands.report.spellings import spellings
    from crmcli.domain.reports.answer import Question

    request_type = import_module(entry.module).Request
    request: Asked = request_type(**dict(_asked(run, entry, given)))
    compare = options.day(run, given["compare"]) if given.get("compare") else None
    return Question(
        entry,
        request,
        compare=compare,
        explain=given.get("explain"),
        says=spellings,
        alerts=tuple(given.get("alert") or ()),
        exit_code=bool(given.get("exit_code")),
        limit=given.get("limit") or 0,
    )


def _asked(run: App, entry: Entry, given: Mapping[str, Value]) -> Iterator[tuple[str, Value]]:
    """Yield the fields of the request that options and settings make."""
    as_of = options.day(run, given.get("as_of"))
    yield "as_of", as_of
    yield "where", tuple(given.get("where") or ())
    yield from zip(("since", "until"), _known(entry, as_of, span(as_of, given)), strict=True)
    yield "by", _by(entry, given.get("by"))
    yield "currency", code(given.get("currency"))
    yield "limit", options.row_limit(run, given.get("limit"))
    yield "lapsed_days", run.config.integer("lapsed_days")
    yield "zone", run.config.get("zone") or "UTC"
    yield "home", run.config.get("currency")
    if run.for_people or _for_readers(run):
        yield "language", run.config.get("locale")
    for option in entry.options:
        text = given.get(option.name)
        match option.kind:
            case "words":
                yield option.name, tuple(text or ())
            case "file":
                yield option.name, _file(text)
            case "own_currency":
                yield option.name, code(text) or run.config.get("currency")
            case "setting":
                yield option.name, run.config.get(option.name) if text is None else check(option.name, text)
            case "flag":
                yield option.name, bool(text)
            case _:
                yield option.name, text


def _for_readers(run: App) -> bool:
    """Return whether the answer becomes a page or a mail."""
    from pathlib import Path

    from crmcli.output import FOR_READERS, format_of

    path = Path(run.shown["output"]) if "output" in run.shown else None
    return format_of(run.shown.get("format"), path) in FOR_READERS


def _by(entry: Entry, by: str | None) -> str | None:
    """Return what the rows stand for.

    Raises:
        UsageError: the report can't be told by that.
    """
    if by is None:
        return None
    from crmcli.domain.reports.scope import chosen

    return chosen(entry.name, by, entry.by)


def code(text: str | None) -> str | None:
    """Return the code of a currency.

    Raises:
        UsageError: there is none of that name.
    """
    if text is None:
        return None
    from crmcli.domain.money import check_currency

    return check_currency(text)


def span(as_of: date, given: Mapping[str, Value]) -> Span:
    """Return the first and the last day that the options bound a report to.

    Raises:
        UsageError: an option is no day or period, or they contradict each other.
    """
    if not (given.get("period") or given.get("since") or given.get("until")):
        return None, None
    from datetime import UTC, datetime, time

    from crmcli.domain.dates import parse_when
    from crmcli.domain.periods import parse_period, parse_since
    from crmcli.errors import UsageError

    if given.get("period"):
        if given.get("since") or given.get("until"):
            raise UsageError("--period says both ends already", "leave --since and --until out")
        period = parse_period(given["period"])
        return period.start, period.last
    since = until = None
    if given.get("since"):
        since = parse_since(given["since"], datetime.combine(as_of, time(), UTC)).date()
    if given.get("until"):
        until = parse_when(given["until"], as_of)
    if since and until and until < since:
        raise UsageError(
            say("--until {until} is before --since {since}", until=until, since=since),
            "the first day goes with --since",
        )
    return since, until


def _known(entry: Entry, as_of: date, days: Span) -> Span:
    """Return a span of which something can be known on a day.

    Raises:
        UsageError: it begins later, and the report is not about days ahead.
    """
    since, until = days
    if since is None or since <= as_of or entry.ahead:
        return days
    from crmcli.errors import UsageError

    fact = say(
        "nothing is known as of {as_of} of what was {days} from {since} on",
        as_of=as_of,
        days=days,
        since=since,
    )
    raise UsageError(
        fact, say("begin no later than {as_of}, or --as-of {until}", as_of=as_of, until=until or since)
    )


def _file(path: str | None) -> tuple[str, str] | None:
    """Return the name and the text of a file.

    Raises:
        Refused: it can't be read as UTF-8.
    """
    if path is None:
        return None
    from pathlib import Path

    from crmcli.domain.small_file import read_small
    from crmcli.errors import unread

    try:
        return path, read_small(Path(path)).decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise unread(path, error) from error


for _entry in REPORTS:
    app.command(_entry.name)(command(_entry))
app.command("run")(run_file)
app.command("sql")(sql)
