"""What finite width does: networks of one width differ in length, more with every layer."""

import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Rival, Source
from paper_checks.experiments.networks import forward_pass, forward_through
from theory.notation import M, N, a, b, m
from theory.results.layer_length import norm_ratio
from theory.results.spread import (
    bottleneck_kurtosis,
    he_relu_mean,
    he_relu_variance,
    homogeneous_kurtosis,
    length_ratio_variance,
)

__all__ = ["CLAIMS"]

_SLOPES = {"relu": 0, "prelu": sp.Rational(1, 4), "abs": -1}  # PReLU begins at 1/4


def _homogeneous(width: int, layer: int, activation: str) -> Point:
    """Return a pass whose units at one layer tell the spread of the lengths below."""
    return Point(
        {
            "width": width, "depth": layer, "activation": activation, "weight_variance": 1.5,
            "record": (f"y{layer}^2", f"y{layer}^4"),
        },
        layer=layer,
    )  # fmt: skip


def _bottleneck(widths: tuple[int, ...], activation: str) -> Point:
    """Return a pass through layers of which one is narrow."""
    layer = len(widths) - 1
    return Point(
        {
            "widths": widths, "activation": activation, "weight_variance": 1.5,
            "record": (f"y{layer}^2", f"y{layer}^4"),
        },
        width=max(widths),
        narrow=min(widths),
        layer=layer,
    )  # fmt: skip


_RATIOS = tuple(
    _homogeneous(width, 2, activation) for width, activation in ((12, "relu"), (8, "prelu"), (6, "abs"))
)
_DEPTHS = tuple(
    _homogeneous(width, layer, activation)
    for width, layer, activation in ((48, 4, "prelu"), (64, 6, "prelu"), (32, 5, "abs"))
)
_HE = tuple(
    Point(
        {
            "width": width, "depth": layer, "activation": "relu", "weight_variance": 2.0,
            "record": (f"x{layer}", f"x{layer}^2"),
        },
        layer=layer,
    )
    for width, layer in ((3, 3), (16, 3), (16, 5))
)  # fmt: skip
_RATIO = norm_ratio().rhs  # E |x_{m+1}|/|x_m| over the root of the mean square
_MEAN_WIDTH = (N * (m - 2) + M) / (m - 1)  # of the layers below y_m
_LAYER = (6 * (a**4 + b**4) / (a**2 + b**2) ** 2 - 1) / N


def _sizes(point: Point) -> dict[sp.Symbol, sp.Expr]:
    return {N: sp.Integer(point["width"]), m: sp.Integer(point["layer"])}


def _with_slopes(point: Point) -> dict[sp.Symbol, sp.Expr]:
    return _sizes(point) | {a: sp.S.One, b: sp.sympify(_SLOPES[point["activation"]])}


def _finite(reading: str) -> Source:
    return Source("corollary", "finite width, exact at every N", "", reading)


CLAIMS = (
    Claim(
        id="corollaries.relu-ratio-variance",
        source=_finite(
            "over networks, |x_2|^2/|x_1|^2 has the variance (6 (a^4 + b^4)/(a^2 + b^2)^2 - 1)/N relative to its "
            "squared mean, for slopes a and b: 5/N for ReLU, 2/N for a linear layer."
        ),
        kind=Kind.EXACT,
        rhs=_LAYER,
        derivation=length_ratio_variance,
        rivals=(
            Rival(5 / N, "that of ReLU for every slope"),
            Rival(2 / N, "that of a linear layer"),
            Rival(_LAYER + 1 / N, "the squared mean not subtracted"),
            Rival(_LAYER / 3, "E Z⁴ = 1 for 3"),
        ),
        experiment=forward_pass,
        points=_RATIOS,
        symbols=_with_slopes,
        margin=0.1,
    ),
    Claim(
        id="corollaries.kurtosis-depth",
        source=_finite(
            "with an input of signs the excess kurtosis of y_m is 3((1 + k/N)^(m-1) - 1), k being that (6 (a^4 + b^4)/"
            "(a^2 + b^2)^2 - 1): deep pre-activations are not normal at any fixed N."
        ),
        kind=Kind.EXACT,
        rhs=3 * ((1 + _LAYER) ** (m - 1) - 1),
        derivation=homogeneous_kurtosis,
        rivals=(
            Rival(3 * ((1 + _LAYER) ** m - 1), "one layer too many counted"),
            Rival(3 * _LAYER, "the same at every depth"),
            Rival(3 * ((1 + 5 / N) ** (m - 1) - 1), "that of ReLU for every slope"),
            Rival(sp.S.Zero, "normal at every depth"),
        ),
        experiment=forward_pass,
        points=_DEPTHS,
        symbols=_with_slopes,
        margin=0.1,
    ),
    Claim(
        id="corollaries.kurtosis-depth.bottleneck",
        source=_finite(
            "where one of the m - 1 layers below has M units and the others have N, the excess kurtosis of y_m is "
            "3((1 + k/N)^(m-2) (1 + k/M) - 1), wherever that layer stands: one of N/10 units spreads networks about as "
            "much as ten of N."
        ),
        kind=Kind.EXACT,
        rhs=3 * ((1 + _LAYER) ** (m - 2) * (1 + _LAYER * N / M) - 1),
        derivation=bottleneck_kurtosis,
        rivals=(
            Rival(3 * ((1 + _LAYER) ** (m - 1) - 1), "the narrow layer taken as wide"),
            Rival(3 * ((1 + _LAYER * N / _MEAN_WIDTH) ** (m - 1) - 1), "the mean width for each"),
            Rival(3 * ((1 + _LAYER) ** (m - 1) * (1 + _LAYER * N / M) - 1), "one layer too many counted"),
            Rival(3 * _LAYER * N / M, "the narrow layer alone"),
        ),
        experiment=forward_through,
        points=(
            _bottleneck((32, 32, 10, 32, 32), "abs"),
            _bottleneck((48, 16, 48, 48), "prelu"),
        ),
        symbols=lambda point: _with_slopes(point) | {M: sp.Integer(point["narrow"])},
        margin=0.1,
    ),
    Claim(
        id="corollaries.relu-mean-finite-width",
        source=_finite(
            "under He's weights E x_m = ρ^(m-2)/√π for m ≥ 2 and an input of signs, ρ < 1 being the mean over the "
            "root of the mean square of |x_{m+1}|/|x_m|: the mean falls with depth, and the mean square does not."
        ),
        kind=Kind.EXACT,
        rhs=_RATIO ** (m - 2) / sp.sqrt(sp.pi),
        derivation=he_relu_mean,
        rivals=(
            Rival(1 / sp.sqrt(sp.pi), "its limit as N → ∞"),
            Rival(_RATIO ** (m - 1) / sp.sqrt(sp.pi), "one layer too many counted"),
            Rival(1 / sp.sqrt(2 * sp.pi), "Xavier's weights at m = 2"),
            Rival(_RATIO ** (2 * m - 4) / sp.sqrt(sp.pi), "the square of the ratio"),
        ),
        experiment=forward_pass,
        points=_HE,
        symbols=_sizes,
        margin=0.05,
    ),
    Claim(
        id="corollaries.marginal-variance-creep",
        source=_finite(
            "there Var x_m = 1 - ρ^(2m-4)/π, over networks: it starts at 1 - 1/π and creeps back to 1 with depth, as "
            "networks spread."
        ),
        kind=Kind.EXACT,
        rhs=1 - _RATIO ** (2 * m - 4) / sp.pi,
        derivation=he_relu_variance,
        rivals=(
            Rival(1 - 1 / sp.pi, "its limit as N → ∞, at every depth"),
            Rival(sp.S.One, "the variance kept"),
            Rival(1 - _RATIO ** (m - 2) / sp.pi, "the mean not squared"),
            Rival(1 - _RATIO ** (2 * m - 2) / sp.pi, "one layer too many counted"),
        ),
        experiment=forward_pass,
        points=_HE,
        symbols=_sizes,
        margin=0.05,
    ),
)
