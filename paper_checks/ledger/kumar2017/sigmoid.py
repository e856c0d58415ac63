"""Section 3.2: the sigmoid."""

import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Relation, Rival, Setting
from paper_checks.experiments.definitions import tangent
from paper_checks.experiments.enumeration import preserving_weight_variance
from paper_checks.experiments.networks import forward_pass
from paper_checks.ledger.kumar2017.source import kumar
from paper_checks.printed_number import printed
from paper_checks.verdict import Status
from theory.notation import N, y
from theory.results.linearised import LATER_LAYER
from theory.results.sigmoid import sigmoid_tangent, sigmoid_variance_bound, sigmoid_weight_deviation

__all__ = ["CLAIMS"]

_HALF, _QUARTER = sp.Rational(1, 2), sp.Rational(1, 4)

# N v^2 of (12) for the sigmoid: 64/5.
_DEEP: Setting = {
    "width": 16, "depth": 8, "activation": "sigmoid", "weight_variance": 12.8,
    "record": ("x2", "x2^2", "x5", "x5^2", "x9", "x9^2"),
}  # fmt: skip
_LAYERS = tuple(Point(_DEEP, layer=layer) for layer in (2, 5, 9))


CLAIMS = (
    Claim(
        id="kumar2017.eq12.preserves-variance",
        source=kumar(
            "section 2 and equation (12)",
            "The goal is to find the value of v^2 which ensures that s_1^2 ≈ s_2^2 … ≈ s_M^2 = 1 during the first "
            "forward pass. [...] v^2 = 1/(N(g'(0))^2(1 + g(0)^2)),",
            reading="the v^2 of (12) does so for the sigmoid, where it is 64/(5N).",
        ),
        kind=Kind.ASYMPTOTIC,
        rhs=sp.S.One,
        derivation=sigmoid_variance_bound,
        expected=Status.REFUTED,
        rivals=(
            Rival(_HALF, "twice the bound"),
            Rival(sp.Rational(1, 12), "outputs uniform on (0, 1)"),
        ),
        experiment=forward_pass,
        points=_LAYERS,
        margin=0.05,
        corrected_by="kumar2017.eq12.preserves-variance.corrected",
        reason="The sigmoid's outputs lie in (0, 1), so that their variance is below 1/4 with any weights. At "
        "the weights of (12) the pre-activations are far outside the range where the linearisation (8) "
        "holds, and as N → ∞ the variance settles at 0.104. The variance of tanh's outputs, with v² = "
        "1/N, falls to 0 like 1/(2m).",
        erratum="the sigmoid's variance stays below 1/4 under any weights, (12) included",
    ),
    Claim(
        id="kumar2017.eq12.preserves-variance.corrected",
        source=kumar(
            "equation (12), corrected for the sigmoid", reading="s_{m+1}^2 < 1/4 at every m, whatever v"
        ),
        kind=Kind.EXACT,
        rhs=_QUARTER,
        relation=Relation.LESS,
        derivation=sigmoid_variance_bound,
        rivals=(
            Rival(sp.Rational(1, 12), "below the variance of a uniform output"),
            Rival(sp.Rational(1, 16), "below g'(0)^2"),
        ),
        experiment=forward_pass,
        points=_LAYERS,
        margin=0.05,
    ),
    Claim(
        id="kumar2017.eq18",
        source=kumar("equation (18)", "g(x) = 1/(1 + e^-x); we have g(0) = 0.5, g'(0) = 1/4"),
        kind=Kind.EXACT,
        rhs=_HALF + y / 4,
        derivation=sigmoid_tangent,
        rivals=(
            Rival(_HALF + y / 2, "g'(0) = 1/2"),
            Rival(y / 4, "g(0) = 0"),
            Rival(_HALF + y, "g'(0) = 1"),
        ),
        computation=lambda point: tangent(**point.setting),
        points=tuple(Point({"activation": "sigmoid", "at": at}) for at in (0.7, -1.3)),
        symbols=lambda point: {y: point["at"]},
    ),
    Claim(
        id="kumar2017.eq19",
        source=kumar("equation (19)", "v ≈ 3.6/√N"),
        kind=Kind.ROUNDED,
        rhs=printed("3.6") / sp.sqrt(N),
        derivation=sigmoid_weight_deviation,
        assumes=(LATER_LAYER,),
        rivals=(
            Rival(4 / sp.sqrt(N), "g(0) forgotten"),
            Rival(printed("12.8") / sp.sqrt(N), "the variance for the deviation"),
            Rival(
                sp.sqrt(printed("3.6")) / sp.sqrt(N), "3.6 taken for the variance, as in the released script"
            ),
            Rival(printed("3.5") / sp.sqrt(N), "one digit less"),
        ),
        computation=lambda point: preserving_weight_variance(**point.setting) ** 0.5,
        points=tuple(Point({"activation": "sigmoid", "width": width}) for width in (3, 5)),
        symbols=lambda point: {N: point["width"]},
    ),
)
