"""Measure a step of many networks against PyTorch's: ``python -m tests.benchmarks.training``.

It needs torch: run it with the interpreter of an environment that has torch==2.13.0, numpy, scipy and threadpoolctl.
Both sides use as many threads. On a machine that others load, --threads 1 is fairer to PyTorch, whose threads wait for
each other within every product; ours train different networks and wait once a step.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np

from montecarlo.running.blas import limit_worker
from montecarlo.training.epochs import loaded, started, steps
from montecarlo.training.network import Trained
from montecarlo.training.optimisers import Momentum, RMSprop
from montecarlo.training.trainer import groups
from montecarlo.training.training import Training

# Ten layers of 256 units, on 64 pixels.
NETWORKS, WIDTHS, BATCH, STEPS = 25, (64,) + (256,) * 10 + (10,), 32, 5
ROWS = [
    ("relu, momentum", Trained(WIDTHS, "relu", 2.0), Momentum(0.01)),
    ("sigmoid, RMSprop", Trained(WIDTHS, "sigmoid", 12.8), RMSprop(1e-4)),
]


def clock(function: Callable[[], object]) -> float:
    start = time.perf_counter()
    function()
    return (time.perf_counter() - start) / STEPS


def ours(training: Training, threads: int) -> Callable[[], object]:
    """Return a function that takes the steps of all networks, each thread those of some of them."""
    seeds = tuple(range(NETWORKS))
    examples = loaded(training, None).training
    state = started(training, seeds)
    parts = groups(training, seeds, threads)
    workers = ThreadPoolExecutor(threads, initializer=limit_worker)
    numbers = iter(range(1, 10**6))

    def group(*arguments: object) -> None:
        for _ in steps(*arguments):
            pass

    def all_steps() -> None:
        number = next(numbers)
        futures = [
            workers.submit(
                group,
                training,
                examples,
                seeds[part],
                number,
                tuple([layer[part] for layer in layers] for layers in state),
            )
            for part in parts
        ]
        for future in futures:
            future.result()

    return all_steps


def theirs(training: Training) -> dict[str, Callable[[], object]]:
    """Return functions that take the same steps with PyTorch, one network after the other, by optimiser's way."""
    import torch

    examples = loaded(training, None).training
    x, labels = torch.tensor(examples.inputs), torch.tensor(examples.labels)
    activation = {"relu": torch.nn.ReLU, "sigmoid": torch.nn.Sigmoid}[training.network.activation]

    def function(**way: bool) -> Callable[[], object]:
        pairs = []
        for _ in range(NETWORKS):
            parts: list[torch.nn.Module] = []
            for fan_in, fan_out in pairwise(WIDTHS):
                parts += [torch.nn.Linear(fan_in, fan_out), activation()]
            model = torch.nn.Sequential(*parts[:-1])
            if isinstance(training.optimiser, Momentum):
                optimiser = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9, **way)
            else:
                optimiser = torch.optim.RMSprop(model.parameters(), lr=1e-4, alpha=0.9, eps=1e-8, **way)
            pairs.append((model, optimiser))

        def all_steps() -> None:
            for model, optimiser in pairs:
                order = torch.randperm(len(x))
                for start in range(0, len(x), BATCH):
                    chosen = order[start : start + BATCH]
                    optimiser.zero_grad(set_to_none=True)
                    torch.nn.functional.cross_entropy(model(x[chosen]), labels[chosen]).backward()
                    optimiser.step()

        return all_steps

    ways = {"foreach": {"foreach": True}, "for-loop": {"foreach": False}}
    if isinstance(training.optimiser, Momentum):
        ways["fused"] = {"fused": True}
    return {name: function(**way) for name, way in ways.items()}


def main() -> int:
    try:
        import torch
    except ImportError:
        print(__doc__)
        return 2
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--threads", type=int, default=os.cpu_count(), help="of each side (default: all processors)"
    )
    parser.add_argument("--pairs", type=int, default=9, help="measured of each row (default: 9)")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    met = True
    print(f"torch {torch.__version__}, {torch.get_num_threads()} threads; numpy {np.__version__}")
    for name, network, optimiser in ROWS:
        training = Training(network, optimiser, epochs=1, batch=BATCH, examples=STEPS * BATCH)
        own, ratios, others = ours(training, arguments.threads), {}, theirs(training)
        own()
        for other in others.values():
            other()
        times = []
        for _ in range(arguments.pairs):
            for way, other in others.items():
                times.append(clock(own))
                ratios.setdefault(way, []).append(times[-1] / clock(other))
        medians = {way: statistics.median(values) for way, values in ratios.items()}
        met &= (worst := max(medians.values())) <= 1.0
        text = ", ".join(f"{way} {value:.2f}x" for way, value in medians.items())
        print(
            f"{'ok  ' if worst <= 1.0 else 'MISS'} | {NETWORKS} networks of 10 x 256, batch {BATCH}, float32, {name} | "
            f"<= 1.0x | {text} ({1e3 * statistics.median(times):.0f} ms a step)",
            flush=True,
        )
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
