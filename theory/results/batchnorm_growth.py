"""How batch normalisation makes gradients grow, through linear - batch norm - ReLU layers, at every size of the batch.

The widths are large.  Then the examples of a batch are exchangeable: a column of pre-activations over the batch, less
its mean, is a normal vector that has the same variance in all directions of the B - 1 dimensions orthogonal to 1.  Its
length, whose square is a chi-square variable, is independent of its direction.  The normalised column z is uniform on
the sphere of radius sqrt(B) there.  A homogeneous function of degree 2 has the same mean on that sphere as for normal
variables of variance 1 and correlation c = -1/(B - 1).

Backward, the gradient at the column is that at z, projected orthogonally to 1 and to z, over the deviation of the
column.  Gradients of the examples, which were projected above, have the correlation c as well.  The result holds from
the first layer below such a projection on, and tends to pi/(pi - 1) in large batches (Yang et al. 2019,
arXiv:1902.08129).
"""

from __future__ import annotations

import sympy as sp

from theory.derivation.derivation import Derivation
from theory.derivation.identities import Equal
from theory.derivation.integrals import Evaluate
from theory.derivation.limits import Limit
from theory.derivation.quantities import gradient
from theory.derivation.registry import derived
from theory.notation import B, E, beta, gamma, m, t, u, w, x
from theory.results.batchnorm import normalized_mean, normalized_variance
from theory.results.relu import relu_second_moment
from theory.results.typical_length import FREEDOM
from theory.results.vanishing import relu_slope_square

__all__ = [
    "BEYOND",
    "batch_gradient_square",
    "batch_relu_variance",
    "batchnorm_growth",
    "both_positive",
    "inverse_chi_square",
    "kept_gradient",
    "relu_product",
    "squared_mean",
    "squared_product",
    "summed_squares",
]

BEYOND = sp.Symbol("n", integer=True, positive=True)  # samples of a batch beyond three: B - 3
_CORRELATION = -1 / (BEYOND + 2)  # of two examples in a batch of n + 3
_MEAN, _PRODUCT, _SQUARES = sp.symbols("D C T", positive=True)  # mean d, mean d z, and the sum of d^2
_GRADIENT_SQUARE = sp.Symbol(r"v \sum_k (\partial \ell/\partial Y_{kj})^2", real=True)
_WIDE = "wide layers: the examples of a batch are exchangeable, and a column over the batch is normal"
_INDEPENDENT = (
    "the gradient from above is independent of the weights that it passes, and of the signs of signals"
)
_NO_EPSILON = "epsilon is 0"


@derived
def both_positive() -> Derivation:
    """1/4 + arcsin(c)/(2 pi): the probability that two normal variables of correlation c are positive.

    In polar coordinates the angle is uniform: both are positive where it is within pi/2 of 0 and of phi = arccos c.
    """
    angle = sp.acos(_CORRELATION)
    return Derivation(
        name="both_positive",
        lhs=sp.Symbol("K", positive=True),
        start=sp.Integral(1 / (2 * sp.pi), (t, angle - sp.pi / 2, sp.pi / 2)),
        steps=(
            Evaluate(
                (sp.pi - angle) / (2 * sp.pi),
                "the length of the range of angles",
                antiderivative=t / (2 * sp.pi),
            ),
        ),
        assumptions=(_WIDE,),
    )


@derived
def relu_product() -> Derivation:
    """(sqrt(1 - c^2) + c (pi - arccos c))/(2 pi): E relu(Z_1) relu(Z_2) at the correlation c, the arc-cosine kernel."""
    angle = sp.acos(_CORRELATION)
    return Derivation(
        name="relu_product",
        lhs=sp.Symbol("R", positive=True),
        start=sp.Integral(sp.cos(t) * sp.cos(t - angle) / sp.pi, (t, angle - sp.pi / 2, sp.pi / 2)),
        steps=(
            Evaluate(
                (sp.sqrt(1 - _CORRELATION**2) + _CORRELATION * (sp.pi - angle)) / (2 * sp.pi),
                "in polar coordinates, where E r² = 2",
                antiderivative=(t * _CORRELATION + sp.sin(2 * t - angle) / 2) / (2 * sp.pi),
            ),
        ),
        assumptions=(_WIDE,),
    )


@derived
def inverse_chi_square() -> Derivation:
    """1/nu: E 1/S for S a chi-square variable with nu + 2 degrees of freedom; with 2 or fewer it is infinite.

    By parts it is E over nu + 2 degrees of freedom of 1, over nu.
    """
    half = FREEDOM / 2
    scale = FREEDOM * 2 ** (half + 1) * sp.gamma(half + 1)
    return Derivation(
        name="inverse_chi_square",
        lhs=sp.Symbol(r"\operatorname{E}1/S", positive=True),
        start=sp.Integral(x**half * sp.exp(-x / 2), (x, 0, sp.oo)) / scale,
        steps=(
            Evaluate(
                1 / FREEDOM,
                "the integral is the Gamma function",
                antiderivative=-(2 ** (half + 1)) * sp.uppergamma(half + 1, x / 2),
            ),
        ),
    )


@derived
def batch_gradient_square() -> Derivation:
    """Sum d^2 - B D^2 - B C^2, D = mean d, C = mean d z: v times the squares of a column's gradient, added up.

    The gradient at the column is (d - D - z C)/sqrt(v), by `loss_by_value`.
    """
    mean, square = sp.Symbol("M_z", real=True), sp.Symbol("V_z", positive=True)  # of z over the batch
    cross = -2 * _MEAN * (B * _MEAN) - 2 * _PRODUCT * (B * _PRODUCT)
    own = B * _MEAN**2 + 2 * B * _MEAN * _PRODUCT * mean + B * _PRODUCT**2 * square
    return Derivation(
        name="batch_gradient_square",
        lhs=_GRADIENT_SQUARE,
        start=_SQUARES + cross + own,
        steps=(
            Equal(
                _SQUARES - B * _MEAN**2 - B * _PRODUCT**2,
                "z has the mean 0 and the mean square 1 over the batch",
                given={
                    mean: normalized_mean().at({beta: sp.S.Zero}),
                    square: normalized_variance().at({gamma: sp.S.One}),
                },
            ),
        ),
        assumptions=(_NO_EPSILON,),
    )


def _of_batch(name: str, lhs: sp.Symbol, own: object, pair: Derivation) -> Derivation:
    """Return E (mean of d or of d z)^2: the B squares, and the B(B - 1) products of two examples."""
    square, product = sp.symbols("h P", positive=True)
    size = BEYOND + 3
    return Derivation(
        name=name,
        lhs=lhs,
        start=(size * square + size * (size - 1) * _CORRELATION * product) / size**2,
        steps=(
            Equal(
                (sp.Rational(1, 2) - pair.rhs) / size,
                "d is a slope times a gradient from above, two of which have the correlation -1/(B - 1)",
                given={square: own, product: pair},
            ),
        ),
        assumptions=(_WIDE, _INDEPENDENT),
    )


@derived
def squared_mean() -> Derivation:
    """E D^2 = (1/2 - K)/B, for gradients from above of variance 1: the slope is 1 for half of the examples."""
    return _of_batch(
        "squared_mean", sp.Symbol(r"\operatorname{E}D^2", positive=True), relu_slope_square(), both_positive()
    )


@derived
def squared_product() -> Derivation:
    """E C^2 = (1/2 - R)/B, for gradients from above of variance 1: a slope times z is relu(z)."""
    half = relu_second_moment().at({u: sp.S.One})
    return _of_batch(
        "squared_product", sp.Symbol(r"\operatorname{E}C^2", positive=True), half, relu_product()
    )


@derived
def summed_squares() -> Derivation:
    """E sum d^2 = B/2, for gradients from above of variance 1."""
    half = sp.Symbol("h", positive=True)
    return Derivation(
        name="summed_squares",
        lhs=_SQUARES,
        start=(BEYOND + 3) * half,
        steps=(
            Equal(
                (BEYOND + 3) / 2, "half of the slopes are 1, in the mean", given={half: relu_slope_square()}
            ),
        ),
        assumptions=(_WIDE, _INDEPENDENT),
    )


@derived
def kept_gradient() -> Derivation:
    """(B/2 - 1 + K + R)/B: v times the mean square of a gradient, for gradients from above of variance 1."""
    whole = sp.Symbol("Q", real=True)
    kept = (BEYOND + 1) / 2 + both_positive().rhs + relu_product().rhs
    return Derivation(
        name="kept_gradient",
        lhs=sp.Symbol(r"v \operatorname{E}(\partial \ell/\partial Y_{kj})^2", positive=True),
        start=whole / B,
        steps=(
            Equal(
                (_SQUARES - B * _MEAN**2 - B * _PRODUCT**2) / B,
                "the gradient at a column",
                given={whole: batch_gradient_square()},
            ),
            Equal(
                kept / (BEYOND + 3),
                "the means over networks, in a batch of n + 3",
                given={
                    B: BEYOND + 3,
                    _SQUARES: summed_squares(),
                    _MEAN**2: squared_mean(),
                    _PRODUCT**2: squared_product(),
                },
            ),
        ),
        assumptions=(_WIDE, _INDEPENDENT, _NO_EPSILON),
    )


@derived
def batch_relu_variance() -> Derivation:
    """1/2 - R: E relu(z_1)^2 - E relu(z_1) relu(z_2), the variance of a column of the layer above per sigma_w^2."""
    square, product = sp.symbols("q P", positive=True)
    return Derivation(
        name="batch_relu_variance",
        lhs=sp.Symbol(r"\Lambda/\sigma_w^2", positive=True),
        start=square - product,
        steps=(
            Equal(
                sp.Rational(1, 2) - relu_product().rhs,
                "in directions orthogonal to 1, the covariance of examples is taken away",
                given={square: relu_second_moment().at({u: sp.S.One}), product: relu_product()},
            ),
        ),
        assumptions=(_WIDE,),
    )


@derived
def batchnorm_growth() -> Derivation:
    """(B - 2 + 2K + 2R)/((B - 3)(1 - 2R)) -> pi/(pi - 1): E d_m^2/E d_{m+1}^2 through ReLU and batch norm, m >= 2.

    The gradient at z of layer m has sigma_w^2 E d_{m+1}^2 as variance from above, and v is Lambda S/B.
    """
    inverse, kept, variance = sp.symbols("I G V", positive=True)
    product, both = relu_product().rhs, both_positive().rhs
    return Derivation(
        name="batchnorm_growth",
        lhs=E(gradient(m) ** 2) / E(gradient(m + 1) ** 2),
        start=w * (BEYOND + 3) * inverse * kept / (w * variance),
        steps=(
            Equal(
                (BEYOND + 1 + 2 * both + 2 * product) / (BEYOND * (1 - 2 * product)),
                "the direction of a column is independent of its length",
                given={
                    inverse: inverse_chi_square().at({FREEDOM: BEYOND}),
                    kept: kept_gradient(),
                    variance: batch_relu_variance(),
                },
            ),
            Limit(
                sp.pi / (sp.pi - 1),
                "examples become uncorrelated: K tends to 1/4, and R to 1/(2 pi)",
                variable=BEYOND,
                order=1,
            ),
        ),
        assumptions=(
            _WIDE,
            _INDEPENDENT,
            _NO_EPSILON,
            "the batch of inputs is of independent examples; m is 2 or more",
        ),
    )
