"""Batch normalisation backwards, which the homework's question 2.3 asks for; epsilon, and the scale of a column."""

from typing import Any

import numpy as np
import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Rival, Setting, Source
from paper_checks.experiments.batch import statistics
from paper_checks.experiments.batch_gradients import (
    gradient,
    gradient_by_parameter,
    normalized,
    slopes,
    sum_of_gradient,
    sum_of_gradient_by_deviation,
)
from theory.notation import EPS, B, beta, gamma, y
from theory.results.batch_column import (
    MEAN_PRODUCT,
    MEAN_SLOPE,
    SCALE,
    SLOPE,
    normalized_scaled_value,
    normalized_variance_with_epsilon,
)
from theory.results.batchnorm_backward import (
    loss_by_scaled_value,
    loss_by_shift_of_column,
    loss_by_stretch_of_column,
    loss_by_value,
)
from theory.results.batchnorm_gradients import BATCH_MEAN, BATCH_VARIANCE
from theory.results.batchnorm_parameters import loss_by_mean, loss_by_scale, loss_by_shift, loss_by_variance

__all__ = ["CLAIMS"]

_BATCHES: tuple[Setting, ...] = (
    {"values": (0.25, 1.75), "scale": 1.5, "shift": 0.3, "epsilon": 0.0625},
    {"values": (-1.5, 0.25, 4.25), "scale": 0.4, "shift": 0.7, "epsilon": 0.125},
    {"values": (0.5, -2.0, 1.25, 3.0, 2.25), "scale": 2.5, "shift": -0.1, "epsilon": 0.5},
)
_COLUMNS = tuple(Point(setting) for setting in _BATCHES)
_SAMPLES = tuple(
    Point(setting | {"sample": sample}) for setting, sample in zip(_BATCHES, (1, 0, 3), strict=True)
)
# Without epsilon a batch of two is ±1 whatever its values, and its gradient is 0.
_PAIR = Point(_BATCHES[0] | {"sample": 1, "epsilon": 0.0, "multiplied": 2.0})
_MULTIPLIED = tuple(
    Point(setting | {"sample": 2, "epsilon": 0.0, "multiplied": factor})
    for setting, factor in zip(_BATCHES[1:], (3.0, 0.125), strict=True)
)
_SPREAD = BATCH_VARIANCE + EPS
_CENTRED = y - BATCH_MEAN


def _parameters(point: Point) -> dict[str, float]:
    return {name: point[name] for name in ("scale", "shift", "epsilon")}


def _symbols(point: Point) -> dict[sp.Symbol, Any]:
    values, parameters = np.array(point["values"]), _parameters(point)
    mean, variance = statistics(point["values"])
    by_normalized = slopes(point["values"], **parameters)
    found: dict[sp.Symbol, Any] = {
        B: len(values),
        BATCH_MEAN: mean,
        BATCH_VARIANCE: variance,
        MEAN_SLOPE: float(by_normalized.mean()),
        MEAN_PRODUCT: float((by_normalized * (values - mean)).mean()),
        gamma: point["scale"],
        beta: point["shift"],
        EPS: point["epsilon"],
    }
    if "sample" in point.setting:
        found |= {y: float(values[point["sample"]]), SLOPE: float(by_normalized[point["sample"]])}
    if "multiplied" in point.setting:
        found[SCALE] = point["multiplied"]
    return found


def _claim(
    name: str, reading: str, rhs: sp.Expr, derivation: Any, rivals: tuple[Rival, ...], **given: Any
) -> Claim:
    return Claim(
        id=f"corollaries.{name}",
        source=Source("corollary", "the question of CPEN 455, homework 1, 2.3", "", reading),
        kind=Kind.EXACT,
        rhs=sp.sympify(rhs),
        derivation=derivation,
        rivals=rivals,
        symbols=_symbols,
        **given,
    )


def _by(parameter: str) -> Any:
    return lambda point: gradient_by_parameter(by=parameter, **point.setting)


def _variance(point: Point) -> float:
    return float(np.var(normalized(point["values"], **_parameters(point))))


def _multiplied_value(point: Point) -> float:
    column = point["multiplied"] * np.array(point["values"])
    return float(normalized(column, **_parameters(point))[point["sample"]])


_LOSS = "d is the loss's derivative by a normalised value, D its mean over the batch, C the mean of d (Y - m)"
_PROJECTED = SLOPE - MEAN_SLOPE - _CENTRED * MEAN_PRODUCT / BATCH_VARIANCE

CLAIMS = (
    _claim(
        "bn-backward",
        f"∂ℓ/∂Y = γ/√(v + ε) (d - D - (Y - m) C/(v + ε)) for any loss and batch, on all paths; {_LOSS}.",
        gamma / sp.sqrt(_SPREAD) * (SLOPE - MEAN_SLOPE - _CENTRED * MEAN_PRODUCT / _SPREAD),
        loss_by_value,
        (
            Rival(
                gamma / sp.sqrt(_SPREAD) * (SLOPE - _CENTRED * MEAN_PRODUCT / _SPREAD), "the mean held fixed"
            ),
            Rival(gamma / sp.sqrt(_SPREAD) * (SLOPE - MEAN_SLOPE), "the variance held fixed"),
            Rival((SLOPE - MEAN_SLOPE - _CENTRED * MEAN_PRODUCT / _SPREAD) / sp.sqrt(_SPREAD), "γ forgotten"),
            Rival(gamma / sp.sqrt(_SPREAD) * _PROJECTED, "ε forgotten on the path through the variance"),
        ),
        computation=lambda point: gradient(**point.setting),
        points=_SAMPLES,
    ),
    _claim(
        "bn-backward.gamma",
        f"∂ℓ/∂γ = B C/√(v + ε): the sum over the batch of d (Y - m)/√(v + ε); {_LOSS}.",
        B * MEAN_PRODUCT / sp.sqrt(_SPREAD),
        loss_by_scale,
        (
            Rival(gamma * B * MEAN_PRODUCT / sp.sqrt(_SPREAD), "the scale kept"),
            Rival(MEAN_PRODUCT / sp.sqrt(_SPREAD), "the mean over the batch for the sum"),
            Rival(B * MEAN_PRODUCT / sp.sqrt(BATCH_VARIANCE), "ε forgotten"),
        ),
        computation=_by("scale"),
        points=_COLUMNS,
    ),
    _claim(
        "bn-backward.beta",
        f"∂ℓ/∂β = B D: the sum of d over the batch; {_LOSS}.",
        B * MEAN_SLOPE,
        loss_by_shift,
        (
            Rival(MEAN_SLOPE, "the mean over the batch for the sum"),
            Rival(gamma * B * MEAN_SLOPE, "scaled too"),
        ),
        computation=_by("shift"),
        points=_COLUMNS,
    ),
    _claim(
        "bn-backward.mean",
        f"∂ℓ/∂m = -γ B D/√(v + ε), where the variance and the values are held fixed; {_LOSS}.",
        -gamma * B * MEAN_SLOPE / sp.sqrt(_SPREAD),
        loss_by_mean,
        (
            Rival(-gamma * MEAN_SLOPE / sp.sqrt(_SPREAD), "of one sample"),
            Rival(-B * MEAN_SLOPE / sp.sqrt(_SPREAD), "γ forgotten"),
            Rival(gamma * B * MEAN_SLOPE / sp.sqrt(_SPREAD), "wrong sign"),
        ),
        computation=_by("mean"),
        points=_COLUMNS,
    ),
    _claim(
        "bn-backward.variance",
        f"∂ℓ/∂v = -(γ/2) B C (v + ε)^(-3/2), where the mean and the values are held fixed; {_LOSS}.",
        -gamma / 2 * B * MEAN_PRODUCT * _SPREAD ** sp.Rational(-3, 2),
        loss_by_variance,
        (
            Rival(-gamma * B * MEAN_PRODUCT * _SPREAD ** sp.Rational(-3, 2), "the factor 1/2 lost"),
            Rival(-gamma / 2 * B * MEAN_PRODUCT / sp.sqrt(_SPREAD), "the power kept"),
            Rival(-gamma / 2 * MEAN_PRODUCT * _SPREAD ** sp.Rational(-3, 2), "of one sample"),
        ),
        computation=_by("variance"),
        points=_COLUMNS,
    ),
    _claim(
        "bn-backward.sum",
        f"The gradient by the values of a column adds up to 0: it is orthogonal to 1. {_LOSS}.",
        sp.S.Zero,
        loss_by_shift_of_column,
        (
            Rival(gamma * B * MEAN_SLOPE / sp.sqrt(_SPREAD), "the path through the mean forgotten"),
            Rival(B * MEAN_SLOPE, "that by the normalised values"),
        ),
        computation=lambda point: sum_of_gradient(**point.setting),
        points=_COLUMNS,
    ),
    _claim(
        "bn-backward.along",
        "Σ (Y - m) ∂ℓ/∂Y = γ B C ε/(v + ε)^(3/2): without ε the gradient is orthogonal to Ŷ - β too, and with it "
        f"nearly so; {_LOSS}.",
        gamma * B * MEAN_PRODUCT * EPS * _SPREAD ** sp.Rational(-3, 2),
        loss_by_stretch_of_column,
        (
            Rival(sp.S.Zero, "exactly orthogonal, as without ε"),
            Rival(gamma * B * MEAN_PRODUCT / sp.sqrt(_SPREAD), "the path through the variance forgotten"),
            Rival(gamma * B * MEAN_PRODUCT * EPS / _SPREAD, "the root lost"),
        ),
        computation=lambda point: sum_of_gradient_by_deviation(**point.setting),
        points=_COLUMNS,
    ),
    _claim(
        "bn-eps-variance",
        "The variance over the batch of normalised values is γ² v/(v + ε), below the γ² of question 2.2, where ε is "
        "ignored.",
        gamma**2 * BATCH_VARIANCE / _SPREAD,
        normalized_variance_with_epsilon,
        (
            Rival(gamma**2, "ε ignored"),
            Rival(gamma**2 * BATCH_VARIANCE / (BATCH_VARIANCE + EPS**2), "ε added to the deviation"),
            Rival(gamma**2 * sp.sqrt(BATCH_VARIANCE / _SPREAD), "deviations for variances"),
            Rival(gamma * BATCH_VARIANCE / _SPREAD, "γ not squared"),
        ),
        computation=_variance,
        points=_COLUMNS,
    ),
    _claim(
        "bn-scale-invariance",
        "A factor a > 0 on a column changes no normalised value, where ε is 0: Ŷ = γ (Y - m)/√v + β with the mean m "
        "and the variance v of the column without the factor.",
        gamma * _CENTRED / sp.sqrt(BATCH_VARIANCE) + beta,
        normalized_scaled_value,
        (
            Rival(
                gamma * SCALE * _CENTRED / sp.sqrt(BATCH_VARIANCE) + beta,
                "the deviation taken without the factor",
            ),
            Rival(
                gamma * _CENTRED / (SCALE * sp.sqrt(BATCH_VARIANCE)) + beta,
                "the factor in the variance, squared",
            ),
            Rival(gamma * _CENTRED / sp.sqrt(SCALE * BATCH_VARIANCE) + beta, "the root lost"),
        ),
        computation=_multiplied_value,
        points=(_PAIR, *_MULTIPLIED),
    ),
    _claim(
        "bn-scale-invariance.gradient",
        "The gradient by a column with a factor a > 0 is 1/a times that without, where ε is 0: the larger the weights "
        f"before batch normalisation, the smaller their gradient. {_LOSS}.",
        gamma / (SCALE * sp.sqrt(BATCH_VARIANCE)) * _PROJECTED,
        loss_by_scaled_value,
        (
            Rival(gamma / sp.sqrt(BATCH_VARIANCE) * _PROJECTED, "the same gradient"),
            Rival(gamma * SCALE / sp.sqrt(BATCH_VARIANCE) * _PROJECTED, "a for 1/a"),
            Rival(gamma / (SCALE**2 * sp.sqrt(BATCH_VARIANCE)) * _PROJECTED, "1/a²"),
        ),
        computation=lambda point: gradient(**point.setting),
        points=_MULTIPLIED,
    ),
)
