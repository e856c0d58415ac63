"""The leading terms against many networks, whose next order is removed: twice the width has a quarter of it."""

import numpy as np
import pytest

from montecarlo import Backward, samples
from theory.mean_field.dense_network import DenseNetwork
from theory.mean_field.finite_width import finite_width


@pytest.mark.parametrize(
    ("name", "weights", "bias", "keep", "units", "networks"),
    [("silu", 1.5, 0.5, 0.6, 20, 120_000), ("exp", 0.1, 0.05, 0.6, 40, 30_000)],
)
def test_both_passes_extrapolated_to_infinite_width(
    name: str, weights: float, bias: float, keep: float, units: int, networks: int
) -> None:
    """N (E log - limit) and N Var log, of the gradient at layer 1 and the signal at layer 4."""
    scaled, errors = [], []
    for width in (units, 2 * units):
        widths = (width,) * 5
        law = finite_width(DenseNetwork(name, widths, weights, bias, keep, input_kurtosis=3.0))
        limit = np.array([law.gradient.limit[0], law.signal.limit[-1]])
        passes = Backward(
            widths,
            name,
            weights,
            bias_variance=bias,
            keep=keep,
            input_law="normal",
            record=("log d1^2", "log y4^2"),
        )
        logs = samples(passes, replicates=networks, seed=5).values
        variance = logs.var(axis=0)
        scaled.append(width * np.array([logs.mean(axis=0) - limit, variance]))
        errors.append(width * np.array([np.sqrt(variance / networks), variance * np.sqrt(2 / networks)]))
    back, on = law.gradient, law.signal
    leading = width * np.array([[back.shift[0], on.shift[-1]], [back.variance[0], on.variance[-1]]])
    gap = np.abs(2 * scaled[1] - scaled[0] - leading)
    assert (gap < 3.5 * np.hypot(2 * errors[1], errors[0]) + 0.02 * np.abs(leading)).all()
    # What was removed is not noise.
    assert (np.abs(scaled[0] - leading) > 5 * errors[0])[:, 0].all()
