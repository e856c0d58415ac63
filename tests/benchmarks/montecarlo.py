"""Measure the engines, and compare each result with its bar: ``python -m tests.benchmarks.montecarlo``.

    python -m venv peers && peers/bin/pip install torch==2.13.0 "jax<0.11" numpy scipy threadpoolctl
    python -m venv nt && nt/bin/pip install neural-tangents==0.6.5 jax==0.4.35 jaxlib==0.4.35 "numpy<2.3"
    python -m tests.benchmarks.montecarlo --peers peers/bin/python --neural-tangents nt/bin/python

A ratio is the median over pairs of measurements, one of each side in turn, on the same number of cores and in the
same precision. Our side records the mean, mean square and fourth moment of every layer; the peer records the last
mean square. "numpy" is the pass as one writes it first, "numpy-tuned" the pass after profiling. A row whose peer is
not installed is printed as not run. It does not count as passed.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial

import numpy as np
import scipy

from montecarlo import Conditional, Dense, Experiment, Homogeneous, run
from montecarlo.sampling.normals import standard_normal
from tests.benchmarks.peer import Peer

WIDTH, DEPTH = 500, 10
PAIRS = 7
Row = tuple[str, bool | None]


def clock(function: Callable[[], object]) -> float:
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


@contextmanager
def cores(count: int) -> Iterator[None]:
    """Keep this process on so many cores, like the processes of the peers."""
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(allowed)[:count])
    try:
        yield
    finally:
        os.sched_setaffinity(0, allowed)


def every_layer(depth: int, powers: tuple[str, ...] = ("", "^2", "^4")) -> tuple[str, ...]:
    """Name the mean, mean square and fourth moment of the output of each layer."""
    return tuple(f"x{layer}{power}" for layer in range(2, depth + 2) for power in powers)


def conditional(activation: str, dtype: str, width: int = WIDTH, depth: int = DEPTH) -> Conditional:
    return Conditional((width,) * (depth + 1), activation, 2.0, every_layer(depth), dtype=dtype)


def per_network(experiment: Experiment, networks: int, executor: ThreadPoolExecutor | None = None) -> float:
    return clock(lambda: run(experiment, replicates=networks, seed=0, executor=executor)) / networks


def ratio(own: Callable[[], float], other: Callable[[], float]) -> tuple[float, float, float]:
    """Return the median ratio other / own over pairs, and the medians of both, after one run of each to warm up."""
    own(), other()
    pairs = [(own(), other()) for _ in range(PAIRS)]
    ours, theirs = (statistics.median(side) for side in zip(*pairs, strict=True))
    return statistics.median(theirs / ours for ours, theirs in pairs), ours, theirs


def against(
    interpreter: str | None, library: str, activation: str, dtype: str, bar: float, networks: int = 20
) -> Row:
    peer = Peer(interpreter, library, dtype, threads=1)
    if peer.version is None:
        return peer.why_not, None
    experiment = conditional(activation, dtype)
    with cores(1):
        found, ours, theirs = ratio(
            lambda: per_network(experiment, 4000),
            lambda: peer.per_network(activation, networks, WIDTH, DEPTH),
        )
    peer.close()
    text = f"{found:.0f}x: {1e6 * ours:.1f} µs against {1e3 * theirs:.1f} ms of {library} {peer.version}"
    return text, found >= bar


def homogeneous(interpreter: str, bar: float) -> Row:
    depth = 30
    peer = Peer(interpreter, "numpy", "float64", threads=1)
    # Only mean squares: for a mean or a fourth moment the layer would be drawn unit by unit.
    experiment = Homogeneous((WIDTH,) * (depth + 1), "relu", 2.0, every_layer(depth, ("^2",)))
    with cores(1):
        found, ours, theirs = ratio(
            lambda: per_network(experiment, 100_000), lambda: peer.per_network("relu", 8, WIDTH, depth)
        )
    peer.close()
    return f"{found:.0f}x: {1e6 * ours:.2f} µs against {1e3 * theirs:.1f} ms", found >= bar


def floor(activation: str, dtype: str, record: tuple[str, ...], bar: float) -> Row:
    """Compare a pass with drawing as many normals into a buffer of the same size."""
    experiment = Conditional((WIDTH,) * (DEPTH + 1), activation, 2.0, record, dtype=dtype)
    layer = np.empty((experiment.block, WIDTH), dtype=dtype)
    rng = np.random.Generator(np.random.SFC64(0))
    blocks = 4000 // experiment.block

    def draws() -> float:
        def fill() -> None:
            for _ in range(blocks * DEPTH):
                standard_normal(rng, layer)

        return clock(fill) / (blocks * experiment.block)

    with cores(1):
        over, ours, bare = ratio(draws, lambda: per_network(experiment, 4000))
    per_normal = 1e9 * ours / (WIDTH * DEPTH)
    return (
        f"{over:.2f}x: {1e6 * bare:.1f} µs against {1e6 * ours:.1f} µs, {per_normal:.1f} ns a normal",
        over <= bar,
    )


def dense(interpreter: str, bar: float) -> Row:
    experiment = Dense((WIDTH,) * (DEPTH + 1), "relu", 2.0, (f"x{DEPTH + 1}^2",), dtype="float32")
    found = {}
    with ThreadPoolExecutor(2) as executor, cores(2):
        for library in ("numpy-tuned", "torch"):
            peer = Peer(interpreter, library, "float32", threads=2)
            if peer.version is None:
                return peer.why_not, None
            own = partial(per_network, experiment, 200, executor)
            found[library] = ratio(own, partial(peer.per_network, "relu", 100, WIDTH, DEPTH))
            peer.close()
    text = ", ".join(
        f"{value:.2f}x {library} ({1e3 * ours:.2f} against {1e3 * theirs:.2f} ms)"
        for library, (value, ours, theirs) in found.items()
    )
    return text, min(value for value, *_ in found.values()) >= bar


def slope(sizes: list[int], cost: Callable[[int], float]) -> float:
    """Return the slope of log cost against log size, from the medians over several rounds."""
    rounds = [[cost(size) for size in sizes] for _ in range(PAIRS)]
    medians = [statistics.median(column) for column in zip(*rounds, strict=True)]
    return float(np.polyfit(np.log(sizes), np.log(medians), 1)[0])


def slopes(low: float, high: float) -> Row:
    def seconds(networks: int = 1000, depth: int = DEPTH, width: int = WIDTH) -> float:
        return networks * per_network(conditional("relu", "float64", width, depth), networks)

    seconds()
    with cores(1):
        found = {
            "networks": slope([2000, 8000, 32_000], lambda n: seconds(networks=n)),
            "depth": slope([10, 40, 160], lambda n: seconds(depth=n)),
            "width": slope([256, 1024, 4096], lambda n: seconds(width=n)),
        }
    text = ", ".join(f"{name} {value:.2f}" for name, value in found.items())
    return text, all(low <= value <= high for value in found.values())


def bits() -> Row:
    """Compare executors; tests/montecarlo compares killed and resumed runs, and those of dask."""
    experiments = [
        conditional("tanh", "float32"),
        Homogeneous((WIDTH,) * 11, "relu", 2.0, ("x11^2",)),
        Dense((40,) * 4, "gelu", 1.5, ("x4^2", "x4")),
    ]
    same = True
    for experiment in experiments:
        start = partial(run, experiment, replicates=10_000, seed=1)
        with cores(1):  # no pool of threads
            serial = start()
        executors = [partial(ThreadPoolExecutor, n) for n in (1, 2, 4)] + [partial(ProcessPoolExecutor, 2)]
        for make in executors:
            with make() as executor:
                other = start(executor=executor)
            same &= serial.mean.tobytes() == other.mean.tobytes()
            same &= serial.comoment.tobytes() == other.comoment.tobytes()
    return (
        "serial, threads 1, 2, 4, two processes: equal; dask, killed and resumed: see tests/montecarlo",
        same,
    )


_MEMORY = """
import resource
from concurrent.futures import ThreadPoolExecutor
from montecarlo import Conditional, Homogeneous, run
experiment = {experiment}
with ThreadPoolExecutor(2) as executor:
    print(run(experiment, replicates=10_000_000, seed=0, executor=executor).count)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def memory(bar: float) -> Row:
    peaks = {}
    for name, experiment in {
        "homogeneous, 30 layers of 500": 'Homogeneous((500,) * 31, "relu", 2.0, ("x31^2",))',
        "conditional, 2 layers of 50": 'Conditional((50,) * 3, "tanh", 1.5, ("x3", "x3^2"), dtype="float32")',
    }.items():
        code = _MEMORY.format(experiment=experiment)
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        count, peak = done.stdout.split()
        assert int(count) == 10_000_000
        peaks[name] = float(peak)
    return ", ".join(f"{name}: {peak:.0f} MB" for name, peak in peaks.items()), max(peaks.values()) < bar


def rows(peers: str, neural_tangents: str | None) -> Iterator[tuple[str, str, Callable[[], Row]]]:
    """Yield what is measured, its bar, and the measurement."""
    for library, dtype, bar, where in (
        ("numpy", "float64", 550, peers),
        ("torch", "float32", 150, peers),
        ("jax", "float32", 400, peers),
        ("neural-tangents", "float32", 650, neural_tangents),
    ):
        measure = partial(against, where, library, "relu", dtype, bar, 60 if where != peers else 20)
        yield f"ReLU, {dtype}, conditional against {library}", f">= {bar}x", measure
    for activation in ("tanh", "gelu"):
        measure = partial(against, peers, "numpy", activation, "float64", 300)
        yield f"{activation}, float64, conditional against numpy", ">= 300x", measure
    yield "ReLU, 30 layers, homogeneous against numpy", ">= 30000x", partial(homogeneous, peers, 30_000)
    for activation, dtype in (("relu", "float64"), ("relu", "float32"), ("tanh", "float32")):
        for what, record in (("the pass", (f"x{DEPTH + 1}^2",)), ("30 recorded", every_layer(DEPTH))):
            measure = partial(floor, activation, dtype, record, 1.3)
            yield f"{activation}, {dtype}, {what}, over the draws alone", "<= 1.3x", measure
    yield "dense, float32, two cores, against the best", ">= 1.0x", partial(dense, peers, 1.0)
    yield "log-log slopes of the cost", "0.9 to 1.1", partial(slopes, 0.9, 1.1)
    yield "bit for bit", "equal", bits
    yield "peak memory, 10 million networks", "< 300 MB", partial(memory, 300.0)


def main() -> int:
    """Print the table; the exit status is 0 if every row was measured and meets its bar."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--peers", default=sys.executable, metavar="PYTHON", help="with torch and jax")
    parser.add_argument("--neural-tangents", metavar="PYTHON", help="with neural-tangents")
    parser.add_argument("--only", default="", metavar="TEXT", help="rows that hold this text")
    options = parser.parse_args()
    print(
        f"width {WIDTH}, {DEPTH} layers, one core unless stated; medians of {PAIRS} pairs; "
        f"Python {platform.python_version()}, NumPy {np.__version__}, SciPy {scipy.__version__}, "
        f"{os.cpu_count()} processors"
    )
    met = True
    for what, bar, measure in rows(options.peers, options.neural_tangents):
        if options.only not in what:
            continue
        text, good = measure()
        met &= bool(good)
        mark = {True: "ok  ", False: "MISS", None: "----"}[good]
        print(f"{mark} | {what:50} | {bar:10} | {text}", flush=True)
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
