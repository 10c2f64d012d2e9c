"""The stories of docs/stories, each on both engines, their figures reckoned from the tables by hand."""

from datetime import date, timedelta
from decimal import Decimal
from math import sqrt
from statistics import variance

import pytest

from tests.stories.cooperative import FOLDER, Cooperative, Order, table

TODAY = date(2026, 11, 21)
LEYLA = "Leyla Işık"


def test_the_support_line_knows_before_the_customer_explains(coop: Cooperative) -> None:
    coop("payment", "add", LEYLA, "500 TL", "--on", "2026-11-18", "--branch", "Bornova")
    coop("payment", "add", LEYLA, "40 TL", "--back", "--on", "2026-11-19", "--branch", "Konak")
    outage = ("--from", "15:00", "--to", "15:30", "--on", "yesterday", "--where", "city = İzmir")
    coop("incident", "add", "ATM kesintisi", *outage, "--branch", "Konak")

    for phone in ("0532 123 45 67", "+90 (532) 123-45-67", "5321234567", "00905321234567"):
        assert [row["id"] for row in coop.json("find", phone)] == ["C-1"]
    brief = coop.json("customer", "brief", "+90 532 123 4567")
    assert brief["next_step"] == "speak of ATM kesintisi (IN-1) first"
    assert [row["text"] for row in brief["of_late"]] == ["2026-11-20 ATM kesintisi 15:00-15:30, 30 min"]
    assert [row["balance"] for row in brief["balance"]] == [f"{40 - 500:.2f}"]

    touched = {name for name, row in coop.members.items() if row["İl"] == "İzmir"}
    shown = coop.json("incident", "show", "IN-1")
    assert shown["customers"] == len(touched) < len(coop.members)
    for name in ("Nuran Şen", "Asya Halı"):
        assert not coop.json("customer", "timeline", name, "--type", "incident")

    asked = coop.json("verify", "ask", "0532 123 45 67")
    right = {row["kind"]: row["answer"] for row in asked["ask"]}
    assert (right["city"], right["district"]) == (coop.members[LEYLA]["İl"], coop.members[LEYLA]["İlçe"])
    coop("verify", "add", "C-1", "--right", "city", "--right", "district")
    coop("log", "call", "C-1", "Üçte bekledi", "--in", "--minutes", "4", "--branch", "Bornova")
    assert "IN-1 ATM kesintisi touched them" in coop("case", "open", "C-1", "Komisyon").stderr
    assert coop.json("verify", "ask", "C-1")["verified_today"]

    events = coop.json("customer", "timeline", "C-1", "--type", "payment,incident,call,verification,case")
    assert [(row["type"], row["when"][:10], row["amount"], row["branch"]) for row in events] == [
        ("payment", "2026-11-18", "500.00", "Bornova"),
        ("payment", "2026-11-19", "-40.00", "Konak"),
        ("incident", "2026-11-20", None, "Konak"),
        ("verification", "2026-11-21", None, None),
        ("call", "2026-11-21", None, "Bornova"),
        ("case", "2026-11-21", None, None),
    ]
    assert (events[2]["when"], events[4]["minutes"]) == ("2026-11-20T15:00:00Z", 4)


def test_who_calls_all_day_costs_more_than_they_bring(coop: Cooperative) -> None:
    caller, calls = "Kaya Hırdavat", table("calls.csv")
    coop("import", "activities", str(FOLDER / "calls.csv"), "--set", "kind=call", "--map", "Telefon=customer")
    assert coop.listed("customer", "calls since 30 days ago >= 5") == {caller}

    costs = {row["Ürün"]: Decimal(row["Maliyet"]) for row in table("products.csv")}
    since = TODAY - timedelta(days=365)
    bought = [line for line in coop.lines() if line.order.who == caller and line.order.day > since]
    margin = sum((line.price - costs[line.product]) * line.quantity for line in bought)
    minutes = sum(int(row["Dakika"]) for row in calls)
    cost = 5 * minutes
    assert margin < cost

    report = coop.json("report", "cycle", "--action", "get rid of", "--minute-cost", "5")
    (row,) = report["rows"]
    assert (row["name"], row["calls"], row["minutes"]) == (caller, len(calls), minutes)
    figures = (coop.spent(caller), margin, cost, margin - cost)
    assert [Decimal(row[name]) for name in ("revenue", "margin", "cost", "result")] == list(figures)
    assert row["reason"] == f"{len(calls)} calls, {minutes} min: {cost:,} > margin {margin:,}"
    assert "cheaper channel" in row["next"]

    dear = Decimal(margin) / minutes  # what a minute may cost at most
    just = coop("report", "cycle", "--action", "get rid of", "--minute-cost", f"{dear - Decimal('0.01'):.2f}")
    assert caller not in just.stdout


def test_the_painting_book_goes_with_art_history(coop: Cooperative) -> None:
    paint, art = coop.buyers("Boyama kitabı"), coop.buyers("Sanat tarihi")
    both = paint & art
    painted, read = 'bought "Boyama kitabı"', 'bought "Sanat tarihi"'
    assert coop.listed("customer", painted) == paint
    assert coop.listed("customer", f"{painted} and not {read}") == paint - art

    coop("segment", "save", "Boyayanlar", "--where", painted)
    coop("segment", "save", "Okuyanlar", "--where", read)
    first, second = coop.json("segment", "overlap", "Boyayanlar", "Okuyanlar")
    assert (first["size"], first["both"], first["share"]) == (len(paint), len(both), len(both) / len(paint))
    assert (second["size"], second["share"]) == (len(art), len(both) / len(art))

    words = ("crosssell", "Sanat", "--product", "Sanat tarihi", "--channel", "email")
    planned = coop.json("campaign", "from-report", *words)
    because = f"bought Boyama kitabı: {len(both)} of {len(paint)} who did bought Sanat tarihi"
    assert {(row["name"], row["because"]) for row in planned["items"]} == {
        (name, because) for name in paint - art
    }
    coop("campaign", "launch", "Sanat")
    coop("order", "add", "Selin Uçar", "--line", "Sanat tarihi", "--number", "2000")
    coop("campaign", "respond", "Sanat", "Selin Uçar", "aldı", "--order", "2000")
    shown = coop.json("campaign", "report", "Sanat")
    price = next(Decimal(row["Fiyat"]) for row in table("products.csv") if row["Ürün"] == "Sanat tarihi")
    assert (shown["reached"], shown["responses"], shown["orders"]) == (len(paint - art), 1, 1)
    assert [Decimal(row["revenue"]) for row in shown["groups"] if row["part"] == "reached"] == [price]
    assert coop.listed("customer", f"{painted} and not {read}") == paint - art - {"Selin Uçar"}


def test_a_candidate_lost_with_a_reason_comes_back_and_is_won(coop: Cooperative) -> None:
    begun, lost, back, converted, won = "2026-09-12", "2026-09-30", "2026-11-02", "2026-11-09", "2026-11-18"
    company = ("--company", "Kara Matbaa", "--source", "fuar", "--amount", "18.000 TL")
    coop("lead", "add", "Deniz Kara", *company, day=begun)
    coop("log", "call", "L-1", "fiyat istedi", "--out", day=begun)
    coop("lead", "lose", "L-1", "--reason", "price", "--note", "yüzde on", day=lost)
    assert coop.json("lead", "show", "L-1")["status"] == "lost"
    coop("convert", "L-1", day=lost, code=1)
    coop("log", "call", "L-1", "kağıt sıkışıyor", "--in", day=back)
    coop("lead", "reopen", "L-1", day=back)
    coop("convert", "L-1", "--stage", "Proposal", "--name", "Yıllık kağıt", day=converted)
    coop("opportunity", "win", "O-1", day=won)

    events = coop.json("customer", "timeline", "Kara Matbaa")
    path = [(row["type"], row["when"][:10]) for row in events]
    assert sorted(path, key=lambda step: step[1]) == path
    assert set(path) == {
        ("lead", begun),
        ("call", begun),
        ("lost", lost),
        ("call", back),
        ("lead", back),
        ("conversion", converted),
        ("opportunity", converted),
        ("won", won),
    }
    told = {row["type"]: row["text"] for row in events}
    days = (date.fromisoformat(converted) - date.fromisoformat(begun)).days
    assert told["lost"] == "price: yüzde on"
    assert told["conversion"] == f"converted from L-1, fuar, {days} days, 2 touches"
    shown = coop.json("opportunity", "show", "O-1")
    assert (shown["stage"], shown["amount"], shown["closed_on"]) == ("Won", "18000.00", won)


def test_who_brought_three_others_is_worth_what_they_brought(coop: Cooperative) -> None:
    three = ("Pamuk Pastanesi", "Lale Çiçekçilik", "Deniz Optik")
    coop("customer", "edit", *three, "--referred-by", "Çınar Eczanesi")
    coop("customer", "edit", "Nil Kafe", "--referred-by", "Lale Çiçekçilik")
    rows = coop.json("customer", "referrals", "Çınar Eczanesi")
    found = {row["name"]: row for row in rows}
    assert set(found) == {"Çınar Eczanesi", *three, "Nil Kafe"}
    top, lale = found["Çınar Eczanesi"], found["Lale Çiçekçilik"]
    assert (top["brought"], top["below"], lale["brought"]) == (3, 4, 1)
    assert {name: Decimal(row["own"]) for name, row in found.items()} == {
        name: coop.spent(name) for name in found
    }
    assert Decimal(top["revenue"]) == coop.spent(*three, "Nil Kafe")
    assert Decimal(lale["revenue"]) == coop.spent("Nil Kafe")
    summary = coop.json("report", "referrals", "--summary")
    (told,) = summary["rows"]
    assert (told["referred"], told["referrers"]) == (4, 2)
    assert told["rate"] == pytest.approx(4 / len(coop.members))
    assert told["share"] == pytest.approx(float(Decimal(top["revenue"]) / coop.spent(*coop.members)))


def test_a_company_is_rolled_up_with_its_companies(coop: Cooperative) -> None:
    top, below = "Işık Holding", ("Işık Mobilya", "Işık Nakliyat")
    coop("customer", "set-parent", *below, top)
    rows = coop.json("customer", "tree", top, "--metric", "revenue")
    assert [row["name"] for row in rows] == [top, *below]
    assert [Decimal(row["own"]) for row in rows] == [coop.spent(name) for name in (top, *below)]
    assert Decimal(rows[0]["total"]) == coop.spent(top, *below)
    quarter = coop.json("customer", "tree", top, "--metric", "revenue", "--period", "2026-Q4")
    late = [order.total for order in coop.orders if order.who in (top, *below) and order.day.month >= 10]
    assert Decimal(quarter[0]["total"]) == sum(late) > 0

    events = coop.json("customer", "timeline", top, "--tree", "--type", "order")
    assert Decimal(events[-1]["total"]) == coop.spent(top, *below)
    refused = coop("customer", "set-parent", top, "Işık Nakliyat", code=1)
    assert "can't stand under" in refused.stderr


def test_a_win_back_is_measured_against_who_was_left_alone(coop: Cooperative) -> None:
    start, end = date(2026, 10, 5), date(2026, 11, 15)
    last = {name: max((o.day for o in coop.orders if o.who == name), default=None) for name in coop.members}
    lapsed = {name for name, day in last.items() if day and (start - day).days > 365}
    mute = {name for name in lapsed if coop.members[name]["E-posta izni"] == "hayır"}
    window = ("--starts", start.isoformat(), "--ends", end.isoformat())
    more = ("--channel", "email", "--cost", "1.800 TL", "--holdout", "50", *window)
    day = start.isoformat()
    planned = coop.json("campaign", "from-report", "winback", "Geri gel", *more, day=day)
    assert {row["name"] for row in planned["items"]} == lapsed
    spent = [Decimal(row["spent"]) for row in planned["items"]]
    assert spent == sorted(spent, reverse=True)
    coop("campaign", "launch", "Geri gel", day=day)
    members = coop.json("campaign", "members", "Geri gel")
    parts = {part: {row["name"] for row in members if row["part"] == part} for part in _PARTS}
    assert parts["left_out"] == mute
    assert parts["reached"] | parts["held_out"] == lapsed - mute
    assert len(parts["reached"]) == len(parts["held_out"]) == len(lapsed - mute) / 2

    coop("import", "orders", str(FOLDER / "came_back.csv"))
    counted = [order for order in coop.came_back() if start <= order.day <= end]
    revenue = {
        part: sum((order.total for order in counted if order.who in names), Decimal(0))
        for part, names in parts.items()
    }
    assert len(counted) < len(coop.came_back())  # one came after the window
    head = {part: revenue[part] / len(parts[part]) for part in ("reached", "held_out")}
    lift = head["reached"] - head["held_out"]
    incremental = lift * len(parts["reached"])
    report = coop.json("campaign", "report", "Geri gel")
    groups = {row["part"]: row for row in report["groups"]}
    for part, group in groups.items():
        buyers = {order.who for order in counted if order.who in parts[part]}
        assert (Decimal(group["revenue"]), group["buyers"]) == (revenue[part], len(buyers))
        assert Decimal(group["per_head"]) == round(head[part], 2)
    (row,) = report["lift"]
    assert Decimal(row["lift"]) == round(lift, 2)
    assert Decimal(row["incremental"]) == round(incremental, 2)
    assert row["roi"] == pytest.approx(float((incremental - 1800) / 1800))
    # Student's t for 95 % lies between its values for 22 and for 11 degrees of freedom.
    groups_of = [[_of(name, counted) for name in sorted(parts[part])] for part in ("reached", "held_out")]
    error = sqrt(sum(variance(amounts) / len(amounts) for amounts in groups_of))
    low, high = float(row["low"]), float(row["high"])
    assert (low + high) / 2 == pytest.approx(float(lift), abs=0.01)
    assert 2.073 < (high - low) / 2 / error < 2.202


def _of(name: str, orders: list[Order]) -> float:
    """Return what a member's orders come to."""
    return float(sum(order.total for order in orders if order.who == name))


_PARTS = ("reached", "held_out", "left_out")


def test_a_quote_becomes_an_order_and_is_paid_to_the_last_kurus(coop: Cooperative) -> None:
    lines = ("--line", "Meşe raf:2", "--line", "Montaj:1:600")
    coop("quote", "add", "Mert Kaya", "Raflar", *lines, "--discount", "5%", "--tax", "20", "--valid", "10d")
    shelf = next(Decimal(row["Fiyat"]) for row in table("products.csv") if row["Ürün"] == "Meşe raf")
    net = (2 * shelf + 600) * Decimal("0.95")
    total = net * Decimal("1.2")
    shown = coop.json("quote", "show", "Q-1")
    assert (Decimal(shown["net"]), Decimal(shown["total"])) == (net, total)
    coop("quote", "send", "Q-1")
    coop("quote", "accept", "Q-1", "--number", "3001", "--promised", "2026-11-20", "--due", "2026-12-05")
    assert "1 day late" in coop("order", "deliver", "3001").stderr
    order = coop.json("order", "show", "3001")
    assert (Decimal(order["total"]), order["status"]) == (total, "completed")

    paid = Decimal("5472.01")
    assert f"₺{total - paid:,.2f}" in coop("payment", "add", f"{paid} TRY", "--order", "3001").stderr
    owed = coop.json("payment", "balance", "Mert Kaya")
    assert Decimal(owed["balance"][0]["balance"]) == total - paid
    coop("payment", "add", f"{total - paid} TRY", "--order", "3001")
    after = coop.json("payment", "balance", "Mert Kaya")
    assert Decimal(after["statement"][-1]["balance"]) == 0
    assert not after.get("open")


def test_the_morning_says_what_to_do_first(coop: Cooperative) -> None:
    coop("task", "add", "Derya Tan", "Ara", "--due", "2026-11-19", day="2026-11-10")
    coop("task", "add", "Hakan Gül", "Listeyi gönder", "--due", "today", "--priority", "low")
    coop("quote", "add", "Deniz Optik", "Raf", "--line", "Meşe raf", "--valid", "5d", day="2026-11-17")
    coop("quote", "send", "Q-1", day="2026-11-17")
    coop("customer", "cadence", "Çınar Eczanesi", "30d")
    seen = coop.json("today")
    assert [(row["part"], row["id"]) for row in seen] == [
        ("overdue", "A-1"),
        ("quotes", "Q-1"),
        ("cadence", coop.ref("Çınar Eczanesi")),
        ("today", "A-2"),
    ]
    assert "Do first: A-1" in coop("today", "--format", "table").stdout
    coop("task", "done", "A-1")
    coop("log", "call", "Çınar Eczanesi", "Teşekkür", "--out")
    left = coop.json("today")
    assert [row["id"] for row in left] == ["Q-1", "A-2"]
