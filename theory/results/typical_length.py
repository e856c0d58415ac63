"""Typical networks: the mean of the logarithm of a layer's mean square, exact at every width N and depth.

For g(z) = a z for z > 0 and b z for z < 0, each layer multiplies the mean square of a signal, or of a gradient, by an
independent factor.  Logarithms add, so that the exponential of their mean is what a typical network has: the median
tends to it as depth and width grow together.  It is below the mean by Jensen's inequality, more with every layer.
"""

from __future__ import annotations

import sympy as sp

from theory.derivation.derivation import Derivation
from theory.derivation.derivatives import Differentiate
from theory.derivation.identities import Equal
from theory.derivation.integrals import Evaluate
from theory.derivation.quantities import MeanSquare, gradient, layer_input
from theory.derivation.registry import derived
from theory.derivation.sizes import Index
from theory.notation import E, M, N, j, k, m, p, tau, w, x
from theory.results.finite_width import HOMOGENEOUS
from theory.results.gradient_spread import LAYERS
from theory.results.kept_units import kept_units_pmf
from theory.results.layer_length import DEGREES
from theory.results.relu_at_width import SIGNS

__all__ = [
    "chi_square_power",
    "log_chi_square",
    "log_relu_square",
    "typical_gradient",
    "typical_length",
    "typical_relu_gradient",
    "typical_relu_length",
]

ISOMETRIC = "Gaussian weights; |g(z)| = |z|, such as a linear map or the absolute value"
_ALIVE = "no layer has all units at 0, which a layer has with probability 2^-N"
_LAST = "the gradient at the last pre-activation has independent standard normal components"
FREEDOM = sp.Symbol("nu", positive=True)  # degrees of freedom, of a chi-square variable
_LOG = sp.Symbol(r"\operatorname{E}\log S", real=True)
_LAST_LOG = sp.Symbol(r"\operatorname{E}\log\chi^2_N", real=True)


@derived
def chi_square_power() -> Derivation:
    """E S^tau = 2^tau Gamma(nu/2 + tau)/Gamma(nu/2) for S a chi-square variable with nu degrees of freedom.

    By parts it is E S^(tau + 1)/(nu + 2 tau), whose integrand is bounded.
    """
    power = FREEDOM / 2 + tau
    scale = (FREEDOM + 2 * tau) * 2 ** (FREEDOM / 2) * sp.gamma(FREEDOM / 2)
    return Derivation(
        name="chi_square_power",
        lhs=sp.Symbol(r"\operatorname{E}S^\tau"),
        start=sp.Integral(x**power * sp.exp(-x / 2), (x, 0, sp.oo)) / scale,
        steps=(
            Evaluate(
                2**tau * sp.gamma(power) / sp.gamma(FREEDOM / 2),
                "the integral is the Gamma function",
                antiderivative=-(2 ** (power + 1)) * sp.uppergamma(power + 1, x / 2),
            ),
            Equal(
                sp.exp(tau * sp.log(2) + sp.loggamma(power) - sp.loggamma(FREEDOM / 2)),
                "both Gamma functions are positive",
            ),
        ),
        assumptions=("tau is above -nu/2",),
    )


@derived
def log_chi_square() -> Derivation:
    """E log S = digamma(nu/2) + log 2 for S a chi-square variable: the derivative of log E S^tau at tau = 0."""
    return Derivation(
        name="log_chi_square",
        lhs=_LOG,
        start=sp.Derivative(chi_square_power().rhs, tau),
        steps=(
            Differentiate(
                chi_square_power().rhs * (sp.log(2) + sp.digamma(FREEDOM / 2 + tau)),
                "the derivative of S^τ is S^τ log S",
            ),
            Equal(sp.digamma(FREEDOM / 2) + sp.log(2), "at τ = 0", given={tau: 0}),
        ),
    )


@derived
def log_relu_square() -> Derivation:
    """E log S for S = sum_i relu(Z_i)^2 over N units, of which k ~ Bin(N, 1/2) are positive, at least one."""
    share, log_square = sp.Symbol("P_k", positive=True), sp.Symbol("l_k", real=True)
    positive = kept_units_pmf().at({M: N, p: sp.Rational(1, 2), k: DEGREES})
    return Derivation(
        name="log_relu_square",
        lhs=_LOG,
        start=sp.Sum(share * log_square, (DEGREES, 1, N)) / (1 - sp.Integer(2) ** -N),
        steps=(
            Equal(
                sp.Sum(
                    sp.binomial(N, DEGREES) / 2**N * log_chi_square().rhs.subs(FREEDOM, DEGREES),
                    (DEGREES, 1, N),
                )
                / (1 - sp.Integer(2) ** -N),
                "each unit is positive with probability 1/2; k positive units are half-normals",
                given={share: positive, log_square: log_chi_square().at({FREEDOM: DEGREES})},
            ),
        ),
        assumptions=(_ALIVE,),
    )


def _forward(
    name: str, factor: Derivation, at: dict[sp.Symbol, sp.Expr], assumptions: tuple[str, ...]
) -> Derivation:
    """Return E log of the mean square of x_m, each layer of which multiplies it by sigma_w^2 S/N."""
    layer = sp.log(w / N) + factor.rhs.subs(at)
    return Derivation(
        name=name,
        lhs=E(sp.log(MeanSquare(layer_input(m)))),
        start=sp.Sum(sp.log(w / N) + _LOG, (j, 1, m - 1)),
        steps=(
            Index((m - 1) * (sp.log(w / N) + _LOG), "m - 1 equal terms", size=m),
            Equal((m - 1) * layer, "the law of one layer", given={_LOG: factor.at(at)}),
        ),
        assumptions=(SIGNS, *assumptions),
    )


def _backward(
    name: str, factor: Derivation, at: dict[sp.Symbol, sp.Expr], assumptions: tuple[str, ...]
) -> Derivation:
    """Return E log of the mean square of d_1 under L layers: N normals at the last, and a factor for each below."""
    last = log_chi_square().at({FREEDOM: N})
    layer = sp.log(w / N) + factor.rhs.subs(at)
    return Derivation(
        name=name,
        lhs=E(sp.log(MeanSquare(gradient(1)))),
        start=_LAST_LOG - sp.log(N) + sp.Sum(sp.log(w / N) + _LOG, (j, 1, LAYERS - 1)),
        steps=(
            Index(
                _LAST_LOG - sp.log(N) + (LAYERS - 1) * (sp.log(w / N) + _LOG),
                "L - 1 equal terms",
                size=LAYERS,
            ),
            Equal(
                last.value - sp.log(N) + (LAYERS - 1) * layer,
                "the law of the last gradient, and of one layer",
                given={_LAST_LOG: last, _LOG: factor.at(at)},
            ),
        ),
        assumptions=(_LAST, *assumptions),
    )


@derived
def typical_length() -> Derivation:
    """(m - 1)(log sigma_w^2 + digamma(N/2) - log(N/2)), about -(m - 1)/N below the logarithm of the mean."""
    return _forward("typical_length", log_chi_square(), {FREEDOM: N}, (ISOMETRIC,))


@derived
def typical_relu_length() -> Derivation:
    """E log <x_m^2> for ReLU: about -5(m - 1)/(2N) below the logarithm of the mean."""
    return _forward("typical_relu_length", log_relu_square(), {}, (HOMOGENEOUS, _ALIVE))


@derived
def typical_gradient() -> Derivation:
    """E log <d_1^2> under L layers: as far below the logarithm of its mean as a signal is after L layers."""
    return _backward("typical_gradient", log_chi_square(), {FREEDOM: N}, (ISOMETRIC,))


@derived
def typical_relu_gradient() -> Derivation:
    """E log <d_1^2> for ReLU under L layers: about -1/N - 5(L - 1)/(2N) below the logarithm of its mean."""
    return _backward("typical_relu_gradient", log_relu_square(), {}, (HOMOGENEOUS, _ALIVE))
