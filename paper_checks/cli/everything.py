"""No command: check every claim, write results.json, draw every figure."""

from __future__ import annotations

import argparse
import platform
import time
from datetime import UTC, datetime
from importlib.metadata import version

from paper_checks.cli.figures import bands_of, draw
from paper_checks.cli.options import emit
from paper_checks.cli.table import print_verdicts
from paper_checks.cli.verify import verify_claims
from paper_checks.files import prepare_folder, write
from paper_checks.ledger.ledger import LEDGER
from paper_checks.plots import choose
from paper_checks.storage import as_json, results

__all__ = ["PARTIAL", "main"]

PARTIAL = "results.partial.json"  # the verdicts so far, during a run and after an interruption


def main(options: argparse.Namespace) -> int:
    """Run the main job."""
    start = time.perf_counter()
    prepare_folder(options.out)
    plots = choose()
    outcome = verify_claims(LEDGER.select(), options, bands_of(plots), keep=options.out / PARTIAL)
    found = results(outcome)
    # The results come first: they took longest to compute, and a figure that fails must not lose them.
    write(options.out / "results.json", as_json(found))
    (options.out / PARTIAL).unlink(missing_ok=True)
    if options.json != "-":
        print_verdicts(outcome)
    draw(plots, outcome, options)
    circumstances = {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "seconds": round(time.perf_counter() - start, 2),
        "seconds_by_claim": {
            id: {line: round(seconds, 3) for line, seconds in lines.items()}
            for id, lines in outcome.seconds.items()
        },
        "python": platform.python_version(),
        "machine": platform.platform(),
        "versions": {name: version(name) for name in ("sympy", "numpy", "scipy", "matplotlib")},
    }
    write(options.out / "run.json", as_json(circumstances))
    emit(found, options.json)
    return 0 if outcome.as_expected else 1
