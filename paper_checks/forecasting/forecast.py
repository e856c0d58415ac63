"""What a deep network does at initialisation: theory's prediction and simulated networks, layer by layer."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Integral, Real
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from montecarlo import quantile
from paper_checks.forecasting.predicted_layers import GeometricMeans, cosines, geometric_means
from paper_checks.forecasting.simulated_layers import PROBABILITIES, Band, BiasLaw, OutOfRange, Simulation
from theory.activation.activation import Activation
from theory.activation.lookup import resolve
from theory.arguments import finite, shown
from theory.mean_field.dense_network import DenseNetwork
from theory.mean_field.fixed_point import FixedPoints, fixed_points
from theory.mean_field.gains import Mode
from theory.mean_field.gains import gain as gain_of
from theory.mean_field.infinite_width import InfiniteWidth, infinite_width

__all__ = ["LARGEST", "LEAST_REPLICATES", "REPLICATES", "BiasVariance", "Forecast", "network"]


Array = npt.NDArray[np.float64]
BiasVariance = float | Literal["pytorch"]
REPLICATES = 2000
LEAST_REPLICATES = max(quantile("any", probability).least_replicates() for probability in PROBABILITIES)
"""So many networks have intervals of the quantiles: 270."""
MOST = 10**7
"""Units of a layer, layers, and networks, which no machine simulates."""
LARGEST_GAIN = 1e75  # so that products of two weights' variances are floats
LEAST_KEEP = 1e-6
LARGEST = 1300.0  # log of a variance beyond which pre-activations near the end of float64 are to be expected
_NORMAL = 3.0  # kurtosis of the inputs


@dataclass(frozen=True)
class Forecast:
    """What networks of one kind do at initialisation; arrays have an entry for each layer that is simulated.

    Parameters
    ----------
    network : DenseNetwork
    mode : {"forward", "backward", "std"} or None
        The name of the gain, if it was given by name.
    gain : float
        Of every layer but the first: the weights have the standard deviation gain/sqrt(fan_in).
    first_gain : float
    bias_law : {"normal", "uniform"}
        Of the simulated biases.
    input_cosine : float
    limit : InfiniteWidth
        The prediction as the width grows, for all layers.
    predicted : GeometricMeans
        The prediction at this width.
    signal, gradient : Band
        Natural logarithms of the mean squares over a layer of y_m, and of the gradient at y_m, for a standard normal
        gradient at the last layer that is simulated.
    cosine : Band
        Of the pre-activations of two inputs of correlation `input_cosine`.
    cosine_limit : ndarray
        The same, predicted as the width grows; nan where the c-map is not known.
    fixed_points : FixedPoints or None
        Where the variance settles at infinite width; None with one layer, or where the biases' variance changes from
        layer to layer.
    overflow : int or None
        The first layer whose variance is out of range; the layers from it on are not simulated.
    replicates, seed : int
    """

    network: DenseNetwork
    mode: Mode | None
    gain: float
    first_gain: float
    bias_law: BiasLaw
    input_cosine: float
    limit: InfiniteWidth
    predicted: GeometricMeans
    signal: Band
    gradient: Band
    cosine: Band
    cosine_limit: Array
    fixed_points: FixedPoints | None
    overflow: int | None
    replicates: int
    seed: int

    @property
    def activation(self) -> str:
        """The activation's name, or its formula where it has none."""
        function = self.network.function
        return function.name if function.name != "g" else f"g(x) = {function.expr}"

    @property
    def layers(self) -> int:
        """The number of layers that are simulated."""
        return len(self.cosine_limit)

    @property
    def gradient_limit(self) -> Array:
        """The logarithms of the gradient's mean squares at infinite width, over that of the last simulated layer."""
        shown = self.limit.log_gradient[: self.layers]
        with np.errstate(invalid="ignore"):  # infinite where a layer above jumps, or has weights of 0
            return np.asarray(shown - shown[-1])


def network(
    activation: str | Activation,
    *,
    depth: int | None = None,
    width: int | Sequence[int],
    gain: Mode | float = "forward",
    bias_variance: BiasVariance = 0.0,
    keep: float = 1.0,
    input_variance: float = 1.0,
    first_gain: float = 1.0,
    input_cosine: float = 0.5,
    replicates: int = REPLICATES,
    seed: int = 0,
    jobs: int | None = None,
) -> Forecast:
    """Predict and simulate a network with normal weights and normal inputs.

    Parameters
    ----------
    activation : str or Activation
    depth : int, optional
        Weight layers.  It may be left out where `width` gives every layer's.
    width : int or sequence of int
        Units of the input and of every layer; or those of the input, then of each layer.
    gain : {"forward", "backward", "std"} or float
        Of every layer but the first; a name is that of `theory.gain` at the variance `input_variance` and with `keep`.
        No name allows for biases, which add their variance to each layer's.
    bias_variance : float or "pytorch"
        Of normal biases; "pytorch": of its own, which are uniform with the variance 1/(3 fan_in).  Predictions take
        biases as normal.  For a smooth activation, that changes a variance by a term of order bias_variance^2.
    keep : float
        The probability that dropout keeps a unit, in [1e-6, 1]; there is none before the first layer.
    input_variance : float
        Of a component of the input.
    first_gain : float
        1 keeps the variance of an input, to which no activation was applied.
    input_cosine : float
        Correlation of two inputs, in [-1, 1].
    replicates : int
        Networks that are simulated, 270 or more.
    seed : int
    jobs : int, optional
        Threads, on which no result depends.

    Returns
    -------
    Forecast

    Raises
    ------
    ValueError, TypeError
        If an argument has another value or type, the widths do not fit the depth, a moment of the activation diverges,
        or there is no such gain.

    Examples
    --------
    >>> found = network("relu", depth=10, width=64, replicates=400)
    >>> found.gain, bool(abs(found.limit.log_variance[-1]) < 1e-9)
    (1.414..., True)
    """
    widths = _widths(depth, width)
    if _whole("replicates", replicates) < LEAST_REPLICATES:
        raise ValueError(
            f"replicates must be {LEAST_REPLICATES} or more for the intervals of the quantiles, got {replicates}"
        )
    if not finite("input_variance", input_variance) > 0:
        raise ValueError(f"input_variance must be positive, got {input_variance:g}")
    if not -1 <= finite("input_cosine", input_cosine) <= 1:
        raise ValueError(f"input_cosine must be within [-1, 1], got {input_cosine:g}")
    if not 0 <= finite("first_gain", first_gain) <= LARGEST_GAIN:
        raise ValueError(f"first_gain must be within [0, {LARGEST_GAIN:g}], got {first_gain:g}")
    if finite("keep", keep) and 0 < keep < LEAST_KEEP:
        raise ValueError(f"keep must be {LEAST_KEEP:g} or more, got {keep:g}: hardly a unit would be left")
    workers = None if jobs is None else _whole("jobs", jobs)
    function = resolve(activation)
    chosen = _gain(function, gain, input_variance, keep)
    variances = (float(first_gain) ** 2, *(chosen**2,) * (len(widths) - 2))
    whole = DenseNetwork(
        activation, widths, variances, _biases(bias_variance, widths), keep, input_variance, _NORMAL
    )
    if min(variances) == 0 and not any(whole.bias_variances):
        name, value = ("gain", chosen) if variances[0] else ("first_gain", first_gain)
        raise ValueError(
            f"{name} = {value:g} and bias_variance = 0: the signal would be 0; give a larger one"
        )
    limit = infinite_width(whole)
    beyond = np.flatnonzero(limit.log_variance > LARGEST)
    overflow = int(beyond[0]) + 1 if len(beyond) else None
    layers = whole.depth if overflow is None else overflow - 1
    if layers == 0:
        raise ValueError(
            f"first_gain = {first_gain:g} takes the first variance out of range: give a smaller one"
        )
    law: BiasLaw = "uniform" if bias_variance == "pytorch" else "normal"
    while True:
        part = whole if layers == whole.depth else whole.first_layers(layers)
        simulation = Simulation(part, law, replicates, seed, workers)
        try:
            signal, gradient = simulation.mean_squares()
            break
        except OutOfRange as error:
            overflow, layers = error.layer, error.layer - 1
    return Forecast(
        whole,
        gain if isinstance(gain, str) else None,
        chosen,
        float(first_gain),
        law,
        float(input_cosine),
        limit,
        geometric_means(part),
        signal,
        gradient,
        simulation.cosines(float(input_cosine)),
        cosines(part, limit, float(input_cosine)),
        _fixed_points(whole, function, chosen),
        overflow,
        replicates,
        seed,
    )


def _widths(depth: object, width: object) -> tuple[int, ...]:
    """Return the units of the input, then of each layer."""
    if depth is not None:
        _whole("depth", depth)
    if isinstance(width, np.ndarray) and width.ndim == 1:
        width = tuple(width)
    if not isinstance(width, (list, tuple)):
        units = _whole("width", width)
        if depth is None:
            raise ValueError(
                "depth must be given with one width for all layers; or give the widths of the input and each layer"
            )
        return (units,) * (_whole("depth", depth) + 1)
    units_of = tuple(_whole(f"width[{index}]", units) for index, units in enumerate(width))
    if len(units_of) < 2:
        raise ValueError(
            f"width must have two numbers or more, those of the input and of each layer, got {shown(width)}"
        )
    if depth is not None and len(units_of) != _whole("depth", depth) + 1:
        raise ValueError(
            f"width has {len(units_of)} numbers, the input's and one for each layer: depth must be {len(units_of) - 1} "
            f"or left out, got {depth}"
        )
    return units_of


def _whole(name: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, Integral) or value < 1:
        raise ValueError(f"{name} must be an integer of 1 or more, got {shown(value)}")
    if int(value) > MOST:
        raise ValueError(f"{name} must be at most {MOST:,}, got {shown(value)}")
    return int(value)


def _gain(function: Activation, gain: Mode | float, variance: float, keep: float) -> float:
    if isinstance(gain, str):
        if gain not in get_args(Mode):
            raise ValueError(f"gain must be a number or one of {', '.join(get_args(Mode))}, got {gain!r}")
        named = float(gain_of(function, mode=gain, u=math.sqrt(variance), keep=keep))
        if named > LARGEST_GAIN:
            raise ValueError(
                f"the {gain} gain of {function.name} is {named:.3g} at input_variance = {variance:g}, above "
                f"{LARGEST_GAIN:g}: give another variance, or a gain"
            )
        return named
    number = gain.item() if isinstance(gain, np.ndarray) and gain.ndim == 0 else gain
    if isinstance(number, bool) or not isinstance(number, Real) or not 0 <= number <= LARGEST_GAIN:
        raise ValueError(
            f"gain must be a number within [0, {LARGEST_GAIN:g}], or a name such as 'forward', got {gain!r}"
        )
    return float(number)


def _biases(variance: BiasVariance, widths: tuple[int, ...]) -> float | tuple[float, ...]:
    if variance == "pytorch":
        return tuple(1 / (3 * fan_in) for fan_in in widths[:-1])
    if isinstance(variance, str):
        raise ValueError(f"bias_variance must be a number of 0 or more, or 'pytorch', got {variance!r}")
    return finite("bias_variance", variance)


def _fixed_points(whole: DenseNetwork, function: Activation, gain: float) -> FixedPoints | None:
    biases = set(whole.bias_variances[1:])
    if len(biases) != 1:
        return None
    return fixed_points(function, gain**2, biases.pop(), keep=whole.keeps[0])
