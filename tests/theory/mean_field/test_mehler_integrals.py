import random

import numpy as np
import pytest

from theory.activation.activation import Activation
from theory.activation.lookup import get
from theory.activation.parsing import parse
from theory.mean_field.mehler_integrals import FURTHEST, by_kernel
from theory.mean_field.resolved import Resolved


@pytest.mark.parametrize("c", [-FURTHEST, -0.4, 0.0, 0.7, FURTHEST])
def test_relu_and_its_slope(c):
    # Cho and Saul 2009.
    grid, angle = Resolved.of(get("relu"), 1.3), np.arccos(c)
    value, slope = by_kernel(grid, c), by_kernel(grid, c, slope=True)
    exact = 1.69 * (np.sin(angle) + (np.pi - angle) * c) / (2 * np.pi)
    assert abs(value.value - exact) <= value.error + 4e-16 < 1e-12
    assert abs(slope.value - (np.pi - angle) / (2 * np.pi)) <= slope.error + 4e-16 < 1e-12


@pytest.mark.parametrize("index", range(4))
def test_bumps_of_any_widths_at_once(index):
    rng = random.Random(f"bumps {index}")
    c, u = rng.uniform(-FURTHEST, FURTHEST), 10 ** rng.uniform(-3, 3)
    height, centre, width = (
        np.array([float(f"{draw():.4g}") for _ in range(3)])
        for draw in (
            lambda: rng.uniform(-2, 2),
            lambda: rng.uniform(-3, 3) * u,
            lambda: 10 ** rng.uniform(-5, 1) * u,
        )
    )
    text = " + ".join(
        f"({h})*exp(-((x - ({a}))/{w})**2)" for h, a, w in zip(height, centre, width, strict=True)
    )
    grid = Resolved.of(Activation.from_expr(parse(text), "g"), u)
    # A bump is a normal density of variance w^2/2, times w sqrt(pi).
    own, shared = u * u + width**2 / 2, u * u * c
    determinant = np.multiply.outer(own, own) - shared**2
    square = (
        np.multiply.outer(centre**2, own)
        + np.multiply.outer(own, centre**2)
        - 2 * shared * np.multiply.outer(centre, centre)
    ) / determinant
    size = height * width
    exact = float((np.multiply.outer(size, size) * np.exp(-square / 2) / np.sqrt(determinant)).sum() / 2)
    found = by_kernel(grid, c)
    assert abs(found.value - exact) <= found.error + 1e-14 * grid.second, (text, u, c)
