"""A forecast in sentences, each computed from its numbers: the verdict first."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from paper_checks.forecasting.forecast import LARGEST, Forecast
from paper_checks.forecasting.summary import (
    NEAR,
    Course,
    gradient_course,
    settling,
    signal_course,
)

__all__ = ["factor", "meaning_of_the_gain", "power", "sentences"]


_LN10 = math.log(10)
_GUIDE = 0.1  # of a logarithm, which infinite width may miss and still be a guide
_ALIKE = 0.99  # a cosine above which two inputs are hardly told apart


def sentences(forecast: Forecast) -> Iterator[str]:
    """Yield the verdict in one sentence; then the spread, what theory says, and what the first layer needs."""
    yield f"Verdict: {_overflow(forecast)}{_verdict(forecast)}."
    yield from _spread(forecast)
    yield from _finite_width(forecast)
    yield from _settling(forecast)
    yield _correlation(forecast)
    yield from _first_layer(forecast)


def meaning_of_the_gain(forecast: Forecast) -> str:
    """Return what the gain allows for."""
    if forecast.network.depth == 1:
        return "A network of one layer has the gain of the first layer alone."
    if forecast.mode is None:
        return "The gain is used as given: dropout divides a variance by keep, and biases add theirs, on top of it."
    return (
        f"The {forecast.mode} gain allows for dropout (keep) and not for biases, whose variance comes on top."
    )


def _overflow(forecast: Forecast) -> str:
    if forecast.overflow is None:
        return ""
    log = forecast.limit.log_variance[forecast.overflow - 1]
    what = (
        f"pre-activations reach 10^{log / (2 * _LN10):.0f} (variance 10^{log / _LN10:.0f}), near the end of double "
        "precision"
        if log > LARGEST
        else "the signal of some networks leaves the range of double precision"
    )
    return f"at layer {forecast.overflow} {what}; up to layer {forecast.layers} "


def _verdict(forecast: Forecast) -> str:
    last = forecast.layers
    dead = np.flatnonzero(forecast.signal.median == -math.inf)
    if len(dead) and forecast.limit.log_variance[dead[0]] < -LARGEST:
        return (
            f"from layer {dead[0] + 1} on half of the networks or more have a signal that is too small for double "
            "precision"
        )
    if len(dead):
        return (
            f"from layer {dead[0] + 1} on half of the networks or more are dead: their signal is 0, and so is their "
            "gradient"
        )
    high = factor(forecast.signal.value[2, -1] - forecast.signal.median[-1])
    if last == 1:
        return f"one network in twenty has {high} times the median variance or more"
    return (
        f"the median variance {_stability(signal_course(forecast), 'to', range(1, last + 1))}; "
        f"one network in twenty ends with {high} times the median or more; "
        f"the median gradient {_stability(gradient_course(forecast), 'back to', range(last, 0, -1))}"
    )


def _stability(found: Course, to: str, layers: range) -> str:
    """Say how far a median stays within a factor 2, and what becomes of it from there to the last of the layers."""
    stable = f"is stable {to} layer {layers[found.stable - 1]}"
    if found.stable == found.layers:
        return stable
    if found.change == -math.inf:
        return f"{stable}, and 0 from there"
    # What is stable at one layer alone is not called so.
    told, than = (f"{stable}, and ", "that") if found.stable > 1 else ("", f"that of layer {layers[0]}")
    if found.pace is not None:
        return f"{told}{_paced(found.pace)} a layer{' from there' if told else ''}"
    verb = "" if told else "is "
    if found.level is not None:
        since = layers[max(found.layers - found.level, found.stable)]
        return f"{told}{verb}about {factor(found.change)} times {than} from layer {since} on"
    return f"{told}{verb}{factor(found.change)} times {than} at layer {layers[-1]}"


def _paced(pace: float) -> str:
    verb = "grows" if pace > 0 else "falls"
    if abs(pace) >= NEAR:
        return f"{verb} by a factor {factor(abs(pace))}"
    return f"{verb} by {100 * abs(math.expm1(pace)):.2g} %"


def _spread(forecast: Forecast) -> Iterator[str]:
    low, median, high = forecast.signal.value
    last = forecast.layers
    if median[-1] == -math.inf:
        return
    yield (
        f"At layer {last} nine networks in ten have between {factor(low[-1] - median[-1])} and "
        f"{factor(high[-1] - median[-1])} times the variance of the median network."
    )
    low, median, high = forecast.gradient.value
    if last > 1 and high[0] > -math.inf:
        yield (
            f"The gradient's mean square at layer 1 is {factor(median[0] - median[-1])} times that at layer {last} in "
            f"the median; nine networks in ten have between {factor(low[0] - median[-1])} and "
            f"{factor(high[0] - median[-1])} times that."
        )


def _finite_width(forecast: Forecast) -> Iterator[str]:
    """Say where infinite width is no guide."""
    last = forecast.layers
    compared = (
        ("variance", last, forecast.limit.log_variance[last - 1], forecast.signal.median[-1]),
        ("gradient", 1, forecast.gradient_limit[0], forecast.gradient.median[0]),
    )
    apart = [
        f"at layer {layer} it has a {name} of {power(limit)}, the median network {power(median)}"
        for name, layer, limit, median in compared
        if math.isfinite(median) and abs(median - limit) > max(NEAR, _GUIDE * abs(limit))
    ]
    if apart:
        yield f"Infinite width is no guide here: {'; '.join(apart)}."


def _settling(forecast: Forecast) -> Iterator[str]:
    found = settling(forecast)
    if found.kind == "unknown":
        return
    if found.kind == "kept":
        yield "At infinite width every variance is kept."
    elif found.point is None:
        yield f"At infinite width the variance settles nowhere: {found.reason}."
    elif found.kind == "stays":
        yield (
            f"At infinite width the variance stays at {found.point.q:.4g}, which is not stable: networks of finite "
            "width drift away from it."
        )
    else:
        scale = found.depth_scale
        # Of a gradient on its way back.
        paced = (
            f", where the gradient {_paced(-1 / scale)} a layer (depth scale: {abs(scale):.3g} layers)"
            if scale is not None
            else ""
        )
        yield f"At infinite width the variance settles at {found.point.q:.4g}{paced}."


def _correlation(forecast: Forecast) -> str:
    start, median, limit = forecast.input_cosine, forecast.cosine.median, forecast.cosine_limit[-1]
    known = np.flatnonzero(np.isfinite(median))
    missing = "in some networks an input is all zero or out of range there"
    if not len(known):
        return f"Two inputs have no correlation: {missing}."
    layer, end = int(known[-1]) + 1, float(median[known[-1]])
    said = f"Two inputs of correlation {start:g} have {end:.3f} at layer {layer}"
    if layer < forecast.layers:
        return f"{said}; from layer {layer + 1} on it has no value: {missing}."
    if math.isfinite(limit):
        said += f" (infinite width: {limit:.3f})"
    return f"{said}: the network hardly tells them apart." if end > _ALIKE > start else f"{said}."


def _first_layer(forecast: Forecast) -> Iterator[str]:
    if forecast.first_gain != 1:
        yield (
            f"The first layer has the gain {forecast.first_gain:g}; 1 would keep the variance of its input, "
            "to which no activation was applied."
        )
    elif forecast.network.depth > 1 and forecast.gain != 1:
        yield "The first layer has the gain 1, since no activation was applied to its input."


def power(log: float) -> str:
    """Return a number by its natural logarithm, which may be out of range, to three digits."""
    return "" if math.isnan(log) else _number(log, 3)


def factor(log: float) -> str:
    """Return a factor by its natural logarithm, to two digits."""
    return _number(log, 2)


def _number(log: float, digits: int) -> str:
    if math.isinf(log):
        return "0" if log < 0 else "∞"
    if abs(log) > 600:
        return f"10^{log / _LN10:.0f}"
    rounded = float(f"{math.exp(log):.{digits}g}")
    return f"{rounded:,.0f}" if 100 <= rounded < 1e6 else f"{rounded:.{digits}g}"
