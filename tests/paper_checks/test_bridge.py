import pickle

import numpy as np
import pytest

from montecarlo import NotFiniteError, forward, mean, run
from montecarlo.sampling.activations import apply, derivative
from montecarlo.sampling.own_activations import REGISTERED
from paper_checks.bridge import register_activation
from theory import Activation, gain, get, moments, parse

pytestmark = pytest.mark.usefixtures("registered_activations")


@pytest.mark.parametrize("name", ["leaky_relu(0.2)", "hardshrink", "mish", "erf(2, 0.5, 1)", "tanh"])
def test_a_function_across_the_bridge_is_the_engines_own(name):
    plain, _, rest = name.partition("(")
    own = Activation.from_expr(parse(f"{plain}(x{', ' + rest if rest else ')'}"))
    crossed = register_activation(own)
    points = np.random.default_rng(0).uniform(-5.0, 5.0, (4, 9))
    np.testing.assert_allclose(apply(crossed, points), apply(name, points), rtol=1e-13, atol=1e-15)
    np.testing.assert_allclose(derivative(crossed, points), derivative(name, points), rtol=1e-12, atol=1e-15)
    assert apply(crossed, points.astype(np.float32)).dtype == np.float32


def test_a_simulation_of_a_users_text_contains_its_second_moment():
    own = Activation.from_expr(parse("where(-1 < x < 1, x, 0.1*x) + relu(x)**2"))
    name = register_activation(own, "mine")
    assert name == "mine"
    network = forward((50, 200), name, 1.3**2, record=("x2^2",))
    found = mean("x2^2").interval(run(network, replicates=400, seed=0))
    assert found.low < float(moments(own, 1.3).second) < found.high
    other = 1.05 * (1.3 / float(gain(own, u=1.3))) ** 2
    assert not found.low < other < found.high


def test_the_same_activation_may_cross_again_and_another_may_not_take_its_name():
    register_activation(get("tanh"), "mine")
    register_activation(get("tanh"), "mine")
    assert REGISTERED["mine"].version == REGISTERED[register_activation(get("tanh"))].version
    with pytest.raises(ValueError, match="'mine' is taken"):
        register_activation(get("sin"), "mine")
    with pytest.raises(ValueError, match="'tanh' is taken by an activation of this package"):
        register_activation(get("sin"), "tanh")
    with pytest.raises(TypeError, match="activation must be an Activation"):
        register_activation("tanh")


def test_other_processes_can_load_it():
    register_activation(get("gelu"), "mine")
    function = pickle.loads(pickle.dumps(REGISTERED["mine"].function))
    np.testing.assert_array_equal(function(np.array([0.5, -2.0])), apply("mine", np.array([0.5, -2.0])))


def test_what_leaves_float64_is_said_as_of_a_name():
    crossed = register_activation(Activation.from_expr(parse("exp(x)")))
    for weight_variance in np.random.default_rng(3).lognormal(8.0, 1.0, 5):
        for activation in (crossed, "exp"):
            network = forward((20,) * 6, activation, weight_variance, record=("y1", "log y5^2"))
            with np.errstate(over="ignore", invalid="ignore"), pytest.raises(NotFiniteError) as caught:
                run(network, replicates=50, seed=0)
            assert caught.value.fields == ("log y5^2",)
