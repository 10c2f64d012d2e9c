"""``assign``: give records to one of us, one or many, whatever the noun."""

from __future__ import annotations

from typing import Annotated, Any

from typer import Context, Option, Typer

from crmcli.app import writes
from crmcli.commands import options, records
from crmcli.domain.results import Change

To = Annotated[
    str, Option("--to", "--owner", metavar="USER", help="Who of us looks after them; '' is nobody.")
]


def assignable(app: Typer, noun: str, ref: str) -> None:
    """Give a group ``assign``."""
    from crmcli.domain.nouns import BY_NAME

    plural = BY_NAME[noun].plural

    @writes
    def assign(
        ctx: Context,
        owner: To,
        refs: options.Refs = None,
        where: options.Where = None,
        yes: options.Yes = False,
    ) -> Change[Any]:
        return records.edit(ctx.obj, noun, locals(), verb="assigned")

    assign.__doc__ = f"""Give {plural} to one of us.

    Example: crm {noun} assign {ref} --to ayse
    """
    app.command("assign")(assign)
