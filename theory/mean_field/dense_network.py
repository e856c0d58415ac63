"""A fully connected network as the mean-field theory sees it: sizes and variances, layer by layer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from numbers import Integral

from theory.activation.activation import Activation
from theory.activation.lookup import resolve
from theory.arguments import finite, shown
from theory.mean_field.maps import require_keep

__all__ = ["DenseNetwork"]


@dataclass(frozen=True)
class DenseNetwork:
    """Layers y_m = W_m x_m + b_m with x_{m+1} = k g(y_m)/keep, for m = 1, ..., depth.

    Parameters
    ----------
    activation : str or Activation
    widths : tuple of int
        Units of x_1, then of y_1, y_2, ...: one number more than there are layers.
    weight_variance : float or tuple of float
        fan_in times the variance of a weight: one number for all layers, or one for each.
    bias_variance : float or tuple of float, optional
    keep : float or tuple of float, optional
        The probability that dropout keeps a unit of x_2, x_3, ..., x_depth, in (0, 1].  x_1 has no dropout.
    input_variance : float, optional
        The mean square of a component of x_1, positive.
    input_kurtosis : float, optional
        E x^4/(E x^2)^2 of the independent components of x_1, at least 1: 1 for signs, 3 for normals.

    Raises
    ------
    ValueError
        If there is no layer, a tuple has another length, or a value is outside the range above.
    TypeError
        If a value has another type.
    """

    activation: str | Activation
    widths: tuple[int, ...]
    weight_variance: float | tuple[float, ...]
    bias_variance: float | tuple[float, ...] = 0.0
    keep: float | tuple[float, ...] = 1.0
    input_variance: float = 1.0
    input_kurtosis: float = 1.0

    def __post_init__(self) -> None:
        resolve(self.activation)
        if not isinstance(self.widths, tuple) or len(self.widths) < 2:
            raise ValueError(
                f"widths = {shown(self.widths)}: it must be a tuple of two numbers of units or more, the input's first"
            )
        for units in self.widths:
            if isinstance(units, bool) or not isinstance(units, Integral) or units < 1:
                raise ValueError(
                    f"widths holds {shown(units)}: a number of units must be an integer of 1 or more"
                )
        if finite("input_variance", self.input_variance) <= 0:
            raise ValueError(f"input_variance = {self.input_variance:g}: it must be positive")
        if finite("input_kurtosis", self.input_kurtosis) < 1:
            raise ValueError(
                f"input_kurtosis = {self.input_kurtosis:g}: a kurtosis is at least 1; signs have 1"
            )
        for name, values in (
            ("weight_variance", self.weight_variances),
            ("bias_variance", self.bias_variances),
        ):
            if min(values) < 0:
                raise ValueError(f"{name} = {min(values):g}: a variance must be at least 0")
        for keep in self.keeps:
            require_keep(keep)

    @property
    def function(self) -> Activation:
        """The activation as an object."""
        return resolve(self.activation)

    @property
    def depth(self) -> int:
        """The number of weight layers."""
        return len(self.widths) - 1

    def first_layers(self, count: int) -> DenseNetwork:
        """Return the network of the first layers alone.

        Raises
        ------
        ValueError
            If the count is not from 1 to the depth.
        """
        if not 1 <= count <= self.depth:
            raise ValueError(f"count = {shown(count)}: it must be from 1 to the depth, {self.depth}")
        return replace(
            self,
            widths=self.widths[: count + 1],
            weight_variance=self.weight_variances[:count],
            bias_variance=self.bias_variances[:count],
            keep=self.keeps[: count - 1],
        )

    @cached_property
    def weight_variances(self) -> tuple[float, ...]:
        """fan_in times the variance of a weight, layer by layer."""
        return _per_layer("weight_variance", self.weight_variance, self.depth)

    @cached_property
    def bias_variances(self) -> tuple[float, ...]:
        """The variances of the biases, layer by layer."""
        return _per_layer("bias_variance", self.bias_variance, self.depth)

    @cached_property
    def keeps(self) -> tuple[float, ...]:
        """The probabilities of keeping a unit of x_2, ..., x_depth."""
        return _per_layer("keep", self.keep, self.depth - 1)


def _per_layer(name: str, value: float | tuple[float, ...], count: int) -> tuple[float, ...]:
    if not isinstance(value, tuple):
        return (finite(name, value),) * count
    if len(value) != count:
        raise ValueError(
            f"{name} has {len(value)} values: it must have {count}, or be one number for all layers"
        )
    return tuple(finite(name, part) for part in value)
