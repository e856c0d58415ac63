import numpy as np
import pytest

from theory.activation.lookup import get
from theory.integration.gaussian_moments import moments
from theory.mean_field.moment_table import brackets, fixed_logs, moment_table, slopes


def test_a_fixed_point_is_between_its_bracket():
    table = moment_table(get("tanh"), 1e6, 3.0, 0.1)
    weights, biases = np.array([[1.5, 3.0]]), np.array([[0.1, 0.1]])
    low, high = brackets(table, weights, biases)
    logs = fixed_logs(table, low, high, weights, biases)
    assert ((low <= logs) & (logs <= high)).all()
    q = np.exp(logs)
    np.testing.assert_allclose(weights * moments("tanh", np.sqrt(q)).second + biases, q, rtol=1e-9)
    np.testing.assert_allclose(
        slopes(get("tanh"), table, logs), moments("tanh", np.sqrt(q)).derivative_second, rtol=1e-9
    )


def test_a_variance_that_dies_out_or_grows_has_no_bracket():
    table = moment_table(get("relu"), 1e6, 3.0, 0.0)
    low, high = brackets(table, np.array([[1.0, 3.0]]), np.zeros((1, 2)))
    assert low[0, 0] == -np.inf
    assert high[0, 1] == np.inf


def test_the_table_ends_where_no_pair_settles_higher():
    assert np.exp(moment_table(get("sin"), 1e6, 2.0, 0.5).logs[-1]) < 10
    assert np.exp(moment_table(get("relu"), 1e6, 2.0, 0.5).logs[-1]) == pytest.approx(1e6)


def test_the_slope_of_a_jump_is_infinite():
    table = moment_table(get("sign"), 1e6, 1.0, 0.0)
    assert np.isinf(slopes(get("sign"), table, np.zeros(2))).all()
