"""The layers of the sigmoid: Kumar 2017, equations (18) and (19), and why no weights give them variance 1."""

from __future__ import annotations

import sympy as sp

from theory.derivation.bounds import Below
from theory.derivation.derivation import Derivation
from theory.derivation.integrals import Evaluate
from theory.derivation.quantities import Variance, layer_input
from theory.derivation.registry import derived
from theory.notation import m, u, x
from theory.results.linearised import (
    tangent,
    weight_deviation,
)
from theory.results.normal import normal_density

__all__ = ["sigmoid_tangent", "sigmoid_variance_bound", "sigmoid_weight_deviation"]


@derived("kumar2017 (18)")
def sigmoid_tangent() -> Derivation:
    """1/2 + y/4: g(0) = 1/2 and g'(0) = 1/4 for the sigmoid, Kumar 2017, equation (18)."""
    return tangent("sigmoid")


@derived("kumar2017 (19)")
def sigmoid_weight_deviation() -> Derivation:
    """v = 8/sqrt(5 N) = 3.578/sqrt(N) for the sigmoid: Kumar 2017, equation (19)."""
    return weight_deviation("sigmoid")


@derived("kumar2017 (12), for the sigmoid")
def sigmoid_variance_bound() -> Derivation:
    """Var sigmoid(y) < 1/4, at every u: no weights give the sigmoid's outputs the variance 1."""
    density, line = normal_density(x, u), (x, -sp.oo, sp.oo)
    return Derivation(
        name="sigmoid_variance_bound",
        lhs=Variance(layer_input(m + 1)),
        start=sp.Integral(sp.tanh(x / 2) ** 2 / 4 * density, line),
        steps=(
            Below(
                sp.Integral(density / 4, line),
                "the sigmoid minus its mean 1/2 is tanh(y/2)/2, which is below 1/2",
                gap=(sp.sech(x / 2) ** 2 / 4, density),
            ),
            Evaluate(
                sp.Rational(1, 4),
                "the density integrates to 1",
                antiderivative=sp.erf(x / (sp.sqrt(2) * u)) / 8,
            ),
        ),
        assumptions=("the sigmoid minus 1/2 is odd, and y is symmetric: the mean is 1/2",),
    )
