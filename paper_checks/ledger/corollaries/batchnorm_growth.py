"""How batch normalisation makes gradients grow with depth."""

import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Rival, Source
from paper_checks.experiments.normalized_networks import batch_through_network
from theory.notation import m
from theory.results.batchnorm_growth import BEYOND, batchnorm_growth

__all__ = ["CLAIMS"]


def _relu(batch_size: int) -> Point:
    """Return gradients at the second and the third of four layers.

    Wide inputs keep the examples of a batch nearly orthogonal.  At these widths the ratio is within 1 % of its limit;
    with inputs of 32 units and more layers it is 3 % above.
    """
    return Point(
        {
            "widths": (256, 32, 32, 32, 8), "activation": "relu", "weight_variance": 2.0, "batch_size": batch_size,
            "record": ("d2^2", "d3^2"),
        }
    )  # fmt: skip


CLAIMS = (
    Claim(
        id="corollaries.batchnorm-growth",
        source=Source(
            "corollary",
            "batch norm before ReLU, wide layers",
            "",
            "one layer further down, the mean square of a gradient is π/(π-1) = 1.467 times as large in large batches "
            "(Yang et al. 2019), whatever the weights' variance is. In a batch of B it is (B - 2 + 2K + 2R)/((B-3)(1 - "
            "2R)) times as large, with K = 1/4 + arcsin(c)/(2π), R = (√(1-c²) + c(π - arccos c))/(2π), c = -1/(B-1): "
            "more in small batches, and infinite in a batch of 3. Here n is B - 3.",
        ),
        kind=Kind.ASYMPTOTIC,
        rhs=sp.pi / (sp.pi - 1),
        derivation=batchnorm_growth,
        rivals=(
            Rival(sp.S.One, "the mean of ReLU not subtracted"),
            Rival(sp.sqrt(sp.pi / (sp.pi - 1)), "the deviation for the mean square"),
            Rival(2 * sp.pi / (2 * sp.pi - 1), "1/(2π) for 1/π"),
            Rival(2 * sp.pi / (sp.pi - 1), "no gradient lost where ReLU is 0"),
        ),
        experiment=batch_through_network,
        points=(_relu(10), _relu(16)),
        symbols=lambda point: {BEYOND: sp.Integer(point["batch_size"] - 3), m: sp.S(2)},
        large=BEYOND,
        margin=0.1,
    ),
)
