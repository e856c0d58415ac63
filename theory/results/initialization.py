"""Laws from which weights are drawn: uniform and normal ones of equal variance, and what they do to a layer.

N is fan_in, the number of inputs, and N_out is fan_out, the number of units.
"""

from __future__ import annotations

import sympy as sp

from theory.derivation.bounds import Below
from theory.derivation.derivation import Derivation
from theory.derivation.identities import Equal
from theory.derivation.integrals import Evaluate
from theory.derivation.quantities import Deviation, Variance, gradient, layer_input, preactivation, weight
from theory.derivation.registry import derived
from theory.notation import E, N, m, mu, s, t, u, v, x
from theory.results.normal import NORMAL, STANDARD_DENSITY, normal_density
from theory.results.preactivation import preactivation_variance
from theory.results.tanh import uniform_weight_variance
from theory.schemes.fan_counts import FAN_OUT

__all__ = [
    "CUT",
    "FAN_OUT",
    "cut_normal_mass",
    "cut_normal_square",
    "default_weights_decay",
    "he_keeps_the_mean_square",
    "he_uniform_bound",
    "he_uniform_variance",
    "rectified_mean_square",
    "sigmoid_gradient_under_xavier",
    "traditional_uniform_bound",
    "truncated_normal_deviation",
    "uniform_mean_size",
    "uniform_second_moment",
    "xavier_forward_factor",
    "xavier_uniform_bound",
    "xavier_uniform_variance",
]

CUT = sp.Symbol("c", positive=True)  # where a normal law is cut, in standard deviations
_SIZE, _SECOND = sp.symbols("A B", positive=True)
_SYMMETRIC = "y is symmetric about 0, as its weights are"


# --- uniform and normal -------------------------------------------------------------------------------------


@derived
def uniform_mean_size() -> Derivation:
    """1/2: E |T| for T uniform on [-1, 1], whose size is uniform on [0, 1]."""
    return Derivation(
        name="uniform_mean_size",
        lhs=sp.Symbol("E|T|", positive=True),
        start=sp.Integral(t, (t, 0, 1)),
        steps=(Evaluate(sp.Rational(1, 2), "a square", antiderivative=t**2 / 2),),
    )


@derived
def uniform_second_moment() -> Derivation:
    """1/3: E T^2 for T uniform on [-1, 1], of density 1/2."""
    return Derivation(
        name="uniform_second_moment",
        lhs=sp.Symbol("ET^2", positive=True),
        start=sp.Integral(t**2 / 2, (t, -1, 1)),
        steps=(Evaluate(sp.Rational(1, 3), "a cubic", antiderivative=t**3 / 6),),
    )


def _bound(name: str, variance: sp.Expr | Derivation, result: sp.Expr) -> Derivation:
    """Return the bound of the uniform law of a variance: W = bound T, of which E |W| is half."""
    square = sp.Symbol("V", positive=True)
    deviation = sp.sqrt(square)
    settled = {square: variance} if isinstance(variance, Derivation) else {}
    start = deviation if settled else sp.sqrt(variance)
    return Derivation(
        name=name,
        lhs=2 * E(sp.Abs(weight(1))),
        start=2 * _SIZE * start / sp.sqrt(_SECOND),
        steps=(
            Equal(
                result,
                "the bound is the deviation of W over that of T, and the mean size is half of it",
                given={_SIZE: uniform_mean_size(), _SECOND: uniform_second_moment(), **settled},
            ),
        ),
        assumptions=("W = bound T, T uniform on [-1, 1]",),
    )


def _variance(name: str, bound: sp.Expr, result: sp.Expr) -> Derivation:
    """Return the variance of the uniform law between -bound and bound."""
    return Derivation(
        name=name,
        lhs=Variance(weight(1)),
        start=sp.Integral((t * bound) ** 2 / 2, (t, -1, 1)),
        steps=(Evaluate(result, "a cubic", antiderivative=bound**2 * t**3 / 6),),
        assumptions=("W = bound T, T uniform on [-1, 1], of density 1/2 and mean 0",),
    )


@derived("mlpslides uniform")
def traditional_uniform_bound() -> Derivation:
    """1/sqrt(N): the bound of the uniform law of variance 1/(3N)."""
    return _bound("traditional_uniform_bound", uniform_weight_variance(), 1 / sp.sqrt(N))


@derived("mlpslides Xavier, uniform")
def xavier_uniform_bound() -> Derivation:
    """sqrt(6)/sqrt(N + N_out): the bound of the uniform law that has the variance of the normal one beside it."""
    return _bound("xavier_uniform_bound", 2 / (N + FAN_OUT), sp.sqrt(6) / sp.sqrt(N + FAN_OUT))


@derived("mlpslides Xavier, normal")
def xavier_uniform_variance() -> Derivation:
    """2/(N + N_out): the variance of U(±sqrt(6)/sqrt(N + N_out))."""
    return _variance("xavier_uniform_variance", sp.sqrt(6) / sp.sqrt(N + FAN_OUT), 2 / (N + FAN_OUT))


@derived("mlpslides He, uniform")
def he_uniform_bound() -> Derivation:
    """sqrt(6)/sqrt(N): the bound of the uniform law that has the variance of the normal one beside it."""
    return _bound("he_uniform_bound", 2 / N, sp.sqrt(6) / sp.sqrt(N))


@derived("mlpslides He, normal")
def he_uniform_variance() -> Derivation:
    """2/N: the variance of U(±sqrt(6)/sqrt(N))."""
    return _variance("he_uniform_variance", sp.sqrt(6) / sp.sqrt(N), 2 / N)


# --- what they do to a layer --------------------------------------------------------------------------------


@derived
def rectified_mean_square() -> Derivation:
    """N v^2 (s^2 + mu^2)/2: E relu(y)^2 for any symmetric y, not only a normal one.

    |y| has either sign with probability 1/2, and the rectifier lets one of the two pass.
    """
    size = sp.Symbol("|y|", positive=True)
    return Derivation(
        name="rectified_mean_square",
        lhs=E(layer_input(m + 1) ** 2),
        start=(sp.Max(0, size) ** 2 + sp.Max(0, -size) ** 2) / 2,
        steps=(
            Equal(
                N * v**2 * (s**2 + mu**2) / 2,
                "E y² is (6) of Kumar 2017",
                given={size**2: preactivation_variance()},
            ),
        ),
        assumptions=(_SYMMETRIC,),
    )


def _ratio(name: str, deviation: sp.Expr, result: sp.Expr, reason: str) -> Derivation:
    square = sp.Symbol("Q", positive=True)
    return Derivation(
        name=name,
        lhs=E(layer_input(m + 1) ** 2) / E(layer_input(m) ** 2),
        start=square / (s**2 + mu**2),
        steps=(
            Equal(
                N * v**2 / 2, "the rectifier halves the mean square", given={square: rectified_mean_square()}
            ),
            Equal(result, reason, given={v: deviation}),
        ),
        assumptions=(_SYMMETRIC,),
    )


@derived("mlpslides He, for ReLU")
def he_keeps_the_mean_square() -> Derivation:
    """1: the mean square after a layer of ReLU over that before it, for any symmetric weights of variance 2/N."""
    return _ratio("he_keeps_the_mean_square", sp.sqrt(2 / N), sp.S.One, "the weights have variance 2/N")


@derived
def default_weights_decay() -> Derivation:
    """1/6: the mean square after a layer of ReLU over that before it, for U(±1/sqrt(N)), PyTorch's default."""
    return _ratio(
        "default_weights_decay", 1 / sp.sqrt(3 * N), sp.Rational(1, 6), "the weights have variance 1/(3N)"
    )


@derived
def xavier_forward_factor() -> Derivation:
    """2N/(N + N_out): what a layer of Xavier's weights does to the mean square, before the activation."""
    square = sp.Symbol("Q", positive=True)
    return Derivation(
        name="xavier_forward_factor",
        lhs=E(preactivation(m) ** 2) / E(layer_input(m) ** 2),
        start=square / (s**2 + mu**2),
        steps=(
            Equal(N * v**2, "equation (6) of Kumar 2017", given={square: preactivation_variance()}),
            Equal(2 * N / (N + FAN_OUT), "Xavier's weights", given={v: sp.sqrt(2 / (N + FAN_OUT))}),
        ),
    )


@derived("mlpslides Xavier, for sigmoid")
def sigmoid_gradient_under_xavier() -> Derivation:
    """E sigmoid'(y)^2 < 1/16: what a sigmoid layer of equal fans leaves of a gradient's mean square under Xavier."""
    density, line = normal_density(x, u), (x, -sp.oo, sp.oo)
    square = sp.sech(x / 2) ** 4 / 16
    return Derivation(
        name="sigmoid_gradient_under_xavier",
        lhs=E(gradient(m) ** 2) / E(gradient(m + 1) ** 2),
        start=sp.Integral(N * v**2 * square * density, line),
        steps=(
            Equal(
                sp.Integral(square * density, line),
                "Xavier's weights have variance 1/N where both fans are N",
                given={v: 1 / sp.sqrt(N)},
            ),
            Below(
                sp.Integral(density / 16, line),
                "the sigmoid's slope is below 1/4 except at 0",
                gap=(sp.tanh(x / 2) ** 2 / 16, 1 + sp.sech(x / 2) ** 2, density),
            ),
            Evaluate(
                sp.Rational(1, 16),
                "the density integrates to 1",
                antiderivative=sp.erf(x / (sp.sqrt(2) * u)) / 32,
            ),
        ),
        assumptions=(NORMAL, "the gradient above is independent of the weights that it meets"),
    )


# --- a cut normal law ---------------------------------------------------------------------------------------

_DENSITY_AT_CUT = STANDARD_DENSITY.subs(t, CUT)


@derived
def cut_normal_mass() -> Derivation:
    """erf(c/sqrt(2)): the probability that a standard normal variable lies between -c and c."""
    return Derivation(
        name="cut_normal_mass",
        lhs=sp.Symbol("P(|Z|<c)", positive=True),
        start=sp.Integral(STANDARD_DENSITY, (t, -CUT, CUT)),
        steps=(
            Evaluate(
                sp.erf(CUT / sp.sqrt(2)), "the error function", antiderivative=sp.erf(t / sp.sqrt(2)) / 2
            ),
        ),
    )


@derived
def cut_normal_square() -> Derivation:
    """erf(c/sqrt(2)) - 2 c phi(c): the part of E Z^2 = 1 between -c and c."""
    antiderivative = sp.erf(t / sp.sqrt(2)) / 2 - t * STANDARD_DENSITY
    return Derivation(
        name="cut_normal_square",
        lhs=sp.Symbol("E[Z^2;|Z|<c]", positive=True),
        start=sp.Integral(t**2 * STANDARD_DENSITY, (t, -CUT, CUT)),
        steps=(
            Evaluate(
                sp.erf(CUT / sp.sqrt(2)) - 2 * CUT * _DENSITY_AT_CUT,
                "by parts",
                antiderivative=antiderivative,
            ),
        ),
    )


@derived
def truncated_normal_deviation() -> Derivation:
    """sqrt(1 - 2 c phi(c)/erf(c/sqrt(2))): the standard deviation of a normal law cut at c of its deviations, over it.

    It is that of a pre-activation, where the inputs are signs and the weights would have variance 1/N uncut.
    """
    mass, square = sp.symbols("p_c q_c", positive=True)
    return Derivation(
        name="truncated_normal_deviation",
        lhs=Deviation(preactivation(1)),
        start=sp.sqrt(square / mass),
        steps=(
            Equal(
                sp.sqrt(1 - 2 * CUT * _DENSITY_AT_CUT / sp.erf(CUT / sp.sqrt(2))),
                "the law within the cut has its density over its mass",
                given={square: cut_normal_square(), mass: cut_normal_mass()},
            ),
        ),
        assumptions=("the inputs are signs", "N times the variance before the cut is 1"),
    )
