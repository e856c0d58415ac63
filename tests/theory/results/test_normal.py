import numpy as np
import pytest
import sympy as sp
from scipy import stats

from tests.theory.results.definition import CLOSE, mean
from theory import evaluate
from theory.notation import u, x, y
from theory.results.normal import LINE, STANDARD_DENSITY, gaussian_mean, normal_density


@pytest.mark.parametrize("deviation", [0.25, 1.5])
@pytest.mark.parametrize("value", [-2.0, 0.0, 0.75])
def test_the_density_is_the_normal_laws(deviation: float, value: float) -> None:
    density = normal_density(x, sp.Rational(deviation)).subs(x, sp.Rational(value))
    assert float(density) == pytest.approx(stats.norm.pdf(value, scale=deviation), rel=1e-14)


def test_the_standard_density_integrates_to_one() -> None:
    assert float(evaluate(sp.Integral(STANDARD_DENSITY, LINE))) == pytest.approx(1, rel=1e-14)


@pytest.mark.parametrize("deviation", [0.25, 1.5])
def test_an_expectation_is_of_the_deviation_that_is_given(deviation: float) -> None:
    """Of e^(y/2) - y^4, which is neither even nor odd."""
    found = evaluate(gaussian_mean(sp.exp(y / 2) - y**4, u), {u: sp.Rational(deviation)})
    assert float(found) == pytest.approx(mean(lambda y: np.exp(y / 2) - y**4, deviation), rel=CLOSE)
