"""``crm find``: anyone and anything by what is known of it."""

from __future__ import annotations

from typing import Annotated, Any

from typer import Context, Option, Typer

from crmcli.commands import options, records
from crmcli.domain.results import Listing

app = Typer()


@app.command("find")
def find(
    ctx: Context,
    text: options.Sought,
    among: Annotated[
        str | None,
        Option("--in", metavar="KINDS", help="Only customers,contacts,leads,opportunities,orders ..."),
    ] = None,
    limit: options.Limit = None,
) -> Listing[Any]:
    """Find records by number, phone in any form, e-mail, tax number, id or part of the name.

    Example: crm find "0532 123 45 67"
    """
    kinds = [kind.strip() for kind in (among or "").split(",") if kind.strip()]
    return records.finds(ctx.obj, text, kinds, limit)
