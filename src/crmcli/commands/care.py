"""What the commands around care have in common: changes that a noun looks at before they are made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.commands import records
from crmcli.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from crmcli.app import App
    from crmcli.domain.care import AddFor
    from crmcli.domain.editing import EditRecords
    from crmcli.domain.targets import Targets


def edits(run: App, noun: str, params: Mapping[str, Any], *, beside: bool = False) -> EditRecords:
    """Return the changes that parameters ask for; ``beside`` tells that more than fields is given.

    Raises:
        UsageError: nothing is given to change.
    """
    from crmcli.domain.editing import EditRecords

    fields = records.given(noun, params)
    if not fields and not beside:
        raise UsageError("no field is given to change", f"crm {noun} edit --help")
    aimed = records.targets(run, noun, params, "change")
    return EditRecords(noun, aimed, fields, records.reading(run), force=bool(params.get("force")))


def adds(run: App, noun: str, params: Mapping[str, Any], who: str | None = None) -> AddFor:
    """Return the record that a command's parameters ask to add, for somebody."""
    from crmcli.domain.adding import AddRecord
    from crmcli.domain.care import AddFor

    fields = records.given(noun, params)
    return AddFor(AddRecord(noun, fields, records.reading(run), force=bool(params.get("force"))), who)


def customers(run: App, refs: Sequence[str] | None, where: Sequence[str] | None) -> Targets:
    """Return customers, named or by a condition; both may be none."""
    from crmcli.commands import options
    from crmcli.domain.targets import Targets

    config = run.config
    named = options.refs(refs or ())
    return Targets(
        named, tuple(where or ()), run.today(), config.integer("lapsed_days"), config.get("region")
    )
