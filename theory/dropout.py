"""Dropout: moments of a masked unit, and the number of units kept (CPEN 455, homework 1, part 1)."""

from __future__ import annotations

import sympy as sp

from theory.derivation import Derivation, derived
from theory.gaussian import relu_mean, relu_second_moment, relu_variance
from theory.notation import M, k, lam, p, u
from theory.steps import Equal, Index, Limit

__all__ = [
    "kept_pmf", "over_masks", "poisson_limit", "relu_dropout_mean", "relu_dropout_second_moment",
    "relu_dropout_variance", "relu_unit_mean", "relu_unit_variance", "unscaled_dropout_ratio",
]  # fmt: skip

_STANDARD = "z ~ N(0, I)"
_RESCALED = "the mask is independent of the unit, and is 1 with probability 1 - p"


def over_masks(function: sp.Expr, mask: sp.Symbol) -> sp.Expr:
    """Return the expectation of `function` over a Bernoulli(1 - p) mask."""
    return (1 - p) * function.subs(mask, 1) + p * function.subs(mask, 0)


@derived
def unscaled_dropout_ratio() -> Derivation:
    """E[m h]/E[h] = 1 - p: what dropout without rescaling does to the mean, homework question 1.1."""
    mask, mean = sp.Symbol("m", nonnegative=True), sp.Symbol("E[h]", positive=True)
    return Derivation(
        name="unscaled_dropout_ratio",
        lhs=sp.Symbol(r"\operatorname{E}[m_i h_i]/\operatorname{E}h_i"),
        start=over_masks(mask, mask) * mean / mean,
        steps=(Equal(1 - p, "a unit is 0 with probability p, and unchanged otherwise"),),
        source="cpen455hw1 1.1",
        assumptions=(_RESCALED, "E h is not 0"),
    )


@derived
def relu_unit_mean() -> Derivation:
    """E relu(z) = 1/sqrt(2 pi), z ~ N(0, 1): homework question 1.2."""
    return Derivation(
        name="relu_unit_mean",
        lhs=sp.Symbol(r"\operatorname{E}h_i"),
        start=relu_mean().rhs,
        steps=(
            Equal(1 / sp.sqrt(2 * sp.pi), "orthonormal rows make z standard normal", given={u: sp.S.One}),
        ),
        source="cpen455hw1 1.2",
        assumptions=(_STANDARD,),
    )


@derived
def relu_unit_variance() -> Derivation:
    """Var relu(z) = 1/2 - 1/(2 pi), z ~ N(0, 1): homework question 1.2."""
    return Derivation(
        name="relu_unit_variance",
        lhs=sp.Symbol(r"\operatorname{Var}h_i"),
        start=relu_variance().rhs,
        steps=(
            Equal(
                sp.Rational(1, 2) - 1 / (2 * sp.pi),
                "orthonormal rows make z standard normal",
                given={u: sp.S.One},
            ),
        ),
        source="cpen455hw1 1.2",
        assumptions=(_STANDARD,),
    )


@derived
def relu_dropout_mean() -> Derivation:
    """E[m h/(1-p)] = E h = 1/sqrt(2 pi): homework question 1.2."""
    mask, mean = sp.Symbol("m", nonnegative=True), sp.Symbol("E[h]", positive=True)
    return Derivation(
        name="relu_dropout_mean",
        lhs=sp.Symbol(r"\operatorname{E}\tilde{h}_i"),
        start=over_masks(mask / (1 - p), mask) * mean,
        steps=(
            Equal(mean, "the mask's mean is 1 - p, which the scale cancels"),
            Equal(
                1 / sp.sqrt(2 * sp.pi),
                "E h is (20) at u = 1",
                given={mean: relu_unit_mean().rhs},
            ),
        ),
        source="cpen455hw1 1.2",
        assumptions=(_STANDARD, _RESCALED),
    )


@derived
def relu_dropout_second_moment() -> Derivation:
    """E[(m h/(1-p))^2] = E[h^2]/(1-p) = 1/(2(1-p)): homework question 1.2."""
    mask, second = sp.Symbol("m", nonnegative=True), sp.Symbol("E[h^2]", positive=True)
    return Derivation(
        name="relu_dropout_second_moment",
        lhs=sp.Symbol(r"\operatorname{E}\tilde{h}_i^2"),
        start=over_masks(mask**2 / (1 - p) ** 2, mask) * second,
        steps=(
            Equal(second / (1 - p), "E m² = E m = 1 - p cancels one of the two factors 1 - p, not both"),
            Equal(
                1 / (2 * (1 - p)),
                "E h² is (21) at u = 1",
                given={second: relu_second_moment().rhs.subs(u, 1)},
            ),
        ),
        source="cpen455hw1 1.2",
        assumptions=(_STANDARD, _RESCALED),
    )


@derived
def relu_dropout_variance() -> Derivation:
    """Var(m h/(1-p)) = 1/(2(1-p)) - 1/(2 pi), h = relu(z), z ~ N(0, 1): homework question 1.2."""
    mask = sp.Symbol("m", nonnegative=True)
    second, mean = sp.symbols("E[h^2] E[h]", positive=True)
    keep = over_masks(mask**2 / (1 - p) ** 2, mask), over_masks(mask / (1 - p), mask)
    return Derivation(
        name="relu_dropout_variance",
        lhs=sp.Symbol(r"\operatorname{Var}\tilde{h}_i"),
        start=keep[0] * second - (keep[1] * mean) ** 2,
        steps=(
            Equal(
                second / (1 - p) - mean**2,
                "m² = m, so one factor 1 - p cancels: once in the square, all in the mean",
            ),
            Equal(
                1 / (2 * (1 - p)) - 1 / (2 * sp.pi),
                "E h² and E h are (21) and (20) at u = 1",
                given={second: relu_second_moment().rhs.subs(u, 1), mean: relu_mean().rhs.subs(u, 1)},
            ),
        ),
        source="cpen455hw1 1.2",
        assumptions=(_STANDARD, _RESCALED),
    )


def kept_pmf() -> sp.Expr:
    """P(K = k) for M units kept with probability lambda/M each: binomial, homework question 1.3."""
    return sp.binomial(M, k) * (lam / M) ** k * (1 - lam / M) ** (M - k)


@derived
def poisson_limit() -> Derivation:
    """P(K = k) -> lambda^k e^-lambda/k! as M -> oo with M (1 - p) = lambda: homework question 1.4.

    For symbolic k, through the ratio of successive probabilities: no factorial is sent to infinity.
    """
    index = sp.Symbol("r", integer=True, nonnegative=True)
    ratios = sp.Product((M - index) / (index + 1) * (lam / M) / (1 - lam / M), (index, 0, k - 1))
    none_kept = (1 - lam / M) ** M
    limits = sp.Product(lam / (index + 1), (index, 0, k - 1))
    return Derivation(
        name="poisson_limit",
        lhs=sp.Symbol(r"\lim_{M\to\infty}P(K=k)"),
        start=kept_pmf(),
        steps=(
            Index(
                none_kept * ratios,
                "P(K=0) times the ratios P(K=r+1)/P(K=r)",
                size=k,
                sizes=(0, 1, 2, 3, 4),
            ),
            Limit(
                sp.exp(-lam) * limits,
                "P(K=0) and each of the k ratios, one by one",
                variable=M,
                order=1,
                parts={none_kept: sp.exp(-lam), ratios: limits},
            ),
            Index(lam**k * sp.exp(-lam) / sp.factorial(k), "the k factors", size=k, sizes=(0, 1, 2, 3, 4, 5)),
        ),
        source="cpen455hw1 1.4",
        assumptions=("M > lambda", "the masks are independent"),
    )
