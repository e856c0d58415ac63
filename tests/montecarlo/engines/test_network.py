import numpy as np
import pytest

from montecarlo import Conditional, Dense, Homogeneous, stream
from montecarlo.engines.network import Quantity

GOOD = {"widths": (6, 5, 4), "activation": "tanh", "weight_variance": 1.0, "record": ("x1", "y1^2", "x3^4")}


def test_records_are_parsed():
    assert Quantity.parse("x3", depth=2) == Quantity("x", 3, 1)
    assert Quantity.parse("y2^4", depth=2) == Quantity("y", 2, 4)
    assert [Quantity.parse(name, 2).stage for name in ("x1", "y1", "x2^2", "y2", "x3")] == [0, 1, 2, 3, 4]


def test_squares_of_mean_squares_and_gradients():
    assert Quantity.parse("x3^2^2", 2) == Quantity("x", 3, 2, squared=True)
    assert Quantity.parse("y1[1]^2^2", 2, 2) == Quantity("y", 1, 2, inputs=(1,), squared=True)
    assert Quantity.parse("log d2^2", 2, gradients=True) == Quantity("d", 2, 2, log=True)
    assert Quantity.parse("d1", 2, 2, gradients=True) == Quantity("d", 1, 1)


@pytest.mark.parametrize("engine", [Dense, Conditional, Homogeneous])
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_the_square_of_a_mean_square_is_that(engine, dtype):
    options = {} if engine is Homogeneous else {"dtype": dtype}
    record = ("x1^2", "x1^2^2", "y2^2", "y2^2^2", "x3^2", "x3^2^2")
    network = engine((6, 5, 4), "relu", 1.0, record, input_law="normal", **options)
    sample = network.sample(np.random.default_rng(0), 20)
    np.testing.assert_allclose(sample[:, 1::2], sample[:, ::2] ** 2, rtol=1e-12)


@pytest.mark.parametrize("name", ["d1^2", "x1^4^2", "x1^2^4", "log x1^2^2", "x1^2^2^2", "x1^^2"])
def test_other_squares_and_gradients_of_a_forward_pass_are_refused(name):
    with pytest.raises(ValueError, match="record has"):
        Dense(**GOOD | {"record": (name,)})


def test_records_of_several_inputs():
    assert Quantity.parse("y1[2]^4", 2, 3) == Quantity("y", 1, 4, inputs=(2,))
    assert Quantity.parse("log y1[2]^4", 2, 3) == Quantity("y", 1, 4, log=True, inputs=(2,))
    assert Quantity.parse("x2[0] x2[1]", 2, 2) == Quantity("x", 2, 2, inputs=(0, 1))
    assert Quantity.parse("cos x3", 2, 2) == Quantity("x", 3, 2, inputs=(0, 1), cosine=True)
    assert Quantity.parse("x3[0]", 2) == Quantity.parse("x3", 2)


@pytest.mark.parametrize(
    "name", ["x1[0] y1[1]", "x1[0] x2[1]", "x1[0]x1[1]", "x1 x1[1]", "x1[0]^2 x1[1]", "cos x1[0]", "cos  x1", "x1[-1]",
             "x1[]", "log cos x1", "log x1[0] x1[1]", "log x1[1]"]
)  # fmt: skip
def test_bad_records_of_several_inputs(name):
    with pytest.raises(ValueError, match="record has"):
        Quantity.parse(name, 2, 2)


@pytest.mark.parametrize("name", ["x1[1]", "cos x1", "x1[0] x1[1]", "x1[1] x1[0]"])
def test_inputs_must_exist(name):
    with pytest.raises(ValueError, match="but inputs = 1: they are numbered from 0"):
        Dense(**GOOD | {"record": (name,)})


@pytest.mark.parametrize("name", ["z1", "x", "x0", "x01", "x1^3", "x1^", "x1 ", "1x", "X1", "x1^22", 3, "x¹"])
def test_bad_records_are_named(name):
    with pytest.raises(ValueError, match="record has"):
        Dense(**GOOD | {"record": (name,)})


@pytest.mark.parametrize("name", ["x4", "y3", "y3^2"])
def test_layers_must_exist(name):
    with pytest.raises(ValueError, match="2 layers have y1 to y2 and x1 to x3"):
        Dense(**GOOD | {"record": (name,)})


@pytest.mark.parametrize("engine", [Dense, Conditional])
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("record", ()),
        ("record", "x1"),
        ("record", ["x1"]),
        ("record", ("x1", "x1")),
        ("record", ("x1", "x1[0]")),
    ],
)
def test_bad_parameters_are_named(engine, name, value):
    with pytest.raises((TypeError, ValueError), match=name):
        engine(**GOOD | {name: value})


@pytest.mark.parametrize("engine", [Dense, Conditional])
def test_equal_parameters_draw_equal_numbers(engine):
    experiment = engine(**GOOD)
    assert experiment.fields == GOOD["record"]
    first, second = (experiment.sample(stream(experiment, 0, 0), 9) for _ in range(2))
    assert first.shape == (9, 3)
    np.testing.assert_array_equal(first, second)


@pytest.mark.parametrize("engine", [Dense, Conditional])
def test_powers_are_of_one_layer(engine):
    record = ("x1^2", "x2", "x2^2", "x2^4", "y1", "y1^4")
    experiment = engine((6, 1, 4), "relu", 2.0, record)
    x1, first, square, fourth, y, y4 = experiment.sample(stream(experiment, 0, 0), 50).T
    # With one unit, the mean over the units is the unit itself.
    np.testing.assert_array_equal(first, np.maximum(y, 0))
    np.testing.assert_allclose(square, first**2, rtol=1e-14)
    np.testing.assert_allclose(fourth, first**4, rtol=1e-14)
    np.testing.assert_allclose(y4, y**4, rtol=1e-14)
    np.testing.assert_array_equal(x1, 1.0)


@pytest.mark.parametrize("engine", [Dense, Conditional])
def test_layers_beyond_the_record_do_not_run(engine):
    short = engine((6, 5), "tanh", 1.0, ("y1^2",))
    long = engine((6, 5, 5, 5), "tanh", 1.0, ("y1^2",))
    draws = []
    for experiment in (short, long):
        rng = np.random.default_rng(0)
        draws.append((experiment.sample(rng, 5).tolist(), rng.random()))
    assert draws[0] == draws[1]
