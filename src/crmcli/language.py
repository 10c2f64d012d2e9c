"""The language people are spoken to in: English is in the program, others are in catalogues.

A catalogue is a gettext ``.mo`` file beside the program, searched where it stands: nothing of it is read
but what is asked for. The owner's own words (``labels.customer = "Client"``) go before any of its words.
Programs are never spoken to: what goes into machine formats, files and the journal stays English.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.errors import CrmError
from crmcli.said import Listener, Said, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crmcli.wording import Wording

LANGUAGES = ("en", "tr")
_CONTEXT_ENDS = "\x04"


class Choice(NamedTuple):
    """A language, and the owner's own words for those of the program."""

    code: str = "en"
    labels: Mapping[str, str] = {}


class _Spoken:
    """What was chosen for this run, and by whom: another run has another listener."""

    listener: object = None
    choice = Choice()
    catalogue: Catalogue | None = None
    own: Wording | None = None


def spoken() -> str:
    """Return the code of the language: en or tr."""
    return _choice().code


def is_plain() -> bool:
    """Tell whether every text stays as it is: in English, without a word of the owner's own."""
    choice = _choice()
    return choice.code == "en" and not choice.labels


def tell(sentence: str, /, **values: object) -> str:
    """Return a sentence of the edge's own in the language, with its values: ``told(say(...))``."""
    return told(say(sentence, **values))


def told(text: str, context: str = "") -> str:
    """Return a text for people in the language; one that the catalogue hasn't stays English.

    A plain text must stand where the program's own words stand, never where data does: it is looked up
    as it is. ``context`` says where, for words that are two in another language ("column", "choice").
    """
    if not text or is_plain():  # a catalogue's head stands under the empty text
        return str(text)
    if isinstance(text, Said):
        return _said(text)
    return _found(text, context) or str(text)


def cell(text: str) -> str:
    """Return a text that may be data: only what the program composed itself is said in the language."""
    return told(text) if isinstance(text, Said) else text


def _choice() -> Choice:
    """Return what the run's listener chose when it was first asked; else English."""
    listener = Listener.language
    if listener is not _Spoken.listener:
        _Spoken.listener, _Spoken.choice, _Spoken.catalogue, _Spoken.own = listener, Choice(), None, None
        if listener is not None:
            with suppress(CrmError, OSError):
                _Spoken.choice = listener()
        if _Spoken.choice.code != "en":
            _Spoken.catalogue = Catalogue.of(_Spoken.choice.code)
        if _Spoken.choice.labels:
            _Spoken.own = _owners(_Spoken.choice)
    return _Spoken.choice


def _owners(choice: Choice) -> Wording | None:
    """Return the owner's own words; Turkish tells where a word of English is a noun of the program's."""
    from crmcli.wording import Wording, sound

    labels = sound(choice.labels)
    turkish = _Spoken.catalogue or Catalogue.of("tr")
    _Spoken.choice = choice._replace(labels=labels)
    if not labels or turkish is None:
        return None
    return Wording(choice.code, labels, turkish.word)


def _said(text: Said) -> str:
    """Return a composed text: its parts one by one, or its sentence with the values put in anew."""
    if text.parts:
        return "".join(cell(part) for part in text.parts)
    if text.context == "deed":
        from crmcli.domain.journal.deeds import deed

        return deed(text.sentence, _found)
    sentence = _found(text.sentence, text.context, "" if text.values else str(text))
    if not text.values:
        return sentence or str(text)
    sentence = sentence or text.sentence
    return "".join(_pieces(sentence, text.values))


def _found(text: str, context: str = "", shown: str = "") -> str | None:
    """Return a text in the owner's own words, else the catalogue's, else None."""
    _choice()
    if _Spoken.own is not None:
        return _Spoken.own.found(text, context, shown)
    catalogue = _Spoken.catalogue
    return None if catalogue is None else catalogue.word(text, context)


def _pieces(sentence: str, values: Mapping[str, object]) -> Iterator[str]:
    """Yield the words of a sentence and the values in their places."""
    from string import Formatter

    for words, name, spec, conversion in Formatter().parse(sentence):
        made = "" if name is None else _value(values[name], spec or "", conversion)
        below = words[-1:] == "%" and made[:1] == "-"  # the sign stands before that of a percentage
        yield from (words[:-1], "-%", made[1:]) if below else (words, made)


def _value(value: Any, spec: str, conversion: str | None) -> str:
    """Return a value as the language writes it: days, marks of numbers, and what is a text itself."""
    if isinstance(value, str):
        value = cell(value)
    if conversion == "r":
        value = repr(value)
    elif conversion == "s":
        value = str(value)
    if spoken() != "tr":
        return format(value, spec)
    if isinstance(value, date) and not spec:
        return f"{value:%d.%m.%Y %H:%M}" if isinstance(value, datetime) else f"{value:%d.%m.%Y}"
    made = format(value, spec)
    if not isinstance(value, (str, date)) and (spec or isinstance(value, float)):
        made = made.replace(",", "\0").replace(".", ",").replace("\0", ".")
        if made.endswith("%"):
            return f"-%{made[1:-1]}" if made.startswith("-") else f"%{made[:-1]}"
    return made


class Catalogue:
    """A gettext ``.mo`` file, sorted and so searched by halves (GNU gettext manual, "MO Files")."""

    def __init__(self, data: bytes) -> None:
        """Keep the bytes; a table of places, not the texts, is read.

        Raises:
            ValueError: these are no catalogue's.
        """
        from struct import unpack_from

        magic, _, self._count, self._texts, self._said = unpack_from("<5I", data)
        if magic != 0x950412DE:
            what = "not a catalogue"
            raise ValueError(what)
        self._data = data
        self._unpack = unpack_from
        self._known: dict[str, str | None] = {}

    @classmethod
    def of(cls, code: str) -> Catalogue | None:
        """Return the catalogue of a language, None where there is none."""
        import os

        path = os.path.join(os.path.dirname(__file__), "locale", code, "LC_MESSAGES", "crmcli.mo")  # noqa: PTH118, PTH120 - loaded by every start
        try:
            with open(path, "rb") as file:  # noqa: PTH123 - as above
                return cls(file.read())
        except OSError:
            return None

    def word(self, text: str, context: str = "") -> str | None:
        """Return the translation of a text in a context, else that of the text anywhere, else None."""
        found = self.find(f"{context}{_CONTEXT_ENDS}{text}") if context else None
        return self.find(text) if found is None else found

    def find(self, text: str) -> str | None:
        """Return the translation of a text, None where there is none."""
        if text not in self._known:
            self._known[text] = self._search(text.encode())
        return self._known[text]

    def _search(self, wanted: bytes) -> str | None:
        low, high = 0, self._count
        while low < high:
            middle = (low + high) // 2
            found = self._at(self._texts, middle)
            if found == wanted:
                return self._at(self._said, middle).decode() or None
            if found < wanted:
                low = middle + 1
            else:
                high = middle
        return None

    def _at(self, table: int, index: int) -> bytes:
        length, start = self._unpack("<2I", self._data, table + 8 * index)
        return self._data[start : start + length]
