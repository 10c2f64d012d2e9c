"""Work to be interrupted: commands that write, the store they begin from, and what it holds."""

import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.store.business import Contents, contents, digest
from tests.support.program import Program
from tests.support.store import raw_connection

CITIES = ("İzmir", "Ankara", "Iğdır", "Şırnak", "Çorum", "Düzce")
_CLOCK = re.compile(r"T\d\d:\d\d:\d\dZ")


def customers(path: Path, count: int, first: int = 1) -> Path:
    """Write a file of customers with every kind of key."""
    rows = []
    for n in range(first, first + count):
        phone = f"0532 {n // 100:03} {n % 100:02} 00"
        rows.append(f"{n},Müşteri {n} Ltd. Şti.,m{n}@ornek.example,{phone},{CITIES[n % 6]},vip;t{n % 7}")
    path.write_text("\n".join(["id,name,email,phone,city,tags", *rows, ""]), encoding="utf-8")
    return path


def leads(path: Path, count: int) -> Path:
    """Write a file of leads."""
    rows = [f"{n},Aday {n},Firma {n} A.Ş.,l{n}@ornek.example,new" for n in range(1, count + 1)]
    path.write_text("\n".join(["id,name,company,email,status", *rows, ""]), encoding="utf-8")
    return path


def opportunities(path: Path, count: int) -> Path:
    """Write a file of opportunities of the first customers."""
    rows = [
        f'{n},İş {n},m{n % 20 + 1}@ornek.example,Won,"{n}.500,00",TRY,2026-01-{n % 28 + 1:02}'
        for n in range(1, count + 1)
    ]
    path.write_text(
        "\n".join(["id,name,customer,stage,amount,currency,created", *rows, ""]), encoding="utf-8"
    )
    return path


@dataclass(frozen=True)
class Job:
    """A command that writes, and the store it begins from."""

    words: tuple[str, ...]
    base: Path


def jobs(folder: Path) -> Mapping[str, Job]:
    """Make the bases and the files; return name -> job."""
    empty, base = folder / "empty.db", folder / "base.db"
    crm = Program(str(base))
    crm.ok("import", "customers", customers(folder / "c1.csv", 20))
    crm.ok("import", "leads", leads(folder / "l.csv", 12))
    crm.ok("log", "call", "L-1", "ilk arama")
    before = folder / "imported.db"
    shutil.copy(base, before)
    Program(str(before)).ok("import", "customers", customers(folder / "c2.csv", 150, 21))
    big = str(customers(folder / "c3.csv", 400, 10))
    return {
        "the first import": Job(("import", "customers", big), empty),
        "import customers": Job(("import", "customers", big), base),
        "import customers again": Job(
            ("import", "customers", str(folder / "c2.csv"), "--set", "region=Ege"), before
        ),
        "import opportunities": Job(
            ("import", "opportunities", str(opportunities(folder / "o.csv", 150))), base
        ),
        "convert one lead": Job(("convert", "L-1"), base),
        "convert ten leads": Job(("convert", *(f"L-{n}" for n in range(1, 11))), base),
        "undo an import": Job(("undo",), before),
        "add": Job(("customer", "add", "Yeni Müşteri", "--phone", "0533 765 43 21", "--tag", "yeni"), base),
        "edit": Job(("customer", "edit", "C-1", "--city", "Bursa", "--note", "değişti"), base),
        "log": Job(("log", "call", "C-1", "görüşüldü"), base),
    }


def fresh(job: Job, path: Path) -> Path:
    """Put the job's base at a path, alone."""
    for part in path.parent.glob(f"{path.name}*"):
        part.unlink()
    if job.base.exists():
        shutil.copy(job.base, path)
    return path


def state(url: str | Path) -> str:
    """Digest everything a store holds by table and number; the time of day, which differs, is left out."""
    if not str(url).startswith("postgres") and (not Path(url).exists() or not Path(url).stat().st_size):
        return "nothing"
    held = contents(str(url))
    return digest(_timeless(held)) if any(held.values()) else "nothing"


def _timeless(held: Contents) -> Contents:
    return {
        name: [
            tuple(_CLOCK.sub("T", cell) if isinstance(cell, str) else cell for cell in row) for row in rows
        ]
        for name, rows in held.items()
    }


def faults_of(path: Path) -> list[object]:
    """Return what SQLite finds wrong with a file: nothing, as a rule."""
    connection = raw_connection(str(path))
    found: list[object] = connection.execute("PRAGMA integrity_check").fetchall()
    loose: list[object] = connection.execute("PRAGMA foreign_key_check").fetchall()
    connection.close()
    return [row for row in found if row != ("ok",)] + loose
