"""Check every claim and draw every figure, or run one command."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
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
    except MemoryError as error:
        abandon(sys.stdout)
        print(f"error: not enough memory ({error}): give fewer units or smaller files", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("interrupted: the files that are already written are kept", file=sys.stderr)
        return 130


def _run(arguments: Sequence[str] | None) -> int:
    # Imported here: it takes a second, in which signals must be answered already.
    from paper_checks.cli.options import complete, require_target

    parser = _parser(sys.argv[1:] if arguments is None else arguments)
    if arguments is None:
        from montecarlo.running.whole_files import discard_unfinished

        end_at_signals(discard_unfinished)
    options = parser.parse_args(arguments)
    complete(options, parser)
    require_target(options.json)
    return int(options.main(options))


def _parser(arguments: Sequence[str]) -> argparse.ArgumentParser:
    from paper_checks.cli import options
    from paper_checks.cli.options import (
        JSON_FILE,
        OUTPUT_FOLDER,
        PICTURE,
        RECORD,
        SIMULATION,
        SIMULATION_FOR_JSON,
        TRAINING,
    )

    parser = argparse.ArgumentParser(
        prog="paper-checks" if Path(sys.argv[0]).stem == "paper-checks" else "python -m paper_checks",
        description=__doc__,
        epilog="Exit status: 0 if every status is as expected, 1 if not, 2 on bad usage or input.",
        parents=[options.shared_options(SIMULATION, OUTPUT_FOLDER, JSON_FILE)],
    )
    options.add_version(parser)
    parser.set_defaults(main=_everything)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", dest="command")
    groups = {
        "verify": (SIMULATION, RECORD, JSON_FILE),
        "figures": (SIMULATION, OUTPUT_FOLDER, JSON_FILE),
        "list": (SIMULATION_FOR_JSON, RECORD, JSON_FILE),
        "show": (SIMULATION, RECORD, JSON_FILE),
        "train": (TRAINING, OUTPUT_FOLDER),
        "gain": (JSON_FILE,),
        "network": (SIMULATION, PICTURE, JSON_FILE),
        "audit": (PICTURE, JSON_FILE),
    }
    for command in _meant(arguments, list(groups)):
        module = import_module(f"paper_checks.cli.{command}")
        module.add_parser(commands, options.shared_options(*groups[command]))
    return parser


def _meant(arguments: Sequence[str], commands: list[str]) -> list[str]:
    """Return the commands that the arguments may mean, so that the others need not be imported: it takes seconds."""
    words = [argument for argument in arguments if not argument.startswith("-")]
    if not words or words[0] not in commands:
        return commands  # for the help, and for the message that a command is unknown
    return [command for command in commands if command in words]


def _everything(options: argparse.Namespace) -> int:
    from paper_checks.cli import everything

    return everything.main(options)


if __name__ == "__main__":
    sys.exit(main())
