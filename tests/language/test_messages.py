"""Every message of the program is in the catalogues, once, with all its values; and nothing else is."""

import re
from collections import Counter
from string import Formatter

import pytest

from tests.language.messages import LANGUAGES, catalogue, compiled, entries, messages

every_language = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture(name="known", scope="module")
def of_the_program() -> set[tuple[str, str]]:
    return {(message.context, message.text) for message in messages()}


@every_language
def test_every_message_of_the_program_is_in_the_sources(language: str, known: set[tuple[str, str]]) -> None:
    there = {(entry.msgctxt or "", entry.msgid) for entry in entries(language)}
    assert sorted(known - there) == [], "python -m tests.language.messages adds them"


@every_language
def test_no_message_is_unused(language: str, known: set[tuple[str, str]]) -> None:
    there = {(entry.msgctxt or "", entry.msgid) for entry in entries(language)}
    assert sorted(there - known) == [], "python -m tests.language.messages takes them out"


@every_language
def test_no_message_stands_twice(language: str) -> None:
    counted = Counter((entry.msgctxt or "", entry.msgid) for entry in entries(language))
    assert [key for key, count in counted.items() if count > 1] == []


@every_language
def test_every_message_is_translated(language: str) -> None:
    assert [entry.msgid for entry in entries(language) if not entry.msgstr] == []


@every_language
def test_a_translation_has_only_values_that_the_message_has(language: str) -> None:
    wrong = [e.msgid for e in entries(language) if e.msgstr and not holes(e.msgstr) <= holes(e.msgid)]
    assert wrong == []


@every_language
def test_a_translation_begins_and_ends_as_the_message_does(language: str) -> None:
    def ends(text: str) -> tuple[bool, bool]:
        return text[0].isspace(), text[-1].isspace()

    wrong = [(e.msgid, e.msgstr) for e in entries(language) if e.msgstr and ends(e.msgid) != ends(e.msgstr)]
    assert wrong == []


_FREE = re.compile(r"(?P<quote>[\"']).*?(?P=quote)|(?<=--on )\w+|(?<=--owner )\w+")
"""What a person says in the own language: texts, days and who is meant."""


@every_language
def test_examples_and_options_are_the_same_in_every_language(language: str) -> None:
    wrong = []
    for entry in entries(language):
        named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", entry.msgid))
        if entry.msgstr and named - set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", entry.msgstr)):
            wrong.append((entry.msgid, entry.msgstr))
        examples = re.findall(r"^Example: (.*)$", entry.msgid, re.MULTILINE)
        theirs = re.findall(r"^Örnek: (.*)$", entry.msgstr, re.MULTILINE)
        bare, told = ([_FREE.sub("", one) for one in some] for some in (examples, theirs))
        if entry.msgstr and bare != told:
            wrong.append((entry.msgid, entry.msgstr))
    assert wrong == []


@every_language
def test_the_catalogue_is_what_its_sources_say(language: str) -> None:
    assert catalogue(language).read_bytes() == compiled(language), (
        "python -m tests.language.messages compile makes it"
    )


def holes(text: str) -> set[str]:
    """Return the names of the values in a text; braces that mean nothing are no holes."""
    try:
        return {name for _, name, _, _ in Formatter().parse(text) if name}
    except ValueError:
        return set()
