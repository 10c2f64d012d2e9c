"""A new version of a quote: a draft of the same lines, which takes the old one's place when it is sent."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.nouns import QUOTE
from crmcli.domain.results import Change
from crmcli.domain.targets import Touched, label
from crmcli.domain.text import fold
from crmcli.errors import Conflict, Refused
from crmcli.said import say

if TYPE_CHECKING:
    from crmcli.sql import Reader, Writer

_KEPT = (
    *("name", "name_fold", "name_sort", "customer_id", "contact_id", "lead_id", "opportunity_id", "owner_id"),
    *(
        "net_minor",
        "discount_minor",
        "tax_minor",
        "total_minor",
        "currency",
        "terms",
        "branch",
        "note",
        "custom",
    ),
)
_LINE = (
    *("position", "product_id", "description", "quantity_milli", "unit_price", "discount_minor"),
    *("tax_percent", "tax_minor", "amount_minor", "cost_minor", "currency", "custom"),
)


@frozen
class NewVersion:
    """A quote to make a new version of, on a day."""

    ref: str
    today: date
    region: str = "TR"


def new_version(db: Writer, request: NewVersion) -> Change[Touched]:
    """Make a draft with the lines, prices and terms of a quote; it holds as many days as the old one did.

    A number on paper goes on as NUMBER/2, NUMBER/3.

    Raises:
        NotFound, Conflict: there is no such quote, or several; there is a newer version already.
        Refused: it is a draft, which can be changed itself, or accepted.
    """
    from crmcli.domain.refs import resolve

    old = resolve(db, QUOTE, request.ref, region=request.region)
    query = "SELECT status, number, version, quoted_on, valid_until FROM quote WHERE id = :id"
    status, number, version, quoted, valid = db.tuples(query, {"id": old})[0]
    _refuse(db, old, status)
    kept = dict(
        zip(
            _KEPT,
            db.tuples(f"SELECT {', '.join(_KEPT)} FROM quote WHERE id = :id", {"id": old})[0],
            strict=True,
        )
    )
    values: dict[str, Any] = {
        **kept,
        **_numbered(number, version),
        "status": "draft",
        "version": version + 1,
        "replaces_id": old,
        "quoted_on": request.today.isoformat(),
        "valid_until": _as_long(quoted, valid, request.today),
    }
    new = db.insert("quote", {name: value for name, value in values.items() if value is not None})
    lines = db.tuples(
        f"SELECT {', '.join(_LINE)} FROM quote_line WHERE quote_id = :id ORDER BY position, id", {"id": old}
    )
    for line in lines:
        row = {name: value for name, value in zip(_LINE, line, strict=True) if value is not None}
        db.insert("quote_line", {**row, "quote_id": new})
    ref, name = QUOTE.ref(new), label(db, QUOTE, new)
    return Change(
        say("added {ref}", ref=ref),
        Touched,
        [Touched(ref, name, "added")],
        summary=say(
            "Added {ref} {name}, version {version} of {old}",
            ref=ref,
            name=name or "",
            version=version + 1,
            old=QUOTE.ref(old),
        ),
        notes=(say("{old} stands until crm quote send {new}", old=QUOTE.ref(old), new=ref),)
        if status == "sent"
        else (),
    )


def newer(db: Reader, quote: int) -> int | None:
    """Return the version that was made of a quote, None when there is none."""
    found = db.value("SELECT id FROM quote WHERE replaces_id = :id ORDER BY id DESC LIMIT 1", {"id": quote})
    return None if found is None else int(found)


def _refuse(db: Reader, old: int, status: str) -> None:
    """Refuse what takes no new version."""
    later = newer(db, old)
    if later is not None:
        raise Conflict(
            say("{new} is a newer version of {old} already", new=QUOTE.ref(later), old=QUOTE.ref(old)),
            f"crm quote show {QUOTE.ref(later)}",
        )
    if status == "draft":
        raise Refused(
            say("{ref} is a draft: change it as it is", ref=QUOTE.ref(old)),
            f"crm quote edit {QUOTE.ref(old)} --line ...",
        )
    if status == "accepted":
        raise Refused(say("{ref} is accepted", ref=QUOTE.ref(old)), "make another quote: crm quote add ...")


def _numbered(number: str | None, version: int) -> dict[str, Any]:
    """Return the columns of the next version's number."""
    if not number:
        return {}
    base = number.removesuffix(f"/{version}") if version > 1 else number
    text = f"{base}/{version + 1}"
    return {"number": text, "number_fold": fold(text)}


def _as_long(quoted: str | None, valid: str | None, today: date) -> str | None:
    """Return the day until which a quote of today holds as long as the old one did."""
    if valid is None:
        return None
    held = date.fromisoformat(valid) - date.fromisoformat(quoted or valid)
    return max(today, today + min(held, date.max - today)).isoformat()
