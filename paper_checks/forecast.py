"""What a deep network does at initialisation: theory's prediction and simulated networks, layer by layer."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from numbers import Integral, Real
from typing import get_args

import numpy as np
import numpy.typing as npt

from paper_checks.simulated_layers import Band, OutOfRange, band, mean_squares, median_cosines
from theory.activation.activation import Activation
from theory.activation.lookup import resolve
from theory.arguments import finite, shown
from theory.mean_field.correlation import c_map
from theory.mean_field.dense_network import DenseNetwork
from theory.mean_field.finite_width import Spread, finite_width
from theory.mean_field.fixed_point import FixedPoints, fixed_points
from theory.mean_field.gains import Mode
from theory.mean_field.gains import gain as gain_of
from theory.mean_field.homogeneous_law import homogeneous_law
from theory.mean_field.infinite_width import InfiniteWidth, infinite_width

__all__ = ["LARGEST", "REPLICATES", "Forecast", "network"]


Array = npt.NDArray[np.float64]
REPLICATES = 2000
LARGEST_GAIN = 1e150  # its square is a float
LARGEST = 1300.0  # log of a variance beyond which pre-activations near the end of float64 are to be expected
MAPPED = 300.0  # log of a variance beyond which moments near the end of float64 leave the c-map unknown
_NORMAL = 3.0  # kurtosis of the inputs
PREDICTING = 0.3  # of Var log q: beyond it the leading term in 1/N is no prediction


@dataclass(frozen=True)
class Forecast:
    """What networks of one kind do at initialisation; arrays have an entry for each layer that is simulated.

    Parameters
    ----------
    network : DenseNetwork
    gain : float
        Of every layer but the first: the weights have the standard deviation gain/sqrt(fan_in).
    first_gain : float
    limit : InfiniteWidth
        The prediction as the width grows, for all layers.
    signal_median, gradient_median : ndarray
        The prediction of E log at this width, which is near the logarithm of the median; nan where no law is known, or
        the spread is too large for the leading term.
    signal, gradient : Band
        Of the mean squares over a layer of y_m, and of the gradient at y_m, for a standard normal gradient at the
        last layer that is simulated.
    cosine : ndarray
        Median of the cosine of the pre-activations of two inputs, whose own is `input_cosine`.
    cosine_limit : ndarray
        The same, predicted as the width grows; nan where the c-map is not known.
    fixed_points : FixedPoints
        Where the variance settles at infinite width.
    overflow : int or None
        The first layer whose variance is out of range; the layers from it on are not simulated.
    replicates, seed : int
    """

    network: DenseNetwork
    gain: float
    first_gain: float
    input_cosine: float
    limit: InfiniteWidth
    signal_median: Array
    gradient_median: Array
    signal: Band
    gradient: Band
    cosine: Array
    cosine_limit: Array
    fixed_points: FixedPoints
    overflow: int | None
    replicates: int
    seed: int

    @property
    def layers(self) -> int:
        """The number of layers that are simulated."""
        return len(self.cosine)


def network(
    activation: str | Activation,
    *,
    depth: int,
    width: int,
    gain: Mode | float = "forward",
    bias_variance: float = 0.0,
    keep: float = 1.0,
    input_variance: float = 1.0,
    first_gain: float = 1.0,
    input_cosine: float = 0.5,
    replicates: int = REPLICATES,
    seed: int = 0,
    jobs: int | None = None,
) -> Forecast:
    """Predict and simulate a network of one width with normal weights.

    Parameters
    ----------
    activation : str or Activation
    depth, width : int
        Weight layers, and units of the input and of every layer.
    gain : {"forward", "backward", "std"} or float
        Of every layer but the first; a name is that of `theory.gain` at the variance `input_variance` and with `keep`.
    bias_variance : float
    keep : float
        The probability that dropout keeps a unit, in (0, 1]; there is none before the first layer.
    input_variance : float
        Of a component of the input.
    first_gain : float
        1 keeps the variance of an input, to which no activation was applied.
    input_cosine : float
        Correlation of two inputs, in [0, 1].
    replicates, seed : int
        Networks that are simulated.
    jobs : int, optional
        Threads, on which no result depends.

    Returns
    -------
    Forecast

    Raises
    ------
    ValueError, TypeError
        If an argument has another value or type, a moment of the activation diverges, or there is no such gain.

    Examples
    --------
    >>> found = network("relu", depth=10, width=64, replicates=400)
    >>> found.gain, bool(abs(found.limit.log_variance[-1]) < 1e-9)
    (1.414..., True)
    """
    for name, value in (("depth", depth), ("width", width)):
        if isinstance(value, bool) or not isinstance(value, Integral) or value < 1:
            raise ValueError(f"{name} must be an integer of 1 or more, got {shown(value)}")
    if jobs is not None and (isinstance(jobs, bool) or not isinstance(jobs, Integral) or jobs < 1):
        raise ValueError(f"jobs must be an integer of 1 or more, or None, got {shown(jobs)}")
    if not finite("input_variance", input_variance) > 0:
        raise ValueError(f"input_variance must be positive, got {input_variance:g}")
    if not 0 <= finite("input_cosine", input_cosine) <= 1:
        raise ValueError(f"input_cosine must be within [0, 1], got {input_cosine:g}")
    if not 0 <= finite("first_gain", first_gain) <= LARGEST_GAIN:
        raise ValueError(f"first_gain must be within [0, {LARGEST_GAIN:g}], got {first_gain:g}")
    function = resolve(activation)
    chosen = _gain(function, gain, input_variance, keep)
    variances = (first_gain**2, *(chosen**2,) * (depth - 1))
    whole = DenseNetwork(
        function, (width,) * (depth + 1), variances, bias_variance, keep, input_variance, _NORMAL
    )
    limit = infinite_width(whole)
    beyond = np.flatnonzero(limit.log_variance > LARGEST)
    overflow = int(beyond[0]) + 1 if len(beyond) else None
    layers = depth if overflow is None else overflow - 1
    if layers == 0:
        raise ValueError(
            f"first_gain = {first_gain:g} takes the first variance out of range: give a smaller one"
        )
    while True:
        part = replace(whole, widths=whole.widths[: layers + 1], weight_variance=variances[:layers])
        try:
            found = mean_squares(activation, part, replicates, seed, jobs)
            break
        except OutOfRange as error:
            overflow, layers = error.layer, error.layer - 1
    signal, gradient = _medians(part)
    numbers = range(1, layers + 1)
    return Forecast(
        whole, chosen, float(first_gain), float(input_cosine), limit, signal, gradient,
        band(found, [f"log y{m}^2" for m in numbers]),
        band(found, [f"log d{m}^2" for m in numbers]),
        median_cosines(activation, part, input_cosine, replicates, seed, jobs),
        _cosines(part, limit, float(input_cosine)),
        fixed_points(function, chosen**2, bias_variance, keep=keep),
        overflow, replicates, seed,
    )  # fmt: skip


def _gain(function: Activation, gain: Mode | float, variance: float, keep: float) -> float:
    if isinstance(gain, str):
        if gain not in get_args(Mode):
            raise ValueError(f"gain must be a number or one of {', '.join(get_args(Mode))}, got {gain!r}")
        return float(gain_of(function, mode=gain, u=math.sqrt(variance), keep=keep))
    number = gain.item() if isinstance(gain, np.ndarray) and gain.ndim == 0 else gain
    if isinstance(number, bool) or not isinstance(number, Real) or not 0 <= number <= LARGEST_GAIN:
        raise ValueError(
            f"gain must be a number within [0, {LARGEST_GAIN:g}], or a name such as 'forward', got {gain!r}"
        )
    return float(number)


def _medians(part: DenseNetwork) -> tuple[Array, Array]:
    """Return the logarithms of the medians at this width: exact where g(c y) = c g(y), else to leading order."""
    try:
        exact = homogeneous_law(part)
        return exact.signal.mean_log, exact.gradient.mean_log
    except ValueError:
        pass
    try:
        leading = finite_width(part)
    except ValueError:
        unknown = np.full(part.depth, np.nan)
        return unknown, unknown
    return _predicting(leading.signal), _predicting(leading.gradient)


def _predicting(spread: Spread) -> Array:
    return np.where(spread.variance < PREDICTING, spread.mean_log, np.nan)


def _cosines(part: DenseNetwork, limit: InfiniteWidth, cosine: float) -> Array:
    """Return the correlation of two inputs with masks of their own, by layer, as the width grows."""
    found = np.full(part.depth, np.nan)
    # Biases are shared: they bring two inputs together.
    found[0] = limit.weight_share[0] * cosine + 1 - limit.weight_share[0]
    for layer in range(1, part.depth):
        if abs(limit.log_variance[layer - 1]) > MAPPED:
            break
        share, keep = float(limit.weight_share[layer]), part.keeps[layer - 1]
        try:
            q = math.exp(limit.log_variance[layer - 1])
            among_weights = float(c_map(part.function, found[layer - 1], q, 1.0)) * keep
        except (ValueError, OverflowError):
            break
        found[layer] = share * among_weights + 1 - share
    return found
