"""Customers who may be written to, and what campaigns, playbooks and rules are asked for in tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date
from typing import Any

from crmcli.db import Store
from crmcli.domain.adding import AddRecord
from crmcli.domain.given import Context
from crmcli.domain.results import Change
from crmcli.domain.targets import Targets
from crmcli.domain.text import fold, sort_key
from crmcli.sql import Asking, Writer
from tests.support import store as opened

TODAY = date(2026, 11, 21)
CONTEXT = Context(TODAY)
AIM = Targets((), as_of=TODAY)


@contextmanager
def writing(store: Store) -> Iterator[Writer]:
    """Open one transaction as the program does: relative days count from the day of the tests."""
    with opened.writing(store) as db:
        db.asking = lambda: Asking(TODAY, UTC, 365)
        yield db


def fill(store: Store, count: int, *, mute: tuple[int, ...] = ()) -> list[int]:
    """Add customers of İzmir with an e-mail who consent to it, but for those at the places in ``mute``."""
    with writing(store) as db:
        return [customer(db, f"Müşteri {place}", consent=place not in mute) for place in range(count)]


def customer(db: Writer, name: str, *, consent: bool = True, **values: Any) -> int:
    """Add a customer."""
    forms = {"name": name, "name_fold": fold(name), "name_sort": sort_key(name)}
    row = {"kind": "organisation", "city": "İzmir", "email": "a@b.example", **forms, **values}
    number = db.insert("customer", row)
    if consent:
        said = {"channel": "email", "purpose": "marketing", "state": "given"}
        db.insert("consent", {**said, "customer_id": number, "decided_on": "2026-01-01"})
    return number


def bought(db: Writer, number: int, total: int, on: str = "2026-11-10", **values: Any) -> int:
    """Add an order of so many minor units of TRY."""
    row = {"customer_id": number, "ordered_on": on, "status": "completed", "total_minor": total}
    return db.insert("sales_order", {**row, "currency": "TRY", **values})


def plan(store: Store, name: str = "Geri gel", **given: Any) -> Change[Any]:
    """Plan a campaign by e-mail for everybody in İzmir, unless told otherwise."""
    from crmcli.domain.campaigns.planning import plan_campaign

    fields = {"name": name, "filter": "city = İzmir", "channel": "email", **given}
    with writing(store) as db:
        return plan_campaign(
            db, AddRecord("campaign", {n: v for n, v in fields.items() if v is not None}, CONTEXT)
        )


def launch(store: Store, ref: str = "CA-1", on: date = date(2026, 11, 1)) -> Change[Any]:
    """Launch a campaign."""
    from crmcli.domain.campaigns.launch import Launch, launch_campaign

    with writing(store) as db:
        return launch_campaign(db, Launch(ref, on, AIM))


def parts(store: Store, campaign: int = 1) -> dict[str, set[int]]:
    """Return part -> customers."""
    found: dict[str, set[int]] = {"reached": set(), "held_out": set(), "left_out": set()}
    with store.reading() as db:
        query = "SELECT part, customer_id FROM campaign_member WHERE campaign_id = :id"
        for part, number in db.tuples(query, {"id": campaign}):
            assert number not in found[part], "a customer is a member once"
            found[part].add(number)
    return found


def rule(store: Store, wording: str, name: str = "Kural") -> Change[Any]:
    """Add a rule."""
    from crmcli.domain.rules.changing import add_rule

    with writing(store) as db:
        return add_rule(db, AddRecord("rule", {"name": name, "wording": wording}, CONTEXT))


def run_rules(store: Store, *refs: str, on: date = TODAY) -> list[tuple[str | None, str, str | None]]:
    """Run rules; return record, rule and what was done, or why it was not."""
    from crmcli.domain.rules.run import RunRules
    from crmcli.domain.rules.run import run_rules as act

    with writing(store) as db:
        change = act(db, RunRules(refs, on, Targets((), as_of=on)))
    return [(row.id, row.rule, row.did or row.reason) for row in change.items]


def playbook(store: Store, name: str = "Hoş geldin", **given: Any) -> Change[Any]:
    """Add a playbook of one step for everybody in İzmir, unless told otherwise."""
    from crmcli.domain.playbooks.changing import add_playbook

    fields = {"name": name, "filter": "city = İzmir", "steps": "Ara; +3 days; high", **given}
    with writing(store) as db:
        return add_playbook(db, AddRecord("playbook", fields, CONTEXT))


def run_playbooks(store: Store, *refs: str, on: date = TODAY) -> list[Any]:
    """Run playbooks; return the rows."""
    from crmcli.domain.playbooks.run import RunPlaybooks
    from crmcli.domain.playbooks.run import run_playbooks as act

    with writing(store) as db:
        return list(act(db, RunPlaybooks(refs, on, Targets((), as_of=on))).items)
