"""The symbols of claims on one layer x_m, which say which layer it is."""

import sympy as sp

from paper_checks.claim import Point
from theory.notation import N, m

__all__ = ["width_and_layer"]


def width_and_layer(point: Point) -> dict[sp.Symbol, int]:
    """Return N and m."""
    return {N: point["width"], m: point["layer"]}
