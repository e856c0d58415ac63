"""Kumar 2017, On weight initialization in deep neural networks, arXiv:1704.08863."""

from paper_checks.ledger.kumar2017 import depth, he, layer_numbers, linearised, recursion, relu, setup

CLAIMS = (
    *setup.CLAIMS,
    *linearised.CLAIMS,
    *relu.CLAIMS,
    *he.CLAIMS,
    *recursion.CLAIMS,
    *depth.CLAIMS,
    *layer_numbers.CLAIMS,
)
