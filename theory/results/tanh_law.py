"""The density of tanh of a normal variable: Kumar 2017, equations (16) and (17), and figure 1.

Throughout, x_{m+1} = tanh(y_m) with y_m ~ N(0, u^2), and h in (-1, 1) is a value of x_{m+1}.
"""

from __future__ import annotations

import sympy as sp

from theory.derivation.derivation import Derivation
from theory.derivation.derivatives import Differentiate
from theory.derivation.identities import Equal
from theory.derivation.integrals import Evaluate
from theory.derivation.quantities import Density, Probability, layer_input
from theory.derivation.registry import derived
from theory.derivation.roots import CountRoots, PositiveRoots
from theory.derivation.settling import Settle
from theory.enclosure.settled import FixedPointOf
from theory.notation import h, m, t, u, x
from theory.results.normal import NORMAL, normal_density

__all__ = [
    "inverse_tanh",
    "tanh_centre_curvature",
    "tanh_density",
    "tanh_density_slope",
    "tanh_distribution",
    "tanh_mass",
    "tanh_mode_argument_at_one",
    "tanh_mode_at_one",
    "tanh_modes",
    "tanh_modes_at_one",
    "tanh_slope_ratio",
]


_INVERSE = sp.log((1 + h) / (1 - h)) / 2


@derived("kumar2017 (17)")
def inverse_tanh() -> Derivation:
    """t = (1/2) ln((1 + h)/(1 - h)) where tanh t = h: Kumar 2017, equation (17).

    Since tanh' = 1 - tanh^2, the inverse function has the slope 1/(1 - h^2), and it is 0 at 0.
    """
    return Derivation(
        name="inverse_tanh",
        lhs=sp.Symbol("t_h"),
        start=sp.Integral(1 / (1 - t**2), (t, 0, h)),
        steps=(Evaluate(_INVERSE, "partial fractions", antiderivative=sp.log((1 + t) / (1 - t)) / 2),),
        assumptions=("-1 < h < 1",),
    )


def _mass_from_centre() -> sp.Integral:
    """Return P(0 < x_{m+1} <= h), which is P(0 < y <= t_h), since tanh increases."""
    return sp.Integral(normal_density(x, u), (x, 0, inverse_tanh().rhs))


_MASS = sp.erf(_INVERSE / (sp.sqrt(2) * u)) / 2


@derived
def tanh_mass() -> Derivation:
    """P(0 < x_{m+1} <= h) = erf(t_h/(sqrt(2) u))/2."""
    return Derivation(
        name="tanh_mass",
        lhs=sp.Symbol("P(0<x_{m+1}<=h)"),
        start=_mass_from_centre(),
        steps=(
            Evaluate(
                _MASS,
                "tanh increases, so this is P(0 < y <= t_h)",
                antiderivative=sp.erf(x / (sp.sqrt(2) * u)) / 2,
            ),
        ),
        assumptions=(NORMAL,),
    )


@derived("kumar2017 figure 1")
def tanh_distribution() -> Derivation:
    """P(x_{m+1} <= h) = 1/2 + erf(t_h/(sqrt(2) u))/2, which is 1 at h = 1: (16) is normalised."""
    mass = sp.Symbol("P_0", real=True)
    return Derivation(
        name="tanh_distribution",
        lhs=Probability(layer_input(m + 1) <= h),
        start=sp.Rational(1, 2) + mass,
        steps=(
            Equal(
                sp.Rational(1, 2) + _MASS,
                "half of the mass is below 0, by symmetry; tanh_mass gives the rest",
                given={mass: tanh_mass()},
            ),
        ),
        assumptions=(NORMAL,),
    )


@derived("kumar2017 (16)")
def tanh_density() -> Derivation:
    """f(h) = exp(-t_h^2/(2 u^2))/((1 - h^2) sqrt(2 pi u^2)): Kumar 2017, equation (16)."""
    return Derivation(
        name="tanh_density",
        lhs=Density(layer_input(m + 1), h),
        start=sp.Derivative(tanh_mass().rhs, h),
        steps=(
            Differentiate(
                normal_density(_INVERSE, u) / (1 - h**2),
                "the density is the slope of the distribution function; t_h has slope 1/(1 - h²)",
            ),
        ),
        assumptions=(NORMAL,),
    )


@derived
def tanh_density_slope() -> Derivation:
    """f'(h)/f(h) = (2h - t_h/u^2)/(1 - h^2): modes and minima other than h = 0 solve 2 u^2 tanh t = t.

    `tanh_slope_ratio` counts them.
    """
    density = tanh_density().rhs
    return Derivation(
        name="tanh_density_slope",
        lhs=sp.Symbol("f'(h)/f(h)"),
        start=sp.Derivative(sp.log(density), h),
        steps=(Differentiate((2 * h - _INVERSE / u**2) / (1 - h**2), "the logarithmic derivative"),),
        assumptions=(NORMAL,),
    )


@derived
def tanh_centre_curvature() -> Derivation:
    """f''(0)/f(0) = 2 - 1/u^2: the density is bimodal if and only if u^2 > 1/2.

    At the centre f' = 0, so f''/f is the slope of f'/f there.
    """
    return Derivation(
        name="tanh_centre_curvature",
        lhs=sp.Symbol("f''(0)/f(0)"),
        start=sp.Derivative(tanh_density_slope().rhs, h),
        steps=(
            Differentiate(sp.simplify(sp.diff(tanh_density_slope().rhs, h)), "the slope of f'/f"),
            Equal(2 - 1 / u**2, "at the centre", given={h: sp.S.Zero}),
        ),
        assumptions=(NORMAL,),
    )


@derived
def tanh_slope_ratio() -> Derivation:
    """The slope of tanh(t)/t is negative for t > 0: 2 u^2 tanh t = t has one positive solution at most.

    tanh(t)/t falls from 1 to 0, so there is one if 2 u^2 > 1, and none otherwise.
    """
    return Derivation(
        name="tanh_slope_ratio",
        lhs=sp.Symbol("d(tanh(t)/t)/dt"),
        start=sp.Derivative(sp.tanh(t) / t, t),
        steps=(
            Differentiate(1 / (t * sp.cosh(t) ** 2) - sp.tanh(t) / t**2, "the quotient's slope"),
            Equal(
                -(sp.sinh(2 * t) - 2 * t) / (2 * t**2 * sp.cosh(t) ** 2),
                "2 sinh t cosh t = sinh 2t, which is above 2t for t > 0",
            ),
        ),
    )


@derived("kumar2017 section 3.1, modes")
def tanh_modes() -> Derivation:
    """2 modes for u^2 > 1/2, at tanh t with 2 u^2 tanh t = t, and 1 otherwise, at 0: Kumar 2017, section 3.1.

    By `tanh_density_slope` the slope of the density is 0 at h = 0, and at h = tanh t and -tanh t where
    2 u^2 tanh t = t.  The density vanishes at -1 and 1, so maxima and minima alternate: n positive solutions make
    n + 1 modes.
    """
    tanh_density_slope()
    tanh_slope_ratio()
    return Derivation(
        name="tanh_modes",
        lhs=sp.Symbol("number of modes"),
        start=1 + PositiveRoots(sp.tanh(t) / t, t, 1 / (2 * u**2)),
        steps=(
            CountRoots(
                sp.Piecewise((2, 1 / u**2 < 2), (1, True)),
                "tanh(t)/t falls from 1 to 0 (tanh_slope_ratio)",
                slope=(sp.sinh(2 * t) - 2 * t, 1 / (2 * t**2 * sp.cosh(t) ** 2)),
            ),
        ),
        assumptions=(NORMAL,),
    )


@derived("kumar2017 section 3.1, modes at u = 1")
def tanh_modes_at_one() -> Derivation:
    """2 modes at u = 1: Kumar 2017, section 3.1."""
    return Derivation(
        name="tanh_modes_at_one",
        lhs=tanh_modes().lhs,
        start=tanh_modes().rhs,
        steps=(Equal(sp.S(2), "u = 1 is above 1/√2", given={u: sp.S.One}),),
        assumptions=(NORMAL,),
    )


@derived
def tanh_mode_argument_at_one() -> Derivation:
    """t = 1.915008 is 2 tanh t again, and no other t between 1 and 3 is: where the density has its modes at u = 1."""
    image = 2 * sp.tanh(t)
    return Derivation(
        name="tanh_mode_argument_at_one",
        lhs=sp.Symbol("t_h"),
        start=image,
        steps=(Settle(FixedPointOf(image, t, 1, 3), "2 u² tanh t = t at u = 1 (tanh_density_slope)"),),
        premises=(tanh_density_slope(), tanh_slope_ratio()),
    )


@derived("kumar2017 section 3.1, place of the modes at u = 1")
def tanh_mode_at_one() -> Derivation:
    """The modes at u = 1 are at ±0.957504: Kumar 2017, section 3.1."""
    argument = tanh_mode_argument_at_one()
    return Derivation(
        name="tanh_mode_at_one",
        lhs=sp.Symbol("h^*"),
        start=t / (2 * u**2),
        steps=(Equal(argument.rhs / 2, "h = tanh t, which is t/(2u²) at a mode", given={t: argument, u: 1}),),
        assumptions=(NORMAL,),
    )
