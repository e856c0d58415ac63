import random

import numpy as np
import pytest

from theory.activation.activation import Activation
from theory.activation.lookup import get
from theory.activation.parsing import parse
from theory.mean_field.joined_panels import joined
from theory.mean_field.mehler_integrals import FURTHEST, FURTHEST_OF_MANY, by_kernel, furthest
from theory.mean_field.paired_integrals import paired
from theory.mean_field.resolved import Resolved


@pytest.mark.parametrize("c", [-FURTHEST_OF_MANY, -0.4, 0.0, 0.7, FURTHEST])
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
    c, u = rng.uniform(-FURTHEST_OF_MANY, FURTHEST_OF_MANY), 10 ** rng.uniform(-3, 3)
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


@pytest.mark.parametrize("index", range(6))
def test_a_kernel_that_is_rounded_as_its_nodes_are(index):
    # Panels whose width was rounded moved by more, next to the far ends of a faint kink's panels: 5 times the bound.
    rng = random.Random(f"rounded {index}")
    c = rng.choice([-1, 1]) * (1 - 10 ** rng.uniform(-4, -2.5))
    width, faint = rng.choice([0.1, 0.3]), 10 ** rng.uniform(-12, -9)
    square = width**2 / 2
    text = f"exp(-(x/{width})**2) + {faint!r}*abs(x - {rng.uniform(0.5, 1.5):.3f})"
    found = by_kernel(Resolved.of(Activation.from_expr(parse(text), "g"), 1.0), c)
    exact = square / np.sqrt((1 - c) * (1 + c) + 2 * square + square**2)
    # The faint kink adds its own product with the bump.
    other = 2 * faint * np.sqrt(square / (1 + square)) * 2
    assert abs(found.value - exact) <= found.error + other


@pytest.mark.parametrize("index", range(2))
def test_both_methods_agree_where_one_takes_over(index):
    rng = random.Random(f"switch {index}")
    bumps = [(rng.uniform(0.1, 2), rng.uniform(-2, 2), 10 ** rng.uniform(-3, -0.5)) for _ in range(index)]
    text = "abs(x)" + "".join(f" + {h:.3f}*exp(-((x - ({a:.3f}))/{w:.4f})**2)" for h, a, w in bumps)
    function = Activation.from_expr(parse(text), "g")
    grid = Resolved.of(function, 1.0)
    assert furthest(grid) == (FURTHEST_OF_MANY if bumps else FURTHEST)
    for c in (furthest(grid), -furthest(grid)):
        kernel, difference = by_kernel(grid, c), paired(joined(function, 1.0), c)
        value = difference.value if c < 0 else grid.second - difference.value
        rounding = 4e-16 * grid.second
        assert abs(kernel.value - value) <= kernel.error + difference.error + rounding
        assert kernel.error < 1e-12 * grid.second
