r"""The consoles of a page about a server: fenced "```console server", run as those of other pages are.

``postgresql:///crm`` is a database that ``createdb crm`` makes; ``psql -c`` runs what an administrator does.
`python -m tests.docs.servers docs/teams.md` writes what is printed now into the page.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.conftest import TODAY
from tests.docs.consoles import Folder, renewed
from tests.support.postgres import PostgresServer

MARKED, PLAIN = "```console server\n", "```console\n"
PEOPLE = ("ayse", "stajyer")

TOOL = """#!{python}
import sys
import psycopg
words = sys.argv[1:]
name = "postgres" if sys.argv[0].endswith("createdb") else words[words.index("-d") + 1]
sql = f"CREATE DATABASE {{words[-1]}} TEMPLATE template0" if name == "postgres" else words[-1]
with psycopg.connect(dbname=name, autocommit=True) as connection:
    cursor = connection.execute(sql)
    while cursor.nextset():
        pass
if name != "postgres":
    print(cursor.statusmessage)
"""
"""What stands in for the server's own tools, which are not on every machine."""


@contextmanager
def at_hand(server: PostgresServer, path: Path, env: dict[str, str | None]) -> Iterator[Folder]:
    """Lay a folder out in which the server is the one at hand; its database and people go afterwards."""
    here = {"PGHOST": str(server.socket), "PGUSER": "crm", "HOME": str(path)}
    folder = Folder.make(path, {**env, **here})
    for name in ("createdb", "psql"):
        tool = folder.path / "bin" / name
        tool.write_text(TOOL.format(python=sys.executable))
        tool.chmod(0o755)
    unset = dict.fromkeys(("CRMCLI_DB", "XDG_CONFIG_HOME", "XDG_DATA_HOME"))
    try:
        yield folder._replace(env={**folder.env, **unset})
    finally:
        server.drop_database("crm")
        server.execute(*(f"DROP ROLE IF EXISTS {name}" for name in PEOPLE))


def plain(page: Path) -> str:
    """Return a page whose consoles are taken for ordinary ones."""
    return page.read_text("utf-8").replace(MARKED, PLAIN)


if __name__ == "__main__":
    os.umask(0o022)
    fixed: dict[str, str | None] = {
        "CRMCLI_TODAY": TODAY,
        "TZ": "UTC",
        "LC_ALL": "C.UTF-8",
        "TERM": "xterm-256color",
    }
    server = PostgresServer()
    try:
        for name in map(Path, sys.argv[1:]):
            with TemporaryDirectory() as top, at_hand(server, Path(top) / "docs", fixed) as made:
                name.write_text(renewed(plain(name), made).replace(PLAIN, MARKED), "utf-8")
    finally:
        server.stop()
