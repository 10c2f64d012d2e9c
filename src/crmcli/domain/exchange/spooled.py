"""A Source whose rows wait on disk, for formats that are parsed once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.domain.exchange.source import Batch, Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from crmcli.domain.exchange.spool import Spool


WEIGHT = 4 * 1024 * 1024
"""Characters of rows from which on a batch is full, however few they are."""


def batched(rows: Iterable[tuple[int, list[str]]], size: int) -> Iterator[Batch]:
    """Yield rows with their lines in batches of at most ``size``, fewer where they are long."""
    lines: list[int] = []
    several: list[list[str]] = []
    weight = 0
    for line, row in rows:
        lines.append(line)
        several.append(row)
        weight += sum(map(len, row))
        if len(several) == size or weight > WEIGHT:
            yield Batch(lines, several)
            lines, several, weight = [], [], 0
    if several:
        yield Batch(lines, several)


class SpooledSource(Source):
    """A Source that lets its rows go when it is closed."""

    spool: Spool

    def close(self) -> None:
        """Let the file and the rows go."""
        self.spool.close()
        super().close()
