import numpy as np
import pytest
from scipy import special, stats

from theory.activation.lookup import get
from theory.mean_field.dense_network import DenseNetwork
from theory.mean_field.finite_width import finite_width
from theory.mean_field.homogeneous_law import homogeneous_law
from theory.results.layer_length import norm_ratio


def test_a_linear_network_is_a_product_of_chi_squares():
    widths = (4, 3, 9, 500, 6)
    law = homogeneous_law(DenseNetwork("linear", widths, 1.0))
    units = np.array(widths[1:])
    logs = np.cumsum(special.digamma(units / 2) - np.log(units / 2))
    variances = np.cumsum(special.polygamma(1, units / 2))
    np.testing.assert_allclose(law.signal.mean_log, logs, rtol=1e-12)
    np.testing.assert_allclose(law.signal.variance, variances, rtol=1e-11)
    # Of |W'd|^2, which has one factor for each width from the last down.
    np.testing.assert_allclose(law.gradient.variance[0], variances[-1], rtol=1e-11)
    np.testing.assert_allclose(law.relative_variance, np.cumprod([1, *(1 + 2 / units[:-1])]) - 1, rtol=1e-12)


@pytest.mark.parametrize("keep", [1.0, 0.7])
def test_relu_counts_its_positive_units(keep):
    units = 6
    law = homogeneous_law(DenseNetwork("relu", (5, units, 3), 2.0, keep=keep))
    k = np.arange(1, units + 1)
    share = stats.binom.pmf(k, units, keep / 2)
    logs = special.digamma(k / 2) + np.log(2 / (units * keep / 2))
    mean = share @ logs / share.sum()
    assert law.conditional.mean_log[1] == pytest.approx(mean + np.log(2 / keep), rel=1e-11)
    square = share @ (logs**2 + special.polygamma(1, k / 2)) / share.sum()
    assert law.conditional.variance[1] == pytest.approx(square - mean**2, rel=1e-10)
    assert np.exp(law.log_alive[1]) == pytest.approx(share.sum(), rel=1e-13)
    assert law.relative_variance[1] == pytest.approx((6 / keep - 1) / units, rel=1e-12)
    assert law.excess_kurtosis[1] == pytest.approx(3 * (6 / keep - 1) / units, rel=1e-12)
    if keep == 1:
        ratio = float(norm_ratio()(N=units))
        assert law.root[1] == pytest.approx(ratio, rel=1e-12)
        assert law.rectified_variance[1] == pytest.approx(1 - ratio**2 / np.pi, rel=1e-12)


def test_leaky_relu_by_drawing_its_layers():
    slope, keep, widths = 0.3, 0.8, (4, 5, 9, 6)
    network = DenseNetwork(get("leaky_relu", negative_slope=slope), widths, (1.0, 2.0, 1.5), keep=keep)
    law, rng, count = homogeneous_law(network), np.random.default_rng(2), 60_000
    k = np.ones(count)
    for layer in (0, 1):
        z = rng.normal(size=(count, widths[layer + 1]))
        z *= np.where(z > 0, 1, slope) * (rng.random(z.shape) < keep) / keep
        k *= network.weight_variances[layer + 1] * (z**2).mean(axis=1)
    assert (k > 0).mean() == pytest.approx(np.exp(law.log_alive[2]), abs=5 * np.sqrt(4e-4 / count))
    logs = np.log(k[k > 0])
    assert logs.mean() == pytest.approx(law.conditional.mean_log[2], abs=5 * logs.std() / count**0.5)
    assert logs.var() == pytest.approx(law.conditional.variance[2], rel=0.03)
    assert np.sqrt(k).mean() == pytest.approx(
        law.root[2] * np.exp(law.conditional.limit[2] / 2), abs=5 * np.sqrt(k).std() / count**0.5
    )


def test_the_leading_terms_are_those_of_the_exact_law():
    gaps = []
    for units in (400, 800):
        network = DenseNetwork(get("leaky_relu", negative_slope=0.2), (units,) * 7, 1.9, keep=0.9)
        law, leading = homogeneous_law(network), finite_width(network)
        pairs = [(law.signal, leading.signal), (law.gradient, leading.gradient)]
        parts = [(getattr(a, part), getattr(b, part)) for a, b in pairs for part in ("shift", "variance")]
        parts.append((law.relative_variance, leading.conditional.variance))
        gaps.append(np.array([exact - found for exact, found in parts]))
    # Twice the width, a quarter of the gap.
    big = np.abs(gaps[0]) > 1e-6
    assert big.sum() > 15
    np.testing.assert_allclose(gaps[1][big] / gaps[0][big], 0.25, atol=0.01)


def test_ten_thousand_layers():
    law = homogeneous_law(DenseNetwork("relu", (100,) * 10_001, 1.0))
    assert law.signal.mean_log[-1] / 9999 == pytest.approx(np.log(0.5) - 0.0258, abs=1e-3)
    assert law.root[-1] < 1e-25


def test_other_networks_are_refused():
    with pytest.raises(ValueError, match=r"gelu .* take finite_width"):
        homogeneous_law(DenseNetwork("gelu", (4, 4), 1.0))
    for other in ({"bias_variance": 0.1}, {"input_kurtosis": 3.0}):
        with pytest.raises(ValueError, match="bias_variance must be 0"):
            homogeneous_law(DenseNetwork("relu", (4, 4), 1.0, **other))
