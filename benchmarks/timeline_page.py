"""Count what the first page of a long timeline costs, against a two-command Typer program.

One customer has 10,000 of a million activities, orders and payments. The page may cost 1.5 times what
listing customers may: 2.1 times the two commands in a pipe, 3.3 times on a terminal. Exits 1 when it
costs more.

    .venv/bin/python benchmarks/timeline_page.py [--cpu] [--events 1000000]
"""

import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.startup import (
    TWO_COMMANDS,
    Case,
    crm,
    judge,
    line,
    millions_of_instructions,
    milliseconds,
    prepare_store,
    run_once,
)

CUSTOMERS = 50_000
OURS = 10_000
"""Events of the one customer whose timeline is shown."""

PAGE = ("customer", "timeline", "C-1", "--limit", "50")
SHARES = (("activity", 60), ("sales_order", 30), ("payment", 10))
"""Of a hundred events, how many are of which table."""


def days(count: int) -> Iterator[str]:
    """Yield days of ten years, over and over, in no order."""
    for number in range(count):
        at = (number * 7919) % 3650
        yield f"{2016 + at // 365}-{at % 365 // 31 + 1:02}-{at % 28 + 1:02}"


def fill(path: str, events: int) -> None:
    """Write the customers and their events; every 7th of the one customer's is of the day before."""
    from crmcli.db import open_store
    from crmcli.sql import ChangeNote

    with open_store(path).writing(ChangeNote("2026-11-20T09:00:00Z", "bench", None, "import x")) as db:
        names = ((f"Müşteri {number}",) * 3 for number in range(CUSTOMERS))
        columns = ("name", "name_fold", "name_sort")
        db.insert_many("customer", columns, names, {"kind": "organisation"})
        for table, share in SHARES:
            count, ours = events * share // 100, OURS * share // 100
            owners = (1 if number < ours else 2 + number % (CUSTOMERS - 1) for number in range(count))
            owned = zip(owners, days(count), strict=True)
            if table == "activity":
                calls = ((owner, f"{day}T09:30:00Z", "call", day) for owner, day in owned)
                db.insert_many(table, ("customer_id", "at", "kind", "subject"), calls, {"done": 1})
            elif table == "sales_order":
                orders = ((owner, day, "completed", 12_500) for owner, day in owned)
                names_ = ("customer_id", "ordered_on", "status", "total_minor")
                db.insert_many(table, names_, orders, {"currency": "TRY"})
            else:
                paid = ((owner, day, 12_500) for owner, day in owned)
                db.insert_many(table, ("customer_id", "paid_on", "amount_minor"), paid, {"currency": "TRY"})


def cases() -> Iterator[Case]:
    """List what is measured: the yardstick, then the page."""
    yield Case("two commands", (sys.executable, TWO_COMMANDS, "hello", "Ada"))
    yield crm("first page, pipe", *PAGE, against="two commands", budget=2.1)
    yield crm("first page, terminal", *PAGE, against="two commands", budget=3.3, terminal=True)


def main() -> int:
    """Measure, print a line for each case and return 1 when a budget is exceeded."""
    events = int(sys.argv[sys.argv.index("--events") + 1]) if "--events" in sys.argv else 1_000_000
    counted = shutil.which("valgrind") is not None and "--cpu" not in sys.argv
    measure = millions_of_instructions if counted else milliseconds
    over = False
    with tempfile.TemporaryDirectory() as folder:
        environment = prepare_store(Path(folder))
        environment["CRMCLI_DB"] = str(Path(folder) / "long.db")
        start = time.perf_counter()
        fill(environment["CRMCLI_DB"], events)
        print(f"{events:,} events, {OURS:,} of one customer, written in {time.perf_counter() - start:.0f} s")
        print("million instructions (callgrind)" if counted else "ms of CPU time")

        def cost_of(case: Case) -> float:
            run_once(case, environment)  # bytecode is compiled before it counts
            return measure(case, environment)

        for verdict in judge(list(cases()), cost_of):
            print(line(verdict), flush=True)
            over = over or verdict.over
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
