"""Train the dense experiments from fresh master seeds, and count: ``python -m tests.benchmarks.master_seeds [N]``.

Each master seed takes about as long as ``python -m paper_checks train``.  The bar: never the opposite of the status in
the record, and INCONCLUSIVE at most once in 20 for each claim.  A run that was killed continues, with --out=FOLDER;
what is in that folder already is judged and not trained again.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from pathlib import Path

from paper_checks import LEDGER, Status
from paper_checks.cli.train import train_for
from paper_checks.evidence.training import SEEDS, needs_torch, tried
from paper_checks.training_record import NAME, Record, read

OPPOSITE = {Status.VERIFIED: Status.REFUTED, Status.REFUTED: Status.VERIFIED}


def main() -> int:
    """Print the counts, and return 1 if the bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", nargs="?", type=int, default=20, help="of master seeds")
    parser.add_argument("--first", type=int, default=1, help="master seed, 1 or more")
    parser.add_argument(
        "--out", type=Path, help="a folder that exists, for the records (default: a temporary one)"
    )
    options = parser.parse_args()
    if options.first < 1:
        parser.error(f"--first must be 1 or more, got {options.first}: master seed 0 is the record's")
    claims = [claim for claim in LEDGER.values() if claim.trial is not None and not needs_torch(claim.trial)]
    stored = {claim.id: tried(claim, read()).status for claim in claims}
    found: dict[str, Counter[Status]] = {claim.id: Counter() for claim in claims}
    with tempfile.TemporaryDirectory() as temporary:
        for master in range(options.first, options.first + options.count):
            folder = (options.out or Path(temporary)) / f"master-{master}"
            folder.mkdir(exist_ok=True)
            seeds = tuple(range(SEEDS * master, SEEDS * (master + 1)))
            record = read(folder) if (folder / NAME).exists() else Record()
            missing = [claim for claim in claims if tried(claim, record).status is Status.NOT_RUN]
            if missing:
                record = train_for(missing, seeds, folder)
            for claim in claims:
                line = tried(claim, record)
                found[claim.id][line.status] += 1
                print(master, claim.id, line.status, line.tried and line.tried.met, flush=True)
    missed = 0
    for id, counts in found.items():
        wrong = (
            counts[OPPOSITE.get(stored[id], Status.NOT_RUN)]
            or counts[Status.INCONCLUSIVE] > options.count / 20
        )
        missed += bool(wrong)
        print(f"{id}: stored {stored[id]}; {dict(counts)}{' MISSED' if wrong else ''}")
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
