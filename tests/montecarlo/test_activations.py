import math

import numpy as np
import pytest
from scipy.special import ndtr

from montecarlo import Backward, Conditional, run
from montecarlo.sampling.activations import (
    ACTIVATIONS,
    DERIVATIVES,
    REGISTERED,
    apply,
    derivative,
    register,
)

Y = np.array([-1e4, -800.0, -30.0, -1.5, -0.0, 0.0, 0.3, 30.0, 800.0, 1e4])
DEFINITIONS = {
    "abs": abs,
    "elu": lambda y: np.where(y > 0, y, np.expm1(np.minimum(y, 0))),
    "erf": lambda y: np.array([math.erf(v) for v in y]),
    # Of the tail, which 1 + erf would cancel.
    "gelu": lambda y: y * np.array([math.erfc(-v / math.sqrt(2)) / 2 for v in y]),
    "gelu_tanh": lambda y: y / 2 * (1 + np.tanh(np.sqrt(2 / np.pi) * (y + 0.044715 * y**3))),
    "hardtanh": lambda y: np.where(abs(y) < 1, y, np.sign(y)),
    "leaky_relu": lambda y: np.where(y > 0, y, 0.01 * y),
    "linear": lambda y: y,
    "mish": lambda y: y * np.tanh(np.log1p(np.exp(y))),
    "prelu": lambda y: np.where(y > 0, y, 0.25 * y),
    "relu": lambda y: np.where(y > 0, y, 0),
    "selu": lambda y: (
        1.0507009873554805 * np.where(y > 0, y, 1.6732632423543772 * np.expm1(np.minimum(y, 0)))
    ),
    "sigmoid": lambda y: 1 / (1 + np.exp(-y)),
    "silu": lambda y: y / (1 + np.exp(-y)),
    "sin": np.sin,
    "softplus": lambda y: np.log(1 + np.exp(y)),
    "square": lambda y: y * y,
    "tanh": lambda y: (np.exp(y) - np.exp(-y)) / (np.exp(y) + np.exp(-y)),
}


def test_every_activation_has_a_definition_here():
    assert set(ACTIVATIONS) == set(DEFINITIONS)


@pytest.mark.parametrize("name", DEFINITIONS)
def test_it_is_its_definition(name):
    # 80-bit numbers, where there are any, do not overflow at 1e4.
    expected = DEFINITIONS[name](Y.astype(np.longdouble)).astype(np.float64)
    np.testing.assert_allclose(apply(name, Y), expected, rtol=1e-12, atol=1e-18)


@pytest.mark.parametrize("name", DEFINITIONS)
def test_over_many_blocks_and_in_single_precision(name):
    y = np.random.default_rng(0).standard_normal((5, 20_001)) * 2.0
    expected = apply(name, y)
    np.testing.assert_array_equal(expected[3, ::5000], apply(name, y[3, ::5000].copy()))
    single = apply(name, y.astype(np.float32))
    assert single.dtype == np.float32
    np.testing.assert_allclose(single, expected, rtol=1e-5, atol=1e-6)
    strided = np.empty((20_001, 5)).T
    assert apply(name, y, out=strided) is strided
    np.testing.assert_array_equal(strided, expected)


def test_gelu_is_precise_far_into_its_tail():
    y = -np.geomspace(1e-9, 30.0, 2000)
    np.testing.assert_allclose(apply("gelu", y), y * ndtr(y), rtol=1e-12)


@pytest.mark.parametrize("name", DEFINITIONS)
def test_in_place_and_elsewhere_and_in_single_precision(name):
    expected = apply(name, Y)
    out = np.empty_like(Y)
    assert apply(name, Y, out=out) is out
    np.testing.assert_array_equal(out, expected)
    own = Y.copy()
    assert apply(name, own, out=own) is own
    np.testing.assert_array_equal(own, expected)
    assert apply(name, Y.astype(np.float32)).dtype == np.float32


@pytest.mark.parametrize("name", DERIVATIVES)
def test_the_derivative_is_the_slope(name):
    y = np.array([-30.0, -1.5, -0.2, 0.3, 2.0, 30.0])
    slopes = (apply(name, y + 1e-5) - apply(name, y - 1e-5)) / 2e-5
    np.testing.assert_allclose(derivative(name, y), slopes, rtol=1e-6, atol=1e-10)


def test_every_activation_has_a_derivative():
    assert set(DERIVATIVES) == set(ACTIVATIONS)


def test_unknown_names_get_a_suggestion():
    with pytest.raises(ValueError, match="did you mean 'sigmoid'"):
        apply("sigmoyd", Y)


def bump(y):
    return y / (1.0 + y * y)


def short(y):
    return y[..., 1:]


def broken(y):
    return np.where(y > 1.0, np.nan, y)


def rotated(y):
    return np.exp(1j * y)


def objects(y):
    return y.astype(object)


def words(y):
    return y.astype(str)


def steep(y):
    return y.astype(np.float64) * 1e300


def clipped_in_place(y):
    y[y < 0] = 0
    return y


def slope_in_place(y):
    y[...] = y > 0
    return y


def blanked(y):
    y[...] = np.nan
    return y


@pytest.fixture
def registered():
    """Take out again what a test registers."""
    tables = ACTIVATIONS, DERIVATIVES, REGISTERED
    before = [dict(table) for table in tables]
    yield
    for table, kept in zip(tables, before, strict=True):
        for name in set(table) - set(kept):
            del table[name]


@pytest.mark.usefixtures("registered")
def test_an_activation_of_ones_own():
    register("bump", bump, lambda y: (1 - y * y) / (1 + y * y) ** 2)
    register("bump", bump)
    moments = run(Conditional((5, 4), "bump", 1.0, ("x2", "x2^2", "y1")), replicates=100, seed=0)
    assert 0 < moments.mean[1] < 0.25
    y = np.array([[0.5, 2.0]], dtype=np.float32)
    out = np.empty_like(y)
    assert apply("bump", y, out=out) is out
    np.testing.assert_allclose(out, [[0.4, 0.4]], rtol=1e-6)
    assert derivative("bump", y).dtype == np.float32
    with pytest.raises(ValueError, match="'bump' is taken"):
        register("bump", np.cos)


@pytest.mark.usefixtures("registered")
def test_an_equal_definition_may_come_again_and_another_may_not():
    def scaled(scale):
        return lambda y: scale * np.sin(y)

    vectorized = np.vectorize(math.erf, otypes=[float])
    register("wave", scaled(2.0))
    register("wave", scaled(2.0), scaled(3.0))
    register("wave", scaled(2.0), scaled(3.0))
    register("vectorized", vectorized)
    apply("vectorized", Y)
    register("vectorized", vectorized)
    slope = derivative("wave", Y)
    with pytest.raises(ValueError, match="name = 'wave' is taken by another activation: give another name"):
        register("wave", scaled(2.5))
    with pytest.raises(ValueError, match="name = 'wave' is taken by another derivative: give another name"):
        register("wave", scaled(2.0), scaled(4.0))
    np.testing.assert_array_equal(derivative("wave", Y), slope)
    np.testing.assert_array_equal(slope, 3.0 * np.sin(Y))


@pytest.mark.usefixtures("registered")
@pytest.mark.parametrize(
    ("function", "match"),
    [
        (short, r"activation short made shape"),
        (broken, "activation broken is nan at [1-9]"),
        (blanked, r"activation blanked is nan at -?[0-9]"),
        (rotated, r"activation rotated made complex(64|128) of float(32|64): it must return real numbers"),
        (objects, "activation objects made object of float"),
        (words, "activation words made <U[0-9]+ of float"),
    ],
)
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_an_activation_that_goes_wrong_is_named(function, match, dtype):
    register(function.__name__, function)
    with pytest.raises(ValueError, match=match):
        run(Conditional((50, 40), function.__name__, 1.0, ("x2",), dtype=dtype), replicates=100, seed=0)


@pytest.mark.usefixtures("registered")
def test_what_single_precision_cannot_hold_is_named():
    register("steep", steep)
    with pytest.raises(ValueError, match=r"activation steep is -?inf at"):
        apply("steep", np.array([1.0, -2.0], dtype=np.float32))
    np.testing.assert_array_equal(apply("steep", np.array([1.0])), [1e300])


@pytest.mark.usefixtures("registered")
@pytest.mark.parametrize("engine", ["conditional", "dense"])
def test_an_activation_that_writes_into_its_argument(engine):
    register("clipped", clipped_in_place, slope_in_place)
    register("pure", lambda y: np.maximum(y, 0), lambda y: np.where(y > 0, 1.0, 0.0))
    own, pure = (Backward((6, 6, 6), name, 2.0, engine=engine) for name in ("clipped", "pure"))
    samples = (part.sample(np.random.default_rng(0), 50) for part in (own, pure))
    np.testing.assert_array_equal(*samples)


def test_what_cannot_be_registered():
    for function in (bump, getattr(ACTIVATIONS["elu"], "__wrapped__", None)):
        with pytest.raises(ValueError, match="'elu' is taken"):
            register("elu", function)
    with pytest.raises(TypeError, match="function = 3 is not callable"):
        register("bump", 3)
    with pytest.raises(TypeError, match="derivative = 3 is not callable"):
        register("bump", bump, 3)
    with pytest.raises(TypeError, match="name = 7"):
        register(7, bump)
    assert "bump" not in ACTIVATIONS
