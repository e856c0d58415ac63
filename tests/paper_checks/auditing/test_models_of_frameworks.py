"""`audit(model)` in one line, with the models of the frameworks that are installed."""

import importlib.util
import os

import numpy as np
import pytest

from paper_checks import audit


def test_pytorch() -> None:
    torch = pytest.importorskip("torch")
    with torch.random.fork_rng():
        torch.manual_seed(971)
        model = torch.nn.Sequential(
            torch.nn.Linear(64, 128), torch.nn.BatchNorm1d(128), torch.nn.Linear(128, 64)
        )
        half = torch.nn.Linear(200, 100, dtype=torch.bfloat16)
    expect = {"[02].weight": "pytorch_default", "1.weight": "ones", "1.bias": "zeros"}
    assert not audit(model, expect).refused
    assert [one.name for one in audit(model, {"0.weight": "he_uniform"}).refused] == ["0.weight"]
    assert not audit(half, {"weight": "pytorch_default"}).refused
    model[2].weight = model[0].weight  # tied, and then no longer of its layer's shape
    assert [one.tied for one in audit(model).tensors if one.tied] == ["0.weight"]
    with pytest.raises(ValueError, match=r"weight = .*: it must be an array of floats"):
        audit(torch.nn.Linear(3, 4, device="meta"))


def test_keras() -> None:
    os.environ.setdefault("KERAS_BACKEND", "jax" if importlib.util.find_spec("jax") else "torch")
    keras = pytest.importorskip("keras")
    kernel = keras.initializers.HeNormal(seed=972)
    model = keras.Sequential(
        [
            keras.Input((64,)),
            keras.layers.Dense(128, kernel_initializer=kernel),
            keras.layers.Dropout(0.5, seed=1),
            keras.layers.BatchNormalization(),
        ]
    )
    expect = {"*/kernel": "he_truncated_normal", "*/bias": "zeros", "*/moving_mean": "zeros"}
    found = audit(model, expect)
    assert not found.refused
    assert len(found.tensors) == 6
    assert (
        len(audit(model, {"*/kernel": "he_truncated_normal"}, layout="pytorch").refused) == 1
    )  # fans swapped


def test_flax() -> None:
    jax = pytest.importorskip("jax")
    linen, nnx = pytest.importorskip("flax.linen"), pytest.importorskip("flax.nnx")
    tree = linen.Dense(128).init(jax.random.key(973), np.ones((1, 64)))
    expect = {"*kernel": "lecun_truncated_normal", "*bias": "zeros"}
    assert not audit(tree, expect, layout="jax").refused
    model = nnx.Linear(64, 128, rngs=nnx.Rngs(974))
    assert not audit(nnx.state(model, nnx.Param), expect, layout="jax").refused
    with pytest.raises(TypeError, match=r"nnx\.state\(model, nnx\.Param\)"):
        audit(model)


def test_normals_that_jax_draws_in_bfloat16_are_cut() -> None:
    """It draws them from 8 random bits: none is larger than 2.9 deviations, and the audit says so."""
    jax = pytest.importorskip("jax")
    weights = jax.random.normal(jax.random.key(975), (200, 200), jax.numpy.bfloat16)
    (refused,) = audit({"w": weights}, {"w": "normal(1)"}).refused
    assert any("too small for" in reason and "draw in float32" in reason for reason in refused.reasons)
    later = jax.random.normal(jax.random.key(976), (200, 200)).astype(jax.numpy.bfloat16)
    assert not audit({"w": later}, {"w": "normal(1)"}).refused
