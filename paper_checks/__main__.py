"""Check every claim and draw every figure, or run one command."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status: 0 as expected, 1 not, 2 bad usage or input."""
    from paper_checks.cli.options import complete, require_target

    parser = _parser()
    options = parser.parse_args(arguments)
    complete(options, parser)
    try:
        require_target(options.json)
        status = int(options.main(options))
        sys.stdout.flush()  # here, and not at exit, where a pipe that was closed is no longer caught
        return status
    except ValueError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        # The reader has closed its end of the pipe.  Python flushes once more at exit, which must not fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        print("interrupted: the files that are already written are kept", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    from paper_checks.cli import everything, figures, gain, show, train, verify
    from paper_checks.cli import list as listing
    from paper_checks.cli.options import (
        JSON_FILE,
        OUTPUT_FOLDER,
        RECORD,
        SIMULATION,
        SIMULATION_FOR_JSON,
        TRAINING,
        add_version,
        shared_options,
    )

    parser = argparse.ArgumentParser(
        prog="paper-checks" if Path(sys.argv[0]).stem == "paper-checks" else "python -m paper_checks",
        description=__doc__,
        epilog="Exit status: 0 if every status is as expected, 1 if not, 2 on bad usage or input.",
        parents=[shared_options(SIMULATION, OUTPUT_FOLDER, JSON_FILE)],
    )
    add_version(parser)
    parser.set_defaults(main=everything.main)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", dest="command")
    for command, groups in (
        (verify, (SIMULATION, RECORD, JSON_FILE)),
        (figures, (SIMULATION, OUTPUT_FOLDER, JSON_FILE)),
        (listing, (SIMULATION_FOR_JSON, RECORD, JSON_FILE)),
        (show, (SIMULATION, RECORD, JSON_FILE)),
        (train, (TRAINING, OUTPUT_FOLDER)),
        (gain, (JSON_FILE,)),
    ):
        command.add_parser(commands, shared_options(*groups))
    return parser


if __name__ == "__main__":
    sys.exit(main())
