"""CPEN 455, homework 1: dropout, batch normalisation, back-propagation."""

from paper_checks.ledger.cpen455hw1 import (
    array_shapes,
    backprop,
    backprop_shapes,
    batch_spread,
    batchnorm,
    batchnorm_gradients,
    dropout,
    expectations,
    half_line,
    kaiming,
    kept_units,
    losses,
    picks,
    projections,
    whitened_units,
    whitening,
)
from paper_checks.paper import Paper

__all__ = ["PAPER"]

_CLAIMS = (
    *dropout.CLAIMS,
    *projections.CLAIMS,
    *expectations.CLAIMS,
    *half_line.CLAIMS,
    *kept_units.CLAIMS,
    *picks.CLAIMS,
    *batch_spread.CLAIMS,
    *batchnorm.CLAIMS,
    *batchnorm_gradients.CLAIMS,
    *whitening.CLAIMS,
    *whitened_units.CLAIMS,
    *backprop.CLAIMS,
    *backprop_shapes.CLAIMS,
    *losses.CLAIMS,
    *kaiming.CLAIMS,
    *array_shapes.CLAIMS,
)

PAPER = Paper(
    "cpen455hw1",
    "Homework 1: dropout, batch normalisation, back-propagation and initialisation",
    "CPEN 455, homework 1",
    _CLAIMS,
)
