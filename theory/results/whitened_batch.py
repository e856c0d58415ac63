"""Whitening of a batch, for any number of units and samples (CPEN 455, homework 1, 2.4).

Sigma = U A U^T, with orthonormal eigenvectors U and positive eigenvalues A.  A number speaks for a whole covariance K:
c^T K c, the variance of a combination c of the units.  It is written by the components e of c along the eigenvectors,
c = U e, for four units at most; with fewer, some components are 0.
"""

from __future__ import annotations

import sympy as sp
from sympy.matrices.expressions.diagonal import DiagMatrix
from sympy.matrices.expressions.hadamard import HadamardPower

from theory.derivation.derivation import Derivation
from theory.derivation.matrices import AtShape, TraceIdentity
from theory.derivation.registry import derived
from theory.derivation.traces import Orthonormal, Positive
from theory.notation import B, M

__all__ = [
    "COMPONENTS",
    "EIGENVALUES",
    "rank_of_covariance",
    "whitened_by_centred_combination",
    "whitened_combination",
]

_MOST = 4  # units
EIGENVALUES = sp.symbols(f"a_1:{_MOST + 1}", positive=True)
COMPONENTS = sp.symbols(f"e_1:{_MOST + 1}", real=True)  # of a combination of units, along the eigenvectors
_VECTORS, _VALUES, _ALONG = Orthonormal("U", M, M), Positive("a", M, 1), sp.MatrixSymbol("e", M, 1)
_WRITTEN = {_VALUES: sp.Matrix(EIGENVALUES), _ALONG: sp.Matrix(COMPONENTS)}


def _power(exponent: sp.Rational) -> sp.MatrixExpr:
    """Return Sigma to a power: U A^exponent U^T."""
    values = _VALUES if exponent == 1 else HadamardPower(_VALUES, exponent)
    return _VECTORS * DiagMatrix(values) * _VECTORS.T


def _along(covariance: sp.MatrixExpr) -> sp.Expr:
    combination = _VECTORS * _ALONG
    return sp.Trace(combination.T * covariance * combination)


@derived("cpen455hw1 2.4, whitening at any size")
def whitened_combination() -> Derivation:
    """|c|^2: the variance of any combination c of whitened units, so their covariance is the identity."""
    root = _power(sp.Rational(-1, 2))
    return Derivation(
        name="whitened_combination",
        lhs=sp.Symbol(r"c^{T} \tilde{Y}^{T} \tilde{Y} c/B", real=True),
        start=_along(root * _power(sp.S.One) * root),
        steps=(
            TraceIdentity(
                sp.Trace(_ALONG.T * _ALONG),
                "the powers of Σ share its eigenvectors; their exponents add up to 0",
            ),
            AtShape(sp.Add(*(part**2 for part in COMPONENTS)), "the square of a length", matrices=_WRITTEN),
        ),
    )


@derived("cpen455hw1 2.4, last line at any size")
def whitened_by_centred_combination() -> Derivation:
    """c^T Sigma^(1/2) c, by the components of c: the product of the whitened batch with the centred one."""
    half = sp.Rational(1, 2)
    return Derivation(
        name="whitened_by_centred_combination",
        lhs=sp.Symbol(r"c^{T} \tilde{Y}^{T} Y_{c} c/B", real=True),
        start=_along(_power(-half) * _power(sp.S.One)),
        steps=(
            TraceIdentity(
                sp.Trace(_ALONG.T * DiagMatrix(HadamardPower(_VALUES, half)) * _ALONG),
                "powers of Σ share its eigenvectors",
            ),
            AtShape(
                sp.Add(
                    *(sp.sqrt(value) * part**2 for value, part in zip(EIGENVALUES, COMPONENTS, strict=True))
                ),
                "written out",
                matrices=_WRITTEN,
            ),
        ),
    )


@derived
def rank_of_covariance() -> Derivation:
    """B - 1: the rank of C = I - 1 1^T/B, a projection, which bounds that of the covariance Y^T C^T C Y/B.

    The rank of a projection is its trace.  Rows in general position reach the bound where M is at least B - 1.
    """
    ones = sp.OneMatrix(B, 1)
    centring = sp.Identity(B) - ones * ones.T / B
    return Derivation(
        name="rank_of_covariance",
        lhs=sp.Symbol(r"\operatorname{rank}(\tilde{Y}^{T} \tilde{Y}/B)", nonnegative=True),
        start=sp.Trace(centring.T * centring),
        steps=(
            TraceIdentity(sp.Trace(centring), "CᵀC = C: what is centred stays so"),
            TraceIdentity(B - 1, "the trace of I is B, and that of 1 1ᵀ/B is 1"),
        ),
        assumptions=("M >= B - 1, and the rows of the batch are in general position",),
    )
