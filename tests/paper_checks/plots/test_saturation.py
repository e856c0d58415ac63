"""Glorot's layers: the histograms and the densities, of which none has two modes."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from paper_checks.plots import PLOTS


@pytest.fixture(scope="module")
def data(with_bands: Callable[[str], dict[str, Any]]) -> Mapping[str, Any]:
    return with_bands("saturation")


def test_no_layer_of_glorot_has_two_modes_at_initialisation(data: Mapping[str, Any]) -> None:
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
