import numpy as np
import pytest

from montecarlo.engines.both_passes import measured, quantities_of, recorded
from montecarlo.engines.network import Quantity
from montecarlo.engines.scaled import Scaled


def test_by_default_mean_squares_are_recorded_by_layer():
    assert recorded(None, 2) == ("y1^2", "y2^2", "d1^2", "d2^2")
    assert recorded(("x1",), 2) == ("x1",)
    assert quantities_of(("log d2^2",), 2) == (Quantity("d", 2, 2, log=True),)


@pytest.mark.parametrize("record", [(), ["y1"], "y1", 3])
def test_a_record_is_a_tuple_of_names(record):
    with pytest.raises(ValueError, match="record must be a tuple of one name or more, or None"):
        quantities_of(record, 2)


def test_names_are_read_once():
    assert quantities_of(("y1", "log d2^2"), 2) is quantities_of(("y1", "log d2^2"), 2)
    with pytest.raises(ValueError, match=r"record has \['y1'\]"):
        quantities_of((["y1"],), 2)


def test_names_of_one_quantity_are_refused():
    with pytest.raises(ValueError, match="record must have different quantities"):
        quantities_of(("y1", "y1[0]"), 2)


def test_signals_are_taken_until_all_is_measured():
    values = np.arange(6.0).reshape(3, 2)

    def signals():
        yield "x", 1, Scaled(values)
        yield "y", 1, Scaled(values + 1)
        raise AssertionError("nothing more is recorded")

    table = measured(quantities_of(("y1", "x1^2", "y1^2"), 2), signals(), 3)
    means = [(values + 1).mean(axis=1), (values**2).mean(axis=1), ((values + 1) ** 2).mean(axis=1)]
    np.testing.assert_allclose(table, np.transpose(means))


def test_a_cosine_with_an_input_beside_which_another_vanishes_is_no_number_and_no_warning():
    values = np.array([[[1e-200, 1e-200], [1.0, 1.0]]])  # the square of the first underflows
    table = measured(quantities_of(("cos y1",), 2, 2), [("y", 1, Scaled(values))], 1)
    assert not np.isfinite(table).any()
