"""All checks of what a store holds, one finding each, and the one change that mends what can be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from crmcli.domain.doctor import forms, keys, upkeep
from crmcli.domain.doctor.finding import FAIL, OK, RESTORE, WARN, Finding, Wrong, judged
from crmcli.domain.frozen import frozen
from crmcli.domain.results import Change
from crmcli.said import say
from crmcli.sql import Reader

if TYPE_CHECKING:
    from crmcli.sql import Writer


@frozen
class Content:
    """Look at what a store holds; ``region`` is the country of phones that name none.

    ``mend`` names the checks whose findings are to be put right.
    """

    region: str = "TR"
    mend: tuple[str, ...] = ()


class _Check(NamedTuple):
    """A check: its name, how it looks, what it says when all is well, how bad it is, what to do."""

    name: str
    look: Callable[[Reader, Content], Iterator[Wrong]]
    fine: str
    state: str = FAIL
    todo: str = "crm doctor --fix"


_CHECKS = (
    _Check(
        "forms", lambda db, _: forms.wrong_forms(db), say("names are found and sorted as they are written")
    ),
    _Check(
        "keys",
        lambda db, request: keys.wrong_keys(db, request.region),
        say("phones, e-mails and tax numbers answer to their records"),
    ),
    _Check("days", lambda db, _: upkeep.wrong_days(db), say("days are in the calendar"), FAIL, RESTORE),
    _Check("custom", lambda db, _: upkeep.wrong_custom(db), say("custom fields can be read"), FAIL, RESTORE),
    _Check(
        "values",
        lambda db, _: upkeep.wrong_values(db),
        say("custom fields hold what they are declared as"),
        WARN,
        say("crm NOUN edit, or crm field edit"),
    ),
    _Check(
        "aliases",
        lambda db, _: upkeep.wrong_aliases(db),
        say("merged numbers mean one record each"),
        WARN,
        say("crm history of the record says how"),
    ),
    _Check("pairs", lambda db, _: upkeep.wrong_pairs(db), say("pairs told apart are there"), WARN),
    _Check("journal", lambda db, _: upkeep.wrong_journal(db), say("the journal is whole")),
)


CHECKS = frozenset(check.name for check in _CHECKS)


def check_content(db: Reader, request: Content) -> list[Finding]:
    """Return one finding a check, in a fixed order."""
    return [
        judged(check.name, list(check.look(db, request)), check.fine, state=check.state, todo=check.todo)
        for check in _CHECKS
    ]


def mend_content(db: Writer, request: Content) -> Change[Finding]:
    """Put right what the checks named in ``mend`` find, all of it in this change."""
    done = []
    for check in [check for check in _CHECKS if check.name in request.mend]:
        wrong = [one for one in check.look(db, request) if one.mend is not None]
        for one in wrong:
            _apply(db, one)
        if wrong:
            done.append(Finding(check.name, OK, say("{count:,} put right", count=len(wrong))))
    return Change(action="doctor --fix", row=Finding, items=done)


def _apply(db: Writer, wrong: Wrong) -> None:
    mend = wrong.mend
    if mend is None:
        return
    if mend.table == "current_change":
        db.wrote = True  # the row is this change's by now, and goes with it
    elif mend.row_id is None:
        db.insert(mend.table, mend.values or {})
    elif mend.values is None:
        db.delete(mend.table, mend.row_id)
    else:
        db.update(mend.table, mend.row_id, mend.values)
