"""Three years of an invented stationer's shop, with something in every table that a report reads.

The same rows every time: what looks like chance comes from a seeded generator. Days run from January
2024 to 20 November 2026; the tests' day is the one after.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

from crmcli.domain.text import fold, sort_key
from crmcli.sql import Writer

FIRST, LAST = date(2024, 1, 2), date(2026, 11, 20)
CITIES = ("İstanbul", "İzmir", "Ankara", "Bursa", "Eskişehir", "Iğdır", "Çanakkale", "Şanlıurfa")
BRANCHES = ("Kadıköy", "Alsancak", "Kızılay")
SOURCES = ("fair", "website", "referral", "instagram", "walk-in")
FIRST_NAMES = (
    "Ayşe",
    "Işıl",
    "Çağrı",
    "Ömer",
    "Şule",
    "İbrahim",
    "Gül",
    "Umut",
    "Deniz",
    "Zehra",
    "Ege",
    "Nil",
)
LAST_NAMES = ("Yılmaz", "Öztürk", "Çelik", "Şahin", "Işık", "Güneş", "Koç", "Aydın", "İnce", "Uçar", "Demir")
FIRMS = ("Mobilya", "Pastanesi", "Kırtasiye", "Koleji", "Matbaa", "Mimarlık", "Eczanesi", "Kitabevi", "Otel")
# name, category, price and cost in kurus (None: nobody knows)
PRODUCTS = (
    ("Defter A5", "Kırtasiye", 4500, 2600),
    ("Dolma Kalem", "Kırtasiye", 42000, 25500),
    ("Ajanda 2026", "Kırtasiye", 19900, 11000),
    ("Suluboya Seti", "Sanat", 38500, 21000),
    ("Fırça Seti", "Sanat", 21500, 11800),
    ("Tuval 50x70", "Sanat", 17500, 9900),
    ("Resim Kitabı", "Kitap", 26000, 16900),
    ("Sanat Tarihi", "Kitap", 48000, 33600),
    ("Çocuk Masalları", "Kitap", 15500, 9300),
    ("Yazıcı", "Ofis", 689000, 598000),
    ("Toner", "Ofis", 145000, 101000),
    ("A4 Kâğıt (koli)", "Ofis", 89000, 71000),
    ("Kurulum", "Hizmet", 75000, None),
    ("Bakım Sözleşmesi", "Hizmet", 240000, None),
)
# what is bought together: the first and what often comes with it
PAIRS = {4: (5, 6), 7: (4,), 8: (7,), 10: (11, 13), 11: (12,)}
PLACES = {"loyal": 28, "regular": 60, "seldom": 150, "once": 0}
REASONS = ("price", "timing", "competitor")


def fill_years(db: Writer, mixed: int | None = None) -> None:
    """Write the shop's three years into a new store; ``mixed`` seeds other numbers and another order."""
    shop = _Shop(db)
    shop.people()
    shop.goods()
    shop.customers()
    shop.orders()
    shop.leads()
    shop.deals()
    shop.work()
    shop.care()
    shop.market()
    later = () if mixed is None else shop.mix(Random(mixed))  # noqa: S311 - the same every time
    shop.write()
    for table, number, values in later:
        db.update(table, number, values)


def _named(name: str) -> dict[str, Any]:
    return {"name": name, "name_fold": fold(name), "name_sort": sort_key(name)}


class _Shop:
    """The rows of every table, gathered and written at the end."""

    def __init__(self, db: Writer) -> None:
        self.db = db
        self.chance = Random(20261121)  # noqa: S311 - the same every time is the point
        self.rows: dict[str, list[dict[str, Any]]] = {}
        self.first_order: dict[int, date] = {}
        self.last_order: dict[int, date] = {}

    def add(self, table: str, values: Mapping[str, Any]) -> int:
        """Keep a row and return its number."""
        rows = self.rows.setdefault(table, [])
        number = len(rows) + 1
        rows.append({"id": number, **values})
        return number

    def mix(self, chance: Random) -> list[tuple[str, int, dict[str, Any]]]:
        """Give every record another number and place; return what refers to rows of its own table."""
        numbers = {
            table: dict(
                zip(
                    (row["id"] for row in rows),
                    chance.sample(range(1, len(rows) + 1), len(rows)),
                    strict=True,
                )
            )
            for table, rows in self.rows.items()
        }
        later = []
        for table, rows in self.rows.items():
            for row in rows:
                row["id"] = numbers[table][row["id"]]
                within: dict[str, Any] = {}
                for column, referred in _REFERS.items():
                    if row.get(column) is not None:
                        row[column] = numbers[referred][row[column]]
                        if referred == table:
                            within[column], row[column] = row[column], None
                if within:
                    later.append((table, row["id"], within))
            chance.shuffle(rows)
        return later

    def write(self) -> None:
        """Insert every row, the tables in the order in which they refer to each other."""
        for table in _ORDER:
            alike: dict[tuple[str, ...], list[dict[str, Any]]] = {}
            for row in self.rows.get(table, ()):
                alike.setdefault(tuple(row), []).append(row)
            for columns, rows in alike.items():
                self.db.insert_many(table, columns, [tuple(row.values()) for row in rows])

    def day(self, start: date = FIRST, end: date = LAST) -> date:
        """Return a day between two, both included."""
        return start + timedelta(days=self.chance.randrange((end - start).days + 1))

    def pick(self, values: Iterable[Any]) -> Any:
        """Return one of several, the first ones more often."""
        listed = list(values)
        return listed[min(int(self.chance.expovariate(2.5) * len(listed)), len(listed) - 1)]

    def moment(self, day: date) -> str:
        """Return a moment of a working day, in UTC."""
        return f"{day}T{self.chance.randrange(6, 16):02}:{self.chance.randrange(60):02}:00Z"

    def people(self) -> None:
        """Our own: a manager and five who sell."""
        chief = self.add("crm_user", {**_named("Nermin Usta"), "branch": "Kadıköy", "team": "Yönetim"})
        for place, name in enumerate(("Ali Er", "Berna Su", "Cem İnan", "Derya Şen", "Elif Ak")):
            branch = BRANCHES[place % len(BRANCHES)]
            self.add(
                "crm_user",
                {**_named(name), "branch": branch, "team": f"Satış {place % 2 + 1}", "manager_id": chief},
            )

    def goods(self) -> None:
        """Products, and rates of the two other currencies by month."""
        for place, (name, category, price, cost) in enumerate(PRODUCTS):
            self.add(
                "product",
                {
                    **_named(name),
                    "sku": f"U{place + 1:03}",
                    "sku_fold": f"u{place + 1:03}",
                    "category": category,
                    "price_minor": price,
                    "cost_minor": cost,
                    "currency": "TRY",
                    "active": 1,
                    "introduced_on": "2024-01-01" if place % 5 else None,
                },
            )
        for code, start, step in (("EUR", 3200, 45), ("USD", 2950, 40)):
            for month in range(35):
                day = f"{2024 + month // 12}-{month % 12 + 1:02}-01"
                rate = f"{(start + step * month) / 100:.2f}"
                self.add("rate", {"currency": code, "base": "TRY", "day": day, "rate": rate})

    def customers(self) -> None:
        """Two hundred and forty, some brought by others, some part of a bigger house."""
        used: dict[str, int] = {}
        for number in range(1, 241):
            firm = number % 3 == 0
            first, last = self.chance.choice(FIRST_NAMES), self.chance.choice(LAST_NAMES)
            name = f"{last} {self.chance.choice(FIRMS)}" if firm else f"{first} {last}"
            used[name] = used.get(name, 0) + 1
            if used[name] > 1:
                name = f"{name} {used[name]}"
            created = self.day(FIRST, LAST - timedelta(days=20))
            self.add(
                "customer",
                {
                    **_named(name),
                    "kind": "organisation" if firm else "person",
                    "city": self.pick(CITIES) if number % 17 else None,
                    "country": "TR",
                    "branch": BRANCHES[number % 3],
                    "owner_id": number % 5 + 2,
                    "source": self.pick(SOURCES),
                    "created_on": created.isoformat(),
                    "referrer_id": self.chance.randrange(1, number)
                    if number > 8 and number % 7 == 0
                    else None,
                    "parent_id": number - 3 if number in (96, 99, 180) else None,
                    "industry": self.chance.choice(("Eğitim", "Perakende", "Turizm")) if firm else None,
                },
            )

    def orders(self) -> None:
        """Orders by each customer's own rhythm, with lines; refunds, payments, deliveries."""
        kinds = list(PLACES)
        for customer in self.rows["customer"]:
            kind = kinds[self.chance.choices(range(4), (3, 4, 4, 3))[0]]
            created = date.fromisoformat(customer["created_on"])
            day: date | None = created + timedelta(days=self.chance.randrange(15))
            while day is not None and day <= LAST:
                self._order(customer, day)
                gap = PLACES[kind]
                left = gap == 0 or self.chance.random() < {"loyal": 0.03, "regular": 0.06}.get(kind, 0.22)
                day = (
                    None
                    if left
                    else day + timedelta(days=max(1, round(self.chance.gammavariate(4, gap / 4))))
                )
        for day in (self.day() for _ in range(60)):
            self._order(None, day)
        self._order(self.rows["customer"][5], None)
        self._order(self.rows["customer"][6], date(2026, 5, 5), status="cancelled")

    def _order(self, customer: dict[str, Any] | None, day: date | None, status: str = "completed") -> None:
        """Add an order and what belongs to it."""
        firm = customer is not None and customer["kind"] == "organisation"
        number = customer["id"] if customer else 0
        code = "EUR" if number and number % 29 == 0 else "TRY"
        wanted = [
            self.chance.choices(range(1, 15), (9, 5, 6, 8, 3, 3, 4, 2, 6, 2 * firm, 1, 5 * firm, 1, firm))[0]
        ]
        wanted += [more for more in PAIRS.get(wanted[0], ()) if self.chance.random() < 0.6]
        if self.chance.random() < 0.3:
            wanted.append(self.chance.randrange(1, 10))
        lines, total = [], 0
        for product in dict.fromkeys(wanted):
            _, _, price, cost = PRODUCTS[product - 1]
            quantity = self.chance.randrange(1, 12 if firm and price < 50000 else 4)
            gross = price * quantity // (40 if code == "EUR" else 1)
            off = gross // 10 if self.chance.random() < 0.15 else 0
            lines.append(
                (product, quantity, gross - off, off, cost * quantity if cost and code == "TRY" else None)
            )
            total += gross - off
        when = day.isoformat() if day else None
        bare = self.chance.random() < 0.04
        promised = day + timedelta(days=4) if day and self.chance.random() < 0.5 else None
        delivered = (
            promised + timedelta(days=self.chance.choice((-2, -1, 0, 0, 0, 1, 3))) if promised else None
        )
        order = self.add(
            "sales_order",
            {
                "customer_id": number or None,
                "ordered_on": when,
                "status": status,
                "total_minor": None if bare else total,
                "currency": None if bare else code,
                "number": f"F{len(self.rows.get('sales_order', ())) + 1:05}",
                "number_fold": f"f{len(self.rows.get('sales_order', ())) + 1:05}",
                "branch": customer["branch"] if customer else "Kadıköy",
                "owner_id": customer["owner_id"] if customer else None,
                "channel": self.pick(("store", "phone", "web")),
                "promised_on": promised.isoformat() if promised else None,
                "delivered_on": delivered.isoformat() if delivered and delivered <= LAST else None,
                "due_on": (day + timedelta(days=30)).isoformat() if firm and day else None,
            },
        )
        for place, (product, quantity, amount, off, cost) in enumerate(() if bare else lines, 1):
            self.add(
                "order_line",
                {
                    "order_id": order,
                    "position": place,
                    "product_id": product,
                    "quantity_milli": quantity * 1000,
                    "discount_minor": off or None,
                    "amount_minor": amount,
                    "cost_minor": cost,
                    "currency": code,
                },
            )
        if day is None or customer is None or status == "cancelled":
            return
        self.first_order.setdefault(number, day)
        self.last_order[number] = day
        if firm and not bare and self.chance.random() < 0.8:
            paid = min(LAST, day + timedelta(days=self.chance.randrange(5, 75)))
            part = total if self.chance.random() < 0.85 else total // 2
            self.add(
                "payment",
                {
                    "customer_id": number,
                    "order_id": order,
                    "paid_on": paid.isoformat(),
                    "amount_minor": part,
                    "currency": code,
                    "method": "transfer",
                },
            )
        if not bare and self.chance.random() < 0.03:
            back = min(LAST, day + timedelta(days=9)).isoformat()
            self.add(
                "sales_order",
                {
                    "customer_id": number,
                    "ordered_on": back,
                    "status": "completed",
                    "currency": code,
                    "total_minor": -(total // 2) or -1,
                    "branch": customer["branch"],
                },
            )

    def leads(self) -> None:
        """Leads from the channels: converted, lost with a reason, still open; each with its touches."""
        reasons = dict(self.db.tuples("SELECT name_fold, id FROM lost_reason"))
        ids = sorted(reasons.values())
        owners = [customer for customer in self.rows["customer"] if customer["id"] % 2]
        for number in range(1, 181):
            source = self.pick(SOURCES)
            created = self.day()
            luck = {"referral": 0.6, "fair": 0.35, "website": 0.3}.get(source, 0.15)
            age = (LAST - created).days
            roll = self.chance.random()
            status = (
                "converted" if roll < luck and age > 25 else "lost" if roll < 0.85 and age > 40 else "working"
            )
            name = f"{self.chance.choice(FIRST_NAMES)} {self.chance.choice(LAST_NAMES)} {number}"
            lead = {
                "name": name,
                "name_fold": fold(name),
                "name_sort": sort_key(name),
                "source": source,
                "city": self.pick(CITIES),
                "status": status,
                "owner_id": number % 5 + 2,
                "created_on": created.isoformat(),
                "company": f"{name} Ltd." if number % 4 == 0 else None,
                "email": f"a{number}@ornek.example" if number % 3 else None,
                "branch": BRANCHES[number % 3],
                "campaign": "Bahar Fuarı" if source == "fair" and number % 2 else None,
            }
            if status == "lost":
                lead |= {
                    "lost_reason_id": ids[number % 4],
                    "lost_on": (created + timedelta(days=30)).isoformat(),
                }
                lead["lost_note"] = "ayrıntı"
            kept = self.add("lead", lead)
            for touch in range(self.chance.randrange(4)):
                self._activity(created + timedelta(days=2 + 5 * touch), lead_id=kept)
            if status == "converted":
                customer = owners[number % len(owners)]
                self.add(
                    "conversion",
                    {
                        "lead_id": kept,
                        "customer_id": customer["id"],
                        "touches": 2,
                        "actor": "Ali Er",
                        "converted_on": (created + timedelta(days=20)).isoformat(),
                        "days": 20,
                        "plan": "{}",
                    },
                )

    def deals(self) -> None:
        """Opportunities of the firms through the stages, with quotes, rivals, and where they were lost."""
        stages = dict(self.db.tuples("SELECT id, outcome FROM stage ORDER BY position, id"))
        open_stages = [key for key, outcome in stages.items() if outcome == "open"]
        won = next(key for key, outcome in stages.items() if outcome == "won")
        lost = next(key for key, outcome in stages.items() if outcome == "lost")
        reasons = sorted(row[0] for row in self.db.tuples("SELECT id FROM lost_reason"))
        for name in ("Rakip Kırtasiye", "Ucuz Ofis"):
            self.add("competitor", {**_named(name), "active": 1})
        firms = [customer for customer in self.rows["customer"] if customer["kind"] == "organisation"]
        for number in range(1, 161):
            customer = firms[number % len(firms)]
            day = self.day()
            steps, last = [(None, open_stages[0], day)], open_stages[0]
            for stage in open_stages[1:]:
                day += timedelta(days=self.chance.randrange(3, 25))
                if self.chance.random() < 0.25 or day > LAST:
                    break
                steps.append((last, stage, day))
                last = stage
            day += timedelta(days=self.chance.randrange(5, 40))
            ending = won if self.chance.random() < 0.2 + 0.15 * len(steps) else lost
            if day <= LAST and number % 9:
                steps.append((last, ending, day))
                last = ending
            closed = steps[-1][2].isoformat() if stages[last] != "open" else None
            expected = (day + timedelta(days=self.chance.randrange(-20, 60))).isoformat()
            deal = self.add(
                "opportunity",
                {
                    **_named(f"{customer['name']} {2024 + number % 3}"),
                    "customer_id": customer["id"],
                    "owner_id": customer["owner_id"],
                    "stage_id": last,
                    "branch": customer["branch"],
                    "product_id": 10 + number % 5,
                    "source": customer["source"],
                    "amount_minor": None if number % 23 == 0 else self.chance.randrange(50, 900) * 10000,
                    "currency": "EUR" if number % 19 == 0 else "TRY",
                    "probability": self.chance.choice((None, None, 30, 70)),
                    "created_on": steps[0][2].isoformat(),
                    "expected_close": expected if number % 13 else None,
                    "closed_on": closed,
                    "lost_reason_id": reasons[number % 4] if last == lost else None,
                    "lost_note": "ayrıntı" if last == lost else None,
                    "competitor_id": number % 2 + 1 if last == lost and number % 3 == 0 else None,
                },
            )
            for before, after, when in steps:
                self.add(
                    "stage_change",
                    {
                        "opportunity_id": deal,
                        "from_stage_id": before,
                        "to_stage_id": after,
                        "changed_on": when.isoformat(),
                    },
                )
            self._activity(steps[0][2], opportunity_id=deal, customer_id=customer["id"])

    def _activity(self, day: date, **links: int) -> None:
        """Add a call, message, visit or mail of a day."""
        if day > LAST:
            return
        kind = self.pick(("call", "email", "meeting", "visit"))
        self.add(
            "activity",
            {
                "kind": kind,
                "direction": "in" if self.chance.random() < 0.4 else "out",
                "at": self.moment(day),
                "minutes": self.chance.randrange(3, 40),
                "done": 1,
                "user_id": self.chance.randrange(2, 7),
                "subject": "Görüşme",
                "channel": "phone" if kind == "call" else None,
                **links,
            },
        )

    def work(self) -> None:
        """Calls with customers (one who calls all day), tasks, targets, what they spend elsewhere."""
        for customer in self.rows["customer"]:
            for _ in range(self.chance.randrange(5)):
                day = self.day(date.fromisoformat(customer["created_on"]))
                self._activity(day, customer_id=customer["id"])
        for _ in range(160):
            self._activity(self.day(date(2026, 1, 1)), customer_id=11)
        for number in range(1, 13):
            day = date(2026, 11, 10) + timedelta(days=number)
            self.add(
                "activity",
                {
                    "kind": "task",
                    "at": day.isoformat(),
                    "done": 0,
                    "subject": f"Ara {number}",
                    "customer_id": number * 3,
                    "user_id": number % 5 + 2,
                },
            )
        for place, (start, end) in enumerate((("2026-07-01", "2026-09-30"), ("2026-10-01", "2026-12-31"))):
            for user in (None, 2, 3):
                self.add(
                    "target",
                    {
                        "metric": "revenue",
                        "from_on": start,
                        "until_on": end,
                        "owner_id": user,
                        "amount_minor": (40 if user else 150) * 1_000_000 * (place + 1),
                        "currency": "TRY",
                    },
                )
        for number in range(3, 90, 6):
            self.add(
                "wallet",
                {
                    "customer_id": number,
                    "category": self.chance.choice(("Kırtasiye", "Ofis", None)),
                    "amount_minor": self.chance.randrange(20, 200) * 100000,
                    "currency": "TRY",
                    "estimated_on": self.day(date(2025, 6, 1)).isoformat(),
                },
            )

    def care(self) -> None:
        """Cases, wishes, answers to surveys, looks of mystery shoppers."""
        for number in range(1, 121):
            customer = self.rows["customer"][self.chance.randrange(240)]
            day = self.day(date(2025, 1, 1))
            opened = self.moment(day)
            solved = day + timedelta(days=self.chance.randrange(1, 9))
            done = solved <= LAST and number % 8 > 0
            self.add(
                "support_case",
                {
                    **_named(f"Sorun {number}"),
                    "customer_id": customer["id"],
                    "owner_id": number % 5 + 2,
                    "status": "resolved" if done else "open",
                    "priority": self.pick(("normal", "high", "low", "urgent")),
                    "category": self.pick(("teslimat", "fatura", "ürün")),
                    "channel": self.pick(("phone", "email")),
                    "opened_at": opened,
                    "first_response_at": f"{min(day + timedelta(days=1), LAST)}T16:30:00Z",
                    "resolved_at": f"{solved}T15:00:00Z" if done else None,
                    "branch": customer["branch"],
                    "resolution": "değiştirildi" if done else None,
                },
            )
        for number in range(1, 41):
            name = self.pick(("Aynı gün teslimat", "Kargo takibi", "Taksit", "Hediye paketi"))
            self.add(
                "request",
                {
                    **_named(name),
                    "customer_id": number * 5,
                    "status": "open" if number % 5 else "planned",
                    "weight": number % 5 + 1,
                    "category": "teslimat" if number % 2 else "ödeme",
                    "asked_on": self.day(date(2025, 1, 1)).isoformat(),
                },
            )
        for number in range(1, 151):
            nps = self.chance.choices(range(11), (1, 1, 1, 1, 2, 3, 4, 7, 10, 9, 8))[0]
            self.add(
                "survey",
                {
                    "topic": self.pick(("teslimat", "mağaza", "destek")),
                    "customer_id": number % 240 + 1,
                    "answered_on": self.day(date(2025, 1, 1)).isoformat(),
                    "nps": nps,
                    "scale": 5,
                    "expectation": self.chance.randrange(3, 6),
                    "experience": max(1, min(5, nps // 2)),
                    "channel": "phone",
                    "branch": BRANCHES[number % 3],
                    "user_id": number % 5 + 2,
                },
            )
        for number in range(1, 31):
            points = [self.chance.randrange(2, 6) for _ in range(3)]
            answers = "\n".join(
                f"{q}: {p}/5" for q, p in zip(("Karşılama", "Bilgi", "Kasa"), points, strict=True)
            )
            self.add(
                "shop_check",
                {
                    "branch": BRANCHES[number % 3],
                    "checked_on": self.day(date(2026, 1, 1)).isoformat(),
                    "shopper": "Gizli Müşteri",
                    "answers": answers,
                    "points": sum(points),
                    "best": 15,
                },
            )

    def market(self) -> None:
        """Campaigns with whom they reached, whom they held out, and what came of it."""
        plans = (
            ("Bahar Fuarı", "fair", "fair", date(2026, 4, 10), 1_500_000),
            ("Geri Dön", "win-back", "email", date(2026, 6, 5), 300_000),
            ("Toner Haftası", "cross-sell", "sms", date(2026, 9, 1), None),
        )
        for name, kind, channel, day, cost in plans:
            campaign = self.add(
                "campaign",
                {
                    **_named(name),
                    "kind": kind,
                    "status": "finished",
                    "channel": channel,
                    "purpose": "marketing",
                    "holdout_percent": 10,
                    "starts_on": day.isoformat(),
                    "ends_on": (day + timedelta(days=30)).isoformat(),
                    "launched_on": day.isoformat(),
                    "cost_minor": cost,
                    "currency": "TRY" if cost else None,
                },
            )
            for customer in self.rows["customer"]:
                if date.fromisoformat(customer["created_on"]) >= day or self.chance.random() < 0.5:
                    continue
                part = "held_out" if self.chance.random() < 0.1 else "reached"
                answered = part == "reached" and self.chance.random() < 0.2
                self.add(
                    "campaign_member",
                    {
                        "campaign_id": campaign,
                        "customer_id": customer["id"],
                        "part": part,
                        "sent_on": day.isoformat() if part == "reached" else None,
                        "responded_on": (day + timedelta(days=3)).isoformat() if answered else None,
                        "response": "ilgilendi" if answered else None,
                    },
                )


_REFERS = {
    "customer_id": "customer",
    "referrer_id": "customer",
    "parent_id": "customer",
    "owner_id": "crm_user",
    "user_id": "crm_user",
    "manager_id": "crm_user",
    "product_id": "product",
    "order_id": "sales_order",
    "opportunity_id": "opportunity",
    "lead_id": "lead",
    "campaign_id": "campaign",
    "competitor_id": "competitor",
}
_ORDER = (
    "crm_user",
    "product",
    "rate",
    "customer",
    "competitor",
    "campaign",
    "lead",
    "opportunity",
    "stage_change",
    "sales_order",
    "order_line",
    "payment",
    "conversion",
    "support_case",
    "request",
    "survey",
    "shop_check",
    "campaign_member",
    "activity",
    "target",
    "wallet",
)
