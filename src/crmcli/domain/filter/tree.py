"""The tree that a filter is read into; ``at`` is where a part stands in the text, from 0."""

from __future__ import annotations

from typing import NamedTuple


class Literal(NamedTuple):
    """A value as it was written, without the quotes around it."""

    text: str
    at: int
    quoted: bool = False


class Window(NamedTuple):
    """From which day to which something is counted; both ends belong to it."""

    since: Literal | None = None
    until: Literal | None = None


class Subject(NamedTuple):
    """A field, as it was written."""

    name: str
    at: int
    window: Window | None = None


class Compare(NamedTuple):
    """A field beside values: one for ``= < <= > >= ~``, any number for ``in``, two for ``between``."""

    subject: Subject
    operator: str
    values: tuple[Literal, ...]


class Empty(NamedTuple):
    """A field that has no value."""

    subject: Subject


class Bought(NamedTuple):
    """Who bought: ``what`` names products, or a category; None is anything."""

    at: int
    what: Literal | None = None
    category: bool = False
    window: Window | None = None


class InSegment(NamedTuple):
    """Who is in a saved segment; or was when it was frozen, last (an empty text) or under a label."""

    name: Literal
    frozen: Literal | None = None


class InCampaign(NamedTuple):
    """Who is a member of a campaign."""

    name: Literal


class Not(NamedTuple):
    """Whatever the inner one isn't.

    ``said`` is the word that stood before a field: it may be the first of the field's own name.
    """

    inner: Node
    said: str = ""


class Both(NamedTuple):
    """All of several."""

    parts: tuple[Node, ...]


class Either(NamedTuple):
    """At least one of several."""

    parts: tuple[Node, ...]


Leaf = Compare | Empty | Bought | InSegment | InCampaign
Node = Leaf | Not | Both | Either
