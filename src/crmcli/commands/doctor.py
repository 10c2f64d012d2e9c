"""``crm doctor``: what is wrong with the store, and what puts it right."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

from typer import Context, Option, Typer

from crmcli.app import App
from crmcli.domain.doctor.finding import FAIL, MENDED, OK, RESTORE, WARN, Finding, Places
from crmcli.domain.results import Change
from crmcli.errors import CrmError
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.doctor.content import Content

app = Typer()


@app.command("doctor")
def doctor(
    ctx: Context,
    fix: Annotated[bool, Option("--fix", help="Put right what is safe to; one undo takes it back.")] = False,
) -> Change[Finding]:
    """Check the store: file, schema, references, every cell, keys, journal, backups.

    Example: crm doctor --fix
    """
    from crmcli.domain.doctor.content import Content

    run: App = ctx.obj
    request, places, number = Content(run.config.get("region")), _places(run), None
    found = _examined(run, request, places)
    if fix and any(one.fixable for one in found):
        number = _mended(run, request, places, found)
        after = {one.check: one for one in _examined(run, request, places)}
        found = [_since(one, after.get(one.check, one)) for one in found]
    bad = sum(one.state in (WARN, FAIL) for one in found)
    said = (
        say("{good} of {count} checks are well", good=len(found) - bad, count=len(found))
        if bad
        else say("all is well")
    )
    if len(found) == 1:  # of one there is no table
        said = ": ".join(filter(None, (found[0].found, found[0].todo)))
    code = int(any(one.state == FAIL for one in found))
    return Change("doctor", Finding, found, number=number, summary=said, exit_code=code)


def _places(run: App) -> Places:
    """Return what the store's surroundings are."""
    from crmcli.config import folder, user_file

    return Places(f"{run.now():%Y-%m-%dT%H:%M:%SZ}", folder("data"), user_file(run.env))


def _examined(run: App, request: Content, places: Places) -> list[Finding]:
    """Return what all checks find; a store that can't be read ends them."""
    from crmcli.db import examine
    from crmcli.domain.doctor.content import check_content

    found, readable = examine(run.store, places)
    if not readable:
        return found
    try:
        return found + run.read(check_content, request)
    except CrmError as error:
        return [*found, Finding("content", FAIL, error.message, error.hint or RESTORE)]


def _mended(run: App, request: Content, places: Places, found: Sequence[Finding]) -> int | None:
    """Put right what is safe to; return the number of the change that mended rows."""
    from crmcli.db import mend
    from crmcli.domain.doctor.content import CHECKS, mend_content

    sound = not any(
        one.state == FAIL and one.check in ("store", "pages", "cells", "content") for one in found
    )
    run.may_write()
    mend(run.store, places, inside=sound and any(one.fixable for one in found))
    wanted = tuple(one.check for one in found if one.fixable and one.state != OK)
    if sound and set(wanted) & CHECKS:
        return run.write(mend_content, replace(request, mend=wanted)).number
    return None


def _since(before: Finding, after: Finding) -> Finding:
    """Return what became of a finding."""
    if before.state != OK and after.state == OK:
        return replace(before, state=MENDED, todo=None, fixable=False)
    return after
