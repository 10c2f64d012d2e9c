"""A timeline that goes on: what another process writes is seen at the next look, once."""

from datetime import UTC, date, datetime

from crmcli.db import Store
from crmcli.domain import records
from crmcli.domain.nouns import ACTIVITY, CUSTOMER
from crmcli.domain.timeline import CustomerTimeline, View
from crmcli.domain.timeline.watch import Glance, Look, watch
from tests.support.history import KEYS, isik, make, noted

ASKED = CustomerTimeline(
    "C-1",
    View(as_of=date(2026, 11, 21), now=datetime(2026, 11, 21, 14, 30, tzinfo=UTC), limit=3, group="none"),
)


def glance(store: Store, look: Look) -> Glance:
    with store.reading() as db:
        return watch(db, (ASKED, look))


def test_the_first_look_shows_the_timeline_as_it_is(store: Store) -> None:
    isik(store)
    first = glance(store, Look()).listing
    assert first is not None
    assert [row.ref for row in first.rows] == ["C-1", "A-3", "A-4"]
    assert not first.continued


def test_a_look_without_a_change_shows_nothing(store: Store) -> None:
    isik(store)
    look = glance(store, Look()).look
    assert glance(store, look) == Glance(None, look)


def test_what_is_new_is_shown_once_even_when_it_happened_long_ago(store: Store) -> None:
    isik(store)
    look = glance(store, Look()).look
    with store.writing(noted("2026-11-21T14:00:00Z", "log call")) as db:
        make(db, ACTIVITY, kind="call", at="2020-01-01", subject="forgotten", customer=1, done=1)
    with store.writing(noted("2026-11-21T14:01:00Z", "customer edit C-1")) as db:
        records.modify(db, CUSTOMER, 1, {"city": "Manisa"}, KEYS)
    found, look = glance(store, look)
    assert found is not None
    assert [row.text for row in found.rows] == ["forgotten", "city: İzmir → Manisa"]
    assert found.continued
    assert glance(store, look).listing is None


def test_what_is_written_about_others_is_not_shown(store: Store) -> None:
    isik(store)
    look = glance(store, Look()).look
    with store.writing(noted("2026-11-21T14:00:00Z")) as db:
        make(db, CUSTOMER, name="Ada", kind="person")
    assert glance(store, look).listing is None


def test_the_first_event_of_a_customer_without_a_past_is_seen(store: Store) -> None:
    with store.writing(noted("2026-11-21T08:00:00Z", "import customers …")) as db:
        make(db, CUSTOMER, name="Ada", kind="person")
    first, look = glance(store, Look())
    assert first is not None
    assert [row.text for row in first.rows] == ["imported"]
    with store.writing(noted("2026-11-21T08:30:00Z", "log note")) as db:
        make(db, ACTIVITY, kind="note", at="2026-11-21T08:30:00Z", body="hello", customer=1, done=1)
    found = glance(store, look).listing
    assert found is not None
    assert [row.text for row in found.rows] == ["hello"]
