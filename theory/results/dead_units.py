"""Units of ReLU that are dead: 0 on an example, so that no gradient reaches their weights."""

from __future__ import annotations

import sympy as sp

from theory.derivation.derivation import Derivation
from theory.derivation.derivatives import Differentiate
from theory.derivation.identities import Equal
from theory.derivation.registry import derived
from theory.notation import b

__all__ = ["ABOVE", "INPUT", "LABEL", "OTHERS", "REST", "WEIGHT", "dead_unit_gradient"]

# The unit's pre-activation is w a + r, and the network's output w_2 h + s, h being the unit.
WEIGHT, INPUT, OTHERS, ABOVE, REST, LABEL = sp.symbols("w a r w_{2} s t", real=True)


@derived("mlpslides dead activations")
def dead_unit_gradient() -> Derivation:
    """0: the derivative of the loss by a weight of a unit whose pre-activation is below 0.

    Below 0 a unit is b z, with b = 0 for ReLU.
    """
    error = LABEL - ABOVE * b * (WEIGHT * INPUT + OTHERS) - REST
    return Derivation(
        name="dead_unit_gradient",
        lhs=sp.Symbol(r"\partial L/\partial w", real=True),
        start=sp.Derivative(error**2, WEIGHT),
        steps=(
            Differentiate(-2 * error * ABOVE * b * INPUT, "the chain rule, below 0"),
            Equal(sp.S.Zero, "ReLU is flat below 0", given={b: sp.S.Zero}),
        ),
        assumptions=("w a + r < 0",),
    )
