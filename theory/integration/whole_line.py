"""The moments of an activation as sums of proved integrals: panels about the mean, and bounds of what lies beyond."""

from __future__ import annotations

from collections.abc import Sequence

import sympy as sp
from flint import acb, arb

from theory.activation.activation import Activation
from theory.enclosure.refusal import CannotTell
from theory.enclosure.simultaneous import Integrals
from theory.integration.laws import Law
from theory.integration.segments import Segment, real_number, segments

__all__ = ["NODES", "integrated"]

_FIRST_CUTS = (0.0, 1.2, 2.4, 4.8, 10.0)  # in |z|
_FARTHEST = 2.0**60
_FARTHEST_KINK = 1e200  # in |z|
_PANELS = 6000
NODES = 100_000  # a second of work
_NO_BOUND = "no bound of the function far out lets the integral converge"
_FLOOR = arb(2) ** -1200  # far below the smallest number of float64


def integrated(
    activation: Activation, u: arb, mean: arb, bits: int, steep: bool, nodes: int = NODES
) -> dict[str, arb]:
    """Integrate g - c, (g - c)^2 and their Hermite weights, and g'^2 unless it is infinite or given up.

    Parameters
    ----------
    activation : Activation
    u, mean : arb
    bits : int
        The accuracy aimed at, relative to the integrals of the absolute values.
    steep : bool
        Whether E g'^2 is left out, as infinite.
    nodes : int, optional
        How many nodes are summed over before the integral is refused.

    Returns
    -------
    mapping of str to arb
        The moments by the names of the fields of `GaussianMoments`.

    Raises
    ------
    CannotTell
        If no bound is found.  `Divergent`, if E g^2 is infinite for certain.
    """
    law = Law(u, mean, 4 if steep else 5)
    parts = segments(activation)
    law.centre = _centre(parts, law)
    floor = _FLOOR * min(arb(1), u * u)
    integrals = Integrals(law.count, bits, _PANELS, floor, nodes)
    cuts = list(_FIRST_CUTS)
    edges = [(real_number(part.low) - mean) / u for part in parts[1:]]
    inner = max((edge.abs_upper() for edge in edges), default=arb(0))
    while not inner < cuts[-1]:
        if cuts[-1] > _FARTHEST_KINK:
            raise CannotTell(f"a kink is further than {_FARTHEST_KINK:g} deviations from the mean")
        cuts.append(max(2 * cuts[-1], cuts[-1] ** 1.5))
    bounds = [arb(-cuts[-1]), *edges, arb(cuts[-1])]
    ends = sorted({*cuts, *(-cut for cut in cuts)})
    rests = [arb(0)] * law.count
    for part, low, high in zip(parts, bounds[:-1], bounds[1:], strict=True):
        for rest, bound in enumerate(law.add(integrals, part, low, high, ends)):
            rests[rest] += bound
    reach = cuts[-1]
    # First, since a divergent tail refuses all.
    tails = [law.tail(parts[-1], 1, reach), law.tail(parts[0], -1, reach)]
    integrals.run()
    while True:
        missing = [sum(pair, arb(0)) for pair in zip(*tails, strict=True)]
        small = arb(2) ** -bits
        if all(
            rest <= small * scale or rest <= floor
            for rest, scale in zip(missing, integrals.scales, strict=True)
        ):
            break
        if reach > _FARTHEST:
            raise CannotTell(law.reason or _NO_BOUND)
        law.add(integrals, parts[-1], arb(reach), arb(2 * reach), [])
        law.add(integrals, parts[0], arb(-2 * reach), arb(-reach), [])
        integrals.run()
        reach *= 2
        tails = [law.tail(parts[-1], 1, reach), law.tail(parts[0], -1, reach)]
    first, square, by_z, by_square, *slopes = (
        total + arb(0, rest + missed)
        for total, rest, missed in zip(integrals.totals, rests, missing, strict=True)
    )
    if activation.parity and mean == 0:
        # The two halves of an odd integrand cancel.
        first, by_z = (arb(0), by_z) if activation.parity < 0 else (first, arb(0))
    c = law.centre
    return {
        "mean": c + first,
        "second": c * c + 2 * c * first + square,
        "variance": square - first * first,
        "derivative_second": slopes[0] if slopes else arb.pos_inf(),
        "second_slope": by_square / (2 * u * u),
        "derivative": by_z / u,
    }


def _centre(parts: Sequence[Segment], law: Law) -> arb:
    """Return g at the mean where g is nearly constant about it, and 0 elsewhere."""
    values = []
    for z in (-1, 0, 1):
        at = law.mean + z * law.u
        for part in parts:
            if (part.high == sp.oo or at < real_number(part.high)) and (
                part.low == -sp.oo or at > real_number(part.low)
            ):
                values.append(part.values(acb(at - real_number(part.centre)), False)[0].real.mid())
                break
        else:
            return arb(0)
    low, middle, high = values
    return middle if max(abs(low - middle), abs(high - middle)) < abs(middle) / 2 else arb(0)
