"""Samplers of weights and inputs, by the name of their law."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from montecarlo.arguments import one_of

__all__ = ["INPUT_LAWS", "WEIGHT_LAWS", "inputs", "weight_matrices"]

Array = npt.NDArray[np.float64]
Sampler = Callable[[np.random.Generator, tuple[int, ...]], Array]


def _normal(rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    return rng.standard_normal(shape)


def _uniform(rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    draws = rng.random(shape)
    draws -= 0.5
    draws *= np.sqrt(12.0)
    return draws


def _rademacher(rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    count = int(np.prod(shape))
    bits = np.unpackbits(np.frombuffer(rng.bytes(-(-count // 8)), dtype=np.uint8), count=count)
    signs: Array = bits.astype(np.float64).reshape(shape)
    signs *= 2.0
    signs -= 1.0
    return signs


# Independent entries of mean 0 and variance 1.
_STANDARD: dict[str, Sampler] = {"normal": _normal, "rademacher": _rademacher, "uniform": _uniform}

INPUT_LAWS = tuple(_STANDARD)
WEIGHT_LAWS = (*_STANDARD, "orthogonal")


def weight_matrices(
    law: str, rng: np.random.Generator, count: int, fan_out: int, fan_in: int, weight_variance: float
) -> Array:
    """Draw weight matrices whose entries have mean 0 and variance weight_variance / fan_in.

    Parameters
    ----------
    law : str
        "normal", "uniform" and "rademacher" have independent entries; "orthogonal" has orthogonal rows of
        length sqrt(weight_variance), uniform (Haar) among these: W W^T = weight_variance I.
    rng : numpy.random.Generator
    count, fan_out, fan_in : int
    weight_variance : float
        fan_in times the variance of an entry.

    Returns
    -------
    ndarray, shape (count, fan_out, fan_in)

    Raises
    ------
    ValueError
        If the law is unknown, or orthogonal with fan_out > fan_in.
    """
    if one_of("weight_law", law, WEIGHT_LAWS) == "orthogonal":
        matrices = _orthonormal_rows(rng, count, fan_out, fan_in)
        matrices *= np.sqrt(weight_variance)
    else:
        matrices = _STANDARD[law](rng, (count, fan_out, fan_in))
        matrices *= np.sqrt(weight_variance / fan_in)
    return matrices


def _orthonormal_rows(rng: np.random.Generator, count: int, fan_out: int, fan_in: int) -> Array:
    if fan_out > fan_in:
        raise ValueError(
            f"fan_out = {fan_out} rows cannot be orthogonal in fan_in = {fan_in}: give fan_out <= fan_in"
        )
    q, r = np.linalg.qr(rng.standard_normal((count, fan_in, fan_out)))
    # QR is unique, and Q then Haar, only with R's diagonal positive: Mezzadri (2007), arXiv:math-ph/0609050.
    q *= np.copysign(1.0, np.diagonal(r, axis1=1, axis2=2))[:, np.newaxis, :]
    return np.ascontiguousarray(q.transpose(0, 2, 1))


def inputs(
    law: str,
    rng: np.random.Generator,
    count: int,
    units: int,
    mean: float = 0.0,
    deviation: float = 1.0,
    correlation: float = 0.0,
) -> Array:
    """Draw inputs x_j = mean + deviation (sqrt(correlation) c + sqrt(1 - correlation) e_j).

    Parameters
    ----------
    law : str
        Of the shared c and of each e_j, standardised: "normal", "uniform" or "rademacher".
    rng : numpy.random.Generator
    count, units : int
    mean, deviation : float
        Of each unit.
    correlation : float
        Of each pair of units, in [0, 1].

    Returns
    -------
    ndarray, shape (count, units)

    Raises
    ------
    ValueError
        If the law is unknown.
    """
    standard = _STANDARD[one_of("input_law", law, INPUT_LAWS)]
    x = standard(rng, (count, units))
    if correlation:
        x *= np.sqrt(1.0 - correlation)
        x += np.sqrt(correlation) * standard(rng, (count, 1))
    x *= deviation
    x += mean
    return x
