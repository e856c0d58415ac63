from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from scipy import special

from theory.activation.activation import Activation
from theory.activation.parsing import parse
from theory.mean_field.dense_network import DenseNetwork
from theory.mean_field.finite_width import finite_width


def _squares(units, depth, weights, bias):
    """Return E K and Var K/(E K)^2 of a linear network with biases, exactly: K' = w K chi^2_N/N + b."""
    first, second = weights + bias, (weights + bias) ** 2
    for _ in range(depth - 1):
        first, second = (
            weights * first + bias,
            weights**2 * second * (1 + Fraction(2, units)) + 2 * weights * bias * first + bias**2,
        )
    return float(first), float(second / first**2 - 1)


def test_a_linear_network_with_biases():
    weights, bias, gaps = Fraction(9, 10), Fraction(1, 5), []
    for units in (100, 200):
        found = finite_width(DenseNetwork("linear", (units,) * 9, 0.9, 0.2))
        mean, spread = _squares(units, 8, weights, bias)
        assert np.exp(found.conditional.limit[-1]) == pytest.approx(mean, rel=1e-13)
        assert found.conditional.relative_mean[-1] == pytest.approx(1, abs=1e-13)
        gaps.append(found.conditional.variance[-1] - spread)
        assert found.excess_kurtosis[-1] == pytest.approx(3 * spread, rel=10 / units)
    assert gaps[1] / gaps[0] == pytest.approx(0.25, abs=0.01)
    normal = finite_width(DenseNetwork("linear", (100, 50), 0.9, 0.2, input_kurtosis=3.0))
    assert normal.conditional.variance[0] == pytest.approx((0.9 / 1.1) ** 2 * 2 / 100, rel=1e-12)


def test_the_mean_of_a_curved_map():
    """g = x^2 with two hidden layers and normal inputs: E K_3 is a polynomial in moments of chi^2."""
    gaps = []
    for units in (200, 400):
        found = finite_width(DenseNetwork("square", (units,) * 4, 0.5, input_kurtosis=3.0))
        moment = [1.0]
        for k in range(4):  # of chi^2_N/N
            moment.append(moment[-1] * (units + 2 * k) / units)
        # K_2 = w K_1^2 mean Z^4, so E K_3 = 3 w E K_2^2 with K_1 = w chi^2/N.
        fourth = 9 + 96 / units  # E (mean Z^4)^2
        exact = 3 * 0.5**3 * 0.5**4 * moment[4] * fourth
        gaps.append(exact / np.exp(found.conditional.limit[2]) - found.conditional.relative_mean[2])
        second = 0.5**2 * 0.5**4 * moment[4] * fourth
        spread = second / (3 * 0.5**3 * moment[2]) ** 2 - 1
        assert found.conditional.variance[1] == pytest.approx(spread, rel=40 / units)
    assert gaps[1] / gaps[0] == pytest.approx(0.25, abs=0.02)


def test_networks_drawn_in_full():
    """Gradients and signals of networks with all their weights: unequal widths, biases, dropout."""
    widths, weights, bias, count = (60, 80, 100, 70, 90), (1.0, 1.5, 2.0, 1.2), 0.2, 1200
    keep = 0.9
    found = finite_width(DenseNetwork("softplus", widths, weights, bias, keep, input_kurtosis=3.0))
    rng = np.random.default_rng(4)
    x, passed, drawn = rng.normal(size=(count, widths[0], 1)), [], []
    for layer, (fan_in, fan_out) in enumerate(pairwise(widths)):
        matrix = rng.normal(size=(count, fan_out, fan_in), scale=np.sqrt(weights[layer] / fan_in))
        y = matrix @ x + rng.normal(size=(count, fan_out, 1), scale=np.sqrt(bias))
        mask = (rng.random(y.shape) < keep) / keep
        x = np.logaddexp(0, y) * mask
        drawn.append((matrix, mask * special.expit(y)))
        passed.append(np.log((y**2).mean(axis=(1, 2))))
    d = rng.normal(size=y.shape)
    back = [np.log((d**2).mean(axis=(1, 2)))]
    for layer in (2, 1, 0):
        d = drawn[layer][1] * (drawn[layer + 1][0].transpose(0, 2, 1) @ d)
        back.insert(0, np.log((d**2).mean(axis=(1, 2))))
    for logs, law in ((passed, found.signal), (back, found.gradient)):
        logs = np.array(logs)
        error = logs.std(axis=1) / np.sqrt(count)
        assert (np.abs(logs.mean(axis=1) - law.mean_log) < 5 * error + 0.3 * law.variance**2).all()
        gap = np.abs(logs.var(axis=1) - law.variance)
        assert (gap < 5 * law.variance * np.sqrt(2 / count) + 0.5 * law.variance**2).all()


def test_quantiles_of_a_log_normal_law():
    law = finite_width(DenseNetwork("tanh", (50,) * 5, 1.5)).gradient
    assert law.log_quantile(0.5).tolist() == law.mean_log.tolist()
    ends = law.log_quantile(0.95) - law.log_quantile(0.05)
    np.testing.assert_allclose(ends, 2 * 1.6448536 * np.sqrt(law.variance), rtol=1e-7)
    np.testing.assert_allclose(law.relative_root, 1 + law.shift / 2 + law.variance / 8)
    with pytest.raises(ValueError, match="inside"):
        law.log_quantile(1.0)


def test_half_of_the_networks_are_off_by_a_factor_of_2():
    """Products of sums of squares of as many normals as units are positive, drawn layer by layer."""
    units, count, rng = 60, 40_000, np.random.default_rng(9)
    law = finite_width(DenseNetwork("relu", (units,) * 13, 2.0)).conditional
    logs = np.zeros(count)
    for layer in range(1, 12):
        logs += np.log(rng.chisquare(rng.binomial(units, 0.5, count)) * 2 / units)
        share = (np.abs(logs) > np.log(2)).mean()
        assert law.share_apart(2.0)[layer] == pytest.approx(share, abs=0.02)
    assert law.share_apart(2.0)[[9, 11]].round().tolist() == [0, 1]
    assert law.share_apart(2.0)[0] == 0
    with pytest.raises(ValueError, match="factor"):
        law.share_apart(1.0)


def test_what_has_no_leading_term():
    growing = Activation.from_expr(parse("exp(x**2/6)"))
    with pytest.raises(ValueError, match=r"layer 1: E g.* diverges"):
        finite_width(DenseNetwork(growing, (9,) * 3, 0.9))
    jump = finite_width(DenseNetwork("heaviside", (9,) * 4, 1.0))
    assert np.isfinite(jump.signal.variance).all()
    assert np.isnan(jump.gradient.variance[:2]).all()
