"""Question 3.3: Kaiming initialisation."""

import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Rival, Setting
from paper_checks.experiments.networks import forward_pass
from paper_checks.ledger.cpen455hw1.source import homework
from paper_checks.verdict import Status
from theory.notation import N
from theory.results.kaiming import kaiming_ratio, kaiming_ratio_at_the_input

__all__ = ["CLAIMS"]

_NETWORK: Setting = {
    "activation": "relu",
    "weight_variance": 2.0,
    "record": ("x1", "x1^2", "y1", "y1^2", "y2", "y2^2"),
}
_POINTS = tuple(Point(_NETWORK | {"width": width, "depth": 2}) for width in (8, 32))
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
)
