"""How tanh's signals and gradients fall with depth under v^2 = 1/N, and how far from normal small outputs are.

With q_l the variance of a pre-activation of layer l, as N -> oo: 1/q_{l+1} - 1/q_l is below 2 and tends to 2
(`tanh_signal_bound`, and `tanh_decay` in `tanh`), so that q_l > 1/(2 (l - 1) + 1/q_1) at every depth, and q_l ~ 1/(2l).
A gradient shrinks by the factor 1 - 2 q_l + O(q_l^2) = 1 - 1/l + ... at layer l: it falls like 1/L through L layers, as
the signal does.
"""

from __future__ import annotations

import sympy as sp

from theory.derivation.bounds import Below
from theory.derivation.derivation import Derivation
from theory.derivation.expansions import Approx
from theory.derivation.identities import Equal
from theory.derivation.integrals import Evaluate
from theory.derivation.limits import Limit
from theory.derivation.quantities import ExcessKurtosis, gradient, layer_input, preactivation
from theory.derivation.registry import derived
from theory.notation import G0, G1, G2, E, g, m, t, u, x
from theory.results.normal import LINE, NORMAL, STANDARD_DENSITY, normal_density

__all__ = [
    "tanh_fourth_share",
    "tanh_gradient_decay",
    "tanh_gradient_factor",
    "tanh_kurtosis_rate",
    "tanh_second_share",
    "tanh_signal_bound",
]

_SIZE = sp.Symbol("n", positive=True)  # 1/u^2
_BOUNDED = sp.symbols("c d", real=True)  # in the remainders
_ODD = "tanh is odd, and y is symmetric: the mean is 0"


def _at_zero(function: sp.Expr) -> dict[sp.Symbol, sp.Expr]:
    """Return value and first two derivatives at 0 of an even function of t, from its series."""
    series = sp.series(function, t, 0, 3).removeO()
    return {name: sp.diff(series, t, order).subs(t, 0) for order, name in enumerate((G0, G1, G2))}


@derived
def tanh_signal_bound() -> Derivation:
    """u^2 - (1 + 2 u^2) E tanh(y)^2 = -E (y - tanh y)^2 < 0: 1/E x_{m+1}^2 is below 1/u^2 + 2, at every u."""
    density, value, line = normal_density(x, u), sp.tanh(x), (x, -sp.oo, sp.oo)
    return Derivation(
        name="tanh_signal_bound",
        lhs=E(preactivation(m) ** 2) - (1 + 2 * E(preactivation(m) ** 2)) * E(layer_input(m + 1) ** 2),
        start=sp.Integral((x**2 - (1 + 2 * u**2) * value**2) * density, line),
        steps=(
            Below(
                sp.Integral((2 * x**2 - 2 * x * value - 2 * u**2 * value**2) * density, line),
                "(y - tanh y)² is added",
                gap=(x - value, x - value, density),
            ),
            Evaluate(
                sp.S.Zero,
                "by parts: E y tanh y = u² E (1 - tanh² y)",
                antiderivative=2 * u**2 * (value - x) * density,
            ),
        ),
        assumptions=(NORMAL,),
    )


def _share(name: str, power: int, result: sp.Expr) -> Derivation:
    """Derive E tanh(y)^power/u^power to O(u^4): t^power times an even function of u t, in the mean."""
    moments = {2: 1, 4: 3, 6: 15}  # of a standard normal variable
    open_result = moments[power] * G0 + moments[power + 2] * G2 * u**2 / 2
    return Derivation(
        name=name,
        lhs=E(layer_input(m + 1) ** power) / u**power,
        start=sp.Integral(t**power * g(u * t) * STANDARD_DENSITY, LINE),
        steps=(
            Approx(open_result, f"g(y) stands for (tanh(y)/y)^{power}", variable=u, order=4),
            Equal(result, "tanh(y)/y = 1 - y²/3 + ...", given=_given(open_result, (sp.tanh(t) / t) ** power)),
        ),
        assumptions=(NORMAL,),
    )


def _given(expression: sp.Expr, function: sp.Expr) -> dict[sp.Symbol, sp.Expr]:
    return {name: value for name, value in _at_zero(function).items() if expression.has(name)}


@derived
def tanh_second_share() -> Derivation:
    """E tanh(y)^2/u^2 = 1 - 2 u^2 + O(u^4)."""
    return _share("tanh_second_share", 2, 1 - 2 * u**2)


@derived
def tanh_fourth_share() -> Derivation:
    """E tanh(y)^4/u^4 = 3 - 20 u^2 + O(u^4)."""
    return _share("tanh_fourth_share", 4, 3 - 20 * u**2)


@derived
def tanh_kurtosis_rate() -> Derivation:
    """kurt(tanh y)/u^2 -> -8 as u -> 0: small outputs are nearly normal, with lighter tails."""
    fourth, second = (
        share.rhs.subs(u, 1 / sp.sqrt(_SIZE)) + remainder / _SIZE**2
        for share, remainder in zip((tanh_fourth_share(), tanh_second_share()), _BOUNDED, strict=True)
    )
    return Derivation(
        name="tanh_kurtosis_rate",
        lhs=ExcessKurtosis(layer_input(m + 1)) / u**2,
        start=_SIZE * (fourth / second**2 - 3),
        steps=(
            Limit(sp.S(-8), "u² = 1/n tends to 0; c and d stand for the remainders", variable=_SIZE, order=1),
        ),
        assumptions=(_ODD, "c and d are bounded", NORMAL),
    )


@derived
def tanh_gradient_factor() -> Derivation:
    """E tanh'(y)^2 = 1 - 2 u^2 + O(u^4): by what a gradient's variance shrinks a layer under v^2 = 1/N."""
    start = sp.Integral(g(u * t) ** 2 * STANDARD_DENSITY, LINE)
    open_result = G0**2 + (G1**2 + G0 * G2) * u**2
    return Derivation(
        name="tanh_gradient_factor",
        lhs=E(gradient(m) ** 2),
        start=start,
        steps=(
            Approx(open_result, "g stands for tanh'", variable=u, order=4),
            Equal(1 - 2 * u**2, "tanh' y = 1 - y² + ...", given=_given(open_result, 1 - sp.tanh(t) ** 2)),
        ),
        assumptions=("v² = 1/N", "the gradient above has variance 1", NORMAL),
    )


@derived
def tanh_gradient_decay() -> Derivation:
    """(1 - E d_m^2)/E y_m^2 -> 2 as u -> 0: where q_l ~ 1/(2l), layer l takes 1/l of a gradient's variance."""
    return Derivation(
        name="tanh_gradient_decay",
        lhs=(1 - E(gradient(m) ** 2)) / E(preactivation(m) ** 2),
        start=_SIZE * (1 - tanh_gradient_factor().rhs.subs(u, 1 / sp.sqrt(_SIZE)) - _BOUNDED[0] / _SIZE**2),
        steps=(Limit(sp.S(2), "u² = 1/n tends to 0; c stands for the remainder", variable=_SIZE, order=1),),
        assumptions=("v² = 1/N", "the gradient above has variance 1", "c is bounded", NORMAL),
    )
