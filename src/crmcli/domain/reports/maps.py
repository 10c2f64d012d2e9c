"""Maps from scores to segments: the standard one, and others from TOML.

A map is a list of rules; a rule names a segment and the ranges of R, F and M that it holds for.
The standard kind gives each combination of scores to exactly one rule, and is refused otherwise.
With ``rule = "first"`` the first rule that holds wins, and the rest is ``others``.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from crmcli.errors import UsageError
from crmcli.said import listed, say

SCORES = range(1, 6)
Scores = tuple[int, int, int]
Span = tuple[int, int]
WHOLE: Span = (1, 5)
EVERY: tuple[Scores, ...] = tuple((r, f, m) for r in SCORES for f in SCORES for m in SCORES)
STYLES = ("", "green", "cyan", "blue", "yellow", "red", "magenta")


class Segment(NamedTuple):
    """A segment: its name, its Turkish name, the style it is drawn in."""

    name: str
    turkish: str
    style: str = ""

    def called(self, language: str) -> str:
        """Return its name in a language."""
        return self.turkish if language == "tr" else self.name


class Rule(NamedTuple):
    """The scores that make a segment, both ends included."""

    segment: Segment
    r: Span
    f: Span
    m: Span = WHOLE

    def holds(self, scores: Scores) -> bool:
        """Tell whether scores are within all three ranges."""
        spans = (self.r, self.f, self.m)
        return all(low <= score <= high for score, (low, high) in zip(scores, spans, strict=True))


class SegmentMap(NamedTuple):
    """Every combination of scores and its segment; ``segments`` in the order of the rules."""

    segments: tuple[Segment, ...]
    cells: dict[Scores, Segment]

    def flat(self, r: int, f: int) -> Segment | None:
        """Return the segment of a cell of R and F, None when it hangs on M too."""
        found = {self.cells[r, f, m] for m in SCORES}
        return found.pop() if len(found) == 1 else None


STANDARD = (
    Rule(Segment("Champions", "Şampiyonlar", "green"), (5, 5), (4, 5)),
    Rule(Segment("Loyal", "Sadık", "green"), (3, 4), (4, 5)),
    Rule(Segment("Potential Loyalist", "Sadık Adayı", "cyan"), (4, 5), (2, 3)),
    Rule(Segment("New", "Yeni", "blue"), (5, 5), (1, 1)),
    Rule(Segment("Promising", "Umut Veren", "blue"), (4, 4), (1, 1)),
    Rule(Segment("Need Attention", "İlgi Bekleyen", "yellow"), (3, 3), (3, 3)),
    Rule(Segment("About to Sleep", "Uykuya Dalan", "yellow"), (3, 3), (1, 2)),
    Rule(Segment("At Risk", "Risk Altında", "red"), (1, 2), (3, 4)),
    Rule(Segment("Can't Lose", "Kaybedilmemeli", "magenta"), (1, 2), (5, 5)),
    Rule(Segment("Hibernating", "Kış Uykusunda"), (1, 2), (1, 2)),
)
_KEYS = ("name", "tr", "R", "F", "M", "style")
_TOP = ("segment", "rule", "others")
EXAMPLE = 'segment = [{ name = "Champions", R = "5", F = "4-5" }, ...]'


def every_cell(rules: tuple[Rule, ...]) -> SegmentMap:
    """Return a map in which each combination of scores belongs to exactly one rule.

    Raises:
        UsageError: a combination belongs to none, or to several.
    """
    cells: dict[Scores, Segment] = {}
    for scores in EVERY:
        found = [rule.segment for rule in rules if rule.holds(scores)]
        if len(found) != 1:
            names = [f'"{segment.name}"' for segment in found]
            where = "R{} F{} M{}".format(*scores)
            raise UsageError(
                say("the map gives {where} to {listed}", where=where, listed=listed(names, say(" and ")))
                if found
                else say("the map gives {where} to no segment", where=where),
                'make the ranges meet without a gap, or put rule = "first" at the top',
            )
        cells[scores] = found[0]
    return SegmentMap(_in_order(rules), cells)


def first_rule(rules: tuple[Rule, ...], others: str) -> SegmentMap:
    """Return a map in which the first rule that holds wins; ``others`` is the rest, when there is one."""
    rest = Segment(others, "Diğer" if others == "Others" else others)
    rest = next((rule.segment for rule in rules if rule.segment.name == others), rest)
    cells = {scores: next((rule.segment for rule in rules if rule.holds(scores)), rest) for scores in EVERY}
    segments = _in_order(rules)
    if rest in cells.values() and rest not in segments:
        segments = (*segments, rest)
    return SegmentMap(segments, cells)


def _in_order(rules: tuple[Rule, ...]) -> tuple[Segment, ...]:
    return tuple(dict.fromkeys(rule.segment for rule in rules))


def parse_map(name: str, text: str) -> SegmentMap:
    """Return the map that a TOML text describes.

    ``[[segment]]`` has ``name``, ``R``, ``F``, ``M`` (5, "4-5" or [4, 5]; all scores when left
    out), ``tr`` and ``style``; a name may come again with further ranges.

    Raises:
        UsageError: the text is no map; ``name`` is what messages call it.
    """
    from crmcli.domain.toml_text import parsed

    try:
        found = parsed(text)
    except ValueError as error:
        raise UsageError(say("{name} is no TOML: {error}", name=name, error=error), EXAMPLE) from error
    parts = found.get("segment")
    if not isinstance(parts, list) or not parts or not all(isinstance(part, dict) for part in parts):
        raise UsageError(say("{name} names no segment", name=name), EXAMPLE)
    _known(name, found, _TOP)
    segments: dict[str, Segment] = {}
    rules = tuple(_rule(name, part, segments) for part in parts)
    if found.get("rule", "first") != "first":
        raise UsageError(
            say('{name} has the rule "{rule}"', name=name, rule=found["rule"]), 'rule = "first", or none'
        )
    if "rule" in found:
        return first_rule(rules, str(found.get("others", "Others")))
    return every_cell(rules)


def _known(name: str, table: dict[str, Any], keys: tuple[str, ...]) -> None:
    """Refuse a key that means nothing: ``r = 5`` would be all scores of R."""
    for key in table:
        if key not in keys:
            raise UsageError(
                say('{name} has "{key}", which means nothing', name=name, key=key),
                say("keys are {keys}", keys=", ".join(keys)),
            )


def _rule(name: str, part: dict[str, Any], segments: dict[str, Segment]) -> Rule:
    """Return the rule that a table of a map describes; a segment is what its first table makes it."""
    called = part.get("name")
    if not isinstance(called, str) or not called.strip():
        raise UsageError(say("{name} has a segment without a name", name=name), EXAMPLE)
    _known(name, part, _KEYS)
    style = str(part.get("style", ""))
    if style not in STYLES:
        raise UsageError(
            say('{name} gives "{called}" the style "{style}"', name=name, called=called, style=style),
            say("styles are {styles}", styles=", ".join(STYLES[1:])),
        )
    segment = segments.setdefault(called, Segment(called, str(part.get("tr", called)), style))
    r, f, m = (_span(name, called, measure, part.get(measure, "1-5")) for measure in "RFM")
    return Rule(segment, r, f, m)


def _span(name: str, called: str, measure: str, value: object) -> Span:
    """Return the ends of a range of scores."""
    ends = value if isinstance(value, list) else str(value).split("-")
    try:
        low, high = (int(end) for end in (ends if len(ends) == 2 else ends * 2))
    except (TypeError, ValueError):
        low, high = 0, 0
    if not 1 <= low <= high <= 5:
        message = say(
            '{name} gives "{called}" the scores {measure} = {value!r}',
            name=name,
            called=called,
            measure=measure,
            value=value,
        )
        raise UsageError(message, say('{measure} = "4-5", scores are 1 to 5', measure=measure))
    return low, high
