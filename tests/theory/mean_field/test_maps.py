import numpy as np
import pytest

from theory.activation.lookup import get, names
from theory.mean_field.correlation import c_map
from theory.mean_field.maps import BatchNorm, backward_map, chi, q_map

C = np.array([-1, -0.6, -0.1, 0.0, 0.2, 0.7, 0.99, 0.999999, 1.0])


def test_q_map_and_chi_of_relu():
    q = np.array([0.0, 0.5, 3.0])
    np.testing.assert_allclose(q_map("relu", q, 1.7, 0.1), 0.85 * q + 0.1, rtol=1e-14)
    np.testing.assert_allclose(q_map("relu", q, 1.7, 0.1, keep=0.8), 0.85 * q / 0.8 + 0.1, rtol=1e-14)
    np.testing.assert_allclose(
        chi("relu", q, [[1.7], [2.0]]), np.array([[0.85], [1.0]]) * np.ones(3), rtol=1e-14
    )
    assert chi("sign", 1.0, 1.0) == np.inf


def test_backward_map_has_the_fan_out():
    # Unequal fans: fan_in v^2 = 2 with fan_out = 3 fan_in multiplies gradients by fan_out v^2/2 = 3.
    assert backward_map("relu", 0.5, 1.0, 2.0, fan_ratio=3.0) == pytest.approx(1.5, rel=1e-14)
    assert backward_map("relu", 0.5, 1.0, 2.0, keep=0.5) == pytest.approx(1.0, rel=1e-14)


def test_batch_norm_of_relu_multiplies_gradients_by_a_known_factor():
    # Yang et al. 2019 (arXiv:1902.08129): pi/(pi - 1) for ReLU, 1 for the identity, at any weight variance.
    norm = BatchNorm(eps=0.0)
    for weights in (0.3, 2.0):
        q = q_map("relu", 5.0, weights, batch_norm=norm)
        assert chi("relu", q, weights, batch_norm=norm) == pytest.approx(np.pi / (np.pi - 1), rel=1e-13)
        q = q_map("linear", 5.0, weights, batch_norm=norm)
        assert chi("linear", q, weights, batch_norm=norm) == pytest.approx(1, rel=1e-13)


def test_batch_norm_by_simulation():
    rng = np.random.default_rng(5)
    batch, width, norm = 4000, 400, BatchNorm(gamma=1.3, beta=0.4)
    y = rng.normal(size=(batch, width)) * 2
    normed = norm.gamma * (y - y.mean(0)) / np.sqrt(y.var(0) + norm.eps) + norm.beta
    kept = np.maximum(normed, 0) * (rng.random(y.shape) < 0.8) / 0.8
    after = kept @ rng.normal(size=(width, 300)) * np.sqrt(1.5 / width)
    # 300 neurons of variance that scatters by sqrt(2/width).
    assert after.var(0).mean() == pytest.approx(
        float(q_map("relu", 4.0, 1.5, 0.3, keep=0.8, batch_norm=norm)), rel=0.02
    )


@pytest.mark.parametrize("bad", [-1.0, float("nan"), float("inf")])
def test_bad_variances(bad):
    for call in (
        lambda: q_map("relu", bad, 1.0),
        lambda: q_map("relu", 1.0, bad),
        lambda: q_map("relu", 1.0, 1.0, bad),
        lambda: chi("relu", 1.0, bad),
        lambda: backward_map("relu", bad, 1.0, 1.0),
        lambda: backward_map("relu", 1.0, 1.0, 1.0, fan_ratio=bad),
        lambda: c_map("relu", 0.5, bad, 1.0),
        lambda: BatchNorm(gamma=bad),
    ):
        with pytest.raises(ValueError, match=r"="):
            call()


def test_other_bad_input():
    with pytest.raises(ValueError, match=r"keep = 1\.5"):
        q_map("relu", 1.0, 1.0, keep=1.5)
    with pytest.raises(ValueError, match=r"c = 1\.2"):
        c_map("relu", [0.5, 1.2], 1.0, 1.0)
    with pytest.raises(ValueError, match="is 0"):
        c_map("relu", 0.5, 0.0, 1.0)
    with pytest.raises(ValueError, match="divides"):
        q_map("relu", 0.0, 1.0, batch_norm=BatchNorm(eps=0.0))


def test_maps_take_every_activation():
    for name in names():
        assert q_map(get(name), 0.5, 1.0) > 0
