"""The owner's own words for what the program keeps: ``labels.customer = "Danışan"``, in whole sentences.

A noun of the program is found in its own sentences, before any value is put in, in each form that it has
there, and the owner's word takes its place in the same form: ``müşterinin`` becomes ``danışanın``. What is
typed stays: commands, options, examples in quotes, words that a Turkish sentence leaves English, too.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

THINGS = (
    *("customer", "contact", "lead", "opportunity", "order", "product", "quote", "task", "case", "campaign"),
    *("segment", "activity", "payment", "target", "plan", "survey", "request", "incident", "user"),
)
LONGEST, MOST_WORDS = 30, 3
_SOFT = "_soft"
# Holes, what stands in double quotes, a command until the clause ends, an option; then two fixed terms.
_TYPED = (
    r'\{[^{}]*\}|"[^"\n]*"|\bcrm (?:"[^"\n]*"|[^",;:\n]|[,;:](?! ))*|--[\w-]+'
    r"|[Cc]ustomer relationship|müşteri ilişkileri|[Gg]izli müşteri"
)
_BEFORE, _AFTER = r"(?<![\w\-./={:'])", r"(?![\w\-/=]|[.:]\w)"
_CLEAR = ("customer",)
"""Nouns that are nothing else, in either language: a lead leads, too, and aday is a candidate."""
_VOWELS = {"a": "ıa", "ı": "ıa", "o": "ua", "u": "ua", "e": "ie", "i": "ie", "ö": "üe", "ü": "üe", "â": "ıa"}
_VOWELS |= {"î": "ie", "û": "ua"}
"""A vowel -> the narrow and the wide vowel that a suffix after it has."""


def sound(labels: Mapping[str, str], keys: Mapping[str, object] | None = None) -> dict[str, str]:
    """Return the words that can stand where the program's do; a settings file may hold anything.

    A word is up to 30 letters, digits, blanks, hyphens and apostrophes, three words at most: no question
    of the program can be put otherwise by it. ``keys`` are the only ones to be renamed, None is any.
    """
    from unicodedata import normalize

    made = {word: normalize("NFC", said.strip()) for word, said in labels.items()}
    return {word: said for word, said in made.items() if _fits(said) and (keys is None or word in keys)}


def _fits(said: str) -> bool:
    return (
        len(said) <= LONGEST
        and 1 <= len(said.split()) <= MOST_WORDS
        and any(map(str.isalpha, said))
        and all(c.isalnum() or c in " -'’" for c in said)
    )


def renamed() -> dict[str, object]:
    """Return the keys that name what the program keeps: one, many, and the word before a vowel."""
    return {key: None for one in THINGS for key in (one, many(one), one + _SOFT)}


def many(word: str) -> str:
    """Return the plural of an English word."""
    if re.search(r"[^aeiou]y$", word, re.IGNORECASE):
        return f"{word[:-1]}ies"
    return f"{word}es" if re.search(r"(?:s|x|z|ch|sh)$", word, re.IGNORECASE) else f"{word}s"


class Wording:
    """The owner's own words, put in the place of the program's."""

    def __init__(
        self, code: str, labels: Mapping[str, str], turkish: Callable[[str, str], str | None]
    ) -> None:
        """Keep the words; ``turkish`` translates a text of the program in a context, None what is none."""
        self._english, self._turkish = code == "en", turkish
        names = renamed()
        self._whole = {word: said for word, said in labels.items() if word not in names}
        self._nouns = [
            _Noun(one, labels, turkish, english=self._english)
            for one in THINGS
            if one in labels or many(one) in labels
        ]
        self._known: dict[tuple[str, str, str], str | None] = {}

    def found(self, text: str, context: str = "", shown: str = "") -> str | None:
        """Return how a text is said, None where it stays as it is; ``shown`` is its English form here."""
        key = (text, context, shown)
        if key not in self._known:
            self._known[key] = self._whole.get(text) or self._found(*key)
        return self._known[key]

    def _found(self, text: str, context: str, shown: str) -> str | None:
        turkish = self._turkish(text, context)
        said = (shown or text) if self._english else turkish
        for noun in self._nouns:
            if turkish is None and text in noun.names:
                return noun.alone(text)
            if turkish is not None and said is not None:
                said = noun.put(said, text, turkish, whole=context == "choice")
        return None if self._english and said == (shown or text) else said


class _Noun:
    """One of the program's nouns and what the owner calls it."""

    def __init__(
        self,
        name: str,
        labels: Mapping[str, str],
        turkish: Callable[[str, str], str | None],
        *,
        english: bool,
    ) -> None:
        plural = many(name)
        self.names = (name, plural)
        self._english = english
        one = labels.get(name) or labels[plural]
        soft = labels.get(name + _SOFT, "")
        theirs = _Turkish(one, soft if _down(soft[:-1]) == _down(one[:-1]) else "", labels.get(plural, ""))
        ours = _Turkish(turkish(name, "") or "", "", turkish(plural, "") or "")
        self._turkish_words = _either(_cased(dict.fromkeys(ours.every())))
        self._english_words = _either(_cased(dict.fromkeys(self.names)))
        # A word of several has an ending of its own already, which no other can follow.
        simple = bool(ours.one) and " " not in ours.one
        table = {name: one, plural: labels.get(plural) or many(one)}
        self._alone = {name: one, plural: table[plural] if english else theirs.many}
        self._unclear: dict[str, str] = {}
        if not english:
            table = {ours.one: one, ours.many: theirs.many}
            if simple:
                table, self._unclear = _pairs(ours, theirs)
            table.pop("", None)
        self._table = _cased(table, turkish=not english)
        self._unclear = _cased(self._unclear, turkish=True)
        self._words = re.compile(
            rf"{_TYPED}|(?:\b(?P<article>[Aa]n?) |\b(?P<one>[Bb]ir )|)"
            rf"(?P<noun>{_either({**self._table, **self._unclear}).pattern})"
        )

    def alone(self, name: str) -> str:
        """Return the owner's word for a name that no catalogue has."""
        return _lower(self._alone[name], turkish=not self._english)

    def put(self, said: str, text: str, turkish: str, *, whole: bool) -> str:
        """Return a text with the owner's word; ``text`` is it in English, and ``turkish`` in Turkish.

        ``whole``: one that is the noun and nothing else, or the name of a state holds it.
        """
        if whole and said not in self._table:
            return said
        if self._english:
            bare = re.sub(_TYPED, "", turkish)
            noun = self.names[0] in _CLEAR or self._turkish_words.search(bare)
            if self._english_words.search(bare) or not noun:
                return said
        elif self.names[0] not in _CLEAR and not self._english_words.search(re.sub(_TYPED, "", text)):
            return said  # a person is a kişi, too, and a stage is called Teklif
        return self._words.sub(self._instead, said)

    def _instead(self, found: re.Match[str]) -> str:
        word = found["noun"]
        if word is None:
            return found[0]
        made, before = self._table.get(word), found[0][: -len(word)]
        if made is None:  # one form for two cases: after "bir" and at the start it is what is acted on
            first = not found.string[: found.start()].strip()
            made = self._unclear[word] if found["one"] or first else word
        if found["article"] and self._english:
            an = made[:1].casefold() in "aeiou" and not made.casefold().startswith(("uni", "use", "eu"))
            before = f"{found['article'][0]}{'n' if an else ''} "
        return before + made


class _Turkish:
    """A Turkish noun in its forms."""

    def __init__(self, one: str, soft: str = "", plural: str = "") -> None:
        """Keep the word, its form before a vowel and its plural, where they are known."""
        self.one = one
        self._soft = soft or (f"{one[:-1]}ğ" if re.search("l[iıuü]k$", one) else one)
        given = plural if plural != one else ""
        self.many = given or (f"{_joined(one)}l{_harmony(one)[1]}r" if one else "")

    def every(self) -> list[str]:
        """Return all forms, those of one first; of a word that is none, none."""
        return [] if not self.one else [*_forms(self.one, self._soft), *_forms(self.many, self.many)]


def _pairs(ours: _Turkish, theirs: _Turkish) -> tuple[dict[str, str], dict[str, str]]:
    """Return our form -> theirs, and apart those that are one of ours for several of theirs: the first."""
    table: dict[str, str] = {}
    unclear: dict[str, str] = {}
    for word, said in zip(ours.every(), theirs.every(), strict=True):
        if table.setdefault(word, said) != said:
            unclear[word] = table[word]
    return {word: said for word, said in table.items() if word not in unclear}, unclear


def _forms(word: str, soft: str) -> Iterator[str]:
    """Yield the forms that sentences of the program have: cases, possessives with cases, -siz, -li, -dir."""
    narrow, wide = _harmony(word)
    open_ = _ends_open(word)
    base, soft = _joined(word), _joined(soft)
    t = "t" if word[-1] in "fstkçşhp" else "d"
    genitive = f"{soft}{'n' * open_}{narrow}n"
    owned = f"{soft}{'s' * open_}{narrow}"
    ours = f"{soft}{'' if open_ else narrow}m{narrow}z"
    yield from (word, f"{soft}{'y' * open_}{narrow}", genitive, f"{soft}{'y' * open_}{wide}")
    yield from (f"{base}{t}{wide}", f"{base}{t}{wide}n", f"{base}{t}{wide}ki", f"{base}{t}{wide}kil{wide}r")
    yield from (f"{base}{'y' * open_}l{wide}", f"{base}s{narrow}z", f"{base}l{narrow}")
    yield from (f"{base}{t}{narrow}r", f"{genitive}ki", f"{genitive}kil{wide}r", f"{genitive}d{narrow}r")
    yield owned
    for case in (f"n{narrow}", f"n{narrow}n", f"n{wide}", f"nd{wide}", f"nd{wide}n", f"nd{wide}ki"):
        yield owned + case
    yield f"{owned}yl{wide}"
    for case in ("", narrow, f"{narrow}n", wide, f"d{wide}", f"d{wide}n", f"l{wide}"):
        yield ours + case


def _joined(word: str) -> str:
    """Return a word as suffixes follow it: an abbreviation has an apostrophe before them."""
    return f"{word}'" if _spelt(word) else word


def _spelt(word: str) -> bool:
    last = word.rsplit(maxsplit=1)[-1] if word else ""
    return (
        not any(c in _VOWELS for c in _down(last))
        or not last[-1].isalpha()
        or (last.isupper() and word != "")
    )


def _ends_open(word: str) -> bool:
    """Tell whether a word is spoken with a vowel at its end, as an abbreviation is."""
    return _spelt(word) or _down(word[-1]) in _VOWELS


def _harmony(word: str) -> tuple[str, str]:
    """Return the narrow and the wide vowel of its suffixes; of an abbreviation its last letter's."""
    letters = word[-1:] if _spelt(word) else word
    found = next((_VOWELS[c] for c in reversed(_down(letters)) if c in _VOWELS), "ie")
    return found[0], found[1]


def _down(text: str) -> str:
    return text.replace("I", "ı").replace("İ", "i").lower()


def _up(text: str) -> str:
    return text.replace("i", "İ").replace("ı", "I").upper()


def _lower(word: str, *, turkish: bool) -> str:
    """Return a word as it stands within a sentence; one that has capitals further on keeps them."""
    first = word.split(maxsplit=1)[0]
    if first[1:] != first[1:].lower() or len(first) == 1:
        return word
    return (_down(word[0]) if turkish or word[0] == "İ" else word[0].lower()) + word[1:]


def _cased(table: Mapping[str, str | None], *, turkish: bool = True) -> dict[str, str]:
    """Return a table of words that has them in lower case, with a capital, and in capitals."""
    up = _up if turkish else str.upper
    made: dict[str, str] = {}
    for word, given in table.items():
        said = given or word
        if word:
            made[word] = _lower(said, turkish=turkish)
            made[up(word[0]) + word[1:]] = up(made[word][0]) + made[word][1:]
            made[up(word)] = up(said).replace(" ", "-")
    return made


def _either(words: Mapping[str, object]) -> re.Pattern[str]:
    """Return the pattern of any of some words, each as a whole; of none, one that fits nothing."""
    longest = sorted(words, key=len, reverse=True)
    return re.compile(rf"{_BEFORE}(?:{'|'.join(map(re.escape, longest)) or '(?!)'}){_AFTER}")
