"""Wrong arguments at the public functions and classes of all packages: each is refused by name, with its value.

    python -m tests.benchmarks.wrong_arguments [--count 10000] [--seed 0]

One argument of a good call is replaced by a value of a wrong type.  The call fails this benchmark if it does not
raise TypeError or ValueError within 2 s, or the message lacks the argument's name.
"""

from __future__ import annotations

import argparse
import collections
import math
import random
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

from tests.benchmarks.wrong_calls import CALLS

__all__ = ["outcome", "wrong_values"]

_NO_NUMBER: list[Any] = [True, "1", b"1", None, {}, {1: 2}, 1j, math.nan, object(), "", ["a"], [None], [True]]
_WRONG: dict[str, list[Any]] = {
    "number": [*_NO_NUMBER, 10**400, -(10**5000), [[1], [1, 2]]],
    "scalar": [*_NO_NUMBER, 10**400, -(10**5000), [], [1.0], ()],
    "integer": [*_NO_NUMBER, 1.5, [], (), [1]],
    "integer or none": [True, "1", b"1", {}, 1j, math.nan, object(), "", ["a"], 1.5, [], (), [1]],
    "name": [True, 1, None, [], {}, b"relu", 10**400, object(), math.nan, "no such name"],
    "widths": [None, 3, "12", {}, (1.5, 2), (True, 2), ("1", 2), (None, 2), 10**400],
    "shape": [None, 3, "12", {}, (1.5, 2), (True, 2), ("1", 2), (None, 2), 10**400, (), (0, 2), object()],
    "per layer": [*_NO_NUMBER, 10**400, [], [1.0], ("1",), (None,), (True,), (math.nan,), (1.0,) * 9],
    "numbers": [None, 1.0, "12", {}, ("1", 2), (None, 2), (True, 2), (math.nan, 1), 10**400, object(), ()],
    "fields or none": [1.0, "y1", {}, (1, 2), (None,), object(), 10**400],
    "fields": [None, 1.0, "y1", {}, (1, 2), (None,), object(), 10**400],
    "text": [None, True, 1, 1.5, [], {}, b"words", object(), 10**400],
    "flag": [None, "yes", 2, [], {}, object(), math.nan],
    "mapping": [1, "text", [1], object(), 10**400, True],
    "expression": ["x", None, [], {}, object(), b"x"],
    "expressions": ["x", None, {}, object(), 1.0, ("x",), (None,), (object(),)],
    "symbol": ["x", None, [], {}, object(), b"x", 1],
    "object": [True, "no such name", b"1", {}, {1: 2}, 1j, math.nan, object(), "", ["a"], [None], 10**400],
    "objects": [None, 1, "12", {}, (1, 2), (None,), ("relu",), object(), 10**400, ()],
}


def wrong_values(kind: str) -> Sequence[Any]:
    """Return what is wrong for an argument of a kind."""
    return _WRONG[kind]


def outcome(function: Callable[..., Any], name: str, wrong: object) -> str:
    """Call a function with one wrong argument; return "refused", or what happened instead."""
    good = {key: value for key, (value, _) in CALLS[function].items()}
    start = time.process_time()
    try:
        function(**{**good, name: wrong})
        found = "accepted"
    except (TypeError, ValueError) as error:
        found = "refused" if name in str(error).casefold() else f"not named: {str(error)[:90]}"
    except Exception as error:
        found = f"{type(error).__name__}: {str(error)[:90]}"
    return "too slow" if time.process_time() - start > 2 else found


def main(arguments: list[str] | None = None) -> int:
    """Print the counts and each call that fails, once; 1 if any does."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)
    rng = random.Random(options.seed)
    counts: collections.Counter[str] = collections.Counter()
    failed: dict[str, str] = {}
    for _ in range(options.count):
        function = rng.choice(list(CALLS))
        name = rng.choice(list(CALLS[function]))
        wrong = rng.choice(_WRONG[CALLS[function][name][1]])
        found = outcome(function, name, wrong)
        counts[found.partition(":")[0]] += 1
        if found != "refused":
            label = (
                "an integer of many digits" if isinstance(wrong, int) and abs(wrong) > 10**40 else repr(wrong)
            )
            failed[f"{function.__name__}({name}={label[:40]})"] = found
    for call, found in sorted(failed.items()):
        print(f"{call}: {found}")
    print(", ".join(f"{name} {count}" for name, count in sorted(counts.items())))
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
