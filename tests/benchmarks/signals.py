"""Signals at random moments: nothing is lost, nothing is left behind, and nobody sees a traceback.

    python -m tests.benchmarks.signals [NAME...] [--count 50] [--seed 0]

SIGKILL and SIGINT reach two commands in turn, and a run with a checkpoint, at moments drawn over the whole life of
each.  How long that is depends on what else the machine does: a process that ended first says so, its time is the
life from then on, and another moment is drawn, until as many signals as asked for have met a process alive.  A run
that continues a checkpoint has only the rest of its life.

Faults are: a file that is neither absent nor the one of an undisturbed run, a temporary file, a process, a
traceback, an end later than 2 s after SIGINT, a report that the checkpoint lacks, another bit in a run that was
continued, and files that two commands at once spoil.

Python itself, while it starts or ends and no line of the program runs, answers SIGINT with a traceback of its own or
none.  That is counted apart.  Linux only: processes are found by their environment.  Exit status 1 on any fault.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

_ROOT = Path(__file__).parents[2]
_MARK = "INITPROOF_SIGNALS"
_SOON = 2.0  # seconds
# Enough of them for processes that prove; they take little time.
_CLAIMS = (
    "kumar2017.eq12", "kumar2017.eq21", "kumar2017.eq22", "cpen455hw1.1.4.components", "corollaries.selu-fixed-point",
)  # fmt: skip
_BATCHES = 150  # of the run
_LEAST_SHARE = 0.25  # of a run's life that starting it takes
_MOST_MISSES = 8  # for each signal that meets its process
_RUN = """
try:
    import sys
    from montecarlo import Dense, run
    network = Dense((100,) * 3, "tanh", 1.2, ("y2^2", "x3"))
    moments = run(network, replicates=int(sys.argv[2]) * network.batch + 1, seed=1,
                  checkpoint=sys.argv[1] + "/run.json", progress=lambda done, total: print(done, flush=True))
    print(moments.mean.tobytes().hex(), moments.comoment.tobytes().hex(), flush=True)
except (KeyboardInterrupt, RuntimeError) as error:
    # In a class that is being made, Python 3.11 turns the one into the other.
    if not isinstance(error.__cause__ or error, KeyboardInterrupt):
        raise
    sys.stderr.write("interrupted\\n")
    sys.exit(130)
"""


@dataclass(frozen=True)
class Ending:
    """How a process ended: its status, what it printed, the seconds after the signal and in all, and what it left."""

    status: int
    out: str
    err: str
    seconds: float
    life: float
    processes: tuple[str, ...]


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "paper_checks", *arguments, "--json", "{}/result.json"]


COMMANDS = (
    _command("verify", *_CLAIMS, "--jobs", "2"),
    _command("figures", "activations", "--out", "{}"),
)
RUN = [sys.executable, "-c", _RUN, "{}", str(_BATCHES)]


def ended(command: Sequence[str], folder: Path, number: int = 0, moment: float = 600.0) -> Ending:
    """Run a command, send it a signal at a moment, as a terminal or `kill` does, and wait for its end."""
    token = f"{_MARK}={random.SystemRandom().getrandbits(64):x}"
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        born = time.monotonic()
        process = subprocess.Popen(
            [part.replace("{}", str(folder)) for part in command],
            cwd=_ROOT, env=os.environ | dict([token.split("=")]), stdout=out, stderr=err, start_new_session=True,
        )  # fmt: skip
        try:
            process.wait(moment)
        except subprocess.TimeoutExpired:
            # Ctrl-C reaches all processes of the terminal; SIGKILL only the one that it is meant for.
            (os.killpg if number == signal.SIGINT else os.kill)(process.pid, number)
        start = time.monotonic()
        process.wait(60)
        seconds, life = time.monotonic() - start, time.monotonic() - born
        while (left := _marked(token)) and time.monotonic() - start < seconds + _SOON:
            time.sleep(0.02)
        out.seek(0)
        err.seek(0)
        return Ending(process.returncode, out.read(), err.read(), seconds, life, left)


def _marked(token: str) -> tuple[str, ...]:
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            if token.encode() in path.read_bytes():
                found.append(path.parent.name)
        except OSError:  # it has just ended, or is another user's
            continue
    return tuple(found)


def _is_pythons_own(ending: Ending, number: int) -> bool:
    """Tell whether Python was met at its start or end: no frame of a module that computes, and its own status."""
    entry = ("paper_checks/__init__.py", "paper_checks/__main__.py", "paper_checks/cli/signals.py")
    frames = [line for line in ending.err.splitlines() if str(_ROOT) in line]
    return (
        number == signal.SIGINT
        and ending.status == -signal.SIGINT
        and all(any(name in frame for name in entry) for frame in frames)
    )


def faults_of(ending: Ending, number: int, folder: Path) -> list[str]:
    """Return what is wrong with an end, whatever the command."""
    found = []
    by_signal = {signal.SIGINT: 130, signal.SIGKILL: -signal.SIGKILL}.get(signal.Signals(number), 0)
    if ending.status not in (0, by_signal) and not _is_pythons_own(ending, number):
        found.append(f"status {ending.status}")
    if "Traceback" in ending.err and not _is_pythons_own(ending, number):
        found.append(f"a traceback: {ending.err[-500:]}")
    if ending.status == 130 and ending.err.count("interrupted") != 1:
        found.append(f"not one line: {ending.err[-500:]}")
    if number == signal.SIGINT and ending.seconds > _SOON:
        found.append(f"{ending.seconds:.1f} s until the end")
    if ending.processes:
        found.append(f"{len(ending.processes)} processes left")
    found += [f"left behind: {path.name}" for path in folder.glob("*partial*")]
    return found


def _contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@dataclass
class Subject:
    """What signals are sent to.

    Parameters
    ----------
    life : float
        Seconds from the start to the end of the last one that was left alone.
    attempt : callable
        Sends a signal at a moment; returns how the process ended and what is wrong with it.
    last : callable
        Checks what is there at the end.
    share : callable, optional
        The share of the life that the next one has.
    """

    life: float
    attempt: Callable[[int, float], tuple[Ending, list[str]]]
    last: Callable[[], list[str]]
    share: Callable[[], float] = lambda: 1.0


def a_command(command: Sequence[str], folder: Path) -> Subject:
    """Return a command, each attempt of which starts in an empty folder."""
    whole_life = ended(command, folder)
    assert whole_life.status == 0
    whole = _contents(folder)

    def differing() -> list[str]:
        return [
            f"another {name}" for name, content in _contents(folder).items() if whole.get(name) != content
        ]

    def attempt(number: int, moment: float) -> tuple[Ending, list[str]]:
        for path in folder.iterdir():
            path.unlink()
        ending = ended(command, folder, number, moment)
        return ending, faults_of(ending, number, folder) + differing()

    def last() -> list[str]:
        both = [subprocess.Popen([part.replace("{}", str(folder)) for part in command], cwd=_ROOT,
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for _ in range(2)]  # fmt: skip
        found = [f"two at once: status {process.returncode}" for process in both if process.wait(600)]
        return found + differing() + [f"lost: {name}" for name in whole.keys() - _contents(folder).keys()]

    return Subject(whole_life.life, attempt, last)


def a_run(folder: Path) -> Subject:
    """Return the run with a checkpoint, which each attempt continues."""
    whole = ended(RUN, folder)
    *reports, expected = whole.out.splitlines()
    total, path = int(reports[-1]), folder / "run.json"
    path.unlink()

    def kept() -> int:
        content = json.loads(path.read_text()) if path.exists() else {}
        return sum(part["count"] for part in (content.get("full"), content.get("last")) if part)

    def attempt(number: int, moment: float) -> tuple[Ending, list[str]]:
        ending = ended(RUN, folder, number, moment)
        found = faults_of(ending, number, folder)
        reported = max((int(line) for line in ending.out.splitlines() if line.isdecimal()), default=0)
        if kept() < reported:
            found.append(f"{reported} replicates reported, {kept()} kept")
        if ending.status == 0:
            found += ["other bits"] * (ending.out.splitlines()[-1] != expected)
            path.unlink()
        return ending, found

    def last() -> list[str]:
        return attempt(signal.SIGINT, 600.0)[1]

    return Subject(whole.life, attempt, last, lambda: max(_LEAST_SHARE, 1 - kept() / total))


def sent(
    name: str, subjects: Sequence[Subject], number: signal.Signals, count: int, rng: random.Random
) -> int:
    """Send a signal to processes until it has met so many of them alive; print the faults and return their number."""
    counts: Counter[str] = Counter()
    slowest, faults, met = 0.0, 0, 0
    for turn in range(_MOST_MISSES * count):
        subject = subjects[turn % len(subjects)]
        share = subject.share()
        moment = rng.uniform(0, share * subject.life)
        ending, found = subject.attempt(number, moment)
        if ending.status == 0:
            counts["over before it"] += 1
            subject.life = ending.life / share
        else:
            met += 1
            own = _is_pythons_own(ending, number)
            counts["in Python's own start or end" if own else "ended by it"] += 1
            slowest = max(slowest, ending.seconds)
        faults += len(found)
        for fault in found:
            print(
                f"{name}, {number.name} at {moment:.2f} s of {share * subject.life:.2f}: {fault}", flush=True
            )
        if met == count:
            break
    else:
        faults += 1
        print(f"{name}, {number.name}: only {met} of {count} met their process alive", flush=True)
    words = ", ".join(f"{part} {what}" for what, part in sorted(counts.items()))
    print(f"{name}, {number.name}: {words}; the slowest end took {slowest:.2f} s", flush=True)
    return faults


def main() -> int:
    """Send the signals, and print what came of them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument(
        "names", nargs="*", choices=["command", "run", []], metavar="NAME", help="command, run"
    )
    parser.add_argument("--count", type=int, default=50, help="of each signal, to each (default: 50)")
    parser.add_argument("--seed", type=int, default=0, help="of the moments (default: 0)")
    options = parser.parse_args()
    rng, faults = random.Random(options.seed), 0
    with tempfile.TemporaryDirectory() as temporary:
        for name in options.names or ("command", "run"):
            folders = [
                Path(temporary, f"{name}{k}") for k in range(len(COMMANDS) if name == "command" else 1)
            ]
            for folder in folders:
                folder.mkdir()
            subjects = (
                [a_command(command, folder) for command, folder in zip(COMMANDS, folders, strict=True)]
                if name == "command"
                else [a_run(folders[0])]
            )
            for number in (signal.SIGKILL, signal.SIGINT):
                faults += sent(name, subjects, number, options.count, rng)
            for subject in subjects:
                for fault in subject.last():
                    faults += 1
                    print(f"{name}, at the end: {fault}", flush=True)
    print(f"{faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
