"""Computational graphs: local and chained derivatives, and what back-propagation saves."""

from typing import Any

import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Rival
from paper_checks.experiments.graphs import (
    derivative_of_example,
    derivatives_of_paths,
    gradient_and_products,
    total_derivative,
)
from paper_checks.ledger.mlpslides.source import slide
from theory.notation import N, x, y, z
from theory.results import graphs
from theory.results.graphs import DEPTH, INNER, OUTER, SUM

__all__ = ["BACKPROPAGATION", "CLAIMS", "SUM_OF_PATHS"]

_GRAPH, BACKPROPAGATION = "Computational Graphs: A simple example", "Step 3: Optimization"
SUM_OF_PATHS = (
    "∂L/(∂w_{11}^1) = (∂L/(∂o_{31}) × ∂o_{31}/(∂o_{21}) × ∂o_{21}/(∂o_{11}) × ∂o_{11}/(∂w_{11}^1)) + "
    "(∂L/(∂o_{31}) × ∂o_{31}/(∂o_{22}) × ∂o_{22}/(∂o_{11}) × ∂o_{11}/(∂w_{11}^1))"
)
_LOCAL = "q = x + y ∂q/(∂x) = 1, ∂q/(∂y) = 1 f = qz ∂f/(∂q) = z, ∂f/(∂z) = q"
# The lecture's point, and one whose numbers are all different in size.
_AT: tuple[dict[str, Any], ...] = ({"x": -2.0, "y": 5.0, "z": -4.0}, {"x": 1.5, "y": 0.25, "z": 3.0})


def _symbols(point: Point) -> dict[sp.Symbol, Any]:
    return {x: point["x"], y: point["y"], z: point["z"], SUM: point["x"] + point["y"]}


def _example(
    name: str,
    of: str,
    by: str,
    rhs: sp.Expr,
    rivals: tuple[Rival, ...],
    derivation: Any,
    words: str = _LOCAL,
    reading: str = "",
) -> Claim:
    return Claim(
        id=f"mlpslides.graph-example{name}",
        source=slide(_GRAPH, words, reading),
        kind=Kind.EXACT,
        rhs=sp.sympify(rhs),
        derivation=derivation,
        rivals=rivals,
        computation=lambda point: derivative_of_example(of=of, by=by, **point.setting),
        points=tuple(Point(at) for at in _AT),
        symbols=_symbols,
    )


# --- what is counted -------------------------------------------------------------------------------------------

_SIZES = tuple(Point({"depth": depth, "width": width}) for depth, width in ((2, 3), (4, 3), (5, 2)))


def _products(name: str, keep: bool, rhs: sp.Expr, derivation: Any, words: str, *rivals: Rival) -> Claim:
    reading = (
        "how many products the gradient by the N units of the first of d hidden layers takes, where "
        + ("each unit's derivative is kept." if keep else "each path is written out, as on the slide.")
    )
    return Claim(
        id=f"mlpslides.memoization{name}",
        source=slide(
            "Memoization: Avoid redundant computations" if keep else BACKPROPAGATION, words, reading
        ),
        kind=Kind.EXACT,
        rhs=rhs,
        derivation=derivation,
        rivals=rivals,
        computation=lambda point: float(gradient_and_products(keep=keep, **point.setting)[1]),
        points=_SIZES,
        symbols=lambda point: {DEPTH: point["depth"], N: point["width"]},
    )


CLAIMS = (
    _example(
        "",
        "f",
        "y",
        z,
        (Rival(SUM, "the other factor"), Rival(SUM * z, "f itself"), Rival(1 + z, "the slopes added")),
        graphs.chain_through_sum,
        "Chain Rule: ∂f/(∂y) = ∂f/(∂q) ∂q/(∂y)",
        "the product is z, by the printed local derivatives; it is compared with the derivative of (x + y)z by y.",
    ),
    _example(
        ".dq-dx",
        "q",
        "x",
        sp.S.One,
        (Rival(x, "the argument for its slope"), Rival(y, "a product for the sum")),
        graphs.sum_by_first,
    ),
    _example(
        ".dq-dy",
        "q",
        "y",
        sp.S.One,
        (Rival(y, "the argument for its slope"), Rival(x, "a product for the sum")),
        graphs.sum_by_second,
    ),
    _example(
        ".df-dq",
        "f of q",
        "q",
        z,
        (Rival(SUM, "the other factor"), Rival(sp.S.One, "a sum for the product")),
        graphs.product_by_sum,
    ),
    _example(
        ".df-dz",
        "f of q",
        "z",
        SUM,
        (Rival(z, "the other factor"), Rival(x, "y forgotten"), Rival(sp.S.One, "a sum for the product")),
        graphs.product_by_factor,
    ),
    Claim(
        id="mlpslides.chain-multipath.rule",
        source=slide(BACKPROPAGATION, "∂h/(∂x) = ∂h/(∂f) × ∂f/(∂x) + ∂h/(∂g) × ∂g/(∂x)"),
        kind=Kind.EXACT,
        rhs=OUTER[0] * INNER[0] + OUTER[1] * INNER[1],
        derivation=graphs.chain_of_two_paths,
        rivals=(
            Rival(OUTER[0] * INNER[0], "one path alone"),
            Rival((OUTER[0] + OUTER[1]) * (INNER[0] + INNER[1]), "every slope with every other"),
            Rival(OUTER[0] * INNER[1] + OUTER[1] * INNER[0], "the paths crossed"),
            Rival((OUTER[0] * INNER[0] + OUTER[1] * INNER[1]) / 2, "the mean of the paths"),
        ),
        computation=lambda point: total_derivative(**point.setting),
        points=tuple(Point({"at": at}) for at in (0.75, -0.4)),
        symbols=lambda point: dict(zip((*OUTER, *INNER), derivatives_of_paths(**point.setting), strict=True)),
    ),
    _products(
        "",
        True,
        N + (DEPTH - 1) * N**2,
        graphs.memoized_products,
        "Memoization: Avoid redundant computations",
        Rival(DEPTH * N**DEPTH, "every path written out"),
        Rival(DEPTH * N**2, "an output of N units"),
        Rival(DEPTH * N, "one product for each unit"),
    ),
    _products(
        ".paths",
        False,
        DEPTH * N**DEPTH,
        graphs.products_of_all_paths,
        SUM_OF_PATHS,
        Rival(N + (DEPTH - 1) * N**2, "each derivative kept"),
        Rival(N**DEPTH, "one product for each path"),
        Rival(DEPTH**N * N, "the sizes swapped"),
    ),
)
