"""The lecture's functions: the values drawn are theirs, and the slopes are those of the values."""

import numpy as np
import pytest

from paper_checks import Run
from paper_checks.plots import PLOTS

FUNCTIONS = {
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "tanh": np.tanh,
    "relu": lambda x: np.maximum(0, x),
    "leaky_relu(negative_slope=1/10)": lambda x: np.maximum(0.1 * x, x),
    "prelu": lambda x: np.where(x > 0, x, 0.25 * x),
    "elu": lambda x: np.where(x > 0, x, np.exp(x) - 1),
}


def test_values_and_slopes(run: Run) -> None:
    data = PLOTS["activations"].data(run)
    assert [entry["name"] for entry in data["functions"]] == list(FUNCTIONS)
    for entry in data["functions"]:
        for part in entry["pieces"]:
            x, value = np.asarray(part["x"]), np.asarray(part["value"])
            np.testing.assert_allclose(value, FUNCTIONS[entry["name"]](x), rtol=1e-6, atol=1e-9)
            middle = np.gradient(value, x)[1:-1]
            # A central difference is off by h²/6 times the third derivative, which is at most 2 here.
            np.testing.assert_allclose(
                part["derivative"][1:-1], middle, atol=np.diff(x).max() ** 2 / 3 + 1e-6
            )


def test_a_kink_is_a_jump_of_the_derivative_and_no_line_joins_it(run: Run) -> None:
    figure = PLOTS["activations"].draw(PLOTS["activations"].data(run))
    for axes, kinked in zip(figure.axes, (False, False, True, True, True, True), strict=True):
        slopes = [line for line in axes.lines if line.get_gid() == "derivative"]
        assert len(slopes) == 1 + kinked
    left, right = (line.get_ydata() for line in figure.axes[2].lines if line.get_gid() == "derivative")
    assert (left[-1], right[0]) == pytest.approx((0, 1))
