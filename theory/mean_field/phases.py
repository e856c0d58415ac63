"""The weight variance at which gradients neither vanish nor explode, and the phase diagram around it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np
import numpy.typing as npt

from theory.activation.activation import Activation
from theory.activation.lookup import resolve
from theory.arguments import checked
from theory.integration.gaussian_moments import largest_variance, moments
from theory.mean_field.crossings import Crossings, crossings
from theory.mean_field.fixed_point import stability
from theory.mean_field.maps import require_variance
from theory.mean_field.moment_curves import critical_ratio, line_gap, linear_rate
from theory.mean_field.moment_table import (
    brackets,
    fixed_logs,
    moment_table,
    slopes,
)

__all__ = ["CriticalPoint", "EdgeOfChaos", "PhaseDiagram", "edge_of_chaos", "phase_diagram"]


Array = npt.NDArray[np.float64]
HIGHEST = 1e6  # the largest variance of a phase diagram


@dataclass(frozen=True)
class CriticalPoint:
    """A weight variance with chi = 1 at its fixed point q.

    Parameters
    ----------
    weight_variance : float
        sigma_w^2 = N v^2.
    q : float
        The variance of a pre-activation.
    q_slope : float
        The slope of the q-map there.  Where |q_slope| > 1 the point is unstable, and no network stays at it.
    """

    weight_variance: float
    q: float
    q_slope: float


@dataclass(frozen=True)
class EdgeOfChaos:
    """The critical weight variances for one bias variance.

    Parameters
    ----------
    kind : str
        "none"; "point": isolated points; "line": one weight variance at which every q is fixed and chi = 1.
    points : tuple of CriticalPoint
        In increasing order of q; for a line, the point at q = 1 stands for it.
    reason : str
        With the stability of each point.
    proved : bool
        False if "none" rests on a search over every scale of q in float64, and not on an identity.
    """

    kind: Literal["none", "point", "line"]
    points: tuple[CriticalPoint, ...]
    reason: str
    proved: bool = True


@checked
def edge_of_chaos(activation: str | Activation, bias_variance: float = 0.0) -> EdgeOfChaos:
    """Return the weight variances at which chi = 1 at a fixed point of the q-map.

    chi = 1 gives sigma_w^2 = 1/E g'^2, and then q = E g^2/E g'^2 + sigma_b^2 is one equation for q.
    Schoenholz et al. 2017; Hayou et al. 2019 (arXiv:1902.06853).

    Parameters
    ----------
    activation : str or Activation
    bias_variance : float, optional
        sigma_b^2.

    Returns
    -------
    EdgeOfChaos

    Raises
    ------
    ValueError
        If the bias variance is negative or not finite.
    """
    function, biases = resolve(activation), float(require_variance("bias_variance", bias_variance))
    if function.slope_diverges:
        reason = (
            f"{function.name} jumps, or is too steep at a kink: chi is infinite for every weight variance"
        )
        return EdgeOfChaos("none", (), reason)
    curve = critical_ratio(function)
    if not np.isfinite(curve.samples().value).any():
        reason = f"E g'² is 0, underflows or is not known for {function.name} at every q"
        return EdgeOfChaos("none", (), reason, proved=False)
    found = crossings(curve, 1.0)
    if found.everywhere:
        return _edge_of_a_homogeneous(function, biases)
    if biases > 0:
        found = crossings(curve, 1.0, biases)
    points = tuple(_critical(function, q) for q in found.q)
    at_zero = moments(function, 0.0)
    if biases == 0 and at_zero.second == 0 and at_zero.derivative_second > 0:
        points = (_critical(function, 0.0), *points)
    if not points:
        return EdgeOfChaos("none", (), _reason(found), proved=False)
    each = ", ".join(f"{stability(point.q_slope)} at q = {point.q:.6g}" for point in points)
    return EdgeOfChaos("point", points, f"chi = 1 at isolated fixed points: {each}")


def _reason(found: Crossings) -> str:
    if found.beyond == "above":
        until = ": where chi = 1, q grows without bound" if found.ends else f" up to q = {found.largest:.6g}"
        return f"E g²/E g'² + sigma_b² stays above q{until}"
    if found.beyond == "below":
        until = ": where chi = 1, q falls to 0" if found.begins else f" down to q = {found.least:.6g}"
        return f"E g²/E g'² + sigma_b² stays below q{until}"
    return (
        f"E g²/E g'² + sigma_b² does not cross q up to q = {found.largest:.6g}, above which it is not known"
    )


def _edge_of_a_homogeneous(function: Activation, biases: float) -> EdgeOfChaos:
    """Return the edge where E g^2 = q E g'^2 for every q, as for rectifiers."""
    if biases > 0:
        reason = "E g² = q E g'² for every q: where chi = 1, a bias makes q grow without bound"
        return EdgeOfChaos("none", (), reason)
    return EdgeOfChaos("line", (_critical(function, 1.0),), "every q is a fixed point with chi = 1")


def _critical(function: Activation, q: float) -> CriticalPoint:
    at = moments(function, np.sqrt(q))
    weights = 1 / float(at.derivative_second)
    return CriticalPoint(weights, q, weights * float(at.second_slope))


@dataclass(frozen=True)
class PhaseDiagram:
    """Fixed points over a plane of variances, arrays of shape (bias variances, weight variances).

    Parameters
    ----------
    q : ndarray
        The fixed point that the q-map reaches from variance 1 by small steps; 0 below 1e-12, inf above 1e6.  Where
        the map is a line, as for rectifiers, it is exact at any size, and 1 where every q is fixed.
        A pair of fixed points within 2 % of each other is not seen.
    chi : ndarray
        The gradient's factor there: below 1 the ordered phase, above 1 the chaotic; nan where q is inf.
    """

    q: Array
    chi: Array


@checked
def phase_diagram(
    activation: str | Activation, weight_variances: npt.ArrayLike, bias_variances: npt.ArrayLike
) -> PhaseDiagram:
    """Return q and chi for each pair of a weight and a bias variance, to about nine digits; a small chi to 1e-9.

    Parameters
    ----------
    activation : str or Activation
    weight_variances, bias_variances : array-like, one-dimensional
        sigma_w^2 along the columns, sigma_b^2 along the rows.

    Returns
    -------
    PhaseDiagram

    Raises
    ------
    ValueError
        If a variance is negative or not finite, or E g^2 diverges at variance 1.
    """
    function = resolve(activation)
    top = min(HIGHEST, 0.99 * largest_variance(function))
    if top <= 1:
        raise ValueError(
            f"E g² diverges for {function.name} at variances from {top:g} on: the diagram starts at variance 1"
        )
    weights, biases = np.meshgrid(
        require_variance("weight_variance", weight_variances),
        require_variance("bias_variance", bias_variances),
    )
    rate = linear_rate(function)
    if rate is not None:
        return _diagram_of_a_line(function, rate, weights, biases)
    largest = weights.max(initial=0), biases.max(initial=0)
    table = moment_table(function, top, *largest)
    low, high = brackets(table, weights, biases)
    inside = np.isfinite(low) & np.isfinite(high)
    q = np.where(np.isfinite(low), np.inf, 0.0)
    logs = fixed_logs(table, low[inside], high[inside], weights[inside], biases[inside])
    q[inside] = np.exp(logs)
    chi = np.where(q == 0, weights * moments(function, 0.0).derivative_second, np.nan)
    chi[inside] = weights[inside] * slopes(function, table, logs)
    return PhaseDiagram(q, chi)


def _diagram_of_a_line(
    function: Activation, rate: Fraction | float, weights: Array, biases: Array
) -> PhaseDiagram:
    """Return the diagram of the q-map weights * rate * q + biases, where nothing limits q but float64."""
    columns, inverse = np.unique(weights, return_inverse=True)
    gap = np.array([line_gap(rate, weight) for weight in columns.tolist()])[inverse].reshape(weights.shape)
    settled = np.where((gap == 0) & (biases == 0), 1.0, np.inf)  # from the start value nothing moves
    with np.errstate(over="ignore"):
        np.divide(biases, gap, out=settled, where=gap > 0)
    chi = weights * float(moments(function, 1.0).derivative_second)
    return PhaseDiagram(settled, np.where(np.isinf(settled), np.nan, chi))
