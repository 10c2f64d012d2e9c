"""What some nouns need beyond their own rows: an opportunity's steps, an order's total."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.said import say
from crmcli.sql import within

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from crmcli.domain.load.frame import Values
    from crmcli.sql import Writer


_CHUNK = 5_000


class Hooks:
    """Does nothing; the base of those that do.

    ``by_row`` tells whether new rows are to be completed, ``checks`` whether ``fits`` is to be asked;
    ``reads`` are the columns ``for_known`` needs.
    """

    by_row = False
    checks = False
    sifts = False
    reads: tuple[str, ...] = ()

    def __init__(self, db: Writer) -> None:
        """Work on ``db``."""
        self.db = db

    def fits(self, values: Values) -> str | None:
        """Return why a row can't be taken, as the store is; it is asked before references are resolved."""

    def unsaid(self, rows: Sequence[Values]) -> list[bool]:
        """Return which new rows say what neither the store nor an earlier row says; asked where ``sifts``."""
        return [True] * len(rows)

    def before(self, rows: Sequence[Values]) -> None:
        """Complete new rows."""

    def after(self, ids: Sequence[int], rows: Sequence[Values]) -> None:
        """Add what belongs to inserted rows."""

    def for_known(self, row_id: int, values: Values, current: dict[str, Any]) -> None:
        """Take out of a known record's row what must not be changed."""

    def changed(self, row_id: int, changed: dict[str, tuple[Any, Any]]) -> None:
        """Follow a change of a known record."""

    def finish(self) -> None:
        """Settle what only the whole file tells."""

    def notes(self) -> list[str]:
        """Return what a person should know."""
        return []


class LeadHooks(Hooks):
    """A converted lead stays converted, whatever a file says."""

    reads = ("status",)

    def for_known(self, row_id: int, values: Values, current: dict[str, Any]) -> None:
        """Keep the status of a converted lead."""
        del row_id
        if current["status"] == "converted":
            for name in ("status", "lost_reason", "lost_note", "lost_on"):
                values.pop(name, None)
        elif current["status"] == "lost" and values.get("status", "lost") != "lost":
            values |= {"lost_reason": None, "lost_note": None, "lost_on": None}


class OpportunityHooks(Hooks):
    """Stages, the day of closing, and what an opportunity inherits from where it came from."""

    by_row = True
    reads = ("stage_id",)

    def __init__(self, db: Writer) -> None:
        """Read the stages when they are first needed."""
        super().__init__(db)
        self._stages: dict[int, str] = {}
        self._without_customer = 0

    def _outcome(self, stage: int) -> str:
        if stage not in self._stages:
            self._stages = dict(self.db.tuples("SELECT id, outcome FROM stage"))
        return self._stages[stage]

    def _close(self, values: Values, stage: int | None) -> None:
        """Read one close date by what the stage says it is."""
        day = values.pop("close_date", None)
        if day is not None and stage is not None:
            name = "expected_close" if self._outcome(stage) == "open" else "closed_on"
            values.setdefault(name, day)

    def before(self, rows: Sequence[Values]) -> None:
        """Fill stage, customer, contact and name from what the row is tied to."""
        first = self.db.value("SELECT id FROM stage WHERE outcome = 'open' ORDER BY position, id LIMIT 1")
        activities = self._tied("activity", "activity", rows, ("customer_id", "contact_id", "lead_id"))
        orders = self._tied("order", "sales_order", rows, ("customer_id", "contact_id"))
        for values in rows:
            for tied, name in ((activities, "activity"), (orders, "order")):
                inherit(values, tied.get(values.get(name, 0), {}))
        # After the activities: one of them may have brought the lead.
        leads = self._tied("lead", "lead", rows, ("customer_id", "contact_id"))
        for values in rows:
            inherit(values, leads.get(values.get("lead", 0), {}))
            values.setdefault("stage", first)
            self._close(values, values["stage"])
            if self._outcome(values["stage"]) != "lost":
                values.pop("lost_reason", None)
            self._without_customer += "customer" not in values
        self._name(rows)

    def _tied(
        self, name: str, table: str, rows: Sequence[Values], columns: tuple[str, ...]
    ) -> dict[int, dict[str, Any]]:
        ids = sorted({values[name] for values in rows if name in values})
        if not ids:
            return {}
        listed, bound = within(self.db.engine, "id", "ids", ids)
        query = f"SELECT id, {', '.join(columns)} FROM {table} WHERE {listed}"
        return {row[0]: dict(zip(columns, row[1:], strict=True)) for row in self.db.tuples(query, bound)}

    def _name(self, rows: Sequence[Values]) -> None:
        """Name an opportunity that has no name after its product, else after its key."""
        ids = sorted({values["product"] for values in rows if "product" in values})
        listed, bound = within(self.db.engine, "id", "ids", ids)
        products = dict(self.db.tuples(f"SELECT id, name FROM product WHERE {listed}", bound))
        for values in rows:
            if "name" not in values:
                product = products.get(values.get("product", 0))
                values["name"] = (
                    product or say("Opportunity {values}", values=values.get("external_id", "")).strip()
                )

    def after(self, ids: Sequence[int], rows: Sequence[Values]) -> None:
        """Begin the history of stages; tie the activity and the order to it."""
        steps = []
        for row_id, values in zip(ids, rows, strict=True):
            day = (
                values.get("closed_on")
                if self._outcome(values["stage"]) != "open"
                else values.get("created_on")
            )
            steps.append((row_id, values["stage"], day, self.db.note.actor))
            if "activity" in values:
                self.db.update("activity", values["activity"], {"opportunity_id": row_id})
            if "order" in values:
                self.db.update("sales_order", values["order"], {"opportunity_id": row_id})
        self.db.insert_many("stage_change", ("opportunity_id", "to_stage_id", "changed_on", "actor"), steps)

    def for_known(self, row_id: int, values: Values, current: dict[str, Any]) -> None:
        """Read the close date by the stage the record will be in."""
        del row_id
        stage = values.get("stage", current["stage_id"])
        self._close(values, stage)
        if self._outcome(stage) != "lost":
            values.pop("lost_reason", None)
        for name in ("activity", "order"):
            values.pop(name, None)

    def changed(self, row_id: int, changed: dict[str, tuple[Any, Any]]) -> None:
        """Append the step of an opportunity that moved."""
        if "stage_id" in changed:
            old, new = changed["stage_id"]
            day = changed.get("closed_on", (None, None))[1] or self.db.note.at[:10]
            self.db.insert(
                "stage_change",
                {
                    "opportunity_id": row_id,
                    "from_stage_id": old,
                    "to_stage_id": new,
                    "changed_on": day,
                    "actor": self.db.note.actor,
                },
            )

    def notes(self) -> list[str]:
        """Say how many have no customer."""
        if not self._without_customer:
            return []
        return [
            say(
                "{without_customer:,} of the new opportunities name no customer: they are kept without one",
                without_customer=self._without_customer,
            )
        ]


class ActivityHooks(Hooks):
    """What a file doesn't say to be done is: but for tasks that are due today or later."""

    by_row = True

    def before(self, rows: Sequence[Values]) -> None:
        """Say of each new row whether it is done."""
        today = self.db.note.at[:10]
        for values in rows:
            if values.get("done") is None:
                ahead = values.get("kind") == "task" and (values.get("at") or "")[:10] >= today
                values["done"] = int(not ahead)


class LineHooks(Hooks):
    """Lines are numbered within what they are of, its ``owner``, and make up the amounts of one without."""

    by_row = True
    owner = ""

    def __init__(self, db: Writer) -> None:
        """Count what doesn't add up."""
        super().__init__(db)
        self._next: dict[int, int] = {}
        self._added: dict[int, int] = {}  # owner -> what its new lines add up to
        self._differing = 0

    def before(self, rows: Sequence[Values]) -> None:
        """Number the lines."""
        owner = self.owner
        new = sorted({values[owner] for values in rows} - set(self._next))
        listed, bound = within(self.db.engine, f"{owner}_id", "ids", new)
        query = f"SELECT {owner}_id, max(position) FROM {owner}_line WHERE {listed} GROUP BY {owner}_id"
        last = dict(self.db.tuples(query, bound))
        self._next |= {number: last.get(number, 0) for number in new}
        for values in rows:
            self._next[values[owner]] += 1
            values["position"] = self._next[values[owner]]

    def after(self, ids: Sequence[int], rows: Sequence[Values]) -> None:
        """Add up the new lines of each owner."""
        del ids
        for values in rows:
            number = values[self.owner]
            self._added[number] = self._added.get(number, 0) + self.worth(values)

    def worth(self, values: Values) -> int:
        """Return what a line adds to the total it is compared with."""
        return values.get("amount") or 0

    def notes(self) -> list[str]:
        """Say how many owners differ from their lines."""
        if not self._differing:
            return []
        one = say("1 {owner} has a total that is not the sum of its lines", owner=self.owner)
        some = say(
            "{differing:,} {owner}s have a total that is not the sum of their lines",
            differing=self._differing,
            owner=self.owner,
        )
        return [say("{one}: it is kept as given", one=one if self._differing == 1 else some)]


class OrderLineHooks(LineHooks):
    """Lines make up the total of an order that has none."""

    owner = "order"

    def finish(self) -> None:
        """Set the total of orders whose total is, or would be, what their lines add up to.

        Lines without tax add up to an order's net: such a total is as it should be.
        """
        orders = sorted(self._added)
        for start in range(0, len(orders), _CHUNK):
            listed, values = within(self.db.engine, "o.id", "ids", orders[start : start + _CHUNK])
            query = (
                "SELECT o.id, o.total_minor, o.net_minor, sum(l.amount_minor), min(l.currency), "
                "max(l.currency), o.currency FROM sales_order o JOIN order_line l ON l.order_id = o.id "
                f"WHERE {listed} GROUP BY o.id, o.total_minor, o.net_minor, o.currency ORDER BY o.id"
            )
            for order, total, net, lines, low, high, currency in self.db.tuples(query, values):
                if lines is not None and low == high:
                    self._settle(order, (total, net, currency), (int(lines), low))

    def _settle(
        self, order: int, given: tuple[int | None, int | None, str | None], lines: tuple[int, str]
    ) -> None:
        """Let the total of one order follow its lines, or count it as one that differs."""
        total, net, currency = given
        added_up, of_lines = lines
        if net == added_up or (total is None and net is not None):
            return
        if total is None or (total == added_up - self._added[order] and currency in (None, of_lines)):
            self.db.update("sales_order", order, {"total_minor": added_up, "currency": of_lines})
        elif total != added_up or currency != of_lines:
            self._differing += 1


def inherit(values: Values, tied: dict[str, Any]) -> None:
    """Fill what a row leaves open from the record it is tied to."""
    for column, value in tied.items():
        if value is not None:
            values.setdefault(column.removesuffix("_id"), value)


class WalletHooks(Hooks):
    """An estimate without a day is of the day on which it is loaded."""

    by_row = True

    def before(self, rows: Sequence[Values]) -> None:
        """Fill the day."""
        for values in rows:
            values.setdefault("estimated_on", self.db.note.at[:10])


def _offer(noun: str) -> Callable[[Writer], Hooks]:
    """Return what makes hooks of ``offer_hooks``, which is loaded with the first file of the noun."""

    def made(db: Writer) -> Hooks:
        from crmcli.domain.load.offer_hooks import KINDS

        return KINDS[noun](db)

    return made


def _care(noun: str) -> Callable[[Writer], Hooks]:
    """Return what makes hooks of ``care_hooks``, which is loaded with the first file of the noun."""

    def made(db: Writer) -> Hooks:
        from crmcli.domain.load.care_hooks import KINDS

        return KINDS[noun](db)

    return made


def _sale(noun: str) -> Callable[[Writer], Hooks]:
    """Return what makes hooks of ``sale_rules``, which is loaded with the first file of the noun."""

    def made(db: Writer) -> Hooks:
        from crmcli.domain.load.sale_rules import KINDS

        return KINDS[noun](db)

    return made


def _market(noun: str) -> Callable[[Writer], Hooks]:
    """Return what makes hooks of ``market_hooks``, which is loaded with the first file of the noun."""

    def made(db: Writer) -> Hooks:
        from crmcli.domain.load.market_hooks import KINDS

        return KINDS[noun](db)

    return made


def _relation(db: Writer) -> Hooks:
    """Return the hooks of relations, which are in a module of their own."""
    from crmcli.domain.load.relation_hooks import RelationHooks

    return RelationHooks(db)


HOOKS: dict[str, Callable[[Writer], Hooks]] = {
    **{noun: _market(noun) for noun in ("campaign", "playbook", "rule")},
    **{noun: _sale(noun) for noun in ("quote", "quote_line", "payment")},
    **{noun: _care(noun) for noun in ("case", "request", "incident", "survey", "check")},
    **{noun: _offer(noun) for noun in ("price", "rate", "closing_step", "need", "target", "opportunity")},
    "wallet": WalletHooks,
    "relation": _relation,
    "lead": LeadHooks,
    "activity": ActivityHooks,
    "order_line": OrderLineHooks,
}
