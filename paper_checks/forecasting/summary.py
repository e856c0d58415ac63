"""A forecast in a few numbers: how far it is stable, what happens from there, and where theory says that it settles."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from paper_checks.forecasting.forecast import Forecast
from theory.mean_field.fixed_point import FixedPoint

__all__ = ["Course", "Settling", "course", "gradient_course", "settling", "signal_course"]


Array = npt.NDArray[np.float64]
NEAR = math.log(2)  # of a logarithm: a factor of 2
STEADY = 0.25  # of the whole change: how far from a straight line a logarithm may be that changes by one pace
LEVEL = math.log(1.2)  # of a logarithm
_SAME = 1e-6  # of a logarithm
_UNSEEN = 1e-12  # of a logarithm: a change that is rounding
_SAME_AS_FAR_AS_SEEN = 1e-3  # of a logarithm: fixed points of tiny variances are known to fewer digits


@dataclass(frozen=True)
class Course:
    """What becomes of the median of a mean square on its way through the layers.

    Parameters
    ----------
    stable : int
        Over so many layers it stays within a factor 2 of where it starts.
    layers : int
        How many there are.
    change : float
        The natural logarithm of the last over the first: -inf where half of the networks or more are dead.
    pace : float or None
        The change of the logarithm in a layer from there on; None where all are stable, or there is no one pace.
    level : int or None
        How many layers at the end, two or more and a quarter of all, are within a factor 1.2 of the last; None where
        all are stable, or fewer are.
    """

    stable: int
    layers: int
    change: float
    pace: float | None
    level: int | None


def course(logs: Array) -> Course:
    """Return the course of logarithms of a median, in the order in which the layers are passed."""
    with np.errstate(invalid="ignore"):
        # Of a dead network it is infinite, or nan.
        far = np.flatnonzero(~(np.abs(logs - logs[0]) <= NEAR))
        change = float(logs[-1] - logs[0])
    stable = int(far[0]) if len(far) else len(logs)
    if not len(far):
        return Course(stable, len(logs), change, None, None)
    return Course(stable, len(logs), change, _pace(logs[stable - 1 :]), _level(logs))


def _pace(logs: Array) -> float | None:
    if not np.isfinite(logs).all() or len(logs) < 2:
        return None
    change = float(logs[-1] - logs[0])
    straight = np.linspace(logs[0], logs[-1], len(logs))
    return change / (len(logs) - 1) if np.abs(logs - straight).max() <= STEADY * abs(change) else None


def _level(logs: Array) -> int | None:
    with np.errstate(invalid="ignore"):
        away = np.flatnonzero(~(np.abs(logs - logs[-1]) <= LEVEL))
    count = len(logs) - 1 - int(away[-1])  # layer 1 is away, since it is not within a factor 2
    return count if count > 1 and 4 * count >= len(logs) else None


def signal_course(forecast: Forecast) -> Course:
    """Return the course of the median variance from layer 1 on."""
    return course(forecast.signal.median)


def gradient_course(forecast: Forecast) -> Course:
    """Return the course of the median gradient from the last simulated layer back to layer 1."""
    return course(forecast.gradient.median[::-1])


@dataclass(frozen=True)
class Settling:
    """What the variance does at infinite width.

    Parameters
    ----------
    kind : str
        "kept": the layers keep every variance.  "stays": it starts at a fixed point that is not stable, and remains
        there.  "settles": it moves to a stable fixed point.  "nowhere": it does neither; `reason` says why.
        "unknown": there is one layer, or biases change from layer to layer.
    point : FixedPoint or None
        Where it stays or settles.
    reason : str
    """

    kind: Literal["kept", "stays", "settles", "nowhere", "unknown"]
    point: FixedPoint | None = None
    reason: str = ""

    @property
    def depth_scale(self) -> float | None:
        """Over so many layers gradients vanish by a factor e, or grow where it is negative; None if there is none."""
        scale = self.point.depth_scale if self.point is not None else math.inf
        return scale if math.isfinite(scale) and scale else None


def settling(forecast: Forecast) -> Settling:
    """Return where the variance settles at infinite width, from where it starts."""
    points, start = forecast.fixed_points, float(forecast.limit.log_variance[0])
    if points is None:
        return Settling("unknown")
    if any(point.continuum for point in points):
        return Settling("kept")
    logs = [(math.log(point.q) if point.q > 0 else -math.inf, point) for point in points]
    end = float(forecast.limit.log_variance[-1])
    rise = end - start
    unseen = abs(rise) <= _UNSEEN
    for log, point in logs:
        if abs(log - start) < (_SAME_AS_FAR_AS_SEEN if unseen else _SAME):
            return Settling("settles" if point.stability == "stable" else "stays", point)
    # The signal moves to the next fixed point: up where the map lies above q, and down where it lies below.  It may
    # leap over one, and another then lies between.
    stable = [
        (abs(log - start), point)
        for log, point in logs
        if point.stability == "stable"
        and (unseen or (log - start) * rise >= 0)
        and not any(min(log, end) < between < max(log, end) for between, _ in logs)
    ]
    if stable:
        return Settling("settles", min(stable, key=lambda pair: pair[0])[1])
    way = "it grows without bound" if rise > 0 else "it falls to 0"
    if unseen:
        way = "over these layers it changes by less than float64 shows"
    return Settling("nowhere", reason=points.reason or way)
