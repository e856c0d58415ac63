"""Check every claim and draw every figure, or run one command."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from paper_checks.cli.signals import end_at_signals
from paper_checks.cli.streams import abandon, prepare

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status: 0 as expected, 1 not, 2 bad usage or input.

    Without arguments it is the program itself: it takes those of the process, and a signal such as Ctrl-C ends the
    process at once.
    """
    try:
        if arguments is None:
            end_at_signals()
            prepare()
        try:
            return _run(arguments)
        finally:
            sys.stdout.flush()  # here, and not at exit, where a pipe that was closed is no longer caught
    except ValueError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # the reader has closed its end
        abandon(sys.stdout)
        return 1
    except OSError as error:
        abandon(sys.stdout)
        print(f"error: {error.filename or 'stdout'}: {error.strerror}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("interrupted: the files that are already written are kept", file=sys.stderr)
        return 130


def _run(arguments: Sequence[str] | None) -> int:
    # Imported here: it takes a second, in which signals must be answered already.
    from paper_checks.cli.options import complete, require_target

    parser = _parser()
    if arguments is None:
        from montecarlo.running.whole_files import discard_unfinished

        end_at_signals(discard_unfinished)
    options = parser.parse_args(arguments)
    complete(options, parser)
    require_target(options.json)
    return int(options.main(options))


def _parser() -> argparse.ArgumentParser:
    from paper_checks.cli import audit, everything, figures, gain, network, show, train, verify
    from paper_checks.cli import list as listing
    from paper_checks.cli.options import (
        JSON_FILE,
        OUTPUT_FOLDER,
        PICTURE,
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
        (network, (SIMULATION, PICTURE, JSON_FILE)),
        (audit, (PICTURE, JSON_FILE)),
    ):
        command.add_parser(commands, shared_options(*groups))
    return parser


if __name__ == "__main__":
    sys.exit(main())
