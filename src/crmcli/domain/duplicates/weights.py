"""What each level of agreement is worth, learnt from the store itself without any labels.

The model is that of Fellegi and Sunter (1969): for each field, ``m`` is the probability of a level among
pairs that are the same, ``u`` among pairs that are not; a level adds ``ln(m / u)`` to the log-odds. Both are
estimated by expectation maximisation (Winkler 1988), with priors that count as a few pairs: a small
store is judged by the priors, a large one by itself. Equality is weighed by how rare the value is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import exp, log
from typing import TYPE_CHECKING, NamedTuple

from crmcli.domain.duplicates.levels import ALIAS, APART, DIFFER, EXACT, FAR, FIELDS, MISSING, NEAR, Pattern
from crmcli.domain.duplicates.priors import field_names, prior_of
from crmcli.domain.duplicates.rarity import BASE

if TYPE_CHECKING:
    from crmcli.domain.duplicates.priors import Prior


_TRUST_M = 30  # pairs that the prior of m counts as
_CAUTION = 0.05  # and of the pairs it is learnt from, since the surest pairs teach
_TRUST_U = 500  # pairs that the prior of u counts as
_TRUST_SHARE = 5  # pairs that the prior of the share of matches counts as
_LEAST_SHARE = 0.5  # of the usual share of matches: pairs of which little is known never teach
_ROUNDS = 12
_MOST_DIFFERENT = 3.0  # m of DIFFER is at most this many times its prior: strangers never become kin
# Where a household or an office is: shared by people who are not the same.
_PLACE = frozenset(("phone", "domain", "street", "number", "city", "district", "region", "postal", "company"))
_PLACE_CAP = 7.0  # log-odds that a place gives at most when names say otherwise
_NAMES = 3  # levels at the head of a pattern that are of names
_OF_KIN = frozenset((FIELDS.index("mail"), FIELDS.index("born")))  # what twins or branches share besides
_TAX = FIELDS.index("tax")
_TEACHES = 0.9  # probability from which a pair is learnt from: namesakes never teach


class Model(NamedTuple):
    """What levels are worth: ``tables[field][level]`` in log-odds, and the log-odds of any two records."""

    prior: float
    tables: tuple[Mapping[int, float], ...]
    places: tuple[bool, ...]

    def log_odds(self, pattern: Pattern) -> float:
        """Return the log-odds that a pair of this pattern is the same."""
        total, place, names = self.prior, 0.0, 0.0
        apart = APART in pattern[:_NAMES]
        for at, level in enumerate(pattern):
            if level:
                if self.places[at] or (apart and at in _OF_KIN):
                    place += self.tables[at][level]
                elif at < _NAMES:
                    names += self.tables[at][level]
                else:
                    total += self.tables[at][level]
        if apart:
            return total - self.prior + min(self.prior + place + names, 0.0)
        if pattern[_TAX : _TAX + 1] == (DIFFER,):
            names = min(names, -self.prior)  # namesakes, whatever their name
        differ = pattern[:_NAMES].count(DIFFER)
        if differ:
            place = min(place, _PLACE_CAP)
            # Half of the name is another: a family, or two firms of one owner, as likely as one party.
            if differ * 2 >= _NAMES - pattern[:_NAMES].count(MISSING):
                return total - self.prior + min(self.prior + place + names, 0.0)
        return total + place + names

    def probability(self, pattern: Pattern) -> float:
        """Return the probability that a pair of this pattern is the same."""
        return probability(self.log_odds(pattern))


def probability(log_odds: float) -> float:
    """Return the probability of log-odds."""
    return 1 / (1 + exp(-max(-700.0, min(700.0, log_odds))))


def usual_share(records: int) -> float:
    """Return the share of pairs that are the same where nothing else is known: one record in ten."""
    return min(0.02, 0.1 / max(1, records))


_MOST_RARE = 40


def model(
    fields: Sequence[str],
    m: Sequence[Mapping[int, float]],
    u: Sequence[Mapping[int, float]],
    share: float,
) -> Model:
    """Return the model of given probabilities."""
    tables = []
    for place in range(len(fields)):
        table = {level: log(m[place][level] / u[place][level]) for level in (DIFFER, FAR, NEAR, ALIAS)}
        exact = log(m[place][EXACT])
        table[APART] = table[DIFFER]
        for rare in range(_MOST_RARE):
            table[EXACT + rare] = max(0.0, exact + rare * log(BASE))
        tables.append(table)
    places = tuple(field in _PLACE for field in fields)
    return Model(log(share / (1 - share)), tuple(tables), places)


def usual_model(records: int, customs: int) -> Model:
    """Return the model of the priors alone."""
    fields = field_names(customs)
    priors = [prior_of(field) for field in fields]
    return model(fields, [one.m for one in priors], [one.u for one in priors], usual_share(records))


class Evidence(NamedTuple):
    """What is learnt from: patterns of the pairs worth comparing, and of pairs taken at random."""

    near: Mapping[Pattern, int]
    random: Mapping[Pattern, int]
    records: int
    pairs: int  # of which ``near`` are the ones worth comparing


def learn(evidence: Evidence, customs: int) -> Model:
    """Estimate the model by expectation maximisation, in a fixed number of rounds."""
    fields = field_names(customs)
    priors = [prior_of(field) for field in fields]
    current = usual_model(evidence.records, customs)
    pairs = max(1, evidence.pairs)
    usual = usual_share(evidence.records)
    for _ in range(_ROUNDS):
        same, total = _counted(evidence.near, current, fields, same=True)
        other, _rest = _counted(evidence.random, current, fields, same=False)
        m = [_m(prior, counts) for prior, counts in zip(priors, same, strict=True)]
        u = [_u(prior, counts) for prior, counts in zip(priors, other, strict=True)]
        share = (total + _TRUST_SHARE) / (pairs + _TRUST_SHARE / usual)
        current = model(fields, m, u, min(0.5, max(share, _LEAST_SHARE * usual)))
    return current


def _counted(
    patterns: Mapping[Pattern, int], current: Model, fields: Sequence[str], *, same: bool
) -> tuple[list[dict[int, float]], float]:
    """Return level -> expected pairs that are the same (or are not), for each field, and all of them."""
    counts = [dict.fromkeys((DIFFER, FAR, NEAR, ALIAS, EXACT), 0.0) for _ in fields]
    total = 0.0
    for pattern, times in patterns.items():
        chance = current.probability(pattern)
        weight = times * (chance if same else 1 - chance)
        if weight < 1e-6 or (same and (pattern[0] == DIFFER or chance < _TEACHES)):
            continue
        total += weight
        for table, level in zip(counts, pattern, strict=False):
            if level != MISSING:
                table[max(DIFFER, min(level, EXACT))] += weight
    return counts, total


def _m(prior: Prior, counts: Mapping[int, float]) -> dict[int, float]:
    seen = sum(counts.values())
    trust = _TRUST_M + _CAUTION * seen
    found = {level: (counts[level] + trust * share) / (seen + trust) for level, share in prior.m.items()}
    found[DIFFER] = min(found[DIFFER], _MOST_DIFFERENT * prior.m[DIFFER])
    return found


def _u(prior: Prior, counts: Mapping[int, float]) -> dict[int, float]:
    """Return u by level; a level never met is not taken for rarer than one in twice the sample."""
    total = sum(counts.values())
    found = {}
    for level, share in prior.u.items():
        smooth = (counts[level] + _TRUST_U * share) / (total + _TRUST_U)
        found[level] = max(smooth, min(share, 0.5 / (total + 1)))
    return found
