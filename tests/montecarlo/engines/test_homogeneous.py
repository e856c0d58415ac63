"""The homogeneous engine has the law of the conditional one, and the same comparison rejects a wrong law."""

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest

from montecarlo import Conditional, Homogeneous, run, stream
from montecarlo.engines import homogeneous
from montecarlo.sampling.activations import ACTIVATIONS, SLOPES, apply
from tests.montecarlo.comparison import largest_score

WIDTHS = (12, 16, 8, 12)
SQUARES = ("y1^2", "x2^2", "y2^2", "x3^2", "y3^2", "x4^2")
DRAWN = ("x1", "x1^2", "y1", "x2^2", "x3", "x3^2", "x3^4", "y3^4", "x4^2", "log y1^2")
REPLICATES = 40_000

# Each comparison takes the largest of fewer than 70 scores. If the engines agree, the probability that one of the
# twenty comparisons exceeds 5 standard errors is below 70 * 20 * 6e-7 = 8e-4. A relative difference d in a mean square
# with standard deviation s (here 0.5 to 2) scores d sqrt(40,000 / 2) / s. So 6 % scores 4.2 to 17, and the largest of
# these counts.
LIMIT = 5.0


def with_products(samples: np.ndarray) -> np.ndarray:
    """Append the products of all pairs of columns: the dependence of layers on one another."""
    pairs = itertools.combinations_with_replacement(samples.T, 2)
    return np.column_stack([samples, *(first * second for first, second in pairs)])


def widest_score(first: np.ndarray, second: np.ndarray) -> float:
    """The largest difference between the means of two sets of samples, in standard errors."""
    errors = np.sqrt(first.var(axis=0) / len(first) + second.var(axis=0) / len(second))
    return float((abs(first.mean(axis=0) - second.mean(axis=0)) / np.maximum(errors, 1e-12)).max())


def draw(engine, activation, weight_variance, record, **law):
    experiment = engine(WIDTHS, activation, weight_variance, record, **law)
    return with_products(experiment.sample(stream(experiment, 0, 0), REPLICATES))


@pytest.mark.parametrize("record", [SQUARES, DRAWN], ids=["lengths", "drawn"])
@pytest.mark.parametrize("activation", sorted(SLOPES))
def test_it_has_the_law_of_the_conditional_engine(activation, record):
    law = {"input_law": "normal"}
    if record == DRAWN:
        law = {"input_law": "uniform", "input_mean": 0.3, "input_correlation": 0.4}
    units = draw(Conditional, activation, 1.5, record, **law)
    assert widest_score(units, draw(Homogeneous, activation, 1.5, record, **law)) < LIMIT
    assert widest_score(units, draw(Homogeneous, activation, 1.5 * 1.06, record, **law)) > LIMIT


def test_a_correlation_of_the_inputs_is_not_forgotten():
    law = {"input_law": "normal", "input_correlation": 0.4}
    units = draw(Conditional, "relu", 1.5, SQUARES, **law)
    assert widest_score(units, draw(Homogeneous, "relu", 1.5, SQUARES, **law)) < LIMIT
    assert widest_score(units, draw(Homogeneous, "relu", 1.5, SQUARES, input_law="normal")) > LIMIT


def test_another_slope_is_told_apart():
    units = draw(Conditional, "leaky_relu", 1.5, SQUARES)
    assert widest_score(units, draw(Homogeneous, "prelu", 1.5, SQUARES)) > LIMIT


@pytest.mark.parametrize("law", ["rademacher", "normal"])
def test_inputs_that_are_not_drawn_have_their_length(law):
    short = Homogeneous((6, 4), "relu", 2.0, ("y1^2",), input_law=law, input_deviation=1.5)
    literal = Conditional((6, 4), "relu", 2.0, ("y1^2",), input_law=law, input_deviation=1.5)
    samples = [with_products(e.sample(stream(e, 0, 0), REPLICATES)) for e in (short, literal)]
    assert widest_score(*samples) < LIMIT


def test_the_slopes_are_those_of_the_activations():
    y = np.linspace(-2, 2, 9)
    for name, slope in SLOPES.items():
        np.testing.assert_allclose(apply(name, y), np.where(y > 0, y, slope * y), rtol=1e-15)


def test_logarithms_stay_finite_where_lengths_underflow():
    # Under Xavier log q falls by about log 2 a layer: after 10,000 layers q is of order e^-6900.
    network = Homogeneous((500,) * 10_001, "relu", 1.0, ("log x10001^2", "x10001^2"))
    moments = run(network, replicates=200, seed=0)
    # E log(S/N) of one layer, enumerated: K ~ Bin(N, 1/2), and E log chi²_K is digamma.
    from scipy.special import digamma
    from scipy.stats import binom

    k = np.arange(1, 501)
    weights = binom.pmf(k, 500, 0.5)
    step = weights @ (digamma(k / 2) + math.log(2) - math.log(500))
    se = math.sqrt(moments.covariance[0, 0] / moments.count)
    assert abs(moments.mean[0] - 10_000 * step) < 5 * se
    assert se < 1e-3 * abs(moments.mean[0])
    assert moments.mean[1] == 0.0


def test_any_width():
    network = Homogeneous((10**9,) * 3, "relu", 2.0, ("y2^2", "x3^2"))
    samples = network.sample(stream(network, 0, 0), 100)
    np.testing.assert_allclose(samples.mean(axis=0), [2.0, 1.0], rtol=1e-4)
    assert (samples.std(axis=0) > 1e-5).all()


def test_wide_layers_are_drawn_in_blocks():
    network = Homogeneous((4, 250_000), "abs", 1.0, ("x2", "x2^2", "y1"))
    first, square, mean = network.sample(stream(network, 0, 0), 3).T
    np.testing.assert_allclose(first, np.sqrt(2 / np.pi), rtol=0.01)
    np.testing.assert_allclose(square, 1.0, rtol=0.02)
    assert (abs(mean) < 0.02).all()


@pytest.mark.parametrize("correlation", [0.0, 0.5])
def test_wide_inputs_are_drawn_in_blocks(correlation):
    law = {"input_law": "uniform", "input_mean": 2.0, "input_correlation": correlation}
    network = Homogeneous((130_000, 2), "relu", 2.0, ("x1", "x1^2", "x1^4"), **law)
    mean, square, fourth = network.sample(stream(network, 0, 0), 60).T
    # A correlation is a part that all units of one network share.
    assert mean.std() == pytest.approx(np.sqrt(correlation), abs=0.1)
    np.testing.assert_allclose(square - mean**2, 1 - correlation, rtol=0.01)
    assert (fourth > square**2).all()


def test_inputs_of_one_size_are_not_drawn():
    network = Homogeneous((10**9, 2), "relu", 2.0, ("x1^2", "x1^4", "log x1^2"), input_deviation=3.0)
    np.testing.assert_allclose(network.sample(stream(network, 0, 0), 2), [[9.0, 81.0, np.log(9.0)]] * 2)


def test_the_logarithm_of_a_dead_network_is_refused():
    network = Homogeneous((1, 1, 1), "relu", 2.0, ("x3^2",))
    assert (network.sample(stream(network, 0, 0), 100) == 0).any()
    with pytest.raises(ValueError, match="NaN or infinity for log x3"):
        run(Homogeneous((1, 1, 1), "relu", 2.0, ("log x3^2",)), replicates=100, seed=0)


@pytest.mark.parametrize("activation", sorted(set(ACTIVATIONS) - set(SLOPES)))
def test_other_activations_are_refused(activation):
    with pytest.raises(ValueError, match="activation"):
        Homogeneous(WIDTHS, activation, 1.0, SQUARES)


def exact_squares(network):
    """E y_1^2, E x_2^2, E y_2^2, ...: exact at any width, as g(z)^2 has the mean (1 + slope^2) / 2."""
    squares, square = [], network.input_deviation**2
    for _ in range(network.depth):
        squares.append(network.weight_variance * square)
        square = squares[-1] * (1 + SLOPES[network.activation] ** 2) / 2
        squares.append(square)
    return np.array(squares)


# The fourth power has the layer drawn unit by unit.
@pytest.mark.parametrize(
    ("activation", "input_law", "fourth"),
    [
        (activation, law, False)
        for activation in ("relu", "leaky_relu", "abs")
        for law in ("rademacher", "normal")
    ]
    + [("relu", "uniform", False), ("relu", "uniform", True), ("leaky_relu", "rademacher", True)],
)
def test_one_percent_of_a_variance_is_refused(activation, input_law, fourth):
    # A network's y_1^2 has a relative standard deviation of 0.25, or of 0.43 with normal inputs: over 150,000 networks
    # standard errors of 0.065 % and 0.11 %.
    record = ("y1^2", "x2^2", "y2^2", "x3^2", *(["y2^4"] if fourth else []))
    network = Homogeneous((16, 32, 32), activation, 1.7, record, input_law=input_law, input_deviation=1.2)

    def exact(network):
        squares = exact_squares(network)
        # E y_2^4 = 3 (weight_variance / N)^2 E |x_2|^4, where |x_2|^2 has N independent terms given x_1.
        slope, units = SLOPES[activation], network.widths[1]
        kurtosis = {"rademacher": 1.0, "normal": 3.0, "uniform": 1.8}[input_law]
        inputs = 1 + (kurtosis - 1) / network.widths[0]
        mean, fourth_moment = (1 + slope**2) / 2, 3 * (1 + slope**4) / 2
        lengths = mean**2 + (fourth_moment - mean**2) / units
        fourth_power = 3 * (network.weight_variance * squares[0]) ** 2 * inputs * lengths
        return np.append(squares, fourth_power)[: len(record)]

    for name in ("weight_variance", "input_deviation"):
        wrong = replace(network, **{name: 1.01 * getattr(network, name)})
        assert largest_score(network, 150_000, exact(network), exact(wrong)) < LIMIT
        assert largest_score(wrong, 150_000, exact(network), exact(wrong)) > LIMIT


def test_one_percent_more_heads_or_length_is_refused(monkeypatch):
    network = Homogeneous((16, 100, 100), "relu", 2.0, ("y1^2", "x2^2", "y2^2", "x3^2"))
    expected = exact_squares(network)
    chi_square, heads = homogeneous._chi_square, homogeneous.heads
    monkeypatch.setattr(homogeneous, "_chi_square", lambda rng, degrees: 1.01 * chi_square(rng, degrees))
    assert largest_score(network, 100_000, expected, 1.01 * expected) > LIMIT
    monkeypatch.setattr(homogeneous, "_chi_square", chi_square)
    assert largest_score(network, 100_000, expected, 1.01 * expected) < LIMIT
    # 101 tosses for 100 units: half a unit more is positive.
    monkeypatch.setattr(
        homogeneous, "heads", lambda rng, units, size: np.minimum(heads(rng, units + 1, size), units)
    )
    assert largest_score(network, 100_000, expected, 1.01 * expected) > LIMIT
