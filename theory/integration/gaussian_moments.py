"""Moments of any activation of a normal variable, as numbers, each with a bound on its error."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from theory.activation.activation import Activation
from theory.activation.lookup import resolve
from theory.arguments import checked
from theory.integration.panel_moments import by_panels, compiled_pieces

__all__ = ["Errors", "GaussianMoments", "largest_variance", "moments"]


Array = npt.NDArray[np.float64]
_FIELDS = ("mean", "second", "variance", "derivative_second", "second_slope", "derivative")
_BOUNDED = _FIELDS[:4]
_LARGE_MEAN = 1e7  # deviations
_SYMBOLS = dict(zip(_FIELDS, ("E g", "E g²", "Var g", "E g'²", "d E g²/d q", "d E g/d mean"), strict=True))


@dataclass(frozen=True)
class Errors:
    """Bounds on the absolute errors of the fields of `GaussianMoments` of the same names, arrays of the same shape.

    They are proved where `certified` is true, and estimates elsewhere.
    """

    mean: Array
    second: Array
    variance: Array
    derivative_second: Array


@dataclass(frozen=True, repr=False)
class GaussianMoments:
    """Moments of g(y), y ~ N(mean, u^2): arrays of the common shape of u and mean.

    Parameters
    ----------
    mean, second, variance : ndarray
        E g, E g^2 and Var g; the variance is not computed by subtraction.
    derivative_second : ndarray
        E g'^2; inf where g jumps (see `Activation.moment`), or is as steep as a square root at 0.
    second_slope : ndarray
        d E g^2/d q with q = u^2: the slope of the q-map per unit of weight variance.  At u = 0 it is the limit
        E g'^2 if g(0) = 0, and nan if not.  It has no bound: rounding moves it by about 2^-52 E g^2/u^2, which in a
        narrow law is more than its size unless g is 0 there.
    derivative : ndarray
        E g', with the jumps of g counted in.
    error : Errors
        Bounds on the errors.  Certified ones are proved, the conversion to float64 included.  Others are estimates:
        truncation from the last Legendre coefficients of each panel, and rounding from comparing the float64
        evaluation of g with 30 digits at a point of each binade.  inf where the moment is inf.
    certified : ndarray of bool
        Where the values and bounds are proved by ball arithmetic.
    missing : mapping of str to str
        The fields that are not known everywhere, each with the reason.  Reading one raises ValueError with it.
    """

    mean: Array
    second: Array
    variance: Array
    derivative_second: Array
    second_slope: Array
    derivative: Array
    error: Errors
    certified: npt.NDArray[np.bool_]
    missing: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in self.missing:
            object.__delattr__(self, name)

    def __getattr__(self, name: str) -> Array:
        # Only for what __post_init__ took away, and for names that do not exist.
        if name in self.__dict__.get("missing", {}):
            raise ValueError(self.missing[name])
        raise AttributeError(f"GaussianMoments has no field {name!r}; it has {', '.join(_FIELDS)}, error")

    def __repr__(self) -> str:
        known = [f"{name}={getattr(self, name)!r}" for name in _FIELDS if name not in self.missing]
        return f"GaussianMoments({', '.join(known)}, missing={dict(self.missing)!r})"


@checked
def moments(
    activation: str | Activation, u: npt.ArrayLike, *, mean: npt.ArrayLike = 0.0, certify: bool = False
) -> GaussianMoments:
    """Return E g, E g^2, Var g and E g'^2 of a pre-activation y ~ N(mean, u^2), with bounds.

    Panels of Gauss-Legendre nodes give many moments at once; their bounds are estimates.  Where ball arithmetic
    shows that g may have features that the nodes miss, or the estimate is poor, ball arithmetic gives the moments
    instead, one after the other, in milliseconds each; their bounds are proved.

    Parameters
    ----------
    activation : str or Activation
    u : array-like
        The standard deviation of the pre-activation, at least 0.
    mean : array-like, optional
        Its mean; broadcasts with u.
    certify : bool, optional
        Take ball arithmetic for all moments.

    Returns
    -------
    GaussianMoments
        A moment too large for float64 is inf, one too small is 0, and the bound says so.

    Raises
    ------
    ValueError
        If u is negative, infinite or NaN, the mean is not finite, E g^2 diverges, g is not real somewhere, or no bound
        is found.
    TypeError
        If the activation is neither a name nor an `Activation`, or u or mean is not a real number.
    """
    function = resolve(activation)
    deviations, means = np.broadcast_arrays(*(np.asarray(part, dtype=np.float64) for part in (u, mean)))
    if (deviations < 0).any():
        raise ValueError(
            f"u = {deviations.min():g}: a standard deviation must be a finite number, at least 0"
        )
    flat, centre = deviations.ravel(), means.ravel()
    _require_convergence(function, flat)
    parts = np.empty((10, flat.size))
    if certify or not flat.size:
        doubtful, problem = np.ones(flat.size, dtype=bool), None
    else:
        doubtful, problem = _by_panels(function, flat, centre, parts)
    missing = _certify(function, flat, centre, doubtful, parts, problem) if doubtful.any() else {}
    shape = deviations.shape
    first, second, variance, slope, mixed, gradient, *errors = (part.reshape(shape) for part in parts)
    proved = doubtful.reshape(shape)
    return GaussianMoments(first, second, variance, slope, mixed, gradient, Errors(*errors), proved, missing)


def largest_variance(activation: Activation) -> float:
    """Return the least variance of a pre-activation at which E g^2 diverges; inf for ordinary activations."""
    growth = max(piece.growth for piece in compiled_pieces(activation))
    return 1 / (4 * growth) if growth else float("inf")


def _require_convergence(function: Activation, u: Array) -> None:
    if function.poles:
        raise ValueError(f"E g² diverges for {function.name} = {function.expr}: at x = {function.poles[0]}")
    limit = largest_variance(function)
    if (u >= np.sqrt(limit)).any():
        reason = f"it converges only for u < {np.sqrt(limit):g}" if limit else "it diverges for every u"
        raise ValueError(f"E g² diverges for {function.name} = {function.expr}: {reason}")


def _by_panels(
    function: Activation, u: Array, centre: Array, parts: Array
) -> tuple[npt.NDArray[np.bool_], ValueError | None]:
    """Fill the moments by panels; return where they are in doubt, and the error if there are none at all."""
    # Here, since python-flint takes time to import.
    from theory.integration.doubts import doubts

    # The nodes have the rounding of the mean, 2^-53 of it, and so has each deviation from it.
    near = (abs(centre) / _LARGE_MEAN <= u) | (u == 0)
    doubtful = ~near
    if near.any():
        try:
            found, unresolved = by_panels(function, u[near], centre[near])
        except ValueError as error:
            return np.ones(u.size, dtype=bool), error
        parts[:, near] = found
        doubtful[near] = unresolved | doubts(function, u[near], centre[near], found)
    return doubtful, None


def _certify(
    function: Activation,
    u: Array,
    centre: Array,
    chosen: npt.NDArray[np.bool_],
    parts: Array,
    problem: ValueError | None,
) -> dict[str, str]:
    """Fill the chosen moments by ball arithmetic; return the names of those that have none, with the reasons."""
    from theory.integration.certified import certified

    missing: dict[str, str] = {}
    for at in np.flatnonzero(chosen):
        deviation, middle = float(u[at]), float(centre[at])
        try:
            found = certified(function, deviation, middle)
        except ValueError as error:
            place = _place(function, deviation, middle)
            raise problem or ValueError(f"E g² has no bound {place}: {error}") from None
        for row, name in enumerate(_FIELDS):
            if name in found.missing:
                parts[row, at] = np.nan
                place = _place(function, deviation, middle)
                missing[name] = f"{_SYMBOLS[name]} has no bound {place}: {found.missing[name]}"
                value = bound = np.nan
            else:
                value, bound = found.rounded(name)
            parts[row, at] = value
            if name in _BOUNDED:
                parts[6 + row, at] = bound
    return missing


def _place(function: Activation, u: float, mean: float) -> str:
    return f"for {function.name} = {function.expr} at u = {u:g}, mean = {mean:g}"
