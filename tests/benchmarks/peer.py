"""A process that runs one of the libraries of `peers.py`."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

_PEERS = Path(__file__).with_name("peers.py")


class Peer:
    """A process that runs the literal pass of one library, and waits while we measure ours."""

    def __init__(self, interpreter: str | None, library: str, dtype: str, threads: int) -> None:
        self.version = None
        if interpreter is None:
            return
        self.errors = tempfile.TemporaryFile("w+")  # noqa: SIM115 - as long as the process
        self.process = subprocess.Popen(
            [interpreter, str(_PEERS), library, dtype, str(threads)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.errors,
            text=True,
        )
        self.version = self.process.stdout.readline().strip() or None

    @property
    def why_not(self) -> str:
        """Say why the peer did not run."""
        if not hasattr(self, "errors"):
            return "not run: give its interpreter, see --help"
        self.errors.seek(0)
        return f"not run: {(self.errors.read().strip().splitlines() or ['it printed nothing'])[-1]}"

    def per_network(self, activation: str, networks: int, width: int, depth: int) -> float:
        self.process.stdin.write(f"{activation} {width} {depth} {networks}\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline()) / networks

    def close(self) -> None:
        if self.version is not None:
            self.process.stdin.close()
            self.process.wait()
