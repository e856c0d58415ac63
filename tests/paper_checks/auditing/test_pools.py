"""Equal layers and tied tensors."""

import numpy as np
import pytest

from paper_checks.auditing.pools import common_name, joined, pattern_of, tied
from tests.paper_checks.auditing.weights import sample_of


def test_names() -> None:
    assert pattern_of("h.11.conv2.weight") == pattern_of("h.0.conv1.weight") != pattern_of("h.11.conv.weight")
    assert pattern_of("h.*.w") != pattern_of("h.0.w")  # a star is a letter of a name
    assert common_name(["h.0.conv2.weight", "h.11.conv2.weight"]) == "h.*.conv2.weight"
    assert common_name(["h.3.w"]) == "h.3.w"


def test_joined_samples_have_all_sums_and_the_distribution_of_the_small_ones() -> None:
    rng = np.random.default_rng(1)
    parts = [rng.standard_normal(size) for size in (100, 40_000, 7)]
    sums, distribution = joined([sample_of(part) for part in parts])
    whole = np.concatenate(parts)
    assert sums.count == len(whole)
    assert distribution.count == 107
    np.testing.assert_allclose([sums.total, sums.squares], [whole.sum(), whole @ whole])
    assert (sums.low, sums.high) == (whole.min(), whole.max())


def test_tied_tensors() -> None:
    rng = np.random.default_rng(2)
    first = rng.standard_normal((5, 4))
    tensors = {"a": first, "b": rng.standard_normal((5, 4)), "c": first.copy(), "d": first[::-1].copy()}
    tensors |= {"zeros": np.zeros((5, 4)), "more zeros": np.zeros((5, 4)), "other shape": first.reshape(4, 5)}
    samples = {name: sample_of(values) for name, values in tensors.items()}
    assert tied(samples, tensors.__getitem__) == {"c": "a"}


@pytest.mark.parametrize("side", [7, 200])
def test_a_transpose_is_tied_as_a_view_and_as_a_copy(side: int) -> None:
    first = np.random.default_rng(side).standard_normal((side, side)).astype(np.float32)
    tensors = {"a": first, "view": first.T, "copy": first.T.copy(), "turned": np.rot90(first)}
    samples = {name: sample_of(values) for name, values in tensors.items()}
    assert tied(samples, tensors.__getitem__) == {"view": "a", "copy": "a"}
