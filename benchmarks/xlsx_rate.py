"""Import the same customers from CSV and from XLSX, and compare the rates.

Both run in turn, three times, each into a new store; CPU time of the whole command is compared, which a
busy machine changes least. Exits 1 when the workbook goes at less than half the rate of the CSV file,
or takes more memory than its budget.

    .venv/bin/python benchmarks/xlsx_rate.py [ROWS]
"""

import argparse
import csv
import os
import statistics
import sys
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import xlsxwriter  # type: ignore[import-untyped,unused-ignore]

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from benchmarks.import_rate import HEADER, ROOT, RUNS, Usage, measure, rows

ROWS = 100_000
LEAST_RATE = 0.5
"""Rows a second from XLSX, divided by those from CSV."""
MOST_MEMORY = 200.0
"""MiB, the largest resident set of the import of the workbook."""
FIRST_DAY = date(2015, 1, 1)
DAYS = 4_000
LOWEST_CODE, CODES = 10_000, 70_000

Row = tuple[str | int | date, ...]


def customers(count: int) -> Iterator[Row]:
    """Make customers of eight columns: six of text, a number and a day."""
    for number, row in enumerate(rows(count)):
        code = LOWEST_CODE + number * 7 % CODES
        yield (*row, code, FIRST_DAY + timedelta(days=number % DAYS))


def write_csv(path: Path, count: int) -> None:
    """Write the customers as a comma-separated file in UTF-8."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow((*HEADER, "postal_code", "created_on"))
        writer.writerows(customers(count))


def write_xlsx(path: Path, count: int) -> None:
    """Write the customers as a workbook: numbers and days as a spreadsheet keeps them."""
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("Müşteriler")
    day = book.add_format({"num_format": "dd.mm.yyyy"})
    sheet.write_row(0, 0, (*HEADER, "postal_code", "created_on"))
    for at, row in enumerate(customers(count), 1):
        for column, value in enumerate(row):
            if isinstance(value, date):
                sheet.write_datetime(at, column, value, day)
            elif isinstance(value, int):
                sheet.write_number(at, column, value)
            else:
                sheet.write_string(at, column, value)
    book.close()


def compare(files: tuple[Path, Path], folder: Path, count: int) -> tuple[list[Usage], list[Usage]]:
    """Import both files in turn, each time into a new store."""
    found: tuple[list[Usage], list[Usage]] = ([], [])
    store = folder / "crm.db"
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "HOME": str(folder),
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "PYTHONPATH": str(ROOT / "src"),
        "CRMCLI_DB": str(store),
    }
    for number in range(RUNS):
        for file, usages in zip(files, found, strict=True):
            usage = measure([sys.executable, "-m", "crmcli", "import", "customers", str(file)], environment)
            store.unlink()
            usages.append(usage)
            rate = count / usage.seconds
            shown = f"{usage.seconds:>7.2f} s CPU{rate:>9,.0f} rows/s{usage.memory:>8.1f} MiB"
            print(f"{number + 1}  {file.suffix[1:]:<5}{shown}", flush=True)
    return found


def main() -> int:
    """Make the files, compare, print both figures with their budgets; 1 when one is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("rows", nargs="?", type=int, default=ROWS)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = folder / "customers.csv", folder / "customers.xlsx"
        write_csv(files[0], chosen.rows)
        write_xlsx(files[1], chosen.rows)
        plain, books = compare(files, folder, chosen.rows)
    rate = statistics.median(use.seconds for use in plain) / statistics.median(use.seconds for use in books)
    memory = max(use.memory for use in books)
    print(f"rate {rate:.2f} x that of CSV, at least {LEAST_RATE}")
    print(f"memory {memory:.0f} MiB, at most {MOST_MEMORY:.0f}")
    return 1 if rate < LEAST_RATE or memory > MOST_MEMORY else 0


if __name__ == "__main__":
    sys.exit(main())
