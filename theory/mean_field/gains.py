"""Gains: the factor on sqrt(1/fan) with which a layer keeps the size of a signal, or of its gradient."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt
import sympy as sp

from theory.activation.activation import Activation
from theory.activation.closed_forms import NoClosedForm
from theory.activation.lookup import get, resolve
from theory.arguments import checked
from theory.integration.gaussian_moments import GaussianMoments, moments
from theory.mean_field.fixed_point import FixedPoints, fixed_points
from theory.mean_field.maps import require_keep
from theory.notation import u as deviation
from theory.notation import x

__all__ = [
    "PYTORCH_GAINS",
    "Effect",
    "GainReport",
    "Mode",
    "ReportedGain",
    "effect",
    "gain",
    "gain_report",
    "pytorch_gain",
]


Array = npt.NDArray[np.float64]
Mode = Literal["forward", "backward", "std"]
MODES: tuple[Mode, ...] = get_args(Mode)
# The table of torch.nn.init.calculate_gain (PyTorch 2), without leaky_relu, whose gain depends on its slope.
PYTORCH_GAINS: dict[str, sp.Expr] = {
    "linear": sp.S.One,
    "sigmoid": sp.S.One,
    "tanh": sp.Rational(5, 3),
    "relu": sp.sqrt(2),
    "selu": sp.Rational(3, 4),  # "found empirically"
}


@checked
def gain(
    activation: str | Activation,
    *,
    mode: Mode = "forward",
    u: npt.ArrayLike = 1.0,
    mean: npt.ArrayLike = 0.0,
    keep: float = 1.0,
) -> Array:
    """Return the gain of an activation at a pre-activation y ~ N(mean, u^2).

    Parameters
    ----------
    activation : str or Activation
    mode : {"forward", "backward", "std"}
        "forward" is u/sqrt(E g^2), which keeps the variance u^2 of the pre-activations.  "backward" is
        1/sqrt(E g'^2), which keeps the variance of the gradients.  "std" is 1/sd(g), which gives the activations
        themselves the standard deviation 1.
    u, mean : array-like, optional
        Standard deviation and mean of the pre-activation; after batch norm they are gamma and beta.
    keep : float, optional
        The probability that dropout keeps a unit, in (0, 1]; a unit that is kept is divided by it.

    Returns
    -------
    ndarray
        Of the common shape of u and mean; zero-dimensional for numbers.

    Raises
    ------
    ValueError
        If the mode is unknown, or the moment is 0 or infinite, so that there is no gain.
    """
    return _gain_with_bound(resolve(activation), mode, u, moments(activation, u, mean=mean), keep)[0]


def _gain_with_bound(
    function: Activation, mode: Mode, u: npt.ArrayLike, found: GaussianMoments, keep: float
) -> tuple[Array, Array]:
    """Return the gain at standard deviation u, from the moments there, and a bound on its error."""
    name, value, error = _kept_moment(mode, found, keep)
    if not np.isfinite(value).all():
        steep = mode == "backward" and function.slope_diverges
        reason = f"{function.name} jumps, or is too steep at a kink" if steep else "it overflows there"
        raise ValueError(f"{name} is infinite for {function.name}: {reason}; there is no {mode} gain")
    if (value <= error).any():
        least, bound = (float(part[value <= error].flat[0]) for part in np.atleast_1d(value, error))
        reason = (
            f"{name} is 0, or underflows, for {function.name} there"
            if least == 0
            else f"{name} cannot be told from 0 for {function.name} there: the bound {bound:.2g} on the error "
            f"exceeds the value {least:.2g}"
        )
        raise ValueError(f"{reason}; there is no {mode} gain")
    size = np.asarray(u, dtype=np.float64) if mode == "forward" else np.float64(1.0)
    result = np.asarray(size / np.sqrt(value))
    # d(1/sqrt(v)) = -1/(2 v^(3/2)) dv, taken at the lower end of v, plus its own rounding.
    low = value - error
    bound = size * (error / low / (2 * np.sqrt(low))) + 4 * np.finfo(np.float64).eps * result
    return result, bound


def _kept_moment(mode: Mode, found: GaussianMoments, keep: float) -> tuple[str, Array, Array]:
    """Return the moment that a gain keeps, under dropout: its name, its value and a bound on its error."""
    dropped = 1 / require_keep(keep) - 1
    error = found.error
    with np.errstate(invalid="ignore", over="ignore"):  # 0 times inf, or inf, which the caller refuses
        match mode:
            case "forward":
                return "E g²", found.second / keep, error.second / keep
            case "backward":
                return "E g'²", found.derivative_second / keep, error.derivative_second / keep
            case "std":
                value = found.variance + dropped * found.second
                return "Var g", value, error.variance + dropped * error.second
    raise ValueError(f"unknown mode {mode!r}: write one of {', '.join(MODES)}")


def pytorch_gain(activation: str | Activation) -> sp.Expr | None:
    """Return the gain of `torch.nn.init.calculate_gain` for an activation, exactly; None if it has none.

    Parameters
    ----------
    activation : str or Activation
        A leaky rectifier has PyTorch's gain for its own slope.

    Returns
    -------
    sympy.Expr or None
    """
    function = resolve(activation)
    if function.name.partition("(")[0] == "leaky_relu":
        slope = -function.expr.subs(x, -1)
        if function.expr == get("leaky_relu", negative_slope=slope).expr:
            return sp.sqrt(2 / (1 + slope**2))
    return PYTORCH_GAINS.get(function.name)


@dataclass(frozen=True)
class Effect:
    """What weights with a gain do in a deep network without biases.

    Parameters
    ----------
    gain, weight_variance : float
        sigma_w^2 is the gain squared.
    forward_factor, backward_factor : float
        The factors by which one layer multiplies the variance u^2 of a pre-activation, and that of a gradient.
    fixed_points : FixedPoints
        Where the variance can settle, with chi and the depth scale there; if nowhere, the reason.
    """

    gain: float
    weight_variance: float
    forward_factor: float
    backward_factor: float
    fixed_points: FixedPoints


@checked
def effect(activation: str | Activation, gain: float, *, u: float = 1.0, keep: float = 1.0) -> Effect:
    """Return what weights of standard deviation gain/sqrt(fan_in) do to signals and gradients.

    Parameters
    ----------
    activation : str or Activation
    gain : float
    u : float, optional
        The standard deviation of the pre-activations at which the factors are taken.
    keep : float, optional
        The probability that dropout keeps a unit.

    Raises
    ------
    TypeError, ValueError
        If the gain, u or keep is not a positive number, or keep is above 1.
    """
    for name, value in (("gain", gain), ("u", u)):
        if not (value > 0 and 0 < float(value) * float(value) < np.inf):
            raise ValueError(
                f"{name} = {value:g}: it must be a positive number whose square is neither 0 nor infinite"
            )
    function, weights = resolve(activation), gain**2
    at, kept = moments(function, u), weights / require_keep(keep)
    factors = kept * float(at.second) / u**2, kept * float(at.derivative_second)
    return Effect(gain, weights, *factors, fixed_points(function, weights, keep=keep))


@dataclass(frozen=True)
class ReportedGain:
    """One gain: its value, a bound on its error, its closed form (None if unknown), and its effect."""

    value: float
    bound: float
    closed_form: sp.Expr | None
    effect: Effect


@dataclass(frozen=True)
class GainReport:
    """All gains of an activation; for one that does not exist, the sentence that says why."""

    activation: Activation
    forward: ReportedGain | str
    backward: ReportedGain | str
    std: ReportedGain | str
    pytorch: sp.Expr | None
    pytorch_effect: Effect | None


@checked
def gain_report(activation: str | Activation, *, u: float = 1.0, keep: float = 1.0) -> GainReport:
    """Return the gains of an activation and PyTorch's, with bounds, closed forms and effects.

    Parameters
    ----------
    activation : str or Activation
    u, keep : float, optional
        As for `gain` and `effect`.
    """
    function = resolve(activation)
    stated = pytorch_gain(function)
    stated_effect = None if stated is None else effect(function, float(stated), u=u, keep=keep)
    forward, backward, std = (_report_one(function, mode, u, keep) for mode in MODES)
    return GainReport(function, forward, backward, std, stated, stated_effect)


def _report_one(function: Activation, mode: Mode, u: float, keep: float) -> ReportedGain | str:
    try:
        value, bound = (
            float(part) for part in _gain_with_bound(function, mode, u, moments(function, u), keep)
        )
    except ValueError as error:
        return str(error)
    closed = _closed_form(function, mode, _as_printed(u), _as_printed(keep))
    return ReportedGain(value, bound, closed, effect(function, value, u=u, keep=keep))


def _as_printed(value: float) -> sp.Rational:
    """Return the decimal that a number prints."""
    return sp.Rational(str(value))


def _closed_form(function: Activation, mode: Mode, u: sp.Rational, keep: sp.Rational) -> sp.Expr | None:
    try:
        match mode:
            case "forward":
                moment = function.moment(2) / keep
            case "backward":
                moment = function.moment(2, derivative=1) / keep
            case _:
                moment = function.moment(2) / keep - function.moment(1) ** 2
    except NoClosedForm:
        return None
    return sp.simplify((u if mode == "forward" else 1) / sp.sqrt(moment.subs(deviation, u)))
