"""Against the exact distribution at finite width, by inversion of the characteristic function of log q."""

from functools import cache

import numpy as np
import pytest
import sympy as sp
from scipy import optimize, special

from theory import evaluate
from theory.results.log_normal import (
    DEPTH,
    FACTOR,
    SIZE,
    WIDTH,
    gradient_share_below,
    log_gradient_second_moment,
    log_second_moment,
    normal_share,
    off_by_a_factor,
    off_by_two,
    share_below,
    share_below_typical,
)

_STEP = 0.02
_FREQUENCIES = _STEP * (np.arange(1200) + 0.5)


@cache
def _characteristic(width: int) -> np.ndarray:
    """Return E (S/E S)^(it) for S = sum_i relu(Z_i)^2 over the k of N units that are positive."""
    k = np.arange(1, width + 1)
    chances = np.exp(special.gammaln(width + 1) - special.gammaln(k + 1) - special.gammaln(width - k + 1))
    powers = special.loggamma(k[:, None] / 2 + 1j * _FREQUENCIES) - special.loggamma(k[:, None] / 2)
    return (chances / 2**width) @ np.exp(powers - 1j * _FREQUENCIES * np.log(width / 4))


def _below(width: int, layers: float, bound: float) -> float:
    """Return P(log q <= bound) after a number of layers."""
    turned = np.exp(-1j * _FREQUENCIES * bound) * _characteristic(width) ** layers
    return float(0.5 - _STEP / np.pi * (turned.imag / _FREQUENCIES).sum())


def _off(width: int, layers: float) -> float:
    return _below(width, layers, -np.log(2)) + 1 - _below(width, layers, np.log(2))


def _stated(derivation, ratio: sp.Rational, factor: float = 1.0) -> float:
    at = {WIDTH: sp.S(ratio.q), DEPTH: sp.S(ratio.p), FACTOR: sp.Rational(str(factor))}
    return float(evaluate(derivation().rhs, at))


@pytest.mark.parametrize("ratio", [sp.Rational(1, 8), sp.Rational(1, 2), sp.S.One])
def test_the_gap_to_the_limit_halves_with_the_width(ratio: sp.Rational) -> None:
    """It is below 0.02 at N = 32."""
    cases = [
        (lambda n: _below(n, float(ratio) * n, 0.0), _stated(share_below, ratio)),
        (lambda n: _below(n, float(ratio) * n, np.log(2)), _stated(share_below, ratio, 2.0)),
        (lambda n: _below(n, float(ratio) * n, -2.5 * float(ratio)), _stated(share_below_typical, ratio)),
        (lambda n: _off(n, float(ratio) * n), _stated(off_by_a_factor, ratio, 2.0)),
    ]
    for exact, limit in cases:
        gaps = [abs(exact(width) - limit) for width in (32, 64, 128)]
        assert gaps[0] < 0.02
        assert gaps[1] < 0.65 * gaps[0]
        assert gaps[2] < 0.65 * gaps[1]


def test_half_of_the_networks_are_off_by_two_at_the_depth_that_is_stated() -> None:
    def share(ratio: float) -> float:
        spread = sp.Float(5 * ratio)
        return float(normal_share(-sp.log(2), spread) + 1 - normal_share(sp.log(2), spread)) - 0.5

    assert optimize.brentq(share, 0.1, 0.3) == pytest.approx(0.1712, abs=5e-5)
    for width, stated in ((32, 0.1665), (64, 0.1685), (128, 0.1698)):
        depth = optimize.brentq(lambda layers, n=width: _off(n, layers) - 0.5, 0.1 * width, 0.3 * width)
        assert depth / width == pytest.approx(stated, abs=5e-5)
    assert float(off_by_two().rhs) == pytest.approx(0.5 + share(0.17), rel=1e-12)


def test_the_second_moment_is_that_of_the_layers() -> None:
    at = {WIDTH: sp.S(3), DEPTH: sp.S(2), SIZE: sp.S(4)}
    assert float(evaluate(log_second_moment().rhs, at)) == pytest.approx(8 * np.log(1 + 5 / 12), rel=1e-12)
    gradient = np.log(1 + 2 / 12) + 7 * np.log(1 + 5 / 12)
    assert float(evaluate(log_gradient_second_moment().rhs, at)) == pytest.approx(gradient, rel=1e-12)


def test_gradients_have_the_law_of_signals() -> None:
    """Of 64 units, 31 layers of ReLU and one of a chi-square variable over 64."""
    rng, count = np.random.default_rng(6), 40_000
    log = np.log(rng.chisquare(64, count) / 64)
    for _ in range(31):
        log += np.log(rng.chisquare(rng.binomial(64, 0.5, count)) / 32)
    for factor in (1.0, 2.0):
        stated = _stated(gradient_share_below, sp.Rational(1, 2), factor)
        assert (log <= np.log(factor)).mean() == pytest.approx(stated, abs=0.012)
