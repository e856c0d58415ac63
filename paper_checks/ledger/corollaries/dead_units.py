"""How many units of ReLU are dead at initialisation, on one example and on n."""

from typing import Any

import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Rival, Source
from paper_checks.experiments.units import dead_unit
from theory.results.dead_units import EXAMPLES, dead_at_sixty_degrees, dead_on_orthogonal_examples

__all__ = ["CLAIMS"]

_ORTHOGONAL, _SHARED = sp.Rational(1, 2) ** EXAMPLES, 1 / (EXAMPLES + 1)


def _claim(name: str, cosine: float, reading: str, rhs: sp.Expr, derivation: Any, *rivals: Rival) -> Claim:
    return Claim(
        id=f"corollaries.dead-on-n-inputs{name}",
        source=Source("corollary", "dead units at initialisation", "", reading),
        kind=Kind.EXACT,
        rhs=rhs,
        derivation=derivation,
        rivals=rivals,
        experiment=dead_unit,
        points=tuple(Point({"fan_in": 6, "examples": examples, "cosine": cosine}) for examples in (1, 2, 3)),
        symbols=lambda point: {EXAMPLES: point["examples"]},
        margin=0.1,  # every rival is further off at one of the three
    )


CLAIMS = (
    _claim(
        "",
        0.0,
        "a unit of ReLU with normal weights and no bias is dead on n orthogonal inputs with probability 2⁻ⁿ.",
        _ORTHOGONAL,
        dead_on_orthogonal_examples,
        Rival(_SHARED, "that of inputs at 60 degrees"),
        Rival(sp.Rational(1, 2), "that of one input"),
        Rival(1 - _ORTHOGONAL, "alive on one input or more"),
    ),
    _claim(
        ".shared",
        0.5,
        "where each two of the n inputs have the cosine 1/2, as if half of each was shared, the probability is "
        "1/(n + 1), and no longer falls like a power of 2.",
        _SHARED,
        dead_at_sixty_degrees,
        Rival(_ORTHOGONAL, "that of orthogonal inputs"),
        Rival(1 / EXAMPLES, "one of n in place of n + 1"),
        Rival(sp.Rational(1, 2), "that of one input"),
    ),
)
