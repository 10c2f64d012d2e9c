"""Rows of a timeline that stand without a month's heading, so that the day is given whole."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import Instant
from crmcli.domain.timeline.rows import EventRow


@frozen
class FlatRow(EventRow):
    """An event of a timeline; see ``EventRow``."""

    when: Annotated[date | None, Instant()]
