"""Kumar 2017, On weight initialization in deep neural networks, arXiv:1704.08863."""

from paper_checks.ledger.kumar2017 import (
    depth,
    distribution,
    first_layer,
    gradient_flow,
    gradient_growth,
    he,
    layer_numbers,
    layer_units,
    linear_layers,
    linearised,
    other_iterations,
    preactivation,
    recursion,
    released_script,
    relu,
    relu_ratios,
    row_terms,
    saturation,
    sigmoid,
    tanh,
    training,
    training_convolutional,
    wording,
)
from paper_checks.paper import Paper

__all__ = ["PAPER"]

_SECTIONS = (
    row_terms,
    layer_units,
    preactivation,
    other_iterations,
    linear_layers,
    linearised,
    first_layer,
    gradient_flow,
    gradient_growth,
    tanh,
    training,
    training_convolutional,
    distribution,
    saturation,
    sigmoid,
    relu,
    he,
    recursion,
    depth,
    relu_ratios,
    layer_numbers,
    wording,
    released_script,
)
_CLAIMS = tuple(claim for section in _SECTIONS for claim in section.CLAIMS)

PAPER = Paper(
    "kumar2017", "On weight initialization in deep neural networks", "Kumar 2017, arXiv:1704.08863", _CLAIMS
)
