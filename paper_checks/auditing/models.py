"""Weights of a mapping, of pairs, or of a model of PyTorch or Keras; no framework is imported."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from paper_checks.auditing.archives import Floats, Loader, require_floats
from paper_checks.auditing.names import printable, short
from paper_checks.auditing.precision import Precision, precision_of
from theory.arguments import shown

__all__ = ["Weights", "from_object"]

_DEEPEST = 100  # a tree that holds itself has no end
_WHAT = (
    "it must be a mapping from names to arrays, or a model: of PyTorch, of Keras, or for Flax its parameters "
    "(nnx.state(model, nnx.Param))"
)


class Weights(NamedTuple):
    """Tensors by name, and the layout of their axes that goes with where they come from."""

    tensors: dict[str, Loader]
    layout: str = "pytorch"


def from_object(source: object) -> Weights:
    """Return the tensors of a mapping (of mappings, lists and tuples too), of pairs of name and array, or of a model.

    A model has `named_parameters()` or `state_dict()`, as PyTorch's, or `weights` of which each has a `path`, as
    Keras's.

    Raises
    ------
    TypeError, ValueError
        If it is none of these, or two tensors have one name.
    """
    named: dict[str, Loader] = {}
    for name, value in _pairs(source):
        if name in named:
            raise ValueError(f"two tensors have the name {short(name)}: give each one its own")
        named[name] = _held(name, value)
    return Weights(named, "keras") if _is_of_keras(source) else Weights(named)


def _is_of_keras(source: object) -> bool:
    variables = getattr(source, "weights", None)
    return isinstance(variables, list) and bool(variables) and all(hasattr(one, "path") for one in variables)


def _pairs(source: Any) -> Iterator[tuple[str, object]]:
    if _is_of_keras(source):  # first: Keras on PyTorch has named_parameters as well
        given: object = [(one.path, one.value) for one in source.weights]
    elif hasattr(
        source, "named_parameters"
    ):  # before state_dict, which has counters and running means as well
        all_of_them = "remove_duplicate" in inspect.signature(source.named_parameters).parameters
        given = source.named_parameters(**({"remove_duplicate": False} if all_of_them else {}))
    elif hasattr(source, "state_dict"):
        given = source.state_dict()
    else:
        given = source
    if isinstance(given, Mapping):
        yield from _flattened(given.items(), ())
        return
    if not isinstance(given, Iterable) or isinstance(given, (str, bytes)) or hasattr(given, "dtype"):
        raise TypeError(f"weights = {printable(shown(given))}: {_WHAT}")
    for pair in given:
        if not (isinstance(pair, tuple) and len(pair) == 2 and isinstance(pair[0], str)):
            raise TypeError(f"weights has {printable(shown(pair))}: it must be a pair of a name and an array")
        yield pair


def _flattened(items: Iterable[tuple[Any, object]], path: tuple[str, ...]) -> Iterator[tuple[str, object]]:
    if len(path) > _DEEPEST:
        raise ValueError(
            f"weights is nested more than {_DEEPEST} deep, at {short('.'.join(path))}: give names and arrays"
        )
    for key, value in items:
        here = (*path, str(key))
        if isinstance(value, Mapping):
            yield from _flattened(value.items(), here)
        elif isinstance(value, (list, tuple)) and any(_is_tensor_or_tree(one) for one in value):
            yield from _flattened(enumerate(value), here)
        else:
            yield ".".join(here), value


def _is_tensor_or_tree(value: object) -> bool:
    # A list of numbers, and of lists of numbers, is an array.
    return isinstance(value, Mapping) or getattr(value, "ndim", 0) > 0


def _held(name: str, value: Any) -> Loader:
    def load() -> tuple[Floats, Precision]:
        try:
            array, stored = _as_array(value)
        except Exception as error:  # of the framework, such as for a tensor without memory
            raise ValueError(
                f"{short(name)} = {printable(shown(value))}: it must be an array of floats "
                f"({printable(str(error)) or type(error).__name__})"
            ) from error
        require_floats(name, stored)
        return array, precision_of(stored)

    return load


def _as_array(value: Any) -> tuple[Floats, str]:
    """Return values as NumPy holds them, and the type that they are stored as."""
    stored = str(getattr(value, "dtype", "")).removeprefix("torch.")
    if hasattr(value, "detach"):  # a tensor of PyTorch
        value = value.detach().cpu()
        value = (value.float() if stored == "bfloat16" else value).numpy()
    if isinstance(value, np.ma.MaskedArray):  # NumPy would give the values under the mask
        raise TypeError("some of its values are masked: fill them, or leave it out")
    array = np.asarray(value)
    if array.dtype.name == "bfloat16":  # of ml_dtypes, which JAX uses
        array, stored = array.astype(np.float32), "bfloat16"
    return array, stored if stored == "bfloat16" else array.dtype.name
