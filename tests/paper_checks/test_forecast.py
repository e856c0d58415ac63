import math
from dataclasses import replace

import numpy as np
import pytest

from paper_checks.forecast import Forecast, network
from paper_checks.forecast_in_words import sentences
from theory import Activation, parse
from theory import gain as gain_of

GAIN, KEEP, DEPTH, WIDTH = 1.3, 0.8, 4, 16


def _literal(networks: int) -> tuple[np.ndarray, np.ndarray]:
    """Return logarithms of mean squares of signals and gradients of tanh networks, all weights drawn."""
    rng = np.random.default_rng(11)
    x = rng.standard_normal((networks, WIDTH))
    weights, masks, outputs = [], [], []
    for layer in range(DEPTH):
        scale = (1.0 if layer == 0 else GAIN) / math.sqrt(WIDTH)
        weights.append(scale * rng.standard_normal((networks, WIDTH, WIDTH)))
        outputs.append(np.matvec(weights[-1], x))
        masks.append((rng.random(x.shape) < KEEP) / KEEP)
        x = masks[-1] * np.tanh(outputs[-1])
    gradients = [rng.standard_normal(x.shape)]
    for layer in range(DEPTH - 1, 0, -1):
        slope = masks[layer - 1] / np.cosh(outputs[layer - 1]) ** 2
        gradients.insert(0, np.vecmat(gradients[0], weights[layer]) * slope)
    return tuple(np.log(np.mean(np.square(found), axis=2)) for found in (outputs, gradients))


@pytest.fixture(scope="module")
def forecast() -> Forecast:
    return network("tanh", depth=DEPTH, width=WIDTH, gain=GAIN, keep=KEEP, replicates=2000)


def test_networks_that_are_drawn_in_full_lie_in_the_bands(forecast: Forecast) -> None:
    for band, found in zip((forecast.signal, forecast.gradient), _literal(2000), strict=True):
        below = (found[..., np.newaxis] < band.value.T[:, np.newaxis]).mean(axis=1)
        # Both sides are estimates from 2000 networks: a share has the deviation sqrt(2 p (1 - p)/2000).
        assert np.abs(below - (0.05, 0.5, 0.95)).max() < 4.5 * math.sqrt(2 * 0.25 / 2000)
        # An error of 10 % in the scale of the weights would show.
        shifted = (found[-2, :, np.newaxis] + 2 * math.log(1.1) < band.value.T[-2]).mean(axis=0)
        assert np.abs(shifted - (0.05, 0.5, 0.95)).max() > 4.5 * math.sqrt(2 * 0.25 / 2000)


def test_the_intervals_hold_the_quantiles(forecast: Forecast) -> None:
    for band in (forecast.signal, forecast.gradient):
        assert (band.low <= band.value).all()
        assert (band.value <= band.high).all()
        assert (band.low[:2] < band.high[1:]).all()


def test_the_limit_has_the_gain_that_was_asked_for() -> None:
    found = network("gelu", depth=3, width=8, keep=0.5, replicates=300)
    assert found.limit.log_variance == pytest.approx(np.zeros(3), abs=1e-12)
    assert network("tanh", depth=2, width=8, gain="std", replicates=300).gain == pytest.approx(
        1.5925374, rel=1e-7
    )


def test_the_correlation_of_two_inputs_tends_to_that_of_infinite_width() -> None:
    found = network("tanh", depth=4, width=400, gain=1.5, bias_variance=0.1, keep=0.7, replicates=300)
    assert found.cosine == pytest.approx(found.cosine_limit, abs=0.02)


def test_an_activation_given_as_text_is_the_one_by_name() -> None:
    own = network(Activation.from_expr(parse("tanh(x)")), depth=3, width=8, replicates=300)
    named = network("tanh", depth=3, width=8, replicates=300)
    assert own.limit.log_variance == pytest.approx(named.limit.log_variance)
    # Other draws: the name is part of the seed.
    assert (
        np.maximum(own.signal.low, named.signal.low) <= np.minimum(own.signal.high, named.signal.high)
    ).all()


def test_a_gain_that_overflows_is_an_outcome() -> None:
    found = network("relu", depth=400, width=4, gain=1e6, replicates=300)
    assert found.overflow is not None
    assert found.layers == found.overflow - 1
    assert _says(sentences(found), f"At layer {found.overflow} the variance reaches 10^")


def test_a_signal_that_overflows_in_some_networks_is_an_outcome() -> None:
    found = network("exp", depth=5, width=16, replicates=500)
    assert found.overflow is not None
    assert _says(sentences(found), "the signal of some networks leaves the range")


def test_dead_networks_are_said_to_be_dead() -> None:
    assert _says(sentences(network("relu", depth=40, width=2, replicates=300)), "they are dead")


def _says(found: object, words: str) -> bool:
    return words in " ".join(found)


def test_the_sentences_follow_the_numbers(forecast: Forecast) -> None:
    growing = replace(forecast.signal, value=forecast.signal.value + np.arange(DEPTH))
    text = " ".join(sentences(replace(forecast, signal=growing)))
    rate = float(growing.value[1, -1] - growing.value[1, 0]) / (DEPTH - 1)
    assert (
        f"within a factor 2 to layer 1; from there it grows by {100 * math.expm1(rate):.2g} % a layer" in text
    )
    assert f"has {math.exp(growing.value[2, -1] - growing.value[1, -1]):.2g} times the variance" in text


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"depth": 0}, "depth must be an integer of 1 or more, got 0"),
        ({"width": 2.5}, "width must be an integer of 1 or more, got 2.5"),
        ({"keep": 0.0}, "keep"),
        ({"gain": "upward"}, "gain must be a number or one of forward, backward, std, got 'upward'"),
        ({"gain": -1.0}, r"gain must be a number within \[0, 1e\+150\]"),
        ({"input_variance": 0.0}, "input_variance"),
        ({"first_gain": -1.0}, r"first_gain must be within \[0, 1e\+150\], got -1"),
        ({"first_gain": math.nan}, "first_gain = nan"),
        ({"input_cosine": 1.5}, "input_cosine"),
        ({"bias_variance": -1.0}, "bias_variance"),
        ({"activation": "relo"}, "relu"),
    ],
)
def test_bad_arguments_are_named(changed: dict[str, object], message: str) -> None:
    arguments = {"activation": "relu", "depth": 2, "width": 4} | changed
    with pytest.raises(ValueError, match=message):
        network(**arguments)


def test_the_typical_network_of_one_layer_has_the_inputs_spread() -> None:
    # log y_1^2 is the sum of two logarithms of chi^2_N/N, of the input's length and of the layer's.
    found = network("gelu", depth=1, width=32, replicates=4000)
    assert found.signal_median[0] == pytest.approx(-2 / 32, abs=3e-3)
    assert found.signal.low[1, 0] < -2 / 32 + 1 / 48 * 2 < found.signal.high[1, 0]


@pytest.mark.parametrize(
    ("activation", "gain", "words"),
    [
        ("gelu", "forward", "stays at 1, which is not stable"),
        ("gelu", 1.6, "settles nowhere: it grows without bound"),
        ("gelu", 1.4, "settles at 0, where gradients vanish"),
        ("tanh", 2.0, "where gradients grow"),
        ("relu", "forward", "every variance is kept"),
    ],
)
def test_where_the_variance_settles_depends_on_where_it_starts(
    activation: str, gain: object, words: str
) -> None:
    assert _says(sentences(network(activation, depth=4, width=8, gain=gain, replicates=300)), words)


def test_a_gain_may_be_an_array_without_axes() -> None:
    assert network("silu", depth=2, width=8, gain=gain_of("silu"), replicates=300).gain == float(
        gain_of("silu")
    )
