"""Compare `moments` with ball arithmetic at random activations: ``python -m tests.benchmarks.certified``.

The truth is a ball of FLINT's own quadrature of the text of the activation, set up in `enclosed_moments`.
"""

import argparse
import itertools
import random
import secrets
import statistics
import sys
import time
from collections import Counter
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
CHUNK = 250


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


def judge(tally: Tally, drawn: Case, certify: bool) -> None:
    """Compare one case with its truth."""
    label = f"[{drawn.kind}] {drawn.text}, u = {drawn.u!r}, mean = {drawn.mean!r}"
    tally.cases[drawn.kind] += 1
    start = time.process_time()
    try:
        activation = get(drawn.text) if drawn.text in CATALOGUE else Activation.from_expr(parse(drawn.text))
        found = moments(activation, drawn.u, mean=drawn.mean, certify=certify)
    except ValueError as error:
        tally.refused[drawn.kind] += 1
        tally.reasons.append(f"{label}: {str(error)[-150:]}")
        return
    finally:
        tally.slowest = sorted([(time.process_time() - start, label), *tally.slowest])[-5:]
    if found.missing:
        tally.refused[drawn.kind] += 1
        tally.reasons.append(f"{label}: {next(iter(found.missing.values()))[-150:]}")
    truth = enclosed(Case(drawn.kind, text_of(drawn), drawn.u, drawn.mean, drawn.singular))
    for name in FIELDS:
        if name in found.missing:
            continue
        tally.values += 1
        value, bound = float(getattr(found, name)), float(getattr(found.error, name))
        ball = truth[name]
        if np.isinf(value) or not ball.is_finite():
            tally.unknown[drawn.kind] += 1
            continue
        with ctx.workprec(300):
            error = abs(ball - arb(value))
            if error.lower() > bound:
                tally.outside.append(f"{label}: {name} = {value!r} ± {bound:.3g}, truth {ball.str(20)}")
            # A truth that is wider than the bound says nothing about the ratio.
            if error.mid() > 0 and ball.rad() < error.mid() / 10:
                tally.ratios.append(bound / float(error.mid()))
        tally.known += 1


def report(tally: Tally, seconds: float) -> bool:
    """Print the table; return whether the bars are met."""
    count, refused = tally.cases.total(), tally.refused.total()
    ratio = statistics.median(tally.ratios) if tally.ratios else float("nan")
    for reason in tally.reasons[:40]:
        print("  refused", reason)
    for line in tally.outside[:40]:
        print("  OUTSIDE", line)
    for spent, label in reversed(tally.slowest):
        print(f"  {1e3 * spent:.0f} ms  {label}")
    print(f"{'kind':12} {'cases':>6} {'refused':>8} {'no truth':>9}")
    for kind in sorted(tally.cases):
        print(f"{kind:12} {tally.cases[kind]:6} {tally.refused[kind]:8} {tally.unknown[kind]:9}")
    good = [
        len(tally.outside) <= BARS["outside"], refused <= BARS["refused"] * count, not ratio > BARS["ratio"]
    ]  # fmt: skip
    print(
        f"{'ok  ' if good[0] else 'MISS'} | outside the bound: {len(tally.outside)} of {tally.known} values (0)"
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
    parser.add_argument("--certify", action="store_true", help="take ball arithmetic for all moments")
    options = parser.parse_args()
    seed = secrets.randbits(32) if options.seed == "random" else int(options.seed)
    print(f"seed {seed}")
    rng, tally, start = random.Random(seed), Tally(), time.perf_counter()
    for at in range(options.count):
        judge(tally, case(rng), options.certify)
        if (at + 1) % CHUNK == 0:
            print(
                f"{at + 1} cases: {len(tally.outside)} outside, {tally.refused.total()} refused, "
                f"{time.perf_counter() - start:.0f} s", flush=True,
            )  # fmt: skip
    return 0 if report(tally, time.perf_counter() - start) else 1


if __name__ == "__main__":
    sys.exit(main())
