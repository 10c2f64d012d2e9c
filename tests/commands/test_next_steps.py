"""``crm lead rank`` and ``crm customer suggest`` as a person and a script run them."""

from datetime import date

from crmcli.db import Store
from crmcli.domain.lead_rank import RankLeads, rank_leads
from tests.domain.reports.market import basket, products
from tests.domain.reports.shop import converted, customers, lead, lost, named, order, users
from tests.support.program import Program
from tests.support.store import writing
from tests.support.terminal import Terminal

AS_OF = date(2026, 11, 21)


def shop(store: Store) -> dict[str, int]:
    """Closed leads that teach, best customers to be like, and three open leads."""
    with writing(store) as db:
        for source, good, bad in (("fair", 12, 8), ("web", 3, 17)):
            for n in range(good):
                converted(db, source, "2026-03-01", 59, name=f"{source} {n}")
            for n in range(bad):
                lost(db, source, "price", "2026-03-01", name=f"{source} l{n}")
        for n, who in enumerate(customers(db, *(f"K{n}" for n in range(25)), city="Ankara")):
            if n < 5:
                db.update("customer", who, {"city": "İzmir"})
            order(db, who, "2026-10-01", 90_000 if n < 5 else 100)
        (ayse,) = users(db, "Ayşe")
        return {
            "near": lead(db, "fair", **named("Near"), city="İzmir", phone="0532 123 45 67", owner_id=ayse),
            "far": lead(db, "fair", **named("Far"), city="Ankara", email="far@ornek.com.tr"),
            "web": lead(db, "web", **named("Web"), city="İzmir"),
        }


def test_leads_are_ranked_by_score_then_by_likeness(store: Store) -> None:
    made = shop(store)
    with writing(store) as db:
        values = {"kind": "call", "done": 1, "lead_id": made["near"]}
        db.insert("activity", {**values, "at": "2026-05-20T09:00:00Z"})
        db.insert("activity", {**values, "at": "2026-11-19T09:00:00Z"})
        task = {"kind": "task", "done": 0, "subject": "Teklif gönder", "lead_id": made["web"]}
        number = db.insert("activity", {**task, "at": "2026-11-18"})
    with store.reading() as db:
        found = rank_leads(db, RankLeads(AS_OF))
    assert [row.id for row in found.rows] == [made["near"], made["far"], made["web"]]
    assert round(found.rows[0].score or 0) == round(found.rows[1].score or 0)
    assert [row.next for row in found.rows] == [
        "call; 2 touches, the last 2 days ago",
        "write; nobody has yet",
        f"Teklif gönder (A-{number}), 3 days overdue",
    ]
    assert found.rows[0].like is not None
    assert "city=İzmir as 5 of 5" in found.rows[0].like
    assert found.notes[0] == "score: learned from 40 closed leads: 15 converted, 25 lost"


def test_who_wants_no_calls_is_not_to_be_called(store: Store) -> None:
    made = shop(store)
    with writing(store) as db:
        values = {"lead_id": made["near"], "channel": "phone", "purpose": "marketing", "state": "refused"}
        db.insert("consent", values)
    with store.reading() as db:
        first = rank_leads(db, RankLeads(AS_OF)).rows[0]
    assert first.next == "no calls wanted, find an e-mail; nobody has yet"


def test_without_enough_to_learn_from_the_oldest_comes_first_and_why_is_said(store: Store) -> None:
    with writing(store) as db:
        new = lead(db, "fair", **named("New"), created_on="2026-11-01")
        old = lead(db, "web", **named("Old"), created_on="2026-02-01")
    with store.reading() as db:
        found = rank_leads(db, RankLeads(AS_OF))
        past = rank_leads(db, RankLeads(date(2026, 3, 1)))
    assert [row.id for row in found.rows] == [old, new]
    assert [row.id for row in past.rows] == [old]
    assert {(row.score, row.likeness) for row in found.rows} == {(None, None)}
    assert found.notes[0].startswith("score: too few to learn from: 0 closed leads")
    assert found.notes[1] == "likeness: 0 best customers to be like: it takes 5"


def test_the_ranking_is_a_command(crm: Program, store: Store) -> None:
    made = shop(store)
    rows = crm.ok("lead", "rank", "--format", "json").json()
    assert [row["id"] for row in rows] == [f"L-{made[name]}" for name in ("near", "far", "web")]
    assert crm.ok("lead", "rank", "--limit", "1", "--format", "ids").lines == [f"L-{made['near']}"]
    assert crm.ok("lead", "rank", "--where", "source=web", "--format", "ids").lines == [f"L-{made['web']}"]
    assert crm.ok("lead", "rank", "--owner", "ayşe", "--format", "ids").lines == [f"L-{made['near']}"]
    crm("lead", "rank", "--owner", "nobody").checked(3)


def test_suggesting_is_a_command_for_people_and_scripts(tty: Terminal, crm: Program, store: Store) -> None:
    with writing(store) as db:
        made = products(db, "Boya [x]", "Fırça")
        people = customers(db, *(f"K{n:02}" for n in range(40)))
        for n, who in enumerate(people):
            things = ((made["Boya [x]"],) if n < 21 else ()) + ((made["Fırça"],) if n < 14 else ())
            basket(db, who, "2026-03-01", things or ("kitap",))
    ada = f"C-{people[15]}"
    (row,) = crm.ok("customer", "suggest", ada, "--limit", "1", "--format", "json").json()
    assert (row["id"], row["kind"], row["both"], row["of"]) == (f"PR-{made['Fırça']}", "cross-sell", 14, 20)
    shown = tty("customer", "suggest", ada).checked().stdout
    assert "14 of 20 others who bought Boya [x]" in " ".join(shown.split())
    crm("customer", "suggest", "C-4711").checked(3)


def test_the_reports_are_commands_with_their_own_options(crm: Program, store: Store) -> None:
    shop(store)
    scores = crm.ok("report", "lead-score", "--format", "json").json()
    assert len(scores["rows"]) == 3
    first = scores["rows"][0]["id"]
    assert f"{first}" in crm.ok("report", "lead-score", "--explain", first, "--format", "json").stdout
    assert crm.ok("report", "lead-score", "--calibration", "--format", "json").json()["total"]["leads"] == 40
    assert crm.ok("report", "lead-score", "--factors", "--trait", "source", "--format", "json").json()["rows"]
    rows = crm.ok("report", "look-alike", "--among", "leads", "--format", "json").json()["rows"]
    assert {row["no"] for row in rows} == {row["id"] for row in scores["rows"]}
    assert crm.ok("report", "look-alike", "--explain", rows[0]["no"], "--format", "json").stdout
    crm("report", "lead-score", "--trait", "shoe").checked(2)
    crm("report", "crosssell", "--min-support", "much").checked(2)
    moved = crm.ok("report", "lead-score", "--compare", "2026-06-01", "--format", "json").json()
    assert {row["score_change"] for row in moved["rows"]} == {0.0}
