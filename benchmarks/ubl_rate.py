"""Import e-invoices, and compare with the import of the same customers, orders and lines from CSV.

One envelope holds all invoices, as a portal hands them out. Both ways run in turn, three times, each
into a new store; CPU time is compared, which a busy machine changes least. Exits 1 when a line of an
e-invoice takes more than its budget, or when memory does.

    .venv/bin/python benchmarks/ubl_rate.py [INVOICES] [--keep FOLDER]
"""

import argparse
import csv
import os
import random
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
INVOICES = 2_000
LINES = 10
"""Lines of an invoice."""
RUNS = 3
SEED = 20261121
MOST_TIME = 4.0
"""CPU time of the e-invoices divided by that of the CSV files."""
MOST_MEMORY = 150.0
"""MiB, the largest resident set of either."""

US = "1288331521"
SPACE = "urn:oasis:names:specification:ubl:schema:xsd:"
ITEMS = "Kalem Defter Silgi Cetvel Dosya Zımba Makas Boya Tebeşir Kâğıt".split()
CITIES = "İstanbul Ankara İzmir Bursa Antalya Şanlıurfa Muğla".split()


@dataclass(frozen=True)
class Line:
    """A line: its item, quantity, price and what both make, in kuruş."""

    item: str
    quantity: int
    price: int

    @property
    def amount(self) -> int:
        """What the line costs without tax."""
        return self.quantity * self.price


@dataclass(frozen=True)
class Invoice:
    """An invoice to one of the customers."""

    number: int
    customer: int
    day: str
    city: str
    lines: tuple[Line, ...]

    @property
    def net(self) -> int:
        """What all lines cost without tax."""
        return sum(line.amount for line in self.lines)

    @property
    def tax(self) -> int:
        """A fifth of the net."""
        return self.net // 5

    @property
    def called(self) -> str:
        """The invoice's number on paper."""
        return f"CRM2026{self.number:09}"

    @property
    def uuid(self) -> str:
        """The invoice's UUID."""
        return f"{self.number:08x}-58cc-4372-a567-0e02b2c3d479"


def tax_number(customer: int) -> str:
    """Return the tax number of a customer, its check digit right."""
    digits = [int(digit) for digit in f"{100_000_000 + customer * 7_654_321 % 900_000_000}"]
    total = 0
    for place, digit in enumerate(digits):
        shifted = (digit + 9 - place) % 10
        total += shifted if shifted in {0, 9} else shifted * 2 ** (9 - place) % 9
    return "".join(map(str, digits)) + str(-total % 10)


def invoices(count: int) -> list[Invoice]:
    """Make the same ``count`` invoices every time, ten to a customer."""
    pick = random.Random(SEED)
    made = []
    for number in range(1, count + 1):
        lines = tuple(
            Line(pick.choice(ITEMS), pick.randint(1, 50), pick.randint(100, 99_999)) for _ in range(LINES)
        )
        day = f"2026-{pick.randint(1, 11):02}-{pick.randint(1, 28):02}"
        made.append(Invoice(number, number % (count // 10 + 1), day, pick.choice(CITIES), lines))
    return made


def money(kurus: int) -> str:
    """Return an amount as UBL and CSV write it."""
    return f"{kurus // 100}.{kurus % 100:02}"


def amount(name: str, kurus: int) -> str:
    """Return an element with an amount."""
    return f'<cbc:{name} currencyID="TRY">{money(kurus)}</cbc:{name}>'


def tax(kurus: int, net: int) -> str:
    """Return a tax total as invoices have it."""
    return (
        f"<cac:TaxTotal>{amount('TaxAmount', kurus)}<cac:TaxSubtotal>{amount('TaxableAmount', net)}"
        f"{amount('TaxAmount', kurus)}<cbc:Percent>20</cbc:Percent><cac:TaxCategory><cac:TaxScheme>"
        "<cbc:Name>KDV</cbc:Name><cbc:TaxTypeCode>0015</cbc:TaxTypeCode></cac:TaxScheme></cac:TaxCategory>"
        "</cac:TaxSubtotal></cac:TaxTotal>"
    )


def party(number: str, name: str, city: str) -> str:
    """Return a party as Turkish invoices have it."""
    return (
        f'<cac:Party><cac:PartyIdentification><cbc:ID schemeID="VKN">{number}</cbc:ID>'
        f"</cac:PartyIdentification><cac:PartyName><cbc:Name>{name}</cbc:Name></cac:PartyName>"
        "<cac:PostalAddress><cbc:StreetName>Papatya Caddesi</cbc:StreetName><cbc:BuildingNumber>21"
        "</cbc:BuildingNumber><cbc:CitySubdivisionName>Merkez</cbc:CitySubdivisionName>"
        f"<cbc:CityName>{city}</cbc:CityName><cac:Country><cbc:Name>Türkiye</cbc:Name></cac:Country>"
        "</cac:PostalAddress><cac:PartyTaxScheme><cac:TaxScheme><cbc:Name>Merkez</cbc:Name>"
        "</cac:TaxScheme></cac:PartyTaxScheme></cac:Party>"
    )


def as_xml(made: Invoice) -> str:
    """Return an invoice in UBL-TR."""
    lines = "\n".join(
        f"<cac:InvoiceLine><cbc:ID>{number}</cbc:ID>"
        f'<cbc:InvoicedQuantity unitCode="C62">{line.quantity}</cbc:InvoicedQuantity>'
        f"{amount('LineExtensionAmount', line.amount)}{tax(line.amount // 5, line.amount)}"
        f"<cac:Item><cbc:Name>{line.item}</cbc:Name></cac:Item>"
        f"<cac:Price>{amount('PriceAmount', line.price)}</cac:Price></cac:InvoiceLine>"
        for number, line in enumerate(made.lines, 1)
    )
    total = made.net + made.tax
    number = tax_number(made.customer)
    return f"""<Invoice xmlns="{SPACE}Invoice-2" xmlns:cac="{SPACE}CommonAggregateComponents-2"
 xmlns:cbc="{SPACE}CommonBasicComponents-2"><cbc:UBLVersionID>2.1</cbc:UBLVersionID>
<cbc:ProfileID>TICARIFATURA</cbc:ProfileID><cbc:ID>{made.called}</cbc:ID><cbc:UUID>{made.uuid}</cbc:UUID>
<cbc:IssueDate>{made.day}</cbc:IssueDate><cbc:InvoiceTypeCode>SATIS</cbc:InvoiceTypeCode>
<cbc:DocumentCurrencyCode>TRY</cbc:DocumentCurrencyCode>
<cac:AccountingSupplierParty>{party(US, "Biz A.Ş.", "İstanbul")}</cac:AccountingSupplierParty>
<cac:AccountingCustomerParty>{party(number, f"Alıcı {made.customer} Ltd. Şti.", "İzmir")}
</cac:AccountingCustomerParty>{tax(made.tax, made.net)}<cac:LegalMonetaryTotal>
{amount("LineExtensionAmount", made.net)}{amount("TaxExclusiveAmount", made.net)}
{amount("TaxInclusiveAmount", total)}{amount("PayableAmount", total)}</cac:LegalMonetaryTotal>
{lines}</Invoice>
"""


def write_xml(path: Path, made: Sequence[Invoice]) -> None:
    """Write all invoices into one envelope."""
    with path.open("w", encoding="utf-8") as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n<StandardBusinessDocument><Package>\n')
        file.writelines(map(as_xml, made))
        file.write("</Package></StandardBusinessDocument>\n")


def write_csv(folder: Path, made: Sequence[Invoice]) -> list[tuple[str, Path]]:
    """Write the same customers, orders and lines as three files, with the nouns they hold."""
    tables: dict[str, list[dict[str, object]]] = {"customers": [], "orders": [], "order-lines": []}
    for customer in sorted({each.customer for each in made}):
        tables["customers"].append(
            {
                "external_id": f"c{customer}",
                "name": f"Alıcı {customer} Ltd. Şti.",
                "tax_number": tax_number(customer),
                "tax_office": "Merkez",
                "address": "Papatya Caddesi 21",
                "city": "İzmir",
                "district": "Merkez",
                "country": "Türkiye",
            }
        )
    for each in made:
        key = f"{each.uuid}:{each.called}"
        tables["orders"].append(
            {
                "external_id": key,
                "number": each.called,
                "customer": f"c{each.customer}",
                "ordered_on": each.day,
                "total": money(each.net + each.tax),
                "net": money(each.net),
                "tax": money(each.tax),
                "currency": "TRY",
            }
        )
        tables["order-lines"] += [
            {
                "external_id": f"{key}#{number}",
                "order": key,
                "description": line.item,
                "quantity": line.quantity,
                "unit_price": money(line.price),
                "tax": money(line.amount // 5),
                "amount": money(line.amount),
                "currency": "TRY",
            }
            for number, line in enumerate(each.lines, 1)
        ]
    for noun, rows in tables.items():
        with (folder / f"{noun}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    return [(noun, folder / f"{noun}.csv") for noun in tables]


@dataclass(frozen=True)
class Usage:
    """What runs took together: CPU seconds, user and system, and the largest resident set in MiB."""

    seconds: float
    memory: float


def measure(commands: Sequence[Sequence[str | Path]], store: Path) -> Usage:
    """Run commands of the program on a new store, one after the other.

    Raises:
        RuntimeError: one of them failed.
    """
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "HOME": str(store.parent),
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "PYTHONPATH": str(ROOT / "src"),
        "CRMCLI_DB": str(store),
    }
    seconds, memory = 0.0, 0.0
    unit = 1 if sys.platform == "darwin" else 1024
    for command in commands:
        with tempfile.TemporaryFile() as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "crmcli", *map(str, command)],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode != 0:
                output.seek(0)
                message = f"{command}: exit {process.returncode}\n{output.read().decode()[-2000:]}"
                raise RuntimeError(message)
        seconds += usage.ru_utime + usage.ru_stime
        memory = max(memory, usage.ru_maxrss * unit / 2**20)
    store.unlink()
    return Usage(seconds, memory)


def compare(xml: Path, tables: Sequence[tuple[str, Path]], folder: Path) -> tuple[list[Usage], list[Usage]]:
    """Import both ways in turn, each time into a new store."""
    invoiced, listed = [], []
    for number in range(RUNS):
        invoiced.append(measure([("import", "file", xml)], folder / f"xml{number}.db"))
        listed.append(measure([("import", noun, path) for noun, path in tables], folder / f"csv{number}.db"))
        for name, usage in (("e-invoices", invoiced[-1]), ("CSV files", listed[-1])):
            print(f"{number + 1}  {name:<14}{usage.seconds:>7.2f} s CPU{usage.memory:>8.1f} MiB", flush=True)
    return invoiced, listed


def main() -> int:
    """Make the files, compare, print the rates with their budgets; 1 when one is over."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("invoices", nargs="?", type=int, default=INVOICES)
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="write the files there and stop")
    chosen = parser.parse_args()
    made = invoices(chosen.invoices)
    with tempfile.TemporaryDirectory() as name:
        folder = chosen.keep or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        write_xml(folder / "invoices.xml", made)
        tables = write_csv(folder, made)
        if chosen.keep:
            return 0
        print(f"{len(made):,} invoices of {LINES} lines, {(folder / 'invoices.xml').stat().st_size:,} bytes")
        invoiced, listed = compare(folder / "invoices.xml", tables, folder)
    seconds = statistics.median(use.seconds for use in invoiced)
    ratio = seconds / statistics.median(use.seconds for use in listed)
    memory = max(use.memory for use in (*invoiced, *listed))
    print(f"{len(made) / seconds:,.0f} invoices and {len(made) * LINES / seconds:,.0f} lines a second of CPU")
    print(f"CPU time {ratio:.2f} x the same from CSV, at most {MOST_TIME}")
    print(f"memory {memory:.0f} MiB, at most {MOST_MEMORY:.0f}")
    return 1 if ratio > MOST_TIME or memory > MOST_MEMORY else 0


if __name__ == "__main__":
    sys.exit(main())
