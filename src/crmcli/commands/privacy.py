"""``crm privacy``: all that is known of a person, and its erasure."""

from __future__ import annotations

from typing import Annotated, Any

from typer import Argument, Context, Typer

from crmcli.app import App, writes
from crmcli.commands import options
from crmcli.domain.results import Change, Document, Listing
from crmcli.errors import Refused, UsageError
from crmcli.said import say

app = Typer()

Who = Annotated[str, Argument(metavar="PERSON", help="Contact, lead, or customer who is a person.")]


@app.command("export")
def export(ctx: Context, who: Who) -> Document:
    """Give out all that is known of a person, as JSON.

    Example: crm privacy export P-4 --output ali.json
    """
    from crmcli.domain.privacy.export import ExportPerson, export_person

    run: App = ctx.obj
    at = f"{run.now():%Y-%m-%dT%H:%M:%SZ}"
    return run.read(export_person, ExportPerson(who, at, run.config.get("region")))


@app.command("erase")
@writes
def erase(ctx: Context, who: Who, yes: options.Yes = False) -> Change[Any]:
    """Erase a person for good; sums, dates and counts stay.

    Example: crm privacy erase P-4 --dry-run
    """
    import secrets

    from crmcli.domain.privacy.erase import Erase
    from crmcli.domain.privacy.erase import erase as act

    run: App = ctx.obj
    request = Erase(who, secrets.token_hex(16), run.config.get("region"))
    if not yes and not run.dry_run:
        _agree(run, request)
    return run.erase(act, request)


@app.command("list")
def list_(ctx: Context, limit: options.Limit = None) -> Listing[Any]:
    """List the erasures there were.

    Example: crm privacy list
    """
    from crmcli.domain.privacy.log import ListErasures, list_erasures

    run: App = ctx.obj
    return run.read(list_erasures, ListErasures(options.row_limit(run, limit)))


def _agree(run: App, request: Any) -> None:
    """Ask a person; a program must say --yes."""
    from crmcli import notes
    from crmcli.domain.privacy.person import person

    found = run.read(lambda db, _: person(db, request.ref, request.region), None)
    if not notes.can_ask():
        raise UsageError("an erasure can't be taken back", "add --yes to do it, or --dry-run to see it")
    if not notes.confirm(
        say(
            "Erase {refs} {names} for good?",
            refs=", ".join(found.refs()),
            names=found.names[0] if found.names else "",
        )
    ):
        raise Refused("cancelled; nothing was changed")
