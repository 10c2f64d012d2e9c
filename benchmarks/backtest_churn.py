"""Tell at a day in the past who leaves, beside who did: the churn rule's precision and recall, and its risk.

Three sets of orders, each cut at a day; who bought nothing in the time after it has left. Flagged is who
``crm report churn`` calls at risk or lost. The risk is judged by its Brier score (0 is best; beside it that
of taking the share who left for everybody) and by how often it ranks one who left above one who came (0.5
is a coin), beside the same of BG/NBD's chance of no purchase.

    .venv/bin/python benchmarks/backtest_churn.py [DATA]
"""

import csv
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from datetime import date
from math import fsum
from pathlib import Path
from typing import NamedTuple

from crmcli.domain.reports.value import bgnbd, leaving, lifetime, purchase_counts
from crmcli.domain.reports.value.leaving import Leaver
from crmcli.domain.reports.value.occasions import History, Occasions
from crmcli.domain.reports.value.purchase_statistics import statistics

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data"
FACTORS = (1.0, 2.0, 3.0, 4.0)


class Data(NamedTuple):
    """A set of orders: its file, columns of customer and day, until when it is known, when it ends."""

    name: str
    path: str
    customer: str
    day: str
    until: date
    last: date


ONLINE = "cohort/online_cohorts_orders.csv"
SETS = (
    Data("CDNOW", "clv/cdnow_sample_orders.csv", "customer_id", "date", date(1997, 9, 30), date(1998, 6, 30)),
    Data("rfm", "rfm/rfm_orders.csv", "customer_id", "order_date", date(2006, 3, 31), date(2006, 12, 31)),
    Data("cohorts", ONLINE, "CustomerID", "InvoiceDate", date(2011, 8, 31), date(2011, 12, 9)),
)  # fmt: skip


class Case(NamedTuple):
    """A customer at the cut: what the rule and the model say, and whether it left."""

    leaver: Leaver
    model: float
    left: bool


def cases(data: Data, folder: Path, factor: float) -> list[Case]:
    """Return every customer that had bought by the cut."""
    end, last = data.until.toordinal(), data.last.toordinal()
    days_of: dict[str, set[int]] = {}
    with (folder / data.path).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row[data.customer]:
                days_of.setdefault(row[data.customer], set()).add(
                    date.fromisoformat(row[data.day]).toordinal()
                )
    histories, came = [], []
    for number, days in enumerate(days_of.values()):
        before = sorted(day for day in days if day <= end)
        if before:
            histories.append(History(number, before, [None] * len(before), len(before)))
            came.append(any(end < day <= last for day in days))
    found = Occasions(histories, None, end, ())
    chances = no_purchase(found, (last - end) / 7)
    people = leaving.leavers(found, factor, last - end)
    return [Case(one, chance, not again) for one, chance, again in zip(people, chances, came, strict=True)]


def no_purchase(found: Occasions, weeks: float) -> list[float]:
    """Return BG/NBD's chance that each customer buys nothing within the weeks."""
    table = lifetime.Table(statistics(found))
    model = bgnbd.Parameters(*bgnbd.fit_table(table.facts, table.counts).values)
    none = purchase_counts.none(model, table.facts, weeks).tolist()
    return [none[place] for place in table.which]


def rates(part: Sequence[Case], flagged: Callable[[Case], bool]) -> str:
    """Return precision and recall of a flag."""
    said = [one for one in part if flagged(one)]
    right = sum(one.left for one in said)
    left = sum(one.left for one in part)
    precision = f"{right / len(said):.3f}" if said else "  -  "
    recall = f"{right / left:.3f}" if left else "  -  "
    return f"{len(said):7,} flagged, precision {precision}, recall {recall}"


def brier(part: Sequence[Case], risk: Callable[[Case], float]) -> float:
    """Return the mean square of risk less outcome."""
    return fsum((risk(one) - one.left) ** 2 for one in part) / len(part)


def ranked(part: Sequence[Case], risk: Callable[[Case], float]) -> float:
    """Return how often one who left has the higher risk than one who came; equal ones count half."""
    stayed = sorted(risk(one) for one in part if not one.left)
    gone = [risk(one) for one in part if one.left]
    if not stayed or not gone:
        return 0.5
    above = sum(bisect_left(stayed, value) + bisect_right(stayed, value) for value in gone)
    return above / (2 * len(stayed) * len(gone))


def state(name: str, part: Sequence[Case]) -> None:
    """State what the risks of some customers are worth."""
    if not part:
        return
    base = sum(one.left for one in part) / len(part)
    line = f"  {name}: {len(part):,} customers, {base:.3f} left (Brier {base * (1 - base):.3f})"
    for told, risk in (("own rhythm", own), ("BG/NBD", model)):
        mean = fsum(risk(one) for one in part) / len(part)
        line += f"; {told}: mean {mean:.3f}, Brier {brier(part, risk):.3f}, ranks {ranked(part, risk):.3f}"
    print(line)


def own(one: Case) -> float:
    """Return the risk of the report."""
    return one.leaver.risk


def model(one: Case) -> float:
    """Return the risk of the model."""
    return one.model


def main() -> int:
    """State the figures of each set."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else DATA
    for data in SETS:
        found = cases(data, folder, 2.0)
        print(f"{data.name}, cut at {data.until}, {(data.last - data.until).days} days after it")
        once = [one for one in found if len(one.leaver.history.days) == 1]
        often = [one for one in found if len(one.leaver.history.days) >= 3]
        for name, part in (("all", found), ("bought once", once), ("three times or more", often)):
            state(name, part)
        for name, part in (("all", found), ("three times or more", often)):
            for factor in FACTORS:
                again = cases(data, folder, factor)
                kept = {one.leaver.history.id for one in part}
                some = [one for one in again if one.leaver.history.id in kept]
                flag = rates(some, lambda one: one.leaver.kind in ("at risk", "lost"))
                print(f"  k = {factor:g}, {name}: {flag}")
            print(f"  BG/NBD above one half, {name}: {rates(part, lambda one: one.model > 0.5)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
