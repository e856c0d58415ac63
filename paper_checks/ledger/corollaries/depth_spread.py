"""How networks of one width spread with depth under dropout, and how their gradients do."""

import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Rival, Source
from paper_checks.experiments.both_passes import passes_with_dropout
from theory.notation import N, a, b, m, p
from theory.results.dropout_spread import dropped_kurtosis
from theory.results.gradient_spread import LAYERS, gradient_kurtosis

__all__ = ["CLAIMS"]

_SLOPES = {"abs": -1, "leaky_relu(0.5)": sp.Rational(1, 2)}
_QUARTIC = (a**4 + b**4) / (a**2 + b**2) ** 2
_PLAIN = (6 * _QUARTIC - 1) / N
_DROPPED = (6 * _QUARTIC / (1 - p) - 1) / N


def _passes(width: int, depth: int, activation: str, signal: str, drop: float = 0.0) -> Point:
    """Return both passes, of which the mean square and the mean fourth power of a signal are recorded."""
    return Point(
        {
            "width": width, "depth": depth, "activation": activation, "weight_variance": 1.5, "drop": drop,
            "record": (f"{signal}^2", f"{signal}^4"),
        }
    )  # fmt: skip


def _symbols(point: Point) -> dict[sp.Symbol, sp.Expr]:
    depth = sp.Integer(point["depth"])
    return {
        N: sp.Integer(point["width"]),
        m: depth,
        LAYERS: depth,
        p: sp.Rational(str(point["drop"])),
        a: sp.S.One,
        b: sp.sympify(_SLOPES[point["activation"]]),
    }


CLAIMS = (
    Claim(
        id="corollaries.kurtosis-depth.dropout",
        source=Source(
            "corollary",
            "finite width, exact at every N",
            "",
            "under dropout with probability p the excess kurtosis of y_m is 3((1 + k/N)^(m-1) - 1) with "
            "k = 6(a^4 + b^4)/((1-p)(a^2 + b^2)^2) - 1: dropout widens the spread over networks as a smaller width "
            "does, by more than the share of units that it leaves.",
        ),
        kind=Kind.EXACT,
        rhs=3 * ((1 + _DROPPED) ** (m - 1) - 1),
        derivation=dropped_kurtosis,
        rivals=(
            Rival(3 * ((1 + _PLAIN) ** (m - 1) - 1), "the dropout forgotten"),
            Rival(3 * ((1 + _PLAIN / (1 - p)) ** (m - 1) - 1), "the law of N(1-p) units without dropout"),
            Rival(3 * ((1 + _DROPPED) ** m - 1), "one layer too many counted"),
            Rival(3 * ((1 + _DROPPED / (1 - p)) ** (m - 1) - 1), "the factor 1/(1-p) counted twice"),
        ),
        experiment=passes_with_dropout,
        points=(_passes(24, 3, "abs", "y3", 0.5), _passes(32, 2, "leaky_relu(0.5)", "y2", 0.5)),
        symbols=_symbols,
        margin=0.1,
    ),
    Claim(
        id="corollaries.gradient-kurtosis",
        source=Source(
            "corollary",
            "finite width, exact at every N",
            "",
            "the gradient at y_1 under L layers has the excess kurtosis 6(a^4 + b^4)/(a^2 + b^2)^2 (1 + 2/N) "
            "(1 + k/N)^(L-2) - 3 with k = 6(a^4 + b^4)/(a^2 + b^2)^2 - 1: it grows with depth as that of signals does, "
            "and ReLU's is 3 at infinite width, since half of the units have no gradient.",
        ),
        kind=Kind.EXACT,
        rhs=6 * _QUARTIC * (1 + 2 / N) * (1 + _PLAIN) ** (LAYERS - 2) - 3,
        derivation=gradient_kurtosis,
        rivals=(
            Rival(3 * (1 + 2 / N) * (1 + _PLAIN) ** (LAYERS - 2) - 3, "the unit's own slope not counted"),
            Rival(
                6 * _QUARTIC * (1 + _PLAIN) ** (LAYERS - 2) - 3, "the last gradient taken as of one length"
            ),
            Rival(
                6 * _QUARTIC * (1 + 2 / N) * (1 + _PLAIN) ** (LAYERS - 1) - 3, "one layer too many counted"
            ),
            Rival(
                6 * _QUARTIC * (1 + 2 / N) * (1 + 5 / N) ** (LAYERS - 2) - 3, "ReLU's factor for every slope"
            ),
        ),
        experiment=passes_with_dropout,
        points=(_passes(32, 2, "abs", "d1"), _passes(48, 3, "leaky_relu(0.5)", "d1")),
        symbols=_symbols,
        margin=0.1,
    ),
)
