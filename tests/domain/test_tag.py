"""Tags: on records of several kinds at once, found whatever their case, gone with their last record."""

import pytest

from crmcli.db import Store
from crmcli.domain.nouns import CONTACT, CUSTOMER, Noun
from crmcli.domain.results import Change
from crmcli.domain.tag import (
    ListTags,
    RenameTag,
    TagRecords,
    list_tags,
    rename_tag,
    tag_records,
    untag_records,
)
from crmcli.domain.targets import Targets, Touched
from crmcli.errors import Conflict, NotFound, Refused, UsageError
from tests.support.making import add
from tests.support.store import writing


def put(
    store: Store, name: str, *refs: str, noun: Noun = CUSTOMER, where: tuple[str, ...] = ()
) -> Change[Touched]:
    with writing(store) as db:
        return tag_records(db, TagRecords(name, noun, Targets(refs, where)))


def take(store: Store, name: str, *refs: str) -> Change[Touched]:
    with writing(store) as db:
        return untag_records(db, TagRecords(name, CUSTOMER, Targets(refs)))


def tags(store: Store) -> list[tuple[object, ...]]:
    with store.reading() as db:
        rows = list_tags(db, ListTags()).rows
    return [(row.name, row.customers, row.contacts, row.leads, row.opportunities) for row in rows]


@pytest.fixture
def people(store: Store) -> Store:
    """Two customers in two cities and a contact."""
    add(store, "customer", "Işık", city="İzmir")
    add(store, "customer", "Ada", city="Bursa")
    add(store, "contact", "Ali")
    return store


def test_one_command_tags_records_of_several_kinds(people: Store) -> None:
    result = put(people, "önemli", "C-1", "ada", "P-1", "C-9")
    assert [(item.id, item.status) for item in result.items] == [
        ("C-1", "changed"),
        ("C-2", "changed"),
        ("P-1", "changed"),
        (None, "failed"),
    ]
    assert result.exit_code == 5
    assert tags(people) == [("önemli", 2, 1, 0, 0)]


def test_a_tag_is_one_whatever_its_case_and_keeps_its_first_writing(people: Store) -> None:
    put(people, "Önemli", "C-1")
    assert put(people, "ONEMLI", "C-1").items[0].status == "unchanged"
    put(people, "önemli", "C-2")
    assert tags(people) == [("Önemli", 2, 0, 0, 0)]


def test_a_condition_tags_all_that_are_like_it(people: Store) -> None:
    put(people, "ege", where=("city=izmir",))
    put(people, "kişi", where=("name~al",), noun=CONTACT)
    assert tags(people) == [("ege", 1, 0, 0, 0), ("kişi", 0, 1, 0, 0)]


def test_a_tag_that_nobody_carries_is_gone(people: Store) -> None:
    put(people, "vip", "C-1", "C-2")
    assert take(people, "VIP", "C-1").summary == "Untagged C-1 Işık: tags: vip → —"
    assert take(people, "vip", "C-1").items[0].status == "unchanged"
    assert tags(people) == [("vip", 1, 0, 0, 0)]
    take(people, "vip", "C-2")
    assert tags(people) == []


def test_renaming_keeps_who_carries_it(people: Store) -> None:
    put(people, "vip", "C-1", "P-1")
    put(people, "eski", "C-2")
    with writing(people) as db:
        assert rename_tag(db, RenameTag("VIP", "önemli")).summary == "Renamed tag vip to önemli"
        with pytest.raises(Conflict, match="there is a tag eski already"):
            rename_tag(db, RenameTag("önemli", "ESKİ"))
    assert tags(people) == [("eski", 1, 0, 0, 0), ("önemli", 1, 1, 0, 0)]


def test_wrong_words_are_refused(people: Store) -> None:
    with pytest.raises(NotFound, match='no tag is called "zed"'):
        take(people, "zed", "C-1")
    with pytest.raises(UsageError, match="holds ; or ,"):
        put(people, "a,b", "C-1")
    with pytest.raises(Refused, match="tag is empty"):
        put(people, " ", "C-1")
    with pytest.raises(UsageError, match="of a kind that carries no tags"):
        put(people, "vip", "S-1")
