"""CPEN 455, homework 1: dropout, batch normalisation, back-propagation."""

from paper_checks.ledger.cpen455hw1 import (
    any_size,
    backprop,
    backprop_shapes,
    batchnorm,
    batchnorm_gradients,
    dropout,
    half_line,
    kaiming,
    kept_units,
    whitening,
)
from paper_checks.paper import Paper

__all__ = ["PAPER"]

_CLAIMS = (
    *dropout.CLAIMS,
    *half_line.CLAIMS,
    *kept_units.CLAIMS,
    *batchnorm.CLAIMS,
    *batchnorm_gradients.CLAIMS,
    *whitening.CLAIMS,
    *any_size.CLAIMS,
    *backprop.CLAIMS,
    *backprop_shapes.CLAIMS,
    *kaiming.CLAIMS,
)

PAPER = Paper(
    "cpen455hw1",
    "Homework 1: dropout, batch normalisation, back-propagation and initialisation",
    "CPEN 455, homework 1",
    _CLAIMS,
)
