"""The conditional engine has the law of the dense one; the same comparison must tell a wrong law apart."""

import itertools

import numpy as np
import pytest

from montecarlo import Conditional, Dense, run, stream
from montecarlo.activations import ACTIVATIONS

WIDTHS = (12, 16, 8, 12)
RECORD = ("y1^2", "x2", "x2^2", "y2^2", "y2^4", "y3", "y3^2", "y3^4", "x4", "x4^2")
REPLICATES = 8000


def with_products(samples):
    """Append the products of all pairs of second powers: the layers' dependence on one another."""
    squares = samples[:, [RECORD.index(name) for name in RECORD if name.endswith("^2")]]
    pairs = itertools.combinations_with_replacement(squares.T, 2)
    return np.column_stack([samples, *(first * second for first, second in pairs)])


def widest_score(first, second):
    """The largest difference between the means of two sets of samples, in standard errors."""
    errors = np.sqrt(first.var(axis=0) / len(first) + second.var(axis=0) / len(second))
    return (abs(first.mean(axis=0) - second.mean(axis=0)) / errors).max()


@pytest.mark.parametrize("activation", sorted(ACTIVATIONS))
def test_it_has_the_law_of_the_dense_engine(activation):
    law = {"input_law": "normal", "input_mean": 0.3, "input_correlation": 0.2}

    def draw(engine, weight_variance):
        experiment = engine(WIDTHS, activation, weight_variance, RECORD, **law)
        return with_products(experiment.sample(stream(experiment, 0, 0), REPLICATES))

    dense = draw(Dense, 1.5)
    assert widest_score(dense, draw(Conditional, 1.5)) < 5
    assert widest_score(dense, draw(Conditional, 1.5 * 1.06)) > 5


def test_neurons_that_forgot_the_layer_below_would_be_seen():
    # Independent neurons with the right variance: the spread of |x_4|^2 over networks gives them away.
    dense = run(Dense(WIDTHS, "relu", 2.0, ("y2^2",)), replicates=REPLICATES, seed=0)
    rng = np.random.default_rng(0)
    forgetful = (rng.standard_normal((REPLICATES, 8)) ** 2).mean(axis=1) * dense.mean[0]
    assert dense.covariance[0, 0] > 1.5 * forgetful.var()


def test_the_first_layer_is_gaussian_given_its_input():
    # Rademacher inputs have |x|^2 = N exactly, so that y_1 is N(0, weight_variance).
    moments = run(Conditional((50, 10), "tanh", 1.7, ("y1", "y1^2", "y1^4")), replicates=20_000, seed=0)
    scores = abs(moments.mean - [0.0, 1.7, 3 * 1.7**2]) / np.sqrt(np.diag(moments.covariance) / moments.count)
    assert (scores < 5).all()


def test_no_variance_no_signal():
    moments = run(Conditional((5, 4, 3), "tanh", 0.0, ("y1^2", "x3")), replicates=10, seed=0)
    assert not moments.mean.any()


def test_a_batch_is_cache_sized():
    experiment = Conditional((500,) * 11, "relu", 2.0, ("y10",))
    assert experiment.batch == 200
    assert experiment.engine == "conditional"
    assert Conditional((500_000, 2), "relu", 2.0, ("y1",)).batch == 1


def test_it_has_no_weight_law():
    with pytest.raises(TypeError, match="weight_law"):
        Conditional(WIDTHS, "relu", 2.0, RECORD, weight_law="uniform")
