"""Print a table of what everyday work takes here, and with what a person would take instead.

The same customers and orders, as CSV, go into crm, into a plain SQLite file (for ``sqlite-utils`` and the
``sqlite3`` shell), and into pandas, which reads the files anew each time, as a script would. Every command
is a process of its own, start-up included; the least CPU time of some runs counts, and the ratio is ours
divided by theirs: below 1 crm is the quicker one. A tool that is not there is left out. Nothing here is a
budget: those are in the other scripts.

    .venv/bin/python benchmarks/side_by_side.py [CUSTOMERS] [--pandas PYTHON] [--runs N]
"""

import argparse
import csv
import json
import os
import random
import shutil
import sys
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from benchmarks.import_rate import ROOT, SEED, measure, write_file

CUSTOMERS = 20_000
ORDERS_EACH = 10
TODAY = "2026-11-21"
_READ = "import pandas as pd; c = pd.read_csv('{customers}', dtype=str); o = pd.read_csv('{orders}')"
_RFM = (
    "g = o.groupby('customer').agg(d=('ordered_on', 'max'), f=('number', 'count'), m=('total', 'sum')); "
    "g['d'] = pd.to_datetime(g['d']); "
    "g['r'] = pd.qcut(g['d'].rank(method='first'), 5, labels=False); "
    "g['q'] = pd.qcut(g['f'].rank(method='first'), 5, labels=False); "
    "print(g.groupby(['r', 'q']).m.agg(['count', 'sum']).to_csv())"
)
_RFM_SQL = (
    "with t as (select customer, max(ordered_on) d, count(*) f, sum(total) m from orders group by 1), "
    "s as (select *, ntile(5) over (order by d) r, ntile(5) over (order by f) q from t) "
    "select r, q, count(*), sum(m) from s group by 1, 2"
)
_LOAD = (
    "import pandas as pd, sqlite3; d = sqlite3.connect('{store}'); "
    "pd.read_csv('{file}', dtype=str).to_sql('{noun}', d, if_exists='replace'); d.commit()"
)


class Task(NamedTuple):
    """A piece of work: the words for crm, and for each other tool what does about the same ("" for none).

    ``sql`` is for both tools on the plain file, ``pandas`` a script's line behind the reading of the files.
    """

    what: str
    crm: str
    sql: str = ""
    pandas: str = ""


TASKS = (
    Task(
        "read 20 customers",
        "customer list --limit 20",
        "select * from customers limit 20",
        "print(c.head(20).to_csv())",
    ),
    Task(
        "find one by phone",
        "find {phone}",
        "select * from customers where phone like '%{digits}%'",
        "print(c[c.phone.str.contains('{digits}', na=False)].to_csv())",
    ),
    Task(
        "add one",
        "customer add Yeni --city İzmir --force",
        "insert into customers (name, city) values ('Yeni', 'İzmir')",
    ),
    Task(
        "customers of a city, CSV",
        "customer list --where city=İzmir --limit 0 --format csv",
        "select * from customers where city = 'İzmir'",
        "print(c[c.city == 'İzmir'].to_csv())",
    ),
    Task(
        "all customers, CSV",
        "customer list --limit 0 --format csv",
        "select * from customers",
        "print(c.to_csv())",
    ),
    Task(
        "sales by month",
        "report sales --by month --format csv",
        "select substr(ordered_on, 1, 7), count(*), sum(total) from orders group by 1",
        "print(o.groupby(o.ordered_on.str[:7]).total.agg(['count', 'sum']).to_csv())",
    ),
    Task("segments (RFM)", "report segments --format csv", _RFM_SQL, _RFM),
)


def orders(count: int) -> Iterator[tuple[str, ...]]:
    """Make the orders of so many customers, the same every time; some buy often, most seldom."""
    source = random.Random(SEED)
    first = date(2024, 1, 1)
    for number in range(count * ORDERS_EACH):
        customer = min(int(source.paretovariate(1.1)) * 7 % count, source.randrange(count))
        day = first + timedelta(days=source.randrange(1050))
        yield f"S{number}", str(customer), day.isoformat(), f"{source.randrange(50, 90_000) / 100:.2f}"


def write_files(folder: Path, count: int) -> tuple[Path, Path]:
    """Write customers, each with a key, and their orders."""
    plain, customers, sold = folder / "rows.csv", folder / "customers.csv", folder / "orders.csv"
    write_file(plain, count)
    with (
        plain.open(encoding="utf-8", newline="") as read,
        customers.open("w", encoding="utf-8", newline="") as made,
    ):
        rows, writer = csv.reader(read), csv.writer(made)
        writer.writerow(("external_id", *next(rows)))
        writer.writerows((str(number), *row) for number, row in enumerate(rows))
    with sold.open("w", encoding="utf-8", newline="") as made:
        writer = csv.writer(made)
        writer.writerow(("number", "customer", "ordered_on", "total"))
        writer.writerows(orders(count))
    return customers, sold


class Bench:
    """The files, the stores and the tools, and what each task took."""

    def __init__(self, folder: Path, count: int, pandas: str | None, runs: int) -> None:
        """Write the files; nothing is measured yet."""
        self.folder, self.pandas, self.runs = folder, pandas, runs
        self.customers, self.orders = write_files(folder, count)
        self.plain, self.store = folder / "plain.db", folder / "crm.db"
        self.utils = shutil.which("sqlite-utils", path=str(Path(sys.executable).parent))
        self.shell = shutil.which("sqlite3")
        self.environment = {
            "PATH": os.environ.get("PATH", ""), "HOME": str(folder), "LC_ALL": "C.UTF-8", "TZ": "UTC",
            "PYTHONPATH": str(ROOT / "src"), "CRMCLI_DB": str(self.store), "CRMCLI_TODAY": TODAY,
        }  # fmt: skip

    def crm(self, *words: str) -> list[str]:
        """Return a command line of crm."""
        return [sys.executable, "-m", "crmcli", *words]

    def spent(
        self, command: list[str] | None, *, fresh: Path | None = None, runs: int | None = None
    ) -> float | None:
        """Return the least CPU seconds of a command, None without one; ``fresh`` goes before each run."""
        if command is None:
            return None
        took = []
        for _ in range(runs or self.runs):
            if fresh is not None:
                fresh.unlink(missing_ok=True)
            took.append(measure(command, self.environment).seconds)
        return min(took)

    def imported(self) -> Iterator[tuple[str, list[float | None]]]:
        """Bring both files into each tool; the stores stay for the tasks."""
        for file, noun in ((self.customers, "customers"), (self.orders, "orders")):
            words = ["import", noun, str(file)]
            fresh = noun == "customers"
            ours = self.spent(self.crm(*words), fresh=self.store if fresh else None, runs=1)
            insert = None
            if self.utils:
                insert = [
                    self.utils,
                    "insert",
                    str(self.folder / "utils.db"),
                    noun,
                    str(file),
                    "--csv",
                ]
            theirs = self.spent(insert, runs=1)
            load = None
            if self.shell:
                load = [self.shell, str(self.plain), ".mode csv", f".import {file} {noun}"]
            bare = self.spent(load, runs=1)
            frame = None
            if self.pandas:
                line = _LOAD.format(store=self.folder / "pandas.db", file=file, noun=noun)
                frame = [self.pandas, "-c", line]
            yield f"import {noun}", [ours, theirs, bare, self.spent(frame, runs=1)]

    def asked(self, task: Task) -> list[float | None]:
        """Return what a task took with each tool."""
        with self.customers.open(encoding="utf-8", newline="") as file:
            phone = next(row["phone"] for row in csv.DictReader(file) if row["phone"])
        values = {"phone": phone, "digits": phone[-4:]}
        words = [word.format(**values) if "{" in word else word for word in task.crm.split()]
        sql = task.sql.format(**values) if "{digits}" in task.sql else task.sql
        path = str(self.folder / "utils.db")
        theirs = [self.utils, "query", path, sql, "--csv"] if self.utils and sql else None
        bare = [self.shell, "-csv", str(self.plain), sql] if self.shell and sql else None
        frame = None
        if self.pandas and task.pandas:
            read = _READ.format(customers=self.customers, orders=self.orders)
            act = task.pandas.format(**values) if "{digits}" in task.pandas else task.pandas
            frame = [self.pandas, "-c", f"{read}; {act}"]
        return [self.spent(self.crm(*words)), self.spent(theirs), self.spent(bare), self.spent(frame)]


def line(what: str, took: list[float | None]) -> str:
    """Return a row of the table: our seconds, and theirs with the ratio."""
    ours = took[0] or 0.0
    cells = [f"{ours:.2f} s"]
    cells += ["" if other is None else f"{other:.2f} s ({ours / other:.1f} x)" for other in took[1:]]
    return f"| {what} | {' | '.join(cells)} |"


def main() -> int:
    """Make the files, measure, print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("customers", nargs="?", type=int, default=CUSTOMERS)
    parser.add_argument("--pandas", metavar="PYTHON", help="an interpreter that has pandas")
    parser.add_argument("--runs", type=int, default=3)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        bench = Bench(Path(name), chosen.customers, chosen.pandas, chosen.runs)
        print(f"{chosen.customers:,} customers, {chosen.customers * ORDERS_EACH:,} orders; CPU time\n")
        print("| | crm | sqlite-utils | sqlite3 shell | pandas |\n|---|---|---|---|---|", flush=True)
        for what, took in bench.imported():
            print(line(what, took), flush=True)
        for task in TASKS:
            print(line(task.what, bench.asked(task)), flush=True)
        batch = bench.folder / "lines.jsonl"
        batch.write_text(
            "".join(json.dumps({"argv": ["customer", "add", f"Satır {n}"]}) + "\n" for n in range(200))
        )
        ours = bench.spent(bench.crm("batch", str(batch)))
        print(line("200 writes, one change each", [ours, None, None, None]), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
