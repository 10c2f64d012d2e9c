"""Forecast CDNOW's last 39 weeks from its first 39 by BG/NBD and Gamma-Gamma, beside what happened.

Calibrates to 30 September 1997 and states, by how often customers had bought again, the purchases that were
expected and made, and over all: the error of the total, of a customer, how many kept within their interval,
the money; beside two plain rules, "as often as before" and "as often as all did".

    .venv/bin/python benchmarks/backtest_clv.py [DATA]
"""

import csv
import sys
from datetime import date
from math import fsum, sqrt
from pathlib import Path
from typing import NamedTuple

from crmcli.domain.reports.value import lifetime
from crmcli.domain.reports.value.lifetime import Horizon
from crmcli.domain.reports.value.occasions import History
from crmcli.domain.reports.value.purchase_statistics import Statistic, statistic

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data"
END, LAST = date(1997, 9, 30), date(1998, 6, 30)
WEEKS = 39.0
MOST = 7


class Outcome(NamedTuple):
    """A customer's statistic, what was expected of it, and what it did in the weeks after."""

    statistic: Statistic
    worth: lifetime.Worth
    made: int
    spent: int


def histories(path: Path) -> dict[str, dict[int, int]]:
    """Return by customer the days (ordinals) of purchases and what they brought, in minor units."""
    found: dict[str, dict[int, int]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            days = found.setdefault(row["customer_id"], {})
            day = date.fromisoformat(row["date"]).toordinal()
            days[day] = days.get(day, 0) + round(float(row["amount"]) * 100)
    return found


def outcomes(path: Path) -> list[Outcome]:
    """Return every customer that had bought by the end of the calibration."""
    end, last = END.toordinal(), LAST.toordinal()
    every: list[tuple[Statistic, int, int]] = []
    for days in histories(path).values():
        before = sorted(day for day in days if day <= end)
        after = [day for day in days if end < day <= last]
        if before:
            one = History(0, before, [days[day] for day in before], len(before))
            every.append((statistic(one, end), len(after), sum(days[day] for day in after)))
    table = lifetime.Table([one for one, _, _ in every])
    model = lifetime.fit([one for one, _, _ in every], table, 100)
    worths = lifetime.worth(model, table, Horizon(WEEKS, 0.0))
    total = lifetime.interval(model, worths)
    if total is not None:
        print(f"money: 80 % interval of the total {total[0] / 100:,.0f} to {total[1] / 100:,.0f}")
    return [Outcome(one, worth, made, spent) for (one, made, spent), worth in zip(every, worths, strict=True)]


def by_class(found: list[Outcome]) -> None:
    """State the expected and the made purchases by repeat purchases before."""
    print("again before   customers   expected each   made each   within the interval")
    for x in range(MOST + 1):
        part = [one for one in found if min(one.statistic.x, MOST) == x]
        expected, made = (
            fsum(one.worth.expected for one in part) / len(part),
            sum(one.made for one in part) / len(part),
        )
        name = f"{x}+" if x == MOST else f"{x}"
        print(f"{name:>12} {len(part):11,} {expected:15.3f} {made:11.3f} {kept(part):20.1%}")


def kept(part: list[Outcome]) -> float:
    """Return the share of customers that bought as often as their interval says."""
    inside = [(one.worth.least or 0) <= one.made <= (one.worth.most or 0) for one in part]
    return sum(inside) / len(inside)


def main() -> int:
    """State how good the forecast was."""
    path = (Path(sys.argv[1]) if len(sys.argv) > 1 else DATA) / "clv" / "cdnow_sample_orders.csv"
    found = outcomes(path)
    by_class(found)
    expected, made = fsum(one.worth.expected for one in found), sum(one.made for one in found)
    print(f"purchases: {expected:,.0f} expected, {made:,} made ({expected / made - 1:+.1%})")
    money, spent = fsum(one.worth.value or 0.0 for one in found) / 100, sum(one.spent for one in found) / 100
    print(f"money: {money:,.0f} expected, {spent:,.0f} spent ({money / spent - 1:+.1%})")
    print(f"within the 80 % interval: {kept(found):.1%} of customers")
    all_rate = sum(one.statistic.x for one in found) / fsum(one.statistic.age / 7 for one in found)
    rules = {
        "BG/NBD": [one.worth.expected for one in found],
        "as often as before": [one.statistic.x / max(one.statistic.age / 7, 1) * WEEKS for one in found],
        "as often as all did": [all_rate * WEEKS for _ in found],
    }
    print("rule                   total   mean error   root mean square error   correlation")
    actual = [one.made for one in found]
    for name, guesses in rules.items():
        away = [guess - each for guess, each in zip(guesses, actual, strict=True)]
        square = sqrt(fsum(each * each for each in away) / len(away))
        mean = fsum(map(abs, away)) / len(away)
        related = correlation(guesses, actual)
        print(f"{name:20} {fsum(guesses):7,.0f} {mean:12.3f} {square:24.3f} {related:13.3f}")
    top = sorted(found, key=lambda one: -(one.worth.value or 0.0))[: len(found) // 10]
    best = sorted(found, key=lambda one: -one.spent)[: len(found) // 10]
    share, most = (sum(one.spent for one in part) / 100 / spent for part in (top, best))
    print(f"the tenth valued most spent {share:.1%} of the money; the best tenth, known after, {most:.1%}")
    return 0


def correlation(one: list[float], other: list[int]) -> float:
    """Return Pearson's correlation, 0 where one does not vary."""
    x_mean, y_mean = fsum(one) / len(one), sum(other) / len(other)
    xx = fsum((x - x_mean) ** 2 for x in one)
    yy = fsum((y - y_mean) ** 2 for y in other)
    xy = fsum((x - x_mean) * (y - y_mean) for x, y in zip(one, other, strict=True))
    return xy / sqrt(xx * yy) if xx > 1e-12 else 0.0


if __name__ == "__main__":
    sys.exit(main())
