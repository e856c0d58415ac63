"""Penalties by differences, priors by SciPy's densities, and masks one by one."""

from itertools import product

import numpy as np
import pytest
from scipy import optimize, stats

from theory.results.regularization import (
    absolute_penalty_gradient,
    absolute_strength,
    laplace_prior_slope,
    masked_sum_ratio,
    noise_slope,
    normal_prior_slope,
    rectified_masked_sum,
    squared_penalty_decay,
    squared_penalty_gradient,
    squared_strength,
)

H = 1e-6


def _slope(function, at: float) -> float:
    return float((function(at + H) - function(at - H)) / (2 * H))


@pytest.mark.parametrize("w", [0.7, -1.6])
def test_what_the_penalties_add(w: float) -> None:
    strength, sign = 0.4, np.sign(w)
    found = absolute_penalty_gradient()(**{r"\lambda_r": strength, "s_w": sign})
    assert found == pytest.approx(_slope(lambda w: strength * abs(w), w), rel=1e-8)
    found = squared_penalty_gradient()(**{r"\lambda_r": strength, "w_{ij}": w})
    assert found == pytest.approx(_slope(lambda w: strength * w**2, w), rel=1e-8)


def test_a_step_on_the_squared_penalty_shrinks_the_weight() -> None:
    w, step, strength = 1.7, 0.25, 0.4
    after = w - step * _slope(lambda w: strength * w**2, w)
    found = squared_penalty_decay()(**{r"\gamma_s": step, r"\lambda_r": strength})
    assert found == pytest.approx(after / w, rel=1e-8)


@pytest.mark.parametrize("w", [0.7, -1.6])
def test_slopes_of_densities(w: float) -> None:
    laplace, normal = stats.laplace(scale=0.6).logpdf, stats.norm(scale=0.6).logpdf
    assert laplace_prior_slope()(s_w=np.sign(w), b_w=0.6) == pytest.approx(-_slope(laplace, w), rel=1e-8)
    assert normal_prior_slope()(sigma_p=0.6, **{"w_{ij}": w}) == pytest.approx(-_slope(normal, w), rel=1e-8)
    by_output = _slope(lambda o: stats.norm(o, 0.5).logpdf(0.9), w)
    assert noise_slope()(y=0.9, o=w, sigma_n=0.5) == pytest.approx(-by_output, rel=1e-8)


@pytest.mark.parametrize("penalty", ["absolute", "squared"])
def test_the_penalised_minimum_is_the_posterior_mode(penalty: str) -> None:
    noise, scale = 0.5, 0.8
    rng = np.random.default_rng(0)
    x = rng.standard_normal(20)
    y = 1.3 * x + noise * rng.standard_normal(20)
    absolute = penalty == "absolute"
    prior = stats.laplace(scale=scale) if absolute else stats.norm(scale=scale)
    strength = (
        absolute_strength()(sigma_n=noise, b_w=scale)
        if absolute
        else squared_strength()(sigma_n=noise, sigma_p=scale)
    )

    def penalised(w: float) -> float:
        return ((y - w * x) ** 2).sum() + strength * (abs(w) if absolute else w**2)

    def posterior(w: float) -> float:
        return -stats.norm(w * x, noise).logpdf(y).sum() - prior.logpdf(w)

    found, mode = (
        optimize.minimize_scalar(function, bounds=(0.1, 3.0), method="bounded", options={"xatol": 1e-9}).x
        for function in (penalised, posterior)
    )
    assert found == pytest.approx(mode, abs=1e-6)
    # The two differ by a factor and a constant.
    rises = [function(2.0) - function(0.5) for function in (penalised, posterior)]
    assert rises[0] / rises[1] == pytest.approx(2 * noise**2, rel=1e-10)


@pytest.mark.parametrize("keep", [0.3, 0.5, 0.8])
def test_dropout_at_test_time(keep: float) -> None:
    terms = np.array([2.4, -1.5])
    total = rectified = 0.0
    for mask in product((0, 1), repeat=2):
        chance = np.prod([keep if present else 1 - keep for present in mask])
        total += chance * (terms @ mask)
        rectified += chance * max(0.0, float(terms @ mask))
    assert float(masked_sum_ratio().rhs) == pytest.approx(total / (keep * terms.sum()))
    assert rectified_masked_sum()(**{"p_{keep}": keep}, d_z=0.9, b_z=1.5) == pytest.approx(rectified)
