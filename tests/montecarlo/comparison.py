"""How tests compare moments: bit for bit, or in standard errors."""

import numpy as np

from montecarlo import run


def bits(moments):
    """Return all that two equal results share."""
    return moments.fields, moments.count, moments.mean.tobytes(), moments.comoment.tobytes()


def scores(moments, expected):
    """Return how many standard errors lie between the means and what is expected, by field."""
    return abs(moments.mean - expected) / np.sqrt(np.diag(moments.covariance) / moments.count)


LIMIT = 5.0
"""A right engine exceeds this score in a field with probability 6e-7."""
_RESOLVED = 8.0


def largest_score(experiment, replicates, expected, one_percent_off):
    """Return the largest score of an experiment's fields.

    `one_percent_off` is what the fields would be with an error of 1 %. In some field it must lie 8 standard errors or
    more from what is expected: then such an error exceeds the limit of 5 with probability 0.9987 or more.
    """
    moments = run(experiment, replicates=replicates, seed=0)
    errors = np.sqrt(np.diag(moments.covariance) / moments.count)
    apart = np.abs(np.asarray(one_percent_off) - expected) / np.maximum(errors, 1e-12)
    assert apart.max() >= _RESOLVED, f"1 % is {apart.max():.1f} standard errors: too few replicates"
    return (np.abs(moments.mean - expected) / np.maximum(errors, 1e-12)).max()
