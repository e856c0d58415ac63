"""Several integrals over the same range as balls, from the same evaluations of their integrands.

The rule is that of `acb.integral` (Petras 2002; Johansson 2018): a panel is evaluated once over a box in the
complex plane that holds a Bernstein ellipse; a bound M there bounds the error of the n-point Gauss-Legendre rule.
A panel with no finite bound, or with one that needs too many nodes, is halved.  Panels with the largest bounds come
first, so that what is left soon shows itself as negligible.
"""

from __future__ import annotations

import heapq
import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from flint import acb, arb, ctx

from theory.enclosure.refusal import CannotTell

__all__ = ["Integrals", "Integrand"]

Integrand = Callable[
    [acb, bool], Sequence[acb]
]  # at a real point, or (analytic) over a box of the complex plane
Known = Callable[[arb, arb], Sequence[arb]]  # the integrals over a range, as balls
_DEGREES = (4, 8, 12, 16, 20, 25, 30, 36, 44, 56, 72, 96, 128, 150, 180, 210, 250, 300, 350)
_FEW = 96  # nodes
_ELLIPSES = (4, 2)  # rho: the ellipse has the half-axes (rho +- 1/rho)/2
_NEGLIGIBLE = 16  # bits: how much smaller than the tolerance a panel that is left out must be
_NARROWEST = 600  # halvings
_SAMPLED = 3  # one node of so many
_TOO_MANY = (
    "the integral needs too many {}: the function oscillates fast, is rough, or grows or decays faster than an "
    "exponential of a polynomial"
)


@lru_cache(maxsize=64)
def _rule(degree: int, precision: int) -> list[tuple[arb, arb]]:
    with ctx.workprec(precision):
        return [arb.legendre_p_root(degree, at, weight=True) for at in range(degree)]


@lru_cache(maxsize=8)
def _boxes(precision: int) -> list[tuple[acb, float, arb]]:
    """Return for each ellipse: its box about 0, log2 of rho, and the constant of the bound."""
    with ctx.workprec(precision):
        result = []
        for rho in _ELLIPSES:
            wide, high = (arb(rho) + sign * arb(1) / rho for sign in (1, -1))
            box = acb(arb(0, wide / 2), arb(0, high / 2))
            # f is a series of Chebyshev polynomials with coefficients of at most 2 M rho^-k (Trefethen 2008).
            # The rule is exact below degree 2n, and errs by at most 2 + 2/15 at each even degree from there on.
            result.append((box, math.log2(rho), arb(64) / 15 / (1 - arb(rho) ** -2)))
        return result


@dataclass(order=True)
class _Panel:
    order: float
    number: int
    integrand: Integrand = field(compare=False)
    middle: arb = field(compare=False)
    half: arb = field(compare=False)
    halvings: int = field(compare=False)
    known: Known | None = field(compare=False)
    sizes: list[arb] = field(compare=False, default_factory=list)  # bounds over the panel itself
    put_off: bool = field(compare=False, default=False)


class Integrals:
    """Sums of integrals over panels that are added one after another.

    Parameters
    ----------
    count : int
        How many integrands are integrated together.
    bits : int
        The error aimed at is 2**-bits of the integral of the absolute value.
    budget : int
        How many panels are looked at before the integral is refused.
    floor : arb, optional
        An error that is small enough, however small the integral is.
    nodes : int, optional
        How many nodes are summed over before the integral is refused; each takes about 10 microseconds.
    """

    def __init__(
        self, count: int, bits: int, budget: int, floor: arb | None = None, nodes: int = 100_000
    ) -> None:
        self.bits, self.budget, self.nodes = bits, budget, nodes
        self.floor = arb(0) if floor is None else floor
        self.totals = [arb(0)] * count
        self.scales = [arb(0)] * count  # integrals of absolute values, roughly
        self._queue: list[_Panel] = []
        self._numbers = itertools.count()

    def add(self, integrand: Integrand, low: arb, high: arb, known: Known | None = None) -> None:
        """Add the integral from `low` to `high`.

        `known` gives the integrals over a part of that range in another way, in balls of any size; it is used where
        they are small.
        """
        self._push(integrand, (low + high) / 2, (high - low) / 2, 0, known)

    def _push(self, integrand: Integrand, middle: arb, half: arb, halvings: int, known: Known | None) -> None:
        self.budget -= 1
        if self.budget < 0:
            raise CannotTell(_TOO_MANY.format("panels"))
        values = integrand(acb(middle + arb(0, half.upper())), False)
        width = 2 * half
        sizes = [value.abs_upper() * width for value in values]
        panel = _Panel(0.0, next(self._numbers), integrand, middle, half, halvings, known, sizes)
        panel.order = -self._importance(sizes)
        heapq.heappush(self._queue, panel)

    def _importance(self, sizes: list[arb]) -> float:
        """Return the log2 of the largest bound, relative to its integral as known so far."""
        return max(
            _log2(size) - (_log2(scale) if scale > 0 else 0.0)
            for size, scale in zip(sizes, self.scales, strict=True)
        )

    def run(self) -> None:
        """Integrate over all panels that were added.

        Raises
        ------
        CannotTell
            If too many panels would be needed.
        """
        while self._queue:
            panel = heapq.heappop(self._queue)
            if self._negligible(panel.sizes):
                for at, size in enumerate(panel.sizes):
                    self.totals[at] += arb(0, size)
            elif not panel.put_off and (found := self._degree(panel)) is not None:
                self._sum(panel, *found)
            elif not self._add_known(panel):
                self._halve(panel)

    def _halve(self, panel: _Panel) -> None:
        if panel.halvings >= _NARROWEST:
            raise CannotTell("the integrand is not analytic, or not bounded, at a point inside")
        half = panel.half / 2
        for sign in (-1, 1):
            self._push(panel.integrand, panel.middle + sign * half, half, panel.halvings + 1, panel.known)

    def _add_known(self, panel: _Panel) -> bool:
        """Add the integrals over a panel if they are known otherwise, or put it off; return whether that is so."""
        if panel.known is None:
            return False
        values = panel.known(panel.middle - panel.half, panel.middle + panel.half)
        if not all(value.is_finite() for value in values):
            return False
        errors = [value.rad() for value in values]
        if not self._negligible(errors):
            if panel.put_off or all(scale > 0 for scale in self.scales):
                return False
            # Whether they are small enough shows when the other panels have told the size of the integrals.
            panel.put_off, panel.order = True, -self._importance(errors)
            heapq.heappush(self._queue, panel)
            return True
        for at, value in enumerate(values):
            self.totals[at] += value
            self.scales[at] += abs(value).mid()
        return True

    def _negligible(self, sizes: list[arb]) -> bool:
        shift = arb(2) ** -(self.bits + _NEGLIGIBLE)
        least = self.floor * arb(2) ** -_NEGLIGIBLE
        return all(
            size <= scale * shift or size <= least for size, scale in zip(sizes, self.scales, strict=True)
        )

    def _degree(self, panel: _Panel) -> tuple[int, list[arb]] | None:
        """Return a degree that is high enough for all integrands, with the bounds of its errors."""
        middle = panel.integrand(acb(panel.middle), False)
        # An upper bound: a ball that holds 0 has no logarithm.
        scales = [
            scale.max((value.real.abs_upper() * panel.half).mid())
            for value, scale in zip(middle, self.scales, strict=True)
        ]
        best: tuple[int, list[arb]] | None = None
        for box, log_rho, constant in _boxes(ctx.prec):
            values = panel.integrand(panel.middle + box * panel.half, True)
            if not all(value.is_finite() for value in values):
                continue
            bounds = [constant * value.abs_upper() * panel.half.upper() for value in values]
            excess = max(
                (
                    _log2(bound) - _log2(scale)
                    for bound, scale in zip(bounds, scales, strict=True)
                    if bound > 0
                ),
                default=0.0,
            )
            needed = (excess + self.bits) / (2 * log_rho)
            degree = next((degree for degree in _DEGREES if degree >= needed), math.inf)
            if degree < (math.inf if best is None else best[0]):
                best = int(degree), [bound * arb(2) ** (-2 * degree * round(log_rho)) for bound in bounds]
            if best is not None and best[0] <= _FEW:
                break  # a narrow ellipse is better for fast oscillation alone
        return best

    def _sum(self, panel: _Panel, degree: int, errors: list[arb]) -> None:
        self.nodes -= degree
        if self.nodes < 0:
            raise CannotTell(_TOO_MANY.format("nodes"))
        count = len(self.totals)
        sums, sizes = [acb(0)] * count, [arb(0)] * count
        for at_node, (node, weight) in enumerate(_rule(degree, ctx.prec)):
            values = panel.integrand(acb(panel.middle + panel.half * node), False)
            for at, value in enumerate(values):
                sums[at] += value * weight
            if at_node % _SAMPLED == 0:
                # The scales say what is small; a few nodes tell them well enough.
                for at, value in enumerate(values):
                    sizes[at] += weight * abs(value.real.mid())
        for at in range(count):
            # Weights have a radius, and so has the sum of any imaginary parts.
            if not (sums[at].imag == 0):
                raise CannotTell("the function is not a real number everywhere")
            self.totals[at] += panel.half * sums[at].real + arb(0, errors[at])
            self.scales[at] += (_SAMPLED * panel.half * sizes[at]).mid()


def _log2(value: arb) -> float:
    """Return the log2 of a bound as a float."""
    if not value > 0:
        return -math.inf if value == 0 else math.inf
    if not value.is_finite():
        return math.inf
    return float(value.mid().log()) * 1.4426950408889634
