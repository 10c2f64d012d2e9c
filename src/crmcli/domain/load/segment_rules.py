"""What rows of segments must be to be loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.errors import CrmError

if TYPE_CHECKING:
    from crmcli.domain.load.frame import Values


def segment_fits(values: Values) -> str | None:
    """Return why a segment can't be taken: it is of no kind of record, or its filter can't be read."""
    from crmcli.domain.filter.grammar import parse
    from crmcli.domain.segments.saved import noun_named

    try:
        values["noun"] = noun_named(values.get("noun") or "customer").name
        parse(values.get("filter") or "")
    except CrmError as error:
        return error.message
    return None
