"""Files made for one test, opened as sources."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from crmcli.domain.exchange.source import Source, SourceOptions, open_source

Opener = Callable[..., Source]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opener]:
    """Write bytes (or UTF-8 text) to a file and open it; closed when the test ends."""
    with ExitStack() as stack:

        def write_and_open(content: bytes | str, name: str = "file.csv", **options: Any) -> Source:
            path = tmp_path / name
            path.write_bytes(content.encode() if isinstance(content, str) else content)
            return stack.enter_context(open_source(path, SourceOptions(**options)))

        yield write_and_open


def rows_of(source: Source) -> list[list[str]]:
    """Return every row of a source."""
    return [row for batch in source.batches() for row in batch.rows]


def lines_of(source: Source) -> list[int]:
    """Return the line of every row of a source."""
    return [line for batch in source.batches() for line in batch.lines]
