"""Trees: the customers under a customer; and the way any listing shows a tree.

A listing's rows stand depth first, each with its ``depth`` and ``parent``. People see the names
joined by lines; programs get the bare names. The store allows no cycle.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, Self

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, ROOMY, Number, Ref, Text
from crmcli.domain.nouns import CUSTOMER
from crmcli.domain.results import Listing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from crmcli.sql import Reader


class Twig(str):
    """A name in a tree: a plain text that also knows the lines drawn before it."""

    __slots__ = ("lines",)
    lines: str

    def __new__(cls, name: str, lines: str = "") -> Self:
        """Keep the lines beside the name."""
        made = super().__new__(cls, name)
        made.lines = lines
        return made


_LINE = "└─ "
_DEEPEST = 10
"""Levels whose lines are all drawn: thirty columns of eighty."""


class Branch(Text):
    """A ``Twig``: people see the lines of the tree before the name."""

    __slots__ = ()

    def __init__(self, label: str | None = None) -> None:
        """Keep names on one line, so that the lines meet."""
        super().__init__(label, wrap=False)

    def human(self, value: Any, row: Any, locale: str) -> str:
        """Return ``│  └─ Işık Bornova``; far down, to leave room for the name, ``12: └─ Işık Bornova``."""
        del row, locale
        if not isinstance(value, Twig):
            return str(value)
        depth = len(value.lines) // len(_LINE)
        if depth > _DEEPEST:
            return f"{depth}: {value.lines[-len(_LINE) :]}{value}"
        return f"{value.lines}{value}"

    def machine(self, value: Any, row: Any) -> str:
        """Return the name."""
        del row
        return str(value)


class Node(NamedTuple):
    """One record of a tree; ``parent`` may be outside of it."""

    number: int
    parent: int | None
    name: str


class Placed(NamedTuple):
    """A node in its place: ``depth`` 0 is a root."""

    node: Node
    depth: int
    lines: str


def grown(nodes: Iterable[Node]) -> Iterator[Placed]:
    """Yield nodes depth first; brothers and roots stay in the order given.

    A root is a node whose parent is not among the nodes.
    """
    listed = list(nodes)
    numbers = {node.number for node in listed}
    children: dict[int | None, list[Node]] = {}
    for node in listed:
        children.setdefault(node.parent if node.parent in numbers else None, []).append(node)
    # A stack, since a chain may be deeper than Python's own.
    waiting = [Placed(root, 0, "") for root in reversed(children.get(None, []))]
    stems = {root.node.number: "" for root in waiting}
    while waiting:
        place = waiting.pop()
        yield place
        below = children.get(place.node.number, [])
        stem = stems.pop(place.node.number)
        for index in range(len(below) - 1, -1, -1):
            last = index == len(below) - 1
            stems[below[index].number] = stem + ("   " if last else "│  ")
            waiting.append(Placed(below[index], place.depth + 1, stem + ("└─ " if last else "├─ ")))


@frozen
class CustomerTree:
    """The tree under one customer; all trees there are when ``ref`` is None."""

    ref: str | None = None
    region: str = "TR"


@frozen
class TreeRow:
    """A customer in a tree; ``depth`` 0 stands at the top, ``under`` counts those directly under it."""

    id: Annotated[int, Ref("C", "no.")]
    name: Annotated[Twig, Branch()]
    city: Annotated[str | None, Text(show=ROOMY, wrap=False)]
    owner: Annotated[str | None, Text(show=ROOMY, wrap=False)]
    under: Annotated[int, Number()]
    depth: Annotated[int, Number(show=DETAIL)]
    parent: Annotated[int | None, Ref("C", show=DETAIL)]


_TREE = """
WITH RECURSIVE t(id) AS (
  {roots}
  UNION SELECT k.id FROM t CROSS JOIN customer k WHERE k.parent_id = t.id
)
SELECT r.id, r.parent_id, r.name, r.city, u.name FROM t CROSS JOIN customer r
LEFT JOIN crm_user u ON u.id = r.owner_id WHERE r.id = t.id ORDER BY r.name_sort, r.id
"""
_ONE = "SELECT id FROM customer WHERE id = :id"
# Only customers that have one under them or above them.
_ALL = "SELECT parent_id FROM customer WHERE parent_id IS NOT NULL"


def tree_nodes(db: Reader, ref: str | None, region: str = "TR") -> list[tuple[Any, ...]]:
    """Return number, parent, name, city and owner of the customers of trees, by name.

    Raises:
        NotFound: nobody answers to the reference.
        Conflict: several do.
    """
    number = None
    if ref is not None:
        from crmcli.domain.refs import resolve

        number = resolve(db, CUSTOMER, ref, region=region)
    query = _TREE.format(roots=_ALL if number is None else _ONE)
    return db.tuples(query, {} if number is None else {"id": number})


def customer_tree(db: Reader, request: CustomerTree) -> Listing[TreeRow]:
    """Show customers under each other, brothers by name.

    Raises:
        NotFound: nobody answers to the reference.
        Conflict: several do.
    """
    found = tree_nodes(db, request.ref, request.region)
    beside = {number: (city, owner) for number, _, _, city, owner in found}
    places = list(grown(Node(*row[:3]) for row in found))
    under: dict[int | None, int] = {}
    for place in places:
        under[place.node.parent] = under.get(place.node.parent, 0) + 1
    rows = [
        TreeRow(
            id=place.node.number,
            name=Twig(place.node.name, place.lines),
            city=beside[place.node.number][0],
            owner=beside[place.node.number][1],
            under=under.get(place.node.number, 0),
            depth=place.depth,
            parent=place.node.parent,
        )
        for place in places
    ]
    return Listing(
        TreeRow,
        rows,
        empty="no customer stands under another yet: crm customer set-parent C-2 C-1",
    )
