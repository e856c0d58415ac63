"""Softmax with cross-entropy: the gradient by the logits, for any number of classes and any targets.

l = -sum_k t_k log y_k, where y is the softmax of the logits z.
"""

from __future__ import annotations

import sympy as sp
from sympy.matrices.expressions.diagonal import DiagMatrix
from sympy.matrices.expressions.hadamard import HadamardProduct

from theory.derivation.derivation import Derivation
from theory.derivation.derivatives import Differentiate
from theory.derivation.identities import Equal
from theory.derivation.matrices import TraceIdentity
from theory.derivation.registry import derived

__all__ = [
    "PROBABILITY",
    "TARGET",
    "TOTAL",
    "cross_entropy_by_logit",
    "cross_entropy_by_logits",
    "other_exponentials",
]

TARGET, TOTAL = sp.symbols("t_k T", real=True)  # the target of one class, and the sum of all targets
PROBABILITY = sp.Symbol("y_k", positive=True)  # of the class, by the softmax
_LOGIT, _OTHERS, _REST = sp.symbols("z_k S_k R_k", real=True)


@derived
def other_exponentials() -> Derivation:
    """e^z (1 - y)/y: the sum of the other classes' exponentials, by this one's probability."""
    power = sp.exp(_LOGIT)
    return Derivation(
        name="other_exponentials",
        lhs=_OTHERS,
        start=power / PROBABILITY - power,
        steps=(
            Equal(power * (1 - PROBABILITY) / PROBABILITY, "y = e^z/(e^z + S), so e^z/y is the sum of all"),
        ),
    )


@derived
def cross_entropy_by_logit() -> Derivation:
    """T y - t: the gradient of the cross-entropy by one logit, T being the sum of all targets.

    One class is told from the others, whose exponentials add up to S and whose targets and logits to R.
    """
    power = sp.exp(_LOGIT)
    return Derivation(
        name="cross_entropy_by_logit",
        lhs=sp.Symbol(r"\partial \ell/\partial z_k", real=True),
        start=sp.Derivative(TOTAL * sp.log(power + _OTHERS) - TARGET * _LOGIT - _REST, _LOGIT),
        steps=(
            Differentiate(
                TOTAL * power / (power + _OTHERS) - TARGET,
                "log y = z - log(e^z + S); the logarithm of the sum counts once for each target",
            ),
            Equal(
                TOTAL * PROBABILITY - TARGET,
                "the fraction is the probability",
                given={_OTHERS: other_exponentials()},
            ),
        ),
    )


@derived
def cross_entropy_by_logits() -> Derivation:
    """tr(dz^T ((1^T t) y - t)): the change of the cross-entropy by a change dz of all logits.

    The softmax changes by (Diag(y) - y y^T) dz, and the loss by -r^T of that, where t = y * r entry by entry.
    """
    classes = sp.Symbol("K", integer=True, positive=True)
    probabilities, ratios, moved = (sp.MatrixSymbol(name, classes, 1) for name in ("y", "r", "c"))
    targets = HadamardProduct(probabilities, ratios)
    total = sp.Trace(sp.OneMatrix(classes, 1).T * targets)
    jacobian = DiagMatrix(probabilities) - probabilities * probabilities.T
    return Derivation(
        name="cross_entropy_by_logits",
        lhs=sp.Symbol(r"\partial \ell/\partial z", real=True),
        start=-sp.Trace(ratios.T * jacobian * moved),
        steps=(
            TraceIdentity(
                sp.Trace(moved.T * (total * probabilities - targets)), "yᵀ r is the sum of the targets"
            ),
        ),
    )
