"""``crm report sql``: a question of one's own, over the views, unable to change anything."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from typer import Argument, Context, Option

from crmcli.app import App
from crmcli.commands import options
from crmcli.domain.results import Listing
from crmcli.errors import UsageError, unread
from crmcli.said import say


def sql(
    ctx: Context,
    query: Annotated[str | None, Argument(metavar="QUERY", help="One select; - reads it.")] = None,
    file: Annotated[Path | None, Option("--file", metavar="FILE", help="Read the query from a file.")] = None,
    param: Annotated[
        list[str] | None,
        Option("--param", metavar="NAME=VALUE", help="What :NAME stands for in the query; may be repeated."),
    ] = None,
    views: Annotated[bool, Option("--views", help="List the views and their columns.")] = False,
    limit: options.Limit = None,
    timeout: Annotated[int, Option("--timeout", min=1, max=3600, help="Seconds it may take.")] = 10,
) -> Listing[Any]:
    """Ask the views anything in SQL; nothing can be changed.

    Example: crm report sql "select city, count(*) from customer_view group by city"
    """
    from crmcli.db import ask
    from crmcli.domain.reports.sql import Question, list_views, listing
    from crmcli.domain.reports.statement import statement

    run: App = ctx.obj
    if views:
        return list_views()
    rows = options.row_limit(run, limit)
    asked = statement(_text(query, file), _params(param or ()))
    return listing(ask(run.store, Question(asked, rows, timeout)), rows)


def _text(query: str | None, file: Path | None) -> str:
    """Return the query, from wherever it is.

    Raises:
        UsageError: there is none, or there are two.
        Refused: the file can't be read.
    """
    if (query is None) == (file is None):
        fact = say("a query is given once") if query else say("no query is given")
        raise UsageError(fact, 'crm report sql "select name from customer_view"')
    if file is None:
        return options.text(query or "")
    from crmcli.domain.small_file import read_small

    try:
        return read_small(file).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise unread(file, error) from error


def _params(given: Any) -> dict[str, str]:
    """Return name -> value.

    Raises:
        UsageError: one is not written as NAME=VALUE, or is given twice.
    """
    found: dict[str, str] = {}
    for text in given:
        name, mark, value = text.partition("=")
        name = name.strip().removeprefix(":")
        if not mark or not name.isidentifier():
            raise UsageError(say('"{text}" is no parameter', text=text), "--param city=İzmir")
        if name in found:
            raise UsageError(say("--param {name} is given twice", name=name), f"--param {name}=VALUE")
        found[name] = value
    return found
