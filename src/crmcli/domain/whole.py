"""Text of which a table cuts nothing off, in a module of its own: few rows have it."""

from __future__ import annotations

from crmcli.domain.kinds import Text


class Whole(Text):
    """Text that is there to be read to its end: a table wraps it in as many lines as it takes."""

    whole = True
    __slots__ = ()
