"""``crm find``: anyone and anything by what is known of it."""

from __future__ import annotations

from typing import Annotated, Any

from typer import Argument, Context, Option, Typer

from crmcli.app import App
from crmcli.commands import options
from crmcli.domain.results import Listing

app = Typer()


@app.command("find")
def find(
    ctx: Context,
    words: Annotated[
        list[str],
        Argument(metavar="TEXT...", help="What is known: a number, a phone, part of a name or a note."),
    ],
    among: Annotated[
        str | None,
        Option("--noun", "--in", metavar="KINDS", help="Only customers,contacts,leads,orders,activities ..."),
    ] = None,
    limit: options.Limit = None,
) -> Listing[Any]:
    """Find anything by number, phone, e-mail, id, name, tag, own field or text.

    What answers exactly comes first, then names, then tags, own fields and texts of activities, cases,
    notes. Case and accents don't count: isik finds Işık. At the end come commands and reports of that name.

    Example: crm find "0532 123 45 67"
    """
    from crmcli.domain.find import Find
    from crmcli.domain.find import find as seek

    run: App = ctx.obj
    kinds = tuple(kind.strip() for kind in (among or "").split(",") if kind.strip())
    return run.read(
        seek,
        Find(
            " ".join(words),
            kinds,
            options.row_limit(run, limit),
            run.config.get("region"),
            _commands(ctx) if run.for_people else None,
        ),
    )


def _commands(ctx: Any) -> dict[str, str]:
    """Return the program's commands with a line about each."""
    from crmcli.language import is_plain, told

    table = {name: entry.help for name, entry in ctx.find_root().command.table.items()}
    if is_plain():
        return table
    from crmcli.domain.reports import REPORTS

    table |= {f"report {entry.name}": entry.help for entry in REPORTS}
    return {name: f"{text} {told(text)}" for name, text in table.items()}
