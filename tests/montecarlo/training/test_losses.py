import math

import numpy as np
import pytest

from montecarlo.training.losses import losses, ranks, slopes

Y = np.array([[[0.0, 1.0, -700.0], [math.log(3), 1.0, 700.0]]])  # one network, two classes, three examples
LABELS = np.array([[1, 0, 1]])


def test_cross_entropy_by_hand():
    np.testing.assert_allclose(
        losses("cross_entropy", Y, LABELS), [[math.log(4 / 3), math.log(2), 0]], rtol=1e-14
    )
    np.testing.assert_allclose(slopes("cross_entropy", Y, LABELS)[0, :, 0], [0.25, -0.25], rtol=1e-14)
    np.testing.assert_allclose(slopes("cross_entropy", Y, LABELS)[0, :, 1], [-0.5, 0.5], rtol=1e-14)


def test_large_outputs_do_not_overflow():
    wrong = np.array([[0, 1, 0]])
    assert losses("cross_entropy", Y, wrong)[0, 2] == 1400
    assert slopes("cross_entropy", Y, wrong)[0, :, 2].tolist() == [-1, 1]


def test_squared_by_hand():
    assert losses("squared", Y, LABELS)[0, 1] == (0 + 1) / 2
    assert slopes("squared", Y, LABELS)[0, :, 1].tolist() == [0, 1]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("loss", ["cross_entropy", "squared"])
def test_the_precision_is_kept(loss, dtype):
    y = Y.astype(dtype)
    assert losses(loss, y, LABELS).dtype == slopes(loss, y, LABELS).dtype == dtype


def test_ranks():
    y = np.array([[[3.0], [1.0], [2.0], [1.0]]])
    assert [ranks(y, np.array([[label]]))[0, 0] for label in range(4)] == [0, 2, 1, 3]


def test_an_output_that_is_not_a_number_is_never_right():
    y = np.full((1, 10, 2), np.nan)
    y[0, 1:, 1] = 0.0
    assert ranks(y, np.array([[3, 0]])).tolist() == [[10, 10]]
    assert ranks(y, np.array([[3, 1]])).tolist() == [[10, 1]]


def test_equal_outputs_are_worth_one_class():
    """A dead network has equal outputs: it is right about one class of ten, not about all."""
    labels = np.arange(10)[np.newaxis]
    assert ranks(np.zeros((1, 10, 10)), labels)[0].tolist() == list(range(10))
