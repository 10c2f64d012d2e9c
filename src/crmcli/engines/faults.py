"""What the engines' errors mean, in words with a way out; no error shows a stored value."""

from __future__ import annotations

from crmcli.errors import Busy, Conflict, CrmError, Refused
from crmcli.said import say

# Part of an engine's message -> what a person reads.
RULES = (
    ("lost_has_reason", "a lost lead needs a reason", "crm lead lose L-1 --reason price"),
    ("reason_only_when_lost", "only a lost lead has a lost reason", "crm lead reopen L-1"),
    ("this lost reason needs a note", "this lost reason needs a note of your own", 'add --note "..."'),
    ("cycle in customer.parent_id", "a customer can't stand above itself", "crm customer tree"),
    ("not_its_own_parent", "a customer can't be its own parent", "crm customer tree"),
    ("cycle in customer.referrer_id", "referrals can't go in a circle", None),
    ("not_its_own_referrer", "a customer can't have referred itself", None),
    ("cycle in crm_user.manager_id", "managers can't go in a circle", "crm user list"),
    ("has_currency", "an amount needs a currency", "add --currency TRY"),
    ("amounts_have_currency", "an amount needs a currency", "add --currency TRY"),
    ("has_a_name", "a name can't be empty", None),
    ("ends_after_start", "the end lies before the start", None),
    ("_is_a_day", "a day is written 2026-12-31", None),
    ("probability_is_percent", "a probability lies between 0 and 100 percent", None),
    ("minutes_not_negative", "minutes can't be negative", None),
    ("rejected_has_reason", "a rejected quote needs a reason", "crm quote reject Q-1 --reason price"),
    ("_is_a_moment", "a moment is written 2026-12-31 or 2026-12-31T14:30:00Z", None),
    ("not_its_own_version", "a quote can't replace itself", None),
    ("not_its_own_duplicate", "a case can't repeat itself", None),
    ("is_somebodys", "whose it is has to be said: a customer, a contact or a lead", None),
    ("exactly_one_other", "a relation is between two: name the other one", None),
    ("has_a_role", "what one is to the other has to be said", "crm relation add A B --as supplier/customer"),
    ("cadence_is_positive", "a cadence is at least one day", "crm customer cadence C-1 30d"),
    ("weight_is_one_to_five", "a weight lies between 1 and 5", None),
    ("amount_or_goal", "a target has an amount or a number to reach", None),
    ("amount_is_positive", "the amount has to be more than nothing", None),
    ("says_something", "a rule has to say something", 'crm rule add NAME "when ... then ..."'),
    ("has_a_price", "a price needs a price or a cost", None),
    ("two_currencies", "a rate is between two currencies", None),
    ("rate_is_positive", "a rate is more than nothing", None),
    ("nps_is_ten", "a recommendation lies between 0 and 10", None),
    ("_in_scale", "a score can't be above its scale", None),
    ("answers_something", "an answer has a score or a note", None),
    ("points_within_best", "the points lie between 0 and the best there is", None),
    ("holdout_is_percent", "a hold-out group is 0 to 90 percent", None),
    ("resolved_has_moment", "a resolved case has the moment of it, others have none", None),
    ("scale_is_sane", "a scale has 2 to 100 points", None),
    (
        "integer overflow",
        "amounts add up to more than the store can count",
        "crm order list --where 'total > 1000000000' shows the largest",
    ),
    (
        "a write outside a change",
        "the store is changed through crm only, so that its journal stays true",
        None,
    ),
)
# What the engines say of a value of the wrong kind, of none, or of one that a rule without words refuses.
_VALUES = ("check constraint", "cannot store", "not null", "not-null", "invalid input syntax")


def rule(text: str) -> CrmError | None:
    """Return the rule of the store that an engine's message speaks of, None when it is another error."""
    for part, message, hint in RULES:
        if part in text:
            return Refused(message, hint)
    lowered = text.lower()
    if "uq_identity_external" in text or "identity.norm, identity.source" in text:
        return Conflict("another record has this external id already")
    if "unique" in lowered:
        return Conflict("there is one like this already")
    if "foreign key" in lowered:
        return Conflict("other records still refer to this one", "crm history RECORD shows which")
    if any(part in lowered for part in _VALUES):
        return Refused("the store refuses this value")
    return None


def damaged(column: str, value: object) -> Refused:
    """Return the error of a stored value that can't be what it is."""
    return Refused(
        say("the store is damaged: {column} holds {value!r}", column=column, value=str(value)[:60]),
        "restore a backup",
    )


def too_large() -> Refused:
    """Return the error of a number beyond 64 bits."""
    return Refused("a number is too large for the store", "numbers go up to 9,223,372,036,854,775,807")


def not_utf_8(error: UnicodeEncodeError) -> Refused:
    """Return the error of text with a byte that is no UTF-8, as the system hands it over."""
    return Refused(say("{object!r} is not valid UTF-8", object=error.object[:60]))


def busy() -> Busy:
    """Return the error of a store that stayed locked."""
    return Busy("the store is busy: another command has held it for 30 seconds", "run the command again")


def check_version(name: str, found: int | None, expected: int) -> None:
    """Refuse a foreign, newer or older store; ``found`` None means it is none of ours.

    Raises:
        Refused: not a crmcli store, or one of a newer program.
        Busy: an older store that must be migrated first.
    """
    if found is None:
        error: CrmError = Refused(
            say("{name} is a database of another program", name=name), "name another store with --db"
        )
    elif found > expected:
        error = Refused(
            say(
                "{name} was made by a newer crmcli (schema {found}, this program knows {expected})",
                name=name,
                found=found,
                expected=expected,
            ),
            "pip install --upgrade crmcli",
        )
    elif found < expected:
        error = Busy(
            say(
                "{name} has schema {found}, this program needs {expected}",
                name=name,
                found=found,
                expected=expected,
            ),
            "crm migrate",
        )
    else:
        return
    raise error
