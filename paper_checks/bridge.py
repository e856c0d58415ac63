"""A bridge from theory to the engines: an activation given as text or as an expression, as one that networks can have.

For tools that show what an activation does.  A claim never crosses it: there the engines must know nothing that was
derived, so no experiment, ledger or line of evidence imports this module (tests/test_imports.py).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import sympy as sp

from montecarlo import register
from theory.activation.activation import Activation
from theory.integration.compiled import CompiledPiece

__all__ = ["register_activation"]


Array = npt.NDArray[Any]


def register_activation(activation: Activation, name: str | None = None) -> str:
    """Make an activation of theory known to the engines, in this process.

    Parameters
    ----------
    activation : Activation
        Such as ``Activation.from_expr(parse("x*sigmoid(1.702*x)"))``.
    name : str, optional
        What the engines call it; by default a name made of its expression.

    Returns
    -------
    str
        The name, for the parameter `activation` of an engine.

    Raises
    ------
    TypeError
        If it is not an `Activation`.
    ValueError
        If the name is in use by another activation.

    Examples
    --------
    >>> from montecarlo import deviation, forward, run
    >>> from theory import Activation, parse
    >>> name = register_activation(Activation.from_expr(parse("x*sigmoid(1.702*x)")), "mine")
    >>> network = forward((500, 500), name, 1.0, record=("x2^2",))
    """
    if not isinstance(activation, Activation):
        raise TypeError(f"activation must be an Activation, such as theory.get('relu'), got {activation!r}")
    version = hashlib.sha256(sp.srepr(activation.expr).encode()).hexdigest()[:16]
    known = name if name is not None else f"theory {version}"
    # An Activation has no pole.
    register(known, _OfTheory(activation, 0), _OfTheory(activation, 1), version, overflows=True)
    return known


@dataclass(frozen=True)
class _OfTheory:
    """An activation (order 0) or its derivative (order 1) as a function of an array, which other processes can load."""

    activation: Activation
    order: int

    def __call__(self, y: Array) -> Array:
        points = y.astype(np.float64).ravel()
        result = np.empty_like(points)
        for piece in self.activation.pieces:
            # At a kink the derivative is the one from the left, as the engines have it.
            inside = (points > float(piece.low)) & (points <= float(piece.high))
            at = points[inside]
            if at.size:
                rows = CompiledPiece(piece)(at, np.zeros_like(at), np.ones_like(at), np.empty((3, at.size)))
                result[inside] = rows[self.order]
        return result.reshape(y.shape)
