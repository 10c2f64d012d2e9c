"""``crm customer cadence``: how often customers hear from us, and who should have."""

from __future__ import annotations

from typing import Annotated, Any

from typer import Argument, Context, Option

from crmcli.app import App, writes
from crmcli.commands import options, records
from crmcli.domain.results import Change, Listing
from crmcli.errors import UsageError
from crmcli.said import say


@writes
def cadence(
    ctx: Context,
    words: Annotated[
        list[str] | None,
        Argument(
            metavar="[CUSTOMER... EVERY]", help="Whom, then 30d, monthly, '2 weeks' or off; - reads whom."
        ),
    ] = None,
    every: Annotated[bool, Option("--all", help="List the cadences that are kept as well.")] = False,
    where: options.Where = None,
    yes: options.Yes = False,
    as_of: options.AsOf = None,
    limit: options.Limit = None,
) -> Listing[Any] | Change[Any]:
    """Say how often customers are to hear from us.

    Say how often customers are to hear from us; alone, list those who should have by now.

    Example: crm customer cadence C-12 30d
    """
    from crmcli.domain.tasks.cadence import ListCadences, SetCadence, list_cadences, set_cadence

    run: App = ctx.obj
    if not words and not where:
        request = ListCadences(options.day(run, as_of), every, options.row_limit(run, limit))
        return run.read(list_cadences, request)
    if not words or (len(words) == 1 and not where):
        raise UsageError(
            say('how often? "{words}" stands alone', words=words[0])
            if words
            else say("how often? --where stands alone"),
            _HOW,
        )
    params = {"refs": words[:-1], "where": where, "yes": yes}
    targets = records.targets(run, "customer", params, "set the cadence of")
    return run.write(set_cadence, SetCadence(targets, words[-1]))


_HOW = "crm customer cadence C-12 30d"
