"""Kurtosis against depth over width, and the quantiles of networks of one width."""

import numpy as np
import pytest

from paper_checks import LEDGER, Run, verify
from paper_checks.evidence.passes import Passes
from paper_checks.plots import PLOTS


@pytest.fixture(scope="module")
def data(passes: Passes, seed: int) -> dict:
    plot = PLOTS["depth_and_width"]
    verdicts = {id: verify(LEDGER[id], passes=passes) for id in plot.claims}
    return plot.data(Run(seed, (), verdicts, passes.moments, {}))


def test_the_curves_are_the_law_of_relu_and_its_limit(data: dict) -> None:
    for entry in data["exact"]:
        layers = np.arange(len(entry["spread"]))
        np.testing.assert_allclose(
            entry["kurtosis"], 3 * ((1 + 5 / entry["width"]) ** layers - 1), rtol=1e-6, atol=1e-12
        )
        np.testing.assert_allclose(entry["spread"], 5 * layers / entry["width"], rtol=1e-6)
    np.testing.assert_allclose(data["limit"]["kurtosis"], 3 * np.expm1(data["limit"]["spread"]), rtol=1e-6)


def test_what_was_measured_lies_on_the_exact_law_and_below_the_limit(data: dict) -> None:
    for entry in data["measured"]:
        quartic = {"prelu": (1 + 0.25**4) / (1 + 0.25**2) ** 2, "abs": 0.5}[entry["activation"]]
        layer = (6 * quartic - 1) / entry["width"]
        exact = 3 * ((1 + layer) ** (entry["spread"] / layer) - 1)
        assert entry["low"] <= exact <= entry["high"]
        assert exact < 3 * np.expm1(entry["spread"])


def test_the_median_falls_and_nine_in_ten_networks_lie_about_it(data: dict) -> None:
    low, median, high = (np.array(data["quantiles"][name]) for name in ("5 %", "median", "95 %"))
    assert (np.diff(median) < 0).all()
    assert (low < median).all()
    assert (median < high).all()
    # The leading terms: log q has the mean -x/2 and the variance x = (5 (m - 1) + 2)/N.
    x = (5 * (data["layers"][-1] - 1) + 2) / data["width"]
    assert np.log(median[-1]) == pytest.approx(-x / 2, rel=0.05)
    assert np.log(high[-1] / low[-1]) == pytest.approx(2 * 1.645 * np.sqrt(x), rel=0.05)


def test_what_is_drawn_is_the_side_car(data: dict) -> None:
    left, right = PLOTS["depth_and_width"].draw(data).axes
    (limit,) = (line for line in left.lines if line.get_gid() == "limit")
    np.testing.assert_array_equal(limit.get_ydata(), data["limit"]["kurtosis"])
    (median,) = (line for line in right.lines if line.get_gid() == "median")
    np.testing.assert_array_equal(median.get_ydata(), data["quantiles"]["median"])
