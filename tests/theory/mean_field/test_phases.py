import random

import numpy as np
import pytest
import sympy as sp

from theory.activation.activation import Activation
from theory.activation.lookup import names
from theory.mean_field.fixed_point import fixed_points
from theory.mean_field.maps import chi, q_map
from theory.mean_field.phases import edge_of_chaos, phase_diagram
from theory.notation import x


def test_edge_none_point_line():
    line = edge_of_chaos("relu")
    assert (line.kind, line.points[0].weight_variance) == ("line", pytest.approx(2, rel=1e-13))
    biased = edge_of_chaos("relu", 0.05)
    assert (biased.kind, biased.proved) == ("none", True)
    assert edge_of_chaos("linear").points[0].weight_variance == pytest.approx(1, rel=1e-13)
    for name in ("heaviside", "sign"):
        assert edge_of_chaos(name).kind == "none"
        assert "jumps" in edge_of_chaos(name).reason
    origin = edge_of_chaos("tanh")
    assert [(point.weight_variance, point.q) for point in origin.points] == [(pytest.approx(1), 0)]
    with pytest.raises(ValueError, match="bias_variance"):
        edge_of_chaos("tanh", -0.1)


def test_edge_says_whether_a_network_stays_there():
    for name in ("gelu", "silu", "mish", "hardswish"):
        edge = edge_of_chaos(name, 0.05)
        assert edge.points[0].q_slope > 1
        assert "unstable at q = " in edge.reason
    assert "unstable" not in edge_of_chaos("tanh", 0.05).reason
    # ELU's point lies far out: E g^2/E g'^2 = q - O(sqrt(q)).
    (far,) = edge_of_chaos("elu", 500).points
    assert far.q > 1e5
    assert q_map("elu", far.q, far.weight_variance, 500) == pytest.approx(far.q, rel=1e-12)
    # E x^4/E (2x)^2 + sigma_b^2 = 3q/4 + sigma_b^2 is q at 4 sigma_b^2, wherever that is.
    for biases in (1e-30, 1e-3, 1e30):
        (point,) = edge_of_chaos("square", biases).points
        assert point.q == pytest.approx(4 * biases, rel=1e-12)


def test_no_edge_says_why():
    # For sqrt(1 + x^2), q E g'^2 < q < E g^2.
    none = edge_of_chaos(Activation.from_expr(sp.sqrt(1 + x**2)), 0.1)
    assert (none.kind, none.proved) == ("none", False)
    assert "q grows without bound" in none.reason
    assert edge_of_chaos("sign").proved
    # E g'^2 is below 1e-4000, and not 0.
    none = edge_of_chaos(Activation.from_expr(sp.exp(-(10**4) * (1 + x**2))))
    assert (none.kind, none.proved) == ("none", False)
    assert "underflows" in none.reason


@pytest.mark.parametrize("name", ["tanh", "erf", "sin", "gelu", "silu", "hardtanh", "sigmoid"])
def test_edge_is_critical(name):
    edge = edge_of_chaos(name, 0.05)
    assert edge.kind == "point"
    for point in edge.points:
        assert q_map(name, point.q, point.weight_variance, 0.05) == pytest.approx(point.q, rel=1e-11)
        assert chi(name, point.q, point.weight_variance) == pytest.approx(1, rel=1e-11)


def test_edge_of_sin_by_hand():
    # q = (1 - e)/(1 + e) + sigma_b^2, e = exp(-2q), that is q - sigma_b^2 = tanh q.
    (point,) = edge_of_chaos("sin", 0.05).points
    assert point.q - 0.05 == pytest.approx(np.tanh(point.q), rel=1e-12)


@pytest.mark.parametrize("name", [*names(), Activation.from_expr(sp.exp(3 * x), "exp(3x)")])
def test_phase_diagram_agrees_with_fixed_points(name):
    # Other weights for each activation: a search for all fixed points takes a tenth of a second.
    weight = random.Random(str(name)).choice([0.04, 0.3, 1.1, 3.5])
    biases = [0.0, 0.4]
    found = phase_diagram(name, [weight], biases)
    assert found.q.shape == found.chi.shape == (2, 1)
    for bias, q, chi_there in zip(biases, found.q[:, 0], found.chi[:, 0], strict=True):
        points = fixed_points(name, weight, bias)
        if q_map(name, 1.0, weight, bias) > 1:
            reached = next((p for p in points if p.q > 1), None)
        else:
            reached = next(p for p in reversed(points) if p.q < 1)
        if reached is None:
            assert np.isinf(q)
            assert np.isnan(chi_there)
        else:
            assert reached.stability == "stable"
            assert q == pytest.approx(reached.q, rel=1e-8, abs=1e-11)
            assert chi_there == pytest.approx(reached.chi, rel=1e-8)


@pytest.mark.parametrize(("name", "rate"), [
    ("relu", sp.Rational(1, 2)), ("abs", sp.S.One), ("linear", sp.S.One),
    ("leaky_relu", (1 + sp.Rational(1, 10**4)) / 2), ("prelu", sp.Rational(17, 32)),
])  # fmt: skip
def test_where_every_q_is_fixed_nothing_moves(name, rate):
    critical = 1 / float(rate)
    weights = critical * np.array([0.5, 1 - 1e-7, 1, 1 + 1e-7, 2])
    found = phase_diagram(name, weights, [0.0, 1.0])
    np.testing.assert_array_equal(found.q[0], [0, 0, 1, np.inf, np.inf])
    assert found.chi[0, 2] == pytest.approx(1, rel=1e-15)
    for place, weight in zip(found.q[1], weights, strict=True):
        gap = 1 - sp.Rational(str(weight)) * rate
        assert place == (pytest.approx(float(1 / gap), rel=1e-14) if gap > sp.Float("1e-15") else np.inf)


def test_phase_diagram_bad_input():
    with pytest.raises(ValueError, match="bias_variance"):
        phase_diagram("tanh", [1.0], [-1.0])
    with pytest.raises(ValueError, match="diverges"):
        phase_diagram(Activation.from_expr(sp.exp(x**2)), [1.0], [0.0])
