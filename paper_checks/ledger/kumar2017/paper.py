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
    recursion,
    relu,
    relu_ratios,
    saturation,
    sigmoid,
    tanh,
)
from paper_checks.ledger.kumar2017 import (
    preactivation as setup,
)
from paper_checks.ledger.kumar2017 import (
    row_terms as rows,
)
from paper_checks.paper import Paper

__all__ = ["PAPER"]

_CLAIMS = (
    *rows.CLAIMS,
    *layer_units.CLAIMS,
    *setup.CLAIMS,
    *linear_layers.CLAIMS,
    *linearised.CLAIMS,
    *first_layer.CLAIMS,
    *gradient_flow.CLAIMS,
    *gradient_growth.CLAIMS,
    *tanh.CLAIMS,
    *distribution.CLAIMS,
    *saturation.CLAIMS,
    *sigmoid.CLAIMS,
    *relu.CLAIMS,
    *he.CLAIMS,
    *recursion.CLAIMS,
    *depth.CLAIMS,
    *relu_ratios.CLAIMS,
    *layer_numbers.CLAIMS,
)

PAPER = Paper(
    "kumar2017", "On weight initialization in deep neural networks", "Kumar 2017, arXiv:1704.08863", _CLAIMS
)
