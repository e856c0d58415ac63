"""What a typical deep network has, beside the mean over networks: means of logarithms, exact at every width."""

import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Rival, Source
from paper_checks.experiments.both_passes import passes_with_dropout
from paper_checks.experiments.networks import forward_pass
from theory.notation import N, m, w
from theory.results.gradient_spread import LAYERS
from theory.results.layer_length import DEGREES
from theory.results.typical_length import (
    typical_gradient,
    typical_length,
    typical_relu_gradient,
    typical_relu_length,
)

__all__ = ["CLAIMS"]

_LINEAR = sp.log(w) + sp.digamma(N / 2) - sp.log(N / 2)  # of one layer
_LAST = sp.digamma(N / 2) - sp.log(N / 2)
_HALF = sp.log(w / 2) + sp.digamma(N / 4) - sp.log(N / 4)


def _kept(logarithm: sp.Expr) -> sp.Expr:
    """Return the mean over the number k of N units that are positive, of which there is one at least."""
    return sp.Sum(sp.binomial(N, DEGREES) / 2**N * logarithm, (DEGREES, 1, N)) / (1 - sp.Integer(2) ** -N)


_RELU = sp.log(w / N) + _kept(sp.digamma(DEGREES / 2) + sp.log(2))


def _forward(width: int, layer: int, activation: str, weight_variance: float) -> Point:
    return Point(
        {
            "width": width, "depth": layer, "activation": activation, "weight_variance": weight_variance,
            "record": (f"log x{layer}^2",),
        },
        layer=layer,
    )  # fmt: skip


def _both(width: int, depth: int, activation: str, weight_variance: float) -> Point:
    return Point(
        {
            "width": width, "depth": depth, "activation": activation, "weight_variance": weight_variance,
            "record": ("log d1^2",),
        }
    )  # fmt: skip


def _symbols(point: Point) -> dict[sp.Symbol, sp.Expr]:
    depth = sp.Integer(point["depth"])
    return {
        N: sp.Integer(point["width"]),
        w: sp.Rational(str(point["weight_variance"])),
        m: depth,
        LAYERS: depth,
    }


def _exact(reading: str) -> Source:
    return Source("corollary", "finite width, exact at every N", "", reading)


CLAIMS = (
    Claim(
        id="corollaries.typical-length",
        source=_exact(
            "where |g(z)| = |z|, the mean over networks of the logarithm of x_m's mean square is (m-1)(log σ_w² + "
            "ψ(N/2) - log(N/2)): about (m-1)/N below that of the mean. A typical network of depth N has 0.37 of the "
            "mean."
        ),
        kind=Kind.EXACT,
        rhs=(m - 1) * _LINEAR,
        derivation=typical_length,
        rivals=(
            Rival((m - 1) * sp.log(w), "the logarithm of the mean"),
            Rival((m - 1) * (sp.log(w) - 1 / N), "the leading term in 1/N"),
            Rival(m * _LINEAR, "one layer too many counted"),
            Rival((m - 1) * (sp.log(w) + sp.digamma(N) - sp.log(N)), "N for N/2"),
        ),
        experiment=forward_pass,
        points=(_forward(3, 4, "abs", 1.5), _forward(6, 3, "linear", 1.25)),
        symbols=_symbols,
        margin=0.1,
    ),
    Claim(
        id="corollaries.typical-length.relu",
        source=_exact(
            "for ReLU the mean over networks of the logarithm of x_m's mean square is (m-1)(log(σ_w²/N) + "
            "Σ_k C(N,k)(ψ(k/2) + log 2)/(2^N - 1)), k ≥ 1 units of a layer being positive: about 5(m-1)/(2N) below "
            "that of the mean. A typical network of depth N has 0.08 of the mean."
        ),
        kind=Kind.EXACT,
        rhs=(m - 1) * _RELU,
        derivation=typical_relu_length,
        rivals=(
            Rival((m - 1) * sp.log(w / 2), "the logarithm of the mean"),
            Rival((m - 1) * _HALF, "N/2 units, and their number not random"),
            Rival((m - 1) * (_LINEAR - sp.log(2)), "the spread of linear layers"),
            Rival(m * _RELU, "one layer too many counted"),
        ),
        experiment=forward_pass,
        points=(_forward(48, 6, "relu", 2.25), _forward(40, 9, "relu", 2.0)),
        symbols=_symbols,
        margin=0.1,
    ),
    Claim(
        id="corollaries.typical-gradient",
        source=_exact(
            "where |g(z)| = |z|, the mean over networks of the logarithm of d_1's mean square under L layers is "
            "(L-1) log σ_w² + L(ψ(N/2) - log(N/2)), the gradient at the last pre-activation being standard normal: "
            "about L/N below that of the mean."
        ),
        kind=Kind.EXACT,
        rhs=(LAYERS - 1) * _LINEAR + _LAST,
        derivation=typical_gradient,
        rivals=(
            Rival((LAYERS - 1) * sp.log(w), "the logarithm of the mean"),
            Rival((LAYERS - 1) * _LINEAR, "the last gradient taken as of one length"),
            Rival(LAYERS * _LINEAR, "one layer of weights too many counted"),
            Rival((LAYERS - 1) * sp.log(w) - LAYERS / N, "the leading term in 1/N"),
        ),
        experiment=passes_with_dropout,
        points=(_both(3, 3, "abs", 1.5), _both(4, 5, "abs", 1.25)),
        symbols=_symbols,
        margin=0.1,
    ),
    Claim(
        id="corollaries.typical-gradient.relu",
        source=_exact(
            "for ReLU the mean over networks of the logarithm of d_1's mean square under L layers is "
            "(L-1)(log(σ_w²/N) + Σ_k C(N,k)(ψ(k/2) + log 2)/(2^N - 1)) + ψ(N/2) - log(N/2), k ≥ 1 units of a layer "
            "being positive: about 5(L-1)/(2N) + 1/N below that of the mean. Each ReLU layer takes 5/(2N), as of a "
            "signal, and the random length of the last gradient 1/N. So a few networks of many carry the mean of a "
            "gradient."
        ),
        kind=Kind.EXACT,
        rhs=(LAYERS - 1) * _RELU + _LAST,
        derivation=typical_relu_gradient,
        rivals=(
            Rival((LAYERS - 1) * sp.log(w / 2), "the logarithm of the mean"),
            Rival((LAYERS - 1) * _HALF + _LAST, "N/2 units, and their number not random"),
            Rival((LAYERS - 1) * (_LINEAR - sp.log(2)) + _LAST, "the spread of linear layers"),
            Rival(LAYERS * _RELU, "a ReLU layer counted for the last gradient"),
        ),
        experiment=passes_with_dropout,
        points=(_both(36, 5, "relu", 2.0), _both(32, 4, "relu", 3.0)),
        symbols=_symbols,
        margin=0.1,
    ),
)
