"""Bare ``crm``: where things stand, for people; the day's list for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.commands.today import _ask, today

if TYPE_CHECKING:
    from crmcli.app import App
    from crmcli.domain.results import Document, Listing, Record


def home(ctx: Any) -> Record[Any] | Document | Listing[Any]:
    """Show where things stand on a terminal; in a pipe what is to be done, as ``crm today`` says it."""
    run: App = ctx.obj
    if not run.for_people:
        run.path = "today"
        found = today(ctx)
        return found if getattr(found, "rows", True) else _without_rows(run, found)
    from crmcli.domain.home import Look
    from crmcli.domain.home import home as stand

    shown = run.read(stand, Look(_ask(run, None, None), run.store.name))
    if not hasattr(shown, "text"):
        return shown
    from crmcli.domain.results import Document
    from crmcli.language import told

    return Document(told(shown.text))


def _without_rows(run: App, found: Any) -> Any:
    """Return a list without rows with a note that says whether there is nothing to do, or nothing at all."""
    from dataclasses import replace

    from crmcli.domain.home import is_filled
    from crmcli.said import say

    begin = say("nothing is stored yet: crm demo shows an invented business, crm import customers FILE yours")
    return replace(found, notes=(*found.notes, found.empty if run.read(is_filled, None) else begin))
