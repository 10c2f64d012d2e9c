"""Whatever was done in a business: an erased person is in no byte, and all others are as before."""

import json
import random
import re
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from crmcli.db import Store
from crmcli.domain.address import add_address
from crmcli.domain.consent import StateConsent, party, state_consent
from crmcli.domain.conversion.batch import convert
from crmcli.domain.conversion.request import Convert
from crmcli.domain.deleting import DeleteRecords, delete_records
from crmcli.domain.journal.undo import Undo, undo
from crmcli.domain.merging.merge import merge
from crmcli.domain.merging.request import MergeRequest
from crmcli.domain.nouns import BY_NAME, CONTACT, CUSTOMER, LEAD
from crmcli.domain.privacy.erase import Erase, erase
from crmcli.domain.privacy.terms import ERASED
from crmcli.domain.records import name_columns
from crmcli.domain.targets import Targets
from crmcli.engines.erasing import compact
from crmcli.errors import Conflict, CrmError, NotFound
from tests.store.business import contents
from tests.support.making import CONTEXT, add, edit
from tests.support.store import writing


class Who(NamedTuple):
    """Somebody: no two share a name, an address or a number, and some come close to it."""

    name: str
    email: str
    phone: str
    tax: str

    def spelled(self) -> list[str]:
        """Return ways in which people write of them."""
        first, _, last = self.name.rpartition(" ")
        upper = self.name.replace("i", "İ").replace("ı", "I").upper()
        digits = "".join(c for c in self.phone if c.isdigit())[-10:]
        return [
            self.name,
            upper,
            f"{last}, {first}",
            f"{last.upper()} {first}",
            unicodedata.normalize("NFD", self.name),
            self.name.replace(" ", "\n"),
            self.name.replace(" ", "\u00a0"),
            self.name[:3] + "\u00ad" + self.name[3:],
            self.email,
            self.email.upper().replace("I", "İ"),
            f"<{self.email}>",
            self.phone,
            f"+90 {digits[:3]} {digits[3:6]} {digits[6:]}",
            f"0{digits[:3]}-{digits[3:6]}.{digits[6:8]}.{digits[8:]}",
        ]


VICTIM = Who("Şükrü Işıklı", "sukru@isik.com", "0532 987 65 43", "10000000146")
OTHERS = (
    Who("Şükran Işıklar", "osukru@isik.com", "0532 987 65 44", "10000000214"),
    Who("Şükrü Işık", "sukru@isik.com.tr", "0532 987 65 4", "10000000382"),
    Who("Ali Şükrü O'Brien", "a.sukru@isik.com", "0212 987 65 43", "10000000450"),
    Who("İrem Çağ", "sukru@isik.co", "0533 111 22 33", "10000000528"),
)
PEOPLE = (VICTIM, *OTHERS)


class Business:
    """A store and what has been put into it."""

    def __init__(self, store: Store, seed: int) -> None:
        """Open a business of three firms."""
        self.store, self.dice = store, random.Random(seed)  # noqa: S311 (not for secrets)
        self.mine: list[str] = []
        self.all: list[str] = []
        self.firms = [add(store, "customer", name) for name in ("Acme", "Şükrü'nün Yeri A.Ş.", "Işıklı Ltd.")]

    def text(self, who: Who | None = None) -> str:
        """Return a text, about somebody or about nobody."""
        about = self.dice.choice((who or self.dice.choice(PEOPLE)).spelled())
        return self.dice.choice(("{}", "dün {} aradı", "\"{}\" dedi\nsonra\t'gitti'", "{}; tamam")).format(
            about
        )

    def somebody(self, who: Who | None = None) -> None:
        """Add one of the people in one of the ways there are."""
        who = who or self.dice.choice(PEOPLE)
        noun = self.dice.choice(("contact", "lead", "customer"))
        given: dict[str, Any] = {"email": [who.email], "phone": [who.phone], "note": self.text()}
        if noun == "customer":
            given |= {"kind": "person", "tax_number": who.tax}
        if noun == "contact" and self.dice.random() < 0.5:
            given |= {"customer": f"C-{self.dice.choice(self.firms)}", "title": self.dice.choice(OTHERS).name}
        given["custom"] = [f"Not={self.text(who)}"]
        number = add(self.store, noun, who.name, force=True, tags=["vip"], **given)
        ref = BY_NAME[noun].ref(number)
        self.all.append(ref)
        if who is VICTIM:
            self.mine.append(ref)

    def said(self) -> None:
        """Write of somebody in what belongs to a firm or to anybody."""
        firm = self.dice.choice(self.firms)
        noun, _, number = self.dice.choice([f"C-{firm}", *self.all]).partition("-")
        owner = {"C": "customer_id", "P": "contact_id", "L": "lead_id"}[noun]
        with writing(self.store) as db:
            row = {"kind": "note", "at": "2026-11-20", "subject": self.text(), "body": self.text()}
            db.insert(
                "activity",
                {
                    **row,
                    owner: int(number),
                    "custom": json.dumps({"x": self.text()}, ensure_ascii=self.dice.random() < 0.3),
                },
            )
            order = {"customer_id": firm, "status": "open", "total_minor": 5329876543, "currency": "TRY"}
            made = db.insert("sales_order", {**order, "note": self.text(), "number": "5329876543"})
            db.insert("order_line", {"order_id": made, "position": 1, "description": self.text()})
            sale = {"stage_id": 1, "customer_id": firm, "note": self.text()}
            db.insert("opportunity", {**sale, **name_columns(self.text())})

    def more(self) -> None:
        """Give somebody an address, a consent, or another note."""
        if not self.all:
            return
        ref = self.dice.choice(self.all)
        with writing(self.store) as db:
            noun, number = party(db, ref, "TR")
            state_consent(db, StateConsent(ref, "given", "email", CONTEXT.today, source=self.text()))
            add_address(db, noun, number, "home", {"address": self.text()})
        edit(self.store, noun.name, ref, note=self.text(), force=True)

    def less(self) -> None:
        """Delete somebody."""
        if self.all:
            ref = self.dice.choice(self.all)
            noun = next(n for n in (CUSTOMER, CONTACT, LEAD) if n.prefix == ref[0])
            with writing(self.store) as db:
                delete_records(db, DeleteRecords(noun.name, Targets((ref,))))

    def joined(self) -> None:
        """Merge two records of the same person."""
        for noun in (CONTACT, CUSTOMER, LEAD):
            same = [int(ref[2:]) for ref in self.mine if ref[0] == noun.prefix]
            if len(same) > 1:
                with writing(self.store) as db:
                    merge(db, MergeRequest(noun, same[0], (same[-1],)))
                return

    def converted(self) -> None:
        """Convert a lead."""
        leads = [ref for ref in self.all if ref[0] == "L"]
        if leads:
            with writing(self.store) as db:
                convert(db, Convert(CONTEXT.today, (self.dice.choice(leads),), on_duplicate="create"))

    def back(self) -> None:
        """Take the last change back."""
        with writing(self.store) as db:
            undo(db, Undo())

    def live(self) -> None:
        """Do something at random."""
        steps: list[Callable[[], None]] = [self.somebody, self.somebody, self.said, self.said, self.more]
        steps += [self.more, self.joined, self.less, self.converted, self.back]
        with suppress(CrmError):
            self.dice.choice(steps)()


def found_in(url: str) -> str:
    """Return all texts of the store as one, compared as people read them."""
    held = contents(url)
    held.pop("sqlite_sequence", None)
    return "\x00".join(str(cell) for rows in held.values() for row in rows for cell in row)


def traces(text: str) -> list[str]:
    """Return what is left of the person in a text, however it is written in JSON or SQL."""
    text = re.sub(r"\\+u([0-9a-f]{4})", lambda match: chr(int(match[1], 16)), text)
    for escape, meant in (("\\\\n", "\n"), ("\\n", "\n"), ("\\t", "\t")):
        text = text.replace(escape, meant)
    theirs = sorted((way for who in OTHERS for way in who.spelled()), key=len, reverse=True)
    text = re.sub("|".join(rf"(?<!\w){re.escape(way)}(?!\w)" for way in theirs), "somebody", text)
    places = [(way, text.find(way)) for way in VICTIM.spelled()]
    return [f"{way!r} in {text[max(0, at - 60) : at + 60]!r}" for way, at in places if at >= 0]


def others(store: Store) -> dict[tuple[str, int], dict[str, Any]]:
    """Return every row by table and number."""
    with store.reading() as db:
        return {
            (table, row[info.columns.index("id")]): dict(zip(info.columns, row, strict=True))
            for table, info in db.tables.items()
            for row in db.tuples(f"SELECT {', '.join(info.columns)} FROM {table}")
        }


def belongs(table: str, row: dict[str, Any], mine: set[str]) -> bool:
    """Tell whether a row is one of the person's, or hangs on one."""
    own = {"customer": "C", "contact": "P", "lead": "L"}
    if f"{own.get(table)}-{row['id']}" in mine:
        return True
    return any(f"{own[n]}-{row.get(f'{n}_id')}" in mine for n in own)


@pytest.mark.parametrize("seed", range(12))
def test_after_an_erasure_the_person_is_nowhere_and_all_others_are_as_before(
    store: Store, engine_url: str, seed: int
) -> None:
    business = Business(store, seed)
    business.somebody(VICTIM)
    for _ in range(40):
        business.live()
    with store.reading() as db:
        known = {noun.prefix: noun for noun in (CUSTOMER, CONTACT, LEAD)}
        every = [(p, row) for p, n in known.items() for row in db.tuples(f"SELECT id, name FROM {n.table}")]
    mine = {f"{prefix}-{number}" for prefix, (number, name) in every if name == VICTIM.name}
    mine |= set(business.mine)
    before = others(store)
    for ref in sorted(mine):
        with suppress(Conflict, NotFound), writing(store) as db:  # erased with another, or an undone number
            erase(db, Erase(ref, "salt"))
    assert traces(found_in(engine_url)) == []
    after = others(store)
    for key, row in before.items():
        if belongs(key[0], row, mine):
            continue
        for column, value in row.items():
            if column in ("name_fold", "name_sort"):
                assert (after[key][column] == value) == (after[key]["name"] == row["name"])
            elif after[key][column] != value:
                assert traces(str(value)) or ERASED in str(after[key][column]), (key, column, value)
                assert traces(str(value)), (key, column, value, after[key][column])
    compact(store)
    if not engine_url.startswith("postgres"):
        raw = Path(engine_url).read_bytes()
        theirs = "\n".join(way for who in OTHERS for way in who.spelled())
        ways = [way for way in VICTIM.spelled() if way not in theirs]
        assert len(ways) > 8
        assert [way for way in ways if way.encode() in raw] == []
