"""A convolutional network in PyTorch, built from its description. PyTorch is imported when it is first needed."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import numpy as np
import numpy.typing as npt

from montecarlo.training.convolutional import Convolutional
from montecarlo.training.network import Trained

__all__ = ["INSTALL", "Weights", "flat", "outputs", "parameters", "require_device", "torch", "torch_version"]


# PyTorch is not always installed, so its types are not known here.
Tensor = Any
Weights = tuple[Tensor, Tensor]
INSTALL = 'pip install "initproof[train]"'


def torch() -> Any:
    """Return the module `torch`.

    Raises
    ------
    ModuleNotFoundError
        If it is not installed.
    """
    try:
        return importlib.import_module("torch")
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            f"a convolutional network is trained with PyTorch, which is not installed: {INSTALL}",
            name=error.name,
        ) from error


def torch_version(network: Trained | Convolutional) -> dict[str, str]:
    """Return the version of PyTorch, on which the bits of a convolutional network depend; {} for another network."""
    if not isinstance(network, Convolutional):
        return {}
    try:
        return {"torch": version("torch")}
    except PackageNotFoundError:
        torch()  # raises an error that says how to install it
        raise


def require_device(network: Trained | Convolutional, device: str) -> None:
    """Raise an error if a network cannot be trained on a device.

    Raises
    ------
    ModuleNotFoundError
        If it needs PyTorch, which is not installed.
    ValueError
        If the device is a GPU and the network is dense, or PyTorch finds no GPU.
    """
    if isinstance(network, Convolutional):
        module = torch()
        if device == "cuda" and not module.cuda.is_available():
            raise ValueError(
                "device must be 'cpu', since PyTorch finds no GPU here, got 'cuda': install a build of PyTorch for "
                "your GPU"
            )
    elif device != "cpu":
        raise ValueError(f"device must be 'cpu', since a dense network is trained with NumPy, got {device!r}")


def parameters(
    network: Convolutional, rows: Sequence[npt.NDArray[Any]], device: str, *, slopes: bool = True
) -> list[Weights]:
    """Return the weights and biases of each layer as tensors.

    They are copies: what stands at the same place in memory relative to a cache line gives the same bits.

    Parameters
    ----------
    network : Convolutional
    rows : sequence of ndarray
        For each layer, its weights and then its biases.
    device : {"cpu", "cuda"}
    slopes : bool
        Whether gradients by them will be asked for.
    """
    module = torch()
    layers = []
    for part, row in zip((part for part in network.parts() if part.weights), rows, strict=True):
        kernel = (network.kernel, network.kernel) if part.kind == "convolution" else ()
        above = (part.fan_in // network.kernel ** len(kernel), *kernel)
        weights = module.tensor(row[: part.weights], device=device).reshape(part.shape[0], *above)
        biases = module.tensor(row[part.weights :], device=device)
        layers.append((weights.requires_grad_(slopes), biases.requires_grad_(slopes)))
    return layers


def flat(weights: Weights) -> npt.NDArray[Any]:
    """Return the weights and then the biases of a layer in one array."""
    return np.concatenate([tensor.detach().cpu().numpy().reshape(-1) for tensor in weights])


def outputs(network: Convolutional, layers: Sequence[Weights], images: Tensor) -> Tensor:
    """Return the outputs of a network, before softmax.

    Parameters
    ----------
    network : Convolutional
    layers : sequence
        See `parameters`.
    images : tensor, shape (examples, channels, height, width)

    Returns
    -------
    tensor, shape (examples, classes)
    """
    module = torch()
    functions, activation = module.nn.functional, getattr(module, network.activation)
    above = iter(layers)
    x = images
    for part in network.parts():
        if part.kind == "pooling":
            x = functions.max_pool2d(x, part.window, part.stride)
        elif part.kind == "convolution":
            weights, biases = next(above)
            x = activation(functions.conv2d(x, weights, biases, part.stride, part.window // 2))
        else:
            x = functions.linear(x.flatten(1), *next(above))
    return x
