"""Sections 1 to 3: linear layers, and (11) before (10) is used in it."""

import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Rival, Setting
from paper_checks.experiments.networks import forward_pass, shrinking
from paper_checks.ledger.kumar2017.layer import width_and_layer
from paper_checks.ledger.kumar2017.linearised import weight_variance
from paper_checks.ledger.kumar2017.source import kumar
from theory import get
from theory.notation import G0, G1, N, mu, s, v
from theory.results.linear_layers import (
    linear_mean_square_ratio,
    linearised_variance_by_moments,
    preactivation_square_ratio,
)

__all__ = ["CLAIMS"]


def _linear(width: int, layer: int, law: str) -> Point:
    record = (f"x{layer}^2", f"x{layer + 1}^2")
    network: Setting = {
        "width": width, "depth": layer, "activation": "linear", "weight_variance": 1.0, "record": record,
        "weight_law": law,
    }  # fmt: skip
    return Point(network, layer=layer)


# Inputs that share most of their variance and are far from centred.
_ROW: Setting = {
    "width": 4, "depth": 1, "activation": "linear", "weight_variance": 1.2, "record": ("y1", "y1^2"),
    "input_law": "uniform", "input_mean": 0.8, "input_deviation": 1.5, "input_correlation": 0.9,
}  # fmt: skip
# Inputs whose mean is neither 0 nor g(0).
_ANY_MEAN = tuple(
    Point({
        "width": 8, "depth": 1, "activation": name, "weight_variance": 0.1, "record": ("x2", "x2^2"),
        "input_law": "normal", "input_mean": mean, "input_deviation": 0.5,
    })
    for name, mean in (("sigmoid", -0.8), ("softplus", 0.3))
)  # fmt: skip
_BY_MOMENTS = N * G1**2 * v**2 * (s**2 + mu**2)


def _moments(point: Point) -> dict[sp.Symbol, object]:
    """Return what (11) depends on; the sides are compared per unit of N v^2."""
    activation = get(point["activation"])
    return {
        G0: activation.at_zero(),
        G1: activation.at_zero(1),
        N: point["width"],
        v: 1 / sp.sqrt(point["width"]),
        s: sp.Rational(str(point["input_deviation"])),
        mu: sp.Rational(str(point["input_mean"])),
    }


CLAIMS = (
    Claim(
        id="kumar2017.sec1.linear",
        source=kumar(
            "section 1",
            "showed that for a linear activation function, the optimal value of v^2 = 1/N, where N is the number of "
            "nodes feeding into that layer.",
            reading="optimal in that it keeps the variance: a linear layer then has E x_{m+1}^2 = E x_m^2, at any N "
            "and m. What [3] require besides, of the backward pass, is judged elsewhere.",
        ),
        kind=Kind.EXACT,
        rhs=sp.S.One,
        derivation=linear_mean_square_ratio,
        rivals=(
            Rival(sp.Rational(1, 2), "as for ReLU"),
            Rival(sp.Rational(1, 3), "the variance of U[±1/√N]"),
            Rival(1 - 1 / N, "N - 1 of N inputs counted"),
        ),
        experiment=forward_pass,
        points=(_linear(3, 1, "normal"), _linear(4, 3, "normal"), _linear(3, 2, "uniform")),
        symbols=width_and_layer,
        margin=0.05,
    ),
    Claim(
        id="kumar2017.eq3.variance",
        source=kumar(
            "below (3)",
            "Therefore, u_m^2 = Var(y_m(i)) = E(y_m(i)^2) - (E(y_m(i)))^2 = E(y_m(i)^2).",
        ),
        kind=Kind.EXACT,
        rhs=sp.S.One,
        derivation=preactivation_square_ratio,
        rivals=(
            Rival(s**2 / (s**2 + mu**2), "the mean square of weights that average their inputs"),
            Rival(1 - 1 / N, "the biased variance of N inputs"),
        ),
        experiment=forward_pass,
        points=tuple(Point(_ROW | {"weight_law": law}) for law in ("normal", "rademacher")),
        symbols=lambda point: {N: point["width"], s: point["input_deviation"], mu: point["input_mean"]},
        margin=0.05,
    ),
    Claim(
        id="kumar2017.eq11.moments",
        source=kumar(
            "equation (11)",
            "s_{m+1}^2 = Var(x_{m+1}(i)) ≈ (g'(0))^2 Var(y_m(i)) = N(g'(0))^2 v^2 (s_m^2 + μ_m^2)",
            reading="before (10) is used: to leading order as v tends to 0, at any layer, the first one included, and "
            "for inputs of any mean.",
        ),
        kind=Kind.APPROXIMATION,
        rhs=_BY_MOMENTS,
        derivation=linearised_variance_by_moments,
        rivals=(
            Rival(N * G1**2 * v**2 * (s**2 + G0**2), "the mean g(0), which these inputs do not have"),
            Rival(N * G1**2 * v**2 * s**2, "the mean forgotten"),
            Rival(N * G1 * v**2 * (s**2 + mu**2), "g'(0) not squared"),
            Rival(N * G1**2 * v**2 * (s**2 + mu), "the mean not squared"),
        ),
        experiment=shrinking,
        small=weight_variance,
        order=1,
        points=_ANY_MEAN,
        symbols=_moments,
        margin=0.02,
    ),
)
