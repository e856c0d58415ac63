"""A run needs the memory of one batch, which is small for any shape, and the same for any number of networks."""

import tracemalloc

import pytest

from montecarlo import Backward, Conditional, Dense, Homogeneous, run, stream

MEGABYTE = 2**20


def peak(work) -> int:
    """Bytes that NumPy and Python held at most, beyond what they held before."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "experiment",
    [
        Homogeneous((500,) * 31, "relu", 2.0, ("x31", "x31^2", "x31^4")),
        Homogeneous((20_000,) * 3, "relu", 2.0, ("x1^2", "x3^2"), input_mean=0.1),
        Homogeneous((10**9,) * 3, "relu", 2.0, ("x1^2", "x3^2")),
        Conditional((500,) * 11, "tanh", 2.0, ("x11^2",), inputs=2, dtype="float32"),
        Conditional((2, 100_000), "tanh", 2.0, ("y1^2",)),
        Dense((500,) * 3, "tanh", 2.0, ("y2^2",)),
        Dense((2, 100_000), "tanh", 2.0, ("y1^2",)),
        Dense((1, 20_000), "tanh", 2.0, ("y1^2",), bias_variance=1.0),
        Dense((8, 8), "tanh", 2.0, ("y1^2",), inputs=1000),
        Dense((300, 300), "tanh", 2.0, ("y1^2",), weight_law="orthogonal"),
        Backward((500,) * 11, "tanh", 2.0),
        Backward((2, 20_000, 2), "tanh", 2.0),
    ],
    ids=lambda e: f"{e.engine}-{max(e.widths)}",
)
def test_a_batch_of_any_shape_is_small(experiment):
    rng = stream(experiment, 0, 0)
    assert peak(lambda: experiment.sample(rng, experiment.batch)) < 50 * MEGABYTE


def test_memory_does_not_grow_with_the_number_of_networks():
    experiment = Homogeneous((50, 50), "relu", 2.0, ("x2^2",))
    few, many = (peak(lambda n=n: run(experiment, replicates=n, seed=0)) for n in (40_000, 2_000_000))
    assert many < few + MEGABYTE
