"""How far the number of units that dropout keeps is from its Poisson limit, in total variation d_TV.

d_TV is the largest difference of the two laws in the probability of an event.  The event is that the binomial
probability of the count is the larger one.  Le Cam's bound is the sum of the squared probabilities of keeping a unit.
"""

from __future__ import annotations

import sympy as sp

from theory.derivation.derivation import Derivation
from theory.derivation.identities import Equal
from theory.derivation.limits import Limit
from theory.derivation.registry import derived
from theory.notation import M, k, p
from theory.results.kept_units import kept_units_pmf

__all__ = ["one_unit_poisson_distance", "poisson_distance_of_one", "poisson_distance_of_two"]

_DISTANCE = sp.Symbol("d_TV")


def _poisson(rate: sp.Expr, count: int) -> sp.Expr:
    return rate**count * sp.exp(-rate) / sp.factorial(count)


@derived
def one_unit_poisson_distance() -> Derivation:
    """d_TV = (1-p)(1 - e^-(1-p)) for a single unit: the event is that it is kept."""
    kept = sp.Symbol("b_1", nonnegative=True)
    return Derivation(
        name="one_unit_poisson_distance",
        lhs=_DISTANCE,
        start=kept - _poisson(1 - p, 1),
        steps=(
            Equal(
                (1 - p) * (1 - sp.exp(-(1 - p))),
                "P(K=1) is 1 - p",
                given={kept: kept_units_pmf().at({M: 1, k: 1})},
            ),
        ),
        assumptions=(
            "M = 1",
            "the event is K = 1, the only count that is more likely than under the Poisson law",
        ),
    )


def _against_le_cam(
    name: str, rate: int, counts: str, binomial: sp.Expr, poisson: sp.Expr, limit: sp.Expr
) -> Derivation:
    """Derive d_TV over Le Cam's bound rate^2/M, from both laws' probabilities of the event."""
    scale = M / sp.Integer(rate) ** 2
    return Derivation(
        name=name,
        lhs=_DISTANCE * scale,
        start=(binomial - poisson) * scale,
        steps=(Limit(limit, "the distance falls like 1/M, as the bound does", variable=M, order=1),),
        assumptions=(
            f"M > {rate}",
            f"the event is K = {counts}, which are more likely than under the Poisson law",
        ),
    )


@derived
def poisson_distance_of_one() -> Derivation:
    """d_TV M/lambda^2 -> 3/(4e) = 0.276 where lambda = 1 unit is kept on average."""
    drop = 1 - 1 / M
    one, two = drop ** (M - 1), sp.Rational(1, 2) * drop * drop ** (M - 2)
    poisson = _poisson(sp.S.One, 1) + _poisson(sp.S.One, 2)
    return _against_le_cam("poisson_distance_of_one", 1, "1 or 2", one + two, poisson, 3 * sp.exp(-1) / 4)


@derived
def poisson_distance_of_two() -> Derivation:
    """d_TV M/lambda^2 -> 5/(6 e^2) = 0.113 where lambda = 2 units are kept on average."""
    two = 2 * (1 - 1 / M) * (1 - 2 / M) ** (M - 2)
    three = sp.Rational(4, 3) * (1 - 1 / M) * (1 - 2 / M) ** (M - 2)
    poisson = _poisson(sp.S(2), 2) + _poisson(sp.S(2), 3)
    return _against_le_cam("poisson_distance_of_two", 2, "2 or 3", two + three, poisson, 5 * sp.exp(-2) / 6)
