"""Kumar 2017, On weight initialization in deep neural networks, arXiv:1704.08863."""

from paper_checks.ledger.kumar2017 import depth, linearised, relu, setup

CLAIMS = (*setup.CLAIMS, *linearised.CLAIMS, *relu.CLAIMS, *depth.CLAIMS)
