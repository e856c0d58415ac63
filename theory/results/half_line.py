"""Integrals over the line and over its half, as the homework has them (CPEN 455, homework 1, question 1.2)."""

from __future__ import annotations

import sympy as sp

from theory.derivation.derivation import Derivation
from theory.derivation.identities import Equal
from theory.derivation.integrals import Evaluate, Support
from theory.derivation.quantities import Probability, layer_input, unit
from theory.derivation.registry import derived
from theory.notation import E, m, t, u
from theory.results.normal import LINE, STANDARD_DENSITY
from theory.results.relu import relu_mean, relu_second_moment

__all__ = [
    "exponential_integral",
    "half_gamma",
    "logit_size",
    "logit_size_by_mean",
    "relu_unit_second_moment",
    "unit_is_zero",
    "whole_line_mean",
]


@derived("cpen455hw1 1.2, whole line")
def whole_line_mean() -> Derivation:
    """0: the mean of z over the whole line, where both halves cancel."""
    start = sp.Integral(t * STANDARD_DENSITY, LINE)
    return Derivation(
        name="whole_line_mean",
        lhs=start,
        start=start,
        steps=(
            Evaluate(
                sp.S.Zero,
                "z times its density has minus the density as antiderivative",
                antiderivative=-STANDARD_DENSITY,
            ),
        ),
    )


@derived("cpen455hw1 1.2, gamma identity")
def exponential_integral() -> Derivation:
    """2: the integral of exp(-t/2) over the half-line."""
    start = sp.Integral(sp.exp(-t / 2), (t, 0, sp.oo))
    return Derivation(
        name="exponential_integral",
        lhs=start,
        start=start,
        steps=(
            Evaluate(
                sp.S(2),
                "the exponential is its own antiderivative, times -2",
                antiderivative=-2 * sp.exp(-t / 2),
            ),
        ),
    )


@derived("cpen455hw1 1.2, half of Gamma(1/2)")
def half_gamma() -> Derivation:
    """sqrt(pi)/2: Gamma(3/2) = Gamma(1/2)/2, the integral of sqrt(t) exp(-t) over the half-line."""
    start = sp.Integral(sp.sqrt(t) * sp.exp(-t), (t, 0, sp.oo))
    return Derivation(
        name="half_gamma",
        lhs=start,
        start=start,
        steps=(
            Evaluate(
                sp.sqrt(sp.pi) / 2,
                "by parts",
                antiderivative=sp.sqrt(sp.pi) / 2 * sp.erf(sp.sqrt(t)) - sp.sqrt(t) * sp.exp(-t),
            ),
        ),
    )


@derived("cpen455hw1 1.2, second moment before dropout")
def relu_unit_second_moment() -> Derivation:
    """1/2: E relu(z)^2 for z ~ N(0, 1)."""
    return Derivation(
        name="relu_unit_second_moment",
        lhs=E(unit**2),
        start=relu_second_moment().rhs,
        steps=(Equal(sp.Rational(1, 2), "orthonormal rows make z standard normal", given={u: sp.S.One}),),
        assumptions=("z ~ N(0, 1), since W Wᵀ = I",),
    )


@derived("cpen455hw1 1.2, point mass")
def unit_is_zero() -> Derivation:
    """1/2: the probability that relu(z) is 0 (it is never below), which is that of z <= 0."""
    return Derivation(
        name="unit_is_zero",
        lhs=Probability(layer_input(2) <= 0),
        start=sp.Integral(STANDARD_DENSITY, (t, -sp.oo, 0)),
        steps=(
            Evaluate(
                sp.Rational(1, 2),
                "the density is even, and has the mass 1",
                antiderivative=sp.erf(t / sp.sqrt(2)) / 2,
            ),
        ),
        assumptions=("z ~ N(0, 1)",),
    )


@derived
def logit_size() -> Derivation:
    """u/sqrt(2 pi): E|h| of a rectified unit h = (y + |y|)/2, y ~ N(0, u^2)."""
    size = sp.Abs(u * t + sp.Abs(u * t)) / 2
    return Derivation(
        name="logit_size",
        lhs=E(sp.Abs(layer_input(m + 1))),
        start=sp.Integral(size * STANDARD_DENSITY, LINE),
        steps=(
            Support(
                sp.Integral(u * t * STANDARD_DENSITY, (t, 0, sp.oo)),
                "y + |y| is 0 below 0, and twice y above",
            ),
            Evaluate(
                u / sp.sqrt(2 * sp.pi),
                "t times the density is its slope",
                antiderivative=-u * STANDARD_DENSITY,
            ),
        ),
        assumptions=("y ~ N(0, u²)",),
    )


@derived("cpen455hw1 (9)")
def logit_size_by_mean() -> Derivation:
    """1: E|h|/E h of a rectified unit, which is never negative."""
    size, mean = sp.symbols("A F", positive=True)
    return Derivation(
        name="logit_size_by_mean",
        lhs=E(sp.Abs(layer_input(m + 1))) / E(layer_input(m + 1)),
        start=size / mean,
        steps=(Equal(sp.S.One, "a unit is its own size", given={size: logit_size(), mean: relu_mean()}),),
    )
