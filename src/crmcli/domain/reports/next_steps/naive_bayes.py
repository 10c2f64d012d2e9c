"""Naive Bayes over traits: how much each speaks for one of two outcomes, learned from counts.

The weight of a trait's value is the logarithm of how much more frequent it is among those that came off
than among those that did not, with Laplace's one added to each count (P. S. Laplace, 1814; as in T. M.
Mitchell, Machine Learning, 1997, 6.9). Weights of a record add up with the log odds of all records. Traits
that say the same thing are counted twice by this, so the sum is put right by a straight line fitted to the
outcomes of records that the weights were not learned from (J. Platt, Probabilistic Outputs for Support
Vector Machines, 1999, section 2.2). A trait that is not known says nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from math import exp, fsum, log, log1p
from typing import TYPE_CHECKING, NamedTuple

from crmcli.domain.reports.fisher import rounded
from crmcli.said import named

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

OTHER = named("other", "value")
RARE = 5
"""A value of fewer records than this counts as ``other``."""
FOLDS = 10
_STEPS, _NEAR, _TINY = 100, 1e-10, 1e-12


class Example(NamedTuple):
    """A record whose outcome is known: trait -> value, and whether it came off."""

    traits: Mapping[str, str]
    good: bool


class Seen(NamedTuple):
    """How often a value occurred among those that came off and among the others."""

    good: int
    bad: int

    @property
    def rate(self) -> float:
        """Share that came off."""
        return self.good / (self.good + self.bad)


class Line(NamedTuple):
    """What turns a sum of weights into log odds: ``at`` + ``slope`` x sum."""

    at: float = 0.0
    slope: float = 1.0


class Learned(NamedTuple):
    """Counts by trait and value, those of all, and the line; values too rare are together as ``other``."""

    seen: Mapping[str, Mapping[str, Seen]]
    whole: Seen
    line: Line = Line()

    def value(self, trait: str, value: str) -> str | None:
        """Return what a value counts as: itself, ``other``, or None where nothing like it was seen."""
        known = self.seen.get(trait, {})
        return value if value in known else OTHER if OTHER in known else None

    def raw(self, trait: str, value: str) -> float:
        """Return the weight of a value that was seen, before the line."""
        known = self.seen[trait]
        seen, kinds = known[value], len(known)
        good = sum(one.good for one in known.values())
        bad = sum(one.bad for one in known.values())
        return log((seen.good + 1) / (good + kinds)) - log((seen.bad + 1) / (bad + kinds))

    def weights(self, traits: Mapping[str, str]) -> dict[str, float]:
        """Return trait -> log odds it adds; traits that say nothing are left out."""
        found = {}
        for trait, value in traits.items():
            meant = self.value(trait, value)
            if meant is not None and len(self.seen[trait]) > 1:
                found[trait] = self.line.slope * self.raw(trait, meant)
        return found

    @property
    def base(self) -> float:
        """Log odds of a record of which nothing is known."""
        return self.line.at + self.line.slope * log(self.whole.good / self.whole.bad)

    def odds(self, traits: Mapping[str, str]) -> float:
        """Return the log odds of a record."""
        return fsum(sorted([self.base, *self.weights(traits).values()]))


def probability(odds: float) -> float:
    """Return the probability of log odds, 0..1."""
    return 1 / (1 + exp(-odds)) if odds >= 0 else exp(odds) / (1 + exp(odds))


def learn(examples: Sequence[Example], line: Line | None = None) -> Learned:
    """Return what examples teach; there must be some of either outcome."""
    counts: dict[str, dict[str, list[int]]] = {}
    for one in examples:
        for trait, value in one.traits.items():
            pair = counts.setdefault(trait, {}).setdefault(value, [0, 0])
            pair[0 if one.good else 1] += 1
    good = sum(one.good for one in examples)
    seen = {trait: _pooled(counts[trait]) for trait in sorted(counts)}
    return Learned(seen, Seen(good, len(examples) - good), line or Line())


def _pooled(values: Mapping[str, Sequence[int]]) -> dict[str, Seen]:
    """Return the counts with rare values together."""
    found: dict[str, Seen] = {}
    others = Seen(0, 0)
    for value in sorted(values):
        one = Seen(*values[value])
        if sum(one) < RARE and value != OTHER:
            others = Seen(others.good + one.good, others.bad + one.bad)
        else:
            found[value] = one
    if sum(others):
        own = found.get(OTHER, Seen(0, 0))
        found[OTHER] = Seen(own.good + others.good, own.bad + others.bad)
    return found


def folds(examples: Sequence[Example]) -> list[int]:
    """Return the fold of each example, 0 to 9; each fold has its share of either outcome.

    They are dealt out by a digest of what they are, so never by the order they come in, and not by their
    traits either: folds that are as alike in traits as can be would make the outcome look known.
    """
    from hashlib import sha256

    told = [repr((one.good, sorted(one.traits.items()))) for one in examples]
    same: Counter[str] = Counter()
    digests = []
    for text in told:
        same[text] += 1
        digests.append(sha256(f"{same[text]} {text}".encode()).digest())
    found = [0] * len(examples)
    for good in (True, False):
        places = [place for place, one in enumerate(examples) if one.good is good]
        for number, place in enumerate(sorted(places, key=digests.__getitem__)):
            found[place] = number % FOLDS
    return found


def held_out(examples: Sequence[Example]) -> list[float]:
    """Return the log odds of each example, learned without its fold, before any line."""
    parts = folds(examples)
    found = [0.0] * len(examples)
    for fold in sorted(set(parts)):
        rest = [one for one, part in zip(examples, parts, strict=True) if part != fold]
        learned = learn(rest)
        for place, (one, part) in enumerate(zip(examples, parts, strict=True)):
            if part == fold:
                found[place] = learned.odds(one.traits)
    return found


def fitted(examples: Sequence[Example]) -> Learned:
    """Return what examples teach, put right by the line."""
    return learn(examples, line_through(held_out(examples), [one.good for one in examples]))


def honest(examples: Sequence[Example]) -> list[float]:
    """Return the probability of each example by weights and a line that both never saw it."""
    odds = held_out(examples)
    parts = folds(examples)
    lines = {}
    for fold in sorted(set(parts)):
        rest = [place for place, part in enumerate(parts) if part != fold]
        lines[fold] = line_through([odds[n] for n in rest], [examples[n].good for n in rest])
    return [
        probability(lines[part].at + lines[part].slope * one) for one, part in zip(odds, parts, strict=True)
    ]


def line_through(odds: Sequence[float], good: Iterable[bool]) -> Line:
    """Return the line from sums to log odds by maximum likelihood, 6 significant digits.

    Outcomes are moved off 0 and 1 as Platt does, so that there always is a finite line; a slope below
    zero (the weights say nothing) becomes none at all.
    """
    pairs = sorted(zip(odds, good, strict=True))
    many = sum(came for _, came in pairs)
    high, low = (many + 1) / (many + 2), 1 / (len(pairs) - many + 2)
    aims = [(x, high if came else low) for x, came in pairs]
    at, slope = log((many + 1) / (len(pairs) - many + 1)), 0.0
    loss = _loss(aims, at, slope)
    for _ in range(_STEPS):
        one, other = _newton(aims, at, slope)
        part = 1.0
        while part > _NEAR:
            better = _loss(aims, at + part * one, slope + part * other)
            if better < loss:
                break
            part /= 2
        else:
            break
        at, slope, loss = at + part * one, slope + part * other, better
    if slope <= 0:
        return Line(rounded(log(many / (len(pairs) - many))), 0.0)
    return Line(rounded(at), rounded(slope))


def _loss(aims: Sequence[tuple[float, float]], at: float, slope: float) -> float:
    """Return the negative log likelihood of a line; what is to come out at each sum is 0..1."""
    return fsum(max(z, 0.0) + log1p(exp(-abs(z))) - aim * z for x, aim in aims for z in (at + slope * x,))


def _newton(aims: Sequence[tuple[float, float]], at: float, slope: float) -> tuple[float, float]:
    """Return Newton's step from a line (H.-T. Lin et al., A note on Platt's probabilistic outputs, 2007)."""
    chances = [probability(at + slope * x) for x, _ in aims]
    a = fsum(aim - p for (_, aim), p in zip(aims, chances, strict=True))
    b = fsum((aim - p) * x for (x, aim), p in zip(aims, chances, strict=True))
    aa = _TINY + fsum(p * (1 - p) for p in chances)
    ab = fsum(p * (1 - p) * x for (x, _), p in zip(aims, chances, strict=True))
    bb = _TINY + fsum(p * (1 - p) * x * x for (x, _), p in zip(aims, chances, strict=True))
    whole = aa * bb - ab * ab
    return (bb * a - ab * b) / whole, (aa * b - ab * a) / whole


def brier(chances: Sequence[float], good: Sequence[bool]) -> float:
    """Return the mean squared distance of probability and outcome: 0 is best (G. W. Brier, 1950)."""
    return fsum(sorted((p - came) ** 2 for p, came in zip(chances, good, strict=True))) / len(chances)


def auc(chances: Sequence[float], good: Sequence[bool]) -> float | None:
    """Return the probability that one that came off stands above one that did not, ties half; None for none.

    It is the Mann-Whitney statistic divided by the number of pairs (Hanley, McNeil, Radiology 143, 1982).
    """
    at: dict[float, list[int]] = {}
    for p, came in zip(chances, good, strict=True):
        at.setdefault(p, [0, 0])[came] += 1
    pairs = Counter(good)
    if not pairs[True] or not pairs[False]:
        return None
    below = twice = 0
    for p in sorted(at):
        bad, many = at[p]
        twice += many * (2 * below + bad)
        below += bad
    return twice / (2 * pairs[True] * pairs[False])
