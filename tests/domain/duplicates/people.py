"""Stores of people made by a seeded generator, for tests of what a scan finds."""

import random
from collections.abc import Iterable
from typing import Any

from crmcli.domain.duplicates.items import Item

FIRST = ("mehmet", "ayse", "fatma", "ali", "veli", "hasan", "zeynep", "elif", "omer", "deniz", "murat")
LAST = (
    "yilmaz",
    "kaya",
    "demir",
    "celik",
    "sahin",
    "ozturk",
    "aydin",
    "arslan",
    "dogan",
    "korkmaz",
    "kurtulus",
    "polat",
)
CITIES = ("istanbul", "ankara", "izmir", "bursa")

EMPTY = Item(0, "", (), (), (), (), "", "", "", (), "", "", "", "", "", ())


def item(number: int, name: str = "", **fields: Any) -> Item:
    """Make a record of fields in the forms in which they are compared."""
    return EMPTY._replace(number=number, name=name, words=tuple(name.split()), **fields)


def people(count: int, seed: int = 1) -> list[Item]:
    """Make people of whom no two are the same, though many share their names."""
    rng = random.Random(seed)  # noqa: S311 - the same people every time
    return [
        item(
            number,
            f"{rng.choice(FIRST)} {rng.choice(LAST)}",
            phones=(f"53{rng.randint(10_000_000, 99_999_999)}",),
            born=f"{rng.randint(1950, 2005)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}",
            city=rng.choice(CITIES),
        )
        for number in range(1, count + 1)
    ]


def again(items: Iterable[Item], first: int) -> list[Item]:
    """Make second records of people: the phone is another, the name has a letter less."""
    made = []
    for number, one in enumerate(items, first):
        name = f"{one.words[0]} {one.words[1][:-2]}{one.words[1][-1]}"
        made.append(one._replace(number=number, name=name, words=tuple(name.split()), phones=()))
    return made
