"""PyTorch's gains as derivations: the factor on sqrt(1/fan_in) that keeps E y^2 = u^2 from layer to layer.

With weights of variance sigma_w^2/fan_in the next pre-activation has the mean square sigma_w^2 E g(y)^2.  Hence the
gain is sigma_w = u/sqrt(E g(y)^2), y ~ N(0, u^2).
"""

from __future__ import annotations

from collections.abc import Mapping

import sympy as sp

from theory.derivation.derivation import Derivation
from theory.derivation.identities import Equal
from theory.derivation.integrals import Evaluate, Symmetrise
from theory.derivation.quantities import gradient, layer_input, preactivation
from theory.derivation.registry import derived
from theory.derivation.settling import Settle
from theory.enclosure.settled import FixedPointOf
from theory.notation import E, m, q, slope, u, x, y
from theory.results.elu import ALPHA, SCALE, SELU_ALPHA, SELU_SCALE, elu_second_moment
from theory.results.normal import NORMAL, gaussian_mean, normal_density
from theory.results.relu import relu_second_moment

__all__ = [
    "SLOPE",
    "elu_gain",
    "leaky_relu_gain",
    "leaky_relu_second_moment",
    "linear_gain",
    "relu_gain",
    "selu_settled_variance",
    "sigmoid_gain",
    "tanh_gain",
    "tanh_settled_chi",
    "tanh_settled_variance",
]


SLOPE = slope
_TANH_GAIN, _SELU_GAIN = sp.Rational(5, 3), sp.Rational(3, 4)
_SECOND = sp.Symbol("Q", positive=True)


def _gain(name: str, result: sp.Expr, reason: str, given: Mapping[sp.Symbol, sp.Expr]) -> Derivation:
    return Derivation(
        name=name,
        lhs=u / sp.sqrt(E(layer_input(m + 1) ** 2)),
        start=u / sp.sqrt(_SECOND),
        steps=(Equal(result, reason, given=given),),
        assumptions=(NORMAL, "Q = E g(y)²"),
    )


@derived("PyTorch calculate_gain, relu")
def relu_gain() -> Derivation:
    """The gain of ReLU is sqrt(2), at every u."""
    return _gain("relu_gain", sp.sqrt(2), "E g² = u²/2 (21)", {_SECOND: relu_second_moment()})


@derived("He et al. 2015, section 2.2")
def leaky_relu_second_moment() -> Derivation:
    """E g^2 = (1 + a^2) u^2/2 for g(y) = y, y > 0, and a y, y < 0: He et al. 2015, section 2.2."""
    density, line = normal_density(x, u), (x, -sp.oo, sp.oo)
    antiderivative = u**2 * (sp.erf(x / (sp.sqrt(2) * u)) / 2 - x * density)
    return Derivation(
        name="leaky_relu_second_moment",
        lhs=E(layer_input(m + 1) ** 2),
        start=sp.Integral((sp.Max(0, x) + SLOPE * sp.Min(0, x)) ** 2 * density, line),
        steps=(
            Symmetrise((1 + SLOPE**2) / 2 * sp.Integral(x**2 * density, line), "the mean of both halves"),
            Evaluate((1 + SLOPE**2) * u**2 / 2, "the variance of N(0, u²)", antiderivative=antiderivative),
        ),
        assumptions=(NORMAL,),
    )


@derived("PyTorch calculate_gain, leaky_relu")
def leaky_relu_gain() -> Derivation:
    """The gain of the leaky rectifier is sqrt(2/(1 + a^2)), at every u."""
    given = {_SECOND: leaky_relu_second_moment()}
    return _gain("leaky_relu_gain", sp.sqrt(2 / (1 + SLOPE**2)), "leaky_relu_second_moment", given)


@derived("PyTorch calculate_gain, linear")
def linear_gain() -> Derivation:
    """The gain of the identity is 1, at every u: it is the leaky rectifier of slope 1."""
    return Derivation(
        name="linear_gain",
        lhs=u / sp.sqrt(E(layer_input(m + 1) ** 2)),
        start=leaky_relu_gain().rhs,
        steps=(Equal(sp.S.One, "the identity is the leaky rectifier of slope 1", given={SLOPE: sp.S.One}),),
    )


@derived
def elu_gain() -> Derivation:
    """The gain of ELU is 1.2452 at u = 1, in closed form."""
    second = elu_second_moment().at({u: 1, ALPHA: 1, SCALE: 1})
    return _gain("elu_gain", 1 / sp.sqrt(second.value), "elu_second_moment at u = 1", {_SECOND: second, u: 1})


def _unit_gain(name: str, value: sp.Expr) -> Derivation:
    second = gaussian_mean(value**2, u)
    return Derivation(
        name=name,
        lhs=u / sp.sqrt(E(layer_input(m + 1) ** 2)),
        start=u / sp.sqrt(second),
        steps=(
            Equal(
                1 / sp.sqrt(second.subs(u, 1)), "E g² has no closed form, and stays an integral", given={u: 1}
            ),
        ),
        assumptions=(NORMAL,),
    )


@derived("PyTorch calculate_gain, tanh")
def tanh_gain() -> Derivation:
    """The gain of tanh is 1.5925 at u = 1."""
    return _unit_gain("tanh_gain", sp.tanh(y))


@derived("PyTorch calculate_gain, sigmoid")
def sigmoid_gain() -> Derivation:
    """The gain of the sigmoid is 1.8462 at u = 1."""
    return _unit_gain("sigmoid_gain", 1 / (1 + sp.exp(-y)))


def _settled(name: str, gain: sp.Expr, second_moment: sp.Expr, low: sp.Expr, high: sp.Expr) -> Derivation:
    image = gain**2 * second_moment
    return Derivation(
        name=name,
        lhs=E(preactivation(m + 1) ** 2),
        start=image,
        steps=(Settle(FixedPointOf(image, q, low, high), "the variance that a layer gives back"),),
        assumptions=(NORMAL,),
    )


@derived
def tanh_settled_variance() -> Derivation:
    """q = 1.178480 is (25/9) E tanh(sqrt(q) Z)^2 again, and no other q between 1 and 3/2 is."""
    second_moment = gaussian_mean(sp.tanh(y) ** 2, sp.sqrt(q))
    return _settled("tanh_settled_variance", _TANH_GAIN, second_moment, sp.S.One, sp.Rational(3, 2))


@derived
def tanh_settled_chi() -> Derivation:
    """(25/9) E tanh'^2 where q has settled is 1.2098: a gradient grows by 21 % a layer."""
    settled = tanh_settled_variance()
    image = _TANH_GAIN**2 * gaussian_mean((1 - sp.tanh(y) ** 2) ** 2, sp.sqrt(q))
    return Derivation(
        name="tanh_settled_chi",
        lhs=E(gradient(m) ** 2),
        start=image,
        steps=(Equal(image.xreplace({q: settled.rhs}), "at the settled variance", given={q: settled}),),
        assumptions=(NORMAL,),
    )


@derived
def selu_settled_variance() -> Derivation:
    """q = 0.0230338 is (9/16) E selu(sqrt(q) Z)^2 again, and no other q between 1/100 and 1/20 is."""
    second_moment = elu_second_moment().at({u: sp.sqrt(q), ALPHA: SELU_ALPHA, SCALE: SELU_SCALE}).value
    low, high = sp.Rational(1, 100), sp.Rational(1, 20)
    return _settled("selu_settled_variance", _SELU_GAIN, second_moment, low, high)
