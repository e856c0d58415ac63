"""Whitening of a batch of two units: Sigma^(-1/2) by the eigenvalues of the covariance (CPEN 455, homework 1, 2.4).

Sigma = U A U^T, where U turns by an angle.  The first entry of each product is derived; the others follow by turning
the axes.
"""

from __future__ import annotations

import sympy as sp

from theory.derivation.derivation import Derivation
from theory.derivation.identities import Equal
from theory.derivation.registry import derived

__all__ = [
    "ANGLE",
    "EIGENVALUES",
    "WEIGHT",
    "correlation",
    "whitened_by_centred",
    "whitened_by_whitened",
    "whitened_sum",
]

EIGENVALUES = sp.symbols("a_1 a_2", positive=True)
ANGLE = sp.Symbol("phi", real=True)  # of the first eigenvector with the first axis
WEIGHT = sp.Symbol("b", real=True)  # of the second unit, beside the first


def _power(exponent: sp.Rational) -> sp.Matrix:
    """Return Sigma to a power: U A^exponent U^T."""
    turn = sp.Matrix([[sp.cos(ANGLE), -sp.sin(ANGLE)], [sp.sin(ANGLE), sp.cos(ANGLE)]])
    return turn * sp.diag(*(eigenvalue**exponent for eigenvalue in EIGENVALUES)) * turn.T


_COVARIANCE, _INVERSE_ROOT = _power(sp.S.One), _power(sp.Rational(-1, 2))


@derived("cpen455hw1 2.4, whitening")
def whitened_by_whitened() -> Derivation:
    """1: the first entry of Sigma^(-1/2) Sigma Sigma^(-1/2), the covariance of the whitened batch."""
    return Derivation(
        name="whitened_by_whitened",
        lhs=sp.Symbol(r"(\tilde Y^T\tilde Y/B)_{11}", real=True),
        start=(_INVERSE_ROOT * _COVARIANCE * _INVERSE_ROOT)[0],
        steps=(Equal(sp.S.One, "the powers of Σ share its eigenvectors, and their exponents add up to 0"),),
    )


@derived("cpen455hw1 2.4, last line")
def whitened_by_centred() -> Derivation:
    """The first entry of Sigma^(-1/2) Sigma, the product of the whitened batch with the centred one: of the root."""
    return Derivation(
        name="whitened_by_centred",
        lhs=sp.Symbol(r"(\tilde Y^TY_c/B)_{11}", real=True),
        start=(_INVERSE_ROOT * _COVARIANCE)[0],
        steps=(
            Equal(
                sp.expand(_power(sp.Rational(1, 2))[0]),
                "powers of Σ share its eigenvectors",
            ),
        ),
    )


def correlation() -> sp.Expr:
    """Return the correlation of the two units, which batch normalisation leaves as it is."""
    return _COVARIANCE[0, 1] / sp.sqrt(_COVARIANCE[0, 0] * _COVARIANCE[1, 1])


@derived("cpen455hw1 2.4, all of the covariance")
def whitened_sum() -> Derivation:
    """1 + b^2: the variance of y_1 + b y_2 of the whitened batch, for every b; its covariance is the identity."""
    weights = sp.Matrix([1, WEIGHT])
    white = _INVERSE_ROOT * _COVARIANCE * _INVERSE_ROOT
    return Derivation(
        name="whitened_sum",
        lhs=sp.Symbol(r"\operatorname{Var}(\tilde y_1+b\tilde y_2)", real=True),
        start=(weights.T * white * weights)[0],
        steps=(Equal(1 + WEIGHT**2, "each unit has the variance 1, and the covariance is 0"),),
    )
