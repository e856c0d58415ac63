"""Questions 1.1 and 1.2: a unit before and after dropout."""

import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Rival
from paper_checks.experiments.units import dropped_layer
from paper_checks.ledger.cpen455hw1.source import homework
from paper_checks.verdict import Status
from theory.notation import p
from theory.results.dropout import (
    relu_dropout_mean,
    relu_dropout_second_moment,
    relu_dropout_variance,
    relu_unit_mean,
    relu_unit_variance,
    unscaled_dropout_ratio,
)

__all__ = ["CLAIMS"]

_MEAN = 1 / sp.sqrt(2 * sp.pi)
_BEFORE = sp.Rational(1, 2) - 1 / (2 * sp.pi)

# One pass at each drop probability serves all of question 1.2.
_LAYERS = tuple(Point({"inputs": 16, "units": 16, "drop": drop}) for drop in (0.2, 0.5))
_UNSCALED = Point({"inputs": 16, "units": 16, "drop": 0.2, "rescale": False})


def _drop(point: Point) -> dict[sp.Symbol, float]:
    return {p: point["drop"]}


_THIRD = "the third term, with E h_i² = 1/2, equals the first; the second and the last do."

CLAIMS = (
    Claim(
        id="cpen455hw1.1.1.rescaling",
        source=homework(
            "question 1.1",
            "If we don't scale down, the expected value of the hidden layer output during training will be "
            "(1 - p) that of the hidden layer output during testing (assuming dropout is off during testing).",
        ),
        kind=Kind.EXACT,
        rhs=1 - p,
        derivation=unscaled_dropout_ratio,
        rivals=(
            Rival(p, "p for 1 - p"),
            Rival(1 / (1 - p), "the inverse"),
            Rival(sp.S.One, "no effect of dropout"),
            Rival((1 - p) ** 2, "masked twice"),
        ),
        experiment=dropped_layer,
        points=(_UNSCALED,),
        symbols=_drop,
        margin=0.02,
    ),
    Claim(
        id="cpen455hw1.1.2.mean-before",
        source=homework("question 1.2", "E[ReLU(z)] = (1/√(2π)) (-e^{-u})|_0^∞ = 1/√(2π)"),
        kind=Kind.EXACT,
        rhs=_MEAN,
        derivation=relu_unit_mean,
        rivals=(
            Rival(2 * _MEAN, "both half-lines"),
            Rival(sp.Rational(1, 2), "half of the standard deviation"),
            Rival(1 / sp.sqrt(sp.pi), "the 2 lost in the density"),
            Rival(sp.S.Zero, "the mean of z itself, over the whole line"),
        ),
        experiment=dropped_layer,
        points=_LAYERS,
        margin=0.02,
    ),
    Claim(
        id="cpen455hw1.1.2.variance-before",
        source=homework("question 1.2", "VAR(h_i) = VAR(ReLU(z)) = 1/2 - 1/(2π)"),
        kind=Kind.EXACT,
        rhs=_BEFORE,
        derivation=relu_unit_variance,
        rivals=(
            Rival(sp.Rational(1, 2), "the mean not subtracted"),
            Rival(sp.Rational(1, 2) - 1 / sp.pi, "the mean's factor 2 lost"),
            Rival(1 - 1 / (2 * sp.pi), "E z² for E h²"),
            Rival(sp.Rational(1, 2) - _MEAN, "the mean not squared"),
        ),
        experiment=dropped_layer,
        points=_LAYERS,
        margin=0.02,
    ),
    Claim(
        id="cpen455hw1.1.2.mean-after",
        source=homework("question 1.2", "E[h̃_i] = (1 * (1-p) + 0 * p) (1/(1-p)) E[h_i] = E[h_i] = 1/√(2π)"),
        kind=Kind.EXACT,
        rhs=_MEAN,
        derivation=relu_dropout_mean,
        rivals=(
            Rival((1 - p) * _MEAN, "not rescaled"),
            Rival(_MEAN / (1 - p), "rescaled, the mask forgotten"),
            Rival(p / (1 - p) * _MEAN, "p for 1 - p in the mask"),
        ),
        experiment=dropped_layer,
        points=_LAYERS,
        symbols=_drop,
        margin=0.02,
    ),
    Claim(
        id="cpen455hw1.1.2.second-moment-after",
        source=homework(
            "question 1.2", "E[h̃_i²] = E[m_i h_i²/(1-p)²] = (1/(1-p)²) E[h_i²] = 1/(2(1-p))", reading=_THIRD
        ),
        kind=Kind.EXACT,
        rhs=1 / (2 * (1 - p) ** 2),
        derivation=relu_dropout_second_moment,
        expected=Status.REFUTED,
        rivals=(
            Rival(1 / (2 * p), "p for 1 - p"),
            Rival(sp.Rational(1, 2), "no effect of dropout"),
            Rival((1 - p) / 2, "not rescaled"),
        ),
        experiment=dropped_layer,
        points=_LAYERS,
        symbols=_drop,
        margin=0.02,
        corrected_by="cpen455hw1.1.2.second-moment-after.corrected",
        reason="The expectation of the mask, E m_i = 1 - p, is lost between the second term and the third. The "
        "third is 1/(2(1-p)²), and not the 1/(2(1-p)) that it is said to equal. The result is right, "
        "and the step to it is wrong.",
        erratum="a factor E m = 1 - p is lost and regained: the result is right, the step is not",
    ),
    Claim(
        id="cpen455hw1.1.2.second-moment-after.corrected",
        source=homework(
            "question 1.2, corrected",
            reading="E[h̃_i²] = E[m_i h_i²/(1-p)²] = ((1-p)/(1-p)²) E[h_i²] = 1/(2(1-p))",
        ),
        kind=Kind.EXACT,
        rhs=1 / (2 * (1 - p)),
        derivation=relu_dropout_second_moment,
        rivals=(
            Rival(1 / (2 * (1 - p) ** 2), "as printed in the middle: the mask's mean lost"),
            Rival(1 / (2 * p), "p for 1 - p"),
            Rival(sp.Rational(1, 2), "no effect of dropout"),
        ),
        experiment=dropped_layer,
        points=_LAYERS,
        symbols=_drop,
        margin=0.02,
    ),
    Claim(
        id="cpen455hw1.1.2.variance-after",
        source=homework("question 1.2", "VAR(h̃_i) = 1/(2(1-p)) - 1/(2π)"),
        kind=Kind.EXACT,
        rhs=1 / (2 * (1 - p)) - 1 / (2 * sp.pi),
        derivation=relu_dropout_variance,
        rivals=(
            Rival(1 / (2 * p) - 1 / (2 * sp.pi), "p for 1 - p"),
            Rival(_BEFORE / (1 - p), "the mean rescaled as the mean square is"),
            Rival(1 / (2 * (1 - p) ** 2) - 1 / (2 * sp.pi), "the mask's mean square taken as 1"),
            Rival(_BEFORE, "no effect of dropout"),
        ),
        experiment=dropped_layer,
        points=_LAYERS,
        symbols=_drop,
        margin=0.02,
    ),
)
