"""`python -m paper_checks`: check every claim and draw every figure, or run one command."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status: 0 as expected, 1 not, 2 bad usage or input."""
    from paper_checks.cli import everything, figures, gain, later, show, verify
    from paper_checks.cli import list as listing
    from paper_checks.cli.options import shared_options
    from theory import DerivationError

    shared = shared_options()
    parser = argparse.ArgumentParser(prog="python -m paper_checks", description=__doc__, parents=[shared])
    parser.set_defaults(main=everything.main)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    for command in (verify, figures, listing, show, gain):
        command.add_parser(commands, shared)
    later.add_parsers(commands)
    options = parser.parse_args(arguments)
    try:
        return int(options.main(options))
    except ValueError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except DerivationError as error:
        print(f"a derivation does not hold: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("interrupted: nothing that was written is lost", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
