"""Dropout for any unit, and the weights that keep layers critical under it."""

import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Rival, Setting, Source
from paper_checks.experiments.units import dropped_layer, dropped_network
from theory.notation import a, b, m, p, w
from theory.results.dropout_layers import (
    dropout_added_variance,
    dropout_backward_ratio,
    dropout_critical_weights,
    dropout_forward_ratio,
    dropout_mean_ratio,
)

__all__ = ["CLAIMS"]

# Units of three laws, one of which is never negative, one centred, and one that is 0 half of the time.
_LAYER: Setting = {"inputs": 4, "units": 4}
_ANY = tuple(
    Point(_LAYER | {"activation": name, "drop": drop})
    for name, drop in (("sigmoid", 0.2), ("tanh", 0.5), ("softplus", 0.5))
)
_SLOPES = {"relu": sp.S.Zero, "prelu": sp.Rational(1, 4)}
_RECTIFIED = tuple(
    Point(_LAYER | {"activation": name, "drop": drop})
    for name, drop in (("relu", 0.2), ("prelu", 0.2), ("prelu", 0.5))
)


def _drop(point: Point) -> dict[sp.Symbol, float]:
    return {p: point["drop"]}


def _corollary(place: str, reading: str) -> Source:
    return Source("corollary", place, "", reading=reading)


def _networks(*settings: tuple[str, float, float, int, int, int]) -> tuple[Point, ...]:
    """Return networks of an activation, N v^2, a drop probability, a width and a depth, each with a layer."""
    return tuple(
        Point(
            {"width": width, "depth": depth, "activation": name, "weight_variance": weights, "drop": drop},
            layer=layer,
        )
        for name, weights, drop, width, depth, layer in settings
    )


# At the critical weights, 2(1-p)/(1 + a^2), and at others.
_FORWARD = _networks(("relu", 1.6, 0.2, 4, 3, 1), ("relu", 1.6, 0.2, 4, 3, 2), ("prelu", 1.5, 0.5, 8, 3, 2))
# Backward a layer that is all zero counts, which has the probability ((1+p)/2)^N for ReLU: 5e-6 in the last network,
# and 0 in front of the first mask, in the others.
_BACKWARD = _networks(("relu", 1.6, 0.2, 4, 2, 1), ("prelu", 1.5, 0.5, 8, 2, 1), ("relu", 1.6, 0.2, 24, 3, 2))


def _network(point: Point) -> dict[sp.Symbol, object]:
    return {
        m: point["layer"],
        w: sp.Rational(str(point["weight_variance"])),
        p: sp.Rational(str(point["drop"])),
        a: 1,
        b: _SLOPES[point["activation"]],
    }


_FACTOR = w * (a**2 + b**2) / (2 * (1 - p))
_FACTOR_RIVALS = (
    Rival(w * (a**2 + b**2) / 2, "the dropout forgotten"),
    Rival(w * (a**2 + b**2) / (2 * (1 - p) ** 2), "the mask's mean square taken as 1"),
    Rival(w * (a**2 + b**2) * (1 - p) / 2, "not rescaled"),
    Rival(w * (a**2 + b**2) / (2 * p), "p for 1 - p"),
)
_CRITICAL = 2 * (1 - p) / (a**2 + b**2)

CLAIMS = (
    Claim(
        id="corollaries.dropout-general",
        source=_corollary(
            "dropout of any unit",
            "Var(m h/(1-p)) = Var h + (p/(1-p)) E h^2, for a unit h of any law: the noise that dropout adds grows with "
            "the mean square, and not with the variance.",
        ),
        kind=Kind.EXACT,
        rhs=p / (1 - p),
        derivation=dropout_added_variance,
        rivals=(
            Rival(p, "not rescaled by 1/(1-p)"),
            Rival((1 - p) / p, "p for 1 - p"),
            Rival(p / (1 - p) ** 2, "the variance of the mask, p(1-p), not divided twice"),
            Rival(1 / (1 - p), "the whole mean square for what is added"),
        ),
        experiment=dropped_layer,
        points=_ANY,
        symbols=_drop,
        margin=0.05,
    ),
    Claim(
        id="corollaries.dropout-general.mean",
        source=_corollary("dropout of any unit", "E(m h/(1-p)) = E h, for a unit h of any law."),
        kind=Kind.EXACT,
        rhs=sp.S.One,
        derivation=dropout_mean_ratio,
        rivals=(
            Rival(1 - p, "not rescaled"),
            Rival(1 / (1 - p), "rescaled, the mask forgotten"),
            Rival(p / (1 - p), "p for 1 - p in the mask"),
        ),
        experiment=dropped_layer,
        points=(_ANY[0], _ANY[2]),  # a mean of 0 has no ratio
        symbols=_drop,
        margin=0.02,
    ),
    Claim(
        id="corollaries.dropout-he",
        source=_corollary(
            "He's weights under dropout",
            "σ_w^2 = 2(1-p)/(a^2 + b^2) keeps the mean square of the pre-activations under dropout, for g(z) = a z, "
            "z > 0, and b z, z < 0; for ReLU it is 2(1-p), not 2. It is σ_w^2 E d^2 = E y^2 = 1, solved for σ_w^2.",
        ),
        kind=Kind.EXACT,
        rhs=_CRITICAL,
        derivation=dropout_critical_weights,
        rivals=(
            Rival(2 / (a**2 + b**2), "He's, the dropout forgotten"),
            Rival(2 * p / (a**2 + b**2), "p for 1 - p"),
            Rival(2 * (1 - p) ** 2 / (a**2 + b**2), "the mask's mean square taken as 1"),
            Rival(2 / ((1 - p) * (a**2 + b**2)), "dropout without rescaling"),
            Rival(4 * (1 - p) / (a + b) ** 2, "the squared mean slope"),
        ),
        experiment=dropped_layer,
        points=_RECTIFIED,
        symbols=lambda point: _drop(point) | {a: 1, b: _SLOPES[point["activation"]]},
        margin=0.03,
    ),
    Claim(
        id="corollaries.dropout-he.forward",
        source=_corollary(
            "He's weights under dropout, forward",
            "E y_{m+1}^2/E y_m^2 = σ_w^2 (a^2 + b^2)/(2(1-p)) at every width and layer, which is 1 at the critical "
            "σ_w^2; with He's own weights dropout multiplies the variance by 1/(1-p) a layer.",
        ),
        kind=Kind.EXACT,
        rhs=_FACTOR,
        derivation=dropout_forward_ratio,
        rivals=_FACTOR_RIVALS,
        experiment=dropped_network,
        points=_FORWARD,
        symbols=_network,
        margin=0.05,
    ),
    Claim(
        id="corollaries.dropout-he.backward",
        source=_corollary(
            "He's weights under dropout, backward",
            "E d_m^2/E d_{m+1}^2 = σ_w^2 (a^2 + b^2)/(2(1-p)) at every layer, but for the chance that a layer is all "
            "zero: the same critical σ_w^2 keeps the gradient's variance.",
        ),
        kind=Kind.EXACT,
        rhs=_FACTOR,
        derivation=dropout_backward_ratio,
        rivals=_FACTOR_RIVALS,
        experiment=dropped_network,
        points=_BACKWARD,
        symbols=_network,
        margin=0.05,
    ),
)
