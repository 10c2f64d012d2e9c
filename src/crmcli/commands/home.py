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
        return today(ctx)
    from crmcli.domain.home import Look
    from crmcli.domain.home import home as stand

    shown = run.read(stand, Look(_ask(run, None, None), run.store.name))
    if not hasattr(shown, "text"):
        return shown
    from crmcli.domain.results import Document
    from crmcli.language import told

    return Document(told(shown.text))
