"""`figures`: check the claims that figures show, then draw the figures or compare them with the files."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from montecarlo import Experiment
from paper_checks.cli.options import Commands, add_command, emit
from paper_checks.cli.region import print_region
from paper_checks.cli.table import console
from paper_checks.cli.verify import verify_claims
from paper_checks.files import prepare_folder
from paper_checks.ledger.ledger import LEDGER
from paper_checks.plots import Plot, choose
from paper_checks.plots.plot import differences, save, stored
from paper_checks.run import Run

__all__ = ["add_parser", "bands_of", "draw", "main"]

_REGION = "trainable_region"  # its table is printed too


def add_parser(commands: Commands, shared: argparse.ArgumentParser) -> None:
    """Declare the command."""
    purpose = "check the claims that figures show, and draw the figures"
    parser = add_command(commands, "figures", shared, purpose)
    parser.add_argument("names", nargs="*", metavar="NAME", help="names of figures (default: every figure)")
    parser.add_argument(
        "--check",
        action="store_true",
        help="write nothing: compare what would be drawn with the files in --out",
    )
    parser.set_defaults(main=main)


def main(options: argparse.Namespace) -> int:
    """Draw or compare the figures that were named."""
    plots = choose(options.names)
    if options.check:
        for plot in plots:  # before the claims are checked, which takes longer
            stored(plot, options.out)
    else:
        prepare_folder(options.out)
    ids = {id for plot in plots for id in plot.claims}
    claims = LEDGER.select(ids) if ids else ()
    trained = any(plot.trained for plot in plots)
    outcome = verify_claims(claims, options, bands_of(plots), trained=trained)
    if options.check:
        found = [line for plot in plots for line in differences(plot, plot.data(outcome), options.out)]
        out = console()
        for line in found:
            out.print(line)
        if not found:
            out.print(f"figures compared: {len(plots)}; the files hold what this code computes")
        emit({"differences": found}, options.json)
        return 1 if found else 0
    draw(plots, outcome, options)
    if _REGION in options.names and options.json != "-":
        print_region(outcome.record)
    emit({plot.name: plot.data(outcome) for plot in plots}, options.json)
    return 0 if outcome.as_expected else 1


def bands_of(plots: Sequence[Plot]) -> list[tuple[Experiment, int, str]]:
    """Return the experiments that the figures show and no claim judges: experiment, replicates, label."""
    return [(experiment, replicates, plot.name) for plot in plots for experiment, replicates in plot.bands()]


def draw(plots: Sequence[Plot], outcome: Run, options: argparse.Namespace) -> None:
    """Write the figures' files."""
    for plot in plots:
        save(plot, plot.data(outcome), options.out)
        if options.json != "-":
            console().print(f"wrote {options.out / plot.name}.svg and .json")
