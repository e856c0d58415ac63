"""The backward pass of batch normalisation, against complex steps, and against PyTorch where it is installed."""

import numpy as np
import pytest

from theory.gradients.batchnorm import batchnorm_backward
from theory.results.batchnorm_backward import loss_by_value

STEP = 2.0**-300
SHAPES = [(2, 3), (3, 1), (5, 4), (7, 2)]


def _loss(values, gamma, beta, eps):
    """Return a loss to which each normalised value adds another function."""
    centred = values - values.mean(axis=0)
    normalized = gamma * centred / np.sqrt((centred**2).mean(axis=0) + eps) + beta
    return np.sum(np.sin(normalized * np.arange(1, normalized.size + 1).reshape(normalized.shape)))


def _slopes(values, gamma, beta, eps):
    centred = values - values.mean(axis=0)
    normalized = gamma * centred / np.sqrt((centred**2).mean(axis=0) + eps) + beta
    factors = np.arange(1, normalized.size + 1).reshape(normalized.shape)
    return factors * np.cos(factors * normalized)


def _by_complex_step(function, at):
    moves = 1j * STEP * np.eye(at.size).reshape(at.size, *at.shape)
    return np.reshape([np.imag(function(at + move)) / STEP for move in moves], at.shape)


@pytest.fixture(params=SHAPES, ids=str)
def batch(request):
    rng = np.random.default_rng(sum(request.param))
    units = request.param[1]
    return rng.exponential(2.0, request.param), rng.uniform(0.3, 2.5, units), rng.standard_normal(units)


@pytest.mark.parametrize("eps", [0.0, 1e-5, 0.25])
def test_all_gradients_against_complex_step(batch, eps):
    values, gamma, beta = batch
    found = batchnorm_backward(values, _slopes(values, gamma, beta, eps), gamma=gamma, eps=eps)
    expected = (
        _by_complex_step(lambda moved: _loss(moved, gamma, beta, eps), values),
        _by_complex_step(lambda moved: _loss(values, moved, beta, eps), gamma),
        _by_complex_step(lambda moved: _loss(values, gamma, moved, eps), beta),
    )
    for ours, stepped in zip(found, expected, strict=True):
        np.testing.assert_allclose(ours, stepped, rtol=1e-11, atol=1e-11)


@pytest.mark.parametrize("eps", [1e-5, 0.25])  # PyTorch takes no eps of 0 in training
def test_against_torch(batch, eps):
    torch = pytest.importorskip("torch")
    values, gamma, beta = (torch.tensor(part, requires_grad=True) for part in batch)
    slopes = torch.from_numpy(_slopes(*batch, eps))
    normalized = torch.nn.functional.batch_norm(
        values, None, None, weight=gamma, bias=beta, training=True, eps=eps
    )
    normalized.backward(slopes)
    found = batchnorm_backward(batch[0], slopes.numpy(), gamma=batch[1], eps=eps)
    for ours, theirs in zip(found, (values.grad, gamma.grad, beta.grad), strict=True):
        np.testing.assert_allclose(ours, theirs.numpy(), rtol=1e-9, atol=1e-11)


def test_it_is_the_derived_formula():
    rng = np.random.default_rng(4)
    column, slopes = rng.standard_normal(6), rng.standard_normal(6)
    found = batchnorm_backward(column, slopes, gamma=1.5, eps=0.1)
    centred = column - column.mean()
    expected = loss_by_value()(
        y=column, m_j=column.mean(), v_j=column.var(), d_kj=slopes, D_j=slopes.mean(),
        C_j=(slopes * centred).mean(), gamma=1.5, epsilon=0.1,
    )  # fmt: skip
    np.testing.assert_allclose(found.values, expected, rtol=1e-12)
    assert found.gamma == pytest.approx((slopes * centred).sum() / np.sqrt(column.var() + 0.1))
    assert found.beta == pytest.approx(slopes.sum())


def test_the_gradient_is_orthogonal_to_1_and_without_eps_to_the_normalised_values(batch):
    values, gamma, _ = batch
    slopes = np.random.default_rng(1).standard_normal(values.shape)
    for eps in (0.0, 0.25):
        found = batchnorm_backward(values, slopes, gamma=gamma, eps=eps).values
        np.testing.assert_allclose(found.sum(axis=0), 0, atol=1e-13)
        along = (found * (values - values.mean(axis=0))).sum(axis=0)
        assert (abs(along) < 1e-13).all() if eps == 0 else (abs(along) > 1e-3).all()


def test_without_eps_a_batch_of_two_has_no_gradient():
    """Its normalised values are ±gamma, whatever they were."""
    found = batchnorm_backward([[1.0], [4.0]], [[2.0], [-0.5]], gamma=3.0)
    np.testing.assert_allclose(found.values, 0, atol=1e-15)


@pytest.mark.parametrize(
    ("values", "slopes", "given", "message"),
    [
        ([[1.0, 2.0]], [[1.0, 1.0]], {}, r"values: shape \(1, 2\); a batch of one sample has no variance"),
        ([[1.0, 2.0], [1.0, 3.0]], np.ones((2, 2)), {}, "column 0 is constant.*give a positive eps"),
        ([[0.1]] * 3, np.ones((3, 1)), {}, "column 0 is constant"),
        ([[1.0], [2.0]], [1.0, 2.0], {}, r"slopes: shape \(2,\); give one for each value, of shape \(2, 1\)"),
        (np.ones((2, 2, 2)), np.ones((2, 2, 2)), {}, "give a batch of shape"),
        (3.0, 3.0, {}, "give a batch of shape"),
        ([[1.0], [2.0]], [[1.0], [2.0]], {"gamma": [1.0, 2.0]}, r"gamma: shape \(2,\)"),
        ([[1.0], [2.0]], [[1.0], [2.0]], {"eps": -1e-5}, "eps = -1e-05: .* at least 0"),
        ([[1.0], [np.nan]], [[1.0], [2.0]], {}, "values: nan is among them"),
        ([[1.0], [2.0]], [[1.0], [np.inf]], {}, "slopes: inf is among them"),
    ],
)
def test_bad_input_is_refused(values, slopes, given, message):
    with pytest.raises(ValueError, match=message):
        batchnorm_backward(values, slopes, **given)


def test_with_eps_a_constant_column_is_admitted():
    found = batchnorm_backward([[2.0], [2.0]], [[1.0], [3.0]], eps=0.25)
    np.testing.assert_allclose(found.values, [[-2.0], [2.0]])
