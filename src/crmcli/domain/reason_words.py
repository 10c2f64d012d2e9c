"""The reasons for a loss that a store begins with: the program's own words until the owner renames them.

They are stored in English, told in the language of the run, and may be typed as they are told.
"""

from __future__ import annotations

from crmcli.domain.kinds import ALWAYS
from crmcli.domain.own_words import OwnWord
from crmcli.said import named

REASONS = {
    name: named(name, "reason")
    for name in (
        *("price", "competitor", "no need", "no budget", "timing", "no answer", "duplicate", "not recorded"),
        "other",
    )
}


def reason_told(name: str) -> str:
    """Return a reason's name; one that the store began with is told in the language of the run."""
    return REASONS.get(name, name)


class LostReason(OwnWord):
    """The name of a reason."""

    __slots__ = ()

    def __init__(self, label: str | None = None, *, show: int = ALWAYS) -> None:
        """Know the reasons that a store begins with."""
        super().__init__(*REASONS.values(), label=label, show=show)
