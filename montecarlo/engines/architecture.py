"""The parameters that all engines of fully connected networks share: sizes, activation and laws."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from montecarlo.arguments import per_layer, real, whole_tuple
from montecarlo.sampling.activations import known
from montecarlo.sampling.examples import Examples
from montecarlo.sampling.weights import INPUT_LAWS, InputLaw, inputs, known_law

__all__ = ["Architecture"]


@dataclass(frozen=True)
class Architecture:
    """A fully connected network: y_m = W_m x_m + b_m and x_{m+1} = g(y_m). Some engines have no biases b_m.

    Parameters
    ----------
    widths : tuple of int
        Units of x_1, then of y_1 and x_2, then of y_2 and x_3, and so on.
    activation : str
        The name of g, such as "relu", with its parameters in brackets where it has them, such as "leaky_relu(0.2)";
        see `montecarlo.register` for one of your own.
    weight_variance : float or tuple of float
        fan_in times the variance of a weight, 0 or more: one number for all layers, or one for each.
    input_law, input_mean, input_deviation, input_correlation
        The law of x_1; see `montecarlo.inputs`. These are keywords only. `input_law` is a name, or `Examples`: inputs
        of your own.

    Raises
    ------
    TypeError, ValueError
        If a parameter has another type or value than above.
    """

    _LEAST_WIDTHS: ClassVar[int] = 2

    widths: tuple[int, ...]
    activation: str
    weight_variance: float | tuple[float, ...]
    input_law: InputLaw | Examples = field(default="rademacher", kw_only=True)
    input_mean: float = field(default=0.0, kw_only=True)
    input_deviation: float = field(default=1.0, kw_only=True)
    input_correlation: float = field(default=0.0, kw_only=True)

    def __post_init__(self) -> None:
        whole_tuple("widths", self.widths, at_least=1, length=self._LEAST_WIDTHS)
        known("activation", self.activation)
        per_layer("weight_variance", self.weight_variance, self.depth, at_least=0.0)
        if not isinstance(self.input_law, Examples):
            known_law("input_law", self.input_law, INPUT_LAWS)
        real("input_mean", self.input_mean)
        real("input_deviation", self.input_deviation, at_least=0.0)
        real("input_correlation", self.input_correlation, at_least=0.0, at_most=1.0)
        if isinstance(self.input_law, Examples):
            self.input_law.require(self.widths[0], self.input_correlation, *self._together())

    @property
    def depth(self) -> int:
        """The number of weight layers."""
        return len(self.widths) - 1

    @property
    def weight_variances(self) -> tuple[float, ...]:
        """fan_in times the variance of a weight, layer by layer."""
        return per_layer("weight_variance", self.weight_variance, self.depth, at_least=0.0)

    def _together(self) -> tuple[int, float]:
        """Return how many inputs go through a network together, and the correlation of a unit of two of them."""
        return 1, 0.0

    def _inputs(self, rng: np.random.Generator, count: int) -> npt.NDArray[np.float64]:
        law = (self.input_mean, self.input_deviation, self.input_correlation)
        return inputs(self.input_law, rng, count, self.widths[0], *law)
