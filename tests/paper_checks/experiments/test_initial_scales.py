import math

import numpy as np
import pytest

from paper_checks.experiments.initial_scales import (
    deepnorm_encoder,
    gated_square,
    residual_growth,
    step_of_branches,
    sublayer_sum,
    widened,
)


def test_a_wider_layer() -> None:
    found = widened(base=3, multiplier=4, power=1.0)
    assert found.widths == (12, 2)
    assert found.weight_variance == pytest.approx(1 / 4)
    assert widened(base=3, multiplier=4, power=0.5).weight_variance == pytest.approx(1)


def test_the_stream_grows_by_the_mean_square_of_all_branches() -> None:
    assert residual_growth(width=1, layers=3) == pytest.approx(2, rel=1e-14)
    assert residual_growth(width=2, layers=1) == pytest.approx(2, rel=1e-14)


def test_a_stream_that_ends_at_0_is_refused() -> None:
    with pytest.raises(ValueError, match="layers = 2: some signs bring the stream to 0"):
        residual_growth(width=1, layers=2)


def test_a_step_of_branches() -> None:
    assert step_of_branches(branches=6, depth=3, seed=1) == pytest.approx(1, rel=1e-13)
    assert step_of_branches(branches=6, depth=2, seed=2) == pytest.approx(1, rel=1e-13)


def test_deepnorm() -> None:
    assert sublayer_sum(layers=5, sublayers=2, stream=2, weights=8) == pytest.approx(1, rel=1e-13)
    assert sublayer_sum(layers=5, sublayers=1, stream=1, weights=1) == pytest.approx(10 / 5, rel=1e-13)
    alpha, beta = (deepnorm_encoder(encoders=7, decoders=3, which=which) for which in ("alpha", "beta"))
    assert alpha == pytest.approx(3 ** (-3 / 16), rel=1e-12)
    assert alpha * beta == pytest.approx(math.sqrt(0.5), rel=1e-12)


def test_gates() -> None:
    rng = np.random.default_rng(953)
    z = rng.normal(size=200_000)
    for gate, values in (
        ("silu", z / (1 + np.exp(-z))),
        ("gelu", z * [math.erfc(-part / 2**0.5) / 2 for part in z]),
    ):
        squares = np.asarray(values) ** 2
        assert gated_square(gate=gate) == pytest.approx(squares.mean(), abs=5 * squares.std() / 200_000**0.5)
