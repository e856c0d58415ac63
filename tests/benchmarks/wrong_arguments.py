"""Wrong arguments at the public functions of theory and montecarlo: each is refused by name, with its value.

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
from collections.abc import Callable
from typing import Any

import montecarlo
import paper_checks
import theory

__all__ = ["CALLS"]

_NO_NUMBER: list[Any] = [True, "1", b"1", None, {}, {1: 2}, 1j, math.nan, object(), "", ["a"], [None], [True]]
_WRONG: dict[str, list[Any]] = {
    "number": [*_NO_NUMBER, 10**400, -(10**5000), [[1], [1, 2]]],
    "scalar": [*_NO_NUMBER, 10**400, -(10**5000), [], [1.0], ()],
    "integer": [*_NO_NUMBER, 1.5, [], (), [1]],
    "name": [True, 1, None, [], {}, b"relu", 10**400, object(), math.nan, "no such name"],
    "widths": [None, 3, "12", {}, (1.5, 2), (True, 2), ("1", 2), (None, 2), 10**400, [2, 2]],
}
_MEAN_FIELD = {"activation": ("tanh", "name"), "q": (1.0, "scalar"), "weight_variance": (1.0, "scalar")}
_NETWORK = {"widths": ((3, 3), "widths"), "activation": ("relu", "name"), "weight_variance": (1.0, "scalar")}
# For each function, its arguments: a good value, and the kind of what is wrong.
CALLS: dict[Callable[..., Any], dict[str, tuple[Any, str]]] = {
    theory.gain: {
        "activation": ("relu", "name"), "u": (1.0, "number"), "mean": (0.0, "number"), "keep": (1.0, "scalar"),
        "mode": ("forward", "name"),
    },
    theory.moments: {"activation": ("relu", "name"), "u": (1.0, "number"), "mean": (0.0, "number")},
    theory.c_map: {**_MEAN_FIELD, "c": (0.5, "number"), "bias_variance": (0.0, "scalar")},
    theory.c_slope: {**_MEAN_FIELD, "c": (0.5, "number"), "bias_variance": (0.0, "scalar")},
    theory.q_map: {
        "activation": ("tanh", "name"), "q": (1.0, "number"), "weight_variance": (1.0, "number"),
        "bias_variance": (0.0, "number"), "keep": (1.0, "scalar"),
    },
    theory.chi: {
        "activation": ("tanh", "name"), "q": (1.0, "number"), "weight_variance": (1.0, "number"),
        "keep": (1.0, "scalar"),
    },
    theory.fixed_points: {
        "activation": ("tanh", "name"), "weight_variance": (1.0, "scalar"), "bias_variance": (0.0, "scalar"),
    },
    theory.edge_of_chaos: {"activation": ("tanh", "name"), "bias_variance": (0.1, "scalar")},
    theory.variance_preserving: {"activation": ("tanh", "name"), "variance": (0.1, "scalar")},
    theory.BatchNorm: {"gamma": (1.0, "scalar"), "beta": (0.0, "scalar"), "eps": (0.0, "scalar")},
    theory.pytorch_gain: {"activation": ("tanh", "name")},
    theory.get: {"name": ("tanh", "name")},
    theory.equation: {"label": ("kumar2017 (22)", "name")},
    montecarlo.Architecture: _NETWORK | {"input_mean": (0.0, "scalar"), "input_law": ("normal", "name")},
    montecarlo.Backward: _NETWORK | {"bias_variance": (0.0, "scalar"), "engine": ("dense", "name")},
    montecarlo.Demo: _NETWORK | {"samples": (2, "integer")},
    montecarlo.DeadUnit: {"fan_in": (9, "integer"), "examples": (3, "integer"), "cosine": (0.0, "scalar")},
    montecarlo.DroppedLayer: {
        "inputs": (3, "integer"), "units": (2, "integer"), "drop": (0.5, "scalar"), "activation": ("relu", "name"),
    },
    montecarlo.Momentum: {"rate": (0.1, "scalar"), "momentum": (0.9, "scalar")},
    montecarlo.RMSprop: {"rate": (0.1, "scalar"), "decay": (0.9, "scalar")},
    montecarlo.Trained: _NETWORK | {"l2": (0.0, "scalar"), "keep": (1.0, "scalar"), "loss": ("cross_entropy", "name")},
    montecarlo.dkw_band: {"count": (10, "integer"), "alpha": (0.1, "scalar")},
    montecarlo.interval: {"estimate": (1.0, "scalar"), "se": (0.1, "scalar"), "count": (50, "integer")},
    montecarlo.planned_replicates: {"sigma": (1.0, "scalar"), "margin": (0.1, "scalar")},
    montecarlo.power: {"se": (0.1, "scalar"), "margin": (0.1, "scalar"), "count": (50, "integer")},
    montecarlo.at_most: {"edge": (0.1, "scalar")},
    paper_checks.printed: {"digits": ("0.51", "name")},
    paper_checks.verify: {"claim": ("kumar2017.eq25", "name")},
}  # fmt: skip


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
        good = {key: value for key, (value, _) in CALLS[function].items()}
        start = time.process_time()
        try:
            function(**{**good, name: wrong})
            found = "accepted"
        except (TypeError, ValueError) as error:
            found = "refused" if name in str(error) else f"not named: {str(error)[:90]}"
        except Exception as error:
            found = f"{type(error).__name__}: {str(error)[:90]}"
        if time.process_time() - start > 2:
            found = "too slow"
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
