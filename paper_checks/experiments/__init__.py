"""Monte Carlo experiments from a point's plain numbers and names; nothing here knows a claim or a formula."""

from paper_checks.experiments.enumeration import preserving_weight_variance
from paper_checks.experiments.networks import forward, shrinking
from paper_checks.experiments.units import dropped_layer, mask_count, normalized_batch

__all__ = [
    "dropped_layer", "forward", "mask_count", "normalized_batch", "preserving_weight_variance", "shrinking",
]  # fmt: skip
