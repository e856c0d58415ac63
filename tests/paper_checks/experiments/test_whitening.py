"""A whitened batch, against SciPy."""

import numpy as np
import pytest

from paper_checks.experiments.whitening import covariance_by_angle, whitened_by_centred, whitened_by_whitened


@pytest.mark.parametrize(("seed", "size"), [(1, 3), (2, 8)])
def test_the_root_of_the_covariance(seed: int, size: int) -> None:
    low, high, angle = covariance_by_angle(seed=seed, size=size)
    assert 0 < low < high
    assert whitened_by_whitened(seed=seed, size=size) == pytest.approx(1, rel=1e-12)
    root = np.sqrt(low) * np.cos(angle) ** 2 + np.sqrt(high) * np.sin(angle) ** 2
    assert whitened_by_centred(seed=seed, size=size) == pytest.approx(root, rel=1e-12)
