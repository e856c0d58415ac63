import math

import numpy as np
import pytest

from montecarlo import NotFiniteError
from paper_checks.forecasting.forecast import Forecast, network
from paper_checks.forecasting.in_words import sentences
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
    assert _says(sentences(found), f"Verdict: at layer {found.overflow} pre-activations reach 10^")


def test_a_signal_that_overflows_in_some_networks_is_an_outcome() -> None:
    found = network("exp", depth=5, width=16, replicates=500)
    assert found.overflow is not None
    assert _says(sentences(found), "the signal of some networks leaves the range")


@pytest.mark.parametrize(
    ("text", "name"), [("x**3", "monomial(3)"), ("x**5", "monomial(5)"), ("exp(x)", "exp")]
)
def test_a_formula_overflows_as_the_name_does(text: str, name: str) -> None:
    """In signals, and not in gradients alone."""
    settings = {"depth": 12, "width": 32, "replicates": 300}
    formula, named = network(Activation.from_expr(parse(text)), **settings), network(name, **settings)
    assert formula.overflow is not None
    assert abs(formula.overflow - named.overflow) <= 1  # other random numbers
    assert _says(sentences(formula), "the signal of some networks leaves the range")


def _says(found: object, words: str) -> bool:
    return words in " ".join(found)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"depth": 0}, "depth must be an integer of 1 or more, got 0"),
        ({"width": 2.5}, "width must be an integer of 1 or more, got 2.5"),
        (
            {"activation": "square", "input_variance": 1e-160},
            r"the forward gain of square is .* above 1e\+75",
        ),
        ({"keep": 0.0}, "keep"),
        ({"keep": 1e-300}, "keep must be 1e-06 or more, got 1e-300"),
        ({"gain": 1e76}, r"gain must be a number within \[0, 1e\+75\], .* got 1e\+76"),
        ({"gain": "upward"}, "gain must be a number or one of forward, backward, std, got 'upward'"),
        ({"gain": -1.0}, r"gain must be a number within \[0, 1e\+75\]"),
        ({"input_variance": 0.0}, "input_variance"),
        ({"first_gain": -1.0}, r"first_gain must be within \[0, 1e\+75\], got -1"),
        ({"first_gain": math.nan}, "first_gain = nan"),
        ({"input_cosine": 1.5}, r"input_cosine must be within \[-1, 1\], got 1.5"),
        ({"input_cosine": -1.01}, r"input_cosine must be within \[-1, 1\], got -1.01"),
        (
            {"bias_variance": "torch"},
            "bias_variance must be a number of 0 or more, or 'pytorch', got 'torch'",
        ),
        ({"gain": 0.0}, "gain = 0 and bias_variance = 0: the signal would be 0"),
        ({"first_gain": 0.0}, "first_gain = 0 and bias_variance = 0: the signal would be 0"),
        ({"depth": None}, "depth must be given with one width for all layers"),
        ({"depth": None, "width": (4,)}, r"width must have two numbers or more, .* got \(4,\)"),
        (
            {"depth": 3, "width": (4, 5, 6)},
            "width has 3 numbers, the input's and one for each layer: depth must be 2 or left out, got 3",
        ),
        ({"depth": None, "width": (4, 0)}, r"width\[1\] must be an integer of 1 or more, got 0"),
        ({"depth": None, "width": [4, 2.5]}, r"width\[1\] must be an integer of 1 or more, got 2.5"),
        ({"depth": True}, "depth must be an integer of 1 or more, got True"),
        ({"width": "64"}, "width must be an integer of 1 or more, got '64'"),
        ({"bias_variance": -1.0}, "bias_variance"),
        ({"activation": "relo"}, "relu"),
    ],
)
def test_bad_arguments_are_named(changed: dict[str, object], message: str) -> None:
    arguments = {"activation": "relu", "depth": 2, "width": 4} | changed
    with pytest.raises(ValueError, match=message):
        network(**arguments)


def test_a_gain_may_be_an_array_without_axes() -> None:
    assert network("silu", depth=2, width=8, gain=gain_of("silu"), replicates=300).gain == float(
        gain_of("silu")
    )


def test_numpy_integers_are_integers() -> None:
    found = network("relu", depth=np.int64(3), width=np.int32(8), replicates=300)
    same = network("relu", depth=3, width=8, replicates=300)
    assert np.array_equal(found.signal.value, same.signal.value)
    assert found.network.widths == (8,) * 4


def test_widths_by_layer() -> None:
    widths = np.array([40, 10, 20, 5])
    found = network("leaky_relu", width=widths, replicates=300)
    assert found.network.widths == (40, 10, 20, 5)
    assert network("leaky_relu", depth=3, width=list(widths), replicates=300).network == found.network
    # Of E d^2: each layer multiplies it by sigma_w^2 E g'^2 = 1, times fan_out over fan_in.
    assert np.exp(found.limit.log_gradient) == pytest.approx([5 / 10, 5 / 20, 1])
    below = np.flatnonzero(
        (found.gradient.low[1] < found.predicted.gradient)
        & (found.predicted.gradient < found.gradient.high[1])
    )
    assert len(below) == 3


def test_biases_of_pytorch_are_uniform() -> None:
    # Without weights, and of one unit, y_1 is the bias: uniform in (-1/2, 1/2) where fan_in is 4.
    found = network("tanh", width=(4, 1), first_gain=0.0, bias_variance="pytorch")
    for row, probability in enumerate((0.05, 0.5, 0.95)):
        quantile = 2 * math.log(probability / 2)
        assert found.signal.low[row, 0] < quantile < found.signal.high[row, 0]
    normal = network("tanh", width=(4, 1), first_gain=0.0, bias_variance=1 / 12)
    assert (normal.bias_law, found.bias_law) == ("normal", "uniform")
    assert normal.signal.low[2, 0] > 2 * math.log(0.95 / 2)
    assert found.network.bias_variances == pytest.approx((1 / 12,))


def test_each_layer_has_the_biases_of_its_fan_in() -> None:
    found = network("relu", width=(30, 60, 5), bias_variance="pytorch", replicates=300)
    assert found.network.bias_variances == pytest.approx((1 / 90, 1 / 180))
    assert np.exp(found.limit.log_variance) == pytest.approx([1 + 1 / 90, 1 + 1 / 90 + 1 / 180])


def test_a_gain_that_is_given_by_name_is_remembered() -> None:
    assert network("tanh", depth=2, width=8, gain="backward", replicates=300).mode == "backward"
    assert network("tanh", depth=2, width=8, gain=1.5, replicates=300).mode is None


def test_hostile_arguments_are_refused_or_have_an_outcome() -> None:
    """Numbers from far corners: an error that is not of an engine, or a forecast with its sentences; no warning."""
    rng = np.random.default_rng(1511)
    corners = {
        "gain": ("forward", "backward", "std", 0.0, 1e-150, 1e75, 2.0),
        "bias_variance": (0.0, "pytorch", 0.1, 1e-300, 1e300),
        "keep": (1.0, 0.5, 1e-6),
        "input_variance": (1.0, 1e-300, 1e300),
        "first_gain": (1.0, 0.0, 1e75, 1e-300),
        "input_cosine": (-1.0, -0.5, 0.0, 1.0),
    }
    outcomes = 0
    for _ in range(40):
        drawn = {name: values[rng.integers(len(values))] for name, values in corners.items()}
        activation = ("relu", "tanh", "heaviside", "exp")[rng.integers(4)]
        try:
            found = network(
                activation,
                depth=int(rng.integers(1, 8)),
                width=int(rng.integers(1, 9)),
                replicates=300,
                **drawn,
            )
        except NotFiniteError:
            raise
        except ValueError:
            continue
        text = " ".join(sentences(found))
        assert "nan" not in text
        outcomes += 1
    assert 10 < outcomes < 40
