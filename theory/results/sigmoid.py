"""The layers of the sigmoid: Kumar 2017, equations (18) and (19), and why no weights give them variance 1."""

from __future__ import annotations

import sympy as sp

from theory.derivation.bounds import Below
from theory.derivation.derivation import Derivation
from theory.derivation.identities import Equal
from theory.derivation.integrals import Evaluate
from theory.derivation.quantities import Variance, gradient, layer_input, preactivation
from theory.derivation.registry import derived
from theory.derivation.settling import Settle
from theory.enclosure.settled import FixedPointOf
from theory.notation import E, m, q, u, x, y
from theory.results.linearised import (
    tangent,
    weight_deviation,
)
from theory.results.normal import NORMAL, gaussian_mean, normal_density

__all__ = [
    "sigmoid_settled_chi",
    "sigmoid_settled_variance",
    "sigmoid_tangent",
    "sigmoid_variance_bound",
    "sigmoid_weight_deviation",
]

_OUTPUT = (1 + sp.tanh(y / 2)) / 2  # the sigmoid, without overflow


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


@derived
def sigmoid_settled_variance(weight_variance: sp.Rational = sp.S.One) -> Derivation:
    """The only q from N v^2/4 to N v^2/2 that N v^2 E sigmoid(sqrt(q) Z)^2 gives back; 0.264687 for Xavier's 1.

    No other q can be one: E sigmoid^2 is 1/4 + Var sigmoid, and the variance is below 1/4.

    Parameters
    ----------
    weight_variance : sympy.Rational
        N v^2.
    """
    image = weight_variance * gaussian_mean(_OUTPUT**2, sp.sqrt(q))
    return Derivation(
        name="sigmoid_settled_variance",
        lhs=E(preactivation(m + 1) ** 2),
        start=image,
        steps=(
            Settle(
                FixedPointOf(image, q, weight_variance / 4, weight_variance / 2),
                "the variance that a layer gives back",
            ),
        ),
        assumptions=(NORMAL,),
    )


@derived
def sigmoid_settled_chi(weight_variance: sp.Rational = sp.S.One) -> Derivation:
    """N v^2 E sigmoid'^2 where q has settled, by which a gradient's variance shrinks a layer; 0.0557 for N v^2 = 1.

    Parameters
    ----------
    weight_variance : sympy.Rational
        N v^2.
    """
    settled = sigmoid_settled_variance(weight_variance)
    image = weight_variance * gaussian_mean((_OUTPUT * (1 - _OUTPUT)) ** 2, sp.sqrt(q))
    return Derivation(
        name="sigmoid_settled_chi",
        lhs=E(gradient(m) ** 2),
        start=image,
        steps=(Equal(image.xreplace({q: settled.rhs}), "at the settled variance", given={q: settled}),),
        assumptions=(NORMAL,),
    )
