"""Layers that are linear, or linear to leading order, at inputs of any mean: Kumar 2017, sections 1 and 3."""

from __future__ import annotations

import sympy as sp

from theory.derivation.derivation import Derivation
from theory.derivation.expansions import Approx
from theory.derivation.expectation import forward_law
from theory.derivation.identities import Equal
from theory.derivation.quantities import Variance, layer_input, preactivation
from theory.derivation.registry import derived
from theory.derivation.sizes import Index
from theory.notation import G1, E, N, W, X, a, b, g, i, j, m, mu, s, u, v, w, y
from theory.results.finite_width import HOMOGENEOUS, mean_square
from theory.results.normal import gaussian_mean
from theory.results.preactivation import preactivation_variance

__all__ = ["linear_mean_square_ratio", "linearised_variance_by_moments", "preactivation_square_ratio"]


@derived("kumar2017 section 1, linear activations")
def linear_mean_square_ratio() -> Derivation:
    """E x_{m+1}^2/E x_m^2 = 1 for linear layers and v^2 = 1/N, at every N and m: Kumar 2017, section 1."""
    following, current = sp.symbols("q_next q_m", positive=True)
    linear = {a: sp.S.One, b: sp.S.One, w: sp.S.One}
    return Derivation(
        name="linear_mean_square_ratio",
        lhs=E(layer_input(m + 1) ** 2) / E(layer_input(m) ** 2),
        start=following / current,
        steps=(
            Equal(
                sp.S.One,
                "a linear layer multiplies the mean square by N v²",
                given={following: mean_square().at(linear | {m: m + 1}), current: mean_square().at(linear)},
            ),
        ),
        assumptions=("v² = 1/N", HOMOGENEOUS),
    )


@derived("kumar2017 section 2, variance of a pre-activation")
def preactivation_square_ratio() -> Derivation:
    """Var y_m/E y_m^2 = 1: Kumar 2017, section 2, below (3)."""
    row, law = sp.Sum(W[i, j] * X[j], (j, 1, N)), forward_law()
    return Derivation(
        name="preactivation_square_ratio",
        lhs=Variance(preactivation(m)) / E(preactivation(m) ** 2),
        start=(E(row**2) - E(row) ** 2) / E(row**2),
        steps=(Index(sp.S.One, "E y = 0 (3)", size=N, law=law),),
    )


@derived("kumar2017 (11), by the moments of the inputs")
def linearised_variance_by_moments() -> Derivation:
    """Var g(y) = N g'(0)^2 v^2 (s^2 + mu^2) + O(v^4), at every m: Kumar 2017, (11), before (10) is used."""
    return Derivation(
        name="linearised_variance_by_moments",
        lhs=Variance(layer_input(m + 1)),
        start=gaussian_mean(g(y) ** 2, u) - gaussian_mean(g(y), u) ** 2,
        steps=(
            Approx(G1**2 * u**2, "the variance of (8)", variable=u, order=4),
            Equal(N * G1**2 * v**2 * (s**2 + mu**2), "equation (6)", given={u**2: preactivation_variance()}),
        ),
    )
