"""Questions 2.3 and 3.1: gradients of the loss that are asked for, and that the homework does not write down."""

from typing import Any

import numpy as np
import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Rival, Setting
from paper_checks.experiments.batch import statistics
from paper_checks.experiments.losses import cross_entropy_by_logit, loss_by_first_value, sum_of_others
from paper_checks.ledger.cpen455hw1.source import homework
from theory.notation import EPS, gamma, y
from theory.results.batchnorm_gradients import BATCH_MEAN, BATCH_VARIANCE, LOSS_SLOPE
from theory.results.loss_gradients import (
    LOGIT,
    REST,
    TRUTH,
    by_input,
    loss_by_input,
    loss_by_logit,
    others,
)

__all__ = ["CLAIMS"]

_LOGITS = tuple(
    Point({"logits": logits, "truth": truth}, number=number)
    for logits, truth, number in (
        ((0.5, -1.25, 2.0), (0.0, 0.0, 1.0), 2),
        ((0.25, 1.5, -0.75, 0.0), (0.125, 0.5, 0.25, 0.125), 1),
    )
)
# Batches of four, in which the rectifier shuts one sample or two.
_BATCHES: tuple[Setting, ...] = (
    {
        "values": (0.25, 1.75, -1.0, 3.0), "slopes": (0.5, -1.0, 2.0, 0.75),
        "scale": 1.5, "shift": 1.0, "epsilon": 0.0625,
    },
    {
        "values": (4.25, -1.5, 0.25, 0.5), "slopes": (-0.75, 1.25, 0.5, 2.0),
        "scale": 0.4, "shift": 0.1, "epsilon": 0.125,
    },
)  # fmt: skip
_SOFTMAX = sp.exp(LOGIT) / (sp.exp(LOGIT) + REST)
_SPREAD = BATCH_VARIANCE + EPS
_FOUR = 4
_GRADIENT = by_input(_FOUR)
_ALONG = (LOSS_SLOPE * (y - BATCH_MEAN) + sum(slope * distance for slope, distance in others(_FOUR))) / _FOUR


def _of_logit(point: Point) -> dict[sp.Symbol, Any]:
    logits, number = point["logits"], point["number"]
    return {
        LOGIT: logits[number],
        REST: sum_of_others(logits=logits, number=number),
        TRUTH: point["truth"][number],
    }


def _of_column(point: Point) -> dict[sp.Symbol, Any]:
    values, scale = np.array(point["values"]), point["scale"]
    mean, variance = statistics(point["values"])
    open_gate = scale * (values - mean) / np.sqrt(variance + point["epsilon"]) + point["shift"] > 0
    slopes = np.where(open_gate, point["slopes"], 0.0)  # dl/dYhat
    found = {y: values[0], BATCH_MEAN: mean, BATCH_VARIANCE: variance, EPS: point["epsilon"], gamma: scale}
    found[LOSS_SLOPE] = float(slopes[0])
    for (slope, distance), number in zip(others(_FOUR), range(1, _FOUR), strict=True):
        found |= {slope: float(slopes[number]), distance: float(values[number] - mean)}
    return {symbol: float(value) for symbol, value in found.items()}


CLAIMS = (
    Claim(
        id="cpen455hw1.3.1.loss-by-logits",
        source=homework(
            "question 3.1, made precise",
            "",
            "∂ℓ/∂h_L[k] = y[k] - ȳ[k], for any number of classes. S_k is the sum of exp(h_L[j]) over the others.",
        ),
        kind=Kind.EXACT,
        rhs=_SOFTMAX - TRUTH,
        derivation=loss_by_logit,
        rivals=(
            Rival(TRUTH - _SOFTMAX, "the sign lost"),
            Rival(_SOFTMAX * (1 - _SOFTMAX) - TRUTH, "the slope of the softmax for its value"),
            Rival(-TRUTH * (1 - _SOFTMAX), "through log y[k] alone"),
        ),
        computation=lambda point: cross_entropy_by_logit(**point.setting, **point.where),
        points=_LOGITS,
        symbols=_of_logit,
    ),
    Claim(
        id="cpen455hw1.2.3.loss-by-input",
        source=homework(
            "question 2.3, made precise",
            "",
            "∂ℓ/∂Y[i, j] = γ/√(v + ε) (g_i - mean g - (Y[i, j] - m) mean(g (Y - m))/(v + ε)), with g = ∂ℓ/∂Ŷ, which "
            "is ∂ℓ/∂H where Ŷ > 0 and 0 elsewhere; for four samples, of which i is the first.",
        ),
        kind=Kind.EXACT,
        rhs=_GRADIENT,
        derivation=loss_by_input,
        rivals=(
            Rival(gamma / sp.sqrt(_SPREAD) * LOSS_SLOPE, "the mean and the variance held fixed"),
            Rival(
                _GRADIENT + gamma / sp.sqrt(_SPREAD) * (y - BATCH_MEAN) * _ALONG / _SPREAD,
                "the path through the variance forgotten",
            ),
            Rival(_GRADIENT / gamma, "the scale forgotten"),
        ),
        computation=lambda point: loss_by_first_value(**point.setting),
        points=tuple(map(Point, _BATCHES)),
        symbols=_of_column,
    ),
)
