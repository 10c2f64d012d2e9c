"""Text for people: a sentence whose values are kept apart, so that it can be said in another language.

A ``Said`` is the English text, whole: what is stored, compared and written for programs is that.
Only the edge knows a language: it finds the sentence's own words and puts the values in anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping


class Listener:
    """Who is spoken to in this run: the edge says how that is found out, ``language`` asks it."""

    language: Callable[[], Any] | None = None


class Said(str):
    """A text with what it was made of: a sentence and its values, or parts that follow each other.

    ``sentence`` is "" where it is made of ``parts``; a part or a value may be a Said itself. ``context``
    tells apart what one English word means in several places.
    """

    __slots__ = ("context", "parts", "sentence", "values")

    context: str

    sentence: str
    values: Mapping[str, object]
    parts: tuple[str, ...]

    def __add__(self, other: str) -> Said:
        """Return both, one after the other."""
        return _of(str.__add__(self, other), parts=(self, other))

    def __radd__(self, other: str) -> Said:
        """Return both, one after the other."""
        return _of(str.__add__(other, self), parts=(other, self))


def say(sentence: str, /, **values: object) -> str:
    """Return a sentence with values in the places that it names: ``say("no {noun} is called {name}", ...)``.

    The sentence is a literal, written out: that is how it is found for translation. Without values
    braces mean nothing.
    """
    return _of(sentence.format_map(values) if values else sentence, sentence, values)


def named(key: str, context: str = "", shown: str | None = None) -> str:
    """Return a word of the program's own that a variable holds; its literal stands where it was chosen.

    ``shown`` is its English form here, where that is another: days for a day. ``context`` is that of the
    word's translation.
    """
    made = _of(key if shown is None else shown, key)
    made.context = context
    return made


def listed(parts: Iterable[str], between: str = ", ") -> str:
    """Return texts one after another with something between them."""
    told = tuple(parts)
    woven = [piece for part in told for piece in (between, part)][1:]
    return _of(between.join(told), parts=tuple(woven))


def _of(
    text: str, sentence: str = "", values: Mapping[str, object] | None = None, parts: tuple[str, ...] = ()
) -> Said:
    made = Said(text)
    made.sentence, made.values, made.parts, made.context = sentence, values or {}, parts, ""
    return made
