"""Optimisers: they change parameters in place, without arrays of their own beyond what they remember."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from montecarlo.arguments import real

__all__ = ["Momentum", "Optimiser", "RMSprop"]


# float32 or float64, all of one shape.
Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Momentum:
    """Gradient descent with momentum: v <- momentum v - rate gradient, then w <- w + v (Keras's SGD).

    With a constant rate, PyTorch's SGD takes the same steps.

    Parameters
    ----------
    rate : float
        Above 0.
    momentum : float
        From 0 to less than 1; 0 is plain gradient descent.
    rate_decay : float
        At step t = 0, 1, ... the rate is rate / (1 + rate_decay t).
    """

    rate: float
    momentum: float = 0.9
    rate_decay: float = 0.0

    def __post_init__(self) -> None:
        _positive("rate", self.rate)
        real("momentum", self.momentum, at_least=0.0, below=1.0)
        real("rate_decay", self.rate_decay, at_least=0.0)

    def update(self, parameters: Array, gradient: Array, memory: Array, spare: Array, step: int) -> None:
        """Take step 0, 1, ... in place. `memory` starts at 0; `gradient` and `spare` are overwritten."""
        memory *= self.momentum
        gradient *= self.rate / (1.0 + self.rate_decay * step)
        memory -= gradient
        parameters += memory


@dataclass(frozen=True)
class RMSprop:
    """RMSprop as Keras had it in 2017: a <- decay a + (1 - decay) g^2, then w <- w - rate g / (sqrt(a) + epsilon).

    Parameters
    ----------
    rate : float
        Above 0; Keras calls it `lr`.
    decay : float
        Of the mean of squares, from 0 to less than 1; Keras calls it `rho`.
    rate_decay : float
        At step t = 0, 1, ... the rate is rate / (1 + rate_decay t); Keras calls it `decay`.
    epsilon : float
        Above 0.
    """

    rate: float
    decay: float = 0.9
    rate_decay: float = 0.0
    epsilon: float = 1e-8

    def __post_init__(self) -> None:
        _positive("rate", self.rate)
        real("decay", self.decay, at_least=0.0, below=1.0)
        real("rate_decay", self.rate_decay, at_least=0.0)
        _positive("epsilon", self.epsilon)

    def update(self, parameters: Array, gradient: Array, memory: Array, spare: Array, step: int) -> None:
        """Take step 0, 1, ... in place. `memory` starts at 0; `gradient` and `spare` are overwritten."""
        memory *= self.decay
        np.multiply(gradient, 1.0 - self.decay, out=spare)
        spare *= gradient
        memory += spare
        np.sqrt(memory, out=spare)
        spare += self.epsilon
        gradient /= spare
        gradient *= self.rate / (1.0 + self.rate_decay * step)
        parameters -= gradient


Optimiser = Momentum | RMSprop


def _positive(name: str, value: object) -> None:
    if real(name, value, at_least=0.0) == 0.0:
        raise ValueError(f"{name} must be above 0, got {value!r}")
