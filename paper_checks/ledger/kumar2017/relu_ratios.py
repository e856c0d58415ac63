"""Section 4.1: the mean that ReLU layers reach, how fast their variance falls, and what one run can show of it."""

import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Relation, Rival, Setting
from paper_checks.experiments.networks import forward_pass
from paper_checks.experiments.quadrature import rectified
from paper_checks.ledger.kumar2017.depth import DEEP
from paper_checks.ledger.kumar2017.he import HE_DEEP, HE_NARROW
from paper_checks.ledger.kumar2017.layer import width_and_layer
from paper_checks.ledger.kumar2017.source import kumar
from paper_checks.printed_number import printed
from paper_checks.verdict import Status
from theory.notation import N, m, mu, s
from theory.results.relu_depth import relu_mean_recursion_limit
from theory.results.relu_ratios import (
    he_relu_mean_limit,
    relu_mean_ratio_limit,
    relu_mean_square_scatter,
    xavier_relu_mean_square_ratio,
    xavier_relu_variance_decay,
)

__all__ = ["CLAIMS"]

_MEANS = "By the symmetry of the problem during the first iteration, we expect μ_{m+1} ≈ μ_m … ≈ μ_2 ≈ 0.7."


def _pairs(width: int, weights: float, layer: int) -> Point:
    """Return a pass that records the moments of x_m and x_{m+1}."""
    record = tuple(f"x{at}{power}" for at in (layer, layer + 1) for power in ("", "^2"))
    network: Setting = {
        "width": width, "depth": layer, "activation": "relu", "weight_variance": weights, "record": record,
    }  # fmt: skip
    return Point(network, layer=layer)


# The first of them tells 0.51 from 1/2.
_SQUARES = (_pairs(128, 1.0, 5), _pairs(4, 1.0, 2))
# x_2 is the layer that the others are compared with.
_FIRST_AND = tuple(
    Point(
        {
            "width": width, "depth": 4, "activation": "relu", "weight_variance": 1.0,
            "record": ("x2", "x2^2", "x5", "x5^2"),
        },
        layer=5,
    )
    for width in (16, 48)
)  # fmt: skip
_ONE_RUN: Setting = {
    "width": 500, "depth": 11, "activation": "relu", "weight_variance": 1.0, "record": ("y11^2", "y11^4"),
}  # fmt: skip
_HALF, _PRINTED_RATIO = sp.Rational(1, 2), sp.Rational(51, 100)
_RECURSION = tuple(
    Point({"deviation": deviation, "mean": mean}) for deviation, mean in ((1.0, 0.0), (0.6, 0.9))
)


def _mean_squared(point: Point) -> float:
    """Return the squared mean of a ReLU layer whose inputs have these moments, as N → ∞ and for v^2 = 1/N."""
    mean, _ = rectified((point["deviation"] ** 2 + point["mean"] ** 2) ** 0.5)
    return mean**2


CLAIMS = (
    Claim(
        id="kumar2017.sec4.1.mean-reached",
        source=kumar(
            "section 4.1, below (23)",
            _MEANS,
            reading="under the v^2 = 2/N that follows, and from the stated input of variance 1, μ_m is about 0.7 for "
            "m ≥ 2. That the means are equal from layer 2 on is judged by itself, and holds; they are 0.7 if u^2 is 3 "
            "to begin with, which takes an input of mean square 3/2.",
        ),
        kind=Kind.ROUNDED,
        rhs=printed("0.7"),
        derivation=he_relu_mean_limit,
        expected=Status.REFUTED,
        rivals=(
            Rival(sp.sqrt(3 / (2 * sp.pi)), "u² = 3, unrounded"),
            Rival(1 / sp.sqrt(2 * sp.pi), "u² = 1, as under Xavier"),
            Rival(sp.sqrt(2 / sp.pi), "u² = 4: the deviation doubled for the variance"),
        ),
        experiment=forward_pass,
        points=tuple(Point(HE_DEEP, layer=layer) for layer in (2, 11)),
        symbols=width_and_layer,
        corrected_by="kumar2017.sec4.1.mean-reached.corrected",
        reason="The mean square of the stated input is 1, so that u_1² = N v² = 2, and u_m² stays 2: (23) is never "
        "reached. By (20) the means are √2/√(2π) = 0.564 from layer 2 on, as N → ∞. The variance 1 of the input is "
        "lost at the first layer, and (25) does not restore it.",
        erratum="from the stated input under (25) u² stays 2, and the means are 1/√π = 0.564",
    ),
    Claim(
        id="kumar2017.sec4.1.mean-reached.corrected",
        source=kumar(
            "section 4.1, below (23), corrected",
            reading="under v^2 = 2/N, and from the stated input, μ_m = 1/√π = 0.564 for all m ≥ 2, as N → ∞.",
        ),
        kind=Kind.ASYMPTOTIC,
        rhs=1 / sp.sqrt(sp.pi),
        large=N,
        derivation=he_relu_mean_limit,
        rivals=(
            Rival(sp.Rational(7, 10), "as printed"),
            Rival(1 / sp.sqrt(sp.pi - 1), "the mean where the variance is 1"),
            Rival(1 / sp.sqrt(2 * sp.pi), "u² = 1, as under Xavier"),
            Rival(1 / sp.pi, "the squared mean"),
        ),
        experiment=forward_pass,
        points=(*(Point(HE_DEEP, layer=layer) for layer in (2, 11)), *HE_NARROW),
        symbols=width_and_layer,
    ),
    Claim(
        id="kumar2017.sec4.1.mean-reached.stationary",
        source=kumar(
            "section 4.1, below (23)",
            _MEANS,
            reading="the means are equal, μ_{m+1} = μ_m, from layer 2 on, as N → ∞ under v^2 = 2/N. Their value is "
            "judged by itself.",
        ),
        kind=Kind.ASYMPTOTIC,
        rhs=sp.S.One,
        large=N,
        derivation=relu_mean_ratio_limit,
        rivals=(
            Rival(sp.sqrt(_HALF), "as under Xavier: the mean square halved"),
            Rival(1 - 1 / sp.pi, "the variance kept for the mean"),
            Rival(sp.sqrt(sp.Rational(102, 100)), "0.51 and 2 for the exact 1/2 and 2"),
        ),
        experiment=forward_pass,
        points=(_pairs(128, 2.0, 10), _pairs(12, 2.0, 3), _pairs(32, 2.0, 3)),
        symbols=width_and_layer,
    ),
    Claim(
        id="kumar2017.eq27.rounded",
        source=kumar(
            "equation (27)",
            "μ_{m+1}^2 = (1/(2π)) (s_m^2 + μ_m^2) ≈ 0.16(s_m^2 + μ_m^2).",
            reading="the rounding, of 1/(2π) to 0.16.",
        ),
        kind=Kind.ROUNDED,
        rhs=printed("0.16") * (s**2 + mu**2),
        derivation=relu_mean_recursion_limit,
        rivals=(
            Rival(printed("0.17") * (s**2 + mu**2), "0.51 - 0.34"),
            Rival(printed("0.32") * (s**2 + mu**2), "1/π: the factor 2 lost"),
            Rival(printed("0.16") * s**2, "the mean forgotten"),
            Rival(printed("0.40") * (s**2 + mu**2), "1/√(2π): not squared"),
        ),
        computation=_mean_squared,
        points=_RECURSION,
        symbols=lambda point: {s: point["deviation"], mu: point["mean"]},
    ),
    Claim(
        id="kumar2017.sec4.1.halving",
        source=kumar(
            "equations (29) to (30)",
            "Simple manipulations of equations (26 – 28) gives μ_m^2 ≈ 0.16 × (0.51)^(m-1) and "
            "s_m^2 ≈ 0.34 × (0.51)^(m-1).",
            reading="their ratio alone: both have one ratio, and so has s_m^2 + μ_m^2, whichever layer is counted as "
            "the first.",
        ),
        kind=Kind.ROUNDED,
        rhs=printed("0.51"),
        derivation=xavier_relu_mean_square_ratio,
        expected=Status.REFUTED,
        rivals=(
            Rival(printed("0.34"), "the variance's coefficient for the ratio"),
            Rival(1 - 1 / sp.pi, "the ratio of the variances at the first layer of (25)"),
            Rival(printed("0.49"), "the other side of 1/2"),
        ),
        experiment=forward_pass,
        points=_SQUARES,
        symbols=width_and_layer,
        margin=0.05,
        corrected_by="kumar2017.sec4.1.halving.corrected",
        reason="By (26) to (28) the ratio is 1/(2π) + (1/2 - 1/(2π)), which is 1/2, and 0.16 + 0.34 = 0.50 as rounded. "
        "It is exactly 1/2 at every N and depth: a rectifier halves the mean square.",
        erratum="the ratio of (29) and (30) is exactly 1/2; their own (27) and (28) add up to 0.50",
    ),
    Claim(
        id="kumar2017.sec4.1.halving.corrected",
        source=kumar(
            "equations (29) and (30), corrected",
            reading="s_{m+1}^2 + μ_{m+1}^2 = (s_m^2 + μ_m^2)/2 for v^2 = 1/N, at every N and m.",
        ),
        kind=Kind.EXACT,
        rhs=_HALF,
        derivation=xavier_relu_mean_square_ratio,
        rivals=(
            Rival(_PRINTED_RATIO, "as printed: 0.51"),
            Rival(_HALF - 1 / (2 * sp.pi), "the variance for the mean square"),
            Rival(sp.S.One, "the weights of (25)"),
        ),
        experiment=forward_pass,
        points=_SQUARES,
        symbols=width_and_layer,
        margin=0.05,
    ),
    Claim(
        id="kumar2017.sec4.1.exponential",
        source=kumar(
            "section 4.1, below (30)",
            "Equation (30) shows that the variance of the inputs to the deeper layers is exponentially smaller than "
            "the variance of the inputs to the shallower layer.",
            reading="s_m^2 = (1/2)^(m-2) s_2^2, as N → ∞: a fixed share is kept at each layer. The printed share, "
            "0.51, is judged under sec4.1.halving.",
        ),
        kind=Kind.ASYMPTOTIC,
        rhs=_HALF ** (m - 2),
        large=N,
        derivation=xavier_relu_variance_decay,
        rivals=(
            Rival(1 / (m - 1), "an algebraic fall, as that of tanh under (14)"),
            Rival(_PRINTED_RATIO ** (m - 2), "0.51 for 1/2"),
            Rival(_HALF ** (m - 1), "one layer too many counted"),
            Rival((_HALF - 1 / (2 * sp.pi)) ** (m - 2), "the variance's coefficient for the ratio"),
        ),
        experiment=forward_pass,
        points=(*(Point(DEEP, layer=layer) for layer in (5, 11, 22)), *_FIRST_AND),
        symbols=width_and_layer,
        margin=0.05,
    ),
    Claim(
        id="kumar2017.fig4.accuracy",
        source=kumar(
            "section 4.1, below (30)",
            "These approximations are remarkably accurate, as is demonstrated by comparisons with the simulation "
            "experiments described in Figure 4.",
            reading="one run demonstrates the accuracy of the ratio 0.51 if its own scatter is smaller than what the "
            "ratio changes. At the last of ten hidden layers 0.51 in place of 1/2 changes the mean square by the "
            "factor 1.02^9; so the relative variance of the mean square over networks must be below (1.02^9 - 1)^2. "
            "It is taken for one input: the thousand inputs of the slide share the weights, and do not average out "
            "what these scatter. The values of the slide are not in the paper, so that this alone can be judged.",
        ),
        kind=Kind.EXACT,
        rhs=(sp.Rational(102, 100) ** (m - 2) - 1) ** 2,
        relation=Relation.LESS,
        derivation=relu_mean_square_scatter,
        expected=None,
        rivals=(
            Rival(5 / N, "the scatter of one layer"),
            Rival((1 + 2 / N) ** (m - 1) - 1, "that of linear layers: 2 for 5"),
            Rival(1 / N, "that of N independent units"),
        ),
        experiment=forward_pass,
        points=(Point(_ONE_RUN, layer=11),),
        symbols=width_and_layer,
        margin=0.1,
    ),
)
