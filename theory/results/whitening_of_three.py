"""Whitening of a batch of three units: its covariance becomes the identity (CPEN 455, homework 1, 2.4).

Sigma = U A U^T.  U is any rotation but half turns: the rotation of a quaternion (1, t_1, t_2, t_3).
"""

from __future__ import annotations

from itertools import product

import sympy as sp

from theory.derivation.derivation import Derivation
from theory.derivation.identities import Equal
from theory.derivation.registry import derived

__all__ = [
    "QUATERNION",
    "ROOTS",
    "WEIGHTS",
    "axis_product",
    "coordinate",
    "rotation",
    "whitened_sum_of_three",
]

QUATERNION = sp.symbols("t_1:4", real=True)
ROOTS = sp.symbols("r_1:4", positive=True)  # of the eigenvalues of Sigma
WEIGHTS = (sp.S.One, *sp.symbols("b c", real=True))  # of the three units in a sum
_AXES = (0, 1, 2)


def rotation() -> sp.Matrix:
    """Return U, whose columns are the eigenvectors of Sigma."""
    x, y, z = QUATERNION
    above = [
        [1 + x**2 - y**2 - z**2, 2 * (x * y - z), 2 * (x * z + y)],
        [2 * (x * y + z), 1 - x**2 + y**2 - z**2, 2 * (y * z - x)],
        [2 * (x * z - y), 2 * (y * z + x), 1 - x**2 - y**2 + z**2],
    ]
    return sp.Matrix(above) / (1 + x**2 + y**2 + z**2)


@derived
def axis_product(first: int = 0, second: int = 0) -> Derivation:
    """1 or 0: an entry of U^T U, the product of two eigenvectors.

    Parameters
    ----------
    first, second : int
        Which of the eigenvectors, from 0 to 2.
    """
    columns = rotation()[:, first], rotation()[:, second]
    return Derivation(
        name="axis_product",
        lhs=sp.Symbol("G_{kl}", real=True),
        start=sum(one * other for one, other in zip(*columns, strict=True)),
        steps=(Equal(sp.Integer(first == second), "a rotation keeps lengths and right angles"),),
    )


@derived
def coordinate(axis: int = 0) -> Derivation:
    """The coordinate of the weights (1, b, c) along an eigenvector.

    Parameters
    ----------
    axis : int
        Which of the eigenvectors, from 0 to 2.
    """
    terms = [weight * entry for weight, entry in zip(WEIGHTS, rotation()[:, axis], strict=True)]
    return Derivation(
        name="coordinate",
        lhs=sp.Symbol("u_k", real=True),
        start=sum(terms),
        steps=(Equal(sp.together(sum(terms)), "over the common denominator"),),
    )


@derived("cpen455hw1 2.4, three units")
def whitened_sum_of_three() -> Derivation:
    """1 + b^2 + c^2: the variance of y_1 + b y_2 + c y_3 of the whitened batch, w^T Sigma^(-1/2) Sigma Sigma^(-1/2) w.

    With u = U^T w and G = U^T U, it is u^T A^(-1/2) G A G A^(-1/2) u.
    """
    along = sp.symbols("u_1:4", real=True)
    products = {
        pair: sp.Symbol("G_{}{}".format(*sorted(pair)), real=True) for pair in product(_AXES, repeat=2)
    }
    whitened = sum(
        along[k] / ROOTS[k] * products[k, n] * ROOTS[n] ** 2 * products[n, m] * along[m] / ROOTS[m]
        for k, n, m in product(_AXES, repeat=3)
    )
    return Derivation(
        name="whitened_sum_of_three",
        lhs=sp.Symbol(r"\operatorname{Var}(\tilde y_1+b\tilde y_2+c\tilde y_3)", real=True),
        start=whitened,
        steps=(
            Equal(
                sum(part**2 for part in along),
                "the eigenvectors are orthonormal, and each root cancels",
                given={products[k, n]: axis_product(k, n) for k, n in product(_AXES, repeat=2) if k <= n},
            ),
            Equal(
                1 + WEIGHTS[1] ** 2 + WEIGHTS[2] ** 2,
                "U keeps the length of the weights",
                given={along[k]: coordinate(k) for k in _AXES},
            ),
        ),
    )
