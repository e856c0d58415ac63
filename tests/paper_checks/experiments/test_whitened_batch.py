"""Whitened batches, against the eigenvalues of their covariance."""

import numpy as np
import pytest

from paper_checks.experiments.whitened_batch import (
    in_eigenbasis,
    rank_of_whitened,
    whitened_by_centred_combination,
    whitened_combination,
)

SHAPES = [(1, 3, 2), (2, 8, 3), (3, 6, 5)]


@pytest.mark.parametrize(("seed", "size", "units"), SHAPES)
def test_the_root_of_the_covariance(seed: int, size: int, units: int) -> None:
    setting = {"seed": seed, "size": size, "units": units}
    values, components = in_eigenbasis(**setting)
    assert values.shape == components.shape == (units,)
    assert (values > 0).all()
    assert whitened_combination(**setting) == pytest.approx((components**2).sum(), rel=1e-10)
    assert whitened_by_centred_combination(**setting) == pytest.approx(
        (np.sqrt(values) * components**2).sum(), rel=1e-10
    )


@pytest.mark.parametrize(("size", "units", "rank"), [(2, 4, 1), (3, 3, 2), (5, 4, 4), (9, 4, 4), (4, 2, 2)])
def test_the_rank(size: int, units: int, rank: int) -> None:
    assert rank_of_whitened(seed=1, size=size, units=units) == rank


@pytest.mark.parametrize("function", [in_eigenbasis, whitened_combination, whitened_by_centred_combination])
def test_a_singular_covariance_is_refused(function) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match=r"size = 3, units = 3: .* is singular; give 4 samples or more"):
        function(seed=1, size=3, units=3)
