"""What a reader knows of the day it was opened for; nothing is worked out before it is asked."""

from __future__ import annotations

from datetime import UTC
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, tzinfo

    from crmcli.sql import Asking


class Asked:
    """A reader's day, zone and patience; without ``asking`` there is no day, and the zone is UTC."""

    asking: Callable[[], Asking] | None = None

    @cached_property
    def asked_on(self) -> date | None:
        """The day that relative days count from."""
        return self.asking().today if self.asking else None

    @cached_property
    def zone(self) -> tzinfo:
        """Where moments are local."""
        return self.asking().zone if self.asking else UTC

    @cached_property
    def lapsed_days(self) -> int:
        """Days without a purchase that make a customer a lapsed one."""
        return self.asking().lapsed_days if self.asking else 365
