"""Section 4.1: the variance that ReLU layers are to keep, and what equation (25) keeps."""

import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Rival, Setting
from paper_checks.experiments.networks import forward_pass, row
from paper_checks.experiments.quadrature import rectified, unit_variance_deviation
from paper_checks.ledger.kumar2017.layer import width_and_layer
from paper_checks.ledger.kumar2017.source import kumar
from paper_checks.printed_number import printed
from paper_checks.verdict import Status
from theory.notation import N, m, u, v
from theory.results.relu import (
    he_weight_variance,
    relu_variance,
    unit_preactivation_variance,
    unit_variance_mean,
    unit_variance_mean_square,
    unit_variance_weights,
)
from theory.results.relu_at_width import relu_within_layer_variance
from theory.results.relu_depth import he_relu_variance_limit

__all__ = ["CLAIMS", "HE_DEEP", "HE_NARROW"]

_ONCE = (Point({}),)  # a number, at no setting


def _he(width: int, layers: tuple[int, ...]) -> Setting:
    """Return a pass under (25) that records y at the first layer with ReLU inputs and at the last."""
    last = max(layers)
    record = tuple(f"x{layer}{power}" for layer in layers for power in ("", "^2"))
    return {
        "width": width, "depth": last, "activation": "relu", "weight_variance": 2.0,
        "record": ("y2^2", "y3^2", *record),
    }  # fmt: skip


# One pass serves (25) and what it does to the variance.
HE_DEEP = _he(128, (2, 11))
HE_NARROW = tuple(Point(_he(width, (4,)), layer=4) for width in (12, 32))
# Two units of one layer, with all weights drawn.
_WITHIN = tuple(
    Point({
        "width": width, "depth": layer, "activation": "relu", "weight_variance": 2.0, "record": ("x1^2", "x1 x2"),
        "input_law": "normal",
    })
    for width, layer in ((4, 3), (8, 2))
)  # fmt: skip
_SHALLOW: Setting = {
    "width": 64, "depth": 3, "activation": "relu", "weight_variance": 1.0, "record": ("y2^2", "y3^2"),
}  # fmt: skip


def _mean_square_at_unit_variance(_: Point) -> float:
    mean, variance = rectified(unit_variance_deviation())
    return variance + mean**2


def _weights_at_unit_variance(point: Point) -> float:
    return unit_variance_deviation() ** 2 / _mean_square_at_unit_variance(point)


_BRACKET = (
    "its bracket, s_m^2 + μ_m^2, to the digits of the sum 1 + 0.49: 1.485 to 1.495. More kindly, 0.49 is the square "
    "of a 0.7 that stands for 0.65 to 0.75, so for 0.42 to 0.56, and 3 is anything that rounds to 3; but then the "
    "line holds for anything from 2.5/1.56 to 3.5/1.42 in place of N v^2, and says nothing."
)


CLAIMS = (
    Claim(
        id="kumar2017.eq22.rounded",
        source=kumar(
            "equation (22)",
            "s_{m+1}^2 = E(x_{m+1}(i)^2) - μ_{m+1}^2 = u_m^2/2 - u_m^2/(2π) ≈ 0.34u_m^2.",
            reading="the rounding, of 1/2 - 1/(2π) to 0.34.",
        ),
        kind=Kind.ROUNDED,
        rhs=printed("0.34") * u**2,
        derivation=relu_variance,
        rivals=(
            Rival(printed("0.35") * u**2, "0.51 - 0.16"),
            Rival(printed("0.33") * u**2, "the uniform's third"),
            Rival(printed("0.16") * u**2, "the squared mean for the variance"),
            Rival(printed("0.34") * u, "the standard deviation for the variance"),
        ),
        computation=lambda point: rectified(point["deviation"])[1],
        points=tuple(Point({"deviation": deviation}) for deviation in (0.5, 1.0, 2.0)),
        symbols=lambda point: {u: point["deviation"]},
    ),
    Claim(
        id="kumar2017.eq23",
        source=kumar(
            "equation (23)",
            "For the variance to be maintained at each iteration, we require s_{m+1}^2 ≈ 1 which yields u_m^2 ≈ 3.",
        ),
        kind=Kind.ROUNDED,
        rhs=printed("3"),
        derivation=unit_preactivation_variance,
        rivals=(
            Rival(sp.S(3), "3 exactly"),
            Rival(printed("2"), "the mean square kept, not the variance"),
            Rival(1 / (sp.Rational(1, 2) - 1 / sp.pi), "the mean's factor 2 lost"),
            Rival(sp.Rational(50, 17), "1/0.34: the rounded coefficient, inverted"),
        ),
        computation=lambda _: unit_variance_deviation() ** 2,
        points=_ONCE,
    ),
    Claim(
        id="kumar2017.sec4.1.mean",
        source=kumar("section 4.1, below (23)", "Plugging (23) in (20) yields μ_{m+1} ≈ 0.7."),
        kind=Kind.ROUNDED,
        rhs=printed("0.7"),
        derivation=unit_variance_mean,
        rivals=(
            Rival(sp.Rational(7, 10), "0.7 exactly"),
            Rival(sp.sqrt(3 / (2 * sp.pi)), "3 for 2.934, unrounded"),
            Rival(printed("0.5"), "the squared mean"),
            Rival(printed("1.2"), "the variance for the standard deviation in (20)"),
        ),
        computation=lambda _: rectified(unit_variance_deviation())[0],
        points=_ONCE,
    ),
    Claim(
        id="kumar2017.eq24",
        source=kumar("equation (24)", "Using this result in (6) yields 3 = Nv^2(1 + 0.49)", reading=_BRACKET),
        kind=Kind.ROUNDED,
        rhs=printed("1.49"),  # 1 + 0.49, to the digits of 0.49
        derivation=unit_variance_mean_square,
        expected=Status.REFUTED,
        rivals=(
            Rival(sp.Rational(3, 2), "u²/2 with 3 for u²"),
            Rival(printed("1.7"), "the mean not squared"),
            Rival(printed("0.47"), "the variance forgotten"),
        ),
        computation=_mean_square_at_unit_variance,
        points=_ONCE,
        corrected_by="kumar2017.eq24.corrected",
        reason="The squared mean is 1/(π - 1) = 0.467, which does not round to 0.49: the mean 0.683 was "
        "rounded to 0.7 before it was squared. The line as printed gives N v² = 3/1.49 = 2.01, and a "
        "third rounding makes it 2. With nothing rounded the same line, 2π/(π - 1) = N v² (1 + 1/(π - "
        "1)), gives exactly 2.",
        erratum="1.49 should be 1.467; only a third rounding brings 2.01 to the exact 2",
    ),
    Claim(
        id="kumar2017.eq24.corrected",
        source=kumar(
            "equation (24), corrected",
            reading="2π/(π - 1) = N v^2 (1 + 1/(π - 1)), so that N v^2 = 2 exactly",
        ),
        kind=Kind.EXACT,
        rhs=sp.S(2),
        derivation=unit_variance_weights,
        rivals=(
            Rival(sp.Rational(300, 149), "as printed: 3/1.49"),
            Rival(2 * sp.pi / (sp.pi - 1), "the mean forgotten"),
            Rival(3 / (1 + 1 / (sp.pi - 1)), "3 for 2.934, the bracket unrounded"),
        ),
        computation=_weights_at_unit_variance,
        points=_ONCE,
    ),
    Claim(
        id="kumar2017.eq25",
        source=kumar(
            "equation (25)",
            "v^2 ≈ 2/N, which is consistent with that obtained by [6].",
            reading="v^2 = 2/N, exactly, keeps the variance of the pre-activations.",
        ),
        kind=Kind.EXACT,
        rhs=2 / N,
        derivation=he_weight_variance,
        rivals=(
            Rival(3 / (sp.Rational(149, 100) * N), "(24) as printed: 3 = 1.49 N v²"),
            Rival(1 / N, "Xavier: the factor 2 lost"),
            Rival(2 / (N * (1 - 1 / sp.pi)), "the variance kept with the mean forgotten in (6)"),
        ),
        experiment=forward_pass,
        points=tuple(Point(setting, layer=2) for setting in (HE_DEEP, _SHALLOW)),
        symbols=lambda point: {
            N: point["width"],
            m: point["layer"],
            v: sp.sqrt(sp.Rational(point["weight_variance"]) / point["width"]),
        },
    ),
    Claim(
        id="kumar2017.eq25.unit-variance",
        source=kumar(
            "above (12) and equations (23) to (25)",
            "Using the condition s_m^2 ≈ s_{m-1}^2 … = s_1^2 = 1 [...] For the variance to be maintained at each "
            "iteration, we require s_{m+1}^2 ≈ 1 [...] v^2 ≈ 2/N, which is consistent with that obtained by [6].",
            reading="with v^2 = 2/N and the stated input, s_m^2 stays 1 from layer to layer.",
        ),
        kind=Kind.ASYMPTOTIC,
        rhs=sp.S.One,
        derivation=he_relu_variance_limit,
        expected=Status.REFUTED,
        rivals=(
            Rival(sp.Rational(102, 100), "0.34 × 3, as rounded"),
            Rival(sp.Rational(1, 2), "the mean square halved, as under Xavier"),
            Rival(1 / sp.pi, "the squared mean for the variance"),
        ),
        experiment=forward_pass,
        # The first layer and a deep one, of a width at which the variance over networks has not crept back to 1.
        points=tuple(Point(HE_DEEP, layer=layer) for layer in (2, 11)),
        symbols=width_and_layer,
        corrected_by="kumar2017.eq25.unit-variance.corrected",
        reason="Under v² = 2/N the mean square stays 1, from the input of mean 0 on. The first ReLU gives the "
        "activations the mean 1/√π, so that their variance over networks and inputs drops to 1 - 1/π = "
        "0.68 at the first layer and stays there as N → ∞. At fixed N that variance creeps back towards "
        "1 with depth, because the networks' common scale spreads: a check of deep and narrow networks "
        "would verify the claim falsely. Inside one layer the mean of the unbiased variance is 1 - 1/π "
        "at every N and depth.",
        erratum="under 2/N the mean square stays 1; the variance drops to 1 - 1/π at the first layer",
    ),
    Claim(
        id="kumar2017.eq25.unit-variance.corrected",
        source=kumar(
            "equation (25), on variances, corrected",
            reading="with v^2 = 2/N, E x_m^2 = 1 and s_m^2 = 1 - 1/π for m ≥ 2, as N → ∞",
        ),
        kind=Kind.ASYMPTOTIC,
        rhs=1 - 1 / sp.pi,
        large=N,
        derivation=he_relu_variance_limit,
        rivals=(
            Rival(sp.S.One, "as printed: the variance kept"),
            Rival(1 / sp.pi, "the squared mean for the variance"),
            Rival(1 - 1 / (2 * sp.pi), "the mean's factor 2 lost"),
        ),
        experiment=forward_pass,
        points=(*(Point(HE_DEEP, layer=layer) for layer in (2, 11)), *HE_NARROW),
        symbols=width_and_layer,
    ),
    Claim(
        id="kumar2017.eq25.unit-variance.corrected.within-layer",
        source=kumar(
            "equation (25), on variances inside a layer, corrected",
            "",
            "with v^2 = 2/N, the unbiased variance over the units of one layer has mean 1 - 1/π, at every N and m ≥ 2",
        ),
        kind=Kind.EXACT,
        rhs=1 - 1 / sp.pi,
        derivation=relu_within_layer_variance,
        rivals=(
            Rival(sp.S.One, "as printed: the variance kept"),
            Rival((1 - 1 / N) * (1 - 1 / sp.pi), "the biased variance"),
            Rival(sp.Rational(1, 2) - 1 / (2 * sp.pi), "the factor 2 of (25) lost"),
        ),
        experiment=row,
        points=_WITHIN,
        symbols=lambda point: {N: point["width"]},
        margin=0.1,
    ),
)
