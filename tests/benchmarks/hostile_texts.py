"""Texts that may hang or harm a reader of formulas: each is read or refused within 2 s and 200 MB.

    python -m tests.benchmarks.hostile_texts [--count 10000] [--seed 0]

A worker reads each text with `theory.parse`, and what is read with `Activation.from_expr`.  A text fails if it takes
more than 2 s of CPU time or 200 MB, raises anything except ValueError, or the message does not show the text.
"""

from __future__ import annotations

import argparse
import collections
import itertools
import multiprocessing
import random
import resource
import sys
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import sympy as sp

from theory.activation.activation import Activation
from theory.activation.catalogue import ALIASES, CATALOGUE
from theory.activation.functions import FORMULAS, FUNCTIONS
from theory.activation.parsing import parse

__all__ = ["outcome", "texts"]

SECONDS, MEGABYTES = 2.0, 200
_PATIENCE = (
    20.0  # seconds of wall time after which a worker is killed: CPU time counts, and machines are shared
)
_BATCH = 100  # texts a worker, whose caches count as memory
_CALLS = [*FUNCTIONS, *FORMULAS, *CATALOGUE, *ALIASES]
_NUMBERS = [
    "0", "1", "2", "3", "9", "16", "64", "65", "-1", "-2", "-3", "-8", "0.5", "(1/3)", "1e50", "1e99",
    "1e100", "1e101", "1e-50", "1e-400", "1e400", "123456789.123456789",
    "0.1234567890123456789012345678901234567890", "pi", "e", "9" * 90, "(1-1)", "tanh(10)", "sin(pi)",
    "erf(1e50)", "erfc(1e50)", "cos(1e50)", "exp(-1e90)", "log(2)", "sqrt(2)", "(-8)**(1/3)",
    "(sin(1)**2+cos(1)**2-1)", "(sqrt(2)*sqrt(3)-sqrt(6))", "log(erf(1e50))", "exp(230)", "atan(1e99)",
    "0x10", "1_000", "1e", "007", "1if", "inf", "nan", "True", "None", "1j", "'x'", "b'x'", "...",
]  # fmt: skip
_JUNK = [
    "\0", "\n", "\\", "'", '"', "#", ";", "=", ":=", "lambda: x", "__import__('os')", "x.__class__",
    "[x]", "{x}", "@", "%", "//", "π", "×", "−1", "²", "ｘ", "∞", "x\u0301", "\U0001f600", "\u202e",
    "yield x", "await x", "*x", "**x", "()", "f'{x}'", "x[0]",
]  # fmt: skip
_NESTINGS = [
    ("(", ")"), ("-", ""), ("abs(", "-1)"), ("exp(-", ")"), ("max(x,", ")"), ("mish(", ")"), ("(x+", ")**2"),
    ("sin(", "+x)"), ("1/(x+", ")"), ("x*(", "+1)"), ("x**", ""), ("relu(x-", ")"), ("gelu_tanh(", ")"),
    ("sqrt(x+", ")"), ("hermite(", ")"),
]  # fmt: skip


def texts(seed: int) -> Iterator[str]:
    """Yield random texts without end: well-formed ones with hostile numbers, damaged ones, long ones and noise."""
    rng = random.Random(seed)
    while True:
        kind = rng.random()
        if kind < 0.75:
            yield _expression(rng, rng.choice([1, 2, 3, 4, 5, 6]))
        elif kind < 0.85:
            text = _expression(rng, 3)
            place = rng.randrange(len(text) + 1)
            yield text[:place] + rng.choice(_JUNK) + text[place + rng.randrange(3) :]
        elif kind < 0.92:
            yield _nested(rng)
        elif kind < 0.96:
            tokens = [
                *_CALLS,
                *_NUMBERS,
                *_JUNK,
                "x",
                "x",
                "(",
                "(",
                ")",
                ")",
                ",",
                "**",
                "*",
                "+",
                "-",
                "/",
                "<",
                " ",
            ]
            yield "".join(rng.choices(tokens, k=rng.randrange(1, 60)))
        else:
            yield "".join(
                chr(rng.choice([rng.randrange(128), rng.randrange(0x3000)]))
                for _ in range(rng.randrange(600))
            )


def _expression(rng: random.Random, depth: int) -> str:
    if depth == 0 or rng.random() < 0.1:
        return rng.choice(["x", "x", "x", rng.choice(_NUMBERS)])

    def part() -> str:
        return _expression(rng, depth - 1)

    match rng.randrange(10):
        case 0 | 1:
            return f"({part()}{rng.choice('+-*/')}{part()})"
        case 2:
            return f"({part()})**({rng.choice(['2', '3', '64', '0.5', '-1', part(), rng.choice(_NUMBERS)])})"
        case 3 | 4 | 5:
            name = rng.choice(_CALLS)
            count = rng.choice([1, 1, 1, 1, 2, 3])
            return f"{name}({', '.join(part() for _ in range(count))})"
        case 6:
            return (
                f"{rng.choice(['max', 'min'])}({', '.join(part() for _ in range(rng.choice([2, 2, 3, 6])))})"
            )
        case 7:
            signs = rng.choices(
                ["<", "<=", ">", ">=", "=="], weights=[9, 9, 9, 9, 1], k=rng.choice([1, 1, 2])
            )
            test = part() + "".join(f" {sign} {part()}" for sign in signs)
            return rng.choice(
                [f"({part()} if {test} else {part()})", f"where({test}, {part()}, {part()})", f"({test})"]
            )
        case 8:
            return f"abs({part()}{rng.choice('+-*/')}{part()})"
        case _:
            return f"({part()}+{rng.choice(_NUMBERS)})"


def _nested(rng: random.Random) -> str:
    before, after = rng.choice(_NESTINGS)
    count = rng.choice([2, 3, 4, 6, 10, 30, 60, 200, 2000])
    return before * count + rng.choice(["x", "x**2", "1", *_NUMBERS]) + after * count


def outcome(text: str) -> str:
    """Return "read", "refused" (no formula), "no activation", or what is wrong."""
    expression: sp.Expr | None = None
    for step in ("refused", "no activation"):
        try:
            if expression is None:
                expression = parse(text)
            else:
                Activation.from_expr(expression)
        except ValueError as error:
            shown = str(error).strip()
            if not shown or (step == "refused" and not shown.startswith("text ")):
                return f"WRONG: a message without the text: {shown[:100]}"
            return step
        except BaseException as error:
            return f"WRONG: {type(error).__name__} at {step}: {str(error)[:100]}"
    return "read"


def _worker(connection: Connection, jobs: list[str]) -> None:
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    limit = pages * resource.getpagesize() + MEGABYTES * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    for text in jobs:
        start = time.process_time()
        found = outcome(text)
        connection.send((found, time.process_time() - start))


def _outcomes(jobs: list[str]) -> Iterator[tuple[str, str, float]]:
    """Yield each text with its outcome and its seconds; a worker that does not answer is killed."""
    context = multiprocessing.get_context("fork")
    while jobs:
        ours, theirs = context.Pipe()
        worker = context.Process(target=_worker, args=(theirs, jobs[:_BATCH]), daemon=True)
        worker.start()
        theirs.close()
        done = 0
        for text in jobs[:_BATCH]:
            try:
                found, seconds = ours.recv() if ours.poll(_PATIENCE) else ("WRONG: no answer", _PATIENCE)
            except EOFError:
                found, seconds = "WRONG: the worker died", 0.0
            done += 1
            yield text, found, seconds
            if found.startswith(("WRONG: no answer", "WRONG: the worker")):
                break
        worker.kill()
        worker.join()
        jobs = jobs[done:]


def main(arguments: list[str] | None = None) -> int:
    """Print the counts, what is wrong, and the slowest texts; 1 if anything is wrong."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)
    counts: collections.Counter[str] = collections.Counter()
    slowest: list[tuple[float, str]] = []
    for text, found, seconds in _outcomes(list(itertools.islice(texts(options.seed), options.count))):
        if seconds > SECONDS and not found.startswith("WRONG"):
            found = "WRONG: too slow"
        counts[found.partition(":")[0]] += 1
        if found.startswith("WRONG"):
            print(f"{found} ({seconds:.1f} s): {text[:300]!r}", flush=True)
        slowest = sorted([*slowest, (seconds, text)], reverse=True)[:5]
    print(", ".join(f"{name} {count}" for name, count in sorted(counts.items())))
    for seconds, text in slowest:
        print(f"{seconds:6.2f} s  {text[:100]!r}")
    return int(counts["WRONG"] > 0)


if __name__ == "__main__":
    sys.exit(main())
