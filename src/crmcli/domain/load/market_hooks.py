"""What campaigns, playbooks and rules of a file must be in the store they come to."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from crmcli.domain.load.hooks import Hooks
from crmcli.errors import CrmError
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from crmcli.domain.load.frame import Values
    from crmcli.sql import Reader, Writer


def _today(db: Reader) -> date:
    return db.asked_on or date(2000, 1, 1)  # only whether a condition can be read is asked of it


class ConditionHooks(Hooks):
    """A condition names fields that there are; what it names besides may come with a later file."""

    checks = True

    def readable(self, text: str) -> None:
        """Raise the error of a condition on neither customers, contacts nor leads."""
        from crmcli.domain.campaigns.planning import check_filter

        check_filter(self.db, text, _today(self.db))

    def fits(self, values: Values) -> str | None:
        """Return what is wrong with the condition."""
        from crmcli.domain.filter.wrong import FilterError

        try:
            if values.get("filter"):
                self.readable(values["filter"])
        except FilterError as error:
            return say("filter: {message}", message=error.message) + (
                "; " + (error.hint or "") if _short(error) else ""
            )
        except CrmError:
            return None
        return None


class PlaybookHooks(ConditionHooks):
    """A playbook's condition is one on customers."""

    def readable(self, text: str) -> None:
        """Raise the error of a condition that is none on customers."""
        from crmcli.domain.nouns import CUSTOMER
        from crmcli.domain.where import conditions

        conditions(self.db, CUSTOMER, [text], as_of=_today(self.db))


class RuleHooks(Hooks):
    """A rule can be carried out, and one that a file changes looks at what happens from then on."""

    checks = True

    def fits(self, values: Values) -> str | None:
        """Return why a rule could not be carried out."""
        from crmcli.domain.rules.changing import check

        try:
            if values.get("wording"):
                check(self.db, values["wording"], _today(self.db))
        except CrmError as error:
            return error.message + ("; " + (error.hint or "") if _short(error) else "")
        return None

    def changed(self, row_id: int, changed: dict[str, tuple[Any, Any]]) -> None:
        """Let a rule begin anew that says something else, or is switched on."""
        if "wording" in changed or changed.get("active", (1, 0))[1]:
            self.db.update("rule", row_id, {"since_change": self.db.change})


def _short(error: CrmError) -> bool:
    """Tell whether a hint says what was meant, not how all of it is written."""
    return (error.hint or "").startswith("did you mean")


KINDS: dict[str, Callable[[Writer], Hooks]] = {
    "campaign": ConditionHooks,
    "playbook": PlaybookHooks,
    "rule": RuleHooks,
}
