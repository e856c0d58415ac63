"""Activations of your own: known by a name, and told apart by the version that you state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

import numpy as np
import numpy.typing as npt

from montecarlo.sampling.activation_names import parsed
from montecarlo.sampling.activations import ACTIVATIONS, DERIVATIVES

__all__ = ["REGISTERED", "OwnActivation", "register"]


Array = npt.NDArray[Any]
Elementwise = Callable[[Array], Array]


@dataclass(frozen=True)
class OwnActivation:
    """What was registered under a name.

    Parameters
    ----------
    function : callable
    derivative : callable or None
    version : str or None
        None where the user stated none.
    """

    function: Elementwise
    derivative: Elementwise | None
    version: str | None

    def again(self, new: OwnActivation) -> OwnActivation | None:
        """Return the result of registering `new` after this one, or None if it is another activation."""
        same_version = new.version is not None and new.version == self.version
        same_functions = new.function is self.function and (
            None in (new.derivative, self.derivative) or new.derivative is self.derivative
        )
        if not (same_version or same_functions):
            return None
        return OwnActivation(new.function, new.derivative or self.derivative, new.version or self.version)


REGISTERED: dict[str, OwnActivation] = {}
"""What `register` added in this process, by name."""


def register(
    name: str,
    function: Elementwise,
    derivative: Elementwise | None = None,
    version: str | None = None,
    overflows: bool = False,
) -> None:
    """Make an activation of your own known by a name, in this process.

    Experiments and their random numbers refer to the activation by this name, so give another function another
    name. The same function, or the same version, may be registered again: a cell of a notebook may run twice.

    The workers of a process pool need the activation too. Give the pool
    ``ProcessPoolExecutor(initializer=register, initargs=(name, function, derivative, version))``, with functions
    that are defined in a module.

    Parameters
    ----------
    name : str
        A name that is not yet in use.
    function : callable
        Takes an array of float64 or float32 of any shape and returns one of its shape, element by element. The
        array is a copy, so the function may write into it.
    derivative : callable, optional
        The same, for the derivative. `Backward` needs it.
    version : str, optional
        Any text, such as "1". Change it whenever the function or its derivative changes. A run with a checkpoint
        needs it, and refuses a file of another version.
    overflows : bool
        Whether an infinite value at a finite number is an overflow. Then it is passed on, as that of a named
        activation is, and the run says which field is not finite. Otherwise it is taken for a pole.

    Raises
    ------
    TypeError
        If the name or the version is not a string, or a function is not callable.
    ValueError
        If the name is in use by another function, or the version is empty. When the function is used: if it
        returns another shape, something other than real numbers, or, for a finite number, NaN or a pole.
    """
    if not isinstance(name, str):
        raise TypeError(f"name must be a string, got {name!r}")
    if not callable(function):
        raise TypeError(f"function must be callable with an array, got {function!r}")
    if not (derivative is None or callable(derivative)):
        raise TypeError(f"derivative must be callable with an array, or None, got {derivative!r}")
    if not (version is None or isinstance(version, str)):
        raise TypeError(f"version must be a string, such as '1', or None, got {version!r}")
    if version == "":
        raise ValueError("version must not be empty: give a text such as '1', or None")
    own = _merged(name, OwnActivation(function, derivative, version))
    REGISTERED[name] = own
    ACTIVATIONS[name] = _into(_checked(name, own.function, overflows))
    if own.derivative is not None:
        DERIVATIVES[name] = _checked(f"{name}, its derivative", own.derivative, overflows)


def _merged(name: str, new: OwnActivation) -> OwnActivation:
    if name not in REGISTERED and (name in ACTIVATIONS or _is_of_the_catalogue(name)):
        raise ValueError(f"name = {name!r} is taken by an activation of this package: give another name")
    if name not in REGISTERED:
        return new
    known = REGISTERED[name]
    merged = known.again(new)
    if merged is None:
        raise ValueError(
            f"name = {name!r} is taken by another activation, of version {known.version!r}: give another name; "
            "to register the same activation again, state the same version both times"
        )
    return merged


def _is_of_the_catalogue(name: str) -> bool:
    try:
        return parsed(name) is not None
    except ValueError:
        return True  # a name with parameters that are wrong


def _into(function: Elementwise) -> Callable[[Array, Array | None], Array]:
    def into(y: Array, out: Array | None) -> Array:
        if out is None:
            return function(y)
        out[...] = function(y)
        return out

    return into


def _checked(name: str, function: Elementwise, overflows: bool) -> Elementwise:
    @wraps(function)
    def checked(y: Array) -> Array:
        # A copy: `y[y < 0] = 0` is a common way to write a function, and the caller still needs its y.
        result = np.asarray(function(y.copy()))
        if result.shape != y.shape:
            raise ValueError(
                f"activation {name} must act element by element, but made shape {result.shape} of {y.shape}"
            )
        if result.dtype.kind not in "fiub":
            raise ValueError(
                f"activation {name} must return real numbers, but made {result.dtype} of {y.dtype}"
            )
        with np.errstate(over="ignore"):  # into single precision: infinity, which the next check names
            result = result.astype(y.dtype, copy=False)
        _require_finite(name, y, result, overflows)
        return result

    return checked


def _require_finite(name: str, y: Array, result: Array, overflows: bool) -> None:
    refused = np.isnan(result) if overflows else ~np.isfinite(result)
    wrong = np.flatnonzero(refused & np.isfinite(y))
    if wrong.size:
        value, at = result.reshape(-1)[wrong[0]], y.reshape(-1)[wrong[0]]
        raise ValueError(f"activation {name} must be finite at every finite number, but is {value} at {at}")
