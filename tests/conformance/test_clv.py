"""Customer lifetime value through the shipped commands, against published figures, from file to report."""

import csv
import gzip
import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from crmcli.domain.reports.value import bgnbd, gamma_gamma
from crmcli.domain.reports.value.lifetime import Horizon, discounted
from crmcli.errors import Refused
from tests.support.program import Program

CLV = Path(__file__).parents[2].parent / "shared" / "data" / "clv"
pytestmark = pytest.mark.skipif(not CLV.is_dir(), reason=f"the conformance data is not at {CLV}")
PUBLISHED = bgnbd.Parameters(0.243, 4.414, 0.793, 2.426)
CLOSE = 1e-3


@cache
def key_of(name: str) -> Any:
    """The published answers."""
    return json.loads((CLV / name).read_text(encoding="utf-8"))


def clv(crm: Program, *more: str) -> Any:
    """The report as JSON."""
    return crm.ok("report", "clv", *more, "--format", "json").json()


def by_name(found: Any) -> dict[str, Any]:
    """The rows by the customer's name."""
    return {row["name"]: row for row in found["rows"]}


@pytest.fixture
def cdnow(crm: Program) -> Program:
    """A store with CDNOW's orders, imported from the file as it is."""
    orders = CLV / "cdnow_sample_orders.csv"
    words = ("--create", "customers", "--set", "currency=USD")
    (counts,) = crm.ok("import", "orders", orders, *words, "--format", "json").json()["items"]
    assert counts["new"] == key_of("cdnow_sample_answer_key_20.json")["raw"]["rows"]
    return crm


END = ("--as-of", "1997-09-30")


def test_cdnow_gives_the_published_parameters_and_likelihoods(cdnow: Program) -> None:
    found = clv(cdnow, *END, "--parameters")
    value = {(row["model"], row["parameter"]): row["value"] for row in found["rows"]}
    fit = key_of("cdnow_sample_answer_key_20.json")["fit"]
    assert f"{value['BG/NBD', 'r']:.3f}" == "0.243"
    assert [f"{value['BG/NBD', name]:.3f}" for name in ("alpha", "a", "b")] == ["4.414", "0.793", "2.426"]
    assert f"{value['BG/NBD', 'log-likelihood']:.3f}" == "-9582.429"
    assert [f"{value['Gamma-Gamma', name]:.2f}" for name in "pqv"] == ["6.25", "3.74", "15.44"]
    assert f"{value['Gamma-Gamma', 'log-likelihood']:.3f}" == "-4055.918"
    for name, published in fit["bgnbd"].items():
        assert value["BG/NBD", name] == pytest.approx(published, rel=1e-5)
    for name, published in fit["gamma_gamma"].items():
        assert value["Gamma-Gamma", name] == pytest.approx(published, rel=1e-5)
    counts = (fit["n_customers"], fit["n_repeat"], fit["total_repeat_transactions"], fit["gamma_gamma_n"])
    names = ("customers", "repeat customers", "repeat purchases")
    assert (*(value["BG/NBD", name] for name in names), value["Gamma-Gamma", "customers"]) == counts
    assert value["Gamma-Gamma", "mean"] == pytest.approx(fit["gamma_gamma_population_mean"], rel=1e-5)
    assert value["Gamma-Gamma", "correlation"] == pytest.approx(fit["corr_frequency_monetary"], rel=1e-5)


def test_the_twenty_customers_get_their_published_figures(cdnow: Program) -> None:
    key = key_of("cdnow_sample_answer_key_20.json")
    weeks_39 = clv(cdnow, *END, "--horizon", "39", "--discount", "0")
    weeks_52 = clv(cdnow, *END, "--discount", "0")
    months_12 = clv(cdnow, *END, "--horizon", "12m", "--discount", f"{(1.01**12 - 1) * 100}")
    near, year, monthly = by_name(weeks_39), by_name(weeks_52), by_name(months_12)
    assert len(near) == key["fit"]["n_customers"]
    for name, wanted in key["customers_20"].items():
        row = year[name]
        assert (row["repeat"], row["first"], row["last"]) == (
            wanted["frequency"],
            wanted["first"],
            wanted["last"],
        )
        assert row["recency"] == pytest.approx(wanted["recency"], abs=1e-5)
        assert row["age"] == pytest.approx(wanted["T"], abs=1e-5)
        if wanted["frequency"]:
            assert float(row["average"]) == pytest.approx(wanted["monetary_value"], abs=0.0051)
        assert row["alive"] == pytest.approx(wanted["p_alive"], rel=CLOSE)
        assert near[name]["expected"] == pytest.approx(wanted["exp_tx_39w"], rel=CLOSE)
        assert row["expected"] == pytest.approx(wanted["exp_tx_52w"], rel=CLOSE)
        assert float(row["spend"]) == pytest.approx(wanted["exp_avg_value"], rel=CLOSE)
        assert float(row["value"]) == pytest.approx(wanted["clv_52w_undiscounted"], rel=CLOSE)
        assert float(monthly[name]["value"]) == pytest.approx(wanted["clv_12m_1pct_monthly"], rel=CLOSE)
    fit = key["fit"]
    assert weeks_39["total"]["expected"] == pytest.approx(fit["sum_exp_tx_39w"], rel=1e-5)
    assert weeks_52["total"]["expected"] == pytest.approx(fit["sum_exp_tx_52w"], rel=1e-5)
    assert weeks_52["total"]["alive"] == pytest.approx(fit["mean_p_alive"], rel=1e-5)
    assert float(weeks_52["total"]["value"]) == pytest.approx(fit["sum_clv_52w_undiscounted"], rel=1e-5)
    assert float(months_12["total"]["value"]) == pytest.approx(fit["sum_clv_12m_1pct_monthly"], rel=1e-5)
    assert sum(row["alive"] < 0.5 for row in year.values()) == fit["n_p_alive_below_0.5"]
    assert f"{near['0001']['expected']:.3f}" == "1.226"


def test_the_statistics_are_those_published_with_the_paper(cdnow: Program) -> None:
    rows = by_name(clv(cdnow, *END))
    with (CLV / "cdnow_summary_published.csv").open(encoding="utf-8", newline="") as file:
        for one in csv.DictReader(file):
            row = rows[f"{int(one['ID']):04}"]
            assert row["repeat"] == int(one["x"])
            assert row["recency"] == pytest.approx(float(one["t_x"]), abs=0.006)
            assert row["age"] == pytest.approx(float(one["T"]), abs=0.006)
            assert float(row["average"] or 0) == pytest.approx(float(one["zbar"]), abs=0.011)


def test_a_log_without_money_gives_the_published_predictions(crm: Program, tmp_path: Path) -> None:
    key = key_of("example_transactions_key.json")
    path = tmp_path / "orders.csv"
    path.write_bytes(gzip.decompress((CLV / "example_transactions.csv.gz").read_bytes()))
    crm.ok("import", "orders", path, "--map", "id=customer", "--create", "customers")
    found = clv(crm, "--as-of", key["observation_end"], "--horizon", "30d")
    rows = by_name(found)
    assert len(rows) == 5000
    predictions = zip(key["published"]["predict_30_days_first_5"], range(5), strict=True)
    for wanted, number in predictions:
        assert rows[str(number)]["expected"] == pytest.approx(wanted, abs=5e-7)
    for wanted, number in zip(key["own_predict_30_days_first_5"], range(5), strict=True):
        assert rows[str(number)]["expected"] == pytest.approx(wanted, rel=CLOSE)
    assert {row["value"] for row in rows.values()} == {None}
    assert "no amount of a repeat purchase is known: purchases only, no value" in found["notes"]
    fit = clv(crm, "--as-of", key["observation_end"], "--parameters")["rows"]
    value = {row["parameter"]: row["value"] for row in fit}
    # The key counts in days, the report in weeks.
    in_days = (value["r"], value["alpha"] * 7, value["a"], value["b"])
    assert in_days == pytest.approx(key["params_own_fit"], rel=CLOSE)


def test_a_new_customer_s_expectation_is_the_published_one() -> None:
    key = key_of("published_values.json")["bgnbd_expectation_new_customer"]
    fit = key_of("cdnow_sample_answer_key_20.json")["fit"]["bgnbd"]
    found = bgnbd.expected_new(bgnbd.Parameters(**fit), key["t_weeks"])
    assert found == pytest.approx(key["E"], abs=key["tolerance"])


def test_a_customer_s_expectation_is_the_published_one() -> None:
    key = key_of("published_values.json")["bgnbd_conditional_expectation"]
    one = bgnbd.facts([(key["x"], key["t_x"], key["T"])])
    found = float(bgnbd.expected(PUBLISHED, one, key["t"])[0])
    assert found == pytest.approx(key["expected_transactions"], abs=key["tolerance"])


def test_the_first_ten_customers_spend_what_is_published() -> None:
    key = key_of("published_values.json")["gamma_gamma_first_10_customers"]
    with (CLV / "cdnow_summary_published.csv").open(encoding="utf-8", newline="") as file:
        rows = [(float(one["x"]), float(one["zbar"])) for one in csv.DictReader(file)][:10]
    model = gamma_gamma.Parameters(**key["params"])
    found = [gamma_gamma.expected(model, count, mean) for count, mean in rows]
    assert found == pytest.approx(key["expected_average_value"], abs=key["tolerance"])


def test_repeat_buyers_spend_as_the_paper_says(cdnow: Program) -> None:
    paper = key_of("published_values.json")["rfm_clv_paper_summary"]
    found = [float(row["average"]) for row in clv(cdnow, *END)["rows"] if row["repeat"]]
    assert len(found) == paper["repeat_customers"]
    assert round(sum(found) / len(found), 2) == paper["mean_2dp"]
    assert [round(min(found)), round(max(found))] == [
        paper["monetary_value"]["min"],
        paper["monetary_value"]["max"],
    ]


def toy(crm: Program, folder: Path) -> None:
    """Import the thirteen orders of the toy."""
    orders = key_of("published_values.json")["toy_rfm_from_transactions"]["orders"]
    lines = ["customer,date,amount", *(f"toy {who},{day},{amount}" for who, day, amount in orders)]
    path = folder / "toy.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    crm.ok("import", "orders", path, "--create", "customers", "--set", "currency=USD")


def test_the_toy_s_statistics_are_the_published_ones(crm: Program, tmp_path: Path) -> None:
    toy(crm, tmp_path)
    key = key_of("published_values.json")["toy_rfm_from_transactions"]
    found = clv(crm, "--as-of", key["observation_end"])
    assert found["notes"][0] == (
        "too few data for the model: 6 buyers, 4 of them came again, 37 days since the first purchase; "
        "it needs 50, 20 and 56; the simple formula is used"
    )
    rows = by_name(found)
    for who, frequency, recency, age, money in key["expected"]["rows"]:
        row = rows[f"toy {who}"]
        assert (row["repeat"], round(row["recency"] * 7, 3), round(row["age"] * 7, 3)) == (
            frequency,
            recency,
            age,
        )
        assert float(row["average"] or 0) == money
    weeks = by_name(clv(crm, "--as-of", key["observation_end"], "--occasion", "week"))
    for who, frequency, recency, age in key["expected_in_ISO_weeks_without_money"]["rows"]:
        row = weeks[f"toy {who}"]
        assert (row["repeat"], row["recency"], row["age"]) == (frequency, recency, age)


def test_too_few_data_for_a_model_are_refused_with_what_it_needs(crm: Program, tmp_path: Path) -> None:
    toy(crm, tmp_path)
    ended = crm("report", "clv", "--as-of", "2015-02-07", "--parameters").checked(1)
    assert "too few data for the model: 6 buyers" in ended.stderr
    assert "hint: crm report clv --simple" in ended.stderr


def test_discounts_are_those_of_the_published_identities() -> None:
    month = Horizon(4.345, 2.0**12 - 1)
    assert month.factors == pytest.approx((0.5,))
    assert discounted([3.0], Horizon(4.345, 0.0).factors) == 3.0
    assert discounted([3.0], month.factors) == pytest.approx(1.5)
    two = Horizon(2 * 4.345, 2.0**12 - 1)
    assert discounted([3.0, 6.0], two.factors) == pytest.approx(3 / 2 + 3 / 4)


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([(2, 40.0, 30.0)], "the last purchase is after the end"),
        ([(0, 5.0, 30.0)], "a last repeat purchase without a repeat purchase"),
        ([(1.5, 5.0, 30.0)], "repeat purchases are no whole number"),
        ([(-1, 5.0, 30.0)], "repeat purchases are no whole number"),
        ([(1, float("nan"), 30.0)], "a value is no number"),
    ],
)
def test_what_describes_no_customer_is_refused(rows: list[tuple[float, float, float]], why: str) -> None:
    with pytest.raises(Refused, match=why):
        bgnbd.facts([(1, 5.0, 30.0), *rows])


@pytest.mark.parametrize("mean", [0.0, -3.0])
def test_amounts_that_are_not_above_zero_are_refused(mean: float) -> None:
    with pytest.raises(Refused, match="both must be above zero"):
        gamma_gamma.facts([(2, 20.0), (1, mean)])
