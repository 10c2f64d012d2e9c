"""``report crosssell``: who buys one thing buys what else, with counts and the odds of chance.

Rules (the default) are told over orders, item-item likeness over customers; ``--basket`` says otherwise.
Support, confidence, lift and the search are in ``rules_mined``, likeness in ``affinities``, the
probability of chance and its correction in ``fisher``, what a basket is in ``market_baskets``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.reports import affinities, figures
from crmcli.domain.reports.groups import cut
from crmcli.domain.reports.next_steps import market_baskets as store
from crmcli.domain.reports.next_steps import rules_mined as mined
from crmcli.domain.reports.next_steps.crosssell_rows import PairRow, RuleRow
from crmcli.domain.reports.scope import Asked, chosen
from crmcli.domain.results import Report
from crmcli.errors import UsageError
from crmcli.said import listed, named, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.pictures import Picture
    from crmcli.domain.reports.affinities import Pair
    from crmcli.domain.reports.next_steps.market_baskets import Baskets, Holders
    from crmcli.domain.reports.next_steps.rules_mined import Rule
    from crmcli.domain.results import Listing
    from crmcli.sql import Reader

BY = store.ITEMS
MEASURES = ("rules", "items")
SUPPORT, CONFIDENCE = "0.006", "0.25"
COUNT, ITEMS, CUSTOMERS = 5, 4, 3
"""Baskets with both, things in a rule, and different customers behind it: the floor and the ceiling."""
UNSURE = 0.05
FEW = 50
"""Fewer baskets than this say little, and the report says that."""


@frozen
class Request(Asked):
    """``measure`` rules or items, ``basket`` order or customer; thresholds as people write them."""

    measure: str | None = None
    basket: str | None = None
    min_support: str | None = None
    min_confidence: str | None = None
    min_count: int | None = None
    max_items: int | None = None


ROWS = (RuleRow, PairRow)


def report(db: Reader, request: Request) -> Report[Any]:
    """Find what is bought together: rules by lift, or pairs by likeness, the highest first.

    Equals stand by counts, then by name. What rests on fewer than three customers is left out.

    Raises:
        UsageError: a threshold or a word is none.
        Refused: thresholds so low that there is no end of rules.
    """
    by = chosen("crosssell", request.by or BY[0], BY)
    rules = measure_of(request) == "rules"
    basket = basket_of(request)
    found = store.fetch(db, request, by, basket)
    told = _told(found, basket)
    if rules:
        least = least_of(request)
        every = mined.rules(found.baskets, least)
        holders = store.Holders(found, {item for one in every for item in (*one.left, one.right)})
        made: list[Any] = [rule_row(found, one, holders) for one in every]
        tests = every[0].tests if every else 0
        thresholds = say(
            "support {min_support}, confidence {min_confidence}",
            min_support=request.min_support or SUPPORT,
            min_confidence=request.min_confidence or CONFIDENCE,
        )
    else:
        pairs = affinities.similar(found.baskets, enough_of(request, len(found.baskets)))
        holders = store.Holders(found, {item for one in pairs for item in one[:2]})
        made = [pair_row(found, one, holders) for one in pairs]
        tests = len(pairs)
        thresholds = say("at least {count_of} together", count_of=count_of(request))
    kept = [row for row in made if row.customers is None or row.customers >= CUSTOMERS]
    rows, cut_off = cut(kept, request.limit, "rule" if rules else "pair")
    notes = (
        *cut_off,
        *told,
        *((say("p is corrected for the {tests:,} tried (Holm)", tests=tests),) if tests else ()),
        *figures.left_out(
            len(made) - len(kept),
            "rule" if rules else "pair",
            say("of fewer than {customers} customers left out", customers=CUSTOMERS),
        ),
        *_unsure(rows, rules=rules),
        *((say("there are no amounts here: --currency changes nothing"),) if request.currency else ()),
        *found.notes,
    )
    return Report(
        "crosssell",
        RuleRow if rules else PairRow,
        rows,
        say("What is bought together, by {by}{span}", by=named(by, "column"), span=request.span),
        request.as_of,
        pictures=_pictures(rows, rules=rules),
        empty=say(
            "nothing is bought together often enough ({thresholds}, {count_of} times at least)",
            thresholds=thresholds,
            count_of=count_of(request),
        ),
        notes=notes,
    )


def measure_of(request: Request) -> str:
    """Return rules or items.

    Raises:
        UsageError: it is neither.
    """
    return _one_of("--measure", request.measure or "rules", MEASURES)


def basket_of(request: Request) -> str:
    """Return what a basket is: the order for rules and the customer for items when nobody says.

    Raises:
        UsageError: it is neither.
    """
    usual = "order" if measure_of(request) == "rules" else "customer"
    return _one_of("--basket", request.basket or usual, store.BASKETS)


def _one_of(option: str, word: str, words: Sequence[str]) -> str:
    if word in words:
        return word
    raise UsageError(
        say('{option} "{word}" is not {words}', option=option, word=word, words=listed(words, say(" or "))),
        f"crm report crosssell {option} {words[0]}",
    )


def count_of(request: Request) -> int:
    """Return how many baskets must hold both.

    Raises:
        UsageError: fewer than one.
    """
    return _whole("--min-count", request.min_count, COUNT, 1)


def least_of(request: Request) -> mined.Least:
    """Return what a rule must reach.

    Raises:
        UsageError: a threshold is none.
    """
    return mined.Least(
        mined.share_of(request.min_support or SUPPORT, "--min-support"),
        mined.share_of(request.min_confidence or CONFIDENCE, "--min-confidence"),
        count_of(request),
        _whole("--max-items", request.max_items, ITEMS, 2),
    )


def enough_of(request: Request, baskets: int) -> Any:
    """Return the test of how many baskets are enough for a pair."""
    least = least_of(request)
    if request.min_support is None:
        return lambda count: count >= least.together
    return lambda count: count >= least.together and least.support.reached(count, baskets)


def _whole(option: str, given: int | None, usual: int, least: int) -> int:
    if given is None:
        return usual
    if given < least:
        raise UsageError(
            say("{option} {given} is below {least}", option=option, given=given, least=least),
            f"crm report crosssell {option} {usual}",
        )
    return given


def rule_row(found: Baskets, one: Rule, holders: Holders) -> RuleRow:
    """Return the row of a rule."""
    left = tuple(found.items[item].name for item in one.left)
    right = found.items[one.right].name
    return RuleRow(
        rule=f"{' + '.join(left)} -> {right}",
        both=one.both,
        of=one.lefts,
        confidence=one.confidence,
        lift=one.lift,
        support=one.support,
        p=one.p,
        customers=holders.customers((*one.left, one.right)),
        bought=left,
        also=right,
        also_in=one.rights,
        baskets=one.baskets,
    )


def pair_row(found: Baskets, one: Pair, holders: Holders) -> PairRow:
    """Return the row of a pair."""
    first, second = found.items[one.one].name, found.items[one.other].name
    return PairRow(
        pair=f"{first} + {second}",
        cosine=one.cosine,
        jaccard=one.jaccard,
        both=one.both,
        of=one.ones,
        also_in=one.others,
        lift=one.lift,
        p=one.p,
        customers=holders.customers((one.one, one.other)),
        bought=first,
        also=second,
        baskets=one.baskets,
    )


def _told(found: Baskets, basket: str) -> tuple[str, ...]:
    """Return what was counted in words, and whether that is much."""
    count = len(found.baskets)
    baskets, things = figures.plural(count, "basket"), figures.plural(len(found.items), "thing")
    said = (
        say("{baskets} of an order each, {things} in them", baskets=baskets, things=things)
        if basket == "order"
        else say("{baskets} of all that a customer bought, {things} in them", baskets=baskets, things=things)
    )
    return (
        said,
        *((say("fewer than {few} baskets: too few to rely on", few=FEW),) if 0 < count < FEW else ()),
    )


def _unsure(rows: Sequence[Any], *, rules: bool) -> tuple[str, ...]:
    unsure = sum(row.p > UNSURE for row in rows)
    what = figures.plural(unsure, "rule" if rules else "pair")
    return (say("{what} with p above {unsure} may be chance", what=what, unsure=UNSURE),) if unsure else ()


def _pictures(rows: Sequence[Any], *, rules: bool) -> tuple[Picture, ...]:
    from crmcli.domain.reports.next_steps.crosssell_pictures import pictures

    return pictures(rows, rules=rules)


def explain(db: Reader, request: Request, row: Any) -> tuple[Listing[Any], ...]:
    """Return how the figures of a rule or a pair are made, and the baskets that hold all of it."""
    from crmcli.domain.reports.next_steps.crosssell_behind import behind

    return behind(db, request, row)
