"""Section 4.1: one ReLU layer, and the He initialisation."""

import sympy as sp

from montecarlo import estimands
from paper_checks.claim import Claim, Kind, Point, Rival, Setting
from paper_checks.experiments import forward
from paper_checks.ledger.kumar2017.source import kumar
from theory import he_weight_variance, relu_mean, relu_second_moment, relu_variance
from theory.notation import N, u

__all__ = ["CLAIMS"]

# Inputs of signs have |x|^2 = N, so that y is exactly N(0, u^2) at every width: u^2 = sigma_w^2.
_LAYER = Point({
    "width": 8, "depth": 1, "activation": "relu", "weight_variance": 2.25, "record": ("x2", "x2^2"),
})  # fmt: skip
_DEEP: Setting = {
    "width": 128, "depth": 11, "activation": "relu", "weight_variance": 2.0, "record": ("y2^2", "y11^2"),
}  # fmt: skip
_SHALLOW: Setting = {
    "width": 64, "depth": 3, "activation": "relu", "weight_variance": 1.0, "record": ("y2^2", "y3^2"),
}  # fmt: skip


def _u_at(point: Point) -> dict[sp.Symbol, sp.Expr]:
    return {u: sp.sqrt(point["weight_variance"])}


def _critical_weight_variance(point: Point) -> estimands.Estimand:
    """Return the v^2 at which u would stay the same: v^2 times the per-layer loss of E y^2."""
    first, last = (f"y{layer}^2" for layer in (point["first"], point["last"]))
    layers = point["last"] - point["first"]
    variance = point["weight_variance"] / point["width"]
    return estimands.Estimand(
        f"v² (E {first}/E {last})^(1/{layers})",
        (first, last),
        lambda a, b: variance * (a / b) ** (1 / layers),
    )


CLAIMS = (
    Claim(
        id="kumar2017.eq20",
        source=kumar("equation (20)", "mu_{m+1} = u_m/sqrt(2 pi)"),
        kind=Kind.EXACT,
        lhs=sp.Symbol(r"\mu_{m+1}"),
        rhs=u / sp.sqrt(2 * sp.pi),
        derivation=relu_mean,
        rivals=(
            Rival(u * sp.sqrt(2 / sp.pi), "both half-lines: the mean of |y|"),
            Rival(u / 2, "half of the standard deviation"),
            Rival(u**2 / sp.sqrt(2 * sp.pi), "the variance for the standard deviation"),
            Rival(u / sp.sqrt(sp.pi), "the 2 lost in the density"),
        ),
        experiment=forward,
        estimand=lambda _: estimands.mean("x2"),
        points=(_LAYER,),
        symbols=_u_at,
        margin=0.005,
    ),
    Claim(
        id="kumar2017.eq21",
        source=kumar("equation (21)", "E(x_{m+1}(i)^2) = u_m^2/2"),
        kind=Kind.EXACT,
        lhs=sp.Symbol(r"\operatorname{E}x_{m+1}^2"),
        rhs=u**2 / 2,
        derivation=relu_second_moment,
        rivals=(
            Rival(u**2, "the half-line's factor 1/2 lost"),
            Rival(u / 2, "the standard deviation for the variance"),
            Rival(u**2 / sp.pi, "the square of a half-normal mean"),
        ),
        experiment=forward,
        estimand=lambda _: estimands.mean("x2^2"),
        points=(_LAYER,),
        symbols=_u_at,
    ),
    Claim(
        id="kumar2017.eq22",
        source=kumar("equation (22)", "s_{m+1}^2 = u_m^2/2 - u_m^2/(2 pi)"),
        kind=Kind.EXACT,
        lhs=sp.Symbol("s_{m+1}^2"),
        rhs=u**2 / 2 - u**2 / (2 * sp.pi),
        derivation=relu_variance,
        rivals=(
            Rival(u**2 / 2, "the mean not subtracted"),
            Rival(u**2 / 2 - u**2 / sp.pi, "the mean's factor 2 lost"),
            Rival(u**2 - u**2 / (2 * sp.pi), "the half-line's factor 1/2 lost"),
            Rival(u**2 / 2 + u**2 / (2 * sp.pi), "wrong sign"),
        ),
        experiment=forward,
        estimand=lambda _: estimands.variance("x2", "x2^2"),
        points=(_LAYER,),
        symbols=_u_at,
    ),
    Claim(
        id="kumar2017.eq25",
        source=kumar("equation (25)", "v^2 ≈ 2/N, which is consistent with that obtained by [6]"),
        kind=Kind.EXACT,
        lhs=sp.Symbol("v^2"),
        rhs=2 / N,
        derivation=he_weight_variance,
        rivals=(
            Rival(3 / (sp.Rational(149, 100) * N), "(24) as printed: 3 = 1.49 N v²"),
            Rival(1 / N, "Xavier: the factor 2 lost"),
            Rival(2 / (N * (1 - 1 / sp.pi)), "the variance kept with the mean forgotten in (6)"),
        ),
        experiment=forward,
        estimand=_critical_weight_variance,
        points=(Point(_DEEP, first=2, last=11), Point(_SHALLOW, first=2, last=3)),
        symbols=lambda point: {N: point["width"]},
    ),
)
