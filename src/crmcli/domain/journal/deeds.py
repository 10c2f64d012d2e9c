"""What changes did, in the language: the journal keeps it in English, as ``added C-12``.

A stored text holds numbers of records, counts and words of the program, nothing of a person; one that
is like no sentence here stays as it is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crmcli.domain.nouns import NOUNS as RECORDS

if TYPE_CHECKING:
    from collections.abc import Callable

# The first that fits is meant: what is said in full stands before what ends in anything.
SENTENCES = (
    "nothing to apply",
    "set nothing",
    "gave no tasks",
    "renamed a tag",
    "renamed a branch",
    "cleaned copies",
    "copied a store",
    "loaded a whole store",
    "named this store",
    "decided on pairs",
    "ran rules: noted who left a state",
    "ran rules: {count} firings",
    "{verb} a stage",
    "{verb} a {noun} field",
    "{verb} {count} reasons",
    "{verb} 1 reason",
    "took back change {number}",
    "redid change {number}",
    "applied {peer} up to change {number}",
    "settled {count} conflicts: {side}",
    "imported {made} from {files}",
    "{new} new, {changed} changed {what}",
    "gave {count} tasks of {refs}",
    "noted a response to {ref}",
    "noted {count} responses to {ref}",
    "noted consent of {refs}",
    "merged {what} into {ref}",
    "converted {what} into {refs}",
    "accepted {ref} as {order}",
    "added {what} to {ref}",
    "added to {ref} {what}",
    "taken out of {ref} {what}",
    "told apart {what}",
    "forgot a decision on {what}",
    "{step} not done for {ref}",
    "{step} done for {ref}",
    "replied to {ref}",
    "set to waiting {what}",
    "marked as duplicate {what}",
    "batch: {kinds}",
    "accepted {what}",
    "added {what}",
    "assigned {what}",
    "cancelled {what}",
    "changed {what}",
    "converted {what}",
    "deleted {what}",
    "delivered {what}",
    "disabled {what}",
    "done {what}",
    "dropped {what}",
    "covered {what}",
    "declined {what}",
    "enabled {what}",
    "ended {what}",
    "erased {what}",
    "finished {what}",
    "froze {what}",
    "launched {what}",
    "left {what}",
    "linked {what}",
    "logged {what}",
    "lost {what}",
    "moved {what}",
    "planned {what}",
    "reached {what}",
    "rejected {what}",
    "removed {what}",
    "renamed {what}",
    "reopened {what}",
    "resolved {what}",
    "retired {what}",
    "sent {what}",
    "set {what}",
    "tagged {what}",
    "untagged {what}",
    "won {what}",
)
# The verbs that stand before a noun of theirs.
VERBS = ("added", "changed", "deleted", "moved", "retired", "unchanged")
# What is counted in a hole, and what stands there beside numbers of records.
NOUNS = (
    *("nothing", "records", "pairs", "tasks", "customers", "contacts", "leads", "opportunities", "orders"),
    *("order lines", "products", "activities", "users", "ours", "theirs"),
    *("{refs} and {count} more", "{refs}, {forced} forced past open steps"),
)
_TAILS = tuple(text for text in NOUNS if "{" in text)
# After a number, in some languages, a noun is one.
_ONE = {noun.plural: noun.name for noun in RECORDS} | {"consents": "consent", "addresses": "further address"}
_COUNTED = re.compile(r"([0-9][0-9,]*) ([a-z][a-z -]*)")


def deed(text: str, found: Callable[[str, str], str | None]) -> str:
    """Return a stored text in the language; ``found`` returns a text's translation in a context."""
    for sentence in SENTENCES:
        said = found(sentence, "deed")
        match = _pattern(sentence).fullmatch(text) if said else None
        if said and match:
            values = {name: _value(value, found) for name, value in match.groupdict().items()}
            return said.format_map(values)
    return text


def _pattern(sentence: str) -> re.Pattern[str]:
    """Return the pattern of the texts that are like a sentence."""
    parts = re.split(r"\{(\w+)\}", sentence)
    pieces = [
        f"(?P<{part}>{_HOLES.get(part, '.+')})" if at % 2 else re.escape(part)
        for at, part in enumerate(parts)
    ]
    return re.compile("".join(pieces))


_HOLES = {
    "count": "[0-9][0-9,]*",
    "number": "[0-9]+",
    "verb": "|".join(VERBS),
    "new": "[0-9,]+",
    "changed": "[0-9,]+",
}


def _value(text: str, found: Callable[[str, str], str | None]) -> str:
    """Return what stands in a hole: a count of records, a word of the program, or numbers as they are."""
    for tail in _TAILS:
        match = _pattern(tail).fullmatch(text)
        if match and (said := found(tail, "deed")):
            return said.format_map(match.groupdict())
    if text in _ONE:
        one = _ONE[text]
        return found(one, "counted") or found(one.replace("_", " "), "counted") or found(text, "deed") or text
    parts = re.split(r", (?=[0-9,]+ new)", text)
    if " new, " in text:
        return ", ".join(deed(part, found) for part in parts)
    if re.fullmatch("[0-9,]+", text):
        return text.replace(",", ".")
    counted = _COUNTED.fullmatch(text)
    if counted:
        many = counted[2]
        noun = (
            found(many, "deed")
            or found(many.replace(" ", "-"), "")
            or found(many.removesuffix("s"), "counted")
        )
        return f"{counted[1].replace(',', '.')} {noun or many}"
    return found(text, "deed") or text
