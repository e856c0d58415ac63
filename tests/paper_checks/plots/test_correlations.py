"""Maps of the correlation, and correlations by layer."""

import numpy as np
import pytest

from paper_checks import Run
from paper_checks.plots import PLOTS
from theory.mean_field.maps import chi, q_map


def test_the_curves_against_closed_forms(run: Run) -> None:
    data = PLOTS["correlations"].data(run)
    c = np.array(data["c"])
    relu = data["maps"][0]
    arc = (np.sqrt(1 - c**2) + (np.pi - np.arccos(c)) * c) / np.pi
    np.testing.assert_allclose(relu["values"], arc, rtol=1e-6, atol=1e-9)
    (erf,) = (entry for entry in data["maps"] if entry["activation"] == "erf")
    share = 2 * erf["q"] / (1 + 2 * erf["q"])
    after = erf["weight_variance"] * 2 / np.pi * np.arcsin(share * c) + erf["bias_variance"]
    np.testing.assert_allclose(erf["values"], after / erf["q"], rtol=1e-5, atol=1e-7)


def test_each_map_is_at_a_fixed_variance_and_its_slope_is_chi(run: Run) -> None:
    for entry in PLOTS["correlations"].data(run)["maps"]:
        name, weights = entry["activation"], entry["weight_variance"]
        assert float(q_map(name, entry["q"], weights, entry["bias_variance"])) == pytest.approx(
            entry["q"], rel=1e-5
        )
        assert entry["slope"] == pytest.approx(float(chi(name, entry["q"], weights)), rel=1e-5)
        # Inputs grow alike where the slope is at most 1, and settle apart where it is more.
        ends = np.array(entry["by_layer"])[:, -1]
        assert (ends > 0.9).all() if entry["slope"] <= 1 else np.ptp(ends) < 0.1
        assert (ends[1] > 0.9) == (entry["slope"] <= 1 + 1e-6)


def test_what_is_drawn_is_the_side_car(run: Run) -> None:
    data = PLOTS["correlations"].data(run)
    left, right = PLOTS["correlations"].draw(data).axes
    for number, entry in enumerate(data["maps"]):
        np.testing.assert_array_equal(left.lines[number + 1].get_ydata(), entry["values"])
        np.testing.assert_array_equal(right.lines[2 * number].get_ydata(), entry["by_layer"][0])
