"""Sentences are compared with numbers computed here from the forecast's arrays."""

import math
from dataclasses import replace

import numpy as np
import pytest

from paper_checks.forecasting.forecast import Forecast, network
from paper_checks.forecasting.in_words import factor, meaning_of_the_gain, power, sentences
from paper_checks.forecasting.simulated_layers import Band

DEPTH = 8


@pytest.fixture(scope="module")
def forecast() -> Forecast:
    return network("relu", depth=DEPTH, width=64, replicates=300)


def said(forecast: Forecast) -> str:
    return " ".join(sentences(forecast))


def with_signal(forecast: Forecast, logs: np.ndarray) -> Forecast:
    """Return the forecast with this median, and a twentieth at a tenth and at 1,000 times it."""
    value = np.array([logs - math.log(10), logs, logs + math.log(1000)])
    return replace(forecast, signal=Band(value, value, value))


def test_the_verdict_of_a_network_that_is_stable(forecast: Forecast) -> None:
    flat = with_signal(forecast, np.zeros(DEPTH))
    verdict = next(sentences(flat))
    assert verdict.startswith(
        "Verdict: the median variance is stable to layer 8; one network in twenty ends with 1,000 "
    )
    assert "the median gradient is stable back to layer 1." in verdict
    assert "nine networks in ten have between 0.1 and 1,000 times the variance of the median network" in said(
        flat
    )
    assert "is no guide" not in said(flat)


@pytest.mark.parametrize(
    ("logs", "words"),
    [
        (np.maximum(0.0, 0.05 * (np.arange(8) - 1) + 0.6) - 0.55, "stable to layer 8"),
        (0.06 * np.arange(8) * 3, "stable to layer 4, and grows by 20 % a layer from there"),
        (-0.06 * np.arange(8) * 3, "stable to layer 4, and falls by 16 % a layer from there"),
        (2.0 * np.arange(8), "the median variance grows by a factor 7.4 a layer;"),
        (-2000.0 * np.arange(8), "the median variance falls by a factor 10^869 a layer;"),
        (np.array([0, 0.6, 5, 5, 5, 5, 5, 5.0]), "stable to layer 2, and about 150 times that from layer 3 on"),
        (np.array([0, 5, 5, 5, 5, 5, 5, 5.0]), "about 150 times that of layer 1 from layer 2 on"),
        (np.array([0, 0.5, 5, 0, 5, 0, 1, 5.0]), "stable to layer 2, and 150 times that at layer 8"),
        (np.array([0, 0.5, 5, 0, *[-np.inf] * 4]), "from layer 5 on half of the networks or more are dead"),
    ],
)  # fmt: skip
def test_what_becomes_of_the_median(forecast: Forecast, logs: np.ndarray, words: str) -> None:
    assert words in next(sentences(with_signal(forecast, logs)))


def test_a_signal_too_small_for_float64_is_not_called_dead() -> None:
    verdict = next(sentences(network("tanh", depth=9, width=8, gain=1e-50, replicates=300)))
    assert verdict == (
        "Verdict: from layer 9 on half of the networks or more have a signal that is too small for double precision."
    )


def test_infinite_width_that_is_no_guide(forecast: Forecast) -> None:
    text = said(with_signal(forecast, np.linspace(0, -4, DEPTH)))
    assert (
        "Infinite width is no guide here: at layer 8 it has a variance of 1, the median network 0.0183."
        in text
    )


def test_where_the_gradient_goes(forecast: Forecast) -> None:
    growing = replace(forecast.gradient, value=forecast.gradient.value + np.arange(DEPTH)[::-1])
    median = growing.value[1]
    text = said(replace(forecast, gradient=growing))
    pace = (median[0] - median[-1]) / (DEPTH - 1)
    assert f"the median gradient grows by a factor {math.exp(pace):.2g} a layer" in text
    assert f"at layer 1 is {factor(median[0] - median[-1])} times that at layer 8 in the median" in text


def test_a_gradient_below_a_jump_is_0() -> None:
    text = said(network("heaviside", depth=3, width=16, replicates=300))
    assert "the median gradient is stable back to layer 3, and 0 from there" in text
    assert "The gradient's mean square" not in text


@pytest.mark.parametrize(
    ("activation", "gain", "words"),
    [
        ("gelu", "forward", "stays at 1, which is not stable"),
        ("gelu", 1.6, "settles nowhere: it grows without bound"),
        ("gelu", 1.4, "settles at 0, where the gradient falls"),
        # chi is 1.6: a layer multiplies the gradient's mean square by it.
        ("tanh", 2.0, "where the gradient grows"),
        ("relu", "forward", "every variance is kept"),
    ],
)
def test_where_the_variance_settles_depends_on_where_it_starts(
    activation: str, gain: object, words: str
) -> None:
    assert words in said(network(activation, depth=4, width=8, gain=gain, replicates=300))


def test_the_pace_at_the_point_where_it_settles_is_chi() -> None:
    found = network("tanh", depth=4, width=8, gain=2.0, replicates=300)
    (point,) = [point for point in found.fixed_points if point.stability == "stable"]
    assert (
        f"settles at {point.q:.4g}, where the gradient grows by {100 * (point.chi - 1):.2g} % a layer"
        in said(found)
    )


def test_correlations(forecast: Forecast) -> None:
    end, limit = forecast.cosine.median[-1], forecast.cosine_limit[-1]
    assert f"Two inputs of correlation 0.5 have {end:.3f} at layer 8 (infinite width: {limit:.3f})." in said(
        forecast
    )
    near = replace(forecast, cosine=replace(forecast.cosine, value=np.full((3, DEPTH), 0.999)))
    assert "the network hardly tells them apart." in said(near)
    values = forecast.cosine.value.copy()
    values[:, 5:] = np.nan
    cut = said(replace(forecast, cosine=replace(forecast.cosine, value=values)))
    assert (
        "from layer 6 on it has no value: in some networks an input is all zero or out of range there." in cut
    )
    values = np.full((3, DEPTH), np.nan)
    none = said(replace(forecast, cosine=replace(forecast.cosine, value=values)))
    assert "Two inputs have no correlation:" in none


def test_one_layer_has_no_course() -> None:
    text = said(network("sigmoid", depth=1, width=32, replicates=300))
    assert text.startswith("Verdict: one network in twenty has ")
    assert "stable" not in text
    assert "infinite width the variance" not in text
    assert "The first layer has the gain" not in text


def test_the_first_layer() -> None:
    assert "The first layer has the gain 1, since no activation" in said(
        network("relu", depth=2, width=8, replicates=300)
    )
    text = said(network("relu", depth=2, width=8, first_gain=3, replicates=300))
    assert "The first layer has the gain 3; 1 would keep the variance of its input" in text


def test_the_gain_says_what_it_allows_for() -> None:
    named = network("relu", depth=2, width=8, gain="backward", keep=0.5, replicates=300)
    assert meaning_of_the_gain(named) == (
        "The backward gain allows for dropout (keep) and not for biases, whose variance comes on top."
    )
    assert named.gain == pytest.approx(1.0)  # sqrt(2) without dropout
    given = network("relu", depth=2, width=8, gain=1.0, replicates=300)
    assert meaning_of_the_gain(given).startswith(
        "The gain is used as given: dropout divides a variance by keep"
    )
    assert "one layer" in meaning_of_the_gain(network("relu", depth=1, width=8, replicates=300))


@pytest.mark.parametrize(
    ("log", "two", "three"),
    [
        (math.log(1.234), "1.2", "1.23"),
        (math.log(123.4), "120", "123"),
        (math.log(6543.2), "6,500", "6,540"),
        (math.log(999_999), "1e+06", "1e+06"),
        (math.log(1.2e-7), "1.2e-07", "1.2e-07"),
        (-math.inf, "0", "0"),
        (math.inf, "∞", "∞"),
        (1000 * math.log(10), "10^1000", "10^1000"),
        (-1000 * math.log(10), "10^-1000", "10^-1000"),
    ],
)
def test_numbers(log: float, two: str, three: str) -> None:
    assert (factor(log), power(log)) == (two, three)


def test_a_number_that_is_not_known_is_empty() -> None:
    assert power(math.nan) == ""
