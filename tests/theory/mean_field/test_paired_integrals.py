import random

import numpy as np
import pytest
from mpmath import mp, mpf

from theory.activation.activation import Activation
from theory.activation.lookup import get
from theory.activation.parsing import parse
from theory.mean_field.joined_panels import joined
from theory.mean_field.paired_integrals import _Plane, paired
from theory.mean_field.resolved import Resolved


@pytest.mark.parametrize("c", [0.3, 0.97, 1 - 1e-8])
def test_relu_to_relative_accuracy(c):
    found = paired(Resolved.of(get("relu"), 1.3), c)
    with mp.workdps(40):
        angle = mp.acos(mpf(c))
        exact = mpf(1.3) ** 2 * (mp.pi - mp.sin(angle) - (mp.pi - angle) * mpf(c)) / (2 * mp.pi)
        assert abs(found.value - exact) <= found.error < 1e-9 * exact


@pytest.mark.parametrize("c", [-1.0, -0.97, -0.4])
def test_products_of_opposite_sides(c):
    found = paired(Resolved.of(get("relu"), 1.3), c)
    exact = 1.69 * (np.sqrt(1 - c * c) + (np.pi - np.arccos(c)) * c) / (2 * np.pi)
    assert abs(found.value - exact) <= found.error + 1e-16


def test_a_jump_next_to_correlation_1():
    # Between two ends of panels that are 1e-6 apart the factors differ by the jump: one in four broke its bound.
    rng = random.Random(14)
    nodes, weights = np.polynomial.legendre.leggauss(8)
    for _ in range(12):
        jump, c = rng.uniform(-3, 3), 1 - 10 ** rng.uniform(-12, -6)
        found = paired(Resolved.of(Activation.from_expr(parse(f"heaviside(x - ({jump}))"), "g"), 1.0), c)
        # The chance that one is above and one below (Plackett 1954).
        half = np.arcsin(np.sqrt((1 - c) / 2))
        exact = half * (weights @ np.exp(-(jump**2) / (1 + np.cos(half * (nodes + 1))))) / (2 * np.pi)
        assert abs(found.value - exact) <= found.error < 1e-9 * exact, (jump, c)


def test_panels_are_not_halved_for_what_rounding_takes(monkeypatch):
    # The slopes of narrow bumps lose digits in float64: hundreds of panels were halved in vain.
    rng, counts = random.Random(1), []
    outer = _Plane._outer

    def counted(plane, low, high):
        counts.append(len(low))
        return outer(plane, low, high)

    monkeypatch.setattr(_Plane, "_outer", counted)
    for _ in range(2):
        widths = [10 ** rng.uniform(*powers) for powers in ((-6, -5.7), (-4.7, -3.5))]
        text = "abs(x)" + "".join(f" + exp(-((x - {rng.uniform(1, 3):.4f})/{w})**2)" for w in widths)
        grid = joined(Activation.from_expr(parse(text), "g"), 1.0)
        paired(grid, 1 - 10 ** rng.uniform(-9, -8), slope=True)
    assert sum(counts) < 100


def test_panels_end_where_a_bump_meets_a_kink():
    # Joined panels about a bump are four times as wide as it: a slope broke its bound, once in a thousand.
    rng = random.Random(2)
    for _ in range(4):
        b, share, centre = 10 ** rng.uniform(-2.5, -1.5), rng.uniform(0.05, 0.4), rng.uniform(-2, 2)
        text = f"max(x, 0) + 1e-4*exp(-((x - ({centre}))/{2 * b * share})**2)"
        plane = _Plane(joined(Activation.from_expr(parse(text), "g"), 1.0), 1 - 2 * b * b, True)
        assert np.diff(plane._starts()).min() < 4.001 * share, (text, b)
