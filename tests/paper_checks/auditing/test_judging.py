"""One tensor against laws of every kind, families and named schemes."""

import numpy as np
import pytest

from paper_checks.auditing.judging import (
    Weight,
    fitting_families,
    fitting_schemes,
    judge,
    judge_pool,
    loaded,
    plain_fans,
)
from paper_checks.auditing.models import from_object
from theory import scheme
from theory.schemes.laws import Constant, Normal, Orthogonal

ALPHA = 1e-6
Q = np.linalg.qr(np.random.default_rng(1).standard_normal((64, 64)))[0]


def weight(values: np.ndarray) -> Weight:
    found = loaded("w", from_object({"w": values}).tensors["w"])
    assert found is not None
    return found


def test_constants() -> None:
    tenths = weight(np.full(9, 0.1, np.float32))
    assert not list(judge(tenths, Constant(0.1), ALPHA))
    assert list(judge(tenths, Constant(0.10001), ALPHA))
    assert list(judge(weight(np.array([0.0, 0.0, 1e-30])), Constant(0.0), ALPHA))
    assert fitting_families(tenths, ALPHA) == ("constant",)


def test_orthogonal() -> None:
    assert not list(judge(weight(1.5 * Q), Orthogonal(1.5, 64), ALPHA))
    assert "length 1.5" in next(judge(weight(1.5 * Q), Orthogonal(1.0, 64), ALPHA))
    assert "neither" in next(
        judge(weight(np.random.default_rng(2).normal(size=(9, 9))), Orthogonal(1.0, 9), ALPHA)
    )
    assert fitting_families(weight(Q), ALPHA) == ("orthogonal",)
    assert any("orthogonal" in reason for reason in judge(weight(Q), Normal(0.125), ALPHA))


def test_a_single_row_is_orthogonal_if_its_length_is_right() -> None:
    row = np.random.default_rng(3).standard_normal((1, 9))
    assert not list(judge(weight(row / np.linalg.norm(row)), Orthogonal(1.0, 9), ALPHA))
    assert list(judge(weight(row), Orthogonal(1.0, 9), ALPHA))


@pytest.mark.parametrize("name", ["he_normal", "glorot_uniform", "pytorch_default", "lecun_truncated_normal"])
def test_a_named_scheme_is_found(name: str) -> None:
    shape = (128, 320)
    law, rng = scheme(name).at(plain_fans(shape, "pytorch")), np.random.default_rng(4)
    values = rng.normal(0, law.std, shape) if name == "he_normal" else rng.uniform(*law.support, shape)
    if name == "lecun_truncated_normal":
        values = rng.normal(0, law.before, (4, *shape))
        values = values[np.abs(values) < law.high][: 128 * 320].reshape(shape)
    found = fitting_schemes(weight(values.astype(np.float32)), ALPHA, plain_fans(shape, "pytorch"))
    assert name in found
    assert len({other.std for other in found.values()}) == 1


def test_a_pool_tells_what_its_tensors_do_not() -> None:
    rng = np.random.default_rng(5)
    weights = [weight(rng.normal(0, 0.026, 64)) for _ in range(24)]
    assert not any(any(judge(one, Normal(0.02), ALPHA)) for one in weights[:1])
    assert any(judge_pool(weights, Normal(0.02), ALPHA))
    assert not any(judge_pool(weights, Normal(0.026), ALPHA))


def test_an_empty_tensor_is_left_out() -> None:
    assert loaded("w", from_object({"w": np.ones((0, 3))}).tensors["w"]) is None
    assert plain_fans((3,), "pytorch") is None
