"""The law of a layer's mean square over deep networks, as depth and width grow together: log-normal.

Through ReLU layers under He's weights the mean square q of a layer is a product of independent factors, one for each
layer (`finite_width`).  Its logarithm is a sum of L independent terms, each of a variance of order 1/N.  By Lyapunov's
central limit theorem it is normal in the limit of L and N that keep their ratio.  The mean and the second moment of q
are known exactly, and the third stays bounded, so they are those of the limit.  A log-normal variable of mean 1 and
second moment e^V is exp(sqrt(V) Z - V/2) for a standard normal Z: its median is e^(-V/2).

Networks with n N_0 units and n L_0 layers have the ratio L_0/N_0 at every n.
"""

from __future__ import annotations

import sympy as sp

from theory.derivation.derivation import Derivation
from theory.derivation.identities import Equal
from theory.derivation.integrals import Evaluate
from theory.derivation.limits import Limit
from theory.derivation.quantities import MeanSquare, Probability, gradient, layer_input
from theory.derivation.registry import derived
from theory.notation import N, kappa, m, x
from theory.results.finite_width import HOMOGENEOUS, RELU, mean_square_second_moment
from theory.results.gradient_spread import LAYERS, gradient_length
from theory.results.relu_at_width import SIGNS

__all__ = [
    "DEPTH",
    "FACTOR",
    "SIZE",
    "WIDTH",
    "gradient_share_below",
    "log_gradient_second_moment",
    "log_second_moment",
    "normal_share",
    "off_at_size",
    "off_by_a_factor",
    "off_by_two",
    "share_at_size",
    "share_below",
    "share_below_typical",
]

WIDTH, DEPTH, SIZE = sp.symbols("N_0 L_0 n", integer=True, positive=True)  # n N_0 units, n L_0 layers
FACTOR = sp.Symbol("c", positive=True)  # against the mean
_SPREAD = sp.Symbol("V", positive=True)  # variance of log q
_DEEP = (
    SIGNS,
    HOMOGENEOUS,
    "sigma_w² = 2, so that E q = 1",
    "log q, a sum of independent terms, is normal in the limit (Lyapunov), with the moments that the mean and the "
    "second moment of q give it",
)
_SIGNAL = MeanSquare(layer_input(LAYERS + 1))  # L = n L_0
_AT_SIZE = sp.log((1 + 5 / (SIZE * WIDTH)) ** (SIZE * DEPTH))
_OF_GRADIENT = sp.log((1 + 2 / (SIZE * WIDTH)) * (1 + 5 / (SIZE * WIDTH)) ** (SIZE * DEPTH - 1))
_AT_LIMIT = 5 * DEPTH / WIDTH
_OFF: sp.Expr = Probability(_SIGNAL <= 1 / FACTOR) + 1 - Probability(_SIGNAL <= FACTOR)


@derived
def log_second_moment() -> Derivation:
    """log (1 + 5/(n N_0))^(n L_0) = log(E q^2/(E q)^2) for ReLU after n L_0 layers: the variance of log q."""
    ratio = sp.Symbol("r", positive=True)
    size = {kappa: sp.S.One, N: SIZE * WIDTH, m: SIZE * DEPTH + 1}
    return Derivation(
        name="log_second_moment",
        lhs=_SPREAD,
        start=sp.log(ratio),
        steps=(
            Equal(
                _AT_SIZE,
                "each layer multiplies it by 1 + 5/N",
                given={ratio: mean_square_second_moment().at(RELU | size)},
            ),
        ),
        assumptions=_DEEP[:2],
    )


@derived
def share_at_size() -> Derivation:
    """Phi((log c + V/2)/sqrt(V)): what a log-normal law of mean 1 and second moment e^V has at most c."""
    bound = sp.log(FACTOR)
    return Derivation(
        name="share_at_size",
        lhs=Probability(_SIGNAL <= FACTOR),
        start=_integral(bound),
        steps=(
            _evaluated(bound),
            Equal(
                normal_share(bound, _AT_SIZE),
                "E q² = e^V at every size",
                given={_SPREAD: log_second_moment()},
            ),
        ),
        assumptions=_DEEP,
    )


@derived
def share_below() -> Derivation:
    """Phi((log c + V/2)/sqrt(V)), V = 5 L/N: the share of ReLU networks whose mean square is at most c."""
    share = share_at_size()
    return Derivation(
        name="share_below",
        lhs=share.lhs,
        start=share.rhs,
        steps=(_grow(normal_share(sp.log(FACTOR), _AT_LIMIT)),),
        assumptions=_DEEP,
    )


@derived
def share_below_typical() -> Derivation:
    """1/2: half of ReLU networks have a mean square of at most exp(-5 L/(2 N)) times the mean."""
    typical = sp.exp(-_AT_LIMIT / 2)
    below = sp.Symbol("P_c", positive=True)
    return Derivation(
        name="share_below_typical",
        lhs=Probability(sp.Le(_SIGNAL, typical)),
        start=below,
        steps=(
            Equal(
                normal_share(-_AT_LIMIT / 2, _AT_SIZE),
                "the share below c",
                given={below: share_at_size().at({FACTOR: typical})},
            ),
            _grow(sp.Rational(1, 2)),
        ),
        assumptions=_DEEP,
    )


@derived
def log_gradient_second_moment() -> Derivation:
    """log (1 + 2/(n N_0))(1 + 5/(n N_0))^(n L_0 - 1): that of the gradient at y_1, under n L_0 layers."""
    ratio = sp.Symbol("r", positive=True)
    layers = gradient_length().at(RELU | {N: SIZE * WIDTH, LAYERS: SIZE * DEPTH + 1})
    return Derivation(
        name="log_gradient_second_moment",
        lhs=_SPREAD,
        start=sp.log(ratio),
        steps=(
            Equal(
                _OF_GRADIENT,
                "|d_1| under L layers is as |d_2| under L + 1",
                given={ratio: layers},
            ),
        ),
        assumptions=gradient_length().assumptions,
    )


@derived
def gradient_share_below() -> Derivation:
    """Phi((log c + V/2)/sqrt(V)), V = 5 L/N: the share of ReLU networks whose gradient at y_1 has <d_1^2> <= c."""
    bound = sp.log(FACTOR)
    return Derivation(
        name="gradient_share_below",
        lhs=Probability(MeanSquare(gradient(1)) <= FACTOR),
        start=_integral(bound),
        steps=(
            _evaluated(bound),
            Equal(
                normal_share(bound, _OF_GRADIENT),
                "E q² = e^V at every size",
                given={_SPREAD: log_gradient_second_moment()},
            ),
            _grow(normal_share(bound, _AT_LIMIT), {_OF_GRADIENT: _AT_LIMIT}),
        ),
        assumptions=(*gradient_length().assumptions, *_DEEP[2:]),
    )


@derived
def off_at_size() -> Derivation:
    """P(q <= 1/c) + 1 - P(q <= c) under the log-normal law with the second moment of n L_0 layers."""
    bound = sp.log(FACTOR)
    low, high = sp.symbols("P_{1/c} P_c", positive=True)
    return Derivation(
        name="off_at_size",
        lhs=_OFF,
        start=low + 1 - high,
        steps=(
            Equal(
                normal_share(-bound, _AT_SIZE) + 1 - normal_share(bound, _AT_SIZE),
                "the share below 1/c, and that above c",
                given={low: share_at_size().at({FACTOR: 1 / FACTOR}), high: share_at_size()},
            ),
        ),
        assumptions=_DEEP,
    )


@derived
def off_by_a_factor() -> Derivation:
    """P(q <= 1/c) + 1 - P(q <= c) for ReLU: the share of networks that are off by a factor c or more."""
    bound, off = sp.log(FACTOR), off_at_size()
    return Derivation(
        name="off_by_a_factor",
        lhs=off.lhs,
        start=off.rhs,
        steps=(_grow(normal_share(-bound, _AT_LIMIT) + 1 - normal_share(bound, _AT_LIMIT)),),
        assumptions=_DEEP,
    )


@derived
def off_by_two() -> Derivation:
    """0.498: the share of ReLU networks that are off by a factor 2 or more at a depth of 0.17 widths.

    It is one half at 0.1712 widths.
    """
    at = {FACTOR: sp.S(2), WIDTH: sp.S(100), DEPTH: sp.S(17)}
    off, size, limit = sp.Symbol("P", positive=True), _AT_SIZE.subs(at), sp.Rational(17, 20)

    def share(spread: sp.Expr) -> sp.Expr:
        return normal_share(-sp.log(2), spread) + 1 - normal_share(sp.log(2), spread)

    return Derivation(
        name="off_by_two",
        lhs=_OFF.subs(FACTOR, 2),
        start=off,
        steps=(
            Equal(share(size), "L = 0.17 N", given={off: off_at_size().at(at)}),
            _grow(share(limit), {size: limit}),
        ),
        assumptions=_DEEP,
    )


def _grow(result: sp.Expr, parts: dict[sp.Expr, sp.Expr] | None = None) -> Limit:
    """Return the step to large networks of one ratio of depth to width."""
    spread = {_AT_SIZE: _AT_LIMIT} if parts is None else parts
    return Limit(result, "n log(1 + k/n) tends to k", variable=SIZE, order=1, parts=spread)


def _integral(bound: sp.Expr) -> sp.Integral:
    """Return the integral up to a bound of the density of log q, normal of mean -V/2 and variance V."""
    density = sp.exp(-((x + _SPREAD / 2) ** 2) / (2 * _SPREAD)) / sp.sqrt(2 * sp.pi * _SPREAD)
    return sp.Integral(density, (x, -sp.oo, bound))


def _evaluated(bound: sp.Expr) -> Evaluate:
    return Evaluate(
        normal_share(bound, _SPREAD),
        "log q has the mean -V/2 and the variance V",
        antiderivative=sp.erf((x + _SPREAD / 2) / sp.sqrt(2 * _SPREAD)) / 2,
    )


def normal_share(bound: sp.Expr, spread: sp.Expr) -> sp.Expr:
    """Return the share of a normal law of mean -V/2 and variance V that is at most a bound."""
    return (1 + sp.erf((bound + spread / 2) / sp.sqrt(2 * spread))) / 2
