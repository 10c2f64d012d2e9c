"""What to write instead of a phrase that means no day: the word that was meant, or the form that is read."""

from __future__ import annotations

import re

from crmcli.domain.date_anchors import day_beside
from crmcli.domain.date_clock import PARTS
from crmcli.domain.date_grammar import FIXED, Now, day_of
from crmcli.domain.date_words import MONTHS, UNITS, months, weekdays
from crmcli.said import say

FORMS = say('write it as 2026-12-31, 31.12, friday, "in 3 days" or "end of month"')
_VAGUE = "few|birkac|bir kac|soon|later|someday|[a-z]+[dt][ae]n sonra"
_SAID = (
    (r"hours?|minutes?|mins?|saat|dakika", say('write the time itself: 15:30, or "tomorrow 15:30"')),
    (r"now|simdi", say("leave it out: now is what stands without, a time is written 15:30")),
    (r"asap|hemen|acil", say("write today")),
    (r"midnight|gece yarisi", say('write "tomorrow 00:00" for its first minute, "today 23:59" for its last')),
    (r"next day|ertesi gun", say("write tomorrow, or the day itself")),
    (r"onceki gun", say('write "dün" or "evvelsi gün"')),
    (PARTS, say('say at which hour: "tomorrow 09:00", "cuma akşam 8\'de"')),
    (_VAGUE, say('say how many days: "in 3 days", "3 gün sonra"')),
    (r"(?:week|hafta) ?[0-9]+|[0-9]+\\. ?hafta|w[0-9]{2}", say("write a day of that week: monday, 30.11")),
    (r"mid|middle|ortasi|ortasina|ortasinda", say('write the day itself: "the 15th", "ayın 15\'i"')),
    (r"or|ya da|veya", say("write one day")),
)
_MISSPELT = frozenset(("tmrw", "tomorow"))
"""Words that are read, but not proposed."""
_JOINING = frozenset(
    (
        *("next", "last", "this", "from", "after", "before", "ago", "end", "beginning", "start", "first"),
        *("sonra", "once", "gelecek", "gecen", "ayin", "sonu", "basi", "ilk", "son"),
    )
)


def hint(body: str, words: str, now: Now) -> str:
    """Return what to write instead of a folded phrase; ``words`` is it without joining words and time."""
    for pattern, said in _SAID:
        if re.search(rf"(?<!\w)(?:{pattern})(?!\w)", body):
            return said
    meant = _meant(words, now)
    if meant is not None:
        return say('did you mean "{meant}"?', meant=meant)
    month = next((word for word in words.split() if word in months()), None)
    if month is not None and not re.search("[0-9]", words):
        month = next(name for name in MONTHS[months()[month] - 1].split() if month.startswith(name[:-1]))
        return say('write its day: "1 {month}", "{month} 15" or "end of {month}"', month=month)
    return FORMS


def _meant(words: str, now: Now) -> str | None:
    """Return the phrase with its misspelt words mended, where that means a day; None where it doesn't."""
    from crmcli.domain.text import nearest

    known = {*weekdays(), *months(), *_JOINING}
    known |= {word for phrase in FIXED for word in phrase.split()}
    known |= {word for word in UNITS if len(word) > 2}
    listed = sorted(word for word in known - _MISSPELT if len(word) > 2)
    mended = []
    for word in words.split():
        close = [] if word in known or len(word) < 4 or not word.isalpha() else nearest(word, listed)
        mended.append(close[0] if close else word)
    phrase = " ".join(mended)
    if phrase == words or not (day_of(phrase, now) or day_beside(phrase, now)):
        return None
    return phrase
