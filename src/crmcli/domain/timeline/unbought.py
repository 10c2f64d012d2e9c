"""Rows of a timeline in which nothing was bought: there are no totals, and there is room for the branch."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import ROOMY, Instant, Money, Text
from crmcli.domain.timeline.rows import EventRow


@frozen
class UnboughtRow(EventRow):
    """An event of a timeline; see ``EventRow``."""

    total: Annotated[int | None, Money("currency", show=ROOMY)]


@frozen
class FlatUnboughtRow(UnboughtRow):
    """An event of a timeline that stands without a month's heading; see ``EventRow``."""

    when: Annotated[date | None, Instant()]


@frozen
class BranchRow(UnboughtRow):
    """An event of a timeline in which several branches had to do with the customer."""

    branch: Annotated[str | None, Text(wrap=False)]


@frozen
class FlatBranchRow(BranchRow):
    """The same without a month's heading."""

    when: Annotated[date | None, Instant()]
