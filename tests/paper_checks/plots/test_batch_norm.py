"""Batch norm before and after: what scatters before does not after."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from paper_checks.plots import PLOTS


@pytest.fixture(scope="module")
def data(with_bands: Callable[[str], dict[str, Any]]) -> Mapping[str, Any]:
    return with_bands("batch_norm")


def test_after_it_nothing_scatters(data: Mapping[str, Any]) -> None:
    for name, expected in (("mean", 0.5), ("variance", 2.25)):
        assert data[name]["expected after"] == expected
        for entry in data[name]["after"]:
            assert entry["mean"] == pytest.approx(expected, rel=1e-6)
            assert entry["deviation"] < 1e-9


def test_before_it_a_unit_scatters_about_its_expectation(data: Mapping[str, Any]) -> None:
    for size, mean, variance in zip(
        data["batch"], data["mean"]["before"], data["variance"]["before"], strict=True
    ):
        error = 5 / np.sqrt(data["layers"])
        assert mean["mean"] == pytest.approx(3, abs=error * mean["deviation"])
        # The bias has variance 1, the mean over the batch 1/B more.
        assert mean["deviation"] == pytest.approx(np.sqrt(1 + 1 / size), rel=0.1)
        assert variance["mean"] == pytest.approx(1 - 1 / size, abs=error * variance["deviation"])


def test_what_is_drawn_is_the_side_car(data: Mapping[str, Any]) -> None:
    figure = PLOTS["batch_norm"].draw(data)
    for axes, name in zip(figure.axes, ("mean", "variance"), strict=True):
        (line,) = (line for line in axes.lines if line.get_gid() == "expected before")
        np.testing.assert_array_equal(line.get_ydata(), data[name]["expected before"])
        for bars in axes.containers:
            drawn = bars[0].get_ydata()
            np.testing.assert_array_equal(
                drawn, [entry["mean"] for entry in data[name][bars[0].get_gid() or "before"]]
            )
