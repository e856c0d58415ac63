"""Question 2.3: the gradients of batch normalisation."""

from typing import Any

import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Rival, Setting
from paper_checks.experiments.batch import derivative, statistics, total_derivative
from paper_checks.ledger.cpen455hw1.source import homework
from paper_checks.verdict import Status
from theory.notation import EPS, B, beta, gamma, y
from theory.results.batchnorm_gradients import (
    BATCH_MEAN,
    BATCH_VARIANCE,
    LOSS_SLOPE,
    gated_loss_by_scale,
    inverse_deviation_by_value,
    mean_by_value,
    normalized_by_mean,
    normalized_by_scale,
    normalized_by_shift,
    normalized_by_value_in_all,
    normalized_by_variance,
    variance_by_mean,
    variance_by_value,
)

__all__ = ["CLAIMS"]

# Batches of 2, 3 and 5 whose means are exact in binary.  The normalised value of each sample is above 0.
_BATCHES: tuple[Setting, ...] = (
    {"values": (0.25, 1.75), "sample": 1, "scale": 1.5, "shift": 0.3, "epsilon": 0.0625},
    {"values": (-1.5, 0.25, 4.25), "sample": 2, "scale": 0.4, "shift": 0.7, "epsilon": 0.125},
    {"values": (0.5, -2.0, 1.25, 3.0, 2.25), "sample": 3, "scale": 2.5, "shift": 0.1, "epsilon": 0.01},
)
_SPREAD = BATCH_VARIANCE + EPS
_CENTRED = y - BATCH_MEAN
_POINTS = tuple(Point(setting) for setting in _BATCHES)
_PARTIAL = "a partial derivative, the other arguments of (8) being held fixed, m and v among them."
_IN_ALL = (
    "the derivative by Y[i, j] that question 2.3 asks for, the mean and the variance being functions of Y. The "
    "printed line counts the path through the variance, so that all paths are meant."
)


def _symbols(point: Point) -> dict[sp.Symbol, Any]:
    mean, variance = statistics(point["values"])
    return {
        y: point["values"][point["sample"]],
        BATCH_MEAN: mean,
        BATCH_VARIANCE: variance,
        B: len(point["values"]),
        gamma: point["scale"],
        beta: point["shift"],
        EPS: point["epsilon"],
        LOSS_SLOPE: _SLOPE,
    }


_SLOPE = -0.75


def _claim(
    name: str, words: str, rhs: sp.Expr, derivation: Any, rivals: tuple[Rival, ...], **given: Any
) -> Claim:
    fields: dict[str, Any] = {"kind": Kind.EXACT, "points": _POINTS, "symbols": _symbols} | given
    source = homework("question 2.3", words, fields.pop("reading", ""))
    return Claim(
        id=f"cpen455hw1.2.3.{name}",
        source=source,
        rhs=sp.sympify(rhs),
        derivation=derivation,
        rivals=rivals,
        **fields,
    )


def _partial(of: str, by: str, **fixed: Any) -> Any:
    return lambda point: derivative(of=of, by=by, **point.setting, **fixed)


def _total(of: str, **fixed: Any) -> Any:
    return lambda point: total_derivative(of=of, **point.setting, **fixed)


CLAIMS = (
    _claim(
        "d-gamma",
        "∂Ŷ[i, j]/(∂γ[j]) = (Y[i, j] - m[j])/√(v[j] + ε)",
        _CENTRED / sp.sqrt(_SPREAD),
        normalized_by_scale,
        (
            Rival(gamma * _CENTRED / sp.sqrt(_SPREAD), "the scale kept"),
            Rival(_CENTRED / _SPREAD, "the variance for the deviation"),
            Rival(_CENTRED / sp.sqrt(BATCH_VARIANCE), "ε forgotten"),
        ),
        computation=_partial("normalized", "scale"),
        reading=_PARTIAL,
    ),
    _claim(
        "d-beta",
        "∂Ŷ[i, j]/(∂β[j]) = 1",
        sp.S.One,
        normalized_by_shift,
        (Rival(beta, "the shift kept"), Rival(gamma, "scaled too"), Rival(1 / B, "averaged over the batch")),
        computation=_partial("normalized", "shift"),
        reading=_PARTIAL,
    ),
    _claim(
        "d-v",
        "∂Ŷ[i, j]/(∂v[j]) = -1/2 γ[j] (Y[i, j] - m[j]) (v[j] + ε)^(-3/2)",
        -gamma / 2 * _CENTRED * _SPREAD ** sp.Rational(-3, 2),
        normalized_by_variance,
        (
            Rival(gamma / 2 * _CENTRED * _SPREAD ** sp.Rational(-3, 2), "wrong sign"),
            Rival(-gamma / 2 * _CENTRED / sp.sqrt(_SPREAD), "the power kept"),
            Rival(-_CENTRED / 2 * _SPREAD ** sp.Rational(-3, 2), "the scale forgotten"),
            Rival(-gamma * _CENTRED * _SPREAD ** sp.Rational(-3, 2), "the factor 1/2 lost"),
        ),
        computation=_partial("normalized", "variance"),
        reading=_PARTIAL,
    ),
    _claim(
        "dm-dY",
        "∂m[j]/(∂Y[i, j]) = 1/B",
        1 / B,
        mean_by_value,
        (
            Rival(1 / (B - 1), "one value fewer"),
            Rival(sp.S.One, "the sum for the mean"),
            Rival(1 / B**2, "twice"),
        ),
        computation=_partial("mean", "values"),
    ),
    _claim(
        "dv-dm",
        "∂v[j]/(∂m[j]) = 0",
        sp.S.Zero,
        variance_by_mean,
        (
            Rival(-2 / B * _CENTRED, "of one square alone"),
            Rival(-2 * _CENTRED, "of one square alone, not averaged"),
            Rival(2 * BATCH_MEAN, "as if it were E Y² + m²"),
        ),
        computation=_partial("variance", "mean"),
        reading="a partial derivative, the values of the batch being held fixed, at their mean.",
    ),
    _claim(
        "dv-dY",
        "∂v[j]/(∂Y[i, j]) = 2/B (Y[i, j] - m[j])",
        2 / B * _CENTRED,
        variance_by_value,
        (
            Rival(2 * _CENTRED, "not averaged"),
            Rival(2 / (B - 1) * _CENTRED, "the unbiased variance"),
            Rival(_CENTRED / B, "the factor 2 lost"),
            Rival(2 / B * y, "not centred"),
        ),
        computation=_total("variance"),
        reading="whether the mean is held fixed or not: the variance does not change with it.",
    ),
    _claim(
        "d-m",
        "∂Ŷ[i, j]/(∂m[j]) = -(γ/√(v[j] + ε))",
        -gamma / sp.sqrt(_SPREAD),
        normalized_by_mean,
        (
            Rival(gamma / sp.sqrt(_SPREAD), "wrong sign"),
            Rival(-1 / sp.sqrt(_SPREAD), "the scale forgotten"),
            Rival(-gamma / _SPREAD, "the variance for the deviation"),
        ),
        computation=_partial("normalized", "mean"),
        reading=_PARTIAL,
    ),
    _claim(
        "d-s",
        "∂s/(∂Y[i, j]) = -1/2 (v[j] + ε)^(-3/2) 2/B (Y[i, j] - m[j])",
        -_CENTRED / B * _SPREAD ** sp.Rational(-3, 2),
        inverse_deviation_by_value,
        (
            Rival(_CENTRED / B * _SPREAD ** sp.Rational(-3, 2), "wrong sign"),
            Rival(-_CENTRED * _SPREAD ** sp.Rational(-3, 2), "not averaged"),
            Rival(-_CENTRED / B / sp.sqrt(_SPREAD), "the power kept"),
            Rival(-_CENTRED / (2 * B) * _SPREAD ** sp.Rational(-3, 2), "the factor 2 of the square lost"),
        ),
        computation=_total("inverse deviation"),
        reading="with s = (v[j] + ε)^(-1/2), the line above.",
    ),
    _claim(
        "d-Y",
        "∂Ŷ[i, j]/(∂Y[i, j]) = s + (Y[i, j] - m[j]) ∂s/(∂Y[i, j]) = (v[j] + ε)^(-1/2) + (Y[i, j] - m[j]) -1/2 "
        "(v[j] + ε)^(-3/2) 2/B (Y[i, j] - m[j])",
        _SPREAD ** sp.Rational(-1, 2) - _CENTRED**2 / B * _SPREAD ** sp.Rational(-3, 2),
        normalized_by_value_in_all,
        (
            Rival(gamma / sp.sqrt(_SPREAD), "the mean and the variance held fixed"),
            Rival(gamma / sp.sqrt(_SPREAD) * (1 - 1 / B), "the variance held fixed"),
        ),
        computation=_total("normalized"),
        reading=_IN_ALL,
        expected=Status.REFUTED,
        corrected_by="cpen455hw1.2.3.d-Y.corrected",
        reason="The scale γ is missing, and so is the path through the mean, -γ/(B √(v + ε)). Even with the mean held "
        "fixed, γ is missing.",
        erratum="the gradient by Y lacks the scale γ and the path through the mean",
    ),
    _claim(
        "d-Y.corrected",
        "",
        gamma / sp.sqrt(_SPREAD) * (1 - 1 / B - _CENTRED**2 / (B * _SPREAD)),
        normalized_by_value_in_all,
        (
            Rival(
                _SPREAD ** sp.Rational(-1, 2) - _CENTRED**2 / B * _SPREAD ** sp.Rational(-3, 2), "as printed"
            ),
            Rival(
                gamma / sp.sqrt(_SPREAD) * (1 - _CENTRED**2 / (B * _SPREAD)),
                "the path through the mean forgotten",
            ),
            Rival(gamma / sp.sqrt(_SPREAD) * (1 - 1 / B), "the path through the variance forgotten"),
        ),
        computation=_total("normalized"),
        reading="∂Ŷ[i, j]/(∂Y[i, j]) = γ/√(v + ε) (1 - 1/B - (Y[i, j] - m)²/(B (v + ε))), on all paths.",
    ),
    _claim(
        "relu-gate",
        "∇ℓ = 0, Ŷ < 0 ∇Ŷ, Ŷ ≥ 0",
        _CENTRED / sp.sqrt(_SPREAD),
        gated_loss_by_scale,
        (
            Rival(gamma * _CENTRED / sp.sqrt(_SPREAD), "the scale kept"),
            Rival(-_CENTRED / sp.sqrt(_SPREAD), "the sign lost"),
        ),
        computation=_partial("loss", "scale", slope=_SLOPE),
        reading="where ∇ is the derivative by γ, for one sample whose Ŷ is above 0, where the line says ∇ℓ = ∇Ŷ. The "
        f"loss has ∂ℓ/∂H = {_SLOPE} there. Where Ŷ is below 0 the line is right.",
        expected=Status.REFUTED,
        corrected_by="cpen455hw1.2.3.relu-gate.corrected",
        reason="The question gives the gradient ∂ℓ/∂H, and the chain rule multiplies by it. Without it the line says "
        "that ∂ℓ/∂H is 1 for every loss. At Ŷ = 0 the rectifier has no derivative, and 0 is as good as 1.",
        erratum="the gradient through the rectifier lacks the factor ∂ℓ/∂H",
    ),
    _claim(
        "relu-gate.corrected",
        "",
        LOSS_SLOPE * _CENTRED / sp.sqrt(_SPREAD),
        gated_loss_by_scale,
        (
            Rival(_CENTRED / sp.sqrt(_SPREAD), "as printed: without the loss"),
            Rival(LOSS_SLOPE, "that of the shift"),
            Rival(LOSS_SLOPE * gamma * _CENTRED / sp.sqrt(_SPREAD), "the scale kept"),
        ),
        computation=_partial("loss", "scale", slope=_SLOPE),
        reading="∇ℓ = ∂ℓ/∂h ∇Ŷ where Ŷ > 0, and 0 where Ŷ < 0; by the scale γ, for one sample, with "
        f"∂ℓ/∂h = {_SLOPE}.",
    ),
)
