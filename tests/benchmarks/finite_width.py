"""Depth and finite width in theory, against simulated networks: exact laws, leading terms and what they leave out.

    python -m tests.benchmarks.finite_width [--replicates 40000] [--depth 30] [--seed 0]

For each activation, layers 1 to `depth`, forward and backward, mean and variance of the logarithm of a mean square:

- exact laws (positively homogeneous activations): how many of the intervals at N = 32 and 128 hold the law;
- leading terms (any activation): how many intervals at infinite width, extrapolated from N = 32, 64 and 128, hold
  them, and the power of 1/N of the remainder, from N and 2N with its interval, at the layer that resolves it best.

Intervals are those of verdicts, so that one in a million misses on each side.  Exit status 1 if any misses.
"""

from __future__ import annotations

import argparse
import sys

import numpy as np
import numpy.typing as npt
from scipy import special

from montecarlo import Backward, samples
from montecarlo.statistics.inference import ALPHA
from theory import DenseNetwork, get
from theory.mean_field.finite_width import FiniteWidth, Spread, finite_width
from theory.mean_field.homogeneous_law import homogeneous_law

Array = npt.NDArray[np.float64]
WIDTHS = 32, 64, 128
Z = -float(special.ndtri(ALPHA))
# Activation, sigma_w^2, sigma_b^2, keep.  All q-maps settle or keep q, but for GELU's and the first.
NETWORKS = (
    ("relu", 1.6, 0.0, 0.8), ("leaky_relu(0.3)", 1.9, 0.0, 1.0), ("abs", 1.0, 0.0, 1.0), ("linear", 1.0, 0.0, 1.0),
    ("tanh", 1.5, 0.2, 1.0), ("gelu", 2.0, 0.1, 0.9), ("elu", 1.5, 0.2, 1.0), ("softplus", 0.8, 0.3, 0.9),
)  # fmt: skip
EXACT = 4  # of them are positively homogeneous without biases
_OBJECTS = {"leaky_relu(0.3)": ("leaky_relu", {"negative_slope": 0.3})}
SMALL = 0.3  # of the leading variance at the smallest width, up to which an expansion in 1/N is looked at
SHALLOW, MORE = 8, 5  # layers of the networks for it, and by how many times there are more of them


def main(arguments: list[str] | None = None) -> int:
    """Print a table, and return 1 if an interval misses."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--replicates", type=int, default=40_000)
    parser.add_argument("--depth", type=int, default=30)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args(arguments)
    failed = False
    for number, network in enumerate(NETWORKS):
        if number < EXACT:
            failed |= _exact(network, given.depth, given.replicates, given.seed)
        failed |= _leading(network, min(SHALLOW, given.depth), MORE * given.replicates, given.seed)
    return int(failed)


def _network(network: tuple[str, float, float, float], units: int, depth: int) -> DenseNetwork:
    name, weights, biases, keep = network
    function = get(_OBJECTS[name][0], **_OBJECTS[name][1]) if name in _OBJECTS else name
    return DenseNetwork(function, (units,) * (depth + 1), weights, biases, keep)


def _measured(
    network: tuple[str, float, float, float], units: int, depth: int, replicates: int, seed: int
) -> Array:
    """Return mean and variance of log mean squares, and their intervals' half-widths: shape (2, 2, 2 depth)."""
    name, weights, biases, keep = network
    record = tuple(f"log {side}{layer}^2" for side in "yd" for layer in range(1, depth + 1))
    passes = Backward((units,) * (depth + 1), name, weights, bias_variance=biases, keep=keep, record=record)
    values = samples(passes, replicates=replicates, seed=seed).values
    values = values[np.isfinite(values).all(axis=1)]
    centred = values - values.mean(axis=0)
    variance = (centred**2).mean(axis=0)
    errors = np.sqrt(np.array([variance, (centred**4).mean(axis=0) - variance**2]) / len(values))
    return np.array([[values.mean(axis=0), variance], Z * errors])


def _exact(network: tuple[str, float, float, float], depth: int, replicates: int, seed: int) -> bool:
    """Compare the exact law at the outer widths."""
    missed = total = 0
    for units in (WIDTHS[0], WIDTHS[-1]):
        law = homogeneous_law(_network(network, units, depth))
        value, margin = _measured(network, units, depth, replicates, seed)
        predicted = _rows(law.signal, law.gradient)
        outside = np.abs(value - predicted) > margin + 1e-9
        missed, total = missed + int(outside.sum()), total + outside.size
    print(f"{network[0]:16} exact law: {total - missed} of {total} intervals hold it")
    return missed > 0


def _leading(network: tuple[str, float, float, float], depth: int, replicates: int, seed: int) -> bool:
    """Compare the leading terms with an extrapolation to infinite width, and find the order of what remains."""
    measured = {units: _measured(network, units, depth, replicates, seed) for units in WIDTHS}
    laws = {units: finite_width(_network(network, units, depth)) for units in WIDTHS}
    limit = np.array([np.concatenate([law.limit for law in _pair(laws[32])]), np.zeros(2 * depth)])
    leading = {units: _rows(*_pair(law)) - limit for units, law in laws.items()}
    small = leading[WIDTHS[0]][1] < SMALL
    scaled = [units * (measured[units][0] - limit) for units in WIDTHS]
    margins = [units * measured[units][1] for units in WIDTHS]
    two, three = 2 * scaled[2] - scaled[1], (8 * scaled[2] - 6 * scaled[1] + scaled[0]) / 3
    margin = np.sqrt((8 * margins[2]) ** 2 + (6 * margins[1]) ** 2 + margins[0] ** 2) / 3
    outside = np.abs(three - WIDTHS[0] * leading[WIDTHS[0]]) > margin + np.abs(three - two)
    missed = int(outside[:, small].sum())
    # Of the variance, whose noise is the smaller: what remains at N and 2N, at the layer that resolves it best.
    rest = [(measured[units][0] - limit - leading[units])[1] for units in WIDTHS[:2]]
    noise = [measured[units][1, 1] / np.abs(part) for units, part in zip(WIDTHS, rest, strict=False)]
    best = int(np.argmin(np.where(small, np.hypot(*noise), np.inf)))
    order = np.log2(np.abs(rest[0][best] / rest[1][best]))
    bound = float(np.hypot(noise[0][best], noise[1][best])) / np.log(2)
    print(
        f"{network[0]:16} leading terms: {2 * int(small.sum()) - missed} of {2 * int(small.sum())} intervals hold "
        f"them, each side up to layer {int(small[:depth].sum())} and down to {depth + 1 - int(small[depth:].sum())}; "
        f"remainder of order {order:.2f} ± {bound:.2f}"
    )
    return missed > 0 or not (order - bound < 2.5 and order + bound > 1.5)


def _pair(law: FiniteWidth) -> tuple[Spread, Spread]:
    return law.signal, law.gradient


def _rows(*spreads: Spread) -> Array:
    parts = ((spread.mean_log, spread.variance) for spread in spreads)
    return np.concatenate([np.array(part) for part in parts], axis=1)


if __name__ == "__main__":
    sys.exit(main())
