"""The parameters of an experiment: each symbol has the value of its field, and what is a result has none."""

from __future__ import annotations

import numpy as np
import pytest

from montecarlo import DroppedLayer, DroppedNetwork, MaskCount, NormalizedBatch, ThinnedCount, forward
from montecarlo.engines.distribution import Distribution
from paper_checks.evidence.parameters import parameters_of
from theory.notation import B, M, N, beta, gamma, lam, m, mu, p, s, u, v, w

INPUTS = {m, mu, s, u}


def test_a_network_gives_its_width_its_variance_and_the_moments_of_its_inputs() -> None:
    rng = np.random.default_rng(0)
    for _ in range(5):
        width, variance, mean, deviation = rng.integers(2, 99), *rng.uniform(0.1, 3, 3)
        network = forward(
            widths=(int(width), 7, 1), activation="tanh", weight_variance=float(variance), record=("y2",),
            input_mean=float(mean), input_deviation=float(deviation),
        )  # fmt: skip
        found = parameters_of(network)
        assert (found[N], found[w], found[mu], found[s], found[m]) == (width, variance, mean, deviation, 1)
        # v is the deviation of a weight, u that of a preactivation.
        assert found[N] * found[v] ** 2 == pytest.approx(variance)
        assert found[u] ** 2 == pytest.approx(variance * (mean**2 + deviation**2))
        assert parameters_of(Distribution(network, (0.5,))) == found


def test_a_deeper_layer_has_its_own_width_and_no_moments_of_inputs() -> None:
    network = forward(widths=(9, 4, 6), activation="relu", weight_variance=2.0, record=("y2",))
    for layer, width in ((2, 4), (3, 6), (4, 6)):
        found = parameters_of(network, layer)
        assert found[N] == width
        assert found[v] ** 2 == pytest.approx(2 / width)
        assert not INPUTS & set(found)


def test_masks_give_the_rate_of_kept_units_and_the_rate_that_is_stated() -> None:
    assert parameters_of(MaskCount(units=8, keep=0.25, counts=(1,))) == {M: 8, p: 0.75, lam: 2.0}
    assert parameters_of(ThinnedCount(rate=5.0, keep=0.25, counts=(1,))) == {p: 0.75, lam: 5.0}


def test_dropout_and_batch_normalisation_give_their_fields() -> None:
    assert parameters_of(DroppedLayer(inputs=6, units=3, drop=0.3)) == {M: 3, p: 0.3}
    network = DroppedNetwork((4, 4, 4), "relu", 1.4, drop=0.3)
    assert (parameters_of(network, 2)[p], parameters_of(network, 2)[w]) == (0.3, 1.4)
    found = parameters_of(NormalizedBatch(inputs=4, units=2, batch_size=16, scale=1.5, shift=-2.0))
    assert found == {M: 2, B: 16, gamma: 1.5, beta: -2.0}
