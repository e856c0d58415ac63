"""Weights and inputs, drawn from a law that is given by its name."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Literal, cast, get_args

import numpy as np
import numpy.typing as npt

from montecarlo.arguments import instance, one_of, real, whole
from montecarlo.sampling.examples import Examples
from montecarlo.sampling.normals import standard_normal

__all__ = [
    "BIAS_LAWS",
    "INPUT_LAWS",
    "WEIGHT_LAWS",
    "BiasLaw",
    "InputLaw",
    "WeightLaw",
    "fill",
    "fill_inputs",
    "fill_several",
    "inputs",
    "known_law",
    "mix",
    "require_cosine",
    "weight_matrices",
]


# float32 or float64, C-contiguous.
Array = npt.NDArray[Any]
InputLaw = Literal["normal", "rademacher", "uniform"]
BiasLaw = Literal["normal", "uniform"]
WeightLaw = Literal[
    "normal", "rademacher", "uniform", "truncated_normal", "truncated_normal_uncorrected", "orthogonal"
]
BIAS_LAWS: tuple[BiasLaw, ...] = get_args(BiasLaw)
INPUT_LAWS: tuple[InputLaw, ...] = get_args(InputLaw)
WEIGHT_LAWS: tuple[WeightLaw, ...] = get_args(WeightLaw)


def _uniform(rng: np.random.Generator, out: Array) -> None:
    rng.random(dtype=out.dtype, out=out)
    out -= 0.5
    out *= math.sqrt(12.0)


def _rademacher(rng: np.random.Generator, out: Array) -> None:
    bits = rng.bit_generator.random_raw(-(-out.size // 64)).view(np.uint8)
    np.multiply(np.unpackbits(bits, count=out.size).reshape(out.shape), 2.0, out=out, dtype=out.dtype)
    out -= 1.0


# JAX, Keras and users of PyTorch cut a truncated normal at two of its standard deviations.
_CUT = 2.0
_DENSITY_AT_CUT = math.exp(-(_CUT**2) / 2) / math.sqrt(2 * math.pi)
_CUT_DEVIATION = math.sqrt(1 - 2 * _CUT * _DENSITY_AT_CUT / math.erf(_CUT / math.sqrt(2)))


def _truncated_uncorrected(rng: np.random.Generator, out: Array) -> None:
    standard_normal(rng, out)
    flat = out.reshape(-1)
    outside = np.flatnonzero(np.abs(flat) > _CUT)
    while outside.size:
        redrawn = np.empty(outside.size, dtype=out.dtype)
        standard_normal(rng, redrawn)
        flat[outside] = redrawn
        outside = outside[np.abs(redrawn) > _CUT]


def _truncated(rng: np.random.Generator, out: Array) -> None:
    _truncated_uncorrected(rng, out)
    out *= 1.0 / _CUT_DEVIATION


def _orthogonal(rng: np.random.Generator, out: Array) -> None:
    fan_out, fan_in = out.shape[-2:]
    long, short = max(fan_out, fan_in), min(fan_out, fan_in)
    q, r = np.linalg.qr(rng.standard_normal((*out.shape[:-2], long, short)))
    # Q is uniform (Haar) only if the diagonal of R is made positive: Mezzadri (2007), arXiv:math-ph/0609050.
    q *= np.copysign(math.sqrt(long), np.diagonal(r, axis1=-2, axis2=-1))[..., np.newaxis, :]
    out[...] = q if fan_out > fan_in else np.swapaxes(q, -1, -2)


_FILLS: dict[WeightLaw, Callable[[np.random.Generator, Array], None]] = {
    "normal": standard_normal,
    "rademacher": _rademacher,
    "uniform": _uniform,
    "truncated_normal": _truncated,
    "truncated_normal_uncorrected": _truncated_uncorrected,
    "orthogonal": _orthogonal,
}
_NO_VARIANCE = ("cauchy", "levy", "pareto", "stable", "student_t", "t")


def known_law(name: str, law: object, known: tuple[str, ...]) -> str:
    """Return the law if it is a known one; `name` is the name of the parameter, for the error.

    Raises
    ------
    ValueError
        If the law is unknown, or its second moment may be infinite.
    """
    if law in _NO_VARIANCE:
        raise ValueError(
            f"{name} must have a finite second moment, because weights are scaled by their variance, got {law!r}: "
            f"give one of {', '.join(sorted(known))}"
        )
    return one_of(name, law, known)


def fill(law: WeightLaw, rng: np.random.Generator, out: Array) -> None:
    """Fill weight matrices with standardised draws; times sqrt(weight_variance / fan_in), these are the weights.

    Parameters
    ----------
    law : str
        See `weight_matrices`.
    rng : numpy.random.Generator
    out : ndarray of float64 or float32, C-contiguous, shape (..., fan_out, fan_in)

    Raises
    ------
    ValueError
        If the law is unknown.
    """
    known_law("weight_law", law, WEIGHT_LAWS)
    _FILLS[law](rng, out)


def weight_matrices(
    law: WeightLaw, rng: np.random.Generator, count: int, fan_out: int, fan_in: int, weight_variance: float
) -> npt.NDArray[np.float64]:
    """Draw weight matrices whose entries have mean 0 and variance weight_variance / fan_in.

    One law has another variance, "truncated_normal_uncorrected".

    Parameters
    ----------
    law : str
        One of these names.

        - "normal", "uniform", "rademacher": independent entries.
        - "truncated_normal": independent normal entries, cut at two standard deviations and scaled up so that
          the variance is as above (`variance_scaling` of JAX and Keras).
        - "truncated_normal_uncorrected": the variance is as above before the cut and 0.774 times that after it
          (`trunc_normal_` of PyTorch with a, b = -2 std, 2 std).
        - "orthogonal": uniform (Haar) among the matrices with orthogonal rows of equal length,
          W W^T = weight_variance I. Where fan_out > fan_in, the columns are orthogonal and of equal length,
          W^T W = weight_variance (fan_out / fan_in) I. PyTorch's `orthogonal_` with a gain has
          weight_variance = gain^2 min(1, fan_in / fan_out).
    rng : numpy.random.Generator
    count, fan_out, fan_in : int
    weight_variance : float
        fan_in times the variance of an entry, 0 or more.

    Returns
    -------
    ndarray, shape (count, fan_out, fan_in)

    Raises
    ------
    TypeError, ValueError
        If the law is unknown, or another argument is not as above.
    """
    _require_counts(rng, count=count, fan_out=fan_out, fan_in=fan_in)
    real("weight_variance", weight_variance, at_least=0.0)
    matrices = np.empty((count, fan_out, fan_in))
    fill(law, rng, matrices)
    matrices *= math.sqrt(weight_variance / fan_in)
    return matrices


def inputs(
    law: InputLaw | Examples,
    rng: np.random.Generator,
    count: int,
    units: int,
    mean: float = 0.0,
    deviation: float = 1.0,
    correlation: float = 0.0,
) -> npt.NDArray[np.float64]:
    """Draw inputs x_j = mean + deviation (sqrt(correlation) c + sqrt(1 - correlation) e_j).

    Parameters
    ----------
    law : str
        "normal", "uniform" or "rademacher": the standardised law of the shared c and of each e_j. Or `Examples`: then
        the vector e is one of these, and there is no c.
    rng : numpy.random.Generator
    count, units : int
    mean, deviation : float
        Mean and standard deviation of each unit.
    correlation : float
        Correlation of each pair of units, in [0, 1].

    Returns
    -------
    ndarray, shape (count, units)

    Raises
    ------
    TypeError, ValueError
        If the law is unknown, or another argument is not as above.
    """
    _require_counts(rng, count=count, units=units)
    real("mean", mean)
    real("deviation", deviation)
    real("correlation", correlation, at_least=0.0, at_most=1.0)
    x = np.empty((count, units))
    fill_inputs(law, rng, x, mean, deviation, correlation)
    return x


def _require_counts(rng: object, **counts: object) -> None:
    instance("rng", rng, np.random.Generator, "a numpy.random.Generator")
    for name, value in counts.items():
        whole(name, value, at_least=0 if name == "count" else 1)


def fill_inputs(
    law: InputLaw | Examples,
    rng: np.random.Generator,
    out: Array,
    mean: float,
    deviation: float,
    correlation: float,
) -> None:
    """Write inputs, as `inputs` returns them, into an array of shape (..., units), C-contiguous."""
    if isinstance(law, Examples):
        law.fill(rng, out)
    else:
        _FILLS[cast(InputLaw, known_law("input_law", law, INPUT_LAWS))](rng, out)
    if correlation and not isinstance(law, Examples):
        shared = np.empty((*out.shape[:-1], 1), dtype=out.dtype)
        _FILLS[law](rng, shared)
        mix(out, shared, correlation)
    if deviation != 1.0:
        out *= deviation
    if mean:
        out += mean


def fill_several(
    law: InputLaw | Examples,
    rng: np.random.Generator,
    out: Array,
    mean: float,
    deviation: float,
    correlation: float,
    cosine: float,
) -> None:
    """Write several inputs for each network into an array of shape (networks, inputs, units), C-contiguous.

    An input is mean + deviation (sqrt(cosine) s + sqrt(1 - cosine) e), with its own e and an s that the inputs of a
    network share, both as in `fill_inputs`.  A cosine below 0 is one of two inputs: the second has -s, and |cosine|.
    """
    if not cosine or out.shape[1] == 1:
        fill_inputs(law, rng, out, mean, deviation, correlation)
        return
    fill_inputs(law, rng, out, 0.0, 1.0, correlation)
    shared = np.empty((len(out), 1, out.shape[-1]), dtype=out.dtype)
    fill_inputs(law, rng, shared, 0.0, 1.0, correlation)
    if cosine < 0:
        shared = shared * np.array([[1.0], [-1.0]], dtype=out.dtype)
    mix(out, shared, abs(cosine))
    out *= deviation
    out += mean


def require_cosine(cosine: object, inputs: int) -> None:
    """Raise TypeError or ValueError unless so many inputs can have this correlation with one another.

    For two inputs it is in [-1, 1]; three or more cannot all be opposite, and have it in [0, 1].
    """
    if real("input_cosine", cosine, at_least=-1.0, at_most=1.0) < 0 and inputs > 2:
        raise ValueError(
            f"input_cosine must be 0 or more with three inputs or more, got {cosine} with {inputs}: below 0, give two"
        )


def mix(out: Array, shared: Array, correlation: float) -> None:
    """Write sqrt(1 - correlation) out + sqrt(correlation) shared into `out`; `shared` is scaled in place."""
    out *= math.sqrt(1.0 - correlation)
    shared *= math.sqrt(correlation)
    out += shared
