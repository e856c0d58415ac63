"""Question 3.3: Kaiming initialisation."""

import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Rival, Setting
from paper_checks.experiments.networks import forward_pass
from paper_checks.ledger.cpen455hw1.source import homework
from paper_checks.verdict import Status
from theory.notation import N, m, v
from theory.results.kaiming import (
    half_the_variance,
    kaiming_ratio,
    kaiming_ratio_at_the_input,
    variance_by_mean_square,
)
from theory.results.preactivation import preactivation_mean

__all__ = ["CLAIMS"]

_NETWORK: Setting = {
    "activation": "relu",
    "weight_variance": 2.0,
    "record": ("x1", "x1^2", "y1", "y1^2", "y2", "y2^2"),
}
_POINTS = tuple(Point(_NETWORK | {"width": width, "depth": 2}) for width in (8, 32))
# The last layer has another width than the units that it sums over.
_STEPS = tuple(
    Point(
        {**_NETWORK, "width": width, "depth": 2, "outputs": 3, "record": ("x2^2", "y1", "y1^2", "y2", "y2^2")}
    )
    for width in (8, 32)
)
_GOAL = "∀ h, VAR(z_i^{(h)}) = VAR(z_j^{(h - 1)})"


CLAIMS = (
    Claim(
        id="cpen455hw1.3.3.kaiming",
        source=homework(
            "question 3.3",
            _GOAL,
            "with W_ij ~ N(0, 2/d_h) and no bias, from the second layer on: z^(2) against z^(1).",
        ),
        kind=Kind.EXACT,
        rhs=sp.S.One,
        derivation=kaiming_ratio,
        rivals=(
            Rival(sp.Rational(1, 2), "Xavier's 1/d_h"),
            Rival(sp.S(2), "the rectifier forgotten"),
            Rival(1 - 1 / sp.pi, "the variance for the mean square"),
        ),
        experiment=forward_pass,
        points=_POINTS,
        symbols=lambda point: {N: point["width"]},
    ),
    Claim(
        id="cpen455hw1.3.3.base",
        source=homework(
            "question 3.3", _GOAL, "at the first layer, where the input x takes the place of z^(0)."
        ),
        kind=Kind.EXACT,
        rhs=sp.S.One,
        derivation=kaiming_ratio_at_the_input,
        rivals=(Rival(sp.Rational(1, 2), "Xavier's, and a rectifier"), Rival(sp.S(4), "doubled twice")),
        experiment=forward_pass,
        points=_POINTS,
        symbols=lambda point: {N: point["width"]},
        expected=Status.REFUTED,
        corrected_by="cpen455hw1.3.3.base.corrected",
        reason="The factor 1/2 is that of a rectifier. The input has passed none, so that the first layer doubles its "
        "variance.",
        erratum="at the first layer 2/d_h doubles the variance: the input has passed no rectifier",
    ),
    Claim(
        id="cpen455hw1.3.3.base.corrected",
        source=homework("question 3.3", "", "Var z^(1) = 2 Var x, for an input of mean 0."),
        kind=Kind.EXACT,
        rhs=sp.S(2),
        derivation=kaiming_ratio_at_the_input,
        rivals=(
            Rival(sp.S.One, "as printed: the variance kept"),
            Rival(sp.S(4), "doubled twice"),
            Rival(2 / N, "the weight's variance alone"),
        ),
        experiment=forward_pass,
        points=_POINTS,
        symbols=lambda point: {N: point["width"]},
    ),
    Claim(
        id="cpen455hw1.3.3.mean",
        source=homework(
            "question 3.3",
            "Then given EW = 0 and b^{(h)} = 0: Ez_i^{(h)} = 0",
            "at the second layer, whose inputs have the mean 1/√π.",
        ),
        kind=Kind.EXACT,
        rhs=sp.S.Zero,
        derivation=preactivation_mean,
        rivals=(
            Rival(1 / sp.sqrt(sp.pi), "the mean of its inputs"),
            Rival(sp.sqrt(2 / (sp.pi * N)), "that of one weight's size, times the root of their number"),
        ),
        experiment=forward_pass,
        points=_STEPS,
        symbols=lambda point: {N: point["width"], m: 2},
        margin=0.05,
    ),
    Claim(
        id="cpen455hw1.3.3.variance",
        source=homework(
            "question 3.3",
            "VAR(z_i^{(h)}) = d_h VAR(W_{i,j}^{(h)}) E[(x_j^h)²]",
            "divided by E x²; v² is VAR(W), and N is d_h.",
        ),
        kind=Kind.EXACT,
        rhs=N * v**2,
        derivation=variance_by_mean_square,
        rivals=(
            Rival(v**2, "of one term of the sum"),
            Rival(3 * v**2, "the width of the layer for that of its inputs"),
            Rival(N * v**2 * (1 - 1 / sp.pi), "the variance of the inputs for their mean square"),
        ),
        experiment=forward_pass,
        points=_STEPS,
        symbols=lambda point: {N: point["width"], m: 2, v: (2 / point["width"]) ** 0.5},
        margin=0.05,
    ),
    Claim(
        id="cpen455hw1.3.3.half",
        source=homework(
            "question 3.3",
            "E[(x_j^{(h)})²] = ∫_0^∞ (z_j^{(h - 1)})² P_z(z_j^{(h - 1)}) dz_j^{(h - 1)} = 1/2 VAR(z_j^{(h - 1)})",
            "divided by VAR(z); at the first layer, where z is normal.",
        ),
        kind=Kind.EXACT,
        rhs=sp.Rational(1, 2),
        derivation=half_the_variance,
        rivals=(
            Rival(sp.S.One, "the whole line"),
            Rival(sp.Rational(1, 2) - 1 / (2 * sp.pi), "the variance for the mean square"),
            Rival(sp.Rational(1, 4), "halved twice"),
        ),
        experiment=forward_pass,
        points=_STEPS,
        symbols=lambda point: {N: point["width"]},
        margin=0.05,
    ),
)
