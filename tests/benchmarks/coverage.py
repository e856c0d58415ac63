"""How often an interval contains the truth, for each kind of estimand that the ledger measures.

    python -m tests.benchmarks.coverage [--seeds N] [KIND...]

Verdicts use intervals that miss with probability 1e-6 on each side, which no simulation can count.  The same rule is
counted here at 0.025 on each side: an interval should contain the truth in 0.95 of the runs.  Bar: 0.93 to 0.97, or
more where a kind is declared conservative, with its reason.  The replicates of a run are those that the planner gives
at this probability for 2 % of the truth, from a pilot as in a verdict, and 20,000 at most.

The samples are cheap and have known moments.  As in deep networks, a mean square is log-normal with variance 0.3 of its
logarithm, and so are the scales of the units of one network.
"""

from __future__ import annotations

import argparse
import math
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from montecarlo import (
    Estimand,
    SampleMoments,
    deviation,
    excess_kurtosis,
    mean,
    planned_replicates,
    ratio,
    richardson,
    skewness,
    variance,
)

Array = npt.NDArray[np.float64]

ALPHA = 0.025
NOMINAL = 1 - 2 * ALPHA
BAR = (0.93, 0.97)
KINDS: dict[str, Kind]

_PILOT = 4096
_MARGIN = 0.02
_MOST = 20_000
_LOG_VARIANCE = 0.3
_UNITS = 16
# The edges of the slope, and the size of an extrapolation's largest parameter.
_AT, _SPACING = 0.5, 0.2
_SMALL = 0.1


@dataclass(frozen=True)
class Kind:
    """An estimand, replicates of its fields, and what it is in truth.

    Parameters
    ----------
    estimand : Estimand
    draw : callable
        Takes a generator and a number of replicates, and returns a column for each field of the estimand.
    truth : float
    conservative : str
        Why the interval contains the truth more often than stated; empty if it does not.
    """

    estimand: Estimand
    draw: Callable[[np.random.Generator, int], tuple[Array, ...]]
    truth: float
    conservative: str = ""

    def moments(self, rng: np.random.Generator, count: int) -> SampleMoments:
        """Return the moments of one run."""
        return SampleMoments.of(self.estimand.fields, np.column_stack(self.draw(rng, count)))

    def replicates(self) -> int:
        """Return how many replicates a run has."""
        rng = np.random.default_rng(2010)
        samples = np.column_stack(self.draw(rng, _PILOT))
        influence = self.estimand.influence(self.estimand.fields, samples)
        planned = planned_replicates(
            float(influence.std(ddof=1)), _MARGIN * abs(self.truth), skewness(influence), alpha=ALPHA
        )
        return min(planned, _MOST)


def coverage(kind: Kind, count: int, seeds: int) -> float:
    """Return the share of runs whose interval contains the truth."""
    covered = 0
    for seed in range(seeds):
        found = kind.estimand.interval(kind.moments(np.random.default_rng(seed), count), alpha=ALPHA)
        covered += found.low <= kind.truth <= found.high
    return covered / seeds


def _scales(rng: np.random.Generator, count: int) -> Array:
    """Draw log-normal numbers of mean 1."""
    return np.exp(math.sqrt(_LOG_VARIANCE) * rng.standard_normal(count) - _LOG_VARIANCE / 2)


def _mean_square(rng: np.random.Generator, count: int) -> tuple[Array, ...]:
    return (2 * _scales(rng, count),)


def _unit(rng: np.random.Generator, count: int) -> tuple[Array, ...]:
    """Draw one unit of each network, with mean 0.7 and variance 4."""
    unit = 0.7 + 2 * np.sqrt(_scales(rng, count)) * rng.standard_normal(count)
    return unit, unit**2


def _layers(rng: np.random.Generator, count: int) -> tuple[Array, ...]:
    """Draw the mean squares of two layers, the second with a factor of its own."""
    first = _scales(rng, count)
    return 3 * first * _scales(rng, count), first


def _powers(rng: np.random.Generator, count: int) -> tuple[Array, ...]:
    """Draw the means over the units of a layer of y^2 and y^4."""
    squares = _scales(rng, count)[:, np.newaxis] * rng.standard_normal((count, _UNITS)) ** 2
    return squares.mean(axis=1), (squares**2).mean(axis=1)


def _pair(rng: np.random.Generator, count: int) -> tuple[Array, ...]:
    """Draw the product of two squares that share a factor, and the squares: the mean product is 2."""
    shared = rng.standard_normal(count)
    first = (shared + rng.standard_normal(count)) ** 2 / 2
    second = (shared + rng.standard_normal(count)) ** 2 / 2
    return first * second, first, second


def _event(rng: np.random.Generator, count: int) -> tuple[Array, ...]:
    return ((rng.random(count) < 0.2).astype(np.float64),)


def _edges(rng: np.random.Generator, count: int) -> tuple[Array, ...]:
    unit = rng.standard_normal(count)
    return tuple((unit <= _AT + k * _SPACING).astype(np.float64) for k in (-2, -1, 1, 2))


def _slope(lowest: complex, low: complex, high: complex, highest: complex) -> complex:
    return (8 * (high - low) - (highest - lowest)) / (12 * _SPACING)


def _softplus(rng: np.random.Generator, count: int) -> tuple[Array, ...]:
    normal = rng.standard_normal(count)
    return tuple(np.logaddexp(0.0, math.sqrt(_SMALL / 2**k) * normal) for k in range(3))


def _tanh(rng: np.random.Generator, count: int) -> tuple[Array, ...]:
    normal = rng.standard_normal(count)
    units = [np.tanh(math.sqrt(_SMALL / 2**k) * normal) for k in range(3)]
    return tuple(column for unit in units for column in (unit, unit**2))


def _inverses(rng: np.random.Generator, count: int) -> tuple[Array, ...]:
    """Draw mean squares before and after a layer that halves them."""
    before = _scales(rng, count)
    return before * _scales(rng, count) / 2, before


def _truth_of_the_slope() -> float:
    return math.exp(-(_AT**2) / 2) / math.sqrt(2 * math.pi)


_EXTRAPOLATED = (
    "a bound of the extrapolation's own error widens the interval, and it is larger than that error"
)
KINDS = {
    "mean": Kind(mean("q"), _mean_square, 2.0),
    "variance": Kind(variance("y", "y^2"), _unit, 4.0),
    "deviation": Kind(deviation("y", "y^2"), _unit, 2.0),
    "ratio": Kind(ratio("later", "earlier"), _layers, 3.0),
    "excess kurtosis": Kind(excess_kurtosis("y^2", "y^4"), _powers, 3 * math.exp(_LOG_VARIANCE) - 3),
    "covariance": Kind(
        Estimand("covariance", ("ab", "a", "b"), lambda both, first, second: both - first * second), _pair, 0.5
    ),
    "product ratio": Kind(
        Estimand("product ratio", ("ab", "a", "b"), lambda both, first, second: both / (first * second)),
        _pair,
        1.5,
    ),
    "probability": Kind(mean("event"), _event, 0.2),
    "density": Kind(Estimand("slope", ("1", "2", "3", "4"), _slope), _edges, _truth_of_the_slope()),
    "gain": Kind(Estimand("gain", ("q",), lambda square: 1.5 / np.sqrt(square)), _mean_square, 1.5 / math.sqrt(2)),
    "difference of inverses": Kind(
        Estimand("1/E - 1/E", ("after", "before"), lambda after, before: 1 / after - 1 / before), _inverses, 1.0
    ),
    "extrapolated mean": Kind(richardson(mean("t")), _softplus, math.log(2), _EXTRAPOLATED),
    "extrapolated variance": Kind(
        richardson(variance("t", "t^2"), (_SMALL, _SMALL / 2, _SMALL / 4)), _tanh, 1.0, _EXTRAPOLATED
    ),
}  # fmt: skip


def main() -> int:
    """Print the coverage of each kind; exit status 0 where all are within their bars."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--seeds", type=int, default=1000, help="runs of each kind")
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=f"of: {', '.join(KINDS)}; none means all")
    options = parser.parse_args()
    if unknown := set(options.kinds) - set(KINDS):
        parser.error(f"unknown: {', '.join(sorted(unknown))}; give some of: {', '.join(KINDS)}")
    passed = True
    print(f"intervals of nominal coverage {NOMINAL}, {options.seeds} runs of each kind")
    for name in options.kinds or KINDS:
        kind, start = KINDS[name], time.perf_counter()
        count = kind.replicates()
        rate = coverage(kind, count, options.seeds)
        error = math.sqrt(rate * (1 - rate) / options.seeds)
        good = BAR[0] <= rate and (rate <= BAR[1] or bool(kind.conservative))
        passed &= good
        print(
            f"  {name:23} n = {count:6}  {rate:.3f} ± {error:.3f}  {'ok' if good else 'FAILS'}"
            f"{'  conservative' if kind.conservative else ''}  ({time.perf_counter() - start:.1f} s)",
            flush=True,
        )
    for reason in sorted({kind.conservative for kind in KINDS.values()} - {""}):
        print(f"  conservative: {reason}")
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
