"""Both passes through a network, forward and backward: how large signals and gradients are, layer by layer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from montecarlo.arguments import one_of, per_layer, whole
from montecarlo.engines.architecture import Architecture
from montecarlo.engines.both_passes import measured, quantities_of, recorded
from montecarlo.engines.layer_weights import ConditionalWeights, LayerLaw, LayerWeights, LiteralWeights
from montecarlo.engines.scaled import Scaled
from montecarlo.sampling.activations import apply, derivative, known, slope
from montecarlo.sampling.streams import later
from montecarlo.sampling.weights import (
    BIAS_LAWS,
    WEIGHT_LAWS,
    WeightLaw,
    fill_several,
    known_law,
    require_cosine,
)

__all__ = ["Backward"]


Array = npt.NDArray[np.float64]
BackwardEngine = Literal["conditional", "dense"]
# How many weights or units a batch holds at once, over all layers: the backward pass needs those of the forward pass.
_BATCH_WEIGHTS = 2_000_000
_BATCH_UNITS = 2_000_000
# By default, as many as when the first results were published: the size of a batch decides the random numbers.
_DEFAULT_UNITS = 200_000


@dataclass(frozen=True)
class Backward(Architecture):
    """Forward and backward through a network; see `Architecture` for the other parameters.

    Layer m has the input x_m and computes y_m = W_m x_m + b_m. The next input is x_{m+1} = g(y_m), with dropout
    k g(y_m) / keep, where each entry of the mask k is 1 with probability `keep` and 0 otherwise. The gradient d_m at
    y_m goes back through the same weights and masks. The last, at the last pre-activation, is standard normal and
    independent of the network.

    Signals are kept in a scale of their own where they are very large or very small, so logarithms of gradients are
    finite at any depth, and those of pre-activations too where g(c y) = c g(y) for c > 0. For another g they are
    finite up to pre-activations of 1e308; `run` then names the first layer beyond.

    Parameters
    ----------
    bias_variance : float or tuple of float
        Variance of the biases, 0 or more: one number for all layers, or one for each. This and the parameters below
        are keywords only.
    weight_law : str
        See `montecarlo.weight_matrices`.
    engine : {"conditional", "dense"}
        "conditional" draws both passes from their exact law, without the weights; it needs normal weights.
        "dense" draws the weights, of any law.
    record : tuple of str, optional
        The fields: for y, d or x, the mean over the units of a power, such as "y3^2" or "d3^4", its logarithm,
        "log d3^2", or the square of a mean square, "y3^2^2"; with several inputs also "y3[1]^2", the product
        "y3[0] y3[1]" and the cosine "cos y3" of the inputs 0 and 1. By default, "y1^2", "y2^2", ... and "d1^2",
        "d2^2", ...
    keep : float or tuple of float
        Probability of keeping a unit of x_2, x_3, ..., x_depth, above 0 and at most 1. x_1 has no dropout.
    weight_mean : float or tuple of float
        fan_in times the mean of a weight: one number for all layers, or one for each.
    bias_law : {"normal", "uniform"}
        Of the biases, about 0. PyTorch's default is uniform, with the variance 1/(3 fan_in).
    inputs : int
        How many inputs go through the same weights, 1 or more, each with masks of its own. The gradients are those
        of input 0.
    input_cosine : float
        Correlation c of a unit of two inputs, in [0, 1], or in [-1, 1] if there are two; see `Conditional`.
    at_once : int, optional
        How many networks are drawn at once, on which the random numbers depend. By default, as many as have two
        million weights or units: of a deep network these are few, and NumPy's calls then cost more than their work.
        If gradients are recorded, all layers of these networks are kept, some 20 bytes for each unit.

    Raises
    ------
    TypeError, ValueError
        If a parameter has another type or value than above, or the activation has no derivative.

    Examples
    --------
    >>> from montecarlo import mean, run
    >>> passes = Backward((64,) * 31, "gelu", 2.0, keep=0.9, record=("log y30^2", "log d1^2"))
    >>> mean("log d1^2").interval(run(passes, replicates=2000, seed=0))
    Interval(low=-4.7..., high=-3.4...)

    How two inputs approach each other:

    >>> pair = Backward((64,) * 11, "tanh", 1.0, bias_variance=0.3, inputs=2, record=("cos y1", "cos y10"))
    >>> run(pair, replicates=2000, seed=0).mean.round(2)
    array([0.23, 1.  ])
    """

    bias_variance: float | tuple[float, ...] = field(default=0.0, kw_only=True)
    weight_law: WeightLaw = field(default="normal", kw_only=True)
    engine: BackwardEngine = field(default="conditional", kw_only=True)
    record: tuple[str, ...] | None = later(None)
    keep: float | tuple[float, ...] = later(1.0)
    weight_mean: float | tuple[float, ...] = later(0.0)
    inputs: int = later(1)
    input_cosine: float = later(0.0)
    bias_law: Literal["normal", "uniform"] = later("normal")
    at_once: int | None = later(None)

    def __post_init__(self) -> None:
        whole("inputs", self.inputs, at_least=1)
        if self.at_once is not None:
            whole("at_once", self.at_once, at_least=1)
        require_cosine(self.input_cosine, self.inputs)
        super().__post_init__()
        known("activation", self.activation, differentiable=True)
        per_layer("bias_variance", self.bias_variance, self.depth, at_least=0.0)
        per_layer("weight_mean", self.weight_mean, self.depth)
        if not all(self._keeps()):
            raise ValueError(f"keep must be above 0, got {self.keep}: no unit would be left")
        known_law("weight_law", self.weight_law, WEIGHT_LAWS)
        one_of("bias_law", self.bias_law, BIAS_LAWS)
        one_of("engine", self.engine, get_args(BackwardEngine))
        if self.engine == "conditional" and self.weight_law != "normal":
            raise ValueError(
                f"weight_law must be 'normal' for the conditional engine, got {self.weight_law!r}: "
                "give engine = 'dense'"
            )
        quantities_of(self.record, self.depth, self.inputs)

    @property
    def fields(self) -> tuple[str, ...]:
        """The recorded quantities: by default, mean squares of pre-activations and of gradients, by layer."""
        return recorded(self.record, self.depth)

    @property
    def batch(self) -> int:
        """As many networks as have a few megabytes of weights, or of units, unless `at_once` says how many."""
        if self.at_once is not None:
            return self.at_once
        if self.engine == "dense":
            return max(1, _BATCH_WEIGHTS // sum(a * b for a, b in pairwise(self.widths)))
        units = _DEFAULT_UNITS if self.record is None else _BATCH_UNITS
        return max(1, units // (self.inputs * sum(self.widths)))

    def sample(self, rng: np.random.Generator, replicates: int) -> Array:
        """Run networks forward, and backward if gradients are recorded; shape (replicates, len(fields))."""
        x = np.empty((replicates, self.inputs, self.widths[0]))
        law = (self.input_mean, self.input_deviation, self.input_correlation, self.input_cosine)
        fill_several(self.input_law, rng, x, *law)
        quantities = quantities_of(self.record, self.depth, self.inputs)
        both = any(quantity.side == "d" for quantity in quantities)
        return measured(quantities, self._signals(rng, Scaled(x), both), replicates)

    def _signals(self, rng: np.random.Generator, x: Scaled, both: bool) -> Iterator[tuple[str, int, Scaled]]:
        """Yield each signal of the forward pass, and of the backward pass too, with its letter and its layer."""
        weights_of: type[LayerWeights] = LiteralWeights if self.engine == "dense" else ConditionalWeights
        drawn: list[tuple[LayerWeights, Scaled, npt.NDArray[np.bool_] | None]] = []
        scalable = slope(self.activation) is not None
        for layer, (law, keep) in enumerate(zip(self._laws(), (*self._keeps(), 1.0), strict=True), start=1):
            x = x.in_range(at_least_one=bool(law.bias_variance))
            yield "x", layer, x
            weights = weights_of(law, rng, x)
            yield "y", layer, weights.y
            y = weights.y if scalable else weights.y.unscaled()
            mask = None
            outputs = apply(self.activation, y.values)
            if keep < 1:
                mask = rng.random(outputs.shape) < keep
                outputs *= mask
                outputs *= 1 / keep
            x = Scaled(outputs, y.exponents)
            if both:
                drawn.append((weights, y, mask))
        if not both:
            return
        d = Scaled(rng.standard_normal(y.values[:, 0].shape))
        yield "d", self.depth, d
        for layer, keep in zip(range(self.depth - 1, 0, -1), self._keeps()[::-1], strict=True):
            _, y, mask = drawn[layer - 1]
            d = drawn[layer][0].back(rng, d)
            below = d.values
            below *= derivative(self.activation, y.values[:, 0])
            if mask is not None:
                below *= mask[:, 0]
                below *= 1 / keep
            d = Scaled(below, d.exponents).in_range()
            yield "d", layer, d

    def _laws(self) -> Iterator[LayerLaw]:
        means = per_layer("weight_mean", self.weight_mean, self.depth)
        biases = per_layer("bias_variance", self.bias_variance, self.depth, at_least=0.0)
        layers = zip(pairwise(self.widths), self.weight_variances, means, biases, strict=True)
        for (fan_in, fan_out), variance, mean, bias in layers:
            yield LayerLaw(fan_in, fan_out, variance, mean / fan_in, bias, self.weight_law, self.bias_law)

    def _keeps(self) -> tuple[float, ...]:
        return per_layer("keep", self.keep, self.depth - 1, at_least=0.0, at_most=1.0)

    def _together(self) -> tuple[int, float]:
        return self.inputs, self.input_cosine
