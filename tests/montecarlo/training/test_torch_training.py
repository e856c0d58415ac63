"""Convolutional networks in training: the steps, the bits, a kill, and what is left as it was."""

import dataclasses
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from montecarlo.running.checkpoint import CheckpointError
from montecarlo.sampling.streams import stream
from montecarlo.training.data import Data, Examples
from montecarlo.training.epochs import loaded, started
from montecarlo.training.optimisers import Momentum, RMSprop
from montecarlo.training.saved_epochs import SavedEpochs
from montecarlo.training.signals import preactivations
from montecarlo.training.torch_network import flat, outputs, parameters
from montecarlo.training.torch_training import _images, epoch
from montecarlo.training.trainer import groups, train
from tests.montecarlo.training.experiments import CONVOLUTIONAL, same

torch = pytest.importorskip("torch")

SEEDS = (3, 0)


@pytest.fixture(scope="module")
def outcome():
    return train(CONVOLUTIONAL, SEEDS)


def test_it_trains(outcome):
    assert outcome.loss.shape == (2, 4)
    assert outcome.gradient_norm.shape == (2, 4, 4)
    assert (outcome.loss[:, -1] < outcome.loss[:, 0]).all()
    assert (outcome.training_accuracy[:, -1] > outcome.training_accuracy[:, 0] + 0.1).all()
    assert (outcome.validation_top5 >= outcome.validation_accuracy).all()
    assert not outcome.diverged.any()


@pytest.mark.parametrize(
    "optimiser", [RMSprop(0.01, 0.8, rate_decay=0.3), Momentum(0.1, 0.8, rate_decay=0.3)]
)
def test_steps_are_those_of_the_optimiser_in_the_order_of_the_stream(optimiser):
    """PyTorch's own gradients, and the steps by NumPy: batches of 50, 50 and 20 examples."""
    training = dataclasses.replace(CONVOLUTIONAL, optimiser=optimiser, dtype="float64", record=())
    network, examples = training.network, loaded(training, None).training
    state = started(training, (3,))
    rows, memories = ([layer[0].copy() for layer in part] for part in state)
    step = 0
    for number in (1, 2):
        epoch(training, network, loaded(training, None), (3,), number, state, "cpu")
        order = stream(training, 3, number).permutation(120)
        for chosen in (order[:50], order[50:100], order[100:]):
            layers = parameters(network, rows, "cpu")
            images = torch.tensor(examples.inputs[chosen]).reshape(-1, 1, 8, 8)
            y = outputs(network, layers, images)
            loss = torch.nn.functional.cross_entropy(y, torch.tensor(examples.labels[chosen]))
            found = torch.autograd.grad(loss, [tensor for weights in layers for tensor in weights])
            for m, (row, memory) in enumerate(zip(rows, memories, strict=True)):
                optimiser.update(row, flat(found[2 * m : 2 * m + 2]), memory, np.empty_like(row), step)
            step += 1
    for layer, row in zip(state[0], rows, strict=True):
        np.testing.assert_allclose(layer[0], row, rtol=1e-9, atol=1e-12)
    for layer, memory in zip(state[1], memories, strict=True):
        np.testing.assert_allclose(layer[0], memory, rtol=1e-9, atol=1e-12)


def test_what_is_measured_is_that_of_the_outputs():
    """By the definitions: the mean of -log softmax, the label among the five largest, gradients of 120 examples."""
    training = dataclasses.replace(CONVOLUTIONAL, dtype="float64")
    data, state = loaded(training, None), started(training, (3,))
    found = epoch(training, training.network, data, (3,), 0, state, "cpu")
    layers = parameters(training.network, [layer[0] for layer in state[0]], "cpu")
    for name, examples in (("training", data.training), ("validation", data.validation)):
        labels = torch.tensor(examples.labels)
        y = outputs(training.network, layers, torch.tensor(examples.inputs).reshape(-1, 1, 8, 8))
        top5 = (y.topk(5).indices == labels[:, None]).any(1).double().mean()
        assert found[f"{name}_top5"] == pytest.approx([top5.item()])
        loss = -torch.log_softmax(y, 1)[torch.arange(len(labels)), labels].mean()
        assert found[{"training": "loss"}.get(name, "validation_loss")] == pytest.approx([loss.item()])
        if name == "training":
            slopes = torch.autograd.grad(loss, [weights for weights, _ in layers])
            norms = [np.sqrt((slope.numpy() ** 2).sum()) for slope in slopes]
            assert found["gradient_norm"] == pytest.approx(np.array([norms]))


def test_the_bits_are_the_same_again_and_do_not_depend_on_other_seeds(outcome):
    with ThreadPoolExecutor(1) as executor:
        assert same(train(CONVOLUTIONAL, SEEDS, executor=executor), outcome)
    alone = train(CONVOLUTIONAL, SEEDS[1:])
    np.testing.assert_array_equal(alone.loss[0], outcome.loss[1])
    assert groups(CONVOLUTIONAL, SEEDS, 2) == [slice(0, 1), slice(1, 2)]


def test_settings_and_random_states_are_left_as_they_were():
    threads, mode, state = (
        torch.get_num_threads(),
        torch.get_deterministic_debug_mode(),
        torch.get_rng_state(),
    )
    legacy = np.random.get_state()[1].copy()  # noqa: NPY002
    torch.set_num_threads(2)
    try:
        train(dataclasses.replace(CONVOLUTIONAL, epochs=1, examples=60), (1, 2))
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(threads)
    assert torch.get_deterministic_debug_mode() == mode
    assert torch.equal(torch.get_rng_state(), state)
    np.testing.assert_array_equal(np.random.get_state()[1], legacy)  # noqa: NPY002


KILLED = """
import os, signal, sys
from montecarlo.training.saved_epochs import SavedEpochs
from montecarlo.training.trainer import train
from tests.montecarlo.training.experiments import CONVOLUTIONAL

SavedEpochs.is_due = True

def kill(done, total):
    if done > 4:
        os.kill(os.getpid(), signal.SIGKILL)

train(CONVOLUTIONAL, (3, 0), checkpoint=sys.argv[1], progress=kill)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
def test_a_killed_training_continues_to_the_same_bits(outcome, tmp_path):
    """It is killed in its third epoch, when a seed of that is done."""
    path = tmp_path / "run.npz"
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[3])}
    done = subprocess.run([sys.executable, "-c", KILLED, path], env=environment, check=False, timeout=120)
    assert done.returncode == -signal.SIGKILL
    kept = SavedEpochs(path, CONVOLUTIONAL, SEEDS).load()[0]
    assert kept in (1, 2)  # the second is written beside the third
    calls = []
    again = train(
        CONVOLUTIONAL, SEEDS, checkpoint=path, progress=lambda done, total: calls.append((done, total))
    )
    assert same(again, outcome)
    assert calls[0] == (2 * kept, 6)
    assert calls[-1] == (6, 6)


def test_a_checkpoint_of_another_pytorch_is_refused(tmp_path, monkeypatch):
    path, short = tmp_path / "run.npz", dataclasses.replace(CONVOLUTIONAL, epochs=1, examples=60)
    train(short, (0,), checkpoint=path)
    monkeypatch.setattr("montecarlo.training.saved_epochs.torch_version", lambda network: {"torch": "9.9"})
    with pytest.raises(CheckpointError, match=r"its torch is .*, not 9\.9"):
        train(short, (0,), checkpoint=path)


def test_divergence_is_an_outcome():
    """The loss becomes NaN, without an error or a warning."""
    network = dataclasses.replace(CONVOLUTIONAL.network, activation="relu")
    wild = dataclasses.replace(CONVOLUTIONAL, network=network, optimiser=Momentum(1e12), epochs=2)
    found = train(wild, (0,))
    assert found.diverged.tolist() == [True]
    assert np.isfinite(found.loss[:, 0]).all()
    assert np.isnan(found.loss[:, -1]).all()
    assert np.isnan(found.gradient_norm[:, -1]).all()


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"batch": 121}, ValueError, "batch must be 120 or less, the number of examples, got 121"),
        ({"epochs": 0}, ValueError, "epochs must be 1 or more, got 0"),
        (
            {"network": dataclasses.replace(CONVOLUTIONAL.network, image=(1, 16, 16))},
            ValueError,
            r"image must be \(1, 8, 8\) and classes 10 for data = 'digits', got \(1, 16, 16\) and 10",
        ),
        ({"data": "cifar10"}, ValueError, "folder must be the folder of CIFAR-10's python version"),
    ],
)
def test_what_does_not_fit_is_refused(change, error, message):
    with pytest.raises(error, match=message):
        train(dataclasses.replace(CONVOLUTIONAL, **change), (0,))


def test_images_of_three_colours(monkeypatch):
    """A row of CIFAR-10 holds the red values of an image, then the green ones, then the blue ones."""
    rng = np.random.default_rng(0)
    examples = Examples(rng.standard_normal((6, 3072)).astype("float32"), rng.integers(0, 10, 6))
    monkeypatch.setattr("montecarlo.training.epochs.load", lambda *_: Data(examples, examples))
    network = dataclasses.replace(CONVOLUTIONAL.network, image=(3, 32, 32), channels=((2,), (2,), (3,)))
    training = dataclasses.replace(CONVOLUTIONAL, network=network, data="cifar10", batch=4, examples=None)
    assert train(training, (0,)).loss.shape == (1, 4)
    images = _images(network, examples, "cpu").numpy()
    for n, c, i, j in ((0, 0, 0, 0), (1, 0, 0, 31), (2, 1, 5, 7), (5, 2, 31, 31)):
        assert images[n, c, i, j] == examples.inputs[n, 1024 * c + 32 * i + j]


def test_preactivations_are_those_of_dense_networks_alone():
    with pytest.raises(TypeError, match="the network of training must be a Trained"):
        preactivations(CONVOLUTIONAL, (0,), (0,))
