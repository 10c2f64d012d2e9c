"""Write the packaged schema: ``python -m crmcli.migrations.generate``.

A new store is made from these files, so that the first command imports no ORM; a test compares
them with the tables.
"""

from pathlib import Path

from crmcli.models.ddl import script, table_map


def files() -> dict[str, str]:
    """Return name -> content of the generated files."""
    return {
        "sqlite.sql": script("sqlite"),
        "postgres.sql": script("postgres"),
        "tables.json": table_map(),
    }


def main() -> None:
    """Write every file beside this module."""
    for name, content in files().items():
        Path(__file__).with_name(name).write_text(content, encoding="utf-8")


if __name__ == "__main__":
    main()
