"""The law of signals and gradients at every width and depth, for g(x) = a x for x > 0 and b x for x < 0; no biases.

Each layer multiplies the mean square by sigma_w^2 S/keep, where S is the mean over N units of (f_i Z_i)^2, f_i is
independent of the standard normal Z_i, and f_i^2 is 0 with probability 1 - keep, else a^2 or b^2 divided by keep.
The factors of all layers are independent, so logarithms add, and no limit is taken.  A gradient has factors of the
same law (Hanin, Nica 2018, arXiv:1812.05994): the signs of a layer's pre-activations are independent of all sizes.

With positive probability all units of a layer are 0 where a or b is 0, or with dropout.  Logarithms are those of
the networks whose signal lives.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from theory.arguments import checked
from theory.mean_field.dense_network import DenseNetwork
from theory.mean_field.finite_width import Spread
from theory.mean_field.infinite_width import infinite_width
from theory.mean_field.layer_moments import homogeneous_slopes

__all__ = ["HomogeneousLaw", "homogeneous_law"]


Array = npt.NDArray[np.float64]
REACH, STEP = 92.0, 1 / 32  # of log t: the integrands fall at least like exp(-|log t|/2)


@dataclass(frozen=True)
class HomogeneousLaw:
    """Exact at every width, an entry for each layer; entry 0 is layer 1.

    Parameters
    ----------
    conditional, signal, gradient : Spread
        Mean and variance of logarithms, of what `FiniteWidth` says; of the networks whose signal lives there.
    relative_variance : ndarray, shape (depth,)
        Var K/(E K)^2.
    root : ndarray, shape (depth,)
        E sqrt(K)/sqrt(E K), at most 1.
    log_alive : ndarray, shape (depth,)
        The logarithm of the probability that the layer's signal is not 0.
    """

    conditional: Spread
    signal: Spread
    gradient: Spread
    relative_variance: Array
    root: Array
    log_alive: Array

    @property
    def excess_kurtosis(self) -> Array:
        """Excess kurtosis of a pre-activation over networks."""
        return 3 * self.relative_variance

    @property
    def rectified_variance(self) -> Array:
        """Var relu(y_m)/E relu(y_m)^2 over networks: 1 - 1/pi at infinite width, and it creeps to 1 with depth."""
        return np.asarray(1 - self.root**2 / np.pi)


@checked
def homogeneous_law(network: DenseNetwork) -> HomogeneousLaw:
    """Return the exact law of a network whose activation is positively homogeneous, without biases.

    The input has one length, as one of signs has: `input_kurtosis` is 1.

    Raises
    ------
    ValueError
        If g is not positively homogeneous, a bias has a variance, or the input's length is random.

    Examples
    --------
    >>> law = homogeneous_law(DenseNetwork("relu", (32,) * 31, 2.0))
    >>> law.relative_variance[29]              # (1 + 5/32)^29 - 1
    np.float64(66.3...)
    >>> np.exp(law.conditional.mean_log[29])   # a typical network, where the mean of all is 1
    np.float64(0.18...)
    """
    slopes = homogeneous_slopes(network.function)
    if slopes is None:
        raise ValueError(
            f"{network.function.name} = {network.function.expr} is not a x for x > 0 and b x for x < 0: "
            "take finite_width"
        )
    if any(network.bias_variances) or network.input_kurtosis != 1:
        raise ValueError(
            "bias_variance must be 0 and input_kurtosis 1: with others the law is not a product; take finite_width"
        )
    limit, units = infinite_width(network), network.widths[1:]
    factors = [_factor(*slopes, keep, width) for keep, width in zip(network.keeps, units, strict=False)]
    mean_log, variance, excess, root, alive = np.array([(0.0,) * 5, *factors]).T.cumsum(axis=1)
    conditional = Spread(limit.log_variance, mean_log, variance)
    chi_mean, chi_variance = np.array([_log_chi_square(width) for width in units]).T
    signal = Spread(limit.log_variance, mean_log + chi_mean, variance + chi_variance)
    gradient = Spread(
        limit.log_gradient,
        mean_log[-1] - mean_log + chi_mean[-1],
        variance[-1] - variance + chi_variance[-1],
    )
    with np.errstate(over="ignore"):  # inf where float64 does not hold it
        relative = np.expm1(excess)
    return HomogeneousLaw(conditional, signal, gradient, relative, np.exp(root), alive)


def _log_chi_square(units: int) -> tuple[float, float]:
    """Return mean and variance of log(chi^2_N/N)."""
    # Here, since SciPy's functions take time to import.
    from scipy import special

    return float(special.digamma(units / 2)) - math.log(units / 2), float(special.polygamma(1, units / 2))


@lru_cache(maxsize=1024)
def _factor(a: float, b: float, keep: float, units: int) -> tuple[float, float, float, float, float]:
    """Return E log S, Var log S, log(E S^2/(E S)^2), log(E sqrt(S)/sqrt(E S)) and log P(S > 0), for E S = 1.

    Integrals of the Laplace transform phi(t) = E exp(-t S), which is a power: with t = e^s their integrands are
    smooth and fall off exponentially, so the trapezoidal rule converges exponentially (Trefethen, Weideman 2014).
    """
    second = keep * (a * a + b * b) / 2
    fourth = 3 * keep * (a**4 + b**4) / 2
    spread = math.log1p((fourth / second**2 - 1) / units)
    s = np.arange(-REACH, REACH, STEP)
    t = np.exp(s)
    # phi is a power of that of one unit, 1 - lost, each unit with the squared slope 0, a^2 or b^2 over N second.
    roots = [np.log1p(2 * t * slope * slope / (units * second)) / 2 for slope in (a, b)]
    lost = -keep / 2 * (np.expm1(-roots[0]) + np.expm1(-roots[1]))
    left = 1 - keep + keep / 2 * (np.exp(-roots[0]) + np.exp(-roots[1]))
    log_phi = units * np.where(lost < 0.5, np.log1p(-np.minimum(lost, 0.5)), np.log(left))
    dead = (1 - keep) + keep * ((a == 0) + (b == 0)) / 2
    log_alive = math.log1p(-(dead**units))
    lives = np.exp(log_alive)
    gap = -np.expm1(log_phi)  # 1 - phi
    # Of the networks that live: E exp(-t S) = (phi - P(S = 0))/P(S > 0).
    difference = gap / lives - (-np.expm1(-t))
    mean = STEP * float(difference.sum())  # the integral of (exp(-t) - E exp(-t S))/t is E log S
    square = -2 * (STEP * float((difference * s).sum()) + np.euler_gamma * mean)  # with log t, E (log S)^2
    root = STEP * float((gap * np.exp(-s / 2)).sum()) / (2 * math.sqrt(math.pi))
    return mean, square - mean**2, spread, math.log(root), log_alive
