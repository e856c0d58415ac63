"""Monte Carlo experiments from a point's plain numbers and names; nothing here knows a claim or a formula."""

from paper_checks.experiments.definitions import (
    inverse_tanh,
    mean_square_of_equal_weights,
    modes,
    square_of_row,
    tangent,
    uniform_variance,
)
from paper_checks.experiments.enumeration import preserving_weight_variance
from paper_checks.experiments.networks import (
    backward_pass,
    distribution,
    fading,
    forward_pass,
    row,
    shrinking,
)
from paper_checks.experiments.quadrature import layer_variance, rectified, unit_variance_deviation
from paper_checks.experiments.units import (
    dropped_layer,
    kept_units,
    mask_count,
    normalized_batch,
    thinned_units,
)

__all__ = [
    "backward_pass",
    "distribution",
    "dropped_layer",
    "fading",
    "forward_pass",
    "inverse_tanh",
    "kept_units",
    "layer_variance",
    "mask_count",
    "mean_square_of_equal_weights",
    "modes",
    "normalized_batch",
    "preserving_weight_variance",
    "rectified",
    "row",
    "shrinking",
    "square_of_row",
    "tangent",
    "thinned_units",
    "uniform_variance",
    "unit_variance_deviation",
]
