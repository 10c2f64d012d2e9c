"""Counts in words."""

from crmcli.said import named, say


def counted(count: int, one: str, many: str | None = None) -> str:
    """Return ``1 day``, ``3 days`` or ``1,234 days``; without ``many`` it is ``one`` with an s."""
    shown = one if count == 1 else many or one + "s"
    return say("{count:,} {noun}", count=count, noun=named(one, "counted", shown))
