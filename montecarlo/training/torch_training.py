"""One epoch of some convolutional networks with PyTorch, one after the other."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import numpy.typing as npt

from montecarlo.sampling.streams import stream
from montecarlo.training.convolutional import Convolutional
from montecarlo.training.data import Data, Examples
from montecarlo.training.measuring import BLOCK, GRADIENT_EXAMPLES, chosen, tallied
from montecarlo.training.optimisers import Momentum, Optimiser
from montecarlo.training.torch_network import Weights, flat, outputs, parameters, torch
from montecarlo.training.training import Training

__all__ = ["epoch"]


Tensor = Any
Array = npt.NDArray[Any]
State = tuple[list[Array], list[Array]]
Measures = dict[str, npt.NDArray[np.float64]]


def epoch(
    training: Training,
    network: Convolutional,
    data: Data,
    seeds: tuple[int, ...],
    number: int,
    state: State,
    device: str,
) -> Measures:
    """Train networks for one epoch, in place, and measure them. Epoch 0 only measures.

    On a CPU the bits are the same whenever it is the same CPU and the same PyTorch.
    """
    found = []
    with _same_bits(device):
        for row, seed in enumerate(seeds):
            layers = parameters(network, [layer[row] for layer in state[0]], device)
            if number:
                memories = parameters(network, [layer[row] for layer in state[1]], device, slopes=False)
                _train(training, network, data.training, seed, number, layers, memories, device)
                for kept, tensors in zip(state, (layers, memories), strict=True):
                    for layer, weights in zip(kept, tensors, strict=True):
                        layer[row] = flat(weights)
            found.append(_measured(training, network, layers, data, number, device))
    return {name: np.concatenate([one[name] for one in found]) for name in found[0]}


def _train(
    training: Training,
    network: Convolutional,
    examples: Examples,
    seed: int,
    number: int,
    layers: list[Weights],
    memories: list[Weights],
    device: str,
) -> None:
    """Take the steps of an epoch, in the order of examples that a dense network would take, too."""
    module = torch()
    images, labels = _images(network, examples, device), module.tensor(examples.labels, device=device)
    count = len(examples.labels)
    order = module.tensor(stream(training, seed, number).permutation(count), device=device)
    tensors = [tensor for weights in layers for tensor in weights]
    kept = [tensor for weights in memories for tensor in weights]
    step = (number - 1) * -(-count // training.batch)
    for part in order.split(training.batch):
        loss = module.nn.functional.cross_entropy(outputs(network, layers, images[part]), labels[part])
        gradients = module.autograd.grad(loss, tensors)
        with module.no_grad():
            for tensor, gradient, memory in zip(tensors, gradients, kept, strict=True):
                _update(training.optimiser, tensor, gradient, memory, step)
        step += 1


def _update(optimiser: Optimiser, tensor: Tensor, gradient: Tensor, memory: Tensor, step: int) -> None:
    """Take a step in place, as `optimiser.update` does for NumPy's arrays."""
    rate = optimiser.rate / (1.0 + optimiser.rate_decay * step)
    if isinstance(optimiser, Momentum):
        memory.mul_(optimiser.momentum).sub_(gradient, alpha=rate)
        tensor.add_(memory)
    else:
        memory.mul_(optimiser.decay).addcmul_(gradient, gradient, value=1.0 - optimiser.decay)
        tensor.addcdiv_(gradient, memory.sqrt().add_(optimiser.epsilon), value=-rate)


def _measured(
    training: Training, network: Convolutional, layers: list[Weights], data: Data, number: int, device: str
) -> Measures:
    """Return the training loss and what `training` records after epoch `number`, as arrays of one network."""
    module = torch()

    def over(examples: Examples) -> Array:
        total = np.zeros((3, 1))
        with module.no_grad():
            for start in range(0, len(examples.labels), BLOCK):
                block = examples[start : start + BLOCK]
                y = outputs(network, layers, _images(network, block, device)).cpu().numpy().T[np.newaxis]
                total += tallied("cross_entropy", y, block.labels[np.newaxis])
        return total / len(examples.labels)

    def norms() -> Array:
        block = data.training[:GRADIENT_EXAMPLES]
        y = outputs(network, layers, _images(network, block, device))
        loss = module.nn.functional.cross_entropy(y, module.tensor(block.labels, device=device))
        found = module.autograd.grad(loss, [weights for weights, _ in layers])
        # In double precision: the square of 1e-23 would be 0 in single precision.
        return np.array([[float(gradient.double().norm()) for gradient in found]])

    return chosen(training, data, number, over, norms)


def _images(network: Convolutional, examples: Examples, device: str) -> Tensor:
    return torch().tensor(examples.inputs, device=device).reshape(-1, *network.image)


# Workers may be threads of one process, whose settings of PyTorch are partly those of the process: the first one in
# keeps what they were, and the last one out puts it back.
_lock = threading.Lock()
_before: list[tuple[int, int]] = []
_inside = 0


@contextmanager
def _same_bits(device: str) -> Iterator[None]:
    """Keep PyTorch on one thread and on algorithms with the same bits each time, on a CPU.

    On a GPU such algorithms are slow, and pooling has none.
    """
    global _inside
    module = torch()
    if device != "cpu":
        yield
        return
    with _lock:
        if _inside == 0:
            _before.append((module.get_deterministic_debug_mode(), module.get_num_threads()))
        _inside += 1
        # As use_deterministic_algorithms(True), which would load the compiler first: seconds.
        module.set_deterministic_debug_mode("error")
        module.set_num_threads(1)
    try:
        yield
    finally:
        with _lock:
            _inside -= 1
            if _inside == 0:
                mode, threads = _before.pop()
                module.set_deterministic_debug_mode(mode)
                module.set_num_threads(threads)
