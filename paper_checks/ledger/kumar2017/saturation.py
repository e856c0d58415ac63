"""Section 3.1: sequential saturation, or how the layers of tanh differ under Glorot and Bengio's uniform weights."""

import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Relation, Rival, Setting
from paper_checks.experiments.networks import distribution, fading, forward_pass
from paper_checks.experiments.tanh_layers import modes_of_layer
from paper_checks.ledger.kumar2017.source import kumar
from paper_checks.verdict import Status
from theory.notation import h, m
from theory.results.tanh import uniform_tanh_variance_bound
from theory.results.tanh_law import inverse_tanh
from theory.results.tanh_saturation import (
    tanh_excess_kurtosis,
    tanh_zero_mean,
    uniform_preactivation_ratio,
    uniform_tanh_distribution,
    uniform_tanh_modes,
)

__all__ = ["CLAIMS"]

_DEPTH = 5
_RECORD = tuple(
    name
    for layer in range(1, _DEPTH + 1)
    for name in (f"y{layer}", f"y{layer}^2", f"x{layer + 1}", f"x{layer + 1}^2")
)


def _glorot(width: int, law: str) -> Setting:
    """Return layers of tanh whose weights have the variance 1/(3N) of U[±1/√N]."""
    return {
        "width": width, "depth": _DEPTH, "activation": "tanh", "weight_law": law, "weight_variance": 1 / 3,
        "record": _RECORD,
    }  # fmt: skip


# Two units, whose pre-activations are far from normal, and many.
_NETWORKS = (_glorot(2, "uniform"), _glorot(2, "rademacher"), _glorot(32, "uniform"))
_LAYERS = tuple(Point(network, layer=layer) for network in _NETWORKS for layer in range(1, _DEPTH))
_DEEPER = tuple(Point(network, layer=layer) for network in _NETWORKS for layer in range(2, _DEPTH + 1))
# An input that is not centred, so that only the symmetry of the weights makes the means 0.
_SHIFTED = tuple(
    Point(_glorot(width, "uniform") | {"input_law": "uniform", "input_mean": 0.7}, layer=layer)
    for width, layer in ((2, 1), (3, 3))
)
_SMALL = Point({
    "width": 2, "outputs": 64, "depth": 1, "activation": "tanh", "weight_variance": 1.0, "input_deviation": 0.125,
    "record": ("x2^2", "x2^4", "y1^2", "y1^4"),
})  # fmt: skip
# Two signs, so that y_1 ~ N(0, 1/3) exactly; one unit of a fresh network each.
_EDGES = (-0.9, -0.5)
_FIRST: Setting = {
    "width": 2, "depth": 1, "activation": "tanh", "weight_variance": 1 / 3, "record": ("x2",), "edges": _EDGES,
}  # fmt: skip
_T = inverse_tanh().rhs


def _distribution(variance: sp.Expr) -> sp.Expr:
    """Return P(x <= h) for y of the given variance."""
    return (1 + sp.erf(_T / sp.sqrt(2 * variance))) / 2


def _layer(point: Point) -> dict[sp.Symbol, int]:
    return {m: point["layer"]}


_SATURATED = (
    "we expect the activations from the shallower layers to be more saturated (i.e., more concentrated near -1 and "
    "+1), and the saturation in the activations to reduce as we go to the deeper layers in the network."
)

CLAIMS = (
    Claim(
        id="kumar2017.sec3.1.zero-mean",
        source=kumar(
            "above (15)",
            "from (10) and (11), with g(0) = 0 and g'(0) = 1, we have μ_m = 0",
            reading="from the first tanh on, exactly, whatever the input's mean; (10) says so to leading order.",
        ),
        kind=Kind.EXACT,
        rhs=sp.S.Zero,
        derivation=tanh_zero_mean,
        rivals=(
            Rival(1 / sp.sqrt(6 * sp.pi), "a rectifier's: u_1/√(2π)"),
            Rival(sp.Rational(7, 10), "the input's mean kept"),
            Rival(sp.Rational(7, 30), "the input's mean times N v²"),
        ),
        experiment=forward_pass,
        points=_SHIFTED,
        symbols=_layer,
        margin=0.1,
    ),
    Claim(
        id="kumar2017.sec3.1.decreasing",
        source=kumar(
            "below (15)",
            "From (6), this implies that u_{m+1}^2 < u_m^2 for all m (i.e., u_m^2 is a decreasing function of m).",
            reading="of tanh itself, and not of its tangent; derived for normal pre-activations, and measured at N = 2 "
            "and 32 with two laws of weights.",
        ),
        kind=Kind.EXACT,
        rhs=sp.S.One,
        relation=Relation.LESS,
        derivation=uniform_preactivation_ratio,
        rivals=(
            Rival(
                sp.Rational(1, 4), "below 1/4: the square of a weight's mean size, 1/(2√N), for its variance"
            ),
            Rival(sp.Rational(1, 6), "below half of (15)"),
            Rival(sp.Rational(1, 12), "below what an interval of length 1/√N would give"),
        ),
        experiment=forward_pass,
        points=_LAYERS,
        symbols=_layer,
    ),
    Claim(
        id="kumar2017.sec3.1.normal-limit",
        source=kumar(
            "section 3.1, below (17)",
            "we expect the activations to be (a) approximately normally distributed when u_m is close to 0",
            reading="the excess kurtosis of tanh(y), y ~ N(0, u^2), tends to 0 with u: like -8 u^2. It is measured "
            "against that of y itself, per unit of u^2.",
        ),
        kind=Kind.APPROXIMATION,
        rhs=-sp.S(8),
        derivation=tanh_excess_kurtosis,
        rivals=(
            Rival(-sp.S(20), "the fall of the fourth moment alone"),
            Rival(sp.S(12), "that of the squared second moment alone, which raises it"),
            Rival(-sp.S(14), "the squared second moment counted once"),
            Rival(-sp.S(4), "the sine's y³/6 for tanh's y³/3"),
        ),
        experiment=fading,
        small=lambda point: float(point["input_deviation"]) ** 2,
        points=(_SMALL,),
        margin=0.1,
    ),
    Claim(
        id="kumar2017.sec3.1.saturation",
        source=kumar(
            "section 3.1, below (17)",
            _SATURATED,
            reading="the saturation of a layer is measured by E x^2 = 1 - E tanh'(y): it is 0 where every unit is at "
            "0, and 1 where every unit is at -1 or +1 and has lost its slope. From the first layer of activations on, "
            "each layer has less of it than the one before; the words call this more concentrated near -1 and +1.",
        ),
        kind=Kind.EXACT,
        rhs=sp.S.One,
        relation=Relation.LESS,
        derivation=uniform_tanh_variance_bound,
        rivals=(
            Rival(
                sp.Rational(1, 4), "below 1/4: the square of a weight's mean size, 1/(2√N), for its variance"
            ),
            Rival(sp.Rational(1, 6), "below half of (15)"),
        ),
        experiment=forward_pass,
        points=_DEEPER,
        symbols=_layer,
    ),
    Claim(
        id="kumar2017.sec3.1.explains-glorot",
        source=kumar(
            "section 3.1, below (17)",
            "(b) bimodally distributed with local maximas near -1 and +1 when u_m is close to 1. Accordingly, since "
            f"u_m^2 is a decreasing function of m, {_SATURATED}",
            reading="as the explanation of what [3] saw in layers of tanh with weights from U[±1/√N]: their first "
            "layer is in regime (b), with two maxima. That the shallower layers are more saturated, by comparison, is "
            "judged under sec3.1.saturation, and holds.",
        ),
        kind=Kind.ASYMPTOTIC,
        rhs=sp.S(2),
        derivation=uniform_tanh_modes,
        expected=Status.REFUTED,
        rivals=(
            Rival(sp.S(3), "a maximum at the centre too"),
            Rival(sp.S.Zero, "a density that rises to both ends"),
        ),
        computation=lambda point: modes_of_layer(**point.setting),
        points=tuple(Point({"layer": layer}) for layer in (1, 2, 3)),
        corrected_by="kumar2017.sec3.1.explains-glorot.corrected",
        reason="With weights of variance 1/(3N) and an input of variance 1, u_1² is 1/3. Two maxima need u² above 1/2, "
        "so that no layer has them: each has its one maximum at 0, and one unit of the first layer in a hundred is "
        "beyond ±0.9. The deeper layers are less saturated still. Before training there are no maxima near -1 and +1; "
        "what [3] report is seen in training.",
        erratum="with U[±1/√N] u_1² is 1/3: no layer has maxima near ±1, which need u² above 1/2",
    ),
    Claim(
        id="kumar2017.sec3.1.explains-glorot.corrected",
        source=kumar(
            "section 3.1, regime (b), corrected",
            reading="with weights from U[±1/√N] and an input of variance 1, u_m^2 ≤ 1/3, and the activations of every "
            "layer have one mode, at 0.",
        ),
        kind=Kind.EXACT,
        rhs=sp.S.One,
        derivation=uniform_tanh_modes,
        rivals=(
            Rival(sp.S(2), "as printed: two maxima"),
            Rival(sp.S(3), "a maximum at the centre too"),
        ),
        computation=lambda point: modes_of_layer(**point.setting),
        points=tuple(Point({"layer": layer}) for layer in (1, 2, 3)),
    ),
    Claim(
        id="kumar2017.sec3.1.explains-glorot.corrected.share",
        source=kumar(
            "section 3.1, the first layer, corrected",
            reading="with u_1^2 = 1/3, P(x_2 ≤ -0.9) = 0.0054 and P(x_2 ≤ -0.5) = 0.171, by (16).",
        ),
        kind=Kind.EXACT,
        rhs=_distribution(sp.Rational(1, 3)),
        derivation=uniform_tanh_distribution,
        rivals=(
            Rival(_distribution(sp.S.One), "u = 1, as in regime (b)"),
            Rival(_distribution(sp.Rational(1, 2)), "u² = 1/2, the threshold of two maxima"),
            Rival(_distribution(sp.Rational(1, 4)), "the square of a weight's mean size for its variance"),
        ),
        experiment=distribution,
        points=tuple(Point(_FIRST, at=at) for at in _EDGES),
        symbols=lambda point: {h: sp.Rational(str(point["at"]))},
        margin=0.1,
    ),
)
