"""Compare `moments` with ball arithmetic at random activations: ``python -m tests.benchmarks.certified``.

The truth is a ball of FLINT's own quadrature of the text of the activation, set up in `enclosed_moments`.
"""

import argparse
import itertools
import math
import multiprocessing
import random
import secrets
import signal
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np
from flint import arb, ctx

from tests.benchmarks.enclosed_moments import enclosed
from tests.benchmarks.random_activations import Case, case
from theory.activation.activation import Activation
from theory.activation.catalogue import CATALOGUE
from theory.activation.lookup import get
from theory.activation.parsing import parse
from theory.integration.gaussian_moments import moments

FIELDS = ("mean", "second", "variance", "derivative_second")
BARS = {"outside": 0, "refused": 0.02, "ratio": 100.0}
CHUNK = 25
LONGEST = 20.0  # seconds a case


@dataclass
class Tally:
    """What was found so far."""

    values: int = 0
    known: int = 0  # values with a truth
    refused: Counter = field(default_factory=Counter)
    cases: Counter = field(default_factory=Counter)
    outside: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    ratios: list[float] = field(default_factory=list)
    slowest: list[tuple[float, str]] = field(default_factory=list)
    unknown: Counter = field(default_factory=Counter)
    without: list[str] = field(default_factory=list)  # what has no truth

    def add(self, other: "Tally") -> None:
        """Count another one in."""
        self.values, self.known = self.values + other.values, self.known + other.known
        for name in ("refused", "cases", "unknown"):
            getattr(self, name).update(getattr(other, name))
        for name in ("outside", "reasons", "ratios", "without"):
            getattr(self, name).extend(getattr(other, name))
        self.slowest = sorted([*self.slowest, *other.slowest], reverse=True)[:8]


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raise TimeoutError in the main thread after some seconds."""

    def stop(number: int, frame: object) -> None:
        raise TimeoutError(f"over {seconds:g} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def text_of(drawn: Case) -> str:
    """Return the formula of a case: that of the catalogue for a name, with its parameters put in."""
    if drawn.text not in CATALOGUE:
        return drawn.text
    entry = CATALOGUE[drawn.text]
    text = entry.text
    for name, value in entry.defaults.items():
        text = "".join(f"({value})" if token == name else token for token in _tokens(text))
    return text


def _tokens(text: str) -> list[str]:
    return [
        "".join(group) for _, group in itertools.groupby(text, lambda c: c.isalnum() or c == "_" or c == ".")
    ]


def judge(drawn: Case, certify: bool) -> Tally:
    """Compare one case with its truth."""
    tally = Tally()
    label = f"[{drawn.kind}] {drawn.text}, u = {drawn.u!r}, mean = {drawn.mean!r}"
    tally.cases[drawn.kind] += 1
    start = time.process_time()
    try:
        with limited(LONGEST):
            activation = (
                get(drawn.text) if drawn.text in CATALOGUE else Activation.from_expr(parse(drawn.text))
            )
            found = moments(activation, drawn.u, mean=drawn.mean, certify=certify)
    except (ValueError, TimeoutError) as error:
        tally.refused[drawn.kind] += 1
        tally.reasons.append(f"{label}: {str(error)[-150:]}")
        return tally
    finally:
        tally.slowest.append((time.process_time() - start, label))
    if found.missing:
        tally.refused[drawn.kind] += 1
        tally.reasons.append(f"{label}: {next(iter(found.missing.values()))[-150:]}")
    truth = enclosed(Case(drawn.kind, text_of(drawn), drawn.u, drawn.mean, drawn.singular), LONGEST)
    for name in FIELDS:
        if name not in found.missing:
            value, bound = float(getattr(found, name)), float(getattr(found.error, name))
            _compare(tally, drawn.kind, f"{label}: {name}", value, bound, truth[name])
    return tally


def _compare(tally: Tally, kind: str, label: str, value: float, bound: float, ball: arb) -> None:
    tally.values += 1
    if ball.is_nan() or (np.isfinite(value) and not ball.is_finite() and ball != arb.pos_inf()):
        tally.unknown[kind] += 1
        tally.without.append(label)
        return
    tally.known += 1
    with ctx.workprec(300):
        if ball == arb.pos_inf() or np.isinf(value):
            # Infinite for certain, or too large for float64.
            if not (value == math.inf and (ball == arb.pos_inf() or ball > sys.float_info.max)):
                tally.outside.append(f"{label} = {value!r} ± {bound:.3g}, truth {ball.str(20)}")
            return
        error = abs(ball - arb(value))
        if error.lower() > bound:
            tally.outside.append(f"{label} = {value!r} ± {bound:.3g}, truth {ball.str(20)}")
        # A truth that is wider than the bound says nothing about the ratio.
        if error.mid() > 0 and ball.rad() < error.mid() / 10:
            ratio = arb(bound) / error.mid()
            tally.ratios.append(float(ratio.mid()) if ratio < sys.float_info.max else math.inf)


def chunk(task: tuple[int, int, int, bool]) -> Tally:
    """Judge the cases of one chunk: each case has a seed of its own."""
    seed, start, stop, certify = task
    tally = Tally()
    for at in range(start, stop):
        drawn = case(random.Random(f"{seed}/{at}"))
        try:
            tally.add(judge(drawn, certify))
        except Exception as error:
            raise RuntimeError(f"case {at} of seed {seed}: {drawn}") from error
    return tally


def report(tally: Tally, seconds: float) -> bool:
    """Print the table; return whether the bars are met."""
    count, refused = tally.cases.total(), tally.refused.total()
    ratio = statistics.median(tally.ratios) if tally.ratios else float("nan")
    for reason in tally.reasons[:40]:
        print("  refused", reason)
    for line in tally.without[:40]:
        print("  no truth", line)
    for line in tally.outside[:40]:
        print("  OUTSIDE", line)
    for spent, label in tally.slowest:
        print(f"  {1e3 * spent:.0f} ms  {label}")
    print(f"{'kind':12} {'cases':>6} {'refused':>8} {'no truth':>9}")
    for kind in sorted(tally.cases):
        print(f"{kind:12} {tally.cases[kind]:6} {tally.refused[kind]:8} {tally.unknown[kind]:9}")
    good = [
        len(tally.outside) <= BARS["outside"], refused <= BARS["refused"] * count, not ratio > BARS["ratio"]
    ]  # fmt: skip
    print(
        f"{'ok  ' if good[0] else 'MISS'} | outside the bound: {len(tally.outside)} of {tally.known} values (0), "
        f"{tally.values - tally.known} without a truth"
    )
    print(
        f"{'ok  ' if good[1] else 'MISS'} | refused: {refused} of {count} cases, {refused / count:.2%} (2 %)"
    )
    print(f"{'ok  ' if good[2] else 'MISS'} | median of bound over true error: {ratio:.3g} (100)")
    print(f"{seconds:.0f} s", flush=True)
    return all(good)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", default="2026", help="a number, or random")
    parser.add_argument("--first", type=int, default=0, help="number of the first case")
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    parser.add_argument("--certify", action="store_true", help="take ball arithmetic for all moments")
    options = parser.parse_args()
    seed = secrets.randbits(32) if options.seed == "random" else int(options.seed)
    print(f"seed {seed}")
    tally, start = Tally(), time.perf_counter()
    ends = [*range(options.first, options.first + options.count, CHUNK), options.first + options.count]
    tasks = [(seed, low, high, options.certify) for low, high in itertools.pairwise(ends)]
    with multiprocessing.get_context("spawn").Pool(options.jobs) as pool:
        for done, part in enumerate(pool.imap_unordered(chunk, tasks), 1):
            tally.add(part)
            if done % 10 == 0:
                print(
                    f"{tally.cases.total()} cases: {len(tally.outside)} outside, {tally.refused.total()} refused, "
                    f"{time.perf_counter() - start:.0f} s", flush=True,
                )  # fmt: skip
    good = report(tally, time.perf_counter() - start)
    print(f"seed {seed}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
