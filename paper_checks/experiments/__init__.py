"""Monte Carlo experiments from a point's plain numbers and names; nothing here knows a claim or a formula."""

from paper_checks.experiments.definitions import inverse_tanh, square_of_row, tangent, uniform_variance
from paper_checks.experiments.enumeration import preserving_weight_variance
from paper_checks.experiments.networks import distribution, fading, forward, row, shrinking
from paper_checks.experiments.units import dropped_layer, mask_count, normalized_batch

__all__ = [
    "distribution", "dropped_layer", "fading", "forward", "inverse_tanh", "mask_count", "normalized_batch",
    "preserving_weight_variance", "row", "shrinking", "square_of_row", "tangent", "uniform_variance",
]  # fmt: skip
