"""``crm migrate``: bring an older store up to this program."""

from __future__ import annotations

from typer import Context, Typer

from crmcli.app import App
from crmcli.domain.frozen import frozen
from crmcli.domain.results import Record
from crmcli.said import listed, say

app = Typer()


@frozen
class MigrationRow:
    """What a migration did; ``found`` and ``reached`` are schema versions."""

    store: str
    found: int
    reached: int
    steps: str | None
    backup: str | None


@app.command("migrate")
def migrate(ctx: Context) -> Record[MigrationRow]:
    """Bring an older store up to this program, after a backup.

    Example: crm migrate
    """
    run: App = ctx.obj
    done = run.migrate()
    title = (
        say("The store is up to date")
        if not done.reasons
        else say("Migrated to schema {reached}", reached=done.reached)
    )
    row = MigrationRow(
        run.store.name, done.found, done.reached, listed(done.reasons, "; ") or None, done.backup
    )
    return Record(row, title=title)
