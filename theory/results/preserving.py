"""The weights that keep the variance 1 of the activations exactly: Kumar 2017, (12), without its linearisation.

Inputs of variance 1 and mean mu give pre-activations of variance q = N v^2 (1 + mu^2).  The units have variance 1
again where Var g(sqrt(q) Z) = 1.  There mu is their mean, and 1 + mu^2 is E g^2: N v^2 = q/E g^2.
"""

from __future__ import annotations

import sympy as sp

from theory.derivation.bounds import Below
from theory.derivation.derivation import Derivation
from theory.derivation.identities import Equal
from theory.derivation.integrals import Evaluate
from theory.derivation.quantities import Variance, layer_input, preactivation
from theory.derivation.registry import derived
from theory.derivation.settling import Settle
from theory.enclosure.settled import FixedPointOf
from theory.notation import N, m, q, t, u, v, x, y
from theory.results.elu import ALPHA, SCALE, elu_mean, elu_second_moment
from theory.results.gelu import gelu_mean, gelu_second_moment
from theory.results.normal import NORMAL, gaussian_mean, normal_density

__all__ = [
    "elu_preserving_deviation",
    "elu_preserving_weights",
    "gelu_preserving_deviation",
    "gelu_preserving_weights",
    "silu_preserving_deviation",
    "silu_preserving_weights",
    "softplus_preserving_deviation",
    "softplus_preserving_weights",
    "tanh_variance_bound",
]

_SILU = y * (1 + sp.tanh(y / 2)) / 2


def _settled(name: str, moments: tuple[sp.Expr, sp.Expr], low: str, high: str) -> Derivation:
    mean, second = moments
    image = q / (second - mean**2)
    return Derivation(
        name=name,
        lhs=Variance(preactivation(m)),
        start=image,
        steps=(
            Settle(
                FixedPointOf(image, q, sp.Rational(low), sp.Rational(high)),
                "q/Var g is q where the units have variance 1",
            ),
        ),
        assumptions=(NORMAL,),
    )


def _weights(name: str, settled: Derivation, second: sp.Expr) -> Derivation:
    start = q / second
    return Derivation(
        name=name,
        lhs=N * v**2,
        start=start,
        steps=(
            Equal(start.xreplace({q: settled.rhs}), "where the units have variance 1", given={q: settled}),
        ),
        assumptions=(NORMAL, "the inputs have variance 1 and the mean of the units"),
    )


def _moments(value: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    return gaussian_mean(value, sp.sqrt(q)), gaussian_mean(value**2, sp.sqrt(q))


def _softplus_moments() -> tuple[sp.Expr, sp.Expr]:
    """Return the moments over y > 0, where softplus(y) is y + softplus(-y): nothing overflows."""
    small = sp.log(1 + sp.exp(-y))

    mean, second = (
        sp.Integral(gaussian_mean((y + small) ** power + small**power, sp.sqrt(q)).function, (t, 0, sp.oo))
        for power in (1, 2)
    )
    return mean, second


def _gelu_moments() -> tuple[sp.Expr, sp.Expr]:
    mean, second = (result().at({u: sp.sqrt(q)}).value for result in (gelu_mean, gelu_second_moment))
    return mean, second


def _elu_moments() -> tuple[sp.Expr, sp.Expr]:
    at = {u: sp.sqrt(q), ALPHA: sp.S.One, SCALE: sp.S.One}
    return elu_mean().at(at).value, elu_second_moment().at(at).value


@derived
def elu_preserving_deviation() -> Derivation:
    """q = 1.747523: Var elu(sqrt(q) Z) = 1, and there alone between 1.7 and 1.8."""
    return _settled("elu_preserving_deviation", _elu_moments(), "1.7", "1.8")


@derived
def elu_preserving_weights() -> Derivation:
    """N v^2 = 1.6444 keeps the variance 1 through ELU, where (12) gives 1."""
    return _weights("elu_preserving_weights", elu_preserving_deviation(), _elu_moments()[1])


@derived
def gelu_preserving_deviation() -> Derivation:
    """q = 2.810045: Var gelu(sqrt(q) Z) = 1, and there alone between 2.8 and 2.82."""
    return _settled("gelu_preserving_deviation", _gelu_moments(), "2.8", "2.82")


@derived
def gelu_preserving_weights() -> Derivation:
    """N v^2 = 2.1131 keeps the variance 1 through GELU, where (12) gives 4."""
    return _weights("gelu_preserving_weights", gelu_preserving_deviation(), _gelu_moments()[1])


@derived
def silu_preserving_deviation() -> Derivation:
    """q = 2.920515: Var silu(sqrt(q) Z) = 1, and there alone between 2.9 and 2.94."""
    return _settled("silu_preserving_deviation", _moments(_SILU), "2.9", "2.94")


@derived
def silu_preserving_weights() -> Derivation:
    """N v^2 = 2.3673 keeps the variance 1 through SiLU, where (12) gives 4."""
    return _weights("silu_preserving_weights", silu_preserving_deviation(), _moments(_SILU)[1])


@derived
def softplus_preserving_deviation() -> Derivation:
    """q = 3.399744: Var softplus(sqrt(q) Z) = 1, and there alone between 3.38 and 3.42."""
    return _settled("softplus_preserving_deviation", _softplus_moments(), "3.38", "3.42")


@derived
def softplus_preserving_weights() -> Derivation:
    """N v^2 = 1.6642 keeps the variance 1 through softplus, where (12) gives 4/(1 + ln(2)^2) = 2.7018."""
    return _weights("softplus_preserving_weights", softplus_preserving_deviation(), _softplus_moments()[1])


@derived
def tanh_variance_bound() -> Derivation:
    """Var tanh(y) < 1 at every u: no weights give tanh's outputs the variance 1."""
    density, line = normal_density(x, u), (x, -sp.oo, sp.oo)
    return Derivation(
        name="tanh_variance_bound",
        lhs=Variance(layer_input(m + 1)),
        start=sp.Integral(sp.tanh(x) ** 2 * density, line),
        steps=(
            Below(sp.Integral(density, line), "tanh² is below 1", gap=(sp.sech(x) ** 2, density)),
            Evaluate(
                sp.S.One,
                "the density integrates to 1",
                antiderivative=sp.erf(x / (sp.sqrt(2) * u)) / 2,
            ),
        ),
        assumptions=("tanh is odd, and y is symmetric: the mean is 0", NORMAL),
    )
