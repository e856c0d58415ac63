"""Whether a unit of ReLU is dead: at most 0 on each of several examples."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from montecarlo.arguments import real, whole
from montecarlo.engines.indicators import at_most

__all__ = ["DeadUnit"]


Array = npt.NDArray[np.float64]
_BATCH_NUMBERS = 100_000


@dataclass(frozen=True)
class DeadUnit:
    """A unit with normal weights and no bias, on examples of length 1 that have one cosine with each other.

    The examples lie along random directions: each is a part that all share and a part of its own, orthogonal to all
    others.  The field "<=0" is 1 where the largest pre-activation is at most 0, and 0 elsewhere.

    Parameters
    ----------
    fan_in : int
        More than `examples`.
    examples : int
        1 or more.
    cosine : float
        Of each two examples, from 0 to 1.

    Raises
    ------
    TypeError, ValueError
        If a parameter has another type or value than above.
    """

    fan_in: int
    examples: int
    cosine: float = 0.0

    def __post_init__(self) -> None:
        whole("examples", self.examples, at_least=1)
        whole("fan_in", self.fan_in, at_least=1)
        if self.fan_in <= self.examples:
            raise ValueError(
                f"fan_in must be more than examples = {self.examples}, so that their own parts and the shared one are "
                f"orthogonal, got {self.fan_in}"
            )
        real("cosine", self.cosine, at_least=0.0, at_most=1.0)

    @property
    def fields(self) -> tuple[str, ...]:
        """The indicator that the unit is dead."""
        return (at_most(0.0),)

    @property
    def batch(self) -> int:
        """As many units as have inputs that fit the cache."""
        return max(1, _BATCH_NUMBERS // (self.fan_in * (self.examples + 1)))

    @property
    def engine(self) -> str:
        """The engine's name."""
        return "rows"

    def sample(self, rng: np.random.Generator, replicates: int) -> Array:
        """Draw weights and examples, shape (replicates, 1)."""
        directions, _ = np.linalg.qr(rng.standard_normal((replicates, self.fan_in, self.examples + 1)))
        shared, own = directions[..., :1], directions[..., 1:]
        examples = math.sqrt(self.cosine) * shared + math.sqrt(1 - self.cosine) * own
        weights = rng.standard_normal((replicates, self.fan_in))
        dead: Array = (np.vecmat(weights, examples) <= 0).all(axis=1, keepdims=True).astype(np.float64)
        return dead
