"""The variance under (12): the first layer is exact, and no activation keeps it."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from paper_checks.plots import PLOTS
from theory import moments


@pytest.fixture(scope="module")
def data(with_bands: Callable[[str], dict[str, Any]]) -> Mapping[str, Any]:
    return with_bands("eq12")


def test_what_is_drawn_is_the_side_car(data: Mapping[str, Any]) -> None:
    figure = PLOTS["eq12"].draw(data)
    for axes, entry in zip(figure.axes, data["activations"], strict=True):
        (curve,) = (line for line in axes.lines if line.get_gid() == "predicted")
        np.testing.assert_array_equal(curve.get_ydata(), entry["predicted"])
        (bars,) = axes.containers
        np.testing.assert_array_equal(bars[0].get_ydata(), [part["estimate"] for part in entry["simulated"]])
        assert entry["activation"] in axes.get_title()


def test_the_first_layer_under_12_is_exact_and_networks_agree(data: Mapping[str, Any]) -> None:
    for entry in data["activations"]:
        first = entry["simulated"][0]
        exact = moments(entry["activation"], np.sqrt(entry["weight_variance"])).variance
        assert entry["predicted"][0] == pytest.approx(float(exact), rel=1e-6)
        assert first["low"] <= exact <= first["high"]


def test_no_activation_keeps_the_variance_that_12_promises(data: Mapping[str, Any]) -> None:
    for entry in data["activations"]:
        last = entry["simulated"][-1]
        assert last["high"] < 0.2 or last["low"] > 10, entry["activation"]
