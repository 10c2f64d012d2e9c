"""``crm migrate``: bring an older store up to this program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typer import Context, Typer

from crmcli.app import App
from crmcli.domain.frozen import frozen
from crmcli.domain.results import Record

if TYPE_CHECKING:
    from crmcli.engines.postgres import PostgresStore
    from crmcli.engines.sqlite import SqliteStore

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
    from crmcli.migrations.migrate import migrate_postgres, migrate_sqlite

    run: App = ctx.obj
    store: Any = run.store
    if store.engine == "sqlite":
        local: SqliteStore = store
        done = migrate_sqlite(local, f"{run.now():%Y-%m-%dT%H:%M:%SZ}")
    else:
        shared: PostgresStore = store
        done = migrate_postgres(shared)
    title = "The store is up to date" if not done.reasons else f"Migrated to schema {done.reached}"
    row = MigrationRow(store.name, done.found, done.reached, "; ".join(done.reasons) or None, done.backup)
    return Record(row, title=title)
