"""Score invented leads whose chances are known, and set what was learned beside what could be known at best.

Leads have a source, a phone or none, touches and a response time; their chance to be converted is a
logistic function of these, so the best possible order is known. For several numbers of closed leads the
script prints, over 20 draws, the mean AUC and Brier score of ``crm report lead-score --calibration`` (each
lead scored by what was learned without it), of the true chances, and of saying the share of all for each.

The second table repeats one trait under four names: what Naive Bayes counts four times, the line puts right.

    .venv/bin/python benchmarks/backtest_leads.py
"""

import random
import statistics
import sys
from math import exp
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SEED = 20261121
SIZES = (40, 80, 200, 600, 2_000)
DRAWS = 20

sys.path.insert(0, str(ROOT / "src"))

from crmcli.domain.reports.next_steps import naive_bayes as bayes  # noqa: E402 - the program of this checkout

SOURCES = {"fair": 0.8, "web": -0.3, "referral": 1.6, "ad": -0.9}
RESPONSES = {"same day": 0.5, "1 day": 0.3, "2-3 days": 0.0, "4-7 days": -0.3, "none in 14 days": -0.6}


def drawn(
    chance: random.Random, count: int, copies: int, strength: float
) -> tuple[list[bayes.Example], list[float]]:
    """Draw leads and their true chances; ``copies`` is how often the source is told."""
    examples, truth = [], []
    for _ in range(count):
        source, response = chance.choice(list(SOURCES)), chance.choice(list(RESPONSES))
        phone, touches = chance.choice(("yes", "no")), chance.choice(("0", "1", "2", "3-4", "5 and more"))
        sum_of = SOURCES[source] + RESPONSES[response] + (0.6 if phone == "yes" else -0.5)
        sum_of += 0.25 * ("0", "1", "2", "3-4", "5 and more").index(touches) - 0.4
        p = 1 / (1 + exp(1.0 - strength * sum_of))
        traits = {"phone": phone, "touches": touches, "response": response, "city": chance.choice("ABCDE")}
        traits |= {f"source {copy}": source for copy in range(copies)}
        examples.append(bayes.Example(traits, chance.random() < p))
        truth.append(p)
    return examples, truth


def judged(size: int, copies: int, strength: float) -> tuple[list[float], int]:
    """Return the means over the draws: AUC and Brier learned and true, Brier of the share; draws used."""
    rows = []
    for draw in range(DRAWS):
        chance = random.Random(SEED + draw)
        examples, truth = drawn(chance, size, copies, strength)
        good = [one.good for one in examples]
        if min(sum(good), size - sum(good)) < 10:
            continue
        ours = bayes.honest(examples)
        share = sum(good) / size
        learned, best = bayes.auc(ours, good) or 0.0, bayes.auc(truth, good) or 0.0
        rows.append((learned, best, bayes.brier(ours, good), bayes.brier(truth, good), share * (1 - share)))
    if not rows:
        return [], 0
    return [statistics.mean(column) for column in zip(*rows, strict=True)], len(rows)


def table(title: str, copies: int, strength: float) -> None:
    """Print a line for each number of closed leads."""
    print(f"\n{title}")
    print(f"{'closed':>7}  {'AUC':>6} {'best':>6}  {'Brier':>6} {'best':>6} {'share':>6}")
    for size in SIZES:
        means, draws = judged(size, copies, strength)
        if not draws:
            print(f"{size:>7,}  too few of either outcome")
            continue
        areas, briers = (" ".join(f"{one:>6.3f}" for one in part) for part in (means[:2], means[2:]))
        print(f"{size:>7,}  {areas}  {briers}", flush=True)


def main() -> int:
    """Print the three tables."""
    table("traits that matter", 1, 1.0)
    table("the source told four times", 4, 1.0)
    table("traits that say nothing", 1, 0.0)
    return 0


if __name__ == "__main__":
    sys.exit(main())
