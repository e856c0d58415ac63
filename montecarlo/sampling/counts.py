"""Random counts from the words of the bit generator: heads among tosses of a fair coin, and Poisson numbers.

A method of NumPy's Generator may draw other numbers in another version, as `binomial` does since NumPy 2.5. The words
of a bit generator stay. So counts are drawn from words here. A few tosses are bits that are counted. Other counts are
drawn from tables, by the alias method (Walker 1977, "An efficient method for generating discrete random variables
with general distributions", ACM Trans. Math. Softw. 3). A table takes only sums, products and quotients of doubles,
which are the same on every processor.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache

import numpy as np
import numpy.typing as npt

__all__ = ["heads", "poisson"]


Counts = npt.NDArray[np.int64]
# For each cell the least number that chooses its second count, and the two counts of each cell, side by side.
Table = tuple[npt.NDArray[np.uint64], Counts]
# Up to here, to draw and count the bits costs less than twice what a table costs, and no table has to be made.
_MOST_BITS = 512
# Words held at once: 128 kB stay in the cache of a core.
_BLOCK_WORDS = 16_384
# The low bits of a word choose a cell of a table, and the high bits one of the two counts in it.
_CELL_BITS = 14
_HIGH_BITS = 64 - _CELL_BITS
# Less likely counts, relative to the likeliest, are left out: together they have a probability below 1e-16.
_LEAST_WEIGHT = 2.0**-60
# A table of so many tosses, or of this rate, has 13,300 counts or fewer: they fit the cells.
_MOST_TOSSES = 2**21
_HIGHEST_RATE = 2.0**19


def heads(rng: np.random.Generator, tosses: int, size: int) -> Counts:
    """Draw binomial numbers: how many of `tosses` tosses of a fair coin show heads.

    Parameters
    ----------
    rng : numpy.random.Generator
        Its bit generator must have words of 64 bits. Of NumPy's, only MT19937 has shorter ones.
    tosses : int
        0 or more.
    size : int
        How many numbers to draw.
    """
    drawn = np.zeros(size, dtype=np.int64)
    parts, rest = divmod(tosses, _MOST_TOSSES)
    for part in (*[_MOST_TOSSES] * parts, rest):
        drawn += _ones(rng, part, size) if part <= _MOST_BITS else _from_table(rng, _heads_table(part), size)
    return drawn


def poisson(rng: np.random.Generator, rate: float, size: int) -> Counts:
    """Draw Poisson numbers of a mean `rate`, 0 or more; the other parameters are those of `heads`."""
    # A sum of independent Poisson numbers is one.
    parts = math.ceil(rate / _HIGHEST_RATE)
    drawn = np.zeros(size, dtype=np.int64)
    for _ in range(parts):
        drawn += _from_table(rng, _poisson_table(rate / parts), size)
    return drawn


def _ones(rng: np.random.Generator, bits: int, size: int) -> Counts:
    """Count the ones among random bits."""
    ones = np.zeros(size, dtype=np.int64)
    words = -(-bits // 64)
    if not words:
        return ones
    step = _BLOCK_WORDS // words
    for start in range(0, size, step):
        block = ones[start : start + step]
        drawn = rng.bit_generator.random_raw(words * block.size).reshape(words, block.size)
        drawn[-1] >>= np.uint64(64 * words - bits)
        np.sum(np.bitwise_count(drawn), axis=0, dtype=np.uint16, out=block)
    return ones


def _from_table(rng: np.random.Generator, table: Table, size: int) -> Counts:
    second, counts = table
    drawn = np.empty(size, dtype=np.int64)
    for start in range(0, size, _BLOCK_WORDS):
        block = drawn[start : start + _BLOCK_WORDS]
        words = rng.bit_generator.random_raw(block.size)
        cells = (words & np.uint64(len(second) - 1)).view(np.int64)
        words >>= np.uint64(_CELL_BITS)
        block[...] = counts[2 * cells + (words >= second[cells])]
    return drawn


@lru_cache(maxsize=32)
def _heads_table(tosses: int) -> Table:
    return _alias_table(*_weights(tosses // 2, lambda count: (tosses - count) / (count + 1)))


@lru_cache(maxsize=32)
def _poisson_table(rate: float) -> Table:
    return _alias_table(*_weights(int(rate), lambda count: rate / (count + 1)))


def _weights(mode: int, growth: Callable[[int], float]) -> tuple[int, list[float]]:
    """Return the least count of a table, and what the probabilities are proportional to from there on.

    Parameters
    ----------
    mode : int
        The likeliest count.
    growth : callable
        Takes a count and returns the probability of the next one over its own.
    """
    below, above = [1.0], [1.0]
    while above[-1] > _LEAST_WEIGHT:
        above.append(above[-1] * growth(mode + len(above) - 1))
    while below[-1] > _LEAST_WEIGHT and len(below) <= mode:
        below.append(below[-1] / growth(mode - len(below)))
    return mode - len(below) + 1, below[:0:-1] + above


def _alias_table(least: int, weights: list[float]) -> Table:
    """Share the probabilities out: each cell has the same one, and holds two counts at most."""
    size = 1 << (len(weights) - 1).bit_length()
    total = math.fsum(weights)
    shares = [weight / total * size for weight in weights] + [0.0] * (size - len(weights))
    others = list(range(size))
    small = [cell for cell, share in enumerate(shares) if share < 1]
    large = [cell for cell, share in enumerate(shares) if share >= 1]
    while small and large:
        cell, donor = small.pop(), large[-1]
        others[cell] = donor
        shares[donor] -= 1 - shares[cell]
        if shares[donor] < 1:
            small.append(large.pop())
    # By rounding, what is left over is just below or above a whole cell.
    for cell in small + large:
        others[cell] = cell
    second = np.array([round(min(share, 1.0) * 2**_HIGH_BITS) for share in shares], dtype=np.uint64)
    return second, least + np.column_stack([np.arange(size), others]).ravel()
