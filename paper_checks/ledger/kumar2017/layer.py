"""What claims on one layer x_m measure, and the symbols that say which layer it is."""

import sympy as sp

from montecarlo.statistics import estimands
from paper_checks.claim import Point
from theory.notation import N, m

__all__ = ["deviation", "mean_squared", "variance", "width_and_layer"]


def variance(point: Point) -> estimands.Estimand:
    """Return Var x_m, over networks and inputs, of the point's layer."""
    return estimands.variance(f"x{point['layer']}", f"x{point['layer']}^2")


def deviation(point: Point) -> estimands.Estimand:
    """Return the standard deviation of x_m."""
    return estimands.deviation(f"x{point['layer']}", f"x{point['layer']}^2")


def mean_squared(point: Point) -> estimands.Estimand:
    """Return (E x_m)^2."""
    field = f"x{point['layer']}"
    return estimands.Estimand(f"(E {field})²", (field,), lambda mean: mean**2)


def width_and_layer(point: Point) -> dict[sp.Symbol, int]:
    """Return N and m."""
    return {N: point["width"], m: point["layer"]}
