"""What the L1 and the L2 penalty stand for: priors, and a decay of the weights."""

from typing import Any

import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Rival, Setting, Source
from paper_checks.experiments.penalties import decay, posterior_strength
from theory.results.regularization import (
    NOISE,
    PRIOR_DEVIATION,
    PRIOR_SCALE,
    STRENGTH,
    absolute_strength,
    squared_penalty_decay,
    squared_strength,
)
from theory.results.updates import STEP

__all__ = ["CLAIMS"]

_LOSS = "where the loss is the sum of (y - o)² and the outputs have normal noise of variance σ²"


_NET: Setting = {"seed": 53, "widths": (3, 4, 2), "samples": 3, "activation": "tanh"}


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
    Claim(
        id="corollaries.l2-weight-decay",
        source=Source(
            "corollary",
            "L2 as weight decay",
            "",
            "a step of descent multiplies each weight by 1 - 2γλ, beside what the loss alone does to it: the penalty "
            "λw² is a weight decay of 2λ, as PyTorch's SGD counts it.",
        ),
        kind=Kind.EXACT,
        rhs=1 - 2 * STEP * STRENGTH,
        derivation=squared_penalty_decay,
        rivals=(
            Rival(1 - STEP * STRENGTH, "the factor 2 lost"),
            Rival(1 - 2 * STRENGTH, "the step forgotten"),
            Rival(1 + 2 * STEP * STRENGTH, "wrong sign"),
            Rival(sp.exp(-2 * STEP * STRENGTH), "in continuous time"),
        ),
        computation=lambda point: decay(**point.setting),
        points=(
            Point(_NET | {"layer": 0, "row": 2, "column": 1, "step": 0.5, "strength": 0.3}),
            Point(_NET | {"layer": 1, "row": 1, "column": 3, "step": 0.125, "strength": 0.8}),
        ),
        symbols=lambda point: {STEP: point["step"], STRENGTH: point["strength"]},
    ),
)
