"""Section 4.1: one ReLU layer."""

import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Rival
from paper_checks.experiments.networks import forward_pass
from paper_checks.ledger.kumar2017.source import kumar
from theory.notation import u
from theory.results.relu import relu_mean, relu_second_moment, relu_variance

__all__ = ["CLAIMS"]

# Inputs of signs have |x|^2 = N, so that y is exactly N(0, u^2) at every width: u^2 = sigma_w^2.
_LAYER = Point({
    "width": 8, "depth": 1, "activation": "relu", "weight_variance": 2.25, "record": ("x2", "x2^2"),
})  # fmt: skip


def _u_at(point: Point) -> dict[sp.Symbol, sp.Expr]:
    return {u: sp.sqrt(point["weight_variance"])}


CLAIMS = (
    Claim(
        id="kumar2017.eq20",
        source=kumar(
            "equation (20)",
            "μ_{m+1} = E(y_m(i)I(y_m(i) > 0)) = (1/(u_m√(2π))) ∫_0^∞ x e^(-x^2/(2u_m^2)) dx = "
            "(u_m/√(2π)) ∫_0^∞ e^(-t) dt = u_m/√(2π).",
        ),
        kind=Kind.EXACT,
        rhs=u / sp.sqrt(2 * sp.pi),
        derivation=relu_mean,
        rivals=(
            Rival(u * sp.sqrt(2 / sp.pi), "both half-lines: the mean of |y|"),
            Rival(u / 2, "half of the standard deviation"),
            Rival(u**2 / sp.sqrt(2 * sp.pi), "the variance for the standard deviation"),
            Rival(u / sp.sqrt(sp.pi), "the 2 lost in the density"),
        ),
        experiment=forward_pass,
        points=(_LAYER,),
        symbols=_u_at,
        margin=0.005,
    ),
    Claim(
        id="kumar2017.eq21",
        source=kumar(
            "equation (21)",
            "E(x_{m+1}(i)^2) = (1/(u_m√(2π))) ∫_0^∞ x^2 e^(-x^2/(2u_m^2)) dx = "
            "(1/2) (1/(u√(2π))) ∫_{-∞}^∞ x^2 e^(-x^2/(2u^2)) dx = u_m^2/2.",
        ),
        kind=Kind.EXACT,
        rhs=u**2 / 2,
        derivation=relu_second_moment,
        rivals=(
            Rival(u**2, "the half-line's factor 1/2 lost"),
            Rival(u / 2, "the standard deviation for the variance"),
            Rival(u**2 / sp.pi, "the square of a half-normal mean"),
        ),
        experiment=forward_pass,
        points=(_LAYER,),
        symbols=_u_at,
    ),
    Claim(
        id="kumar2017.eq22",
        source=kumar("equation (22)", "s_{m+1}^2 = E(x_{m+1}(i)^2) - μ_{m+1}^2 = u_m^2/2 - u_m^2/(2π)"),
        kind=Kind.EXACT,
        rhs=u**2 / 2 - u**2 / (2 * sp.pi),
        derivation=relu_variance,
        rivals=(
            Rival(u**2 / 2, "the mean not subtracted"),
            Rival(u**2 / 2 - u**2 / sp.pi, "the mean's factor 2 lost"),
            Rival(u**2 - u**2 / (2 * sp.pi), "the half-line's factor 1/2 lost"),
            Rival(u**2 / 2 + u**2 / (2 * sp.pi), "wrong sign"),
        ),
        experiment=forward_pass,
        points=(_LAYER,),
        symbols=_u_at,
    ),
)
