"""Orthogonal weights are found in every precision and flattening; random ones are not taken for them."""

import numpy as np
import pytest

from paper_checks.auditing.orthogonality import orthonormal
from paper_checks.auditing.precision import precision_of


def _orthogonal(rng: np.random.Generator, rows: int, columns: int) -> np.ndarray:
    q = np.linalg.qr(rng.standard_normal((max(rows, columns), min(rows, columns))))[0]
    return q if rows >= columns else q.T


@pytest.mark.parametrize("shape", [(2, 2), (5, 300), (300, 5), (64, 64), (16, 8, 3, 3)])
@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_orthogonal_weights_have_their_gain(shape: tuple[int, ...], dtype: str) -> None:
    rng = np.random.default_rng(1)
    weight = 1.5 * _orthogonal(rng, shape[0], int(np.prod(shape[1:]))).reshape(shape)
    found = orthonormal(weight.astype(dtype), precision_of(dtype))
    assert found is not None
    assert found.gain == pytest.approx(1.5, rel=2e-3 if dtype == "float16" else 1e-5)


def test_keras_flattens_to_the_last_axis() -> None:
    weight = _orthogonal(np.random.default_rng(2), 72, 16).reshape(3, 3, 8, 16).astype(np.float32)
    assert orthonormal(weight, precision_of("float32")) is not None


@pytest.mark.parametrize("dtype", ["float16", "float32"])
def test_random_weights_never_tell(dtype: str) -> None:
    rng = np.random.default_rng(3)
    for _ in range(300):
        shape = tuple(int(2 ** rng.uniform(1, 8)) for _ in range(2))
        found = orthonormal(rng.standard_normal(shape).astype(dtype), precision_of(dtype))
        assert found is None or not found.telling


def test_one_wrong_row_is_seen() -> None:
    weight = _orthogonal(np.random.default_rng(4), 64, 64)
    weight[40] *= 1.01
    assert orthonormal(weight, precision_of("float64")) is None
    assert orthonormal(np.zeros((4, 4)), precision_of("float64")) is None
    assert orthonormal(np.ones(4), precision_of("float64")) is None
