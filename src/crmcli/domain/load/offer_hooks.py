"""What prices, rates, closing steps, needs, targets and steered opportunities need when they are loaded."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

from crmcli.domain.counting import counted
from crmcli.domain.load.hooks import Hooks, OpportunityHooks, inherit
from crmcli.domain.nouns import NEED, PRICE, TARGET, Noun
from crmcli.errors import Conflict
from crmcli.said import say
from crmcli.sql import within

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from crmcli.domain.load.frame import Values
    from crmcli.sql import Writer


class OneEach(Hooks, ABC):
    """A new row takes the place of the record that is the same thing: the file is newer."""

    by_row = True
    noun: Noun

    def __init__(self, db: Writer) -> None:
        """Count what is replaced."""
        super().__init__(db)
        self._replaced = 0

    @abstractmethod
    def same(self, values: Values) -> tuple[Hashable, int | None]:
        """Return what the row is, and the record that is the same."""

    def before(self, rows: Sequence[Values]) -> None:
        """Take away what new rows replace.

        Raises:
            Conflict: two rows are the same thing.
        """
        from crmcli.domain.removing import delete

        seen: set[Hashable] = set()
        for values in rows:
            key, stored = self.same(values)
            if key in seen:
                raise Conflict(
                    say("two rows are the same {name}: {told}", name=self.noun.name, told=self.told(values)),
                    "keep one of them",
                )
            seen.add(key)
            if stored is not None:
                self.keep(stored, values)
                delete(self.db, self.noun, stored)
                self._replaced += 1

    def keep(self, stored: int, values: Values) -> None:
        """Fill what a row leaves blank from the record it replaces."""

    @abstractmethod
    def told(self, values: Values) -> str:
        """Return a row in words."""

    def notes(self) -> list[str]:
        """Say how many were replaced."""
        if not self._replaced:
            return []
        return [
            say(
                "{counted} of before gave way to those of the file",
                counted=counted(self._replaced, self.noun.name),
            )
        ]


class PriceHooks(OneEach):
    """A product has one price a day in a currency."""

    noun = PRICE

    def same(self, values: Values) -> tuple[Hashable, int | None]:
        """Return product, currency and day."""
        from crmcli.domain.prices import same_day

        key = values["product"], values["currency"], values["valid_from"]
        return key, same_day(self.db, *key)

    def keep(self, stored: int, values: Values) -> None:
        """Keep the price where only the cost is new, and the other way round."""
        query = "SELECT price_minor, cost_minor, note FROM price WHERE id = :id"
        old = self.db.tuples(query, {"id": stored})[0]
        inherit(values, dict(zip(("price", "cost", "note"), old, strict=True)))

    def told(self, values: Values) -> str:
        """Return ``PR-1 in TRY from 2027-01-01``."""
        return say(
            "PR-{product} in {currency} from {valid_from}",
            product=values["product"],
            currency=values["currency"],
            valid_from=values["valid_from"],
        )


class TargetHooks(OneEach):
    """A metric has one target a period for each owner, branch and product."""

    noun = TARGET

    def same(self, values: Values) -> tuple[Hashable, int | None]:
        """Return metric, period and whose it is."""
        from crmcli.domain.target_set import same_target

        names = ("metric", "from_on", "until_on", "owner", "branch", "product")
        return tuple(values.get(name) for name in names), same_target(self.db, values)

    def told(self, values: Values) -> str:
        """Return ``revenue from 2026-10-01``."""
        return say("{metric} from {from_on}", metric=values["metric"], from_on=values["from_on"])


class RateHooks(Hooks):
    """A rate that names no base counts in the one that all rates count in, else in liras."""

    by_row = True

    def __init__(self, db: Writer) -> None:
        """Look for the base when it is needed."""
        super().__init__(db)
        self._base: str | None = None
        self._silent = 0

    def before(self, rows: Sequence[Values]) -> None:
        """Fill the base."""
        for values in rows:
            if not values.get("base"):
                self._base = self._base or self._usual()
                values["base"] = self._base
                self._silent += 1

    def _usual(self) -> str:
        rows = self.db.tuples("SELECT base, count(*) FROM rate GROUP BY base ORDER BY count(*) DESC, base")
        return str(rows[0][0]) if rows else "TRY"

    def notes(self) -> list[str]:
        """Say in what the rates are counted."""
        if not self._silent:
            return []
        return [
            say(
                "{counted} without a base counted in {base}: --set base=CODE",
                counted=counted(self._silent, "rate"),
                base=self._base,
            )
        ]


class ClosingStepHooks(Hooks):
    """Steps without a place stand behind those of their stage, in the order of the file."""

    by_row = True

    def before(self, rows: Sequence[Values]) -> None:
        """Number the steps."""
        from crmcli.domain.closing_step import next_position

        following: dict[int, int] = {}
        for values in rows:
            stage = values["stage"]
            if values.get("position") is None:
                values["position"] = following.get(stage) or next_position(self.db, stage)
            following[stage] = max(following.get(stage, 0), values["position"] + 1)


class NeedHooks(Hooks):
    """A need of an opportunity is its customer's too; its branch is that of the change."""

    by_row = True
    noun = NEED

    def before(self, rows: Sequence[Values]) -> None:
        """Fill whose the needs are."""
        ids = sorted({values["opportunity"] for values in rows if "opportunity" in values})
        tied: dict[int, dict[str, Any]] = {}
        if ids:
            listed, bound = within(self.db.engine, "id", "ids", ids)
            query = f"SELECT id, customer_id, contact_id, lead_id FROM opportunity WHERE {listed}"
            for number, customer, contact, lead in self.db.tuples(query, bound):
                tied[number] = {"customer_id": customer, "contact_id": contact, "lead_id": lead}
        for values in rows:
            inherit(values, tied.get(values.get("opportunity", 0), {}))
            if self.db.note.branch:
                values.setdefault("branch", self.db.note.branch)


_PASSED = """
SELECT count(*) FROM closing_step r JOIN stage s ON s.id = r.stage_id JOIN stage t ON t.id = :new
WHERE r.stage_id = :old AND r.active = 1 AND r.required = 1 AND s.outcome = 'open'
  AND (t.outcome = 'won' OR (t.outcome = 'open' AND t.position > s.position)) AND NOT EXISTS (
    SELECT 1 FROM step_done d WHERE d.closing_step_id = r.id AND d.opportunity_id = :id)
"""


class SteppedHooks(OpportunityHooks):
    """A file moves opportunities past closing steps that are open, and that is said."""

    def __init__(self, db: Writer) -> None:
        """Count those that passed."""
        super().__init__(db)
        self._passed = 0

    def changed(self, row_id: int, changed: dict[str, tuple[Any, Any]]) -> None:
        """Append the step of an opportunity that moved; count one that should have waited."""
        super().changed(row_id, changed)
        if "stage_id" in changed:
            old, new = changed["stage_id"]
            self._passed += bool(self.db.value(_PASSED, {"old": old, "new": new, "id": row_id}))

    def notes(self) -> list[str]:
        """Say how many passed."""
        if not self._passed:
            return super().notes()
        told = say(
            "{counted} moved on with closing steps still open",
            counted=counted(self._passed, "opportunity", "opportunities"),
        )
        return [*super().notes(), say("{told}: crm opportunity steps O-9 shows them", told=told)]


KINDS: dict[str, type[Hooks]] = {
    "price": PriceHooks,
    "rate": RateHooks,
    "closing_step": ClosingStepHooks,
    "need": NeedHooks,
    "target": TargetHooks,
    "opportunity": SteppedHooks,
}
