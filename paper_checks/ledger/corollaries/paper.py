"""What the documents lacked, and what follows for practice: corollaries of the theory."""

from paper_checks.ledger.corollaries import (
    backprop,
    batchnorm,
    batchnorm_growth,
    closed_forms,
    counted_fans,
    covariances,
    dead_units,
    deep_networks,
    deepnorm,
    depth_spread,
    dropout,
    gains,
    he,
    initial_scales,
    initialization,
    poincare,
    poisson_distance,
    prelu_elu,
    preserving,
    priors,
    selu,
    sigmoid,
    slopes,
    spread,
    tanh,
    typical_networks,
    whitening,
)
from paper_checks.paper import Paper

__all__ = ["PAPER"]

_SECTIONS = (
    selu,
    gains,
    prelu_elu,
    closed_forms,
    he,
    spread,
    depth_spread,
    typical_networks,
    deep_networks,
    covariances,
    tanh,
    sigmoid,
    poincare,
    preserving,
    initialization,
    counted_fans,
    initial_scales,
    deepnorm,
    slopes,
    dead_units,
    dropout,
    poisson_distance,
    priors,
    batchnorm,
    batchnorm_growth,
    whitening,
    backprop,
)
_CLAIMS = tuple(claim for section in _SECTIONS for claim in section.CLAIMS)

PAPER = Paper("corollaries", "What the documents lacked, and what follows for practice", "corollary", _CLAIMS)
