from dataclasses import replace

import numpy as np
import pytest

from montecarlo import Row, run
from tests.montecarlo.comparison import LIMIT, largest_score, scores

GOOD = {"widths": (2, 2), "activation": "linear", "weight_variance": 2.0, "record": ("w1^2", "b^2", "|p1|")}


def test_moments_of_a_row():
    record = ("w1^2", "x1^2", "w1^2 x1^2", "b^2 x1^2", "p1 p2", "x1 x2")
    moments = run(Row((2, 2), "linear", 1.0, record, input_law="rademacher"), replicates=100_000, seed=0)
    # v^2 = 1/2 and x1 = b ± b' with b, b' ~ N(0, v^2): E b^2 x1^2 = 3 v^4 + v^4 = 1, twice E b^2 E x1^2.
    expected = [0.5, 1.0, 0.5, 1.0, 0.0, 0.0]
    assert (scores(moments, expected) < 5).all()
    assert scores(moments, [0.5, 1.0, 0.5, 0.5, 0.0, 0.0])[3] > 5


def test_products_are_of_the_entries():
    row = Row((2,), "linear", 2.0, ("w1", "x1", "p1", "|p1|", "p1^2", "p1 p2", "w2", "x2"), input_mean=1.0)
    sample = row.sample(np.random.default_rng(0), 50)
    w1, x1, p1, size, square, both, w2, x2 = sample.T
    np.testing.assert_array_equal(p1, w1 * x1)
    np.testing.assert_array_equal(size, np.abs(p1))
    np.testing.assert_array_equal(square, p1**2)
    np.testing.assert_array_equal(both, p1 * (w2 * x2))


@pytest.mark.parametrize("record", [(), ("w1^2", "b^2", "w1^2")])
def test_a_record_has_different_products(record):
    with pytest.raises(ValueError, match="record must hold one product or more, all different"):
        Row(**GOOD | {"record": record})


@pytest.mark.parametrize("name", ["w3", "p1*p2", "x1^0", "|q1|", "", "y1"])
def test_bad_records_are_named(name):
    with pytest.raises(ValueError, match="record has"):
        Row(**GOOD | {"record": (name,)})


@pytest.mark.parametrize("name", ["b", "|b|", "w1 b^2"])
def test_a_weight_below_needs_a_layer_below(name):
    with pytest.raises(ValueError, match="which needs a layer below"):
        Row(**GOOD | {"widths": (2,), "record": (name,)})


def test_a_row_needs_two_inputs():
    with pytest.raises(ValueError, match="2 units or more"):
        Row(**GOOD | {"widths": (2, 1)})


@pytest.mark.parametrize(("law", "rows"), [("normal", 1_300_000), ("uniform", 550_000), ("rademacher", 1000)])
def test_one_percent_of_the_variance_of_weights_is_refused(law, rows, monkeypatch):
    # A squared normal has a relative standard deviation of 1.41, a uniform number's of 0.89, a sign's of 0: over so
    # many rows standard errors of 0.124 %, 0.12 % and 0 %.
    record = ("w1^2", "w2^2", "b^2", "x1^2", "w1^2 x1^2")
    row = Row((2, 3), "linear", 1.3, record, weight_law=law, input_law="rademacher", input_deviation=1.1)

    def exact(variance):
        """The inputs of the row are a layer of their own, whose weights have the same variance times fan_in."""
        below = variance * 1.1**2
        return np.array([variance / 3, variance / 3, variance / 2, below, variance / 3 * below])

    assert largest_score(row, rows, exact(1.3), exact(1.313)) < LIMIT
    wrong = replace(row, weight_variance=1.313)
    assert largest_score(wrong, rows, exact(1.3), exact(1.313)) > LIMIT
