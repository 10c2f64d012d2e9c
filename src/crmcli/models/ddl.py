"""The whole schema as SQL for one engine, and the table map that undo and import work from."""

import json
from typing import TYPE_CHECKING

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from crmcli.models import metadata
from crmcli.models.triggers import journaled, postgres_triggers, sqlite_triggers
from crmcli.models.views import views

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect

SEPARATOR = ";\n--\n"


def statements(engine: str) -> list[str]:
    """Return the statements that make an empty store; ``engine`` is sqlite or postgres."""
    dialect: Dialect = sqlite.dialect() if engine == "sqlite" else postgresql.dialect()  # type: ignore[no-untyped-call]
    made = []
    for table in metadata.sorted_tables:
        made.append(str(CreateTable(table).compile(dialect=dialect)))
        made += [
            str(CreateIndex(index).compile(dialect=dialect))
            for index in sorted(table.indexes, key=lambda index: str(index.name))
        ]
    made += views()
    made += sqlite_triggers() if engine == "sqlite" else postgres_triggers()
    return [_tidy(statement) for statement in made]


def script(engine: str) -> str:
    """Return the statements as one text, to be split again at SEPARATOR."""
    return SEPARATOR.join(statements(engine)) + "\n"


def table_map() -> str:
    """Return JSON: journaled table -> its columns and its references, parents before children."""
    tables = {
        table.name: {
            "columns": [column.name for column in table.columns],
            "references": {
                key.parent.name: key.column.table.name
                for key in sorted(table.foreign_keys, key=lambda key: key.parent.name)
                if key.parent.name != "created_change"
            },
        }
        for table in journaled()
    }
    return json.dumps(tables, indent=1) + "\n"


def _tidy(statement: str) -> str:
    """Strip the trailing blanks SQLAlchemy leaves."""
    return "\n".join(line.rstrip() for line in statement.strip().splitlines()).replace("\t", "  ")
