"""Scan 100,000 customers, 5 % of them seeded duplicates, and compare time, memory and result with the budget.

Writes the customers (the same ones every time), imports them as they are, runs ``crm dedupe scan`` in a
process of its own, and states precision and recall against the seeds. Exits 1 when a budget is exceeded.

    .venv/bin/python benchmarks/dedupe_scan.py [COUNT] [--keep FILE]
"""

import csv
import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COUNT = 100_000
SHARE = 0.05
"""Of the customers, those that are a second record of another one."""

CPU_SECONDS = 20.0
MEBIBYTES = 500.0

FIRST = (
    "Mehmet Mustafa Ahmet Ali Hüseyin Hasan İbrahim İsmail Osman Yusuf Murat Ömer Ramazan Halil Süleyman "
    "Abdullah Mahmut Recep Salih Fatih Kadir Emre Hakan Adem Kemal Yaşar Bekir Musa Metin Serkan Orhan Burak "
    "Fatma Ayşe Emine Hatice Zeynep Elif Meryem Şerife Zehra Sultan Hanife Merve Havva Esra Özlem Yasemin "
    "Hacer Melek Gülsüm Büşra Kübra Rabia Zeliha Songül Tuğba Sevim Derya Gamze Çiğdem Aslı Ebru Işıl Nurgül"
).split()
LAST = (
    "Yılmaz Kaya Demir Çelik Şahin Yıldız Yıldırım Öztürk Aydın Özdemir Arslan Doğan Kılıç Aslan Çetin Kara "
    "Koç Kurt Özkan Şimşek Polat Korkmaz Çakır Erdoğan Yavuz Can Acar Şen Aktaş Güler Yalçın Güneş Bozkurt "
    "Bulut Keskin Ünal Turan Gül Özer Işık Kaplan Avcı Sarı Tekin Taş Köse Yüksel Ateş Aksoy Ceylan Uzun "
    "Karaca Bilgin Çoban Deniz Toprak Uysal Sönmez Duman Başaran Gündüz Ertürk Kahraman Akın Soylu Erdem"
).split()
TRADES = (
    "Mobilya Tekstil İnşaat Gıda Otomotiv Turizm Elektrik Makine Lojistik Nakliyat Tarım Maden Plastik "
    "Kimya Ambalaj Kağıt Matbaa Reklam Yazılım Bilişim Danışmanlık Sigorta Mimarlık Mühendislik Dekorasyon "
    "Kozmetik Medikal Eczane Kuyumculuk Ayakkabı Deri Halı Seramik Cam Demir Alüminyum Boya Hırdavat Emlak"
).split()
FORMS = ("", " Ltd. Şti.", " A.Ş.", " San. ve Tic. Ltd. Şti.", " Sanayi ve Ticaret A.Ş.", " Tic. Ltd. Şti.")
CITIES = (
    "İstanbul İstanbul İstanbul İstanbul Ankara Ankara İzmir İzmir Bursa Antalya Adana Konya Gaziantep "
    "Şanlıurfa Kocaeli Mersin Diyarbakır Hatay Manisa Kayseri Samsun Balıkesir Eskişehir Denizli Muğla Uşak"
).split()
STREETS = (
    "Atatürk Cumhuriyet İnönü Gazi Fevzi Çakmak İstiklal Hürriyet Menekşe Lale Zafer Barış Çınar Ihlamur "
    "Karanfil Okul Cami Değirmen Pınar Bağlar Sanayi Liman İstasyon Kültür Ordu Şehitler Yeni Çarşı"
).split()
SYLLABLES = "an ka le mi so ra de tu ba ker do lin sa men gü rel tan ya vuz çi ser pa zer kol bay".split()
KEYBOARD = "abcdefghijklmnoprstuvyz"
COLUMNS = (
    "id", "truth", "name", "kind", "phone", "email", "tax_number", "website", "address", "city", "postal_code"
)  # fmt: skip

Row = dict[str, str]


def customer(rng: random.Random, number: int, taken: set[str]) -> Row:
    """Make one customer: an organisation, or a person in three of ten cases; much may be missing.

    ``taken`` is the domains that are in use.
    """
    person = rng.random() < 0.3
    if person:
        name = f"{rng.choice(FIRST)} {rng.choice(LAST)}"
        if rng.random() < 0.15:
            name = f"{rng.choice(FIRST)} {name}"
    else:
        made = "".join(rng.choice(SYLLABLES) for _ in range(rng.randint(2, 4))).capitalize()
        head = made if rng.random() < 0.6 else rng.choice(LAST)
        name = f"{head} {rng.choice(TRADES)}"
        name += f" {rng.choice(TRADES)}" if rng.random() < 0.3 else ""
        name += rng.choice(FORMS)
    slug = plain(name.split()[0])
    own = f"{slug}{plain(name.split()[1])}{rng.choice(('', '-tr', 'as', 'grup'))}"
    if own in taken:  # nobody gets a domain that another has
        own += str(number)
    taken.add(own)
    domain = "gmail.com" if person or rng.random() < 0.2 else f"{own}.com.tr"
    desk = "info" if domain != "gmail.com" and rng.random() < 0.6 else f"{slug}{rng.randint(1, 9999)}"
    street = f"{rng.choice(STREETS)} Mah. {rng.choice(STREETS)} {rng.choice(('Cad.', 'Sok.'))}"
    row = {
        "id": str(number),
        "truth": str(number),
        "name": name,
        "kind": "person" if person else "organisation",
        "phone": mobile(rng),
        "email": f"{desk}@{domain}",
        "tax_number": "" if person else str(rng.randint(1_000_000_000, 9_999_999_999)),
        "website": "",
        "address": f"{street} No: {rng.randint(1, 180)}",
        "city": rng.choice(CITIES),
        "postal_code": f"{rng.randint(1, 81):02}{rng.randint(0, 99):02}0",
    }
    for field, missing in (("phone", 0.15), ("email", 0.4), ("tax_number", 0.5), ("address", 0.3)):
        if rng.random() < missing:
            row[field] = ""
    if rng.random() < 0.5:
        row["postal_code"] = ""
    return row


def mobile(rng: random.Random) -> str:
    """Make a mobile number as people write it."""
    ends = f"{rng.randint(10, 99)} {rng.randint(10, 99)}"
    return f"05{rng.randint(30, 59)} {rng.randint(100, 999)} {ends}"


def plain(text: str) -> str:
    """Return text in small ASCII letters."""
    return text.translate(str.maketrans("çğıöşüÇĞİÖŞÜ", "cgiosuCGIOSU")).lower()


def typo(rng: random.Random, text: str) -> str:
    """Leave a letter out, put one in, change one, or swap two."""
    if len(text) < 4:
        return text
    at = rng.randrange(1, len(text) - 1)
    return rng.choice(
        (
            text[:at] + text[at + 1 :],
            text[:at] + rng.choice(KEYBOARD) + text[at:],
            text[:at] + rng.choice(KEYBOARD) + text[at + 1 :],
            text[:at] + text[at + 1] + text[at] + text[at + 2 :],
        )
    )


def _name_typo(rng: random.Random, row: Row) -> None:
    words = row["name"].split()
    at = rng.randrange(min(2, len(words)))
    words[at] = typo(rng, words[at])
    row["name"] = " ".join(words)


def _name_ascii(_rng: random.Random, row: Row) -> None:
    row["name"] = plain(row["name"]).upper()


def _name_form(rng: random.Random, row: Row) -> None:
    if row["kind"] == "person":
        words = row["name"].split()
        row["name"] = " ".join([*words[1:], words[0]])
        return
    for form in FORMS[1:]:
        row["name"] = row["name"].removesuffix(form)
    row["name"] += rng.choice(FORMS)


def _phone_written(_rng: random.Random, row: Row) -> None:
    if row["phone"]:
        row["phone"] = f"+90 ({row['phone'][1:4]}) {row['phone'][5:].replace(' ', '')}"


def _phone_changed(rng: random.Random, row: Row) -> None:
    row["phone"] = (
        f"05{rng.randint(30, 59)} {rng.randint(100, 999)} {rng.randint(10, 99)} {rng.randint(10, 99)}"
    )


def _phone_digit(rng: random.Random, row: Row) -> None:
    if row["phone"]:
        row["phone"] = row["phone"][:-1] + str(rng.randint(0, 9))


def _address_written(_rng: random.Random, row: Row) -> None:
    written = row["address"].replace("Mah.", "Mahallesi").replace("Cad.", "Caddesi").replace("Sok.", "Sk")
    row["address"] = written.replace("No: ", "No.")


def _emptied(field: str) -> Callable[[random.Random, Row], None]:
    def apply(_rng: random.Random, row: Row) -> None:
        row[field] = ""

    return apply


CHANGES = (
    _name_typo, _name_typo, _name_ascii, _name_form, _phone_written, _phone_changed, _phone_digit,
    _address_written, _emptied("address"), _emptied("email"), _emptied("tax_number"), _emptied("city"),
    _emptied("phone"),
)  # fmt: skip


def write_customers(path: Path, count: int) -> None:
    """Write the customers: originals first, then the seeded duplicates, all in one shuffled order."""
    rng = random.Random(20261121)
    doubles = int(count * SHARE)
    taken: set[str] = set()
    rows = [customer(rng, number, taken) for number in range(count - doubles)]
    for number, original in enumerate(rng.sample(rows, doubles), start=count - doubles):
        row = {**original, "id": str(number)}
        for change in rng.sample(CHANGES, rng.randint(1, 4)):
            change(rng, row)
        rows.append(row)
    rng.shuffle(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)


def truth_of(path: Path) -> tuple[dict[str, str], int]:
    """Return id -> original, and how many pairs are the same."""
    with path.open(encoding="utf-8", newline="") as file:
        truth = {row["id"]: row["truth"] for row in csv.DictReader(file)}
    return truth, len(truth) - len(set(truth.values()))


def run(folder: Path, *words: str) -> tuple[str, float, float]:
    """Run the program; return what it wrote, its CPU seconds and its largest resident set in MiB."""
    starter = (
        "import resource, subprocess, sys\n"
        "ended = subprocess.run([sys.executable, '-m', 'crmcli', *sys.argv[1:]], stdout=subprocess.PIPE)\n"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "sys.stderr.write(f'{used.ru_utime + used.ru_stime} {used.ru_maxrss}\\n')\n"
        "sys.stdout.buffer.write(ended.stdout)\n"
        "sys.exit(ended.returncode)\n"
    )
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "HOME": str(folder),
        "LC_ALL": "C.UTF-8",
        "PYTHONPATH": str(ROOT / "src"),
        "CRMCLI_DB": str(folder / "crm.db"),
    }
    ended = subprocess.run(
        [sys.executable, "-c", starter, *words], env=environment, capture_output=True, text=True, check=False
    )
    if ended.returncode:
        message = f"{words}: exit {ended.returncode}\n{ended.stderr}"
        raise RuntimeError(message)
    *said, figures = ended.stderr.splitlines()
    for line in said:
        print(f"    {line}")
    seconds, kibibytes = figures.split()
    return ended.stdout, float(seconds), int(kibibytes) / 1024


def main() -> int:
    """Make the data, scan it, print what was found and what it cost."""
    words = sys.argv[1:]
    keep = Path(words[words.index("--keep") + 1]) if "--keep" in words else None
    count = int(words[0]) if words and words[0].isdigit() else COUNT
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = keep or folder / "customers.csv"
        write_customers(path, count)
        truth, pairs = truth_of(path)
        run(folder, "import", "customers", str(path), "--mode", "create", "--map", "id=external_id",
            "--map", "truth=-")  # fmt: skip
        found, seconds, mebibytes = run(folder, "dedupe", "scan", "--format", "jsonl")
        numbers = _numbers(folder)
    reported = [(row["a"], row["b"]) for row in map(json.loads, found.splitlines())]
    right = sum(truth[numbers[a]] == truth[numbers[b]] for a, b in reported)
    precision, recall = right / max(1, len(reported)), right / pairs
    print(f"{count:,} customers, {pairs:,} pairs seeded, {len(reported):,} reported")
    print(f"precision {precision:.4f}  recall {recall:.4f}  F1 {2 * right / (len(reported) + pairs):.4f}")
    print(f"{seconds:.1f} s of CPU, at most {CPU_SECONDS}; {mebibytes:.0f} MiB, at most {MEBIBYTES:.0f}")
    return int(seconds > CPU_SECONDS or mebibytes > MEBIBYTES)


def _numbers(folder: Path) -> dict[str, str]:
    """Return C-12 -> the id in the file."""
    import sqlite3

    connection = sqlite3.connect(folder / "crm.db")
    try:
        rows = connection.execute("SELECT customer_id, norm FROM identity WHERE kind = 'external'").fetchall()
    finally:
        connection.close()
    return {f"C-{number}": norm for number, norm in rows}


if __name__ == "__main__":
    sys.exit(main())
