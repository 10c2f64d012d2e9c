"""The phrases of English and Turkish that say how a task comes again."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from crmcli.domain.date_words import NUMBERS, UNITS, months, weekdays
from crmcli.domain.tasks.repeat import LAST, Repeat
from crmcli.errors import UsageError
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Callable

_HINT = say('write it as "every 2 weeks", "every friday", "her ayın 1\'i" or "after 10 days"')
_MOST = 1000
_LONGEST = 100
_NTH = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "last": LAST,
    "ilk": 1, "birinci": 1, "ikinci": 2, "ucuncu": 3, "dorduncu": 4, "son": LAST,
}  # fmt: skip
_MEANS = {
    "every day": ("daily", "gunluk", "her gun"),
    "every 2 day": ("every other day", "gun asiri", "iki gunde bir"),
    "every week": ("weekly", "haftalik"),
    "every month": ("monthly", "aylik"),
    "every 3 month": ("quarterly", "every quarter", "her ceyrek", "ceyrekte bir"),
    "every year": ("yearly", "annually", "yillik"),
    "every work": ("every weekday", "hafta ici her gun"),
    "every month on last day": (
        *("month end", "every month end", "end month", "every end month", "her ay sonu", "her ay sonunda"),
        *("her ayin sonu", "her ayin sonunda", "ay sonlarinda"),
    ),
    "every month on 1": ("her ay basi", "her ay basinda", "her ayin basi"),
    "every month on last work": ("every last work", "last work"),
    "every month on first work": ("every first work",),
    "every year on 31 december": ("her yil sonu",),
    "every year on 1 january": ("her yil basi",),
}
_WHOLE = {phrase: meant for meant, phrases in _MEANS.items() for phrase in phrases}


def read(text: str) -> Repeat:
    """Return the repetition that a text means.

    Raises:
        UsageError: it means none, or could mean two.
    """
    body = _plain(text)
    body = _WHOLE.get(body, body)
    if re.match(r"(?:bi|semi)(?:week|month|annual)", body):
        unclear = say('"{text}" may be twice in one or once in two', text=text.strip())
        raise UsageError(unclear, 'write "every 2 weeks"')
    for pattern, made in _forms() if body and len(text) <= _LONGEST else ():
        found = pattern.fullmatch(body)
        if found is not None:
            repeat = made({name: value for name, value in found.groupdict().items() if value})
            if repeat is not None and 1 <= repeat.every <= _MOST:
                return repeat
    raise UsageError(say('"{text}" is no repetition', text=text.strip()[:_LONGEST]), _HINT)


def _plain(text: str) -> str:
    """Return a text folded, without endings and joining words, with digits for numbers."""
    from crmcli.domain.text import fold

    bare = re.sub(r"(?<=[0-9])\s?['’]\s?(?![sn]t|[nr]d|th)\w{1,6}\b", "", text.replace("&", ","))
    body = fold(bare.replace(",", " and "))
    body = re.sub(r"\b(?:working|business|work) days?\b|\bis gun(?:u|unde|unu|leri)?\b", "work", body)
    body = re.sub(r"\b(?:the|of|day of)\b", " ", body)
    body = re.sub(r"\beach\b", "every", body)
    words = body.split()
    for at, word in enumerate(words[:-1]):
        if word in NUMBERS and re.sub(r"(?:da|de|ta|te)$", "", words[at + 1]) in {*UNITS, "work"}:
            words[at] = str(NUMBERS[word])
        elif word == "other" and words[at - 1] == "every":
            words[at] = "2"
    return " ".join(words)


@cache
def _forms() -> tuple[tuple[re.Pattern[str], Callable[[dict[str, str]], Repeat | None]], ...]:
    """Return the forms of phrases and how each is read; the first that fits decides."""
    unit = r"(?P<unit>work|days?|gun|weeks?|hafta|months?|ay|quarters?|ceyrek|years?|yil|sene)"
    per = r"(?P<unit>work|gunde|gun|haftada|ayda|ceyrekte|yilda|senede)"
    day = "|".join(sorted(weekdays(), key=len, reverse=True))
    days = rf"(?P<days>(?:{day})(?:(?: and| ve|)(?: and)? (?:{day}))*)"
    month = "|".join(sorted(months(), key=len, reverse=True))
    nth, number = f"(?P<nth>{'|'.join(_NTH)})", "(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
    every = r"(?:every|her) (?:(?P<every>[0-9]{1,4}) )?"
    monthly = rf"{every}months?(?: on)?"
    turkish = r"(?:her )?(?:(?P<every>[0-9]{1,4}) )?"
    done = "(?:yapildiktan|bittikten|tamamlandiktan|bitince|yapilinca)"
    named = rf"(?P<weekday>{day})(?:s[iu]|[iu])?(?:nda|nde)?"
    forms: tuple[tuple[str, Callable[[dict[str, str]], Repeat | None]], ...] = (
        (rf"after (?P<every>[0-9]{{1,4}}) {unit}", _after),
        (rf"(?P<every>[0-9]{{1,4}}) {unit} after (?:it is )?(?:done|completion|finished)", _after),
        (rf"{done} (?P<every>[0-9]{{1,4}}) {unit}(?: sonra)?", _after),
        (rf"{every}{unit}", _plainly),
        (rf"{turkish}{per} bir", _plainly),
        (rf"{every}(?:weeks?|hafta) (?:on )?{days}", _weekly),
        (rf"{turkish}haftada bir {days}", _weekly),
        (rf"(?:every|her) {days}", _weekly),
        (rf"{monthly} (?:last day|(?P<last>last))", _month_end),
        (r"(?:her )(?:(?P<every>[0-9]{1,4}) )?ayin son gun(?:u|unde)", _month_end),
        (rf"{monthly} {number}", _monthly),
        (rf"(?:every|her) {number}(?: month)?", _monthly),
        (rf"{number} every month", _monthly),
        (rf"(?:her )(?:(?P<every>[0-9]{{1,4}}) )?ay(?:in)? {number}(?: gunu| gununde)?", _monthly),
        (r"her ayin ilk gun(?:u|unde)", lambda _: Repeat("month", day=1)),
        (rf"{monthly} {nth} (?:(?P<weekday>{day})|work)", _nth_day),
        (rf"every (?P<nth>last) (?P<weekday>{day})(?: month)?", _nth_day),
        (rf"every {nth} (?:(?P<weekday>{day})|work) month", _nth_day),
        (rf"{turkish}ayin {nth} (?:{named}|work)", _nth_day),
        (rf"{every}years?(?: on)? {number} (?P<month>{month})", _yearly),
        (rf"{every}years?(?: on)? (?P<month>{month}) {number}", _yearly),
        (rf"(?:every|her)(?: yil| sene)? {number} (?P<month>{month})", _yearly),
        (rf"every (?P<month>{month}) {number}", _yearly),
    )  # fmt: skip
    return tuple((re.compile(form), made) for form, made in forms)


def _every(found: dict[str, str]) -> int:
    return int(found.get("every", 1))


def _unit(found: dict[str, str], *, after: bool) -> Repeat | None:
    """Return a repetition by its unit alone; quarters are three months."""
    word = found["unit"]
    unit = UNITS.get(word) or UNITS.get(re.sub(r"(?:da|de|ta|te)$", "", word))
    if unit is None:
        return None
    if unit == "quarter":
        return Repeat("month", 3 * _every(found), after=after)
    return Repeat(unit, _every(found), after=after)


def _after(found: dict[str, str]) -> Repeat | None:
    return _unit(found, after=True)


def _plainly(found: dict[str, str]) -> Repeat | None:
    return _unit(found, after=False)


def _weekly(found: dict[str, str]) -> Repeat:
    known = weekdays()
    days = {known[word] for word in found["days"].split() if word in known}
    return Repeat("week", _every(found), tuple(sorted(days)))


def _month_end(found: dict[str, str]) -> Repeat:
    return Repeat("month", _every(found), day=LAST)


def _monthly(found: dict[str, str]) -> Repeat | None:
    day = int(found["day"])
    return Repeat("month", _every(found), day=day) if 1 <= day <= 31 else None


def _nth_day(found: dict[str, str]) -> Repeat:
    named = found.get("weekday")
    days = () if named is None else (weekdays()[named],)
    return Repeat("month", _every(found), days, nth=_NTH[found["nth"]])


def _yearly(found: dict[str, str]) -> Repeat | None:
    from datetime import date

    day, month = int(found["day"]), months()[found["month"]]
    try:
        date(2000, month, day)  # a leap year
    except ValueError:
        return None
    return Repeat("year", _every(found), day=day, month=month)
