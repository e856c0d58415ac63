"""The priors that the L1 and the L2 penalty stand for."""

from typing import Any

import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Rival, Source
from paper_checks.experiments.penalties import posterior_strength
from theory.results.regularization import (
    NOISE,
    PRIOR_DEVIATION,
    PRIOR_SCALE,
    absolute_strength,
    squared_strength,
)

__all__ = ["CLAIMS"]

_LOSS = "where the loss is the sum of (y - o)² and the outputs have normal noise of variance σ²"


def _points(penalty: str) -> tuple[Point, ...]:
    return tuple(
        Point({"seed": seed, "penalty": penalty, "noise": noise, "scale": scale, "weight": weight})
        for seed, noise, scale, weight in ((51, 0.3, 0.7, 1.25), (52, 0.2, 2.0, -0.75))
    )


def _symbols(scale: sp.Symbol) -> Any:
    return lambda point: {NOISE: point["noise"], scale: point["scale"]}


CLAIMS = (
    Claim(
        id="corollaries.l1-map",
        source=Source(
            "corollary",
            "L1 as a prior",
            "",
            f"the penalty λ|w| has its minimum at the mode of the posterior under a Laplace prior of scale b, {_LOSS}, "
            "for λ = 2σ²/b.",
        ),
        kind=Kind.EXACT,
        rhs=2 * NOISE**2 / PRIOR_SCALE,
        derivation=absolute_strength,
        rivals=(
            Rival(NOISE**2 / PRIOR_SCALE, "the loss halved"),
            Rival(1 / PRIOR_SCALE, "the noise forgotten"),
            Rival(2 * NOISE / PRIOR_SCALE, "the deviation for the variance"),
            Rival(2 * NOISE**2 * PRIOR_SCALE, "the inverse of the scale"),
        ),
        computation=lambda point: posterior_strength(**point.setting),
        points=_points("absolute"),
        symbols=_symbols(PRIOR_SCALE),
    ),
    Claim(
        id="corollaries.l2-map",
        source=Source(
            "corollary",
            "L2 as a prior",
            "",
            "the penalty λw² has its minimum at the mode of the posterior under a normal prior of deviation σ_p, "
            f"{_LOSS}, for λ = σ²/σ_p².",
        ),
        kind=Kind.EXACT,
        rhs=NOISE**2 / PRIOR_DEVIATION**2,
        derivation=squared_strength,
        rivals=(
            Rival(2 * NOISE**2 / PRIOR_DEVIATION**2, "λ/2 before the penalty"),
            Rival(NOISE**2 / (2 * PRIOR_DEVIATION**2), "the loss halved"),
            Rival(1 / PRIOR_DEVIATION**2, "the noise forgotten"),
            Rival(NOISE**2 / PRIOR_DEVIATION, "the deviation for the variance"),
        ),
        computation=lambda point: posterior_strength(**point.setting),
        points=_points("squared"),
        symbols=_symbols(PRIOR_DEVIATION),
    ),
)
