"""A text for people: English as it stands, and made anew in another language."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import polib
import pytest

from crmcli import language
from crmcli.language import Catalogue, Choice, cell, spoken, tell, told
from crmcli.said import Listener, Said, listed, say

TURKISH = {
    "no {noun} is called {name!r}": "{name!r} adlı {noun} yok",
    "customer": "müşteri",
    "{count:,} rows by {day}": "{day} gününe kadar {count:,} satır",
    "half: {share:.1%}": "yarısı: {share:.1%}",
    "column\x04order": "sipariş",
    "order": "sıra",
    "open": "aç",
}

Speak = Callable[..., None]


def catalogue_of(words: dict[str, str]) -> Catalogue:
    file = polib.POFile()
    file.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    for key, said in words.items():
        context, _, text = key.rpartition("\x04")
        file.append(polib.POEntry(msgid=text, msgctxt=context or None, msgstr=said))
    return Catalogue(bytes(file.to_binary()))


@pytest.fixture(name="speak")
def speaking(monkeypatch: pytest.MonkeyPatch) -> Iterator[Speak]:
    """Let the program speak a language with the catalogue above."""
    made = catalogue_of(TURKISH)
    monkeypatch.setattr(Catalogue, "of", lambda _code: made)

    def speak(code: str = "tr", **labels: str) -> None:
        Listener.language = lambda: Choice(code, labels)

    yield speak
    Listener.language = None


def test_a_said_text_is_the_english_text() -> None:
    text = say("no {noun} is called {name!r}", noun="customer", name="Işık")
    assert text == "no customer is called 'Işık'"
    assert json.dumps({"error": text}) == json.dumps({"error": str(text)})


def test_without_values_braces_mean_nothing() -> None:
    assert say("{row} is the row") == "{row} is the row"


def test_without_a_listener_english_is_spoken() -> None:
    Listener.language = None
    assert spoken() == "en"
    assert told(say("customer")) == "customer"


def test_values_find_their_places_in_another_language(speak: Speak) -> None:
    speak()
    assert told(say("no {noun} is called {name!r}", noun=say("customer"), name="Işık")) == (
        "'Işık' adlı müşteri yok"
    )


def test_a_value_that_is_data_is_not_translated(speak: Speak) -> None:
    speak()
    assert (
        told(say("no {noun} is called {name!r}", noun="customer", name="open")) == "'open' adlı customer yok"
    )
    assert cell("open") == "open"
    assert cell(say("open")) == "aç"


def test_numbers_and_days_are_written_as_the_language_writes_them(speak: Speak) -> None:
    speak()
    text = say("{count:,} rows by {day}", count=1234567, day=date(2026, 12, 31))
    assert text == "1,234,567 rows by 2026-12-31"
    assert told(text) == "31.12.2026 gününe kadar 1.234.567 satır"
    assert told(say("half: {share:.1%}", share=0.5)) == "yarısı: %50,0"
    assert tell("{amount:,.2f}", amount=Decimal("1234.5")) == "1.234,50"
    assert tell("{at}", at=datetime(2026, 12, 31, 9, 5, tzinfo=UTC)) == "31.12.2026 09:05"
    assert tell("{at:%H:%M}", at=datetime(2026, 12, 31, 9, 5, tzinfo=UTC)) == "09:05"


def test_parts_are_told_one_by_one(speak: Speak) -> None:
    speak()
    assert told("(" + say("open") + ")") == "(aç)"
    assert told(say("open") + ", " + say("customer")) == "aç, müşteri"
    assert told(listed([say("open"), "open", say("customer")], "; ")) == "aç; open; müşteri"
    assert listed([]) == ""


def test_what_the_catalogue_lacks_stays_english(speak: Speak) -> None:
    speak()
    assert told("never seen") == "never seen"
    assert told(say("{count:,} never seen", count=1000)) == "1.000 never seen"


def test_a_word_may_have_another_meaning_in_its_place(speak: Speak) -> None:
    speak()
    assert told("order") == "sıra"
    assert told("order", "column") == "sipariş"
    assert told("open", "column") == "aç"


def test_the_owner_s_own_words_go_first_in_any_language(speak: Speak) -> None:
    speak("tr", customer="Danışan", open="serbest")
    assert told(say("customer")) == "danışan"
    assert told("open") == "serbest"
    speak("en", customer="Client")
    assert told("customer", "column") == "client"
    assert told("open") == "open"


def test_another_run_may_speak_another_language(speak: Speak) -> None:
    speak("tr")
    assert told("open") == "aç"
    speak("en")
    assert told("open") == "open"


def test_settings_that_cannot_be_read_are_told_in_english(speak: Speak) -> None:
    del speak

    def broken() -> Choice:
        raise OSError

    Listener.language = broken
    assert told("open") == "open"


@pytest.mark.parametrize("count", [0, 1, 2, 3, 7, 100])
def test_every_message_of_a_catalogue_is_found(count: int) -> None:
    words = {f"message {number:03} ş": f"ileti {number} ğ" for number in range(count)}
    catalogue = catalogue_of(words)
    assert {text: catalogue.find(text) for text in words} == words
    assert catalogue.find("zzz") is None
    assert catalogue.find("message") is None


def test_what_is_no_catalogue_is_refused() -> None:
    with pytest.raises(ValueError, match="not a catalogue"):
        Catalogue(b"\0" * 28)


def test_there_is_a_catalogue_for_every_language() -> None:
    for code in language.LANGUAGES:
        assert code == "en" or Catalogue.of(code) is not None
    assert Catalogue.of("xx") is None


def test_a_said_text_keeps_what_it_was_made_of() -> None:
    text = say("no {noun} is called {name!r}", noun="customer", name="x")
    assert isinstance(text, Said)
    assert (text.sentence, dict(text.values)) == (
        "no {noun} is called {name!r}",
        {"noun": "customer", "name": "x"},
    )


@pytest.mark.parametrize(
    "said",
    ["{evil}", "{noun", "}", "{noun:d} {name}", "{noun.x}", "{0}", "\x1b[31mno", "no\nsuch", "\u202eno"],
)
def test_an_owners_word_that_cant_stand_in_a_sentence_is_passed_over(speak: Speak, said: str) -> None:
    speak("en", **{"no {noun} is called {name!r}": said})
    text = say("no {noun} is called {name!r}", noun=say("customer"), name="Işık")
    assert told(text) == "no customer is called 'Işık'"
    speak("tr", **{"no {noun} is called {name!r}": said})
    assert told(text) == "'Işık' adlı müşteri yok"


def test_an_owners_word_is_a_word_and_no_sentence(speak: Speak) -> None:
    for said in ("nobody here is {name!r}", "Delete all of it?", "a b c d", "x" * 31, "12", " ", "a_b"):
        speak("en", **{"no {noun} is called {name!r}": said, "open": said, "customer": said})
        text = say("no {noun} is called {name!r}", noun=say("customer"), name="Işık")
        assert told(text) == "no customer is called 'Işık'"
        assert told("open") == "open"
        assert language.is_plain()


def test_english_is_plain_until_the_owner_has_words_of_their_own(speak: Speak) -> None:
    speak("en")
    assert language.is_plain()
    speak("en", customer="Client")
    assert not language.is_plain()
    speak("tr")
    assert not language.is_plain()
