import math

import numpy as np
import pytest

from montecarlo import Backward, Conditional, register, run
from montecarlo.sampling.activations import ACTIVATIONS, DERIVATIVES, apply, derivative
from montecarlo.sampling.own_activations import REGISTERED

Y = np.array([-800.0, -1.5, -0.0, 0.3, 30.0])


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
def test_an_own_activation():
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
def test_the_same_function_may_be_registered_again_with_what_it_lacked():
    register("bump", bump)
    register("bump", bump, np.cos)
    register("bump", bump, version="1")
    register("bump", bump)
    assert REGISTERED["bump"].derivative is np.cos
    assert REGISTERED["bump"].version == "1"
    with pytest.raises(ValueError, match="name = 'bump' is taken by another activation"):
        register("bump", bump, np.sin)


def scaled(scale):
    return lambda y: scale * np.sin(y)


@pytest.mark.usefixtures("registered")
def test_the_same_version_may_be_registered_again():
    register("wave", scaled(2.0), version="1")
    register("wave", scaled(2.0), scaled(3.0), version="1")
    register("wave", scaled(2.0), version="1")
    np.testing.assert_array_equal(derivative("wave", Y), 3.0 * np.sin(Y))


@pytest.mark.usefixtures("registered")
@pytest.mark.parametrize(("first", "second"), [(None, None), (None, "1"), ("1", None), ("1", "2")])
def test_another_function_under_the_same_name_is_refused(first, second):
    register("wave", scaled(2.0), version=first)
    match = rf"name = 'wave' is taken by another activation, of version {first!r}: give another name"
    with pytest.raises(ValueError, match=match):
        register("wave", scaled(2.5), version=second)
    np.testing.assert_array_equal(apply("wave", Y), 2.0 * np.sin(Y))


@pytest.mark.usefixtures("registered")
def test_a_vectorized_function_can_be_registered():
    register("vectorized", np.vectorize(math.erf, otypes=[float]))
    np.testing.assert_allclose(apply("vectorized", Y), apply("erf", Y), rtol=1e-15)


@pytest.mark.usefixtures("registered")
@pytest.mark.parametrize(
    ("function", "match"),
    [
        (short, "activation short must act element by element, but made shape"),
        (broken, "activation broken must be finite at every finite number, but is nan at [1-9]"),
        (blanked, "activation blanked must be finite .* but is nan at -?[0-9]"),
        (rotated, "activation rotated must return real numbers, but made complex(64|128) of float(32|64)"),
        (objects, "activation objects must return real numbers, but made object of float"),
        (words, "activation words must return real numbers, but made <U[0-9]+ of float"),
    ],
)
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_an_activation_that_goes_wrong_is_named(function, match, dtype):
    register(function.__name__, function)
    with pytest.raises(ValueError, match=match):
        run(Conditional((50, 40), function.__name__, 1.0, ("x2",), dtype=dtype), replicates=100, seed=0)


@pytest.mark.usefixtures("registered")
def test_an_overflow_may_be_passed_on_and_nan_is_not():
    y = np.array([1.0, 1e200])
    with np.errstate(over="ignore", invalid="ignore"):
        register("steep", np.square, overflows=True)
        np.testing.assert_array_equal(apply("steep", y), [1.0, np.inf])
        register("lost", lambda y: y**2 - y**2, overflows=True)
        with pytest.raises(
            ValueError, match=r"activation lost must be finite at every finite number, but is nan"
        ):
            apply("lost", y)


@pytest.mark.usefixtures("registered")
def test_an_overflow_of_single_precision_is_named():
    register("steep", steep)
    with pytest.raises(
        ValueError, match=r"activation steep must be finite at every finite number, but is -?inf at"
    ):
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


def test_bad_registrations_are_named():
    for function in (bump, getattr(ACTIVATIONS["elu"], "__wrapped__", None)):
        with pytest.raises(ValueError, match="'elu' is taken by an activation of this package"):
            register("elu", function)
    with pytest.raises(TypeError, match="function must be callable with an array, got 3"):
        register("bump", 3)
    with pytest.raises(TypeError, match="derivative must be callable with an array, or None, got 3"):
        register("bump", bump, 3)
    with pytest.raises(TypeError, match="name must be a string, got 7"):
        register(7, bump)
    with pytest.raises(TypeError, match="version must be a string, such as '1', or None, got 1"):
        register("bump", bump, version=1)
    with pytest.raises(ValueError, match="version must not be empty"):
        register("bump", bump, version="")
    assert "bump" not in ACTIVATIONS
