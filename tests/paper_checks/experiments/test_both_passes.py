"""Settings arrive where they should."""

from montecarlo import Backward, run
from paper_checks.experiments.both_passes import passes_with_dropout

SETTING = {"width": 5, "depth": 3, "activation": "relu", "weight_variance": 1.5, "record": ("y3^2", "d1^2")}


def test_the_network_is_the_one_that_was_asked_for() -> None:
    found = passes_with_dropout(**SETTING, drop=0.25)
    assert isinstance(found, Backward)
    assert (found.widths, found.keep, found.weight_variance) == ((5,) * 4, 0.75, 1.5)
    assert passes_with_dropout(**SETTING).keep == 1


def test_dropout_keeps_the_mean_square_up_to_its_factor() -> None:
    """E y_3^2 = 1.5 (1.5/(2 * 0.75))^2: exact at every width."""
    sample = run(passes_with_dropout(**SETTING, drop=0.25), replicates=40_000, seed=0)
    error = (sample.covariance[0, 0] / sample.count) ** 0.5
    assert abs(sample.mean[0] - 1.5) < 5 * error < 0.1
