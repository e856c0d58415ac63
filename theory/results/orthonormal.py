"""Pre-activations z = W x of orthonormal weight rows, for x ~ N(0, v^2 I) (CPEN 455, homework 1, question 1.2).

Two units of three inputs, with any rows but those of a set without volume.
"""

from __future__ import annotations

import sympy as sp

from theory.derivation.derivation import Derivation
from theory.derivation.expectation import Independent, Law, forward_law
from theory.derivation.identities import Equal
from theory.derivation.quantities import Variance, projection
from theory.derivation.registry import derived
from theory.derivation.sizes import Index
from theory.notation import E, N, X, v

__all__ = [
    "orthonormal_covariance",
    "orthonormal_kurtosis",
    "orthonormal_mean",
    "orthonormal_squares",
    "orthonormal_variance",
]

_SIZES = (3, 4, 5)  # further inputs have the weight 0
_INPUT = "the inputs are independent, with the moments of N(0, v²)"
_FIRST, _SECOND, _THIRD, _FOURTH = sp.symbols("t_1 t_2 t_3 t_4", real=True)
_LENGTH = 1 + _FIRST**2 + _SECOND**2
# A row of length 1, by the stereographic projection of the sphere; and two orthogonal rows of any lengths.
_UNIT = (2 * _FIRST / _LENGTH, 2 * _SECOND / _LENGTH, (2 - _LENGTH) / _LENGTH)
_ORTHOGONAL = (_FIRST, _SECOND, sp.S.One), (_THIRD, _FOURTH, -_FIRST * _THIRD - _SECOND * _FOURTH)


def _through(row: tuple[sp.Expr, ...]) -> sp.Expr:
    """Return the pre-activation of a row of weights."""
    return sum(weight * X[number] for number, weight in enumerate(row, start=1))


def _input_law() -> Law:
    """Return the law of the inputs: independent, with the first four moments of N(0, v^2)."""
    weights, _ = forward_law().families
    assert isinstance(weights, Independent)
    return Law((Independent(X, weights.moments, weights.atoms, weights.values),))


def _by_moments(result: sp.Expr, reason: str) -> Index:
    return Index(sp.sympify(result), reason, size=N, sizes=_SIZES, law=_input_law())


def _moment(name: str, lhs: sp.Expr, start: sp.Expr, result: sp.Expr, reason: str) -> Derivation:
    """Return the derivation of what the moments of the inputs give in one step."""
    step = _by_moments(result, reason)
    return Derivation(name=name, lhs=lhs, start=start, steps=(step,), assumptions=(_INPUT,))


@derived("cpen455hw1 1.2, mean of Wx")
def orthonormal_mean() -> Derivation:
    """1: Var z/E z^2, since a pre-activation of inputs of mean 0, without a bias, has the mean 0."""
    first = _through(_UNIT)
    return _moment(
        "orthonormal_mean",
        Variance(projection(1)) / E(projection(1) ** 2),
        (E(first**2) - E(first) ** 2) / E(first**2),
        sp.S.One,
        "each input has mean 0",
    )


@derived("cpen455hw1 1.2, variance of Wx")
def orthonormal_variance() -> Derivation:
    """1: a row of length 1 keeps the variance v^2 of its inputs, here 1."""
    first = _through(_UNIT)
    return Derivation(
        name="orthonormal_variance",
        lhs=Variance(projection(1)),
        start=E(first**2) - E(first) ** 2,
        steps=(
            _by_moments(v**2, "the squares of a row add up to 1"),
            Equal(sp.S.One, "x ~ N(0, I)", given={v: sp.S.One}),
        ),
        assumptions=(_INPUT,),
    )


@derived("cpen455hw1 1.2, covariance of Wx")
def orthonormal_covariance() -> Derivation:
    """1: Var(z_1 + z_2)/(Var z_1 + Var z_2), since pre-activations of orthogonal rows are uncorrelated."""
    one, two = map(_through, _ORTHOGONAL)
    both = projection(1) + projection(2)
    return _moment(
        "orthonormal_covariance",
        Variance(both) / (Variance(projection(1)) + Variance(projection(2))),
        (E((one + two) ** 2) - E(one + two) ** 2) / (E(one**2) - E(one) ** 2 + E(two**2) - E(two) ** 2),
        sp.S.One,
        "the products of two rows add up to 0",
    )


@derived("cpen455hw1 1.2, law of Wx")
def orthonormal_squares() -> Derivation:
    """1: E z_1^2 z_2^2/(E z_1^2 E z_2^2), as of independent units."""
    first, second = map(_through, _ORTHOGONAL)
    squares = projection(1) ** 2, projection(2) ** 2
    return _moment(
        "orthonormal_squares",
        E(squares[0] * squares[1]) / (E(squares[0]) * E(squares[1])),
        E(first**2 * second**2) / (E(first**2) * E(second**2)),
        sp.S.One,
        "the fourth moment of an input is 3 v⁴, as of the normal law",
    )


@derived("cpen455hw1 1.2, kurtosis of Wx")
def orthonormal_kurtosis() -> Derivation:
    """3: E z_1^4/(E z_1^2)^2, as of the normal law."""
    first = _through(_ORTHOGONAL[0])
    return _moment(
        "orthonormal_kurtosis",
        E(projection(1) ** 4) / E(projection(1) ** 2) ** 2,
        E(first**4) / E(first**2) ** 2,
        sp.S(3),
        "the fourth moment of an input is 3 v⁴, as of the normal law",
    )
