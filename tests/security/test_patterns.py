"""No regular expression takes long on any text: each one of the source is tried on what makes bad ones slow.

A pattern that looks back again and again takes four times as long for twice the text, or worse. What only
sees short texts may: its limit stands here.
"""

import re
import signal
import time
from collections.abc import Callable, Iterable
from contextlib import suppress

import pytest

from tests.security.patterns import Found, attacks, every_pattern

SIZE = 3_000
QUICK = 0.006
"""Seconds for a text of SIZE that need no second look."""
SLOWER = 2.9
"""Times as long for twice the text, from which on it is no straight line any more."""
HANGING = 1.0

BOUNDED = {
    "completing/asking.py": "a word that is typed on a command line",
    "domain/filter/grammar.py": "filters of at most 10,000 characters, for a hint",
    "domain/normal.py": "phones of at most 250 characters",
    "engines/inspect_postgres.py": "the program's own DDL",
    "domain/exchange/guards.py": "tried at the start only, through a name",
}
LOCAL: dict[str, Callable[[], Iterable[re.Pattern[str]]]] = {}


def _local(file: str) -> Callable[[Callable[[], Iterable[re.Pattern[str]]]], None]:
    def keep(made: Callable[[], Iterable[re.Pattern[str]]]) -> None:
        LOCAL[file] = made

    return keep


@_local("domain/money.py")
def _money() -> Iterable[re.Pattern[str]]:
    from crmcli.domain import money

    return [money._number("."), money._number(","), money._bulk(",", 2), money._bulk(".", 0)]


@_local("domain/normal.py")
def _normal() -> Iterable[re.Pattern[str]]:
    from crmcli.domain import normal

    patterns = [normal._turkish_phone(), normal._plain_email()]
    return [*patterns, *(re.compile(rf"^(?:({one.pattern})|.*)$", re.MULTILINE) for one in patterns)]


@_local("domain/privacy/terms.py")
def _terms() -> Iterable[re.Pattern[str]]:
    from crmcli.domain.privacy import terms

    return [
        terms._email("ali.ii@ex.org"),
        terms._phone("90", "5321234567", ""),
        terms._phone("90", "532", "12"),
    ]


@_local("domain/dates.py")
def _dates() -> Iterable[re.Pattern[str]]:
    from crmcli.domain.dates import patterns

    return patterns()


@_local("domain/toml_text.py")
def _toml() -> Iterable[re.Pattern[str]]:
    from crmcli.domain import toml_text

    return [re.compile(toml_text._LONG_KEY), re.compile(r"locale\s*=")]


def _short(reason: str) -> Callable[[], Iterable[re.Pattern[str]]]:
    """Say why the patterns of a file need no trial: what they see is short, or the program's own."""
    assert reason
    return list


LOCAL |= {
    "app.py": _short("words of the command line, each of three plain alternatives"),
    "domain/journal/deeds.py": _short("words of the command line, each of three plain alternatives"),
    "commands/assistant/checking.py": _short("patterns of the program's own schema"),
    "config.py": _short("the name of a setting, at the start of a line of the settings file"),
    "usage.py": _short("what the command line's library says"),
    "output/batch.py": _short("names of files in a folder, at most 255 bytes"),
    "engines/backup.py": _short("names of files in a folder, at most 255 bytes"),
    "domain/own_words.py": _short("texts of at most 500 characters"),
    "wording.py": _short("the program's own sentences, and labels of at most 30 characters"),
    "domain/text.py": _short("one class of characters"),
    "domain/date_anchors.py": _short("phrases of at most 80 characters"),
    "domain/date_clock.py": _short("phrases of at most 80 characters"),
    "domain/date_grammar.py": _short("phrases of at most 80 characters"),
    "domain/date_hints.py": _short("phrases of at most 80 characters"),
    "domain/tasks/repeat_words.py": _short("phrases of at most 80 characters"),
    "domain/exchange/heading.py": _short("cells that may be a column's name, cut before they are looked at"),
}
FOUND = every_pattern()


class _TooLong(BaseException):
    """The time is over."""


def seconds(pattern: re.Pattern[str], text: str, *, anchored: bool) -> float:
    """Return how long a pattern takes on a text, HANGING at most."""

    def over(_number: int, _frame: object) -> None:
        raise _TooLong

    kept = signal.signal(signal.SIGPROF, over)
    signal.setitimer(signal.ITIMER_PROF, HANGING)
    begun = time.process_time()
    try:
        if anchored:
            pattern.match(text)
            pattern.fullmatch(text)
        else:
            for _ in pattern.finditer(text):
                pass
    except _TooLong:
        return HANGING
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, kept)
    return time.process_time() - begun


def slow(pattern: re.Pattern[str], *, anchored: bool) -> str | None:
    """Return a text that takes far longer when it is twice as long, None where there is none."""
    for start, pump, end in attacks(pattern.pattern, pattern.flags & ~re.UNICODE):
        few = start + pump * 30 + end
        if seconds(pattern, few, anchored=anchored) >= HANGING / 2:
            return repr(few)
        count = SIZE // len(pump)
        text = start + pump * count + end
        taken = seconds(pattern, text, anchored=anchored)
        if taken < QUICK:
            continue
        if taken >= HANGING:
            return f"{start!r} + {pump!r} * {count} + {end!r}: it hangs"
        longer = [seconds(pattern, start + pump * count * 2 + end, anchored=anchored) for _ in range(2)]
        taken = max(taken, seconds(pattern, text, anchored=anchored))
        if min(longer) > SLOWER * taken:
            return (
                f"{start!r} + {pump!r} * {count} + {end!r}: {taken:.4f} s, twice as long {min(longer):.4f} s"
            )
    return None


def test_the_trial_finds_patterns_that_are_known_to_be_slow() -> None:
    for text in (r"(a+)+$", r"(\w+\s?)*:", r"(a|aa)+!", r"\s*[\r\n]\s*"):
        assert slow(re.compile(text), anchored=False), text
    for text in (r"[a-z]+", r"^\d{1,3}(?:\.\d{3})*$", r"(?<!\w)\w+="):
        assert slow(re.compile(text), anchored=False) is None, text


def _file(found: Found) -> str:
    return found.place.partition(":")[0]


def test_every_pattern_of_the_source_is_known() -> None:
    assert len(FOUND) > 150
    unknown = {_file(found) for found in FOUND if found.text is None} - set(LOCAL)
    assert unknown == set(), "patterns that only a run tells: add them to LOCAL"


def _named(found: Found) -> str:
    return found.place


@pytest.mark.campaign
def test_no_pattern_of_the_source_is_slow(rounds: Callable[[int, int], int]) -> None:
    """A part of them in short, all of them with --campaign."""
    whole = {(found.text, found.flags, found.anchored): found for found in FOUND if found.text is not None}
    ordered = sorted(whole.values(), key=_named)
    some = ordered[:: max(1, len(ordered) // rounds(40, len(ordered)))]
    bad = {}
    for found in some:
        assert found.text is not None
        if _file(found) in BOUNDED:
            continue
        told = slow(re.compile(found.text, found.flags), anchored=found.anchored)
        if told is not None:
            bad[found.place] = told
    assert bad == {}


@pytest.mark.parametrize("file", [file for file, made in LOCAL.items() if list(made())])
def test_no_pattern_that_is_made_at_run_time_is_slow(file: str) -> None:
    for pattern in LOCAL[file]():
        if file != "domain/normal.py":
            assert slow(pattern, anchored=True) is None, pattern.pattern
        else:
            assert seconds(pattern, "a." * 32_000, anchored=True) < HANGING


LONG = 64 * 1024
TEXTS = {
    "many digits": "1" * LONG,
    "many blanks": " " * LONG,
    "many line ends": "\n" * LONG,
    "letters": "a" * LONG,
    "marks": "-.,:;@=" * (LONG // 7),
    "quotes": "'\"" * (LONG // 2),
    "brackets": "(" * LONG,
    "half an address": "a@" * (LONG // 2),
    "Turkish": "İıŞğ" * (LONG // 4),
}


@pytest.mark.parametrize("name", TEXTS)
def test_whatever_takes_a_long_text_takes_it_in_a_moment(name: str) -> None:
    """The functions behind the patterns, on as much as a cell of a file holds."""
    from datetime import UTC, date

    from crmcli.domain import checks, money, normal, text
    from crmcli.domain.date_phrases import understand
    from crmcli.domain.dates import parse_instant
    from crmcli.domain.exchange.guards import guard, unguard
    from crmcli.domain.exchange.ubl_party import line
    from crmcli.domain.filter.grammar import parse
    from crmcli.domain.order_lines import parts_of
    from crmcli.domain.periods import parse_period
    from crmcli.domain.rules.grammar import read as read_rule
    from crmcli.domain.tasks.repeat_words import read as read_repeat
    from crmcli.domain.work_time import read_days, read_hours
    from crmcli.errors import CrmError
    from crmcli.output.safe import safe_text

    value = TEXTS[name]
    day = date(2026, 11, 21)
    acts: tuple[Callable[[str], object], ...] = (
        normal.phone,
        normal.email,
        normal.tax_number,
        text.fold,
        text.match_key,
        text.sort_key,
        money.parse_amount,
        money.split_currency,
        guard,
        unguard,
        line,
        checks.read_answer,
        parse,
        parse_period,
        read_rule,
        read_repeat,
        read_days,
        read_hours,
        safe_text,
        lambda value: understand(value, day),
        lambda value: parse_instant(value, None, UTC),
        lambda value: parts_of(value, "TRY"),
        lambda value: normal.emails([value]),
        lambda value: normal.phones([value]),
    )
    for act in acts:
        begun = time.process_time()
        with suppress(CrmError):
            act(value)
        taken = time.process_time() - begun
        assert taken < 2.0, (getattr(act, "__name__", act), taken)
