"""Mine 100,000 baskets for what is bought together, and hold the report to 10 s of CPU.

The baskets are drawn as shops' are: 2,000 products by a Zipf law, about six in a basket, and 40 planted
pairs that go together. ``crm report crosssell`` runs over orders (rules) and over customers (likeness), and
``crm customer suggest`` for one customer, three times each in a process of its own. Exits 1 when one is over.

    .venv/bin/python benchmarks/crosssell_rate.py [BASKETS] [--store FILE]
"""

import argparse
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
BASKETS, CUSTOMERS_EACH = 100_000, 5
PRODUCTS, PLANTED = 2_000, 40
RUNS = 3
SEED = 20261121
TODAY = "2026-11-21"
MOST = 10.0
"""Seconds of CPU, start-up of the program included."""


class Case(NamedTuple):
    """A command and what it is called."""

    name: str
    command: tuple[str, ...]


CASES = (
    Case("rules over orders", ("report", "crosssell")),
    Case("rules, support .002", ("report", "crosssell", "--min-support", ".002", "--min-confidence", ".1")),
    Case("rules over customers", ("report", "crosssell", "--basket", "customer", "--max-items", "2")),
    Case("likeness of items", ("report", "crosssell", "--measure", "items", "--min-count", "50")),
    Case("suggest", ("customer", "suggest", "C-7")),
)


def baskets(count: int) -> Iterator[tuple[int, set[int]]]:
    """Make baskets: the customer, the products in it."""
    chance = random.Random(SEED)
    weights = list(accumulate(1 / (rank + 1) ** 0.9 for rank in range(PRODUCTS)))
    products = range(1, PRODUCTS + 1)
    goes_with = {chance.randint(1, 400): chance.randint(1, 400) for _ in range(PLANTED)}
    for _ in range(count):
        size = max(1, min(40, round(chance.lognormvariate(1.65, 0.6))))
        basket = set(chance.choices(products, cum_weights=weights, k=size))
        basket |= {goes_with[one] for one in basket if one in goes_with and chance.random() < 0.4}
        yield chance.randint(1, max(1, count // CUSTOMERS_EACH)), basket


def fill(path: Path, count: int) -> int:
    """Make a store past the journal's triggers, as one change; return its lines."""
    sys.path.insert(0, str(ROOT / "src"))
    from crmcli.db import open_store
    from crmcli.sql import ChangeNote

    made = list(baskets(count))
    people = range(1, max(1, count // CUSTOMERS_EACH) + 1)
    with open_store(str(path)).writing(ChangeNote(f"{TODAY}T09:00:00Z", "bench", None, "fill")) as db:
        named = ("id", "name", "name_fold", "name_sort")
        db.insert_many("product", (*named, "category"), [
            (n, f"Ürün {n}", f"urun {n}", f"urun {n:05}", f"Sınıf {n % 30}") for n in range(1, PRODUCTS + 1)
        ], {"active": 1})  # fmt: skip
        db.insert_many("customer", named, [
            (n, f"Müşteri {n}", f"musteri {n}", f"musteri {n:06}") for n in people
        ], {"kind": "person"})  # fmt: skip
        db.insert_many("sales_order", ("id", "customer_id", "ordered_on"), [
            (n, who, f"2026-{n % 10 + 1:02}-{n % 28 + 1:02}") for n, (who, _) in enumerate(made, 1)
        ], {"status": "completed"})  # fmt: skip
        db.insert_many("order_line", ("order_id", "product_id"), [
            (n, product) for n, (_, basket) in enumerate(made, 1) for product in basket
        ], {"position": 1, "quantity_milli": 1000})  # fmt: skip
    return sum(len(basket) for _, basket in made)


def spent_by(command: list[str], environment: dict[str, str]) -> tuple[float, int]:
    """Run a command; return its CPU seconds and how many rows it wrote."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, env=environment, capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, done.stdout.count(b"\n") - 1


def main() -> int:
    """Make the store, run each command, print it beside the budget; 1 when one is over."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("baskets", nargs="?", type=int, default=BASKETS)
    parser.add_argument("--store", type=Path, metavar="FILE", help="use this store; made when not there")
    chosen = parser.parse_args()
    over = 0
    with tempfile.TemporaryDirectory() as name:
        path = chosen.store or Path(name) / "crm.db"
        if not path.exists():
            lines = fill(path, chosen.baskets)
            print(f"{chosen.baskets:,} baskets, {lines:,} lines, {PRODUCTS:,} products", flush=True)
        environment = {
            "PATH": os.environ.get("PATH", ""), "HOME": name, "LC_ALL": "C.UTF-8", "TZ": "UTC",
            "PYTHONPATH": str(ROOT / "src"), "CRMCLI_DB": str(path), "CRMCLI_TODAY": TODAY,
        }  # fmt: skip
        for case in CASES:
            command = [sys.executable, "-m", "crmcli", *case.command]
            runs = [spent_by(command, environment) for _ in range(RUNS)]
            seconds = statistics.median(one for one, _ in runs)
            over += seconds > MOST
            print(
                f"{case.name:<22}{runs[0][1]:>7,} rows{seconds:>7.2f} s CPU, at most {MOST:.0f}", flush=True
            )
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
