"""Panels are doubted where features are narrow, and nowhere for ordinary activations."""

import mpmath
import numpy as np
import pytest

from theory.activation.activation import Activation
from theory.activation.parsing import parse
from theory.integration.gaussian_moments import moments


@pytest.mark.parametrize("name", ["relu", "tanh", "gelu", "erf", "hardswish", "softplus"])
def test_ordinary_activations_are_not_doubted(name):
    assert not moments(name, np.geomspace(0.1, 100, 20)).certified.any()


def test_narrow_periodic_features_are_doubted():
    found = moments(Activation.from_expr(parse("exp(-10000*sin(x)**2)")), 3.0, mean=0.7)
    assert found.certified.all()
    assert found.mean == pytest.approx(0.00564203692795158, rel=1e-13)


def test_a_mean_of_many_deviations_keeps_its_bound():
    """Variances of sines, exactly: the nodes about a large mean are rounded to multiples of its last digit."""
    rng, sine = np.random.default_rng(0), Activation.from_expr(parse("sin(x)"))
    for _ in range(25):
        u = 10 ** rng.uniform(-6, 1)
        mean = float(u * 10 ** rng.uniform(2, 15))
        found = moments(sine, u, mean=mean)
        with mpmath.workdps(60):
            m, q = mpmath.mpf(mean), mpmath.mpf(u) ** 2
            second = (1 - mpmath.cos(2 * m) * mpmath.exp(-2 * q)) / 2
            exact = {
                "mean": mpmath.sin(m) * mpmath.exp(-q / 2),
                "second": second,
                "variance": second - mpmath.sin(m) ** 2 * mpmath.exp(-q),
                "derivative_second": 1 - second,
            }
            for name, value in exact.items():
                assert abs(value - float(getattr(found, name))) <= float(getattr(found.error, name)), (
                    u,
                    mean,
                )


@pytest.mark.parametrize("text", ["(1-cos(x))/x", "sin(x)/x", "(exp(x)-1)/x"])
def test_removable_singularities_are_not_left_to_float64(text):
    assert moments(Activation.from_expr(parse(text)), [0.3, 2.0]).certified.all()


def test_the_slope_about_a_removable_singularity_keeps_its_bound():
    found = moments(Activation.from_expr(parse("(1-cos(x))/x")), 0.299381125356393)
    assert abs(float(found.derivative_second) - 0.23932028939247927760) <= float(
        found.error.derivative_second
    )
