"""A rule's wording: what it means in English and Turkish, and where it can't be read."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.domain.rules.doing import Action
from crmcli.domain.rules.grammar import read
from crmcli.domain.rules.words import EVENTS
from crmcli.errors import CrmError, UsageError


@pytest.mark.parametrize(
    ("wording", "event", "about", "segment", "condition"),
    [
        ("when a case is opened then task", "case opened", None, None, None),
        ("case opened then task", "case opened", None, None, None),
        ("when a case is opened by a customer in Champions then task",
         "case opened", None, "Champions", None),
        ("when a case was reopened of a customer in the segment \"Can't Lose\" then task",
         "case reopened", None,
         "Can't Lose", None),
        ("when a case is opened by a customer in At Risk where priority = high then task",
         "case opened", None,
         "At Risk", "priority = high"),
        ("when a survey is answered with nps <= 6 by a customer in Loyal then task", "survey answered", None,
         "Loyal", "nps <= 6"),
        ('when an order is placed where total >= 5000 TRY and channel = "then" then tag vip', "order placed",
         None, None, 'total >= 5000 TRY and channel = "then"'),
        ("when an opportunity is moved to Proposal then task", "opportunity moved", "Proposal", None, None),
        ('when a deal moves to "Çok Yakın" where amount > 5 then task', "opportunity moved",
         "Çok Yakın", None, "amount > 5"),
        ("when tag vip is added then task", "tag added", "vip", None, None),
        ('when a customer is tagged "çok iyi" then task', "tag added", "çok iyi", None, None),
        ("when a tag is added then task", "tag added", None, None, None),
        ("when a quote expires then task", "quote expired", None, None, None),
        ("when a payment comes in then task", "payment received", None, None, None),
        ("ne zaman vaka açılırsa o zaman görev", "case opened", None, None, None),
        ("VAKA AÇILINCA müşterisi Şampiyonlar içindeyse o zaman görev",
         "case opened", None, "Şampiyonlar", None),
        ("ne zaman sipariş gelirse koşul total > 5 o zaman görev", "order placed", None, None, "total > 5"),
        ("teklif kabul edilince o zaman görev", "quote accepted", None, None, None),
        ("vip etiketi eklenince o zaman görev", None, None, None, None),
    ],
)  # fmt: skip
def test_what_happens_is_understood(
    wording: str, event: str | None, about: str | None, segment: str | None, condition: str | None
) -> None:
    if event is None:
        with pytest.raises(UsageError):
            read(wording)
        return
    found = read(wording)
    assert found.event is not None
    assert (found.event.name, found.object, found.segment, found.condition) == (
        event,
        about,
        segment,
        condition,
    )


def test_an_activity_is_of_a_kind() -> None:
    assert read("when a visit is logged then tag x").kind == "visit"
    assert read("arama kaydedilince o zaman etiketle x").kind == "call"


@pytest.mark.parametrize(
    ("wording", "condition", "every"),
    [
        ("when last_order < 90 days ago then task", "last_order < 90 days ago", "once"),
        ("when last_order < 90 days ago every quarter then task", "last_order < 90 days ago", "quarter"),
        (
            "if spent >= 5000 TRY and city = İzmir once a year then tag x",
            "spent >= 5000 TRY and city = İzmir",
            "year",
        ),
        ("eğer spent > 5 her ay o zaman görev", "spent > 5", "month"),
        ("when city is empty then task", "city is empty", "once"),
        ("şehir boş ise görev", "şehir boş", "once"),
        ('when aldı "Defter" then task', 'aldı "Defter"', "once"),
        ("when city is İzmir then task", "city is İzmir", "once"),
        ("when not in segment Loyal every week then task", "not in segment Loyal", "week"),
    ],
)
def test_a_state_is_a_condition_and_how_often_it_counts(wording: str, condition: str, every: str) -> None:
    found = read(wording)
    assert (found.event, found.condition, found.every) == (None, condition, every)


@pytest.mark.parametrize(
    ("words", "actions"),
    [
        ("task", [Action("task")]),
        ("task for owner, due today", [Action("task", due="today")]),
        ('task "Call" for Ayşe Öz, due in 2 days, priority high',
         [Action("task", "Call", "Ayşe Öz", "in 2 days", "high")]),
        ("task 'Call' due tomorrow for owner", [Action("task", "Call", None, "tomorrow")]),
        ("tag vip", [Action("tag", "vip")]),
        ('tag çok iyi and note "and, then"', [Action("tag", "çok iyi"), Action("note", "and, then")]),
        ("untag vip; assign to Ayşe Öz", [Action("untag", "vip"), Action("assign", "Ayşe Öz")]),
        ('task for owner and tag x and task "y"', [Action("task"), Action("tag", "x"), Action("task", "y")]),
        ('görev "Ara" sahibine, vade 2 gün sonra, öncelik yüksek ve etiketle kırgın',
         [Action("task", "Ara", None, "2 gün sonra", "high"), Action("tag", "kırgın")]),
        ("görev kime Ayşe, son gün yarın ve ata Ayşe",
         [Action("task", None, "Ayşe", "yarın"), Action("assign", "Ayşe")]),
    ],
)  # fmt: skip
def test_what_is_done_is_understood(words: str, actions: list[Action]) -> None:
    assert list(read(f"when a case is opened then {words}").actions) == actions


@pytest.mark.parametrize(
    ("wording", "says"),
    [
        ("", "there is no then"),
        ("when a case is opened", "column 22"),
        ("when a case is opned then task", "column 6 (when ▸a case is opned"),
        ("then task", "column 1"),
        ("when a case is opened then", "nothing is to be done behind then"),
        (
            "when a case is opened then shout",
            'column 28 (en a case is opened then ▸shout): "shout" is nothing to do',
        ),
        ("when a case is opened loudly then task", '"loudly" is not expected behind case opened'),
        ("when a case is opened then tag", "which tag?"),
        ("when a case is opened then task due someday", '"someday" is no day'),
        ("when a case is opened then task priority huge", '"huge" is no priority'),
        ("when a case is opened then task for", "for whom?"),
        ("when a case is opened by a customer in then task", "which segment?"),
        ("when a case is opened where then task", "which condition?"),
        ("when an opportunity is moved to then task", "which stage?"),
        ("when a case is opened then task please", '"please" is not expected in a task'),
    ],
)
def test_what_can_not_be_read_is_told_with_its_place(wording: str, says: str) -> None:
    with pytest.raises(UsageError) as error:
        read(wording)
    assert says in error.value.message


@pytest.mark.parametrize(
    ("wording", "place", "hint"),
    [
        ("when an ordr is placed then task", "column 6", "did you mean: when order placed then ..."),
        ("ne zaman vaka açılrsa o zaman görev", "column 10", "did you mean: when vaka acilirsa then ..."),
        ("when a case is opened then tsk", "column 28", "did you mean task?"),
        ("vaka açılırsa o zaman gröev", "column 23", "did you mean gorev?"),
        ("when city = İzmir and then task", "column 22", "'city=İzmir'"),
    ],
)
def test_a_slip_is_told_with_what_was_meant(wording: str, place: str, hint: str) -> None:
    with pytest.raises(UsageError) as error:
        read(wording)
    assert error.value.message.startswith(f"{place} (")
    assert error.value.hint == hint


@pytest.mark.parametrize(
    "word", ["açılınca", "açılırsa", "açıldığında", "yeniden açıldığında", "çözüldüğünde", "çözülürse"]
)
def test_turkish_says_when_in_several_ways(word: str) -> None:
    assert read(f"vaka {word} o zaman görev").event is not None


@given(st.text(max_size=80))
def test_no_text_breaks_the_reader(text: str) -> None:
    for wording in (text, f"when a case is opened {text} then {text}", f"when {text} then task {text}"):
        with suppress(CrmError):
            assert read(wording).actions


def test_every_event_can_be_called_by_its_name() -> None:
    for event in EVENTS:
        name = {"activity logged": "call logged", "opportunity moved": "opportunity moved to Won"}
        assert read(f"when {name.get(event.name, event.name)} then task").event is event
        assert len(event.phrases) >= 2, "a phrase in either language"
