"""``crm report``: one command a report, made from the table of reports.

Nothing of a report is imported before it runs: its options are data in the table.
"""

from __future__ import annotations

from importlib import import_module
from inspect import Parameter, Signature
from typing import TYPE_CHECKING, Annotated, Any

from typer import Context, Option, Typer

from crmcli.commands import options
from crmcli.commands.report.sql import sql
from crmcli.config import check
from crmcli.domain.reports import REPORTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date

    from crmcli.app import App
    from crmcli.domain.reports import Entry
    from crmcli.domain.reports import Option as Asked

Value = Any
app = Typer()

# The options that every report has, after its own.
_SHARED = (
    ("where", options.Where),
    ("as_of", options.AsOf),
)


def command(entry: Entry) -> Callable[..., object]:
    """Return the function that Typer makes a report's command of."""

    def run(ctx: Context, **given: Value) -> object:
        module = import_module(entry.module)
        request = module.Request(**dict(_asked(ctx.obj, entry, given)))
        result: object = ctx.obj.read(module.report, request)
        return result

    parameters = [Parameter("ctx", Parameter.KEYWORD_ONLY, annotation=Context)]
    for name, annotation in (*_own(entry), *_SHARED):
        default = False if annotation.__origin__ is bool else None
        parameters.append(Parameter(name, Parameter.KEYWORD_ONLY, default=default, annotation=annotation))
    run.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {}
    run.__doc__ = f"{entry.help}\n\nExample: {entry.example}"
    return run


def _own(entry: Entry) -> Iterator[tuple[str, Any]]:
    """Yield the parameters that a report's own options become, with their annotations."""
    for option in entry.options:
        flag = f"--{option.name.replace('_', '-')}"
        match option.kind:
            case "flag":
                yield option.name, Annotated[bool, Option(flag, help=option.help)]
            case "words":
                yield (
                    option.name,
                    Annotated[list[str] | None, Option(flag, metavar=option.metavar, help=option.help)],
                )
            case "limit":
                yield option.name, options.Limit
            case "days":
                yield from _of_days(option)
            case _:
                choices = f" One of {', '.join(option.choices)}." if option.choices else ""
                metavar = option.metavar or ("WHAT" if option.choices else option.kind.upper())
                yield (
                    option.name,
                    Annotated[str | None, Option(flag, metavar=metavar, help=option.help + choices)],
                )


def _of_days(option: Asked) -> Iterator[tuple[str, Any]]:
    """Yield the three options that bound a span of days."""
    for flag, metavar, text in (
        (
            "period",
            "PERIOD",
            f"Only {option.help} in this period: 2026, 2026-Q3, 2026-07 or 2026-07..2026-09.",
        ),
        ("since", "DAY", f"Only {option.help} on this day or later; 90d counts back from --as-of."),
        ("until", "DAY", f"Only {option.help} on this day or earlier."),
    ):
        yield flag, Annotated[str | None, Option(f"--{flag}", metavar=metavar, help=text)]


def _asked(run: App, entry: Entry, given: Mapping[str, Value]) -> Iterator[tuple[str, Value]]:
    """Yield the fields of the request that options and settings make."""
    as_of = options.day(run, given["as_of"])
    yield "as_of", as_of
    yield "where", tuple(given["where"] or ())
    yield "lapsed_days", run.config.integer("lapsed_days")
    if run.for_people:
        yield "language", run.config.get("locale")
    for option in entry.options:
        match option.kind:
            case "days":
                yield from zip(("since", "until"), span(as_of, given), strict=True)
            case "words":
                yield option.name, tuple(given[option.name] or ())
            case "currency":
                yield option.name, code(given[option.name])
            case "limit":
                yield option.name, options.row_limit(run, given[option.name])
            case "file":
                yield option.name, _file(given[option.name])
            case "own_currency":
                yield option.name, code(given[option.name]) or run.config.get("currency")
            case "setting":
                text = given[option.name]
                yield option.name, run.config.get(option.name) if text is None else check(option.name, text)
            case _:
                yield option.name, given[option.name]


def code(text: str | None) -> str | None:
    """Return the code of a currency.

    Raises:
        UsageError: there is none of that name.
    """
    if text is None:
        return None
    from crmcli.domain.money import check_currency

    return check_currency(text)


def span(as_of: date, given: Mapping[str, Value]) -> tuple[date | None, date | None]:
    """Return the first and the last day that the options bound a report to.

    Raises:
        UsageError: an option is no day or period, or they contradict each other.
    """
    if not (given["period"] or given["since"] or given["until"]):
        return None, None
    from datetime import UTC, datetime, time

    from crmcli.domain.dates import parse_when
    from crmcli.domain.periods import parse_period, parse_since
    from crmcli.errors import UsageError

    if given["period"]:
        if given["since"] or given["until"]:
            raise UsageError("--period says both ends already", "leave --since and --until out")
        period = parse_period(given["period"])
        return period.start, period.last
    since = until = None
    if given["since"]:
        since = parse_since(given["since"], datetime.combine(as_of, time(), UTC)).date()
    if given["until"]:
        until = parse_when(given["until"], as_of)
    if since and until and until < since:
        raise UsageError(f"--until {until} is before --since {since}", "the first day goes with --since")
    return since, until


def _file(path: str | None) -> tuple[str, str] | None:
    """Return the name and the text of a file.

    Raises:
        Refused: it can't be read as UTF-8.
    """
    if path is None:
        return None
    from pathlib import Path

    from crmcli.errors import Refused

    try:
        return path, Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        raise Refused(f"can't read {path}: {reason}", "check the path") from error


for _entry in REPORTS:
    app.command(_entry.name)(command(_entry))
app.command("sql")(sql)
