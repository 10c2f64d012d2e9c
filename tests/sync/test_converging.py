"""Two stores that each work on their own and exchange files until they are quiet hold the same."""

from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from tests.support.exchange import Pair, content, differences
from tests.support.postgres import PostgresServer
from tests.support.program import Program

MERGE = "merge"


@pytest.fixture(params=("sqlite", "postgres", "both"))
def urls(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], tuple[str, str]]]:
    """Give two new, empty stores: of one engine, or one of each."""
    server: PostgresServer | None = None
    if request.param != "sqlite":
        server = request.getfixturevalue("postgres_server")
    names: list[str] = []
    count = iter(range(10_000))

    def local() -> str:
        return str(tmp_path / f"{next(count)}.db")

    def shared() -> str:
        assert server is not None
        names.append(server.create_database())
        return server.url(names[-1])

    first = shared if request.param == "postgres" else local
    second = local if request.param == "sqlite" else shared
    yield lambda: (first(), second())
    for name in names:
        assert server is not None
        server.drop_database(name)


@pytest.mark.campaign
def test_two_stores_that_exchange_until_quiet_hold_the_same(
    urls: Callable[[], tuple[str, str]], tmp_path: Path, rounds: Callable[[int, int], int]
) -> None:
    for seed in range(rounds(1, 100)):
        check(urls(), tmp_path, seed)


def check(urls: tuple[str, str], folder: Path, seed: int, steps: int = 30) -> None:
    """Run one random story, and compare."""
    random = Random(seed)  # noqa: S311 - to be repeated
    place = folder / str(seed)
    place.mkdir()
    pair = Pair(Program(urls[0]), Program(urls[1]), place, random, merging=seed % 2 == 0)
    sides = (pair.first, pair.second)
    for _ in range(steps):
        side = random.choice(sides)
        if random.random() < 0.15:
            pair.send(side, sides[side is pair.first])
        else:
            pair.work(side)
    pair.until_quiet()
    pair.settle_all()
    found = differences(*(content(side.url) for side in sides))
    assert not found, "\n".join([f"seed {seed}", *found, *pair.log])
