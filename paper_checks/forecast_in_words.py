"""A forecast in sentences, each computed from its numbers."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from paper_checks.forecast import LARGEST, Forecast

__all__ = ["sentences"]


_NEAR = math.log(2)  # of a logarithm: a factor of 2
_SAME = 1e-6  # of a logarithm
_STEADY = 0.005  # change of a logarithm in a layer that is none
_LN10 = math.log(10)


def sentences(forecast: Forecast) -> Iterator[str]:
    """Yield what the signal, the gradient and the correlation of two inputs do, and where theory says they settle."""
    if forecast.overflow is not None:
        log = forecast.limit.log_variance[forecast.overflow - 1]
        what = (
            f"the variance reaches 10^{log / _LN10:.0f}, out of the range of double precision"
            if log > LARGEST
            else "the signal of some networks leaves the range of double precision"
        )
        yield f"At layer {forecast.overflow} {what}: the layers from there on are not simulated."
    yield from _signal(forecast)
    yield from _gradient(forecast)
    yield from _settling(forecast)
    start, end = forecast.input_cosine, forecast.cosine[-1]
    if math.isnan(end):
        yield "In some networks a layer is all zero, so two inputs have no correlation there."
    else:
        yield f"Two inputs of correlation {start:g} have {end:.3f} at layer {forecast.layers}."
    if forecast.network.depth > 1 and forecast.first_gain != 1:
        yield (
            f"The first layer has the gain {forecast.first_gain:g}; 1 would keep the variance of its input, "
            "to which no activation was applied."
        )
    elif forecast.network.depth > 1 and forecast.gain != 1:
        yield "The first layer has the gain 1, since no activation was applied to its input."


def _signal(forecast: Forecast) -> Iterator[str]:
    low, median, high = forecast.signal.value
    last = forecast.layers
    if median[-1] == -math.inf:
        yield f"At layer {last} the signal of half of the networks or more is 0: they are dead."
        return
    changes = np.abs(median - median[0])
    far = np.flatnonzero(~(changes <= _NEAR))  # of a dead network it is infinite
    if not len(far):
        yield f"The variance of the median network stays within a factor 2 to layer {last}."
    else:
        first = int(far[0])
        yield (
            f"The variance of the median network stays within a factor 2 to layer {first}; "
            f"from there it {_pace(median, first - 1)}."
        )
    yield (
        f"At layer {last} one network in twenty has {_times(high[-1] - median[-1])} the variance of the median or "
        f"more, and one in twenty {_times(low[-1] - median[-1])} it or less."
    )


def _gradient(forecast: Forecast) -> Iterator[str]:
    low, median, high = forecast.gradient.value
    if forecast.layers > 1 and math.isfinite(forecast.signal.value[1, -1]):
        yield (
            f"The gradient of the median network at layer 1 is {_times(median[0] - median[-1])} "
            f"that of the median network at layer {forecast.layers} (mean squares); in one network in twenty it is "
            f"{_times(high[0] - median[-1])} or more, "
            f"in one in twenty {_times(low[0] - median[-1])} or less."
        )


def _settling(forecast: Forecast) -> Iterator[str]:
    points = forecast.fixed_points
    start = float(forecast.limit.log_variance[0])
    if any(point.continuum for point in points):
        yield "At infinite width every variance is kept."
        return
    logs = [(math.log(point.q) if point.q > 0 else -math.inf, point) for point in points]
    held = [point for log, point in logs if abs(log - start) < _SAME]
    if held and held[0].stability != "stable":
        yield (
            f"At infinite width the variance stays at {held[0].q:.4g}, which is not stable: networks of finite width "
            "drift away from it."
        )
        return
    # The signal moves to the next fixed point: up where the map lies above q, and down where it lies below.
    rise = float(forecast.limit.log_variance[-1]) - start
    stable = [
        (abs(log - start), point)
        for log, point in logs
        if point.stability == "stable" and (log - start) * rise >= 0
    ]
    if not stable:
        way = points.reason or ("it grows without bound" if rise >= 0 else "it falls to 0")
        yield f"At infinite width the variance settles nowhere: {way}."
        return
    _, found = min(stable, key=lambda pair: pair[0])
    scale = found.depth_scale
    if math.isfinite(scale) and scale:
        depth = (
            f", where gradients {'grow' if scale < 0 else 'vanish'} by a factor e in {abs(scale):.3g} layers"
        )
    else:
        depth = ""
    yield f"At infinite width the variance settles at {found.q:.4g}{depth}."


def _pace(median: npt.NDArray[np.float64], first: int) -> str:
    last = len(median) - 1
    rate = float(median[last] - median[first]) / (last - first)
    if abs(rate) < _STEADY:
        return "stays"
    return f"{'grows' if rate > 0 else 'falls'} by {100 * abs(math.expm1(rate)):.2g} % a layer"


def _times(log: float) -> str:
    """Return a factor by its natural logarithm, in words."""
    if log == -math.inf:
        return "0 times"
    if abs(log) > 300:
        return f"10^{log / _LN10:.0f} times"
    return f"{math.exp(log):.2g} times"
