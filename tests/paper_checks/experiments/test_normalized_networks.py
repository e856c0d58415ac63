"""Settings arrive where they should."""

from montecarlo import NormalizedNetwork, run
from paper_checks.experiments.normalized_networks import batch_through_network

SETTING = {
    "widths": (9, 5, 6, 4), "activation": "relu", "weight_variance": 1.5, "batch_size": 4, "record": ("d3^2", "y2^2"),
}  # fmt: skip


def test_the_network_is_the_one_that_was_asked_for() -> None:
    found = batch_through_network(**SETTING)
    assert isinstance(found, NormalizedNetwork)
    assert (found.widths, found.batch_size, found.eps, found.norm, found.place) == (
        (9, 5, 6, 4), 4, 0.0, "batch", "before",
    )  # fmt: skip


def test_normalised_units_feed_the_second_layer() -> None:
    """E relu(z)^2 is 1/2 over a normalised batch, so that E y_2^2 = 1.5/2; the last gradient has variance 1."""
    sample = run(batch_through_network(**SETTING), replicates=20_000, seed=0)
    errors = (sample.covariance.diagonal() / sample.count) ** 0.5
    assert (abs(sample.mean - (1.0, 0.75)) < 5 * errors).all()
    assert errors[1] < 0.004
