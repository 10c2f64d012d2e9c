"""Text as people write it, made comparable: folded to search, keyed to sort, stripped to match.

The forms made here are stored, so a change to any of them is a migration. Names themselves are
never altered: ``check_text`` returns them whole or refuses them.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from crmcli.errors import Refused
from crmcli.said import say

if TYPE_CHECKING:
    from _codecs import _EncodingMap


NAME_LIMIT = 10_000
SORT_KEY_LIMIT = 200

# Letters that Unicode doesn't decompose, and apostrophes that it calls letters.
_LETTERS = {
    "ı": "i", "ß": "ss", "ẞ": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d",
    "ð": "d", "þ": "th", "ħ": "h", "ŧ": "t", "ŋ": "n", "ə": "e", "ĸ": "k", "ʻ": " ", "ʼ": " ",
}  # fmt: skip

# "~" is the last printable ASCII character: "c~" sorts after "cz" and before "d".
_TURKISH = {
    "ç": "c~", "Ç": "c~", "ğ": "g~", "Ğ": "g~", "ı": "h~", "I": "h~", "İ": "i", "i": "i",
    "ö": "o~", "Ö": "o~", "ş": "s~", "Ş": "s~", "ü": "u~", "Ü": "u~",
}  # fmt: skip

_MARK = "\0"  # stands for a combining mark while a sort key is made


def _is_accent(code: int) -> bool:
    """Tell the combining marks that are accents on letters (not vowel signs of other scripts)."""
    blocks = ((0x300, 0x36F), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x20D0, 0x20FF))
    return any(first <= code <= last for first, last in blocks)


def _fold_character(character: str) -> str:
    """Fold one character: letters and digits without case or accent, a space for anything else."""
    if character.isascii():
        return character.lower() if character.isalnum() else " "
    if character in _LETTERS:
        return _LETTERS[character]
    from unicodedata import category, normalize

    parts = []
    for part in normalize("NFKD", normalize("NFKD", character).casefold()):
        kind = category(part)
        if part in _LETTERS:
            parts.append(_LETTERS[part])
        elif part.isalnum():
            parts.append(part)
        elif kind[0] != "M" and kind != "Cf":
            parts.append(" ")
        elif kind[0] == "M" and not _is_accent(ord(part)):
            parts.append(part)
    return normalize("NFC", "".join(parts))


class _FoldTable(dict[int, str]):
    """What each character folds to, filled as characters are met; made for ``str.translate``."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold_character(chr(code))
        return folded


class _SortTable(dict[int, str]):
    """What each character sorts as; accents on letters are marked, since they may belong to a Turkish one."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        key = _TURKISH.get(character) or (_MARK if _is_accent(code) else _fold_character(character))
        self[code] = key
        return key


_FOLDS = _FoldTable()
_SORTS = _SortTable()


def _composed(text: str) -> str:
    """Return the text in NFC."""
    from unicodedata import normalize

    return normalize("NFC", text)


def fold(text: str) -> str:
    """Return the form that searches compare: no case, no accents, words parted by one space.

    İ, I, ı and i are one letter, and so are ş and s, ç and c, é and e; composed and decomposed input
    give the same form. Anything but letters and digits parts words, except invisible characters
    (zero-width, soft hyphen), which vanish. Other scripts keep their letters, accents aside. Folding
    twice changes nothing; text without a letter or digit folds to "".
    """
    folded = " ".join(text.translate(_FOLDS).split())
    return folded if folded.isascii() else _composed(folded)


def sort_key(text: str) -> str:
    """Return a key whose byte order is a Turkish reader's order, at most 200 characters long.

    ç sorts after c, ğ after g, ı (and I) before i (and İ), ö after o, ş after s, ü after u; case and
    other accents don't count; digits come before letters, other scripts after them.
    """
    key = text.translate(_SORTS)
    if _MARK in key:
        key = _composed(text).translate(_SORTS).replace(_MARK, "")
    key = " ".join(key.split())[:SORT_KEY_LIMIT]
    return key if key.isascii() else _composed(key)


def fold_all(texts: Sequence[str]) -> list[str]:
    """Return ``fold`` of every text; a whole column costs less than half of one by one."""
    folded = _at_once(texts, _quick_fold())
    return [fold(text) for text in texts] if folded is None else folded


def sort_keys(texts: Sequence[str]) -> list[str]:
    """Return ``sort_key`` of every text; a whole column costs less than half of one by one."""
    keys = _at_once(texts, _quick_sort())
    return [sort_key(text) for text in texts] if keys is None else [key[:SORT_KEY_LIMIT] for key in keys]


class _Quick(NamedTuple):
    """A form made byte by byte, of texts in the letters of Windows-1254 that become one byte or two."""

    bytes_of: "dict[int, int] | _EncodingMap"
    forms: bytes
    pairs: tuple[tuple[bytes, bytes], ...]


_LETTERS_1254 = bytes(range(256)).decode("cp1254", "replace")
_NONE = "\ufffe"  # stands for no character where a codec is built


def _quick(table: dict[int, str]) -> _Quick:
    """Make the quick way to the form that a table for ``str.translate`` describes."""
    import codecs

    letters, forms, pairs = [], bytearray(range(256)), []
    for code, letter in enumerate(_LETTERS_1254):
        form = letter if letter == "\n" else table[ord(letter)]
        fits = form.isascii() and len(form) in {1, 2} and form != _MARK
        letters.append(letter if fits and letter != "\ufffd" else _NONE)
        if fits and len(form) == 1:
            forms[code] = ord(form)
        elif fits:
            pairs.append((bytes([code]), form.encode()))
    return _Quick(codecs.charmap_build("".join(letters)), bytes(forms), tuple(pairs))


@cache
def _quick_fold() -> _Quick:
    return _quick(_FOLDS)


@cache
def _quick_sort() -> _Quick:
    return _quick(_SORTS)


def _at_once(texts: Sequence[str], quick: _Quick) -> list[str] | None:
    """Return the form of every text, words parted by one space; None when a text has other letters."""
    import codecs

    lines = "\n".join(texts)
    if lines.count("\n") != len(texts) - 1:
        return None
    try:
        form = codecs.charmap_encode(lines, "strict", quick.bytes_of)[0].translate(quick.forms)
    except UnicodeEncodeError:
        return None
    for letter, pair in quick.pairs:
        form = form.replace(letter, pair)
    while b"  " in form:
        form = form.replace(b"  ", b" ")
    form = form.replace(b" \n", b"\n").replace(b"\n ", b"\n").strip(b" ")
    return form.decode("ascii").split("\n")


# Legal forms in folded text, where "A.Ş." is "a s" and "Şti." is "sti".
_LEGAL_FORMS = frozenset({
    "a s", "as", "anonim", "ltd", "limited", "sti", "sirketi", "kollektif", "komandit", "kooperatifi", "koop",
    "gmbh", "ag", "kg", "ohg", "e k", "inc", "incorporated", "llc", "l l c", "llp", "corp", "corporation",
    "co", "company", "plc", "p l c", "s a", "sa", "s a s", "sas", "s a r l", "sarl", "s r l", "srl",
    "s p a", "spa", "b v", "bv", "n v", "nv", "a b", "ab", "o y", "oy", "oyj", "aps", "s r o", "sro",
    "d o o", "doo", "kft", "pty", "pte", "pvt", "s l", "ooo",
    "san tic", "san ve tic", "sanayi ticaret", "sanayi ve ticaret", "sanayii ve ticaret",
})  # fmt: skip
_LONGEST_FORM = 4
_LAST_WORDS = frozenset(form.rpartition(" ")[2] for form in _LEGAL_FORMS)
_TRADE_WORDS = frozenset({"sanayi", "sanayii", "san", "ticaret", "tic", "ve", "and"})
_WITHIN = (" ltd sti ", " limited sti ", " limited sirketi ", " anonim sirketi ")


def _without_form(key: str) -> str:
    """Return a folded name without the legal forms at its end and the trade words before them."""
    words = key.split(" ")
    end = len(words)
    while end > 1:
        for size in range(min(_LONGEST_FORM, end - 1), 0, -1):
            if " ".join(words[end - size : end]) in _LEGAL_FORMS:
                end -= size
                break
        else:
            if end == len(words) or words[end - 1] not in _TRADE_WORDS:
                break
            end -= 1
    return " ".join(words[:end])


def match_key(text: str) -> str:
    """Return the folded name of an organisation without its legal form, to compare names only.

    "Örnek San. ve Tic. Ltd. Şti." and "ÖRNEK A.Ş." both give "ornek". The first word always stays, so
    the key is empty only when the folded text is.
    """
    key = fold(text)
    if " sti " in key or " sirketi " in key:
        for form in _WITHIN:
            head, found, tail = key.partition(form)
            if found:
                key = f"{_without_form(head + form.rstrip())} {tail}"
    return _without_form(key) if key.rpartition(" ")[2] in _LAST_WORDS else key


# Space in every width, tab and line ends; str.strip would drop control characters unseen.
OUTER_SPACE = (
    " \t\r\n\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
)
_UNFIT = r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]"
_UNFIT_IN_LINES = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]|\r(?!\n)"


def check_text(value: str, what: str = "name", limit: int = NAME_LIMIT, *, lines: bool = False) -> str:
    """Return the text whole, without the white space around it, or refuse it and say why.

    That trim is the only change ever made. Control characters (C0, DEL, C1) and lone surrogates are
    refused; with ``lines`` (notes, descriptions) line ends and tabs are text. Direction marks and
    zero-width characters are kept: showing them harmlessly is the output's work.

    Raises:
        Refused: the text is empty, longer than ``limit`` characters, or holds such a character.
    """
    text = value.strip(OUTER_SPACE)
    if not text:
        raise Refused(say("{what} is empty", what=what))
    if len(text) > limit:
        raise Refused(
            say(
                '{what} "{excerpt}" has {count:,} characters, the limit is {limit:,}',
                what=what,
                excerpt=excerpt(text),
                count=len(text),
                limit=limit,
            )
        )
    if text.isprintable():
        return text
    unfit = re.search(_UNFIT_IN_LINES if lines else _UNFIT, text)
    if unfit is None:
        return text
    character, shown = unfit[0], f'{what} "{excerpt(text)}"'
    if "\ud800" <= character <= "\udfff":
        raise Refused(
            say("{shown} is not valid UTF-8 at character {start}", shown=shown, start=unfit.start() + 1)
        )
    code = f"U+{ord(character):04X}"
    raise Refused(
        say(
            "{shown} holds the control character {code} at character {start}",
            shown=shown,
            code=code,
            start=unfit.start() + 1,
        )
    )


def excerpt(text: str, width: int = 40) -> str:
    """Return the start of a text in a form that fits a message: one line, nothing invisible or unsafe."""
    shown = text if len(text) <= width else text[: width - 1] + "…"
    if shown.isprintable():
        return shown
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in shown)


def nearest(word: str, choices: Iterable[str], limit: int = 3) -> list[str]:
    """Return the choices that a mistyped word most likely meant, best first; none when nothing is near."""
    from difflib import get_close_matches

    by_form: dict[str, str] = {}
    for choice in choices:
        by_form.setdefault(fold(choice), choice)
    return [by_form[form] for form in get_close_matches(fold(word), list(by_form), n=limit, cutoff=0.6)]
