"""The grammar of a filter: its text read into a tree. Pure: no field is looked up, nothing is asked.

filter    = both { ("or" | "veya" | "ya da") both }
both      = one { ("and" | "ve") one }
one       = ("not" | "değil") one | "(" filter ")" | condition
condition = field compare value | field "is" ["not"] "empty" | field ["not"] "in" "(" value, ... ")"
          | field ["not"] "between" value "and" value
          | "bought" ["category"] [value] [window] | "campaign" value
              | "in" "segment" value ["frozen" [value]]
field     = words [window]
window    = ["since" value] ["until" value]
compare   = "=" | "!=" | "<" | "<=" | ">" | ">=" | "~" | "!~" | "is" | "is not"
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crmcli.domain.filter import scan
from crmcli.domain.filter.scan import BOUNDS, JOINS, Scanner
from crmcli.domain.filter.tree import (
    Both,
    Bought,
    Compare,
    Either,
    Empty,
    InCampaign,
    InSegment,
    Literal,
    Node,
    Not,
    Subject,
    Window,
)
from crmcli.domain.filter.wrong import FilterError
from crmcli.domain.text import excerpt
from crmcli.said import named, say

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

LONGEST = 10_000
"""Characters of a filter."""
DEEPEST = 50
"""Brackets and ``not`` within one another."""
MOST = 500
"""Conditions in a filter."""

_BEFORE = re.compile(r"([\w.]+)\s*=\s*([^=\"'()]+?)\s+(\w+)\s+$")
"""What stands before words that compare nothing: a field, its value, and the word that joins them."""
_FIELD = r"[\w.]+(?:[-'’]\w+)*(?:\s+[\w.]+(?:[-'’]\w+)*)*\s*"
_JOINED = re.compile(
    r"(?<=\s)(&&|\|\|)(?=\s)"
    rf"|(&&|\|\|)\s*{_FIELD}(?:[!<>=]=|<>|!~|[=<>~≥≤≠])"
    rf"|([&|,;])\s+{_FIELD}(?:[!<>=]=|<>|!~|[=~≥≤≠])"
)
"""What joins conditions elsewhere: && alone, other marks with a comparison behind; no part of a value."""
_EXAMPLE = "--where 'city=İzmir'"
_EMPTY, _FULL = frozenset(("empty", "bos")), frozenset(("dolu",))
_BOUGHT = frozenset(("bought", "aldi"))
_CATEGORY, _PRODUCT = frozenset(("category", "kategori")), frozenset(("product", "urun"))
_CAMPAIGN, _SEGMENT = frozenset(("campaign", "kampanya")), frozenset(("segment",))
_FROZEN = frozenset(("frozen",))
_TESTS = frozenset(("in", "between", "is")) | BOUNDS | _EMPTY | _FULL


def parse(text: str) -> Node:
    """Return the tree of one filter.

    Raises:
        FilterError: it is none; the place is named.
        Refused: it holds what no text of ours can.
    """
    if text.strip() and not text.isprintable():
        from crmcli.domain.text import check_text

        check_text(text, "--where", LONGEST, lines=True)
    if len(text) > LONGEST:
        message = say(
            "a filter of {count:,} characters, the limit is {longest:,}", count=len(text), longest=LONGEST
        )
        raise FilterError(message, LONGEST, "save a part of it: crm segment save NAME --where ...").within(
            text
        )
    try:
        return _Parser(text).whole()
    except FilterError as error:
        raise error.within(text) from None


class _Parser:
    """Reads one filter."""

    def __init__(self, text: str) -> None:
        self.scan = Scanner(text)
        self.depth = 0
        self.brackets = 0
        self.conditions = 0

    def whole(self) -> Node:
        """Read all of it."""
        found = self.either()
        if self.scan.ended():
            return found
        at, rest = self.scan.at, self.scan.text[self.scan.at :]
        if rest.startswith(")"):
            raise FilterError('")" closes no bracket', at, "put a text with brackets in quotes")
        raise FilterError(
            say('expected and, or, or the end, not "{excerpt}"', excerpt=excerpt(rest)),
            at,
            "join conditions by and",
        )

    def either(self) -> Node:
        """Read conditions parted by or."""
        parts = self._several(scan.OR, self.both)
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def both(self) -> Node:
        """Read conditions joined by and."""
        parts = self._several(scan.AND, self.one)
        return parts[0] if len(parts) == 1 else Both(tuple(parts))

    def _several(self, joins: Collection[str], read: Callable[[], Node]) -> list[Node]:
        parts = [read()]
        while self.scan.take_word(joins):
            parts.append(read())
        return parts

    def one(self) -> Node:
        """Read a condition, what is in brackets, or the opposite of either."""
        at = self.scan.blanks()
        if self.depth > DEEPEST:
            raise FilterError(
                say("more than {deepest} brackets within one another", deepest=DEEPEST),
                at,
                "save a part as a segment",
            )
        self.depth += 1
        try:
            if self.scan.peek() in scan.NOT and not self.scan.compares(1):
                said = self.scan.word()
                return Not(self.one(), said)
            if not self.scan.take("("):
                return self.condition()
            self.brackets += 1
            found = self.either()
            if not self.scan.take(")"):
                raise FilterError('the bracket "(" is not closed', at, "put ) where it ends")
            self.brackets -= 1
            return found
        finally:
            self.depth -= 1

    def condition(self) -> Node:
        """Read a single condition."""
        at = self.scan.blanks()
        self.conditions += 1
        if self.conditions > MOST:
            raise FilterError(
                say("more than {most} conditions", most=MOST),
                at,
                "use in (a, b, c) for many values of one field",
            )
        if self.scan.ended():
            before = self.scan.text.strip()
            if not before:
                raise FilterError('"" compares nothing', at, _EXAMPLE)
            raise FilterError("expected a condition at the end", at, _EXAMPLE)
        if self.scan.next_is(")"):
            raise FilterError('expected a condition, not ")"', at, _EXAMPLE)
        special = self._special(at)
        return special if special is not None else self._of_field(at)

    def _special(self, at: int) -> Node | None:
        """Read what is no comparison of a field: purchases, segments, campaigns."""
        word = self.scan.peek()
        if word == "satin" and self.scan.peek(1) == "aldi":
            self.scan.word()
            word = "aldi"
        if word in _BOUGHT and not self.scan.compares(1):
            self.scan.word()
            return self._bought(at)
        if word == "in" and self.scan.peek(1) in _SEGMENT | _CAMPAIGN:
            self.scan.word()
            return self._named(self.scan.peek() in _SEGMENT)
        if word in _SEGMENT | _CAMPAIGN and not self.scan.compares(1):
            begun = self.scan.at
            self.scan.word()
            if self.scan.quoted() or (
                word in _CAMPAIGN and self.scan.peek() not in {"", "not", *_TESTS, *JOINS}
            ):
                self.scan.at = begun
                return self._named(word in _SEGMENT)
            self.scan.at = begun
        return None

    def _named(self, segment: bool) -> Node:  # noqa: FBT001 - one of two
        what = self.scan.word()
        name = self.scan.value(JOINS | _FROZEN if segment else JOINS)
        if not name.text.strip():
            raise FilterError(
                say("expected the name of a {what}", what=named(what)),
                name.at,
                say('{what} "Loyal in İzmir"', what=what),
            )
        if not segment:
            return InCampaign(name)
        return InSegment(name, self.scan.value() if self.scan.take_word(_FROZEN) else None)

    def _bought(self, at: int) -> Node:
        category = self.scan.take_word(_CATEGORY)
        if not category:
            self.scan.take_word(_PRODUCT)
        what = None
        if self.scan.peek() not in JOINS | BOUNDS and not self.scan.ended() and not self.scan.next_is(")"):
            what = self.scan.value(JOINS | BOUNDS)
            if not what.text.strip():
                what = None
        if category and what is None:
            raise FilterError("expected a category", self.scan.at, 'bought category "Masa"')
        return Bought(at, what, category, self._window(frozenset()))

    def _window(self, tests: Collection[str]) -> Window | None:
        """Read since and until; a day ends where ``tests`` or an operator begin."""
        found: dict[str, Literal] = {}
        while self.scan.peek() in BOUNDS and self.scan.peek() not in found:
            name = scan.key(self.scan.word())
            found[name] = self.scan.value(JOINS | BOUNDS | frozenset(tests), "=<>!~≥≤≠")
            if not found[name].text.strip():
                raise FilterError(
                    say("expected a day behind {name}", name=name),
                    found[name].at,
                    say("{name} 90 days ago", name=name),
                )
        return Window(found.get("since"), found.get("until")) if found else None

    def _of_field(self, at: int) -> Node:
        """Read a field and what it is compared with."""
        subject = self._subject(at)
        operator = self.scan.operator()
        if operator:
            return self._compared(subject, operator)
        if self.scan.take_word(_EMPTY):
            return Not(Empty(subject)) if self.scan.take_word(scan.NOT) else Empty(subject)
        if self.scan.take_word(_FULL):
            return Not(Empty(subject))
        if self.scan.take_word(("is",)):
            return self._is(subject)
        negated = self.scan.take_word(scan.NOT)
        found: Node | None = None
        if self.scan.take_word(("in",)):
            found = self._in(subject)
        elif self.scan.take_word(("between",)):
            found = self._between(subject)
        if found is None:
            raise self._compares_nothing(at)
        return Not(found) if negated else found

    def _subject(self, at: int) -> Subject:
        if self.scan.quoted():
            name = self.scan.value().text.strip()
        else:
            words: list[str] = []
            if self.scan.compares(1):
                words.append(self.scan.word())
            while not self.scan.compares() and self.scan.peek():
                word = self.scan.peek()
                if word in JOINS or (words and (word in _TESTS or self._negates(word))):
                    break
                words.append(self.scan.word())
            name = " ".join(words)
        if not name:
            rest = excerpt(self.scan.text[at:])
            raise FilterError(say('expected a field, not "{rest}"', rest=rest), at, _EXAMPLE)
        return Subject(name, at, self._window(_TESTS | scan.NOT))

    def _negates(self, word: str) -> bool:
        return word in scan.NOT and self.scan.peek(1) in ("in", "between")

    def _compares_nothing(self, at: int) -> FilterError:
        """Return the error for words without a comparison; maybe they belong to the value before."""
        text = self.scan.text
        self.scan.value()
        said = text[at : self.scan.at].strip() or text[at:].strip()
        hint = _EXAMPLE
        before = _BEFORE.search(text[:at])
        if before is not None:
            field, value, join = before.groups()
            hint = say(
                'put one text in quotes: {field} = "{value} {join} {said}"',
                field=field,
                value=value,
                join=join,
                said=said,
            )
            if scan.key(join) in scan.OR:
                hint = say("{field} in ({value}, {said})", field=field, value=value, said=said)
        return FilterError(say('"{excerpt}" compares nothing', excerpt=excerpt(said)), at, excerpt(hint, 200))

    def _compared(self, subject: Subject, operator: str) -> Node:
        value = self._value()
        if not value.text.strip():
            if operator not in ("=", "!="):
                raise FilterError(
                    say("expected a value behind {operator}", operator=operator), value.at, _EXAMPLE
                )
            return Empty(subject) if operator == "=" else Not(Empty(subject))
        if operator in ("!=", "!~"):
            return Not(Compare(subject, operator.replace("!", "") if operator == "!~" else "=", (value,)))
        return Compare(subject, operator, (value,))

    def _value(self, stops: Collection[str] = JOINS, marks: str = "") -> Literal:
        """Read a value; without quotes it must not hold what looks like another condition.

        Raises:
            FilterError: it does: the filter would find nothing, and nobody would know why.
        """
        value = self.scan.value(stops, marks)
        found = None if value.quoted or "://" in value.text else _JOINED.search(value.text)
        if found is None:
            return value
        which = found.lastindex or 0
        hint = "write and between conditions, or put the value in quotes"
        if "|" in found[which]:
            hint = "write or between conditions, or put the value in quotes"
        fact = say('"{mark}" joins no conditions', mark=found[which])
        raise FilterError(fact, value.at + found.start(which), hint)

    def _is(self, subject: Subject) -> Node:
        negated = self.scan.take_word(scan.NOT)
        found: Node
        if self.scan.take_word(_EMPTY):
            found = Empty(subject)
        else:
            value = self._value()
            if not value.text.strip():
                raise FilterError(
                    "expected empty, or a value, behind is",
                    value.at,
                    say("{name} is empty", name=subject.name),
                )
            found = Compare(subject, "=", (value,))
        return Not(found) if negated else found

    def _in(self, subject: Subject) -> Node:
        """Read the values of in, parted by commas or semicolons; a single one needs no bracket."""
        begun = self.scan.blanks()
        if not self.scan.take("("):
            value = self._value()
            if not value.text.strip():
                raise FilterError("expected ( behind in", begun, say("{name} in (a, b)", name=subject.name))
            return Compare(subject, "=", (value,))
        values: list[Literal] = []
        while True:
            value = self._value((), ",;")
            if not value.text.strip():
                raise FilterError("expected a value", value.at, say("{name} in (a, b)", name=subject.name))
            values.append(value)
            if self.scan.take(")"):
                return Compare(subject, "in", tuple(values))
            if not (self.scan.take(",") or self.scan.take(";")):
                raise FilterError(
                    'the bracket "(" is not closed', begun, say("{name} in (a, b)", name=subject.name)
                )

    def _between(self, subject: Subject) -> Node:
        low = self._value(scan.AND)
        hint = say("{name} between 1 and 5", name=subject.name)
        if not low.text.strip() or not self.scan.take_word(scan.AND):
            raise FilterError("expected between two values", low.at, hint)
        high = self._value()
        if not high.text.strip():
            raise FilterError("expected a second value behind and", high.at, hint)
        return Compare(subject, "between", (low, high))
