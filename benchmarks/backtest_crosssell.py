"""Hide what customers bought last, suggest from the rest, and count how often a suggestion was it.

Three sets: published grocery baskets with one thing hidden in each basket of two or more (five folds: nobody
is judged by a basket that was learned from), a published record shop by its customers' last invoices (by
track and by genre), and an invented shop with planted affinities. Beside the suggestions of ``crm customer
suggest`` stands what a shop without them would do: the most popular things that the customer does not have.

A hit is at least one of the first K suggestions among what was hidden and not owned before; the interval is
Wilson's, 95 %; p is the exact sign test on customers where only one of the two hits (McNemar).

    .venv/bin/python benchmarks/backtest_crosssell.py [--data FOLDER]
"""

import argparse
import csv
import random
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from math import comb, sqrt
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data"
SEED = 20261121
FOLDS = 5
FIRST = (1, 3, 5, 10)
PRODUCTS, GROUPS, PEOPLE = 300, 25, 3_000

sys.path.insert(0, str(ROOT / "src"))

from crmcli.domain.reports import offers  # noqa: E402 - the program of this checkout
from crmcli.domain.reports.affinities import Affinity  # noqa: E402

Held = frozenset[int]


class Case(NamedTuple):
    """What a customer has, and what he bought then."""

    owned: Held
    hidden: Held


class Tried(NamedTuple):
    """For one customer: the place of the first hit of the suggestions and of the popular, from 0."""

    suggested: int | None
    popular: int | None
    reasoned: bool


def suggestions(index: Affinity, owned: Held) -> tuple[list[int], int]:
    """Return the first suggestions, and how many of all have a reason."""
    found = offers.offers(index, owned)
    return [one.item for one in found[: max(FIRST)]], sum(one.why is not None for one in found)


def tried(index: Affinity, cases: Iterable[Case]) -> Iterator[Tried]:
    """Yield what came of each case."""
    for owned, hidden in cases:
        wanted = hidden - owned
        if not owned or not wanted:
            continue
        found, reasons = suggestions(index, owned)
        yield Tried(
            next((place for place, item in enumerate(found) if item in wanted), None),
            next(
                (
                    place
                    for place, item in enumerate(offers.popular(index, owned)[: max(FIRST)])
                    if item in wanted
                ),
                None,
            ),
            reasons > 0,
        )


def wilson(hits: int, count: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a share (E. B. Wilson, 1927)."""
    z = 1.959964
    share = hits / count
    middle = share + z * z / (2 * count)
    half = z * sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    return (middle - half) / (1 + z * z / count), (middle + half) / (1 + z * z / count)


def sign_test(better: int, worse: int) -> float:
    """Return the two-sided exact probability of so uneven a split by tosses of a coin."""
    count, most = better + worse, max(better, worse)
    if not count:
        return 1.0
    ways = sum(comb(count, k) for k in range(most, count + 1))
    return float(min(1.0, 2 * ways / 2**count))


def told(name: str, found: Sequence[Tried]) -> None:
    """Print the hit rates of a set."""
    count = len(found)
    reasoned = sum(one.reasoned for one in found)
    print(f"\n{name}: {count:,} judged, {reasoned / count:.0%} of them with a reasoned suggestion")
    heads = f"{'suggest':>8} {'95 %':>15}  {'popular':>8} {'95 %':>15}"
    print(f"{'first':>5}  {heads}  {'only one hit':>13}  {'p':>7}")
    for first in FIRST:
        ours = [one.suggested is not None and one.suggested < first for one in found]
        theirs = [one.popular is not None and one.popular < first for one in found]
        better = sum(a and not b for a, b in zip(ours, theirs, strict=True))
        worse = sum(b and not a for a, b in zip(ours, theirs, strict=True))
        parts = [
            f"{sum(hits) / count:>8.1%} {low:>6.1%} - {high:>6.1%}"
            for hits in (ours, theirs)
            for low, high in (wilson(sum(hits), count),)
        ]
        split = f"{better} : {worse}"
        print(
            f"{first:>5}  {parts[0]}  {parts[1]}  {split:>13}  {sign_test(better, worse):>7.4f}", flush=True
        )


def numbered(names: Iterable[str]) -> dict[str, int]:
    """Return name -> number, by name."""
    return {name: number for number, name in enumerate(sorted(set(names)))}


def rows_of(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def groceries(folder: Path) -> list[Tried]:
    """Hide one thing in each basket of the fold, learn from the other folds."""
    rows = rows_of(folder / "basket" / "groceries_lines.csv")
    names = numbered(row["product"] for row in rows)
    held: dict[str, set[int]] = {}
    for row in rows:
        held.setdefault(row["order_id"], set()).add(names[row["product"]])
    baskets = [frozenset(held[key]) for key in sorted(held)]
    chance = random.Random(SEED)
    chance.shuffle(baskets)
    found: list[Tried] = []
    for fold in range(FOLDS):
        index = Affinity([one for place, one in enumerate(baskets) if place % FOLDS != fold])
        for place, basket in enumerate(baskets):
            if place % FOLDS == fold and len(basket) > 1:
                hidden = frozenset((chance.choice(sorted(basket)),))
                found += tried(index, [Case(basket - hidden, hidden)])
    return found


def last_ones(histories: Iterable[Sequence[Held]]) -> list[Tried]:
    """Hide the last basket of each customer, learn from all that came before."""
    cases = [Case(frozenset().union(*one[:-1]), one[-1]) for one in histories if len(one) > 1]
    index = Affinity([case.owned for case in cases])
    return list(tried(index, cases))


def chinook(folder: Path, column: str) -> list[Tried]:
    """Hide the last invoice of each customer; things are tracks or genres."""
    invoices = {row["InvoiceId"]: row for row in rows_of(folder / "chinook" / "Invoice.csv")}
    lines = rows_of(folder / "chinook" / "InvoiceLine_with_product.csv")
    names = numbered(line[column] for line in lines)
    bought: dict[str, dict[tuple[str, int], set[int]]] = {}
    for line in lines:
        invoice = invoices[line["InvoiceId"]]
        when = (invoice["InvoiceDate"], int(invoice["InvoiceId"]))
        mine = bought.setdefault(invoice["CustomerId"], {})
        mine.setdefault(when, set()).add(names[line[column]])
    return last_ones([[frozenset(one[when]) for when in sorted(one)] for _, one in sorted(bought.items())])


def invented(part: float) -> list[Tried]:
    """Hide the last basket of customers who like two groups of things each.

    ``part`` of what they buy is of their groups, the rest by a Zipf law that is the same for all.
    """
    chance = random.Random(SEED)
    groups = [chance.sample(range(PRODUCTS), 12) for _ in range(GROUPS)]
    weights = list(accumulate(1 / (rank + 1) ** 0.9 for rank in range(PRODUCTS)))
    histories = []
    for _ in range(PEOPLE):
        mine = chance.sample(groups, 2)
        histories.append(
            [
                frozenset(
                    chance.choice(chance.choice(mine))
                    if chance.random() < part
                    else chance.choices(range(PRODUCTS), cum_weights=weights)[0]
                    for _ in range(chance.randint(1, 4))
                )
                for _ in range(chance.randint(3, 7))
            ]
        )
    return last_ones(histories)


def main() -> int:
    """Run all sets and print their hit rates."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument(
        "--data", type=Path, default=DATA, metavar="FOLDER", help="where the published sets are"
    )
    folder: Path = parser.parse_args().data
    if folder.is_dir():
        told("groceries, one thing hidden in a basket", groceries(folder))
        told("record shop, last invoice, by track", chinook(folder, "TrackId"))
        told("record shop, last invoice, by genre", chinook(folder, "Genre"))
    else:
        print(f"the published sets are not at {folder}: only the invented shop")
    for part in (0.0, 0.3, 0.6, 0.9):
        told(f"invented shop, {part:.0%} of purchases by affinity", invented(part))
    return 0


if __name__ == "__main__":
    sys.exit(main())
