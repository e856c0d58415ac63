"""An activation and its derivative in float64, at many points at once, with their rounding errors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import mpmath
import numpy as np
import numpy.typing as npt
import sympy as sp

from theory.activation.expansion import MOST_TERMS, term_count
from theory.activation.float64 import NUMPY, stable
from theory.activation.high_precision import Pair, exact_pair, growth, real
from theory.activation.pieces import Piece, has_no_number, one_sided
from theory.integration.measured_rounding import rounding_errors
from theory.notation import x

__all__ = ["BINADES", "CompiledPiece"]


Array = npt.NDArray[np.float64]
_EXPONENT = sp.Symbol("exponent", real=True)
BINADES = range(-60, 61)  # of |x - centre|, at which the float64 evaluation is compared with many digits


@dataclass(frozen=True)
class CompiledPiece:
    """A smooth piece of an activation, evaluated under half of the Gaussian weight.

    The moments need g e^{-w} and its square, w = z^2/4.  Where g grows like exp(x), the product is finite long
    after g itself has overflowed.
    """

    piece: Piece

    @cached_property
    def _pair(self) -> tuple[sp.Expr, sp.Expr]:
        return self.piece.expr, self.piece.expr.diff(x)

    @cached_property
    def _plain(self) -> Callable[[Array], tuple[Array, Array]]:
        function = stable(self.piece.expr)
        return self._compile((x,), (function, stable(function.diff(x))))

    @cached_property
    def _weighted(self) -> Callable[[Array, Array], tuple[Array, Array]]:
        # powsimp() joins exp(x) exp(-w) into exp(x - w).
        pair = [part.rewrite(sp.exp) for part in self._pair]
        if max(map(term_count, pair)) > MOST_TERMS:
            raise ValueError(
                f"{self.piece.expr} grows like an exponential and expands into more than {MOST_TERMS} terms: "
                "write it with fewer terms"
            )
        joined = [sp.powsimp(sp.expand(part * sp.exp(_EXPONENT))) for part in pair]
        return self._compile((x, _EXPONENT), (joined[0], joined[1]))

    def _compile(
        self, arguments: tuple[sp.Symbol, ...], pair: tuple[sp.Expr, sp.Expr]
    ) -> Callable[..., tuple[Array, Array]]:
        compiled = sp.lambdify(arguments, pair, modules=[NUMPY, "scipy", "numpy"], cse=True)

        def function(*points: Array) -> tuple[Array, Array]:
            parts = [np.asarray(part) for part in compiled(*points)]
            if any(part.dtype.kind == "c" for part in parts):
                raise ValueError(f"{self.piece.expr} or its derivative is not a real number")
            # lambdify returns a constant as a scalar.
            value, slope = (
                np.broadcast_to(np.asarray(part, dtype=np.float64), points[0].shape) for part in parts
            )
            return value, slope

        return function

    @cached_property
    def _exact(self) -> Pair:
        return exact_pair(self.piece)

    @cached_property
    def centre(self) -> float:
        """The end at which the formula has no value and its digits may cancel nearby; 0 if there is none."""
        for end in (self.piece.low, self.piece.high):
            if end.is_finite and any(has_no_number(part.subs(x, end)) for part in self._pair):
                return float(end)
        return 0.0

    @cached_property
    def _growth(self) -> tuple[float, bool]:
        return growth(self.piece)

    @property
    def growth(self) -> float:
        """The limit c of log|g(x)|/x^2 at infinity: above 1/(4u^2) the second moment diverges."""
        return self._growth[0]

    @property
    def outgrows_powers(self) -> bool:
        """Whether g grows faster than any power of x."""
        return self._growth[1]

    def __call__(self, points: Array, exponent: Array, root: Array, out: Array) -> tuple[Array, Array, Array]:
        """Return g e^{-w}, g' e^{-w} and g e^{-2w} at `points`, in the rows of `out`, given -w and e^{-w} there."""
        if self.outgrows_powers:
            out[0], out[1] = self._weighted(points, exponent)
            out[2] = self._weighted(points, 2 * exponent)[0]
            lost = np.isnan(out).any(axis=0)
            if self.centre:
                # The expanded formula may have a pole where the function has none.
                lost |= np.abs(points - self.centre) < 1e-3
            if lost.any():
                out[:, lost] = self._precisely_weighted(points[lost], exponent[lost])
            return out[0], out[1], out[2]
        value, slope = self._plain(points)
        # A quick test first; the sum may overflow although no value does.
        if not np.isfinite(value.sum() + slope.sum()):
            lost = ~(np.isfinite(value) & np.isfinite(slope))
            if lost.any():
                value, slope = value.copy(), slope.copy()
                value[lost], slope[lost] = self._rescue(points[lost])
        value, slope = np.multiply(value, root, out=out[0]), np.multiply(slope, root, out=out[1])
        return value, slope, np.multiply(value, root, out=out[2])

    def _rescue(self, points: Array) -> Array:
        """Evaluate with mpmath, whose exponents are unlimited, where float64 gave inf or nan."""
        return np.array([[float(part) for part in self._precisely(point)] for point in points.tolist()]).T

    def _precisely_weighted(self, points: Array, exponents: Array) -> Array:
        results = []
        for point, exponent in zip(points.tolist(), exponents.tolist(), strict=True):
            with mpmath.workdps(30):
                root = mpmath.exp(exponent)
                value, slope = self._precisely(point)
                results.append([float(value * root), float(slope * root), float(value * root**2)])
        return np.array(results).T

    def _precisely(self, point: float) -> list[mpmath.mpf]:
        # At u = 0 all points may coincide with a kink.
        for end, side in ((self.piece.low, 1), (self.piece.high, -1)):
            if point == float(end):
                limits = [one_sided(part, end, side) for part in self._pair]
                if all(limit.is_finite for limit in limits):
                    return [mpmath.mpf(sp.N(limit, 30)) for limit in limits]
                point = float(np.nextafter(point, side * np.inf))
        try:
            with mpmath.workdps(30):
                return [real(part) for part in self._exact(mpmath.mpf(point))]
        except (TypeError, ValueError, ZeroDivisionError, OverflowError) as error:
            reason = "out of reach" if isinstance(error, OverflowError) else "not a real number"
            raise ValueError(f"{self.piece.expr} or its derivative is {reason} at x = {point:g}") from None

    def _samples(self, side: int) -> tuple[npt.NDArray[np.intp], Array]:
        """Return points on one side of the centre, two of each binade that the piece holds, and their binades."""
        binades = np.repeat(np.arange(len(BINADES)), 2)
        points = self.centre + side * np.tile([1.37, 1.71], len(BINADES)) * 2.0 ** np.array(BINADES)[binades]
        inside = (points > float(self.piece.low)) & (points < float(self.piece.high))
        return binades[inside], points[inside]

    @cached_property
    def noise(self) -> Array:
        """Errors of the float64 evaluation, shape (2 sides, 2 functions, absolute and relative, binades).

        Measured against 30 digits or more at two points of each binade.  Each entry is the largest of three
        binades, so that six roundings would have to be small by chance.
        """
        errors = np.zeros((2, 2, 2, len(BINADES)))
        if self.outgrows_powers:
            return errors
        for side, sign in enumerate((-1, 1)):
            binades, points = self._samples(sign)
            with np.errstate(all="ignore"):
                values = np.array(self._plain(points))
            known = np.isfinite(values).all(axis=0)
            measured = rounding_errors(self._pair, self._exact, points[known], values[:, known])
            np.maximum.at(errors[side].transpose(2, 0, 1), binades[known], measured.transpose(2, 0, 1))
        padded = np.pad(errors, ((0, 0), (0, 0), (0, 0), (1, 1)), mode="edge")
        return np.maximum(np.maximum(padded[..., :-2], padded[..., 1:-1]), padded[..., 2:])
