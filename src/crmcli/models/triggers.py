"""The triggers of the store, made from the tables: the journal, and the rules of several rows.

A write outside a change is aborted, an update or a delete logs the row as it was; so no tool
that opens the store writes past the journal.
"""

from typing import Any

from sqlalchemy import Column, Integer, Table

from crmcli.models import metadata

OUTSIDE = "crmcli: a write outside a change"
UNJOURNALED = {"change", "current_change", "revision", "meta"}

# (table, column): no row may come to stand above itself through this column.
TREES = (("customer", "parent_id"), ("customer", "referrer_id"), ("crm_user", "manager_id"))
# Tables whose lost reason may ask for a note.
LOSABLE = ("lead", "opportunity", "quote")


def journaled() -> list[Table]:
    """Return the record tables, parents before children."""
    return [table for table in metadata.sorted_tables if table.name not in UNJOURNALED]


def sqlite_triggers() -> list[str]:
    """Return the CREATE TRIGGER statements for SQLite."""
    made = []
    for table in journaled():
        made += _sqlite_journal(table)
    for name, column in TREES:
        for event in ("INSERT", f"UPDATE OF {column}"):
            made.append(
                f"CREATE TRIGGER {name}_{column}_{event.split()[0].lower()}_tree BEFORE {event} ON {name}\n"
                f"WHEN NEW.{column} IS NOT NULL\nBEGIN\n"
                f"  SELECT RAISE(ABORT, 'crmcli: cycle in {name}.{column}') WHERE NEW.id IN (\n"
                f"    {_ancestors(name, column)});\nEND"
            )
    for name in LOSABLE:
        for event in ("INSERT", "UPDATE OF lost_reason_id, lost_note"):
            made.append(
                f"CREATE TRIGGER {name}_lost_note_{event.split()[0].lower()} BEFORE {event} ON {name}\n"
                f"WHEN NEW.lost_reason_id IS NOT NULL AND trim(coalesce(NEW.lost_note, '')) = ''\nBEGIN\n"
                f"  SELECT RAISE(ABORT, 'crmcli: this lost reason needs a note') WHERE 1 = (\n"
                f"    SELECT needs_note FROM lost_reason WHERE id = NEW.lost_reason_id);\nEND"
            )
    return made


def _ancestors(name: str, column: str) -> str:
    """Return a query of the rows above NEW."""
    return (
        f"WITH RECURSIVE up(id) AS (SELECT NEW.{column} UNION SELECT t.{column} FROM {name} t "
        f"JOIN up ON t.id = up.id WHERE t.{column} IS NOT NULL) SELECT id FROM up"
    )


def _sqlite_journal(table: Table) -> list[str]:
    """Return the three journal triggers of one table.

    They are kept short, since every start of the program parses them: the whole old row by one
    ``printf()``, text as an SQL literal, a number as it is, nothing where it is NULL. (With
    trusted_schema off, SQLite before 3.41 would also hold its JSON functions for unsafe in a trigger.)
    """
    name = table.name
    stored = [column for column in table.columns if column.name != "id"]
    columns = [column.name for column in stored]
    form = ",".join(f"{column.name}=%{'s' if _is_whole(column) else 'Q'}" for column in stored)
    image = f"printf('{form}',{','.join(f'OLD.{column}' for column in columns)})"
    before = ",".join(f"OLD.{column}" for column in columns)
    after = ",".join(f"NEW.{column}" for column in columns)
    current = "(SELECT change_id FROM current_change)"
    abort = f"  SELECT RAISE(ABORT,'{OUTSIDE}') WHERE NOT EXISTS (SELECT 1 FROM current_change);\n"
    into = "  INSERT INTO revision(change_id,tbl,row_id,kind,old)\n  SELECT change_id"
    return [
        (
            f"CREATE TRIGGER {name}_journal_insert BEFORE INSERT ON {name}\n"
            f"WHEN NEW.created_change IS NOT {current}\n"
            f"BEGIN\n  SELECT RAISE(ABORT,'{OUTSIDE}') WHERE NOT EXISTS (\n"
            f"    SELECT 1 FROM current_change WHERE quiet=2);\nEND"
        ),
        (
            f"CREATE TRIGGER {name}_journal_update AFTER UPDATE ON {name}\nBEGIN\n{abort}"
            f"{into},'{name}',OLD.id,'U',{image} FROM current_change\n"
            f"  WHERE ({before}) IS NOT ({after});\nEND"
        ),
        (
            f"CREATE TRIGGER {name}_journal_delete AFTER DELETE ON {name}\nBEGIN\n{abort}"
            f"{into},'{name}',OLD.id,'D',{image} FROM current_change WHERE quiet=0;\nEND"
        ),
    ]


def _is_whole(column: Column[Any]) -> bool:
    """Tell a column of integers from one of text: there is no other kind."""
    return isinstance(column.type, Integer)


POSTGRES_FUNCTIONS = f"""
CREATE FUNCTION crm_journal() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  now_change bigint;
  now_quiet bigint;
BEGIN
  SELECT change_id, quiet INTO now_change, now_quiet FROM current_change;
  IF now_change IS NULL THEN
    RAISE EXCEPTION '{OUTSIDE}';
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW.created_change IS DISTINCT FROM now_change AND now_quiet <> 2 THEN
      RAISE EXCEPTION '{OUTSIDE}';
    END IF;
    RETURN NEW;
  ELSIF TG_OP = 'UPDATE' THEN
    IF OLD IS DISTINCT FROM NEW THEN
      INSERT INTO revision (change_id, tbl, row_id, kind, old)
      VALUES (now_change, TG_TABLE_NAME, OLD.id, 'U', (to_jsonb(OLD) - 'id')::text);
    END IF;
  ELSIF now_quiet = 0 THEN
    INSERT INTO revision (change_id, tbl, row_id, kind, old)
    VALUES (now_change, TG_TABLE_NAME, OLD.id, 'D', (to_jsonb(OLD) - 'id')::text);
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION crm_lost_note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.lost_reason_id IS NOT NULL AND trim(coalesce(NEW.lost_note, '')) = ''
     AND (SELECT needs_note FROM lost_reason WHERE id = NEW.lost_reason_id) = 1 THEN
    RAISE EXCEPTION 'crmcli: this lost reason needs a note';
  END IF;
  RETURN NEW;
END $$
"""


def postgres_triggers() -> list[str]:
    """Return the functions and CREATE TRIGGER statements for PostgreSQL."""
    made = [part.strip() for part in POSTGRES_FUNCTIONS.split(";\n\nCREATE")]
    made = [part if part.startswith("CREATE") else f"CREATE {part}" for part in made]
    for table in journaled():
        name = table.name
        made += [
            (
                f"CREATE TRIGGER {name}_journal_insert BEFORE INSERT ON {name} "
                "FOR EACH ROW EXECUTE FUNCTION crm_journal()"
            ),
            (
                f"CREATE TRIGGER {name}_journal AFTER UPDATE OR DELETE ON {name} "
                "FOR EACH ROW EXECUTE FUNCTION crm_journal()"
            ),
        ]
    for name, column in TREES:
        made += [
            (
                f"CREATE FUNCTION {name}_{column}_tree() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n"
                f"  IF NEW.{column} IS NOT NULL AND NEW.id IN (\n    {_ancestors(name, column)}) THEN\n"
                f"    RAISE EXCEPTION 'crmcli: cycle in {name}.{column}';\n  END IF;\n  RETURN NEW;\nEND $$"
            ),
            (
                f"CREATE TRIGGER {name}_{column}_tree BEFORE INSERT OR UPDATE OF {column} ON {name} "
                f"FOR EACH ROW EXECUTE FUNCTION {name}_{column}_tree()"
            ),
        ]
    made += [
        f"CREATE TRIGGER {name}_lost_note BEFORE INSERT OR UPDATE OF lost_reason_id, lost_note ON {name} "
        "FOR EACH ROW EXECUTE FUNCTION crm_lost_note()"
        for name in LOSABLE
    ]
    return made
