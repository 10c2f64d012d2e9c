"""What the models of ``report clv`` found, figure by figure, so that a script can read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.domain.reports.value.clv_rows import ParameterRow
from crmcli.domain.reports.value.clv_valued import correlation
from crmcli.domain.reports.value.fitting import shown
from crmcli.said import say

if TYPE_CHECKING:
    from crmcli.domain.reports.value.clv_valued import Valued
    from crmcli.domain.reports.value.fitting import Fit

BUYING, SPENDING = "BG/NBD", "Gamma-Gamma"
LIKELIHOOD = say("log-likelihood")
_ABOUT = {
    "r": say("shape of how the purchase rates of customers spread"),
    "alpha": say("their scale, in weeks"),
    "a": say("how often customers stop after a purchase, a / (a + b) on average"),
    "b": say("how often they go on"),
    "p": say("shape of how a customer's purchases vary"),
    "q": say("shape of how customers' means spread"),
    "v": say("their scale, in whole units of the currency"),
}


def parameter_rows(one: Valued) -> list[ParameterRow]:
    """Return the figures of both models; those of Gamma-Gamma where there is one."""
    model = one.model
    if model is None:
        return []
    every = one.statistics
    again = [each for each in every if each.x]
    rows = [
        *_fit(BUYING, model.buying),
        _row(BUYING, say("customers"), len(every), say("buyers it is fitted on")),
        _row(BUYING, say("repeat customers"), len(again), say("of them, those with a repeat purchase")),
        _row(BUYING, say("repeat purchases"), sum(each.x for each in again), say("theirs")),
    ]
    if model.spending is None or model.amounts is None:
        return rows
    mean = model.amounts.mean
    related = correlation(every)
    return [
        *rows,
        *_fit(SPENDING, model.spending),
        _row(
            SPENDING,
            say("customers"),
            sum(each.known > 0 and each.money > 0 for each in every),
            say("repeat buyers it is fitted on"),
        ),
        _row(
            SPENDING,
            say("mean"),
            None if mean is None else shown(mean),
            say("p v / (q - 1): a purchase of anybody"),
        ),
        _row(
            SPENDING,
            say("correlation"),
            None if related is None else shown(related),
            say("of repeat purchases and their mean; the model takes it as none"),
        ),
    ]


def _fit(model: str, fit: Fit) -> list[ParameterRow]:
    rows = [
        _row(model, name, shown(value), _ABOUT[name], None if error is None else shown(error))
        for name, value, error in zip(fit.names, fit.values, fit.errors, strict=True)
    ]
    return [
        *rows,
        _row(model, LIKELIHOOD, round(fit.likelihood, 3), say("at these parameters, the most it can be")),
    ]


def _row(model: str, name: str, value: float | None, about: str, error: float | None = None) -> ParameterRow:
    return ParameterRow(f"{model} {name}", model, name, None if value is None else float(value), error, about)
