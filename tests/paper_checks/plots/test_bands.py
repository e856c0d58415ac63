"""Figures of what no claim judges: the mean field against networks, drawn as the side-car says."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from paper_checks import Run
from paper_checks.evidence.passes import Passes
from paper_checks.plots import PLOTS
from theory import gain, moments

NAMES = ("eq12", "gradients", "saturation")


@pytest.fixture(scope="module")
def drawn(passes: Passes, seed: int) -> Mapping[str, Mapping[str, Any]]:
    for name in NAMES:
        for experiment, replicates in PLOTS[name].bands():
            passes.fixed(experiment, replicates, name)
    return {name: PLOTS[name].data(Run(seed, (), {}, passes.moments, {})) for name in NAMES}


@pytest.mark.parametrize("name", ["eq12", "gradients"])
def test_what_is_drawn_is_the_side_car(drawn: Mapping[str, Mapping[str, Any]], name: str) -> None:
    data = drawn[name]
    figure = PLOTS[name].draw(data)
    for axes, entry in zip(figure.axes, data["activations"], strict=True):
        (curve,) = (line for line in axes.lines if line.get_gid() == "predicted")
        np.testing.assert_array_equal(curve.get_ydata(), entry["predicted"])
        (bars,) = axes.containers
        np.testing.assert_array_equal(bars[0].get_ydata(), [part["estimate"] for part in entry["simulated"]])
        assert entry["activation"] in axes.get_title()


def test_the_first_layer_under_12_is_exact_and_networks_agree(drawn: Mapping[str, Mapping[str, Any]]) -> None:
    for entry in drawn["eq12"]["activations"]:
        first = entry["simulated"][0]
        exact = moments(entry["activation"], np.sqrt(entry["weight_variance"])).variance
        assert entry["predicted"][0] == pytest.approx(float(exact), rel=1e-6)
        assert first["low"] <= exact <= first["high"]


def test_no_activation_keeps_the_variance_that_12_promises(drawn: Mapping[str, Mapping[str, Any]]) -> None:
    for entry in drawn["eq12"]["activations"]:
        last = entry["simulated"][-1]
        assert last["high"] < 0.2 or last["low"] > 10, entry["activation"]


def test_gradients_follow_powers_of_chi(drawn: Mapping[str, Mapping[str, Any]]) -> None:
    for entry in drawn["gradients"]["activations"]:
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


def test_no_layer_of_glorot_has_two_modes_at_initialisation(drawn: Mapping[str, Mapping[str, Any]]) -> None:
    data = drawn["saturation"]
    deviations = [entry["u"] for entry in data["layers"]]
    assert deviations[0] == pytest.approx(1 / np.sqrt(3), rel=1e-6)
    assert max(deviations) < data["threshold"]
    assert deviations == sorted(deviations, reverse=True)
    figure = PLOTS["saturation"].draw(data)
    for axes, entry in zip(figure.axes, data["layers"], strict=False):
        (curve,) = (line for line in axes.lines if line.get_gid() == "density")
        np.testing.assert_array_equal(curve.get_ydata(), entry["density"])
        assert np.trapezoid(entry["density"], data["h"]) == pytest.approx(1, abs=0.01)
    # Finite width shifts the law by less than the band here.
    first = data["layers"][0]
    steps = np.diff(np.asarray(data["h"]))[0] * np.cumsum(first["density"])
    at = np.interp(first["bounds"][1:-1], data["h"], steps)
    assert np.max(np.abs(at - first["distribution"])) < first["dkw"] + 0.01
