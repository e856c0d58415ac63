"""Gradients by layer: powers of chi, and what networks do where the variance is unstable."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from paper_checks.plots import PLOTS
from theory import gain, moments


@pytest.fixture(scope="module")
def data(with_bands: Callable[[str], dict[str, Any]]) -> Mapping[str, Any]:
    return with_bands("gradients")


def test_what_is_drawn_is_the_side_car(data: Mapping[str, Any]) -> None:
    figure = PLOTS["gradients"].draw(data)
    for axes, entry in zip(figure.axes, data["activations"], strict=True):
        (curve,) = (line for line in axes.lines if line.get_gid() == "predicted")
        np.testing.assert_array_equal(curve.get_ydata(), entry["predicted"])
        (bars,) = axes.containers
        np.testing.assert_array_equal(bars[0].get_ydata(), [part["estimate"] for part in entry["simulated"]])
        assert entry["activation"] in axes.get_title()


def test_gradients_follow_powers_of_chi(data: Mapping[str, Any]) -> None:
    for entry in data["activations"]:
        chi = float(gain(entry["activation"])) ** 2 * float(
            moments(entry["activation"], 1.0).derivative_second
        )
        assert entry["chi"] == pytest.approx(chi, rel=1e-6), entry["activation"]
        assert entry["predicted"] == pytest.approx([chi**above for above in range(19, -1, -1)], rel=1e-5)
        assert entry["simulated"][-1]["low"] <= 1 <= entry["simulated"][-1]["high"]
        near = entry["simulated"][-2]
        assert (entry["stability"] == "unstable") == (entry["activation"] in ("gelu", "silu"))
        if entry["stability"] == "unstable":  # where networks of finite width have left the variance 1
            assert near["high"] < chi
        else:
            assert near["estimate"] == pytest.approx(chi, rel=0.05)
