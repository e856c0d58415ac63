"""How tests compare moments: bit for bit, or in standard errors."""

import numpy as np


def bits(moments):
    """Return all that two equal results share."""
    return moments.fields, moments.count, moments.mean.tobytes(), moments.comoment.tobytes()


def scores(moments, expected):
    """Return how many standard errors lie between the means and what is expected, by field."""
    return abs(moments.mean - expected) / np.sqrt(np.diag(moments.covariance) / moments.count)
