"""The history of one record: who changed which field, when, from what to what."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.journal.image import image
from crmcli.domain.journal.words import DERIVED, column_label
from crmcli.domain.kinds import ROOMY, Instant, Number, Text
from crmcli.domain.nouns import Noun, noun_of
from crmcli.domain.results import Listing
from crmcli.domain.targets import stored_text
from crmcli.errors import NotFound

if TYPE_CHECKING:
    from crmcli.sql import Reader


@frozen
class ShowHistory:
    """A record's number."""

    ref: str


@frozen
class HistoryLine:
    """One field's step, newest first; ``old`` or ``new`` None is an empty field."""

    at: Annotated[datetime, Instant("when")]
    change: Annotated[int, Number()]
    who: str
    branch: Annotated[str | None, Text(show=ROOMY)]
    field: str
    old: Annotated[str | None, Text("from")]
    new: Annotated[str | None, Text("to")]


_REVISIONS = """
SELECT v.kind, v.old, v.change_id, c.at, c.actor, c.branch
FROM revision v JOIN change c ON c.id = v.change_id
WHERE v.tbl = :tbl AND v.row_id = :id ORDER BY v.id DESC
"""


def show_history(db: Reader, request: ShowHistory) -> Listing[HistoryLine]:
    """Show one record's history, also of a record that is gone.

    Raises:
        NotFound: there never was such a record.
    """
    noun, number = noun_of(request.ref)
    columns = db.tables[noun.table].columns
    found = db.tuples(f"SELECT {', '.join(columns)} FROM {noun.table} WHERE id = :id", {"id": number})
    revisions = db.tuples(_REVISIONS, {"tbl": noun.table, "id": number})
    if not found and not revisions:
        raise NotFound(f"there never was a {noun.name} {noun.ref(number)}", "crm history")
    state: dict[str, Any] = dict(zip(columns, found[0], strict=True)) if found else {}
    lines: list[HistoryLine] = []
    for kind, old, change, at, who, branch in revisions:
        head = (datetime.fromisoformat(at), change, who, branch)
        if kind == "I":
            lines.append(HistoryLine(*head, "record", None, "put back"))
            state = {}
            continue
        before = image(old)
        if kind == "D":
            lines.append(HistoryLine(*head, "record", "there", "deleted"))
            state = before
            continue
        for column in sorted(before):
            if before[column] != state.get(column) and not column.endswith(DERIVED):
                label = column_label(column)
                lines.append(
                    HistoryLine(
                        *head,
                        label,
                        _shown(db, noun, column, before[column], before.get("currency")),
                        _shown(db, noun, column, state.get(column), state.get("currency")),
                    )
                )
        state |= before
    lines += _birth(db, state)
    return Listing(HistoryLine, lines, title=f"History of {noun.ref(number)}")


def _birth(db: Reader, state: dict[str, Any]) -> list[HistoryLine]:
    """Return the line of the change that created the record."""
    created = db.tuples(
        "SELECT at, id, actor, branch, summary FROM change WHERE id = :id",
        {"id": state.get("created_change")},
    )
    return [
        HistoryLine(datetime.fromisoformat(at), number, who, branch, "record", None, summary or "created")
        for at, number, who, branch, summary in created
    ]


def _shown(db: Reader, noun: Noun, column: str, value: Any, currency: str | None) -> str | None:
    """Return a stored value as text."""
    shown = stored_text(db, noun, column, value, currency)
    return None if shown is None else str(shown)
