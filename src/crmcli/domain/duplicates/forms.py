"""The forms in which fields are compared: folded, without what says little, fillers gone.

They are made for one scan and never stored, so they may change from version to version.
"""

from __future__ import annotations

from functools import lru_cache

from crmcli.domain.duplicates import lexicon
from crmcli.domain.text import fold, match_key

_CONSONANTS = str.maketrans(
    {"p": "b", "t": "d", "k": "g", "q": "g", "w": "v", "f": "v", "j": "c", "z": "s"}
    | dict.fromkeys("aeiouyh", "")
)
MOST = 80  # characters of a text that are compared
_MOST_WORDS = 8  # words of a name, numbers of an address
_COUNT = "012345678901234567890"  # nobody's number holds nothing but this


def is_filler(folded: str) -> bool:
    """Tell text that fills a field: nothing at all, a known word, one letter or digit over and over."""
    return not folded or folded in lexicon.FILLERS or (len(folded) > 2 and len(set(folded)) == 1)


def name_words(name: str, *, organisation: bool) -> tuple[str, ...]:
    """Return the words of a name: legal form and titles gone, trade words in one spelling, each once.

    An e-mail address or a filler is no name: it has no words.
    """
    if "@" in name:
        return ()
    key = match_key(name) if organisation else fold(name)
    if is_filler(key):
        return ()
    words = key.split()
    if len(words) > 1:
        if organisation:
            trade = lexicon.trade_words()
            words = [words[0], *(trade.get(word, word) for word in words[1:])]
            words = [word for word in words if word not in ("ve", "the")] or words
        else:
            words = [word for word in words if word not in lexicon.TITLES] or words
            words = [word for word in words if word not in lexicon.FILLERS] or []
    return tuple(dict.fromkeys(word[:MOST] for word in words[:_MOST_WORDS]))


@lru_cache(maxsize=1 << 16)
def skeleton(word: str) -> str:
    """Return how a word sounds to a Turkish ear: first letter, then consonants, voiced, none twice.

    Mehmet and Mehmed, Işık and Isikh, Schmidt and Smit meet.
    """
    made = word.replace("sch", "s").replace("sh", "s").replace("ch", "c").replace("ph", "f")
    made = made.replace("ck", "k").replace("x", "ks")
    first = made[:1].translate(_CONSONANTS) or made[:1]
    rest = made[1:].translate(_CONSONANTS)
    last, found = first, [first]
    for letter in rest:
        if letter != last:
            found.append(letter)
            last = letter
    return "".join(found)


def phone_digits(text: str) -> str | None:
    """Return the digits of a number without country's 0 or +90 and without extension; None for a filler."""
    base = text.split(";ext=", maxsplit=1)[0]
    digits = "".join(character for character in base if character.isdigit())
    if not base.startswith("+"):
        digits = digits.removeprefix("00").removeprefix("90" if len(digits) > 11 else "").removeprefix("0")
    elif digits.startswith("90"):
        digits = digits[2:]
    tail = digits[-7:]
    if len(digits) < 7 or len(set(tail)) == 1 or digits in _COUNT or tail[1:] == "000000":
        return None
    return digits


def address_forms(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the words of an address that name a place, joined, and its numbers; both may be empty."""
    words, numbers = [], []
    for word in fold(text[: 4 * MOST]).split():
        if word[0].isdigit():
            numbers.append(word.lstrip("0") or "0")
        elif word not in lexicon.ADDRESS_WORDS and not is_filler(word):
            words.append(word)
    return " ".join(words)[:MOST], tuple(numbers[:_MOST_WORDS])


def mail_forms(address: str) -> tuple[str | None, str | None]:
    """Return a person's own address and the domain of an organisation; either may be None.

    A desk's address (info@) says the organisation only; one of a public provider says the person only.
    """
    text = address.strip().lower()
    local, at, domain = text.rpartition("@")
    if not at:
        return (text, None) if len(text) > 5 and not is_filler(text) else (None, None)
    own = domain if "." in domain and domain not in lexicon.PUBLIC_MAIL else None
    if domain.partition(".")[0] in lexicon.FILLERS:
        return None, None
    desk = local.partition("+")[0]
    if is_filler(desk) or desk in lexicon.FILLER_DESKS:
        return None, own
    if desk in lexicon.SHARED_DESKS:
        return None, own
    return text, own


def web_domain(text: str) -> str | None:
    """Return the domain of a website, without ``www``; None for one of a public provider."""
    host = text.strip().lower().split("//")[-1].split("/")[0].split("?")[0].removeprefix("www.")
    shared = {"facebook.com", "instagram.com", "linkedin.com", "sahibinden.com"} | lexicon.PUBLIC_MAIL
    return host if "." in host and host not in shared else None


def plain(text: str | None) -> str:
    """Return the folded text of a field, "" when it is missing or a filler."""
    if not text:
        return ""
    folded = fold(text[:MOST])
    return "" if is_filler(folded) else folded
