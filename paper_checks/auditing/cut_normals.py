"""Normal laws that are cut anywhere, up to their scale: all cuts between two are tested at once, by those two.

Z is standard normal and cut at c, which means given |Z| <= c; s is its deviation then, X = Z/s, r = c/s is the largest
size of X, and F_c(x) = P(|X| <= x).  The uniform law is the limit of X as c falls to 0.  Write g(a) = 1 - s^2 at the
cut a, which is also a (log P(|Z| <= a))'.

1. As c grows, s and r grow, and g falls from 1 to 0.  For |Z| cut at c has a monotone likelihood ratio in c, and so
   has T = |Z|/c, whose density is proportional to exp(-c^2 t^2/2) on [0, 1]; s^2 = c^2 E T^2 and r^2 = 1/E T^2.
2. E X^4 grows with c.  For two cuts n < c, the ratio of the densities of |X| falls until r_n and is infinite from
   there to r_c.  As E X^2 = 1 for both, the densities cross twice, so that F_c - F_n is positive up to some x_0 and
   negative above it.  E X^4 differs by the integral of (F_n - F_c) 4 x (x^2 - x_0^2), which is positive.
3. By the derivative, F_c(x) grows with c where g(s x) > 2/(r^2 - 1), for x < r, and falls where it is less.  It grows
   for x <= 1.  The density of T falls, so that T is a mixture of uniform laws on [0, h].  So s^2 <= c^2/3 at any cut,
   and E T^2 - E T^4 >= 2 E h^2/15 >= (E h^2)^2/9 = (E T^2)^2.  The first, at the cut s, is g(s) >= 1 - s^2/3.  The
   second, with 1 - 3 E T^2 = c^2 (E T^2 - E T^4) by parts, is r^2 >= 3 + s^2.  Last, (1 - s^2/3) (2 + s^2) >= 2.
4. The densities of 2 cross first at a point below 1.  By the mean value theorem, its square is, at some cut between
   the two, (E T^2 - E T^4)/(E T^2 (1 - E T^2)), which is below 1 as E T^4 > (E T^2)^2.

Hence for all cuts c between n and w: F_c - F_n is largest below 1, where it grows with c, so at c = w.  F_n - F_c is
largest at r_n, where it grows with c if F_c(r_n) falls.  `Form.falls` is a sufficient condition for that, in one of two
ways.  g(s x) <= g(s_n x), and r <= r_w.  Or g(s x) <= 1 - (s x)^2/r_w^2 <= 1 - c^2 x^2/r_w^4, as E T^2 at the cut
s x <= w is at least that at w; and 2/(r^2 - 1) >= 1 - (r^2 - 3)/2, where (r^2 - 3)/c^2 = 1 - E T^4/E T^2 is at most
that at w.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np

from theory.schemes.laws import Law, Normal, Uniform
from theory.schemes.truncated_normal import TruncatedNormal

__all__ = ["CUTS", "FORMS", "Form", "cells", "form"]

CUTS = (0.0, 0.3, 0.6, 0.8, *(1 + k / 8 for k in range(25)), 4.25, 4.5, 4.75, 5.0, 5.5)
"""The ends of the cells, in deviations before the cut."""


@dataclass(frozen=True)
class Form:
    """The normal laws cut between two numbers of deviations (before the cut), up to their scale.

    Parameters
    ----------
    first, last : float
        The two cuts, which may be equal; 0 stands for the uniform law, infinity for the normal one.
    """

    first: float
    last: float

    @cached_property
    def narrow(self) -> Law:
        """The law at the first cut, of standard deviation 1."""
        return _standard(self.first)

    @cached_property
    def wide(self) -> Law:
        """The law at the last cut, of standard deviation 1; no other has a larger kurtosis, or reaches further."""
        return _standard(self.last)

    @cached_property
    def gap(self) -> float:
        """How far the distribution function of any of the laws is from that of the narrow one, at most."""
        if self.first == self.last:
            return 0.0
        inner, outer = _deviation(self.first), _deviation(self.last)
        crossing = math.sqrt(2 * math.log(_height(self.last) / _height(self.first)) / (outer**2 - inner**2))
        x = np.array([crossing, self.narrow.support[1]])
        return float(np.abs(self.narrow.cdf(x) - self.wide.cdf(x)).max())

    def falls(self, x: float) -> bool:
        """Return whether P(|X| <= x) is known to fall as the cut grows from the first to the last."""
        reach = self.wide.support[1]
        if self.first == self.last or x >= reach:
            return True
        small = x**2 * 2 * self.last**2 >= reach**4 * (reach**2 - 3)
        return small or _share(_deviation(self.first) * x) <= 2 / (reach**2 - 1)


def form(cut: float) -> Form:
    """Return the form of one cut."""
    return Form(cut, cut)


FORMS = {"normal": form(math.inf), "uniform": form(0.0), "truncated normal at 2": form(2.0)}


@cache
def cells() -> tuple[Form, ...]:
    """Return forms that together hold the normal laws at any cut from 0 to 5.5."""
    return tuple(Form(first, last) for first, last in itertools.pairwise(CUTS))


@cache
def _deviation(cut: float) -> float:
    """Return the deviation of Z cut at `cut`."""
    return TruncatedNormal(1.0, -cut, cut).std if cut else 0.0


def _standard(cut: float) -> Law:
    if cut == 0:
        return Uniform(-math.sqrt(3), math.sqrt(3))
    if cut == math.inf:
        return Normal(1.0)
    before = 1 / _deviation(cut)
    return TruncatedNormal(before, -cut * before, cut * before)


def _height(cut: float) -> float:
    """Return the density of X at 0."""
    if cut == 0:
        return 1 / math.sqrt(12)
    return _deviation(cut) / (math.sqrt(2 * math.pi) * math.erf(cut / math.sqrt(2)))


def _share(a: float) -> float:
    """Return g(a)."""
    return math.sqrt(2 / math.pi) * a * math.exp(-(a**2) / 2) / math.erf(a / math.sqrt(2)) if a else 1.0
