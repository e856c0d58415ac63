"""`python -m paper_checks`: check every claim and draw every figure, or run one command."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status: 0 as expected, 1 not, 2 bad usage or input."""
    from paper_checks.cli import everything, figures, gain, later, show, verify
    from paper_checks.cli import list as listing
    from paper_checks.cli.options import require_target, shared_options

    parser = argparse.ArgumentParser(
        prog="python -m paper_checks", description=__doc__, parents=[shared_options()]
    )
    parser.set_defaults(main=everything.main)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    for command in (verify, figures, listing, show, gain):
        command.add_parser(commands, shared_options(for_command=True))
    later.add_parsers(commands)
    options = parser.parse_args(arguments)
    try:
        require_target(options.json)
        return int(options.main(options))
    except ValueError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        # Whoever read the output has closed it; Python would complain once more when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        print("interrupted: what was already written stays", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
