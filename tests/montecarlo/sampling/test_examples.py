import pickle

import numpy as np
import pytest

from montecarlo import Backward, Conditional, Examples, Homogeneous, experiment_key, inputs, run

ROWS = np.random.default_rng(0).standard_normal((4, 6))
LAWS = {"widths": (6, 5), "activation": "relu", "weight_variance": 1.0}


def test_inputs_are_rows_and_each_is_as_likely():
    x = inputs(Examples(ROWS), np.random.default_rng(1), 4000, 6)
    which = (x[:, np.newaxis] == ROWS).all(axis=2)
    assert (which.sum(axis=1) == 1).all()
    # A count is binomial, with the standard deviation sqrt(4000 * 3) / 4.
    assert np.abs(which.sum(axis=0) - 1000).max() < 5 * np.sqrt(4000 * 3) / 4
    np.testing.assert_allclose(
        inputs(Examples(ROWS[:1]), np.random.default_rng(1), 2, 6, 3.0, 2.0), [3 + 2 * ROWS[0]] * 2
    )


def test_pairs_stay_together():
    pairs = np.random.default_rng(0).standard_normal((3, 2, 6))
    network = Backward(**LAWS, input_law=Examples(pairs), inputs=2, record=("x1^2", "x1[1]^2"))
    drawn = network.sample(np.random.default_rng(0), 50)
    known = np.mean(pairs**2, axis=2)
    assert (np.isclose(drawn[:, np.newaxis], known).all(axis=2).sum(axis=1) == 1).all()


@pytest.mark.parametrize("engine", [Conditional, Homogeneous])
def test_every_engine_takes_them(engine):
    network = engine(**LAWS, input_law=Examples(ROWS[:1]), record=("x1^2", "x1"))
    np.testing.assert_allclose(
        run(network, replicates=5, seed=0).mean, [np.mean(ROWS[0] ** 2), ROWS[0].mean()]
    )


def test_the_numbers_are_the_identity():
    first, same, other = Examples(ROWS), Examples(ROWS.tolist()), Examples(ROWS + 1e-9)
    assert first == same
    assert hash(first) == hash(same)
    assert first != other
    assert Examples(ROWS) != Examples(ROWS.reshape(8, 3))
    keys = [experiment_key(Backward(**LAWS, input_law=law)) for law in (first, same, other)]
    assert keys[0] == keys[1] != keys[2]
    assert pickle.loads(pickle.dumps(first)) == first
    with pytest.raises(ValueError, match="read-only"):
        first.values[0, 0] = 1.0


@pytest.mark.parametrize(
    ("build", "match"),
    [
        (lambda: Examples(ROWS[0]), "shape"),
        (lambda: Examples(np.empty((0, 6))), "shape"),
        (lambda: Examples([[1.0, np.nan]]), "finite"),
        (lambda: Backward(**LAWS | {"widths": (5, 5)}, input_law=Examples(ROWS)), "widths must begin with the units"),
        (lambda: Backward(**LAWS, input_law=Examples(ROWS), input_correlation=0.1), "input_correlation"),
        (lambda: Backward(**LAWS, input_law=Examples(ROWS), inputs=2, input_cosine=0.1), "input_cosine"),
        (lambda: Backward(**LAWS, input_law=Examples(ROWS.reshape(2, 2, 6)), inputs=3), "inputs must be 2"),
        (lambda: Backward(**LAWS, input_law=Examples(ROWS.reshape(2, 2, 6))), "inputs must be 2"),
    ],
)  # fmt: skip
def test_bad_examples_are_named(build, match):
    with pytest.raises(ValueError, match=match):
        build()


def test_text_is_no_example():
    with pytest.raises(TypeError, match="real numbers"):
        Examples([["a"]])
