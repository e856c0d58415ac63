import numpy as np
import pytest

from paper_checks.simulated_layers import OutOfRange, mean_squares, median_cosines
from theory import DenseNetwork


def test_a_signal_that_overflows_names_the_layer() -> None:
    with pytest.raises(OutOfRange) as found:
        mean_squares("exp", DenseNetwork("exp", (16,) * 7, 1.0), 300, 0, 1)
    assert 2 < found.value.layer < 7


def test_a_layer_that_is_all_zero_has_no_cosine() -> None:
    assert np.isnan(median_cosines("relu", DenseNetwork("relu", (2,) * 20, 2.0), 0.5, 300, 0, 1)).all()


def test_results_do_not_depend_on_the_number_of_threads() -> None:
    network = DenseNetwork("relu", (400,) * 11, 2.0)
    one, two = (mean_squares("relu", network, 900, 0, jobs) for jobs in (1, 2))
    assert np.array_equal(one.values, two.values)
