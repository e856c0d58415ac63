import numpy as np
import pytest

from montecarlo.engines.layer_weights import ConditionalWeights, LayerLaw, LiteralWeights
from montecarlo.engines.scaled import Scaled
from tests.montecarlo.comparison import LIMIT


@pytest.mark.parametrize("bias_variance", [0.0, 0.5])
def test_what_is_known_of_the_weights_is_kept(bias_variance):
    """x^T (W^T d) is (y - b)^T d: known without biases, and known up to the biases' share of y with them."""
    rng = np.random.default_rng(0)
    x, d = (rng.standard_normal((1, units)).repeat(20_000, axis=0) for units in (6, 4))
    weights = ConditionalWeights(
        LayerLaw(6, 4, 2.0, bias_variance=bias_variance), rng, Scaled(x[:, np.newaxis])
    )
    length = np.vecdot(x, x) * 2.0 / 6
    along = np.vecdot(x, weights.back(rng, Scaled(d)).values)
    expected = np.vecdot(weights.y.values[:, 0], d) * length / (length + bias_variance)
    if bias_variance:
        share = length * bias_variance / (length + bias_variance) * np.vecdot(d, d)
        assert abs((along - expected).mean()) < LIMIT * np.sqrt(share[0] / 20_000)
        assert (along - expected).var() == pytest.approx(share[0], rel=LIMIT * np.sqrt(2 / 20_000))
    else:
        np.testing.assert_allclose(along, expected, rtol=1e-9)


def test_several_inputs_know_the_weights_along_each_of_them():
    """Without biases X^T (W^T d) is Y^T d, for equal and for dependent inputs too."""
    rng = np.random.default_rng(1)
    for x in (rng.standard_normal((50, 3, 6)), np.ones((50, 2, 6)), rng.standard_normal((50, 3, 2))):
        for mean in (0.0, 0.7):
            weights = ConditionalWeights(LayerLaw(x.shape[-1], 4, 2.0, weight_mean=mean), rng, Scaled(x))
            d = rng.standard_normal((50, 4))
            found = np.vecdot(x, weights.back(rng, Scaled(d)).values[:, np.newaxis])
            np.testing.assert_allclose(
                found, np.vecdot(weights.y.values, d[:, np.newaxis]), rtol=1e-6, atol=1e-6
            )


def test_literally_the_mean_is_one_of_each_weight():
    law = LayerLaw(3, 2, 0.0, weight_mean=0.5)
    x, d = np.array([[[1.0, 2.0, 4.0]]]), np.array([[2.0, 3.0]])
    for kind in (LiteralWeights, ConditionalWeights):
        weights = kind(law, np.random.default_rng(0), Scaled(x))
        np.testing.assert_allclose(weights.y.values, [[[3.5, 3.5]]])
        np.testing.assert_allclose(
            weights.back(np.random.default_rng(0), Scaled(d)).values, [[2.5, 2.5, 2.5]]
        )


@pytest.mark.parametrize("kind", [LiteralWeights, ConditionalWeights])
def test_beside_a_large_signal_biases_are_small(kind):
    law, x = LayerLaw(1, 1000, 0.0, bias_variance=4.0), np.ones((3, 2, 1))
    y = kind(law, np.random.default_rng(0), Scaled(x, np.array([0, 4, 6000]))).y.values
    np.testing.assert_array_equal(y[:, 0], y[:, 1])
    # The sum of 1000 squares has a relative standard deviation of sqrt(2 / 1000).
    spread = (y[:, 0] ** 2).mean(axis=1) / np.array([4.0, 4.0 * 2.0**-8, 1.0])
    np.testing.assert_allclose(spread, [1.0, 1.0, 0.0], atol=LIMIT * np.sqrt(2 / 1000))


def test_one_percent_of_the_biases_share_of_a_preactivation_is_refused():
    # One unit: x W d given y has the variance 2 * 0.5 / 2.5, most of it from the bias that was drawn. 1 % of the bias's
    # variance is 0.8 % of it, 8 standard errors over 2,000,000 draws.
    networks, one = 2_000_000, np.ones((2_000_000, 1))
    for bias_variance, right in ((0.5, True), (0.505, False)):
        rng = np.random.default_rng(0)
        weights = ConditionalWeights(
            LayerLaw(1, 1, 2.0, bias_variance=bias_variance), rng, Scaled(one[:, np.newaxis])
        )
        rest = weights.back(rng, Scaled(one)).values - weights.y.values[:, 0] * (2 / (2 + bias_variance))
        assert (abs(np.mean(rest**2) / 0.4 - 1) < LIMIT * np.sqrt(2 / networks)) == right


@pytest.mark.parametrize("bias_variance", [0.0, 1e-18])
def test_a_tiny_input_beside_a_large_one(bias_variance):
    """y_1/x_1 has the law of any other: 1 % of its variance is 8 standard errors."""
    tiny, networks, units = 1e-9, 80_000, 16
    x = np.array([[1.0, 1.0, 0.0], [3.0 * tiny, 0.0, 4.0 * tiny]])
    law = LayerLaw(3, units, 3.0, bias_variance=bias_variance)
    weights = ConditionalWeights(law, np.random.default_rng(6), Scaled(np.tile(x, (networks, 1, 1))))
    y = weights.y.values / np.array([[1.0], [tiny]])
    exact = np.array([[2.0, 3.0], [3.0, 25.0 + bias_variance / tiny**2]])
    count = networks * units
    found = np.einsum("nku,nlu->kl", y, y) / count
    spread = np.sqrt((np.outer(exact.diagonal(), exact.diagonal()) + exact**2) / count)
    assert (abs(found - exact) < LIMIT * spread).all()
    assert 0.01 * exact[1, 1] > 7 * spread[1, 1]


def test_a_tiny_input_knows_the_weights_too():
    rng = np.random.default_rng(7)
    x = rng.standard_normal((50, 3, 6)) * np.array([[1.0], [1e-9], [1e-60]])
    weights, d = ConditionalWeights(LayerLaw(6, 4, 2.0), rng, Scaled(x)), rng.standard_normal((50, 1, 4))
    found = np.vecdot(x, weights.back(rng, Scaled(d[:, 0])).values[:, np.newaxis])
    scale = np.linalg.norm(x, axis=-1)
    np.testing.assert_allclose(found / scale, np.vecdot(weights.y.values, d) / scale, rtol=1e-9, atol=1e-9)


def test_a_tiny_input_s_bias_is_drawn_again_on_the_way_back():
    """Given y, E x^T W^T d is the share of the weights in each y: biases of both inputs are the same numbers."""
    rng, networks = np.random.default_rng(8), 40_000
    x = np.array([[2.0, 1.0], [0.0, 1e-9]])
    law = LayerLaw(2, 1, 2.0, bias_variance=0.5)
    weights = ConditionalWeights(law, rng, Scaled(np.tile(x, (networks, 1, 1))))
    back = weights.back(rng, Scaled(np.ones((networks, 1)))).values
    biases = weights.y.values[:, :, 0] - back @ x.T
    np.testing.assert_allclose(biases[:, 0], biases[:, 1], atol=1e-6)
    assert biases[:, 0].var() == pytest.approx(0.5, rel=LIMIT * np.sqrt(2 / networks))
