"""The normal law that the papers give a pre-activation y ~ N(0, u^2), and expectations under it."""

from __future__ import annotations

import sympy as sp

from theory.notation import t, y

__all__ = ["LINE", "NORMAL", "STANDARD_DENSITY", "gaussian_mean", "normal_density"]


NORMAL = "y_m(i) ~ N(0, u²) (proposition 2)"
LINE = (t, -sp.oo, sp.oo)


def normal_density(variable: sp.Symbol, deviation: sp.Expr) -> sp.Expr:
    """Return the density of N(0, deviation^2) at `variable`."""
    return sp.exp(-(variable**2) / (2 * deviation**2)) / (deviation * sp.sqrt(2 * sp.pi))


STANDARD_DENSITY = normal_density(t, sp.S.One)


def gaussian_mean(function: sp.Expr, deviation: sp.Expr) -> sp.Integral:
    """Return E function(deviation Z) as an integral over Z, for `function` of the symbol y."""
    return sp.Integral(function.subs(y, deviation * t) * STANDARD_DENSITY, LINE)
