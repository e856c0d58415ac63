"""To converge or not to converge: one ReLU layer under the Xavier initialisation, equations (26) to (28)."""

import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Rival, Setting
from paper_checks.experiments.networks import forward_pass
from paper_checks.ledger.kumar2017.depth import DEEP, NARROW
from paper_checks.ledger.kumar2017.source import kumar
from theory import evaluate
from theory.notation import N, m, mu, s
from theory.results.finite_width import WEIGHT_VARIANCE
from theory.results.relu import xavier_preactivation_variance
from theory.results.relu_at_width import relu_mean_at_width, relu_variance_at_width
from theory.results.relu_depth import relu_mean_recursion_limit, relu_variance_recursion_limit

__all__ = ["CLAIMS"]

# Inputs that are correlated and far from centred.
_LAYER: Setting = {
    "width": 8, "depth": 1, "outputs": 4, "activation": "linear", "weight_variance": 1.0, "record": ("y1", "y1^2"),
    "input_law": "uniform", "input_mean": 0.8, "input_deviation": 1.5, "input_correlation": 0.5,
}  # fmt: skip

# The moments of x_{m+1}; those of x_m are exact at every width, so that one layer is tested and not m of them.
_LAYERS = (Point(DEEP, layer=11), *NARROW)
_INPUTS = s**2 + mu**2
_COEFFICIENT = sp.Rational(1, 2) - 1 / (2 * sp.pi)


def _inputs_below(point: Point) -> dict[sp.Symbol, sp.Expr]:
    """Return the width, and index, deviation and mean of the layer below."""
    below = {N: sp.Integer(point["width"]), m: sp.Integer(point["layer"] - 1), WEIGHT_VARIANCE: sp.S.One}
    return {
        N: below[N],
        m: below[m],
        s: sp.sqrt(evaluate(relu_variance_at_width().rhs, below)),
        mu: evaluate(relu_mean_at_width().rhs, below),
    }


CLAIMS = (
    Claim(
        id="kumar2017.eq26",
        source=kumar("equation (26)", "when v^2 = 1/N. From (6) we have u_m^2 = s_m^2 + μ_m^2."),
        kind=Kind.EXACT,
        rhs=_INPUTS,
        derivation=xavier_preactivation_variance,
        rivals=(
            Rival(s**2, "the inputs' mean forgotten"),
            Rival(s**2 - mu**2, "wrong sign of the squared mean"),
            Rival(N * _INPUTS, "the factor N kept"),
            Rival(s**2 + mu, "the mean not squared"),
        ),
        experiment=forward_pass,
        points=(Point(_LAYER),),
        symbols=lambda point: {
            N: point["width"],
            s: point["input_deviation"],
            mu: point["input_mean"],
        },
        margin=0.02,
    ),
    Claim(
        id="kumar2017.eq27",
        source=kumar(
            "equation (27)",
            "μ_{m+1}^2 = (1/(2π)) (s_m^2 + μ_m^2) ≈ 0.16(s_m^2 + μ_m^2).",
            reading="the equality, as N → ∞; the rounding of 1/(2π) to 0.16 is judged under eq27.rounded.",
        ),
        kind=Kind.ASYMPTOTIC,
        rhs=_INPUTS / (2 * sp.pi),
        large=N,
        derivation=relu_mean_recursion_limit,
        rivals=(
            Rival(s**2 / (2 * sp.pi), "the mean forgotten"),
            Rival(_INPUTS / sp.pi, "the factor 2 of (20) lost"),
            Rival(_COEFFICIENT * _INPUTS, "the variance's coefficient"),
            Rival(_INPUTS / (4 * sp.pi), "the half-line counted twice"),
        ),
        experiment=forward_pass,
        points=_LAYERS,
        symbols=_inputs_below,
        margin=0.05,
    ),
    Claim(
        id="kumar2017.eq28",
        source=kumar(
            "equation (28)",
            "s_{m+1}^2 ≈ 0.34(s_m^2 + μ_m^2).",
            reading="0.34 is 1/2 - 1/(2π), as in (22), where the rounding is judged; as N → ∞.",
        ),
        kind=Kind.ASYMPTOTIC,
        rhs=_COEFFICIENT * _INPUTS,
        large=N,
        derivation=relu_variance_recursion_limit,
        rivals=(
            Rival(_COEFFICIENT * s**2, "the mean forgotten"),
            Rival(_INPUTS / 2, "the mean square for the variance"),
            Rival(sp.Rational(51, 100) * _INPUTS, "the ratio of (30) for the coefficient"),
            Rival((sp.Rational(1, 2) - 1 / sp.pi) * _INPUTS, "the mean's factor 2 lost"),
        ),
        experiment=forward_pass,
        points=_LAYERS,
        symbols=_inputs_below,
        margin=0.05,
    ),
)
