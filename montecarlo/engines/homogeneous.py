"""The pass of lengths: if g(c y) = c g(y) for c > 0, the length of a layer is all that the next layer needs.

Given x, y = W x equals v |x| z with independent standard normal z, so g(y) = v |x| g(z). The number K of units with
z > 0 is Bin(N, 1/2). Their part of |g(z)|^2 is chi-square with K degrees of freedom. The part of the others is the
slope squared times chi-square with N - K. So a layer costs two or three random numbers, at any width.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from montecarlo.engines.network import Network, Quantity, Side, mean_power
from montecarlo.sampling.activations import SLOPES, apply, slope
from montecarlo.sampling.counts import heads
from montecarlo.sampling.examples import Examples
from montecarlo.sampling.weights import fill_inputs

__all__ = ["Homogeneous"]


Array = npt.NDArray[np.float64]
Sums = dict[tuple[Side, int], Array]  # sums of powers over the units of a layer: of z ("y") and of g(z) ("x")
_BATCH = 4096
# Units held at once where a layer is drawn unit by unit: 0.8 MB fit the cache of a core.
_BLOCK_UNITS = 100_000


@dataclass(frozen=True)
class Homogeneous(Network):
    """Fully connected networks with Gaussian weights and a positively homogeneous activation; see `Network`.

    A layer costs O(1) if only its mean square is recorded. If its mean or fourth moment is recorded, its N normals
    are drawn. Lengths are kept as logarithms, so "log x9^2" is finite at any depth.

    Raises
    ------
    TypeError, ValueError
        If a parameter has another type or value than in `Network`, or the activation is not y for y > 0 and a
        multiple of y elsewhere.
    """

    def __post_init__(self) -> None:
        super().__post_init__()
        self._slope()

    def _slope(self) -> float:
        found = slope(self.activation)
        if found is None:
            raise ValueError(
                "activation must be y for y > 0 and a multiple of y elsewhere, such as "
                f"{', '.join(sorted(SLOPES))} or 'leaky_relu(0.2)', got {self.activation!r}"
            )
        return found

    @property
    def batch(self) -> int:
        """Enough networks to outweigh the cost of a call."""
        return _BATCH

    @property
    def engine(self) -> str:
        """The engine's name."""
        return "homogeneous"

    def sample(self, rng: np.random.Generator, replicates: int) -> Array:
        """Draw networks with their inputs, length by length; shape (replicates, len(record))."""
        quantities = self._quantities()
        recorded = [q for q in quantities if q.stage == 0]
        log_square, columns = self._first(rng, replicates, recorded)
        for layer in range(1, (max(q.stage for q in quantities) + 1) // 2 + 1):
            units = self.widths[layer]
            recorded = [q for q in quantities if q.stage in (2 * layer - 1, 2 * layer)]
            if all(q.power == 2 for q in recorded):
                sums = _norms(rng, replicates, units, self._slope(), bool(recorded))
            else:
                sums = self._drawn(rng, replicates, units, recorded)
            with np.errstate(
                divide="ignore", over="ignore"
            ):  # no signal: -inf; too large: run() names the field
                log_scale = log_square + np.log(self.weight_variances[layer - 1] / self.widths[layer - 1])
                for q in recorded:
                    total = sums[q.side, q.power]
                    if q.log:
                        columns[q] = np.log(total / units) + q.power / 2 * log_scale
                    else:
                        columns[q] = np.exp(q.power / 2 * log_scale) * total / units
                        if q.squared:
                            columns[q] **= 2
                log_square = log_scale + np.log(sums["x", 2])
        return np.stack([columns[q] for q in quantities], axis=1)

    def _first(
        self, rng: np.random.Generator, replicates: int, recorded: list[Quantity]
    ) -> tuple[Array, dict[Quantity, Array]]:
        """Return log |x_1|^2 and what is recorded of x_1, which is drawn unit by unit only where it must be."""
        units = self.widths[0]
        centred = not (self.input_mean or self.input_correlation)
        even = all(q.power != 1 for q in recorded)
        sums: Sums
        if centred and self.input_law == "rademacher" and even:
            sums = {("x", p): np.full(replicates, units * self.input_deviation**p) for p in (2, 4)}
        elif centred and self.input_law == "normal" and not recorded:
            squares = _chi_square(rng, np.full(replicates, units))
            sums = {("x", 2): squares * self.input_deviation**2}
        else:
            law = (self.input_mean, self.input_deviation, self.input_correlation)
            # Units that depend on each other are drawn together.
            whole = units if self.input_correlation or isinstance(self.input_law, Examples) else 1
            sums = _summed(
                replicates,
                units,
                recorded,
                [("x", lambda x: fill_inputs(self.input_law, rng, x, *law))],
                at_least=whole,
            )
        columns = {q: (sums["x", q.power] / units) ** (1 + q.squared) for q in recorded}
        with np.errstate(divide="ignore"):
            return np.log(sums["x", 2]), {q: np.log(c) if q.log else c for q, c in columns.items()}

    def _drawn(self, rng: np.random.Generator, replicates: int, units: int, recorded: list[Quantity]) -> Sums:
        """Draw z unit by unit, and return the sums of the recorded powers and of the squares of g(z)."""
        return _summed(
            replicates,
            units,
            recorded,
            [
                ("y", lambda z: rng.standard_normal(out=z)),
                ("x", lambda z: apply(self.activation, z, out=z)),
            ],
        )


def _summed(
    replicates: int,
    units: int,
    recorded: list[Quantity],
    passes: list[tuple[Side, Callable[[Array], object]]],
    at_least: int = 1,
) -> Sums:
    """Return sums of the recorded powers over the units of a layer, and of the squares of side "x".

    Units are drawn in blocks that stay in the cache. Each pass changes a block in place; the powers of its side are
    summed after that.
    """
    sums = {key: np.zeros(replicates) for key in {("x", 2), *((q.side, q.power) for q in recorded)}}
    width = max(at_least, min(units, _BLOCK_UNITS))
    height = max(1, _BLOCK_UNITS // width)
    buffers = np.empty((2, height * width))
    for top in range(0, replicates, height):
        rows = slice(top, min(top + height, replicates))
        for left in range(0, units, width):
            shape = (rows.stop - top, min(width, units - left))
            z, scratch = buffers[:, : shape[0] * shape[1]].reshape(2, *shape)
            for side, change in passes:
                change(z)
                for key, total in sums.items():
                    if key[0] == side:
                        total[rows] += mean_power(z, key[1], scratch) * shape[1]
    return sums


def _norms(rng: np.random.Generator, replicates: int, units: int, slope: float, preactivations: bool) -> Sums:
    """Return the sum of squares of g(z) for each network, and that of z if `preactivations` asks for it."""
    if abs(slope) == 1.0:
        squares = _chi_square(rng, np.full(replicates, units))
        return {("x", 2): squares, ("y", 2): squares}
    positive = heads(rng, units, replicates)
    above = _chi_square(rng, positive)
    if slope == 0.0 and not preactivations:
        return {("x", 2): above}
    below = _chi_square(rng, units - positive)
    return {("x", 2): above + slope**2 * below, ("y", 2): above + below}


def _chi_square(rng: np.random.Generator, degrees: npt.NDArray[np.int_]) -> Array:
    # NumPy's chisquare refuses 0 degrees of freedom, but its gamma of shape 0 is 0.
    return 2.0 * rng.standard_gamma(degrees / 2)
