"""CPEN 455, homework 1: dropout, batch normalisation, back-propagation."""

from paper_checks.ledger.cpen455hw1 import (
    any_size,
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
    wording,
)
from paper_checks.paper import Paper

__all__ = ["PAPER"]

_SECTIONS = (
    dropout,
    projections,
    expectations,
    half_line,
    kept_units,
    picks,
    batchnorm,
    batch_spread,
    batchnorm_gradients,
    whitening,
    whitened_units,
    backprop,
    any_size,
    backprop_shapes,
    array_shapes,
    losses,
    kaiming,
    wording,
)
_CLAIMS = tuple(claim for section in _SECTIONS for claim in section.CLAIMS)

PAPER = Paper(
    "cpen455hw1",
    "Homework 1: dropout, batch normalisation, back-propagation and initialisation",
    "CPEN 455, homework 1",
    _CLAIMS,
)
