import numpy as np
import pytest

from theory.activation.activation import Activation
from theory.activation.lookup import get
from theory.activation.parsing import parse
from theory.mean_field.scale_curve import ScaleCurve, furthest_scale

FUNCTIONS = {
    "a power": lambda q: 3 * q**1.7,
    "a bend": lambda q: q / (1 + q / 7),
    "two bends": lambda q: q / (1 + q / 1e-4) + q / (1 + 1e3 / q),
    "a constant and a power": lambda q: 0.2 + q**3,
    "an exponential": lambda q: np.exp(2 * q),
    "a narrow step": lambda q: np.where(q > 3, 2.0, 1.0),
    "0 for small q": lambda q: np.exp(-1 / (2 * q)),
}


def evaluated(function):
    def evaluate(q):
        with np.errstate(all="ignore"):
            value = function(q)
        return value, 1e-15 * np.abs(value)

    return evaluate


@pytest.mark.parametrize("name", FUNCTIONS)
def test_samples_are_the_function_to_within_their_bounds(name) -> None:
    curve = ScaleCurve(evaluated(FUNCTIONS[name]), np.inf, 0.0)
    for side in (1, 1, -1, 1, -1, -1):
        assert curve.extend(side)
    points = curve.samples()
    assert (np.diff(points.q) > 0).all()
    assert np.diff(np.log(points.q))[points.interpolated[1:] & points.interpolated[:-1]].max() < 0.3
    with np.errstate(all="ignore"):
        exact = FUNCTIONS[name](points.q)
        off = np.abs(points.value - exact) > points.bound
    assert not (off & np.isfinite(exact) & (np.abs(np.log(points.q / 3)) > 0.2)).any()
    assert points.interpolated.any()


def test_far_out_a_power_takes_few_points() -> None:
    taken = []

    def evaluate(q):
        taken.append(q.size)
        return q / (1 + q), 1e-15 * q / (1 + q)

    curve = ScaleCurve(evaluate, np.inf, 0.0)
    while curve.extend(1):
        pass
    assert curve.top > 690
    assert sum(taken) < 400


def test_the_ends_say_how_the_function_goes_on() -> None:
    curve = ScaleCurve(evaluated(lambda q: q / (1 + q)), np.inf, 0.0)
    assert curve.end(1).ratios == pytest.approx([1e-6, 1e-4], rel=0.02)
    assert curve.end(1).slope == pytest.approx(-1, rel=1e-3)
    assert curve.end(-1).ratios == pytest.approx([1, 1], rel=0.02)
    assert abs(curve.end(-1).slope) < 1e-3


def test_no_variance_reaches_the_limit() -> None:
    curve = ScaleCurve(evaluated(lambda q: 1 / np.sqrt(1 - q / 0.3)), 0.3, 0.0)
    while curve.extend(1):
        pass
    q = curve.samples().q
    assert 0.3 * (1 - 1e-13) < q.max() < 0.3
    empty = ScaleCurve(evaluated(lambda q: q), 0.0, 0.0)
    assert empty.samples().q.size == 0
    assert not empty.extend(1)


def test_the_scale_of_a_formula_is_that_of_its_constants() -> None:
    assert furthest_scale(get("tanh")) == 0
    own = Activation.from_expr(parse("tanh(x/10**20) + max(x - 1000, 0)"))
    assert furthest_scale(own) >= np.log(1e20)
