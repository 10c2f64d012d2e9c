"""Trees: depth first, brothers by name, lines for people and plain names for programs."""

from hypothesis import given
from hypothesis import strategies as st

from crmcli.db import Store
from crmcli.domain.nouns import CUSTOMER
from crmcli.domain.tree import Branch, CustomerTree, Node, Twig, customer_tree, grown
from tests.support.history import make, noted


def drawn(*nodes: Node) -> list[str]:
    return [place.lines + place.node.name for place in grown(nodes)]


def test_lines_join_a_parent_with_all_its_children() -> None:
    nodes = [
        Node(1, None, "root"),
        Node(2, 1, "first"),
        Node(3, 1, "last"),
        Node(4, 2, "under first"),
        Node(5, 3, "under last"),
        Node(6, 2, "too"),
    ]
    assert drawn(*nodes) == [
        "root",
        "├─ first",
        "│  ├─ under first",
        "│  └─ too",
        "└─ last",
        "   └─ under last",
    ]


def test_a_node_whose_parent_is_not_there_is_a_root() -> None:
    assert drawn(Node(2, 1, "a"), Node(3, 2, "b"), Node(9, 8, "c")) == ["a", "└─ b", "c"]


def test_a_chain_may_be_deeper_than_pythons_stack() -> None:
    chain = [Node(n, n - 1 or None, str(n)) for n in range(1, 5001)]
    assert [place.depth for place in grown(chain)][-1] == 4999


@given(st.lists(st.integers(0, 30), max_size=30))
def test_every_node_stands_once_and_under_its_parent(parents: list[int]) -> None:
    nodes = [Node(n, min(p, n - 1) or None, str(n)) for n, p in enumerate(parents, 1)]
    places = list(grown(nodes))
    assert sorted(place.node.number for place in places) == [node.number for node in nodes]
    depths = {place.node.number: place.depth for place in places}
    seen: set[int] = set()
    for place in places:
        parent = place.node.parent
        assert place.depth == (0 if parent is None else depths[parent] + 1)
        assert parent is None or parent in seen
        assert len(place.lines) == 3 * place.depth
        seen.add(place.node.number)


def test_people_see_the_lines_and_programs_the_name() -> None:
    twig = Twig("Işık", "└─ ")
    assert Branch().human(twig, None, "tr") == "└─ Işık"
    assert Branch().machine(twig, None) == "Işık"
    assert Branch().human("plain", None, "en") == "plain"


def family(store: Store) -> None:
    with store.writing(noted("2026-11-20T09:00:00Z")) as db:
        make(db, CUSTOMER, name="Holding", kind="organisation", city="İzmir")
        make(db, CUSTOMER, name="Şube", kind="organisation", parent=1)
        make(db, CUSTOMER, name="Çeşme", kind="organisation", parent=1)
        make(db, CUSTOMER, name="Depo", kind="organisation", parent=3)
        make(db, CUSTOMER, name="Alone", kind="person")


def tree(store: Store, ref: str | None = None) -> list[tuple[int, str, int, int | None, int]]:
    with store.reading() as db:
        rows = customer_tree(db, CustomerTree(ref)).rows
    return [(row.id, str(row.name), row.depth, row.parent, row.under) for row in rows]


def test_all_trees_are_shown_without_those_who_stand_alone(store: Store) -> None:
    family(store)
    assert tree(store) == [
        (1, "Holding", 0, None, 2),
        (3, "Çeşme", 1, 1, 1),
        (4, "Depo", 2, 3, 0),
        (2, "Şube", 1, 1, 0),
    ]


def test_a_customer_shows_what_is_under_it_with_its_parent_named(store: Store) -> None:
    family(store)
    assert tree(store, "çeşme") == [(3, "Çeşme", 0, 1, 1), (4, "Depo", 1, 3, 0)]
    assert tree(store, "C-5") == [(5, "Alone", 0, None, 0)]


def test_without_any_tree_the_way_to_one_is_said(store: Store) -> None:
    with store.reading() as db:
        listing = customer_tree(db, CustomerTree())
    assert not listing.rows
    assert listing.empty == "no customer stands under another yet: crm customer set-parent C-2 C-1"


def test_far_down_the_name_still_has_room_and_the_depth_is_told() -> None:
    places = list(grown([Node(1, None, "D0"), *(Node(n + 1, n, f"D{n}") for n in range(1, 60))]))
    shown = [Branch().human(Twig(place.node.name, place.lines), None, "en") for place in places]
    assert shown[10] == "   " * 9 + "└─ D10"
    assert shown[11] == "11: └─ D11"
    assert max(map(len, shown)) < 40
