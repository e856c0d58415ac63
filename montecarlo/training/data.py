"""Data sets: examples with labels, split into training and validation, and scaled."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt

from montecarlo.arguments import one_of
from montecarlo.training.cifar10 import cifar10

__all__ = ["DATA", "IMAGES", "Data", "Examples", "load"]


# uint8 pixels; float32 or float64 inputs.
Array = npt.NDArray[Any]
Labels = npt.NDArray[np.intp]
DATA = ("cifar10", "digits")
IMAGES = {"cifar10": (3, 32, 32), "digits": (1, 8, 8)}
"""Channels, height and width: a row of inputs holds the pixels of an image in this order."""
_DIGITS_TRAINING = 1440
_SPLIT_SEED = 0


@dataclass(frozen=True)
class Examples:
    """Some examples; a slice of them is a view.

    Parameters
    ----------
    inputs : ndarray, shape (examples, units)
    labels : ndarray of int, shape (examples,)
    """

    inputs: Array
    labels: Labels

    def __getitem__(self, part: slice) -> Examples:
        return Examples(self.inputs[part], self.labels[part])


@dataclass(frozen=True)
class Data:
    """A data set whose inputs have mean 0 and variance 1 over all units of all training examples.

    One mean and one variance, so pixels that are always 0 stay constant.

    Parameters
    ----------
    training, validation : Examples
    classes : int
    """

    training: Examples
    validation: Examples
    classes: int = 10


def load(name: str, dtype: str = "float32", folder: str | os.PathLike[str] | None = None) -> Data:
    """Return a data set; it is read once in a process, so do not change its arrays.

    Parameters
    ----------
    name : {"cifar10", "digits"}
        "digits" are 1,797 handwritten digits of 8 x 8 pixels: 1,440 for training and 357 for validation. They come
        with this package; digits.txt says whose they are. "cifar10" has 50,000 and 10,000 images of 3 x 32 x 32.
    dtype : {"float32", "float64"}
    folder : path, optional
        The folder of CIFAR-10's python version, cifar-10-batches-py; see `cifar10`.

    Raises
    ------
    TypeError
        If the folder is neither a str nor a path.
    ValueError
        If the name is unknown, a folder is missing, or one is given for digits; see also `cifar10`.
    """
    one_of("data", name, DATA)
    if (folder is None) != (name == "digits"):
        raise ValueError(
            "folder must be the folder of CIFAR-10's python version, cifar-10-batches-py, got None"
            if folder is None
            else f"folder must be None for the digits, which come with this package, got {folder!r}"
        )
    return _loaded(name, dtype, None if folder is None else _place(folder))


def _place(folder: str | os.PathLike[str]) -> str:
    """Return the folder without links, since what is read of it is kept."""
    if not isinstance(folder, str | os.PathLike):
        raise TypeError(f"folder must be a str or a pathlib.Path, got {folder!r}")
    try:
        return os.path.realpath(folder)
    except ValueError as error:  # a null character
        raise ValueError(f"folder = {folder!r} cannot name a folder ({error}): give another") from error


@cache
def _loaded(name: str, dtype: str, folder: str | None) -> Data:
    (pixels, labels), (other_pixels, other_labels) = _digits() if folder is None else cifar10(folder)
    mean, deviation = _scale(pixels)

    def scaled(values: Array) -> Array:
        inputs = values.astype(dtype)
        inputs -= mean
        inputs /= deviation
        inputs.flags.writeable = False
        return inputs

    return Data(
        Examples(scaled(pixels), labels.astype(np.intp)),
        Examples(scaled(other_pixels), other_labels.astype(np.intp)),
    )


def _scale(pixels: Array) -> tuple[float, float]:
    """Return the mean and the standard deviation of bytes, without a copy of them in double precision."""
    counts = sum(np.bincount(row, minlength=256) for row in pixels)
    values = np.arange(256)
    mean = counts @ values / pixels.size
    return float(mean), float(np.sqrt(counts @ (values - mean) ** 2 / pixels.size))


def _digits() -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    with (files("montecarlo.training") / "digits.npz").open("rb") as file, np.load(file) as content:
        pixels, labels = content["pixels"], content["labels"]
    # The file's order is by writer: without a permutation, validation would see other hands than training.
    order = np.random.Generator(np.random.PCG64(_SPLIT_SEED)).permutation(len(labels))
    first, second = order[:_DIGITS_TRAINING], order[_DIGITS_TRAINING:]
    return (pixels[first], labels[first]), (pixels[second], labels[second])
