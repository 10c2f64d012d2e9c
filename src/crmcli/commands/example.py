"""The files of the example business: which there are, in which language, and moved to today.

They end on ``LAST``; every day in them is moved by as many days as have gone by since, so that what is due
today is due today. The same day and language give the same files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

LANGUAGES = ("en", "tr")
LAST = date(2026, 11, 20)
"""The day the files end: yesterday, for whoever reads them."""

_FOLDER = Path(__file__).parent.parent / "demo"
_DAYS = {
    "tr": (re.compile(r"\b\d\d\.\d\d\.\d{4}\b"), "%d.%m.%Y"),
    "en": (re.compile(r"\b\d{4}-\d\d-\d\d\b"), "%Y-%m-%d"),
}
_ORDER = re.compile(r"\b(S[PO])-(\d{4})-(\d{4})\b")


class File(NamedTuple):
    """A file: what its rows are, its name, and what an import of it has to be told in each language."""

    noun: str
    name: str
    told: Mapping[str, tuple[str, ...]] = MappingProxyType({})


SMALL = (
    File("users", "users", {"tr": ("--map", "Sicil=external_id")}),
    File("customers", "customers", {"tr": ("--map", "Tip=kind", "--map", "Bağlı Olduğu=parent")}),
    File("contacts", "contacts"),
    File("products", "products"),
    File("orders", "orders"),
    File("order-lines", "order_lines"),
    File("leads", "leads"),
    File("opportunities", "opportunities"),
    File("activities", "activities", {"tr": ("--map", "Kim=user")}),
)
"""The nine files of the shop alone."""
MORE = (
    File(
        "customers",
        "customers_more",
        {
            "tr": ("--map", "Teslimat günü=custom:Teslimat günü"),
            "en": ("--map", "Delivery day=custom:Delivery day"),
        },
    ),
    *(
        File(noun, name)
        for noun, name in (
            ("contacts", "contacts_more"),
            ("competitors", "competitors"),
            ("campaigns", "campaigns"),
            ("leads", "leads_more"),
            ("opportunities", "opportunities_more"),
            ("orders", "orders_more"),
            ("order-lines", "order_lines_more"),
            ("payments", "payments"),
            ("quotes", "quotes"),
            ("quote-lines", "quote_lines"),
            ("plans", "plans"),
            ("cases", "cases"),
            ("activities", "activities_more"),
            ("members", "members"),
            ("prices", "prices"),
            ("rates", "rates"),
            ("targets", "targets"),
            ("needs", "needs"),
            ("closing-steps", "closing_steps"),
            ("relations", "relations"),
            ("wallets", "wallets"),
            ("requests", "requests"),
            ("incidents", "incidents"),
            ("surveys", "surveys"),
            ("checks", "checks"),
            ("verifications", "verifications"),
            ("segments", "segments"),
            ("playbooks", "playbooks"),
            ("rules", "rules"),
            ("consents", "consents"),
            ("addresses", "addresses"),
        )
    ),
)
"""What happened around it."""


class Words(NamedTuple):
    """What the tour says and types in a language."""

    currency: str
    region: str
    branch: str
    lead: str
    won: str
    customer: str
    field: str
    choices: str
    paper: str
    paper_text: str


WORDS = {
    "tr": Words(
        *("TRY", "TR", "Kadıköy", "A1", "Pamuk Pastanesi", "Işık Mobilya"),
        *("Teslimat günü", "Salı,Perşembe,Cuma", "olculer.txt"),
        "Ofis yenileme, ölçüler\nGiriş 4,20 x 3,10 m; toplantı odası 5,60 x 4,00 m; 8 sandalye, 2 dolap.\n",
    ),
    "en": Words(
        *("GBP", "GB", "Camden", "LD-1", "Cotton Patisserie", "Marlow Furniture"),
        *("Delivery day", "Tuesday,Thursday,Friday", "measurements.txt"),
        "Office refit, measurements\nHall 4.20 x 3.10 m; meeting room 5.60 x 4.00 m; 8 chairs, 2 cabinets.\n",
    ),
}


def write_files(folder: Path, language: str, today: date, files: tuple[File, ...]) -> None:
    """Write the files into a folder, their days moved so that they end the day before ``today``."""
    days = (today - LAST).days - 1
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    texts = {
        file.name: (_FOLDER / language / f"{file.name}.csv").read_text(encoding="utf-8") for file in files
    }
    numbers = _numbers(texts, language, days)
    for name, text in texts.items():
        moved = moved_by(text, language, days)
        told = _ORDER.sub(lambda found: numbers.get(found[0], found[0]), moved)
        (folder / f"{name}.csv").write_text(told, encoding="utf-8")


@contextmanager
def folder_of(path: Path | None) -> Iterator[Path]:
    """Give the folder of the files; without a place of its own it goes when the block ends."""
    if path is not None:
        yield path
        return
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="crm-demo-") as scratch:
        yield Path(scratch)


def moved_by(text: str, language: str, days: int) -> str:
    """Return a text whose days are later by so many."""
    if days == 0:
        return text
    pattern, form = _DAYS[language]

    def later(found: re.Match[str]) -> str:
        words = found[0].split("." if language == "tr" else "-")
        day = date(*map(int, reversed(words) if language == "tr" else words)) + timedelta(days=days)
        return f"{day:{form}}"

    return pattern.sub(later, text)


def _numbers(texts: dict[str, str], language: str, days: int) -> dict[str, str]:
    """Return the numbers of orders whose year is another one by now: old -> new."""
    pattern, _ = _DAYS[language]
    found: dict[str, str] = {}
    for name in ("orders", "orders_more"):
        for line in texts.get(name, "").splitlines() if days else ():
            number, day = _ORDER.search(line), pattern.search(line)
            if number and day:
                moved = moved_by(day[0], language, days)
                year = moved[-4:] if language == "tr" else moved[:4]
                found[number[0]] = f"{number[1]}-{year}-{number[3]}"
    return found
