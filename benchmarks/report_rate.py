"""Run reports over 100,000 customers with 1,000,000 orders, and compare with the bare SQL for the same.

The store is that of ``filter_rate.py``. Each report runs through ``crm report NAME --format csv`` in a
process of its own, start-up included; the SQL that gives the same figures runs in ``sqlite3`` alone, in a
process of its own too, whose start is not counted. Both take turns, and of each the least CPU time counts.
What fits or mines (clv, crosssell) is held to seconds. A report that is not there yet is left out.
Exits 1 when one is over.

    .venv/bin/python benchmarks/report_rate.py [CUSTOMERS] [--store FILE] [--only NAME]
"""

import argparse
import os
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from benchmarks.filter_rate import CUSTOMERS, ROOT, TODAY, fill, spent_by

RUNS = 3
TIMES_BARE = 2.5
SECONDS = 10.0

_TOTALS = (
    "SELECT customer_id, max(ordered_on) AS last_on, count(*) AS orders, sum(total_minor) AS spent, "
    "sum(CASE WHEN total_minor >= 0 THEN total_minor END) AS bought FROM sales_order "
    f"WHERE customer_id IS NOT NULL AND status <> 'cancelled' AND ordered_on <= '{TODAY}' "
    "GROUP BY customer_id"
)


def _cut(column: str, fifth: int) -> str:
    """Return the value at a fifth of a column's sorted values."""
    return f"max(CASE WHEN n = (SELECT (count(*) - 1) * {fifth} / 5 FROM t) THEN {column} END)"


def _cuts(name: str, column: str) -> str:
    cuts = ", ".join(f"{_cut('v', fifth)} AS c{fifth}" for fifth in (1, 2, 3, 4))
    ordered = f"SELECT {column} AS v, row_number() OVER (ORDER BY {column}) - 1 AS n FROM t"
    return f"{name} AS (SELECT {cuts} FROM ({ordered}))"


def _score(value: str, cuts: str) -> str:
    return "1 + " + " + ".join(f"({value} > {cuts}.c{fifth})" for fifth in (1, 2, 3, 4))


_SEGMENTS = f"""
WITH t AS (SELECT *, CAST(julianday('{TODAY}') - julianday(last_on) AS INTEGER) AS days FROM ({_TOTALS})),
{_cuts("rc", "days")}, {_cuts("fc", "orders")}, {_cuts("mc", "spent")},
s AS (SELECT t.*, 6 - ({_score("days", "rc")}) AS r, {_score("t.orders", "fc")} AS f,
  {_score("spent", "mc")} AS m FROM t, rc, fc, mc)
SELECT CASE WHEN r <= 2 AND f <= 2 THEN 'Hibernating' WHEN r <= 2 AND f <= 4 THEN 'At Risk'
  WHEN r <= 2 THEN 'Can''t Lose' WHEN r = 3 AND f <= 2 THEN 'About to Sleep'
  WHEN r = 3 AND f = 3 THEN 'Need Attention' WHEN r <= 4 AND f >= 4 THEN 'Loyal'
  WHEN r = 4 AND f = 1 THEN 'Promising' WHEN r = 5 AND f = 1 THEN 'New'
  WHEN f <= 3 THEN 'Potential Loyalist' ELSE 'Champions' END,
  count(*), count(*) * 1.0 / sum(count(*)) OVER (), sum(orders), sum(spent),
  sum(spent) * 1.0 / sum(sum(spent)) OVER (), avg(days), sum(bought) / sum(orders), sum(m)
FROM s GROUP BY 1
"""
_ABC = f"""
WITH t AS ({_TOTALS}),
c AS (SELECT customer_id, orders, spent, sum(spent) OVER () AS whole,
  sum(spent) OVER (ORDER BY spent DESC RANGE UNBOUNDED PRECEDING) AS run FROM t)
SELECT x.id, x.name, c.orders, c.spent, c.spent * 1.0 / c.whole, c.run * 1.0 / c.whole,
  CASE WHEN (c.run - c.spent) * 1.0 / c.whole < .8 THEN 'A'
    WHEN (c.run - c.spent) * 1.0 / c.whole < .95 THEN 'B' ELSE 'C' END
FROM c JOIN customer x ON x.id = c.customer_id ORDER BY c.spent DESC, x.name_sort, x.id
"""
_SALES = f"""
SELECT substr(ordered_on, 1, 7), count(CASE WHEN total_minor >= 0 THEN 1 END), count(DISTINCT customer_id),
  sum(CASE WHEN total_minor >= 0 THEN total_minor END), sum(CASE WHEN total_minor < 0 THEN total_minor END),
  sum(total_minor), avg(CASE WHEN total_minor >= 0 THEN total_minor END)
FROM sales_order WHERE status <> 'cancelled' AND ordered_on <= '{TODAY}' GROUP BY 1 ORDER BY 1
"""
_RETENTION = f"""
WITH first AS (SELECT customer_id AS id, substr(min(ordered_on), 1, 7) AS cohort FROM sales_order
  WHERE customer_id IS NOT NULL AND status <> 'cancelled' AND ordered_on <= '{TODAY}'
    AND coalesce(total_minor, 0) >= 0 GROUP BY customer_id)
SELECT f.cohort, substr(o.ordered_on, 1, 7),
  count(DISTINCT CASE WHEN coalesce(o.total_minor, 0) >= 0 THEN o.customer_id END),
  count(CASE WHEN coalesce(o.total_minor, 0) >= 0 THEN 1 END), sum(o.total_minor)
FROM first f JOIN sales_order o ON o.customer_id = f.id
WHERE o.status <> 'cancelled' AND o.ordered_on <= '{TODAY}' GROUP BY 1, 2
"""


class Case(NamedTuple):
    """A report with its options, and the bare SQL for the same; without it the report is held to seconds."""

    words: str
    bare: str | None = None


CASES = (
    Case("segments", _SEGMENTS),
    Case("abc --by customer --limit 0", _ABC),
    Case("sales --by month", _SALES),
    Case("retention --cells --limit 0", _RETENTION),
    Case("clv --limit 0"),
    Case("crosssell --limit 0"),
)
_RUN = """
import resource, sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
before = resource.getrusage(resource.RUSAGE_SELF)
rows = connection.execute(sys.argv[2]).fetchall()
after = resource.getrusage(resource.RUSAGE_SELF)
print(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
"""


def bare(path: Path, sql: str) -> float:
    """Run SQL in a process of its own; return the CPU seconds of the query."""
    done = subprocess.run([sys.executable, "-c", _RUN, str(path), sql], capture_output=True, check=True)
    return float(done.stdout)


def measured(case: Case, path: Path, environment: dict[str, str]) -> bool:
    """Run a case in turns, print it, tell whether it holds."""
    command = [sys.executable, "-m", "crmcli", "report", *case.words.split(), "--format", "csv"]
    ours, theirs, lines = [], [], 0
    for _ in range(RUNS if case.bare else 1):
        seconds, lines = spent_by(command, environment)
        ours.append(seconds)
        if case.bare:
            theirs.append(bare(path, case.bare))
    if case.bare:
        times = min(ours) / min(theirs)
        limit, holds = (
            f"{times:>6.2f} x bare SQL ({min(theirs):.2f} s), at most {TIMES_BARE}",
            times <= TIMES_BARE,
        )
    else:
        limit, holds = f"  at most {SECONDS} s", min(ours) <= SECONDS
    print(f"{case.words:<28}{lines:>8} lines{min(ours):>7.2f} s CPU{limit}", flush=True)
    return holds


def main() -> int:
    """Make the store, measure each report that there is; 1 when one is over its budget."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("customers", nargs="?", type=int, default=CUSTOMERS)
    parser.add_argument("--store", type=Path, metavar="FILE", help="use this store; made when not there")
    parser.add_argument("--only", metavar="NAME", help="this report alone")
    chosen = parser.parse_args()
    sys.path.insert(0, str(ROOT / "src"))
    from crmcli.domain.reports import entry_of

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
            report = case.words.split()[0]
            entry = entry_of(report)
            there = entry is not None and find_spec(entry.module) is not None
            if chosen.only in (None, report) and there:
                over += not measured(case, path, environment)
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
