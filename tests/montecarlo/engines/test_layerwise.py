import math

import numpy as np
import pytest

from montecarlo import Conditional, Dense, run, stream
from tests.montecarlo.comparison import LIMIT, largest_score

WIDTHS = (30, 20, 10)


def sample(count, **options):
    experiment = Conditional(WIDTHS, "tanh", 1.0, **options)
    return experiment.sample(stream(experiment, 0, 0), count)


@pytest.mark.parametrize("law", ["normal", "uniform", "rademacher"])
@pytest.mark.parametrize("cosine", [0.0, 0.36, 1.0])
def test_inputs_have_the_cosine_and_keep_their_moments(law, cosine):
    options = {
        "input_law": law,
        "input_cosine": cosine,
        "inputs": 3,
        "input_mean": 0.5,
        "input_deviation": 2.0,
    }
    record = ("x1[0] x1[1]", "x1[0] x1[2]", "x1[2]", "x1[2]^2")
    samples = sample(4000, record=record, **options)
    error = samples.std(axis=0) / np.sqrt(len(samples))
    expected = [4 * cosine + 0.25, 4 * cosine + 0.25, 0.5, 4.25]
    assert (abs(samples.mean(axis=0) - expected) < 5 * error + 1e-12).all()


def test_units_of_an_input_keep_their_correlation():
    # Of fully correlated units, each mean is one draw: its square is the unit's, whatever the inputs share.
    record = ("x1[1]", "x1[1]^2")
    mean, square = sample(50, record=record, inputs=2, input_cosine=0.5, input_correlation=1.0).T
    np.testing.assert_allclose(mean**2, square, rtol=1e-12)


def test_the_cosine_is_of_each_network():
    record = ("cos x2", "x2[0] x2[1]", "x2[0]^2", "x2[1]^2")
    cosine, product, first, second = sample(50, record=record, inputs=2).T
    np.testing.assert_allclose(cosine, product / np.sqrt(first * second), rtol=1e-12)
    assert cosine.std() > 0.1


def test_the_number_of_the_first_input_may_be_left_out():
    names = sample(5, record=("x2", "y2^4"), inputs=2)
    numbered = sample(5, record=("x2[0]", "y2[0]^4"), inputs=2)
    # Records are parameters, which choose the stream.
    experiment = Conditional(WIDTHS, "tanh", 1.0, ("x2", "y2^4"), inputs=2)
    other = Conditional(WIDTHS, "tanh", 1.0, ("x2[0]", "y2[0]^4"), inputs=2)
    assert names.shape == numbered.shape
    np.testing.assert_array_equal(*(part.sample(np.random.default_rng(0), 5) for part in (experiment, other)))


def test_fourth_powers_leave_the_other_quantities_alone():
    record = ("y2^4", "y2[1]^4", "y2[0] y2[1]", "y2", "cos y2", "log y2[1]^2", "log y2^4", "x3")
    for engine in (Conditional, Dense):
        for dtype in ("float64", "float32"):
            experiment = engine(WIDTHS, "tanh", 1.0, record, inputs=2, dtype=dtype)
            together = experiment.sample(np.random.default_rng(0), 6)
            for column, name in enumerate(record):
                alone = engine(WIDTHS, "tanh", 1.0, (name,), inputs=2, dtype=dtype)
                np.testing.assert_array_equal(
                    alone.sample(np.random.default_rng(0), 6)[:, 0], together[:, column]
                )


@pytest.mark.parametrize("engine", [Conditional, Dense])
def test_single_precision_is_recorded_in_double(engine):
    experiment = engine((40, 3000), "linear", 1.0, ("y1^4", "y1^2", "y1"), dtype="float32")
    kept = []
    original = experiment.propagate

    def propagate(rng, variance, x, out, workspace):
        original(rng, variance, x, out, workspace)
        kept.append(out.astype(np.float64)[:, 0])

    object.__setattr__(experiment, "propagate", propagate)
    samples = experiment.sample(np.random.default_rng(0), 3)
    assert samples.dtype == np.float64
    for column, power in enumerate((4, 2, 1)):
        np.testing.assert_allclose(
            samples[:, column], np.mean(kept[0] ** power, axis=1), rtol=1e-13, atol=1e-15
        )
    # Sums in single precision would not have passed.
    single = np.mean(kept[0].astype(np.float32) ** 4, axis=1)
    assert abs(single / samples[:, 0] - 1).max() > 1e-12


def test_the_cosine_of_a_zero_layer_is_refused():
    experiment = Conditional((4, 1), "relu", 1.0, ("cos x2",), inputs=2)
    with np.errstate(invalid="ignore"), pytest.raises(ValueError, match="NaN or infinity for cos x2"):
        run(experiment, replicates=200, seed=0)


@pytest.mark.parametrize("engine", [Dense, Conditional])
@pytest.mark.parametrize("law", ["normal", "rademacher"])
def test_a_negative_correlation_of_two_inputs(engine, law):
    network = engine((24, 4), "linear", 1.5, ("x1^2", "x1[1]^2", "x1[0] x1[1]", "y1[0] y1[1]"), inputs=2,
                     input_cosine=-0.4, input_deviation=2.0, input_law=law)  # fmt: skip
    expected = np.array([4.0, 4.0, -1.6, -2.4])
    assert largest_score(network, 60_000, expected, expected * 1.01) < LIMIT


@pytest.mark.parametrize("engine", [Dense, Conditional])
def test_three_inputs_cannot_all_be_opposite(engine):
    with pytest.raises(ValueError, match=r"with three inputs or more, got -0\.1 with 3"):
        engine(WIDTHS, "tanh", 1.0, ("y1^2",), inputs=3, input_cosine=-0.1)


@pytest.mark.parametrize("engine", [Dense, Conditional])
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("bias_variance", -0.1),
        ("bias_variance", math.inf),
        ("inputs", 0),
        ("inputs", 2.0),
        ("input_cosine", -1.1),
        ("input_cosine", math.nan),
        ("dtype", "float16"),
        ("dtype", float),
    ],
)
def test_bad_parameters_are_named(engine, name, value):
    with pytest.raises((TypeError, ValueError), match=name):
        engine(WIDTHS, "tanh", 1.0, ("y1^2",), **{name: value})
