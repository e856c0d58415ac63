"""Pre-activations of orthonormal weight rows: moments by quadrature over normal inputs, with no formula."""

from __future__ import annotations

import math
from itertools import product

import numpy as np

__all__ = ["mean_of_powers"]

_NODES = 4  # of each input: exact for polynomials of degree 7


def mean_of_powers(*, seed: int, units: int, inputs: int, powers: tuple[int, ...]) -> float:
    """Return E z_1^a z_2^b of z = W x, x ~ N(0, I), over a grid of Gauss and Hermite.

    Parameters
    ----------
    seed : int
        Of W, whose rows are orthonormal.
    units, inputs : int
        W has the shape (units, inputs).
    powers : tuple of int
        a and b; their sum is at most 7.

    Raises
    ------
    ValueError
        If there cannot be so many orthonormal rows, or the grid does not hold such powers.
    """
    if not 2 <= units <= inputs:
        raise ValueError(f"units must be from 2 to inputs = {inputs} for orthonormal rows, got {units}")
    if sum(powers) >= 2 * _NODES:
        raise ValueError(f"powers must add up to {2 * _NODES - 1} or less, got {powers}")
    square, _ = np.linalg.qr(np.random.default_rng(seed).standard_normal((inputs, inputs)))
    nodes, weights = np.polynomial.hermite_e.hermegauss(_NODES)
    grid = np.array(list(product(nodes, repeat=inputs)))
    chances = np.prod(list(product(weights / math.sqrt(2 * math.pi), repeat=inputs)), axis=1)
    z = grid @ square[:units].T
    return float(np.sum(chances * z[:, 0] ** powers[0] * z[:, 1] ** powers[1]))
