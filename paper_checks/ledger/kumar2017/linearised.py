"""Section 3: activations differentiable at 0."""

import sympy as sp

from montecarlo import estimands
from paper_checks.claim import Claim, Kind, Point, Rival, Setting
from paper_checks.experiments import preserving_weight_variance as enumerated_weight_variance
from paper_checks.experiments import shrinking
from paper_checks.ledger.kumar2017.source import kumar
from theory import get, linearised_variance, preserving_weight_variance
from theory.notation import G0, G1, N, s, v

__all__ = ["CLAIMS"]

_VARIANCE = N * G1**2 * v**2 * (s**2 + G0**2)


def _layer(activation: str) -> Setting:
    """Return a layer m >= 2: its inputs have mean g(0)."""
    mean = float(get(activation).at_zero())
    return {
        "width": 8, "depth": 1, "activation": activation, "weight_variance": 0.4, "record": ("x2", "x2^2"),
        "input_law": "normal", "input_mean": mean, "input_deviation": 0.5,
    }  # fmt: skip


def _at_zero(point: Point) -> dict[sp.Symbol, sp.Expr]:
    activation = get(point["activation"])
    return {G0: activation.at_zero(), G1: activation.at_zero(1), N: point["width"]}


def _per_weight_variance(point: Point) -> estimands.Estimand:
    """Return Var x_2/(N v^2), extrapolated to v -> 0 from three weight variances."""
    whole = point["weight_variance"]
    return estimands.richardson(estimands.variance("x2", "x2^2"), (whole, whole / 2, whole / 4))


CLAIMS = (
    Claim(
        id="kumar2017.eq11",
        source=kumar("equation (11)", "s_{m+1}^2 ≈ N g'(0)^2 v^2 (s_m^2 + g(0)^2)"),
        kind=Kind.APPROXIMATION,
        lhs=sp.Symbol("s_{m+1}^2"),
        rhs=_VARIANCE,
        derivation=linearised_variance,
        rivals=(
            Rival(N * G1 * v**2 * (s**2 + G0**2), "g'(0) not squared"),
            Rival(N * G1**2 * v**2 * s**2, "g(0) forgotten"),
            Rival(N * G1**2 * v**2 * (s**2 + G0), "g(0) not squared"),
            Rival(N * G1**2 * v**2 * (s**2 - G0**2), "wrong sign"),
        ),
        experiment=shrinking,
        estimand=_per_weight_variance,
        # Compared per unit of N v^2, which is what remains as v -> 0.
        points=tuple(Point(_layer(activation)) for activation in ("sigmoid", "tanh")),
        symbols=lambda point: _at_zero(point) | {v: 1 / sp.sqrt(point["width"]), s: point["input_deviation"]},
    ),
    Claim(
        id="kumar2017.eq12",
        source=kumar("equation (12)", "v^2 = 1/(N g'(0)^2 (1 + g(0)^2))"),
        kind=Kind.EXACT,
        lhs=sp.Symbol("v^2"),
        rhs=1 / (N * G1**2 * (1 + G0**2)),
        derivation=preserving_weight_variance,
        rivals=(
            Rival(1 / (N * G1**2), "g(0) forgotten"),
            Rival(1 / (N * G1 * (1 + G0**2)), "g'(0) not squared"),
            Rival(1 / (N * G1**2 * (1 + G0)), "g(0) not squared"),
            Rival(1 / (G1**2 * (1 + G0**2)), "the factor 1/N lost"),
        ),
        computation=lambda point: enumerated_weight_variance(**point.setting),
        points=tuple(
            Point({"activation": activation, "width": width})
            for activation, width in (("sigmoid", 3), ("sigmoid", 5), ("tanh", 4))
        ),
        symbols=_at_zero,
    ),
)
