"""One epoch of some networks, which a worker runs: the unit of work."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from montecarlo.running.executors import prepare, stated
from montecarlo.sampling.streams import stream
from montecarlo.training import torch_training
from montecarlo.training.backprop import gradients
from montecarlo.training.convolutional import Convolutional
from montecarlo.training.data import IMAGES, Data, Examples, load
from montecarlo.training.measuring import measured
from montecarlo.training.network import Layer, Trained, initial, views
from montecarlo.training.torch_network import torch_version
from montecarlo.training.training import Training

__all__ = ["Measures", "State", "epoch", "loaded", "started", "steps", "worker_versions"]


Array = npt.NDArray[Any]
Measures = dict[str, npt.NDArray[np.float64]]
# The parameters of each layer, and what the optimiser remembers of them: shape (networks, size of the layer).
State = tuple[list[Array], list[Array]]


def started(training: Training, seeds: tuple[int, ...]) -> State:
    """Return networks before any step. Batch 0 of a seed's stream draws its weights."""
    networks = [initial(training.network, stream(training, seed, 0)) for seed in seeds]
    parameters = [np.concatenate(layer).astype(training.dtype) for layer in zip(*networks, strict=True)]
    return parameters, [np.zeros_like(layer) for layer in parameters]


def loaded(training: Training, folder: str | os.PathLike[str] | None) -> Data:
    """Return the data of an experiment.

    Raises
    ------
    ValueError
        If it cannot be loaded (see `load`), or does not fit the experiment.
    """
    data = load(training.data, training.dtype, folder)
    examples, units = data.training.inputs.shape
    _require_fit(training, units, data.classes)
    if training.examples is not None:
        if training.examples > examples:
            raise ValueError(
                f"examples must be {examples} or less for data = {training.data!r}, got {training.examples}"
            )
        examples = training.examples
        first = data.training[:examples]
        data = Data(first, data.validation, data.classes)
    for name, value in (("batch", training.batch), ("probe", training.probe)):
        if value is not None and value > examples:
            raise ValueError(f"{name} must be {examples} or less, the number of examples, got {value}")
    if _batch_norm(training) and 1 in (training.batch, examples % training.batch):
        raise ValueError(
            f"batch_norm needs two examples in a batch, but {examples} examples in batches of {training.batch} "
            "leave a batch of one: give another batch"
        )
    return data


def _batch_norm(training: Training) -> bool:
    return isinstance(training.network, Trained) and training.network.batch_norm


def _require_fit(training: Training, units: int, classes: int) -> None:
    """Raise ValueError if the network takes other inputs, or gives other outputs, than the data have."""
    network, of_data = training.network, f"for data = {training.data!r}"
    if isinstance(network, Convolutional):
        if (network.image, network.classes) != (IMAGES[training.data], classes):
            raise ValueError(
                f"image must be {IMAGES[training.data]} and classes {classes} {of_data}, got {network.image} and "
                f"{network.classes}"
            )
    elif (network.widths[0], network.widths[-1]) != (units, classes):
        raise ValueError(
            f"widths must begin with {units} and end with {classes} {of_data}, got {network.widths}"
        )


def worker_versions(training: Training) -> dict[str, str | None]:
    """Return the versions that a worker must have to train to the same bits."""
    return stated(training) | torch_version(training.network)


def epoch(
    training: Training,
    folder: str | os.PathLike[str] | None,
    seeds: tuple[int, ...],
    number: int,
    state: State,
    expected: Mapping[str, str | None],
    device: str = "cpu",
) -> tuple[State, Measures]:
    """Train networks for one epoch, in place, and measure them. Epoch 0 only measures.

    Raises
    ------
    ValueError
        If this worker has other versions than `expected`.
    """
    prepare(worker_versions(training), expected)
    data = loaded(training, folder)
    # A network that diverges has infinite signals: that is its outcome.
    with np.errstate(over="ignore", invalid="ignore", divide="ignore", under="ignore"):
        if isinstance(training.network, Convolutional):
            return state, torch_training.epoch(training, training.network, data, seeds, number, state, device)
        if number:
            for _ in steps(training, data.training, seeds, number, state):
                pass
        return state, measured(training, _layers(training, state), data, number)


def steps(
    training: Training, examples: Examples, seeds: tuple[int, ...], number: int, state: State
) -> Iterator[int]:
    """Take the steps of epoch 1, 2, ..., in place, and yield after each one how many were taken since the start."""
    network, optimiser = training.network, training.optimiser
    assert isinstance(network, Trained)
    # Batches 1, 2, ... of a seed's stream give the order of examples in epochs 1, 2, ..., and what is dropped.
    rngs = [stream(training, seed, number) for seed in seeds]
    count = len(examples.labels)
    orders = np.stack([rng.permutation(count) for rng in rngs])
    layers, room = _layers(training, state), _Room(network, state[0])
    step = (number - 1) * -(-count // training.batch)
    for start in range(0, count, training.batch):
        chosen = orders[:, start : start + training.batch]
        x = examples.inputs[chosen].mT
        masks = None if network.keep == 1.0 else list(_masks(network, rngs, chosen.shape[1], x.dtype))
        found = gradients(network, layers, x, examples.labels[chosen], masks, room.gradients)
        for m, gradient in found:
            optimiser.update(state[0][m], gradient, state[1][m], room.spares[m], step)
        step += 1
        yield step


def _layers(training: Training, state: State) -> list[Layer]:
    return [views(training.network, m, parameters) for m, parameters in enumerate(state[0])]


def _masks(
    network: Trained, rngs: list[np.random.Generator], examples: int, dtype: npt.DTypeLike
) -> Iterator[Array]:
    """Yield 1 / keep with probability `keep` and 0 otherwise, for each layer but the last."""
    for units in network.widths[1:-1]:
        kept = np.stack([rng.random((units, examples)) < network.keep for rng in rngs])
        yield np.multiply(kept, 1.0 / network.keep, dtype=dtype)


class _Room:
    """Where gradients are written, and a spare array: all layers share them, so that they stay in a core's cache."""

    def __init__(self, network: Trained, parameters: list[Array]) -> None:
        largest = max(layer.size for layer in parameters)
        stores = np.empty((2, largest), dtype=parameters[0].dtype)
        gradients, self.spares = (
            [store[: layer.size].reshape(layer.shape) for layer in parameters] for store in stores
        )
        self.gradients = [(gradient, views(network, m, gradient)) for m, gradient in enumerate(gradients)]
