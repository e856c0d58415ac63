from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from montecarlo import (
    Estimand,
    Interval,
    SampleMoments,
    deviation,
    excess_kurtosis,
    interval,
    mean,
    ratio,
    richardson,
    variance,
)

FIELDS = ("y", "y^2", "y^4")


def moments_of(y):
    return SampleMoments.of(FIELDS, np.stack([y, y**2, y**4], axis=1))


@pytest.fixture
def y():
    return np.random.default_rng(0).normal(0.7, 2.0, 5000)


def test_values(y):
    moments = moments_of(y)
    assert mean("y").value(moments) == pytest.approx(y.mean(), rel=1e-12)
    assert variance("y", "y^2").value(moments) == pytest.approx(y.var(), rel=1e-12)
    assert deviation("y", "y^2").value(moments) == pytest.approx(y.std(), rel=1e-12)
    assert ratio("y^4", "y^2").value(moments) == pytest.approx((y**4).mean() / (y**2).mean(), rel=1e-12)
    kurtosis = (y**4).mean() / (y**2).mean() ** 2 - 3
    assert excess_kurtosis("y^2", "y^4").value(moments) == pytest.approx(kurtosis, rel=1e-12)


def test_gradients_are_the_derivatives(y):
    moments = moments_of(y)
    first, second, fourth = moments.mean
    np.testing.assert_allclose(variance("y", "y^2").gradient(moments), [-2 * first, 1.0], rtol=1e-14)
    root = np.sqrt(second - first**2)
    np.testing.assert_allclose(
        deviation("y", "y^2").gradient(moments), [-first / root, 0.5 / root], rtol=1e-14
    )
    expected = [-2 * fourth / second**3, 1 / second**2]
    np.testing.assert_allclose(excess_kurtosis("y^2", "y^4").gradient(moments), expected, rtol=1e-14)
    any_function = Estimand("log ratio", ("y^4", "y^2"), lambda top, bottom: np.log(top / bottom))
    np.testing.assert_allclose(any_function.gradient(moments), [1 / fourth, -1 / second], rtol=1e-14)


def test_the_standard_error_of_a_mean_is_the_textbooks(y):
    expected = y.std(ddof=1) / np.sqrt(len(y))
    assert mean("y").standard_error(moments_of(y)) == pytest.approx(expected, rel=1e-12)


def test_the_interval_is_that_of_the_value_and_its_standard_error(y):
    moments, estimand = moments_of(y), ratio("y^2", "y")
    value, error = estimand.value(moments), estimand.standard_error(moments)
    assert estimand.interval(moments) == interval(value, error, len(y))
    assert estimand.interval(moments, alpha=0.05) == interval(value, error, len(y), alpha=0.05)
    with pytest.raises(ValueError, match="2 replicates or more"):
        mean("y").interval(moments_of(y[:1]))


@pytest.mark.parametrize(
    "estimand",
    [
        mean("y"),
        variance("y", "y^2"),
        deviation("y", "y^2"),
        ratio("y", "y^2"),
        excess_kurtosis("y^2", "y^4"),
    ],
    ids=lambda estimand: estimand.name,
)
def test_the_standard_error_is_the_spread_over_repetitions(estimand):
    rng = np.random.default_rng(1)
    repetitions = [moments_of(rng.uniform(-0.5, 1.0, 1000)) for _ in range(1000)]
    spread = np.std([estimand.value(moments) for moments in repetitions], ddof=1)
    claimed = np.sqrt(np.mean([estimand.standard_error(moments) ** 2 for moments in repetitions]))
    # The spread of 1000 values has a relative error of 1 / sqrt(2000): five of them.
    assert claimed == pytest.approx(spread, rel=5 / np.sqrt(2000))


def test_forgetting_the_covariance_would_be_seen():
    rng = np.random.default_rng(1)
    estimand = variance("y", "y^2")
    repetitions = [moments_of(rng.uniform(-0.5, 1.0, 1000)) for _ in range(1000)]
    spread = np.std([estimand.value(moments) for moments in repetitions], ddof=1)
    diagonal = np.diag(np.diag(repetitions[0].covariance[:2, :2]))
    gradient = estimand.gradient(repetitions[0])
    wrong = np.sqrt(gradient @ diagonal @ gradient / 1000)
    assert abs(wrong / spread - 1) > 5 / np.sqrt(2000)


def test_influence_carries_the_standard_error(y):
    samples = np.stack([y, y**2, y**4], axis=1)
    for estimand in (variance("y", "y^2"), excess_kurtosis("y^2", "y^4")):
        influence = estimand.influence(FIELDS, samples)
        assert influence.shape == y.shape
        assert influence.mean() == pytest.approx(0.0, abs=1e-9)
        expected = estimand.standard_error(moments_of(y))
        assert influence.std(ddof=1) / np.sqrt(len(y)) == pytest.approx(expected, rel=1e-10)


def test_richardson_is_exact_for_quadratics():
    def t(h):
        return 1.25 + 0.7 * h - 3.0 * h**2

    row = [value for h in (0.4, 0.2, 0.1) for value in (t(h) * 2.0, 2.0)]
    fields = tuple(f"{k}:{name}" for k in range(3) for name in ("top", "bottom"))
    estimand = richardson(ratio("top", "bottom"))
    assert estimand.fields == fields
    assert estimand.value(SampleMoments.of(fields, [row, row])) == pytest.approx(1.25, rel=1e-14)


NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(120)


def normal_mean(function, variance):
    """E function(y) of a normal y of mean 0."""
    return WEIGHTS @ function(np.sqrt(variance) * NODES) / WEIGHTS.sum()


def softplus(y):
    return np.logaddexp(0.0, y)


def at_three_sizes(function, h):
    row = [function(h), function(h / 2), function(h / 4)]
    return SampleMoments.of(("0:t", "1:t", "2:t"), [row, row])


# Functions of h, their values at 0, and the most that the bound may be, in errors.
EXPANSIONS = {
    "one sign": (lambda h: 1 / (1 - h), 1.0, 6),
    "alternating": (lambda h: 1 / (1 + h), 1.0, 6),
    "alternating, slowly": (lambda h: np.log1p(h) / h, 1.0, 6),
    "a root": (lambda h: 4 * np.sqrt(1 + h), 4.0, 12),
    "shrinking faster": (np.exp, 1.0, 35),
    "shrinking faster, alternating": (lambda h: -np.exp(-h), -1.0, 35),
    "no term of second order": (lambda h: 1 + np.sin(h), 1.0, 35),
    "no term of first order": (lambda h: 1 + h**2 / (1 + h), 1.0, 40),
    # The second difference of the three values is 0 at h = 0.1, though the second order is not.
    "a difference of 0 by chance": (lambda h: 1 + h - 0.175 * h**2 + h**3, 1.0, 6),
    # t(h) is its limit at h = 0.1, though no order vanishes.
    "the limit by chance": (lambda h: 1 + h - 10.3 * h**2 + 3 * h**3, 1.0, 150),
    "E tanh(y)^2 / E y^2": (lambda h: normal_mean(lambda y: np.tanh(y) ** 2, h) / h, 1.0, 6),
    "1 / E tanh(y)^2 - 1 / E y^2": (
        lambda h: 1 / normal_mean(lambda y: np.tanh(y) ** 2, h) - 1 / h, 2.0, 6
    ),
    "E softplus(y)": (lambda h: normal_mean(softplus, h), np.log(2), 6),
    "(E softplus(y) - log 2) / E y^2": (
        lambda h: (normal_mean(softplus, h) - np.log(2)) / h, 0.125, 6
    ),
}  # fmt: skip


@pytest.mark.parametrize("h", [0.1, 0.05])
@pytest.mark.parametrize("name", EXPANSIONS)
def test_the_error_of_an_extrapolation_is_bounded_and_in_proportion(name, h):
    function, limit, most = EXPANSIONS[name]
    moments, estimand = at_three_sizes(function, h), richardson(mean("t"))
    error, bound = abs(estimand.value(moments) - limit), estimand.own_error(moments)
    assert error <= bound <= most * error
    assert estimand.interval(moments) == Interval(
        pytest.approx(estimand.value(moments) - bound), pytest.approx(estimand.value(moments) + bound)
    )


def test_the_error_of_an_extrapolation_is_of_third_order():
    bounds = [richardson(mean("t")).own_error(at_three_sizes(lambda h: 1 / (1 + h), h)) for h in (2e-3, 1e-3)]
    assert bounds[0] / bounds[1] == pytest.approx(8, rel=0.01)


def test_the_bound_is_the_stated_one():
    """t(h) = 1 + 0.2 h at h = 1: x is 0.3; and t(h) = 2 + 0.02 h^2 at h = 1, where the second order says 0.15."""

    def stated(limit, x):
        return limit * x**3 / (8 * (1 - x) * (1 - x / 2) * (1 - x / 4))

    estimand = richardson(mean("t"))
    assert estimand.own_error(at_three_sizes(lambda h: 1 + 0.2 * h, 1.0)) == pytest.approx(stated(1, 0.3))
    assert estimand.own_error(at_three_sizes(lambda h: 2 + 0.02 * h**2, 1.0)) == pytest.approx(
        stated(2, 0.15)
    )
    # That bound is the error of limit / (1 - x h) itself.
    exact = at_three_sizes(lambda h: 2 / (1 - 0.3 * h), 1.0)
    assert abs(estimand.value(exact) - 2) == pytest.approx(stated(2, 0.3))


def test_the_error_is_in_units_of_the_extrapolated_value():
    plain = at_three_sizes(lambda h: 3 / (1 + h), 0.1)
    scaled = at_three_sizes(lambda h: 3 * h / (1 + h), 0.1)
    expected = richardson(mean("t")).own_error(plain)
    assert richardson(mean("t"), (0.1, 0.05, 0.025)).own_error(scaled) == pytest.approx(expected)


def test_a_constant_is_extrapolated_without_error():
    estimand, moments = richardson(mean("t")), at_three_sizes(lambda h: 0.75, 0.1)
    assert estimand.own_error(moments) == 0.0
    assert estimand.interval(moments) == Interval(0.75, 0.75)


@pytest.mark.parametrize(
    "function",
    [
        lambda h: 1 + 0.7 * h,
        lambda h: 1 + 0.5 * h**2,
        lambda h: 9 + 4 * h**2,  # where x is 1 exactly
        lambda h: h,
        lambda h: 0.0,
    ],
)
def test_terms_that_do_not_shrink_have_no_bound(function):
    with pytest.raises(
        ValueError, match=r"E t, extrapolated has an error without bound where E 0:t = .*smaller"
    ):
        richardson(mean("t")).interval(at_three_sizes(function, 1.0))


def test_an_interval_is_wider_by_the_estimands_own_error(y):
    moments = moments_of(y)
    exact = mean("y^2")
    rough = Estimand("E y^2, nearly", ("y^2",), lambda second: second, error=lambda second: 0.01 * second)
    assert exact.own_error(moments) == 0.0
    beyond = 0.01 * moments.mean[1]
    assert rough.own_error(moments) == pytest.approx(beyond, rel=1e-15)
    within, found = exact.interval(moments, alpha=0.1), rough.interval(moments, alpha=0.1)
    assert found == Interval(within.low - beyond, within.high + beyond)
    assert rough.standard_error(moments) == exact.standard_error(moments)


def test_richardson_in_the_wrong_order_is_not():
    row = [[value] for value in (1 + 0.1, 1 + 0.2, 1 + 0.4)]
    moments = SampleMoments.of(("0:t", "1:t", "2:t"), np.transpose(row))
    assert abs(richardson(mean("t")).value(moments) - 1) > 0.1


def test_constants_have_a_standard_error_of_zero():
    constant = moments_of(np.full(100, 0.1))
    assert mean("y").standard_error(constant) == pytest.approx(0.0, abs=1e-16)
    assert variance("y", "y^2").value(constant) == pytest.approx(0.0, abs=1e-16)
    assert deviation("y", "y^2").value(constant) == pytest.approx(0.0, abs=1e-8)


def test_bad_input(y):
    moments = moments_of(y)
    with pytest.raises(ValueError, match="x3 was not recorded: give one of y"):
        mean("x3").value(moments)
    with pytest.raises(ValueError, match=r"no value where .*E y = 0: .*zero"):
        ratio("y^2", "y").value(moments_of(np.zeros(3)))
    below = Estimand("log", ("y",), np.log)
    with pytest.raises(ValueError, match="no finite real value"):
        below.value(moments_of(np.array([-1.0, -2.0])))
    with pytest.raises(ValueError, match="no finite real value"):
        below.value(moments_of(np.zeros(3)))
    cube = Estimand("cube", ("y",), lambda first: first**3)
    with pytest.raises(ValueError, match="no value where E y = 1e"):
        cube.value(SampleMoments.of(("y",), [[1e200]]))


def test_an_estimand_is_a_constant_of_its_parts():
    estimand = mean("y")
    with pytest.raises(FrozenInstanceError):
        estimand.name = "another"
    assert len({estimand, Estimand(estimand.name, estimand.fields, estimand.function)}) == 1


@pytest.mark.parametrize(
    ("found", "right"), [(1e6 + 0.5j, True), (1e6 - 2.0j, False), (0.5 + 5e-7j, True), (0.5 - 2e-6j, False)]
)
def test_an_imaginary_part_is_rounding_or_an_error(y, found, right):
    estimand = Estimand("a number", ("y",), lambda first: 0.0 * first + found)
    if right:
        assert estimand.value(moments_of(y)) == found.real
    else:
        with pytest.raises(ValueError, match="a number has no finite real value"):
            estimand.value(moments_of(y))


@pytest.mark.parametrize("estimand", [variance("y", "y^2"), deviation("y", "y^2")], ids=lambda e: e.name)
def test_a_constant_of_any_size_varies_by_rounding_alone(estimand):
    for constant in np.random.default_rng(5).lognormal(0.0, 6.0, 200):
        found = estimand.interval(SampleMoments.of(("y", "y^2"), [[constant, constant**2]] * 1000))
        assert found.low <= 0 <= found.high <= 3e-6 * constant * max(1, constant)


def test_a_variance_below_zero_has_no_deviation():
    with pytest.raises(ValueError, match="sd y has no finite real value"):
        deviation("y", "y^2").value(SampleMoments.of(("y", "y^2"), np.array([[3.0, 8.9]])))


def test_an_extrapolation_needs_three_units():
    with pytest.raises(ValueError, match=r"units must be a tuple of 3 numbers, got \(0\.1, 0\.05\)"):
        richardson(mean("t"), (0.1, 0.05))
