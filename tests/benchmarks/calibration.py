"""How often a verdict is wrong: the ledger on fresh seeds, and the decision rule on its own.

    python -m tests.benchmarks.calibration [ID...] [--seeds N] [--first SEED] [--rule-seeds N]

(a) The simulated lines of the whole ledger, or of the claims that are named, on fresh seeds.  Bar: at most one run in
100 with an unexpected status.
(b) The rule with alpha = beta = 0.05 in place of 1e-6, where its errors are frequent enough to be counted: the
truth on the margin must be verified, wrongly, in 0.05 ± 0.01 of the runs, and the truth at the centre in 0.94 or
more.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import numpy.typing as npt

from montecarlo.statistics import inference
from paper_checks.claim import Claim
from paper_checks.evidence.judgement import compare
from paper_checks.evidence.passes import Passes
from paper_checks.evidence.simulation import simulate
from paper_checks.ledger.ledger import LEDGER
from paper_checks.verdict import Status

Array = npt.NDArray[np.float64]

_ALPHA = 0.05
_WRONG = (0.04, 0.06)
_VERIFIED = 0.94
_LOG_VARIANCE = 0.3
_MARGIN = 0.1  # standard deviations of one replicate
_AT_ONCE = 500  # runs held in memory


def unexpected(claims: Iterable[Claim], seed: int) -> list[str]:
    """Return those claims whose simulated line has another status than expected, or spares a rival, on a seed.

    A claim that is refused there, since its plan fails, counts as well.
    """
    found = []
    with ThreadPoolExecutor(os.cpu_count()) as executor:
        passes = Passes(seed, executor)
        for claim in claims:
            if claim.experiment is None or claim.expected is None:
                continue
            try:
                line = simulate(claim, LEDGER.paper_of(claim), passes)
            except ValueError as error:
                found.append(f"{claim.id}: refused: {error}")
                continue
            if line.status is not claim.expected:
                found.append(f"{claim.id}: {line.status}")
            found += [
                f"{claim.id}: the rival {rival.words!r} is {status}"
                for rival, status in line.rivals.items()
                if status is not Status.REFUTED
            ]
    return found


def _normal(rng: np.random.Generator, shape: tuple[int, int]) -> Array:
    return rng.standard_normal(shape)


def _log_normal(rng: np.random.Generator, shape: tuple[int, int]) -> Array:
    """Draw log-normal replicates of mean 0 and variance 1."""
    scale = np.sqrt(_LOG_VARIANCE)
    values = np.exp(scale * rng.standard_normal(shape))
    mean = np.exp(_LOG_VARIANCE / 2)
    return np.asarray((values - mean) / (mean * np.sqrt(np.expm1(_LOG_VARIANCE))))


LAWS: dict[str, Callable[[np.random.Generator, tuple[int, int]], Array]] = {
    "normal": _normal,
    "log-normal": _log_normal,
}


def verified_rate(law: str, truth: float, seeds: int) -> tuple[float, int]:
    """Return the share of runs that verify the value 0 where the mean is `truth`, and the replicates of a run.

    Both the plan and the rule are montecarlo's own, at another alpha.  The plan's allowance for skewness is left
    out: it is made for errors of 1e-6, and without it the skewed law is the harder test.
    """
    rng = np.random.default_rng(20170427)
    size = inference.planned_replicates(1.0, _MARGIN, alpha=_ALPHA)
    verified = 0
    for start in range(0, seeds, _AT_ONCE):
        samples = truth + LAWS[law](rng, (min(_AT_ONCE, seeds - start), size))
        estimates = samples.mean(axis=1)
        errors = samples.std(axis=1, ddof=1) / np.sqrt(size)
        for estimate, error in zip(estimates.tolist(), errors.tolist(), strict=True):
            interval = inference.interval(estimate, error, size, alpha=_ALPHA)
            verified += compare(interval, (0.0, 0.0), _MARGIN) is Status.VERIFIED
    return verified / seeds, size


def _rule(seeds: int) -> bool:
    passed = True
    print(f"(b) the rule at alpha = beta = {_ALPHA}, {seeds} runs each")
    for law in LAWS:
        for truth, name in ((-_MARGIN, "lower margin"), (_MARGIN, "upper margin"), (0.0, "centre")):
            rate, size = verified_rate(law, truth, seeds)
            good = rate >= _VERIFIED if truth == 0 else _WRONG[0] <= rate <= _WRONG[1]
            bar = f"at least {_VERIFIED}" if truth == 0 else f"{_WRONG[0]} to {_WRONG[1]}"
            passed &= good
            print(
                f"  {law:10}  truth at the {name:12}  n = {size}  VERIFIED {rate:.4f}  "
                f"(bar {bar})  {'ok' if good else 'FAILS'}"
            )
    return passed


def _ledger(claims: Iterable[Claim], first: int, seeds: int) -> bool:
    print(f"(a) simulated lines on {seeds} fresh seeds")
    start, bad = time.perf_counter(), 0
    for seed in range(first, first + seeds):
        found = unexpected(claims, seed)
        bad += bool(found)
        print(f"  seed {seed}: {'as expected' if not found else '; '.join(found)}", flush=True)
    print(f"  {bad} of {seeds} runs with an unexpected status, {time.perf_counter() - start:.0f} s")
    return bad <= max(1, seeds // 100)


def main() -> int:
    """Run both parts; exit status 0 where both are within their bars."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("ids", nargs="*", metavar="ID", help="ids, prefixes or globs (default: every claim)")
    parser.add_argument("--seeds", type=int, default=100, help="fresh seeds of part (a); 0 leaves it out")
    parser.add_argument("--first", type=int, default=1000, help="the first of them")
    parser.add_argument("--rule-seeds", type=int, default=10_000, help="runs of part (b); 0 leaves it out")
    options = parser.parse_args()
    passed = _rule(options.rule_seeds) if options.rule_seeds else True
    if options.seeds:
        passed &= _ledger(LEDGER.select(options.ids), options.first, options.seeds)
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
