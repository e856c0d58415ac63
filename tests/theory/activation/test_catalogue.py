import numpy as np
import pytest
import sympy as sp
from mpmath import mp, mpf

from tests.theory.mpmath_activations import TABLE
from theory.activation.lookup import get, names
from theory.integration.compiled import CompiledPiece
from theory.notation import x


@pytest.mark.parametrize("name", names())
def test_values_and_slopes_are_the_frameworks(name):
    # Reference: the framework's formula written by hand; the float64 evaluation, at points of each piece.
    function = get(name)
    value, slope, kinks = TABLE[name]
    if slope is not None:
        assert {float(kink) for kink in function.kinks} <= {float(kink) for kink in kinks}
    points = np.array([-750.3, -19.7, -3.2, -0.7, -1e-4, 3e-5, 0.41, 2.9, 7.3, 40.2, 690.1])
    for piece in function.pieces:
        inside = points[(points > float(piece.low)) & (points < float(piece.high))]
        ones = np.ones_like(inside)
        with np.errstate(over="ignore"):  # exp(690) is a number, and so is all that is asked for
            found = CompiledPiece(piece)(inside, 0 * ones, ones, np.empty((3, len(inside))))[:2]
        for index, point in enumerate(inside.tolist()):
            with mp.workdps(400):
                exact = [
                    value(mpf(point)),
                    slope(mpf(point)) if slope else mpf(piece.expr.diff(x).subs(x, point)),
                ]
                # A product such as sqrt(2) x inside g is rounded too, by x eps.
                rounding = mpf("1e-15") * (1 + abs(mpf(point)))
                for result, target in zip(found, exact, strict=True):
                    assert abs(mpf(float(result[index])) - target) <= mpf("1e-13") * abs(target) + rounding, (
                        point
                    )


def test_selu_has_its_published_fixed_point():
    # Klambauer et al. 2017: mean 0 and variance 1 are kept; to the digits of the constants.
    assert abs(sp.N(get("selu").moment(1).subs(sp.Symbol("u", positive=True), 1), 30)) < 1e-15
    assert abs(sp.N(get("selu").moment(2).subs(sp.Symbol("u", positive=True), 1), 30) - 1) < 1e-15


def test_hermite_polynomials_are_orthonormal_and_six():
    z = sp.Symbol("z")

    def mean(polynomial):
        """Return E of a polynomial in a standard normal: E Z^2k = (2k - 1)!!, and 0 for odd powers."""
        terms = sp.Poly(polynomial, x).terms()
        return sum(factor * sp.factorial2(power - 1) for (power,), factor in terms if power % 2 == 0)

    found = [get("hermite", degree=degree).expr for degree in range(1, 7)]
    for i, first in enumerate(found):
        assert sp.degree(first.subs(x, z)) == i + 1
        for j, second in enumerate(found[: i + 1]):
            assert sp.simplify(mean(first * second)) == (i == j)
    for degree in (0, 7, 2.5):
        with pytest.raises(ValueError, match=r"degree must be an integer from 1 to 6"):
            get("hermite", degree=degree)


def test_the_reference_covers_the_catalogue():
    assert set(TABLE) == set(names())
    assert len(names()) >= 30
