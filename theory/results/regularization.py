"""Regularisation: what penalties add to a gradient, which priors they stand for, and dropout at test time."""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from theory.derivation.derivation import Derivation
from theory.derivation.derivatives import Differentiate
from theory.derivation.expectation import Exchangeable, Independent, Law
from theory.derivation.identities import Equal
from theory.derivation.registry import derived
from theory.derivation.sizes import Index
from theory.notation import KEEP, E, N, X, j
from theory.results.normal import normal_density
from theory.results.updates import INPUT, REST, STEP, TARGET, WEIGHT, sample_gradient
from theory.results.zero_weights import sigmoid

__all__ = [
    "HOLD",
    "KEEP",
    "NOISE",
    "PRIOR_DEVIATION",
    "PRIOR_SCALE",
    "SIGN",
    "STRENGTH",
    "SURPLUS",
    "absolute_penalty_gradient",
    "absolute_strength",
    "laplace_prior_slope",
    "masked_sum_ratio",
    "noise_slope",
    "normal_prior_slope",
    "rectified_masked_sum",
    "squared_penalty_decay",
    "squared_penalty_gradient",
    "squared_strength",
]

STRENGTH = sp.Symbol(r"\lambda_r", positive=True)  # of a penalty, which the lecture calls lambda
SIGN = sp.Symbol("s_w", real=True, nonzero=True)  # of the weight: |w| = s_w w
NOISE, PRIOR_SCALE, PRIOR_DEVIATION = sp.symbols("sigma_n b_w sigma_p", positive=True)
# The sums of two units that reach a rectifier: SURPLUS + HOLD and -HOLD.
SURPLUS, HOLD = sp.symbols("d_z b_z", positive=True)
_OTHERS = sp.Symbol("R", nonnegative=True)  # the penalty of the other weights, over its strength


# --- penalties ----------------------------------------------------------------------------------------------


def _added(name: str, penalty: sp.Expr, result: sp.Expr, reason: str) -> Derivation:
    """Return the derivative of the penalised loss by a weight, less that of the loss alone; for a sigmoid neuron."""
    loss = (TARGET - sigmoid(WEIGHT * INPUT + REST)) ** 2
    alone = sp.Symbol("l_w", real=True)
    slope = sample_gradient().rhs
    return Derivation(
        name=name,
        lhs=sp.Symbol(r"\partial L/\partial w-\partial\ell/\partial w", real=True),
        start=sp.Derivative(loss + STRENGTH * (penalty + _OTHERS), WEIGHT) - alone,
        steps=(
            Differentiate(slope + result - alone, reason),
            Equal(result, "the loss alone has the same derivative", given={alone: sample_gradient()}),
        ),
    )


@derived("mlpslides L1")
def absolute_penalty_gradient() -> Derivation:
    """lambda sgn(w): what lambda sum |w| adds to the derivative of the loss by a weight that is not 0."""
    return _added(
        "absolute_penalty_gradient", SIGN * WEIGHT, STRENGTH * SIGN, "on each side of 0, |w| is linear in w"
    )


@derived("mlpslides L2")
def squared_penalty_gradient() -> Derivation:
    """2 lambda w: what lambda sum w^2 adds to the derivative of the loss by a weight."""
    return _added("squared_penalty_gradient", WEIGHT**2, 2 * STRENGTH * WEIGHT, "the square's slope is 2w")


@derived
def squared_penalty_decay() -> Derivation:
    """1 - 2 gamma lambda: the factor of a weight in one step of descent, beside what the loss alone does to it."""
    by_loss, added = sp.symbols("l_w D_w", real=True)
    moved = WEIGHT - STEP * (by_loss + added)
    return Derivation(
        name="squared_penalty_decay",
        lhs=sp.Symbol(r"(w_{new}+\gamma_s\partial\ell/\partial w)/w", real=True),
        start=(moved + STEP * by_loss) / WEIGHT,
        steps=(
            Equal(
                1 - 2 * STEP * STRENGTH,
                "the penalty adds 2λw to the derivative",
                given={added: squared_penalty_gradient()},
            ),
        ),
    )


# --- the priors that they stand for -------------------------------------------------------------------------

_OUTPUT = sp.Symbol("o", real=True)


@derived
def noise_slope() -> Derivation:
    """-(y - o)/sigma^2: the derivative of -log p(y|o) by o, for y = o plus normal noise."""
    return Derivation(
        name="noise_slope",
        lhs=sp.Symbol("-(ln p(y))'", real=True),
        start=sp.Derivative(-sp.log(normal_density(TARGET - _OUTPUT, NOISE)), _OUTPUT),
        steps=(Differentiate(-(TARGET - _OUTPUT) / NOISE**2, "the exponent is a square"),),
    )


@derived
def laplace_prior_slope() -> Derivation:
    """sgn(w)/b: the derivative of -log p(w) by w, for the density exp(-|w|/b)/(2b)."""
    density = sp.exp(-SIGN * WEIGHT / PRIOR_SCALE) / (2 * PRIOR_SCALE)
    return Derivation(
        name="laplace_prior_slope",
        lhs=sp.Symbol("-(ln p(w))'", real=True),
        start=sp.Derivative(-sp.log(density), WEIGHT),
        steps=(Differentiate(SIGN / PRIOR_SCALE, "the exponent is linear on each side of 0"),),
    )


@derived
def normal_prior_slope() -> Derivation:
    """w/sigma_p^2: the derivative of -log p(w) by w, for w ~ N(0, sigma_p^2)."""
    return Derivation(
        name="normal_prior_slope",
        lhs=sp.Symbol("-(ln p(w))'", real=True),
        start=sp.Derivative(-sp.log(normal_density(WEIGHT, PRIOR_DEVIATION)), WEIGHT),
        steps=(Differentiate(WEIGHT / PRIOR_DEVIATION**2, "the exponent is a square"),),
    )


def _strength(name: str, prior: Derivation, penalty_slope: sp.Expr, result: sp.Expr) -> Derivation:
    """Return the strength at which the penalised loss has its minimum where the posterior density has its maximum.

    -log posterior is a constant times the penalised loss if both parts of it are: the squared error's slope -2 (y - o)
    over that of the noise, and the penalty's slope over that of the prior, must be the same constant.
    """
    of_noise, of_prior = sp.symbols("Q_o Q_w", real=True, nonzero=True)
    return Derivation(
        name=name,
        lhs=STRENGTH,
        start=-2 * (TARGET - _OUTPUT) / of_noise * of_prior / penalty_slope,
        steps=(
            Equal(
                result,
                "the loss is 2σ² times what the noise gives, and so must the penalty be of what the prior gives",
                given={of_noise: noise_slope(), of_prior: prior},
            ),
        ),
    )


@derived
def absolute_strength() -> Derivation:
    """2 sigma^2/b: the strength of the L1 penalty that stands for a Laplace prior of scale b."""
    return _strength("absolute_strength", laplace_prior_slope(), SIGN, 2 * NOISE**2 / PRIOR_SCALE)


@derived
def squared_strength() -> Derivation:
    """sigma^2/sigma_p^2: the strength of the L2 penalty that stands for a normal prior of deviation sigma_p."""
    return _strength("squared_strength", normal_prior_slope(), 2 * WEIGHT, NOISE**2 / PRIOR_DEVIATION**2)


# --- dropout at test time -----------------------------------------------------------------------------------


def _mask_law(mask: sp.IndexedBase) -> Law:
    """Return the law of a mask, and of what it lets pass: terms w_j h_j of any covariances."""
    atoms = ((Fraction(2, 3), Fraction(1)), (Fraction(1, 3), Fraction(0)))
    masks = Independent(mask, (KEEP, KEEP), atoms, ((KEEP, Fraction(2, 3)),))
    return Law((masks, Exchangeable(X)))


@derived("mlpslides dropout at test time")
def masked_sum_ratio() -> Derivation:
    """1: E sum_j w_j m_j h_j over sum_j (p w_j) h_j, for units that are present with probability p.

    The terms w_j h_j, here x_j, may have any law.
    """
    mask = sp.IndexedBase("m")
    law = _mask_law(mask)
    return Derivation(
        name="masked_sum_ratio",
        lhs=sp.Symbol("E[z]/z_{test}", real=True),
        start=E(sp.Sum(mask[j] * X[j], (j, 1, N))) / (KEEP * E(sp.Sum(X[j], (j, 1, N)))),
        steps=(
            Index(
                sp.S.One,
                "the sum is linear, and a unit is present with probability p, whatever it is",
                size=N,
                law=law,
            ),
        ),
        assumptions=("the mask is independent of the units",),
    )


@derived("mlpslides dropout, nonlinear")
def rectified_masked_sum() -> Derivation:
    """p (d + (1 - p) b): E relu(z) under dropout, where one unit adds b + d to z and another one takes b from it."""
    terms = (SURPLUS + HOLD, -HOLD)
    mean = sum(
        KEEP ** (first + second)
        * (1 - KEEP) ** (2 - first - second)
        * sp.Max(0, first * terms[0] + second * terms[1])
        for first in (0, 1)
        for second in (0, 1)
    )
    return Derivation(
        name="rectified_masked_sum",
        lhs=sp.Symbol("E[h]", real=True),
        start=mean,
        steps=(
            Equal(
                KEEP * (SURPLUS + (1 - KEEP) * HOLD),
                "of four masks, the two that hold the first unit open the rectifier",
            ),
        ),
        assumptions=("the masks of the two units are independent",),
    )
