"""Whitened batches, against the eigenvalues of their covariance."""

import numpy as np
import pytest

from paper_checks.experiments.whitening import (
    covariance,
    in_eigenbasis,
    rank_of_whitened,
    whitened,
    whitened_by_centred,
    whitened_by_whitened,
)

SHAPES = [(1, 3, 2), (2, 8, 3), (3, 6, 5)]


@pytest.mark.parametrize(("seed", "size", "units"), SHAPES)
def test_the_root_of_the_covariance(seed: int, size: int, units: int) -> None:
    setting = {"seed": seed, "size": size, "units": units}
    values, components = in_eigenbasis(**setting)
    assert values.shape == components.shape == (units,)
    assert (values > 0).all()
    assert whitened_by_whitened(**setting) == pytest.approx((components**2).sum(), rel=1e-10)
    assert whitened_by_centred(**setting) == pytest.approx((np.sqrt(values) * components**2).sum(), rel=1e-10)


@pytest.mark.parametrize(("size", "units", "rank"), [(2, 4, 1), (3, 3, 2), (5, 4, 4), (9, 4, 4), (4, 2, 2)])
def test_the_rank(size: int, units: int, rank: int) -> None:
    assert rank_of_whitened(seed=1, size=size, units=units) == rank


@pytest.mark.parametrize("function", [in_eigenbasis, whitened_by_whitened, whitened_by_centred])
def test_too_few_samples_are_refused(function) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match=r"size = 3, units = 3: .* is singular; give 4 samples or more"):
        function(seed=1, size=3, units=3)


def test_any_number_of_units_becomes_white() -> None:
    batch = np.random.default_rng(4).standard_normal((9, 4)) @ np.random.default_rng(5).standard_normal(
        (4, 4)
    )
    white = whitened(batch - batch.mean(axis=0))
    np.testing.assert_allclose(covariance(white), np.eye(4), atol=1e-12)


@pytest.mark.parametrize(
    "batch",
    [
        np.array([[1.0, -2.0, 0.5], [-1.0, 2.0, -0.5]]),  # fewer samples than units
        np.array([[1.0, 0.0], [-2.0, 0.0], [1.0, 0.0]]),  # a constant unit
        np.array([[1.0, 2.0], [-2.0, -4.0], [1.0, 2.0]]),  # multiples
    ],
)
def test_a_singular_covariance_is_refused(batch) -> None:
    with pytest.raises(ValueError, match="centred must have a covariance with an inverse"):
        whitened(batch)
