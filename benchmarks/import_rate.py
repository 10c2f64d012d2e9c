"""Import 200,000 customers from CSV, and compare with ``sqlite-utils insert`` of the same file.

Both run in turn, three times; CPU time is compared, which a busy machine changes least. Exits 1 when
the import takes more CPU time than ``sqlite-utils``, or more memory than its budget.

    .venv/bin/python benchmarks/import_rate.py [ROWS] [--keep FILE]
"""

import argparse
import csv
import os
import random
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROWS = 200_000
RUNS = 3
SEED = 20261121
MOST_TIME = 1.0
"""CPU time of the import divided by that of ``sqlite-utils insert``."""
MOST_MEMORY = 200.0
"""MiB, the import's largest resident set."""

HEADER = ("name", "email", "phone", "city", "tax_id", "tags")
REPEATS = 0.01
"""Share of rows that give a customer of an earlier row again, told by its e-mail and tax number."""

FIRST = (
    "Ayşe Fatma Mehmet İbrahim Işıl Çağrı Şükrü Özgür Ümit Gökçe Nazlı Doğan Elif Ömer Zeynep Yiğit".split()
)
LAST = "Yılmaz Kaya Demir Çelik Şahin Yıldız Öztürk Aydın Özdemir Arslan Doğan Kılıç Aslan Çetin Işık".split()
TRADE = "Mobilya Gıda Tekstil İnşaat Otomotiv Turizm Danışmanlık Elektrik Lojistik Kırtasiye".split()
FORM = ("Ltd. Şti.", "A.Ş.", "San. ve Tic. Ltd. Şti.", "")
CITIES = (
    "İstanbul Ankara İzmir Bursa Antalya Adana Konya Şanlıurfa Gaziantep Kocaeli Mersin Muğla Iğdır".split()
)
TAGS = ("", "", "yeni", "perakende", "toptan;sadık", "vip", "bayi;yeni", "ihracat")
PLAIN = str.maketrans("çğıöşüâî", "cgiosuai")


def tax_number(digits: Sequence[int]) -> str:
    """Complete nine digits to a Turkish tax number: the tenth checks the others."""
    total = 0
    for place, digit in enumerate(digits):
        shifted = (digit + 9 - place) % 10
        total += shifted if shifted in {0, 9} else shifted * 2 ** (9 - place) % 9
    return "".join(map(str, digits)) + str(-total % 10)


def phone(number: int, random_source: random.Random) -> str:
    """Write a mobile number, different for every ``number`` below ten million, as people write them."""
    digits = f"53{number % 8 + 1}{number:07}"
    area, start, middle, end = digits[:3], digits[3:6], digits[6:8], digits[8:]
    return random_source.choice(
        (
            f"0{area} {start} {middle} {end}",
            f"+90 {area} {start} {middle} {end}",
            f"0({area}) {start} {middle}{end}",
            f"0090{digits}",
            digits,
            f"+90-{area}-{start}-{middle}-{end}",
        )
    )


def row(number: int, random_source: random.Random) -> tuple[str, ...]:
    """Make one customer: two of three are organisations, some lack a phone or an e-mail."""
    pick = random_source.choice
    person = f"{pick(FIRST)} {pick(LAST)}"
    organisation = random_source.random() < 2 / 3
    name = f"{pick(LAST)} {pick(TRADE)} {pick(FORM)}".strip() if organisation else person
    nine = [int(digit) for digit in str(100_000_000 + number * 7_654_321 % 900_000_000)]  # never the same
    account = person.replace("İ", "i").replace("I", "ı").lower().translate(PLAIN).replace(" ", ".")
    email = f"{account}{number}@ornek{number % 5000}.com.tr" if random_source.random() < 0.9 else ""
    telephone = phone(number, random_source) if random_source.random() < 0.95 else ""
    return (
        name,
        email,
        telephone,
        pick(CITIES),
        tax_number(nine),
        pick(TAGS),
    )


def rows(count: int) -> Iterator[tuple[str, ...]]:
    """Make the same ``count`` rows every time."""
    random_source = random.Random(SEED)
    kept: list[tuple[str, ...]] = []
    for number in range(count):
        if kept and random_source.random() < REPEATS:
            yield random_source.choice(kept)
            continue
        made = row(number, random_source)
        if made[1] and len(kept) < 1000:
            kept.append(made)
        yield made


def write_file(path: Path, count: int) -> None:
    """Write the customers as a comma-separated file in UTF-8."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(rows(count))


@dataclass(frozen=True)
class Usage:
    """What one run took: CPU seconds, user and system, and its largest resident set in MiB."""

    seconds: float
    memory: float


def measure(command: list[str], environment: dict[str, str]) -> Usage:
    """Run a command to its end and ask the system what it took.

    Raises:
        RuntimeError: the command failed.
    """
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            output.seek(0)
            message = f"{' '.join(command)}: exit {process.returncode}\n{output.read().decode()[-2000:]}"
            raise RuntimeError(message)
    unit = 1 if sys.platform == "darwin" else 1024
    return Usage(usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit / 2**20)


def compare(file: Path, folder: Path) -> tuple[list[Usage], list[Usage]]:
    """Import the file and insert it, in turn, each time into a new store."""
    tools = Path(sys.executable).parent
    ours, theirs = [], []
    for number in range(RUNS):
        store, plain = folder / f"crm{number}.db", folder / f"plain{number}.db"
        environment = {
            "PATH": os.environ.get("PATH", ""),
            "HOME": str(folder),
            "LC_ALL": "C.UTF-8",
            "TZ": "UTC",
            "PYTHONPATH": str(ROOT / "src"),
            "CRMCLI_DB": str(store),
        }
        ours.append(measure([sys.executable, "-m", "crmcli", "import", "customers", str(file)], environment))
        insert = [str(tools / "sqlite-utils"), "insert", str(plain), "customers", str(file), "--csv"]
        theirs.append(measure(insert, environment))
        for name, usage in (("crm import", ours[-1]), ("sqlite-utils", theirs[-1])):
            print(f"{number + 1}  {name:<14}{usage.seconds:>7.2f} s CPU{usage.memory:>8.1f} MiB", flush=True)
        store.unlink()
        plain.unlink()
    return ours, theirs


def main() -> int:
    """Make the file, compare, print both figures with their budgets; 1 when one is over."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("rows", nargs="?", type=int, default=ROWS)
    parser.add_argument("--keep", type=Path, metavar="FILE", help="write the file there and stop")
    chosen = parser.parse_args()
    if chosen.keep:
        write_file(chosen.keep, chosen.rows)
        return 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = folder / "customers.csv"
        write_file(file, chosen.rows)
        ours, theirs = compare(file, folder)
    ratio = statistics.median(use.seconds for use in ours) / statistics.median(use.seconds for use in theirs)
    memory = max(use.memory for use in ours)
    print(f"CPU time {ratio:.2f} x sqlite-utils insert, at most {MOST_TIME}")
    print(f"memory {memory:.0f} MiB, at most {MOST_MEMORY:.0f}")
    return 1 if ratio > MOST_TIME or memory > MOST_MEMORY else 0


if __name__ == "__main__":
    sys.exit(main())
