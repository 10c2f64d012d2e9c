"""Filter 100,000 customers with 1,000,000 orders, and compare with the bare SQL a person would write.

The store is made by bulk SQL. Each filter runs through ``crm customer list --where ... --format ids`` in a
process of its own, three times; CPU time is compared with ``sqlite3`` alone on the same file, and with
the budget: 1 s for a condition that an index answers, 3 s for any other. Exits 1 when one is over.

    .venv/bin/python benchmarks/filter_rate.py [CUSTOMERS] [--store FILE]
"""

import argparse
import os
import random
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
CUSTOMERS = 100_000
ORDERS_EACH = 10
PRODUCTS = 50
RUNS = 3
SEED = 20261121
TODAY = "2026-11-21"
INDEXED, UNINDEXED = 1.0, 3.0
"""Seconds of CPU, start-up of the program included."""

CITIES = ("İstanbul", "Ankara", "İzmir", "Bursa", "Antalya", "Adana", "Konya", "IZMIR", "Muğla", "Iğdır")
FIRST = "Ayşe Fatma Mehmet İbrahim Işıl Çağrı Şükrü Özgür Ümit Gökçe".split()
LAST = "Yılmaz Kaya Demir Çelik Şahin Yıldız Öztürk Aydın Özdemir Arslan".split()


class Case(NamedTuple):
    """A filter, its budget, and the same question to SQLite alone."""

    name: str
    where: str
    most: float
    bare: str


_TOTALS = (
    "(SELECT customer_id, max(ordered_on) AS last_on, sum(total_minor) AS spent FROM sales_order "
    f"WHERE status <> 'cancelled' AND ordered_on <= '{TODAY}' GROUP BY customer_id)"
)
_JOINED = f"SELECT c.id FROM customer c JOIN {_TOTALS} t ON t.customer_id = c.id"
_BUYERS = (
    "SELECT o.customer_id FROM order_line l JOIN sales_order o ON o.id = l.order_id "
    "WHERE l.product_id = 7 AND o.status <> 'cancelled'"
)
_IZMIR = "city IN ('İzmir', 'IZMIR')"
CASES = (
    Case(
        "name (indexed)",
        "name = 'Fatma Kaya 4711'",
        INDEXED,
        "SELECT id FROM customer WHERE name_fold = 'fatma kaya 4711'",
    ),
    Case(
        "phone (indexed)",
        "phone = '0532 000 47 11'",
        INDEXED,
        "SELECT customer_id FROM identity WHERE norm = '+905320004711' AND kind = 'phone'",
    ),
    Case(
        "number (indexed)",
        "id in (C-1, C-500, C-99)",
        INDEXED,
        "SELECT id FROM customer WHERE id IN (1, 500, 99)",
    ),
    Case(
        "owner (indexed)",
        "owner = 'Temsilci 3' and spent >= 7500 TRY",
        INDEXED,
        f"{_JOINED} WHERE c.owner_id = 3 AND t.spent >= 750000",
    ),
    Case(
        "tag (indexed)",
        "tag = vip and not bought since 180 days ago",
        INDEXED,
        f"{_JOINED} JOIN tagging g ON g.customer_id = c.id WHERE g.tag_id = 1 AND t.last_on < '2026-05-25'",
    ),
    Case("city", "city = İzmir", UNINDEXED, f"SELECT id FROM customer WHERE {_IZMIR}"),
    Case("part of a name", "name ~ yıl", UNINDEXED, "SELECT id FROM customer WHERE name_fold LIKE '%yil%'"),
    Case("part of an e-mail", "email ~ 4711", UNINDEXED, "SELECT id FROM customer WHERE email LIKE '%4711%'"),
    Case(
        "last order",
        "last_order < 180 days ago",
        UNINDEXED,
        f"SELECT customer_id FROM {_TOTALS} WHERE last_on < '2026-05-25'",
    ),
    Case("spent", "spent >= 7500 TRY", UNINDEXED, f"SELECT customer_id FROM {_TOTALS} WHERE spent >= 750000"),
    Case(
        "status",
        "status = lapsed",
        UNINDEXED,
        f"SELECT customer_id FROM {_TOTALS} WHERE last_on < '2025-11-21'",
    ),
    Case("bought", "bought 'Ürün 7'", UNINDEXED, f"SELECT DISTINCT customer_id FROM ({_BUYERS})"),
    Case(
        "all of these",
        "city = 'İzmir' and last_order < 180 days ago and spent >= 5000 TRY and bought 'Ürün 7'",
        UNINDEXED,
        f"{_JOINED} WHERE c.{_IZMIR} AND t.last_on < '2026-05-25' AND t.spent >= 500000 "
        f"AND c.id IN ({_BUYERS})",
    ),
    Case(
        "any of these",
        "last_order < 180 days ago or spent >= 5000 TRY or not bought 'Ürün 7'",
        UNINDEXED,
        f"{_JOINED.replace(' JOIN', ' LEFT JOIN')} WHERE t.last_on < '2026-05-25' OR t.spent >= 500000 "
        f"OR c.id NOT IN ({_BUYERS})",
    ),
    Case(
        "calls of a month",
        "calls since 30 days ago >= 3",
        UNINDEXED,
        "SELECT customer_id FROM activity WHERE kind = 'call' AND done = 1 AND at >= '2026-10-22' "
        "GROUP BY customer_id HAVING count(*) >= 3",
    ),
    Case(
        "segment",
        "segment = Champions",
        UNINDEXED,
        f"SELECT customer_id, ntile(5) OVER (ORDER BY last_on) FROM {_TOTALS}",
    ),
)


def day(random_source: random.Random) -> str:
    """Return a day of the last three years."""
    number = random_source.randrange(1095)
    return f"{2023 + (number + 325) // 365}-{(number // 28) % 12 + 1:02}-{number % 28 + 1:02}"


def customers(count: int) -> Iterator[tuple[object, ...]]:
    """Make customers: id, name, forms, city, owner, phone, e-mail."""
    for number in range(1, count + 1):
        name = f"{FIRST[number % 10]} {LAST[number // 10 % 10]} {number}"
        yield (
            number,
            name,
            CITIES[number * 7 % 10],
            number % 20 + 1,
            f"0532 {number:07}",
            f"m{number}@ornek.com.tr",
        )


def fill(path: Path, count: int) -> None:
    """Make a store and fill it past the journal's triggers, as one change."""
    sys.path.insert(0, str(ROOT / "src"))
    from crmcli.db import open_store
    from crmcli.domain.text import fold_all, sort_keys
    from crmcli.sql import ChangeNote

    random_source = random.Random(SEED)
    with open_store(str(path)).writing(ChangeNote(f"{TODAY}T09:00:00Z", "bench", None, "fill")) as db:
        db.insert_many("crm_user", ("id", "name", "name_fold", "name_sort"), [
            (n, f"Temsilci {n}", f"temsilci {n}", f"temsilci {n}") for n in range(1, 21)
        ], {"active": 1})  # fmt: skip
        db.insert_many("product", ("id", "name", "name_fold", "name_sort", "category"), [
            (n, f"Ürün {n}", f"urun {n}", f"urun {n}", f"Sınıf {n % 5}") for n in range(1, PRODUCTS + 1)
        ], {"active": 1})  # fmt: skip
        rows = list(customers(count))
        names = [str(row[1]) for row in rows]
        columns = ("id", "name", "city", "owner_id", "phone", "email", "name_fold", "name_sort")
        forms = zip(rows, fold_all(names), sort_keys(names), strict=True)
        db.insert_many("customer", columns, [(*row, *form) for row, *form in forms], {"kind": "person"})
        db.insert_many(
            "identity", ("norm", "customer_id"), [(f"+90532{n:07}", n) for n in range(1, count + 1)],
            {"kind": "phone", "noun": "customer"},
        )  # fmt: skip
        db.insert("tag", {"name": "vip", "name_fold": "vip", "name_sort": "vip"})
        db.insert_many("tagging", ("tag_id", "customer_id"), [(1, n) for n in range(1, count + 1, 50)])
        orders = count * ORDERS_EACH
        db.insert_many(
            "sales_order", ("id", "customer_id", "ordered_on", "total_minor"),
            ((n, random_source.randint(1, count), day(random_source), random_source.randint(1, 20) * 5000)
             for n in range(1, orders + 1)),
            {"status": "completed", "currency": "TRY"},
        )  # fmt: skip
        db.insert_many(
            "order_line", ("order_id", "product_id", "amount_minor"),
            ((n, random_source.randint(1, PRODUCTS), 5000) for n in range(1, orders + 1)),
            {"position": 1, "quantity_milli": 1000, "currency": "TRY"},
        )  # fmt: skip
        db.insert_many(
            "activity", ("customer_id", "at"),
            ((random_source.randint(1, count), f"2026-{random_source.randint(1, 11):02}-15T10:00:00Z")
             for _ in range(2 * count)),
            {"kind": "call", "done": 1},
        )  # fmt: skip


def spent_by(command: list[str], environment: dict[str, str]) -> tuple[float, int]:
    """Run a command; return its CPU seconds and how many lines it wrote."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, env=environment, capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, done.stdout.count(b"\n")


def bare(path: Path, sql: str) -> float:
    """Run SQL alone; return its CPU seconds."""
    with sqlite3.connect(path) as connection:
        before = resource.getrusage(resource.RUSAGE_SELF)
        connection.execute(sql).fetchall()
        after = resource.getrusage(resource.RUSAGE_SELF)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> int:
    """Make the store, measure each filter, print it beside the bare SQL; 1 when one is over its budget."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("customers", nargs="?", type=int, default=CUSTOMERS)
    parser.add_argument(
        "--store", type=Path, metavar="FILE", help="use this store; made when it is not there"
    )
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        path = chosen.store or Path(name) / "crm.db"
        if not path.exists():
            fill(path, chosen.customers)
        environment = {
            "PATH": os.environ.get("PATH", ""), "HOME": name, "LC_ALL": "C.UTF-8", "TZ": "UTC",
            "PYTHONPATH": str(ROOT / "src"), "CRMCLI_DB": str(path), "CRMCLI_TODAY": TODAY,
        }  # fmt: skip
        over = 0
        for case in CASES:
            command = [
                sys.executable,
                "-m",
                "crmcli",
                "customer",
                "list",
                "--where",
                case.where,
                "--format",
                "ids",
            ]
            runs = [spent_by(command, environment) for _ in range(RUNS)]
            ours = statistics.median(seconds for seconds, _ in runs)
            theirs = statistics.median(bare(path, case.bare) for _ in range(RUNS))
            over += ours > case.most
            print(
                f"{case.name:<20}{runs[0][1]:>8} found{ours:>7.2f} s CPU, at most {case.most}"
                f"{ours / max(theirs, 0.001):>8.1f} x bare SQL ({theirs:.2f} s)",
                flush=True,
            )
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
