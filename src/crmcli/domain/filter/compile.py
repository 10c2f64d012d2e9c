"""The tree of a filter made into SQL over ``r``; every value is bound, none is ever part of the text."""

from __future__ import annotations

import re
from itertools import accumulate
from typing import TYPE_CHECKING

from crmcli.domain.filter import custom, fields, groups, purchases
from crmcli.domain.filter.frame import joined
from crmcli.domain.filter.tree import (
    Both,
    Bought,
    Compare,
    Either,
    Empty,
    InCampaign,
    InSegment,
    Leaf,
    Not,
    Subject,
)
from crmcli.domain.filter.wrong import FilterError
from crmcli.domain.nouns import BY_TABLE, CAMPAIGN, CONTACT, CUSTOMER, Noun
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.filter.answers import Field
    from crmcli.domain.filter.frame import Frame
    from crmcli.domain.filter.tree import Literal, Node

NESTED = 16
"""Brackets within one another in a statement: a part with more is asked by itself first, for its numbers.

SQLite's parser holds 100 tokens at a time, a bracket costs up to four.
"""
DOTS = 20
"""Records to go over: customer.parent.owner.name has three."""


def compiled(frame: Frame, node: Node) -> str:
    """Return the test of a tree; NULL stands for no.

    Raises:
        FilterError: it asks for what there is not; the place is named.
    """
    test = _tested(frame, node)
    if _nested(test) <= NESTED:
        return test
    used = {name: frame.values[name] for name in re.findall(r":(w[0-9]+)", test)}
    found = frame.db.tuples(f"SELECT r.id FROM {frame.noun.table} r WHERE {test}", used)
    for name in used:
        frame.values.pop(name)
    return f"({frame.among('r.id', [row[0] for row in found])})"


def _nested(test: str) -> int:
    """Return how many brackets stand within one another at most."""
    return max(accumulate(1 if each == "(" else -1 for each in re.findall(r"[()]", test)), default=0)


def _tested(frame: Frame, node: Node) -> str:
    if isinstance(node, Not):
        whole = _named_so(frame, node.inner, node.said) if node.said else None
        if whole is not None:
            return compiled(frame, whole)
        return f"NOT coalesce({compiled(frame, node.inner)}, FALSE)"
    if isinstance(node, Both):
        return joined("AND", [compiled(frame, part) for part in node.parts])
    if isinstance(node, Either):
        return joined("OR", [compiled(frame, part) for part in node.parts])
    return f"({_leaf(frame, node)})"


def _named_so(frame: Frame, node: Node, said: str) -> Node | None:
    """Return the condition whose field is called ``not ...``, None when no such field is declared."""
    if isinstance(node, Not) and not node.said:
        inner = _named_so(frame, node.inner, said)
        return Not(inner) if inner else None
    if not isinstance(node, Compare | Empty):
        return None
    name = f"{said} {node.subject.name}"
    if custom.declared_field(frame.db, frame.noun, name) is None:
        return None
    return node._replace(subject=node.subject._replace(name=name))


def _leaf(frame: Frame, node: Leaf) -> str:
    """Return the test of a single condition."""
    frame.count()
    if isinstance(node, Bought):
        return purchases.bought(frame, node)
    if isinstance(node, InSegment):
        return groups.in_segment(frame, node, compiled)
    if isinstance(node, InCampaign):
        return groups.in_campaign(frame, node)
    return _of_field(frame, node)


def _of_field(frame: Frame, node: Compare | Empty) -> str:
    """Return the test of a field, which may be one of a record that is referred to: customer.city."""
    elsewhere = _over_link(frame, node)
    if elsewhere is not None:
        return elsewhere
    campaigns = _campaigns(frame, node)
    if campaigns:
        return joined("OR", [groups.in_campaign(frame, InCampaign(name)) for name in campaigns])
    field = windowed(frame, node.subject)
    if isinstance(node, Empty):
        return field.empty(frame)
    if node.operator == "in":
        return _among(frame, field, node.values)
    if node.operator == "between":
        low, high = node.values
        return f"{field.compare(frame, '>=', low)} AND {field.compare(frame, '<=', high)}"
    return field.compare(frame, node.operator, node.values[0])


def _over_link(frame: Frame, node: Compare | Empty) -> str | None:
    """Return the test of a field of a record that is referred to, None where the name has no such part.

    Raises:
        FilterError: the way there has too many parts.
    """
    subject = node.subject
    head, dot, rest = subject.name.partition(".")
    if rest.count(".") >= DOTS:
        raise FilterError(
            say("more than {dots} dots in a field", dots=DOTS), subject.at, "customer.parent.city = İzmir"
        )
    key = head.strip().lower().replace(" ", "_")
    link = _link(frame, key) if dot and key != "custom" else None
    if link is None:
        return None
    column, noun = link
    inner = node._replace(subject=subject._replace(name=rest, at=subject.at + len(head) + 1))
    found = f"{column} IN (SELECT r.id FROM {noun.table} r WHERE {compiled(frame.on(noun), inner)})"
    if column.startswith("k."):
        return f"r.id IN (SELECT k.contact_id FROM customer_contact k WHERE k.until IS NULL AND {found})"
    return found


def _among(frame: Frame, field: Field, values: Sequence[Literal]) -> str:
    """Return the test that a field is one of several values, each asked once."""
    different = list({value.text: value for value in values}.values())
    if field.several is not None and len(different) > 1:
        return field.several(frame, different)
    return joined("OR", [field.compare(frame, "=", value) for value in different])


def _campaigns(frame: Frame, node: Compare | Empty) -> tuple[Literal, ...]:
    """Return the campaigns that a noun without a field of that name is asked to be a member of."""
    named = node.subject.name.lower() in ("campaign", "kampanya")
    if not named or isinstance(node, Empty) or node.operator not in ("=", "in"):
        return ()
    known = frame.db.tables[frame.noun.table]
    own = "campaign" in known.columns or "campaign_id" in known.references or frame.noun is CAMPAIGN
    return () if own else node.values


def _link(frame: Frame, head: str) -> tuple[str, Noun] | None:
    """Return the column that refers to another record, and what that is.

    A contact refers to customers by its links ``k``, of which those count where it is now.
    """
    if frame.noun is CONTACT and head == "customer":
        return "k.customer_id", CUSTOMER
    column = f"{head}_id"
    table = frame.db.tables[frame.noun.table].references.get(column)
    if table is None:
        return None
    return f"r.{column}", BY_TABLE.get(table) or Noun(table, "", table, f"{table}_id", plural=f"{table}s")


def windowed(frame: Frame, subject: Subject) -> Field:
    """Return a subject's field, counted from one day to another where that is asked for.

    Raises:
        FilterError: there is no such field, or nothing of it is counted.
    """
    field = fields.find(frame.db, frame.noun, subject.name, subject.at)
    if subject.window is None:
        return field
    if field.over is None:
        message = say('"{name}" counts nothing from a day on', name=subject.name)
        raise FilterError(message, subject.at, "calls since 30 days ago >= 3")
    return field.over(subject.window)
