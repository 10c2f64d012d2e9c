"""The words of English and Turkish that phrases about days are made of, folded, with their endings."""

from __future__ import annotations

from functools import cache

WEEKDAYS = (
    ("monday mon", "pazartesi pzt"),
    ("tuesday tue tues", "sali sal"),
    ("wednesday wed", "carsamba car"),
    ("thursday thu thur thurs", "persembe per"),
    ("friday fri", "cuma cum"),
    ("saturday sat", "cumartesi cmt"),
    ("sunday sun", "pazar paz"),
)
"""The names of each day of the week, Monday first: English, Turkish."""
ENGLISH_DAYS = tuple(names[0].split()[0].capitalize() for names in WEEKDAYS)

_ENDINGS = ("", "a", "e", "ya", "ye", "da", "de")
_GROUP = {
    "day": "day days d gun gune gunde g",
    "work": "work workday workdays wd bd workingday businessday isgunu isgunune",
    "week": "week weeks w wk wks hafta haftaya h hf",
    "month": "month months mo mos m ay aya",
    "quarter": "quarter quarters q ceyrek ceyrege",
    "year": "year years y yr yrs yil yila sene seneye",
}
UNITS = {word: unit for unit, words in _GROUP.items() for word in words.split()}

_ENGLISH = "zero one two three four five six seven eight nine ten eleven twelve"
_TURKISH = "sifir bir iki uc dort bes alti yedi sekiz dokuz on"
_TEENS = "thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TENS = {"on": 10, "yirmi": 20, "otuz": 30, "kirk": 40, "elli": 50, "altmis": 60}
_TENS |= {"yetmis": 70, "seksen": 80, "doksan": 90, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50}
_TENS |= {"sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
NUMBERS = {
    **{word: number for number, word in enumerate(_ENGLISH.split())},
    **{word: number for number, word in enumerate(_TURKISH.split())},
    **{word: number for number, word in enumerate(_TEENS.split(), 13)},
    **_TENS,
    "a": 1,
    "an": 1,
}
TENS = frozenset(_TENS)

MONTHS = (
    "ocak oca january jan", "subat sub february feb", "mart march mar", "nisan nis april apr", "mayis may",
    "haziran haz june jun", "temmuz tem july jul", "agustos agu august aug", "eylul eyl september sep sept",
    "ekim eki october oct", "kasim kas november nov", "aralik ara december dec",
)  # fmt: skip
"""The names of each month and their short forms, folded."""


@cache
def weekdays() -> dict[str, int]:
    """Return the number of each day of the week (Monday is 0) by its names, with Turkish endings."""
    found: dict[str, int] = {}
    for number, (english, turkish) in enumerate(WEEKDAYS):
        found.update({name + ending: number for name in english.split() for ending in ("", "s")})
        whole = turkish.split()[0]
        found.update({whole + ending: number for ending in _ENDINGS})
        found[turkish.split()[1]] = number
    return found


@cache
def months() -> dict[str, int]:
    """Return the number of each month by its names, with Turkish endings."""
    found: dict[str, int] = {}
    for number, names in enumerate(MONTHS, 1):
        for name in names.split():
            stems = (name, f"{name[:-1]}g") if name.endswith("k") else (name,)
            found.update(
                {stem + end: number for stem in stems for end in ("a", "e", "ta", "da", "te", "de", "in")}
            )
            found[name] = number
    return found
