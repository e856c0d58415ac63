"""Smooth pieces of random compositions: they cover the line, and agree with the function where it is defined."""

import itertools

import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from theory.activation.kinks import smooth_pieces
from theory.activation.pieces import ROUGH, parity
from theory.notation import x

SMALL = st.builds(sp.Rational, st.integers(-6, 6), st.integers(1, 4))
POLYNOMIALS = st.builds(lambda a, b, c: a * x**2 + b * x + c, st.sampled_from([0, 0, 1, -1]), SMALL, SMALL)
POINTS = st.lists(st.builds(sp.Rational, st.integers(-4000, 4000), st.just(997)), min_size=4, max_size=4)


def _rough(inner):
    return st.one_of(
        st.builds(sp.Max, inner, inner),
        st.builds(sp.Min, inner, inner),
        st.builds(sp.Abs, inner),
        st.builds(lambda sign, factor: factor * sp.sign(sign), inner, SMALL),
        st.builds(lambda yes, no, low: sp.Piecewise((yes, x > low), (no, True)), inner, inner, SMALL),
        st.builds(lambda yes, no, part: sp.Piecewise((yes, part < 0), (no, True)), inner, inner, inner),
        st.builds(lambda a, b: a + b, inner, inner),
    )


FUNCTIONS = st.recursive(POLYNOMIALS, _rough, max_leaves=4)


def _require_pieces_of(function, points):
    pieces = smooth_pieces(function)
    assert (pieces[0].low, pieces[-1].high) == (-sp.oo, sp.oo)
    for left, right in itertools.pairwise(pieces):
        assert left.low < left.high == right.low
    ends = [piece.low for piece in pieces[1:]]
    # Random points, and a point in each piece, however narrow it is.
    inside = [sp.Rational(sp.N(a + b, 40)) / 2 for a, b in itertools.pairwise(ends)]
    for point in [*points, *inside]:
        (piece, *_) = [piece for piece in pieces if piece.low <= point <= piece.high]
        if point not in ends:
            assert function.subs(x, point) == piece.expr.subs(x, point), (function, point)
    assert not any(piece.expr.has(*ROUGH) for piece in pieces)
    return pieces


@settings(max_examples=80)
@given(function=FUNCTIONS, points=POINTS)
def test_pieces_cover_the_line_and_agree_with_the_function(function, points):
    _require_pieces_of(sp.sympify(function), points)


@settings(max_examples=25)
@given(function=FUNCTIONS, smooth=st.sampled_from([sp.tanh, sp.exp, sp.sin, sp.atan]), points=POINTS)
def test_a_smooth_function_adds_no_kink(function, smooth, points):
    plain = {piece.low for piece in smooth_pieces(sp.sympify(function))}
    assert {piece.low for piece in _require_pieces_of(smooth(function) * x, points)} <= plain


@settings(max_examples=25)
@given(function=FUNCTIONS)
def test_the_parity_of_an_even_and_an_odd_part(function):
    function = sp.sympify(function)
    assert parity(smooth_pieces(function.subs(x, sp.Abs(x)))) in (1, 0)
    even = sp.Abs(x) + sp.Max(x**2, sp.Rational(1, 2))
    assert parity(smooth_pieces(even)) == 1
    assert parity(smooth_pieces(x * even)) == -1
