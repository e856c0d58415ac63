"""Where tanh of a normal variable has its modes: u^2 as a function of the mode, and the modes near the threshold."""

from __future__ import annotations

import sympy as sp

from theory.derivation.derivation import Derivation
from theory.derivation.identities import Equal
from theory.derivation.limits import Limit
from theory.derivation.registry import derived
from theory.notation import h, u
from theory.results.normal import NORMAL
from theory.results.tanh_law import inverse_tanh, tanh_density_slope

__all__ = ["tanh_mode_growth", "tanh_mode_variance"]


@derived
def tanh_mode_variance() -> Derivation:
    """u^2 = atanh(h)/(2h): the variance at which the density of tanh(uZ) has its modes at h and -h.

    By `tanh_density_slope` the slope of the density is 0 at h = tanh T where 2 u^2 h = T.
    """
    argument = sp.Symbol("T", real=True)
    return Derivation(
        name="tanh_mode_variance",
        lhs=u**2,
        start=argument / (2 * h),
        steps=(
            Equal(
                sp.log((1 + h) / (1 - h)) / (4 * h),
                "2u²h = T at a mode (tanh_density_slope); T is t_h (17)",
                given={argument: inverse_tanh()},
            ),
        ),
        assumptions=(NORMAL, "0 < h < 1"),
        premises=(tanh_density_slope(),),
    )


@derived
def tanh_mode_growth() -> Derivation:
    """(2 u^2 - 1)/h^2 -> 1/3 as h -> 0: beyond the threshold the modes part like h = ±sqrt(3 (2 u^2 - 1))."""
    size = sp.Symbol("n", positive=True)  # 1/h
    return Derivation(
        name="tanh_mode_growth",
        lhs=(2 * u**2 - 1) / h**2,
        start=size**2 * (2 * tanh_mode_variance().rhs.subs(h, 1 / size) - 1),
        steps=(Limit(sp.Rational(1, 3), "h = 1/n tends to 0", variable=size, order=2),),
        assumptions=(NORMAL,),
    )
