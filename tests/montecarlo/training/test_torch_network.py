"""PyTorch's network against one written out pixel by pixel; and what is said where PyTorch is absent."""

import importlib
import importlib.metadata

import numpy as np
import pytest

from montecarlo.training.convolutional import ACTIVATIONS, Convolutional
from montecarlo.training.network import Trained
from montecarlo.training.torch_network import (
    flat,
    outputs,
    parameters,
    require_device,
    torch,
    torch_version,
)
from montecarlo.training.trainer import train
from tests.montecarlo.training import literal_convolutions
from tests.montecarlo.training.experiments import CONVOLUTIONAL

NETWORK = CONVOLUTIONAL.network
DENSE = Trained((64, 10), "relu", 2.0)


@pytest.fixture
def absent(monkeypatch):
    """PyTorch is not installed."""
    original = importlib.import_module

    def lacking(name, *rest):
        if name == "torch":
            raise ModuleNotFoundError("No module named 'torch'", name="torch")
        return original(name, *rest)

    def unknown(name):
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib, "import_module", lacking)
    monkeypatch.setattr("montecarlo.training.torch_network.version", unknown)


def test_without_pytorch_an_error_says_how_to_install_it(absent):
    for call in (torch, lambda: torch_version(NETWORK), lambda: train(CONVOLUTIONAL, (0,))):
        with pytest.raises(
            ModuleNotFoundError, match=r'not installed: pip install "initproof\[train\]"'
        ) as error:
            call()
        assert error.value.name == "torch"


def test_a_dense_network_needs_no_pytorch(absent):
    assert torch_version(DENSE) == {}
    require_device(DENSE, "cpu")
    with pytest.raises(ValueError, match="a dense network is trained with NumPy, got 'cuda'"):
        require_device(DENSE, "cuda")


def test_a_gpu_that_is_not_there(monkeypatch):
    module = pytest.importorskip("torch")
    monkeypatch.setattr(module.cuda, "is_available", lambda: False)
    with pytest.raises(ValueError, match="PyTorch finds no GPU here, got 'cuda'"):
        require_device(NETWORK, "cuda")
    with pytest.raises(ValueError, match="device must be one of cpu, cuda, got 'tpu'"):
        train(CONVOLUTIONAL, (0,), device="tpu")


def test_its_version_is_that_of_the_package():
    module = pytest.importorskip("torch")
    assert torch_version(NETWORK) == {"torch": module.__version__}


def test_parameters_are_copies_and_come_back_flat():
    pytest.importorskip("torch")
    rows = [np.random.default_rng(0).standard_normal(size) for size in NETWORK.sizes()]
    layers = parameters(NETWORK, rows, "cpu")
    assert [tuple(weights.shape) for weights, _ in layers] == [
        (3, 1, 3, 3),
        (4, 3, 3, 3),
        (5, 4, 3, 3),
        (10, 20),
    ]
    assert all(tensor.requires_grad for weights in layers for tensor in weights)
    for row, weights in zip(rows, layers, strict=True):
        np.testing.assert_array_equal(flat(weights), row)
        before = row.copy()
        row += 1.0
        np.testing.assert_array_equal(flat(weights), before)


def drawn(rng):
    """Return a network of a random shape, and random numbers for its parameters."""
    pool, kernel = int(rng.integers(2, 4)), int(rng.choice([1, 3, 5]))
    channels = tuple(
        tuple(rng.integers(1, 4, rng.integers(1, 3)).tolist()) for _ in range(rng.integers(1, 3))
    )
    height, width = (int(side) * pool ** len(channels) for side in rng.integers(1, 3, 2))
    activation = str(rng.choice(ACTIVATIONS))
    network = Convolutional((2, height, width), channels, 3, activation, 1.0, kernel=kernel, pool=pool)
    return network, [rng.standard_normal(size) for size in network.sizes()]


@pytest.mark.parametrize("seed", range(6))
def test_outputs_and_gradients_against_complex_steps(seed):
    """Literally: each pixel of each channel, the zeros outside, the largest of each square; h = 1e-30."""
    module = pytest.importorskip("torch")
    rng = np.random.default_rng(seed)
    network, rows = drawn(rng)
    x, label = rng.standard_normal(network.image), int(rng.integers(3))
    shape = (network.image, network.channels, network.kernel, network.pool, network.activation)

    layers = parameters(network, rows, "cpu")
    y = outputs(network, layers, module.tensor(x[np.newaxis]))
    loss = module.nn.functional.cross_entropy(y, module.tensor([label]))
    found = module.autograd.grad(loss, [tensor for weights in layers for tensor in weights])
    gradients = [flat(found[2 * m : 2 * m + 2]) for m in range(network.depth)]

    expected = literal_convolutions.outputs(*shape, rows, x)
    np.testing.assert_allclose(y.detach().numpy()[0], expected.real, rtol=1e-9, atol=1e-12)
    moved = [row.astype(complex) for row in rows]
    for _ in range(8):
        m = int(rng.integers(network.depth))
        k = int(rng.integers(len(rows[m])))
        moved[m][k] += 1e-30j
        slope = literal_convolutions.loss(literal_convolutions.outputs(*shape, moved, x), label).imag / 1e-30
        moved[m][k] = rows[m][k]
        assert gradients[m][k] == pytest.approx(slope, rel=1e-9, abs=1e-12)
