"""Random mutations of the right-hand sides of VERIFIED claims, over all kinds of claims: none may be VERIFIED.

    python -m tests.benchmarks.mutations [--number N] [--seed SEED]

Bar, of 200: none VERIFIED, and at least 190 REFUTED or refused by name (the mutant is a rival of its claim).
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from paper_checks import LEDGER
from paper_checks.evidence.passes import Passes
from tests.paper_checks.mutations import judged, mutants, summary


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--number", type=int, default=200, help="mutants (default 200)")
    parser.add_argument("--seed", type=int, default=0, help="of the mutations (default 0)")
    options = parser.parse_args()
    start = time.process_time()
    found = []
    with ThreadPoolExecutor(os.cpu_count()) as executor:
        passes = Passes(0, executor)
        for mutant in mutants(LEDGER.values(), options.number, options.seed):
            status, why = judged(mutant, passes)
            found.append((mutant, status))
            if status != "REFUTED" and not mutant.of_rival:
                print(f"{status}: {mutant.claim.id} ({mutant.kind}), {mutant.claim.rhs}: {why}", flush=True)
    print(summary(found))
    print(f"{len(found)} mutants, {time.process_time() - start:.0f} s of CPU")
    good = sum(status == "REFUTED" or bool(mutant.of_rival) for mutant, status in found)
    verified = sum(status == "VERIFIED" for _, status in found)
    return 0 if verified == 0 and good >= 0.95 * options.number else 1


if __name__ == "__main__":
    sys.exit(main())
