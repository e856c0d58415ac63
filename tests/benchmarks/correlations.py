"""Measure c_map and c_slope against closed forms and references: ``python -m tests.benchmarks.correlations``."""

import argparse
import random
import statistics
import sys
import time
from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np
from mpmath import mp, mpf

from tests.benchmarks.correlation_laws import FAMILIES, draw_correlation
from tests.theory.mean_field.correlation_references import REFERENCES
from theory.activation.activation import Activation
from theory.activation.lookup import get
from theory.activation.parsing import parse
from theory.mean_field.correlation import correlation, correlation_slope

COUNT = 2000
SLOW = {
    "hidden_bump"
}  # a tenth of a second a value: hundreds of panels over the difference; the table shows it


@dataclass
class Tally:
    """What was found of one family."""

    count: int = 0
    refused: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    error: float = 0.0
    relative: float = 0.0  # of 1 - C
    slope: float = 0.0  # relative to the largest slope
    times: list[float] = field(default_factory=list)
    ratios: list[float] = field(default_factory=list)  # of the bound and the error

    def add(
        self, what: str, activation: Activation, q: float, c: float, deficit: mpf, slope: mpf | None
    ) -> None:
        self.count += 1
        try:
            found = correlation(activation, c, q, 1.0)
        except ValueError as error:
            self.refused.append(f"{what}: {error}")
            return
        # At another q, so that nothing but the formulas compiled is left from before.
        start = time.process_time()
        correlation(activation, c, q * (1 - 1e-9), 1.0)
        self.times.append(time.process_time() - start)
        wrong = abs(mpf(float(found.deficit)) - deficit)
        self.error = max(self.error, float(abs(mpf(float(found.value)) - (1 - deficit))))
        self.relative = max(self.relative, float(wrong / deficit))
        self.ratios.append(float(found.error.deficit / max(wrong, deficit * mpf("1e-16"))))
        outside = abs(mpf(float(found.value)) - (1 - deficit)) > float(found.error.value)
        if wrong > float(found.error.deficit) or outside or abs(float(found.value)) > 1:
            self.broken.append(
                f"{what}: 1 - C = {mp.nstr(deficit, 18)}, found {found.deficit!r} ± {found.error.deficit!r}"
            )
        if slope is None:
            return
        try:
            steep = correlation_slope(activation, c, q, 1.0)
        except ValueError as error:
            self.refused.append(f"{what}: {error}")
            return
        wrong = abs(mpf(float(steep.value)) - slope)
        self.slope = max(self.slope, float(wrong / (1 + abs(slope))))
        if wrong > float(steep.error):
            self.broken.append(
                f"{what}: slope = {mp.nstr(slope, 18)}, found {steep.value!r} ± {steep.error!r}"
            )


def run(count: int, seed: int) -> dict[str, Tally]:
    rng, tallies = random.Random(seed), defaultdict(Tally)
    for index in range(count):
        family = FAMILIES[index % len(FAMILIES)]
        text, q, law = family(rng)
        c = draw_correlation(rng)
        with mp.workdps(60):
            second = law(mpf(q), mpf(1))
            deficit = 1 - law(mpf(q), mpf(c)) / second
            slope = mp.diff(lambda at, q=q, law=law: law(mpf(q), at), mpf(c)) / second
            if deficit <= 0:
                continue
            what = f"{text}, q = {q}, c = {c!r}"
            tallies[family.__name__].add(what, Activation.from_expr(parse(text), "g"), q, c, deficit, slope)
    for name, q, c, deficit in REFERENCES:
        with mp.workdps(60):
            tallies["references"].add(f"{name}, q = {q}, c = {c}", get(name), q, c, mpf(deficit), None)
    return tallies


def in_bulk() -> dict[str, float]:
    """Return microseconds a value of 10,000 correlations of one activation."""
    c, times = np.linspace(-1, 1, 10_000), {}
    for name in ("tanh", "gelu", "silu", "erf", "sin", "exp", "relu"):
        correlation(name, c, 1.0, 1.0)
        start = time.process_time()
        correlation(name, c, 1.0 + 1e-9, 1.0)
        times[name] = 1e6 * (time.process_time() - start) / len(c)
    return times


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--seed", type=int, default=2026)
    options = parser.parse_args()
    tallies = run(options.count, options.seed)
    count = sum(tally.count for tally in tallies.values())
    broken = [text for tally in tallies.values() for text in tally.broken]
    refused = [text for tally in tallies.values() for text in tally.refused]
    for text in [*broken, *refused]:
        print(text)
    for name, tally in tallies.items():
        times = sorted(tally.times) or [0.0]
        print(
            f"{name:30} {tally.count:5} values: |error| {tally.error:.0e}, 1 - C relative {tally.relative:.0e}, "
            f"slope {tally.slope:.0e}, bound/error median {statistics.median(tally.ratios or [0]):.0f}; "
            f"{1e3 * statistics.median(times):.2f} ms, 95 % below {1e3 * times[int(0.95 * len(times))]:.1f} ms"
        )
    bulk = in_bulk()
    print(
        "in bulk, microseconds a value: " + ", ".join(f"{name} {value:.1f}" for name, value in bulk.items())
    )
    error = max(tally.error for tally in tallies.values())
    relative = max(tally.relative for tally in tallies.values())
    ordinary = [tally for name, tally in tallies.items() if name not in SLOW]
    times = sorted(taken for tally in ordinary for taken in tally.times)
    slowest = times[int(0.95 * len(times))]
    rows = [
        ("outside the bound", f"{len(broken)} of {count}", "0", not broken),
        ("refused", f"{len(refused)}", "2 %", len(refused) <= 0.02 * count),
        ("|error| of C", f"{error:.1e}", "1e-12", error <= 1e-12),
        ("relative error of 1 - C", f"{relative:.1e}", "1e-6", relative <= 1e-6),
        (f"one value, 95 % below, but {', '.join(SLOW)}", f"{1e3 * slowest:.1f} ms", "5 ms", slowest <= 5e-3),
        ("in bulk", f"{max(bulk.values()):.1f} us", "50 us", max(bulk.values()) <= 50),
    ]
    for what, found, bar, good in rows:
        print(f"{'ok  ' if good else 'MISS'} | {what:38} | {bar:6} | {found}")
    return 0 if all(good for *_, good in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
