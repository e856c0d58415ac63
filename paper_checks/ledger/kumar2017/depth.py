"""To converge or not to converge: ReLU under the Xavier initialisation, by depth."""

import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Rival, Setting
from paper_checks.experiments.networks import forward_pass
from paper_checks.ledger.kumar2017.layer import width_and_layer
from paper_checks.ledger.kumar2017.source import kumar
from paper_checks.printed_number import printed
from paper_checks.verdict import Status
from theory.notation import N, m
from theory.results.relu_depth import (
    relu_deviation_limit,
    relu_mean_limit,
    relu_mean_squared_limit,
    relu_variance_limit,
)

__all__ = ["CLAIMS", "DEEP", "NARROW"]


def _xavier(width: int, layers: tuple[int, ...]) -> Setting:
    """Return the setting of a pass that records the mean and mean square of x_m at the given layers m."""
    record = tuple(f"x{layer}{power}" for layer in layers for power in ("", "^2"))
    return {
        "width": width, "depth": max(layers) - 1, "activation": "relu", "weight_variance": 1.0, "record": record,
    }  # fmt: skip


# One pass serves (27) to (30) and figure 4: ten hidden layers of 500 units as in the figure, then layers 22 and 30.
DEEP = _xavier(500, (*range(2, 12), 22, 30))
NARROW = tuple(Point(_xavier(width, (5,)), layer=5) for width in (16, 48))


def _at(*layers: int) -> tuple[Point, ...]:
    return tuple(Point(DEEP, layer=layer) for layer in layers)


_COEFFICIENT, _RATIO = printed("0.34"), printed("0.51")
_ROUNDED = sp.Rational(34, 100) * sp.Rational(51, 100) ** (m - 2)
_EXACT = (sp.Rational(1, 2) - 1 / (2 * sp.pi)) * sp.Rational(1, 2) ** (m - 2)
_MEAN_COEFFICIENT = printed("0.16")
_MEAN_ROUNDED = sp.Rational(16, 100) * sp.Rational(51, 100) ** (m - 2)
_MEAN_EXACT = sp.Rational(1, 2) ** (m - 2) / (2 * sp.pi)
_AT_WIDTH = relu_variance_limit().exact

_FIGURE_4 = (
    "A comparison of the predicted means and standard errors obtained from (29 – 30) with the simulated values "
    "reported in slide 61 of [7]."
)
_UNROUNDED = "what the recursions (26) to (28) predict with unrounded coefficients:"
_ROUNDED_ELSEWHERE = (
    "The figure shows what (29) and (30) predict as printed, and that is judged under their own ids. The values of "
    "slide 61 are not in the paper: networks of our own take their place."
)

CLAIMS = (
    Claim(
        id="kumar2017.eq29",
        source=kumar("equation (29) and below (30)", "μ_m^2 ≈ 0.16 × (0.51)^(m-1) [...] for all m ≥ 1."),
        kind=Kind.ROUNDED,
        rhs=_MEAN_COEFFICIENT * _RATIO ** (m - 1),
        derivation=relu_mean_squared_limit,
        expected=Status.REFUTED,
        rivals=(
            Rival(_MEAN_COEFFICIENT * _RATIO ** (m - 2), "0.51 for 0.50, layers counted rightly"),
            Rival(_MEAN_COEFFICIENT * sp.Rational(1, 2) ** (m - 1), "0.50, one layer too many counted"),
            Rival(_COEFFICIENT * sp.Rational(1, 2) ** (m - 2), "the variance's coefficient"),
        ),
        experiment=forward_pass,
        # By layer 22 the interval that rounds to 0.51, to the 21st power, is wide enough to hold the truth.
        points=_at(2, 6, 11),
        symbols=width_and_layer,
        margin=0.05,
        corrected_by="kumar2017.eq29.corrected",
        reason="The paper's own (27) and (28) add up to a ratio of 0.16 + 0.34 = 0.50, not 0.51. The ratio is "
        "exactly 1/2, because each layer keeps half of the mean square. The first ReLU output is x_2, "
        "so the exponent is m - 2. As printed the line gives about half of the truth at every early "
        "layer, and at m = 1 it gives the squared mean 0.16 to an input whose mean is 0.",
        erratum="the same for the mean; the paper's own (27) and (28) add up to 0.50",
    ),
    Claim(
        id="kumar2017.eq29.corrected",
        source=kumar("equation (29), corrected", reading="μ_m^2 = (1/(2π)) (1/2)^(m-2) for m ≥ 2, as N → ∞"),
        kind=Kind.ASYMPTOTIC,
        rhs=_MEAN_EXACT,
        large=N,
        derivation=relu_mean_squared_limit,
        rivals=(
            Rival(_MEAN_ROUNDED, "0.51 for 1/2"),
            Rival(_MEAN_EXACT / 2, "as printed: one layer too many counted"),
            Rival(2 * _MEAN_EXACT, "one layer too few counted"),
            Rival(_EXACT, "the variance for the squared mean"),
        ),
        experiment=forward_pass,
        points=(*_at(2, 11, 22, 30), *NARROW),
        symbols=width_and_layer,
        margin=0.05,
    ),
    Claim(
        id="kumar2017.eq30",
        source=kumar("equation (30)", "s_m^2 ≈ 0.34 × (0.51)^(m-1) for all m ≥ 1"),
        kind=Kind.ROUNDED,
        rhs=_COEFFICIENT * _RATIO ** (m - 1),
        derivation=relu_variance_limit,
        expected=Status.REFUTED,
        rivals=(
            Rival(_COEFFICIENT * _RATIO ** (m - 2), "0.51 for 0.50, layers counted rightly"),
            Rival(_COEFFICIENT * sp.Rational(1, 2) ** (m - 1), "0.50, one layer too many counted"),
            Rival(sp.Rational(1, 2) ** (m - 1), "the mean square for the variance"),
        ),
        experiment=forward_pass,
        points=_at(10, 22, 30),
        symbols=width_and_layer,
        margin=0.05,
        corrected_by="kumar2017.eq30.corrected",
        reason="The ratio is 0.16 + 0.34 rounded twice: it is exactly 1/2, because each layer keeps half of "
        "the mean square. The first ReLU output is x_2, so the exponent is m - 2, and x_1 keeps its "
        "variance 1. If m numbered the ReLU outputs, 0.51 alone would be wrong; the first rival says so. At m = 30 the "
        "two errors cancel each other, but for the rounding of 0.51.",
        erratum="the variance falls by 1/2 per layer, not by 0.51, and the exponent is m - 2, not m - 1",
    ),
    Claim(
        id="kumar2017.eq30.corrected",
        source=kumar(
            "equation (30), corrected", reading="s_m^2 = (1/2 - 1/(2π)) (1/2)^(m-2) for m ≥ 2, as N → ∞"
        ),
        kind=Kind.ASYMPTOTIC,
        rhs=_EXACT,
        large=N,
        derivation=relu_variance_limit,
        rivals=(
            Rival(_ROUNDED, "0.51 for 1/2"),
            Rival(_EXACT / 2, "as printed: one layer too many counted"),
            Rival(2 * _EXACT, "one layer too few counted"),
            Rival(sp.Rational(1, 2) ** (m - 1), "the mean square for the variance"),
        ),
        experiment=forward_pass,
        points=(*_at(10, 22, 30), *NARROW),
        symbols=width_and_layer,
        margin=0.05,
    ),
    Claim(
        id="kumar2017.fig4",
        source=kumar(
            "figure 4",
            _FIGURE_4,
            reading=f"{_UNROUNDED} the standard deviation of each layer, as N → ∞. {_ROUNDED_ELSEWHERE}",
        ),
        kind=Kind.ASYMPTOTIC,
        rhs=sp.sqrt(_EXACT),
        large=N,
        derivation=relu_deviation_limit,
        rivals=(
            Rival(sp.sqrt(_ROUNDED), "(30) as printed, layers counted rightly"),
            Rival(sp.sqrt(_EXACT / 2), "one layer too many counted"),
            Rival(_EXACT, "the variance for the deviation"),
        ),
        experiment=forward_pass,
        points=(*_at(*range(2, 12)), *NARROW),
        symbols=width_and_layer,
        margin=0.02,
    ),
    Claim(
        id="kumar2017.fig4.means",
        source=kumar(
            "figure 4",
            _FIGURE_4,
            reading=f"{_UNROUNDED} the mean of each layer, as N → ∞. {_ROUNDED_ELSEWHERE}",
        ),
        kind=Kind.ASYMPTOTIC,
        rhs=sp.sqrt(_MEAN_EXACT),
        large=N,
        derivation=relu_mean_limit,
        rivals=(
            Rival(sp.sqrt(_MEAN_ROUNDED), "(29) as printed, layers counted rightly"),
            Rival(sp.sqrt(_MEAN_EXACT / 2), "one layer too many counted"),
            Rival(_MEAN_EXACT, "the squared mean for the mean"),
            Rival(sp.sqrt(_EXACT), "the deviation for the mean"),
        ),
        experiment=forward_pass,
        points=(*_at(*range(2, 12)), *NARROW),
        symbols=width_and_layer,
        margin=0.02,
    ),
)
