import math
from types import SimpleNamespace

import numpy as np
import pytest

from paper_checks.forecasting.forecast import Forecast, network
from paper_checks.forecasting.summary import course, gradient_course, settling, signal_course
from theory.activation.activation import Activation
from theory.activation.parsing import parse


def test_a_median_that_stays() -> None:
    found = course(np.array([0.0, 0.5, -0.6, 0.69]))
    assert (found.stable, found.layers, found.pace, found.level) == (4, 4, None, None)
    assert found.change == 0.69


def test_a_pace_is_that_of_the_layers_that_are_not_stable() -> None:
    found = course(np.array([0.0, 0.0, 0.0, 0.4, 0.8, 1.2]))
    assert found.stable == 4  # 0.4 is within log 2 = 0.69, and 0.8 is not
    assert found.pace == pytest.approx(0.4)
    falling = course(-0.1 * np.arange(40.0))
    assert falling.stable == 7
    assert falling.pace == pytest.approx(-0.1)


def test_a_median_that_turns_has_no_pace() -> None:
    found = course(np.array([0.0, 2.0, 4.0, 1.0, 0.0, 1.0, 3.0]))
    assert (found.pace, found.level) == (None, None)


def test_a_median_that_levels_off() -> None:
    logs = np.concatenate([[0.0, 1.0, 2.0], np.full(9, 3.0)])
    found = course(logs)
    assert found.pace is None
    assert found.level == 9
    assert course(logs[:5]).level == 2
    assert course(logs[:4]).level is None  # the last layer alone


def test_dead_networks_have_no_pace() -> None:
    found = course(np.array([0.0, -0.2, -np.inf, -np.inf]))
    assert (found.stable, found.change, found.pace) == (2, -math.inf, None)


def test_one_layer_is_stable() -> None:
    assert course(np.array([3.0])).stable == 1


def test_courses_of_a_forecast() -> None:
    found = network("linear", depth=9, width=60, gain=2.0, replicates=300)
    # Each layer doubles both deviations: to layer 1, and from the last one backward.
    for one in (signal_course(found), gradient_course(found)):
        assert one.stable == 1
        assert one.pace == pytest.approx(math.log(4), abs=0.1)


def with_points(points: object, start: float, end: float) -> Forecast:
    return SimpleNamespace(fixed_points=points, limit=SimpleNamespace(log_variance=np.log([start, end])))


def test_biases_that_change_from_layer_to_layer_leave_it_open() -> None:
    found = network("tanh", width=(30, 60, 20, 30), bias_variance="pytorch", replicates=300)
    assert found.fixed_points is None
    assert settling(found).kind == "unknown"


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "gelu", "silu", "elu", "softplus", "erf"])
def test_the_gain_that_keeps_the_variance_1_holds_it_there(activation: str) -> None:
    """The sign of a rise from a fixed point is rounding."""
    for keep in (1.0, 0.8, 0.5):
        found = network(activation, depth=4, width=8, keep=keep, replicates=300)
        settled = settling(found)
        assert settled.kind in ("settles", "stays")
        assert settled.point.q == pytest.approx(1.0, rel=1e-6)
        assert settled.kind == ("settles" if settled.point.stability == "stable" else "stays")


def test_the_next_stable_point_on_the_way_is_where_it_settles() -> None:
    low = SimpleNamespace(q=0.5, stability="stable", continuum=False, depth_scale=3.0)
    middle = SimpleNamespace(q=1.0, stability="unstable", continuum=False, depth_scale=9.0)
    high = SimpleNamespace(q=2.0, stability="stable", continuum=False, depth_scale=-4.0)
    points = [low, middle, high]
    assert settling(with_points(points, 0.9, 0.6)).point is low
    found = settling(with_points(points, 1.1, 1.9))
    assert (found.kind, found.point, found.depth_scale) == ("settles", high, -4.0)
    assert settling(with_points(points, 1.0, 1.0)).kind == "stays"
    assert settling(with_points(points, 3.0, 2.5)).point is high


def test_a_point_that_the_map_leaps_over_is_not_where_it_settles() -> None:
    function = Activation.from_expr(parse("119*exp(-50*x**2) + x**2/40"))
    found = network(function, depth=4, width=32, gain=1.0, replicates=300)
    settled = settling(found)
    assert (settled.kind, settled.reason) == ("nowhere", "it grows without bound")


@pytest.mark.parametrize("activation", ["tanh", "elu", "sin", "softsign"])
@pytest.mark.parametrize("gain", [1.0, "forward"])
def test_no_growth_is_told_where_float64_sees_none(activation: str, gain: float | str) -> None:
    """|g(x)| <= |x| for each, and of a tiny variance float64 does not see the fall."""
    for variance in 10.0 ** np.random.default_rng(3).uniform(-100, -9, 6):
        settled = settling(
            network(activation, depth=6, width=8, gain=gain, input_variance=variance, replicates=300)
        )
        assert "grows" not in settled.reason
        if settled.kind == "stays":
            assert settled.point.q == pytest.approx(variance, rel=1e-3)
