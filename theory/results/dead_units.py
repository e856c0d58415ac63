"""Units of ReLU that are dead: 0 on an example, so that no gradient reaches their weights; and how many start so.

At initialisation a unit with normal weights and no bias has normal pre-activations on its examples, whose correlations
are the cosines of the examples.
"""

from __future__ import annotations

import sympy as sp

from theory.derivation.derivation import Derivation
from theory.derivation.derivatives import Differentiate
from theory.derivation.identities import Equal
from theory.derivation.integrals import Evaluate, Symmetrise
from theory.derivation.quantities import Probability, largest
from theory.derivation.registry import derived
from theory.derivation.sizes import Index
from theory.notation import b, i, t
from theory.results.normal import LINE, STANDARD_DENSITY

__all__ = [
    "ABOVE",
    "EXAMPLES",
    "INPUT",
    "LABEL",
    "OTHERS",
    "REST",
    "WEIGHT",
    "dead_at_sixty_degrees",
    "dead_on_one_example",
    "dead_on_orthogonal_examples",
    "dead_unit_gradient",
]

# The unit's pre-activation is w a + r, and the network's output w_2 h + s, h being the unit.
WEIGHT, INPUT, OTHERS, ABOVE, REST, LABEL = sp.symbols("w a r w_{2} s t", real=True)
EXAMPLES = sp.Symbol("n", integer=True, positive=True)
_HALF_LINE = sp.Symbol("P_1", positive=True)
_BELOW = (1 + sp.erf(t / sp.sqrt(2))) / 2  # the normal distribution function


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


@derived
def dead_on_one_example() -> Derivation:
    """1/2: a pre-activation is as often below 0 as above it."""
    return Derivation(
        name="dead_on_one_example",
        lhs=Probability(largest <= 0),
        start=sp.Integral(sp.Piecewise((1, t < 0), (0, True)) * STANDARD_DENSITY, LINE),
        steps=(
            Symmetrise(sp.Integral(STANDARD_DENSITY / 2, LINE), "the density is even"),
            Evaluate(
                sp.Rational(1, 2), "the density integrates to 1", antiderivative=sp.erf(t / sp.sqrt(2)) / 4
            ),
        ),
    )


@derived
def dead_on_orthogonal_examples() -> Derivation:
    """2^-n: on orthogonal examples the pre-activations are independent."""
    return Derivation(
        name="dead_on_orthogonal_examples",
        lhs=Probability(largest <= 0),
        start=sp.Product(_HALF_LINE, (i, 1, EXAMPLES)),
        steps=(
            Index(_HALF_LINE**EXAMPLES, "n equal factors", size=EXAMPLES),
            Equal(sp.Rational(1, 2) ** EXAMPLES, "one example", given={_HALF_LINE: dead_on_one_example()}),
        ),
    )


@derived
def dead_at_sixty_degrees() -> Derivation:
    """1/(n + 1): on examples of which each two have the cosine 1/2.

    The pre-activations are (z_0 + z_i)/sqrt(2), with independent z.  All are below 0 where each z_i is below t = -z_0.
    """
    return Derivation(
        name="dead_at_sixty_degrees",
        lhs=Probability(largest <= 0),
        start=sp.Integral(_BELOW**EXAMPLES * STANDARD_DENSITY, LINE),
        steps=(
            Evaluate(
                1 / (EXAMPLES + 1),
                "the density is the slope of the distribution function",
                antiderivative=_BELOW ** (EXAMPLES + 1) / (EXAMPLES + 1),
            ),
        ),
    )
