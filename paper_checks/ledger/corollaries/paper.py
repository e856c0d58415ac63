"""What the documents lacked, and what follows for practice: corollaries of the theory."""

from paper_checks.ledger.corollaries import (
    backprop,
    batchnorm,
    closed_forms,
    covariances,
    dead_units,
    dropout,
    gains,
    he,
    initialization,
    poisson_distance,
    prelu_elu,
    priors,
    selu,
    sigmoid,
    slopes,
    whitening,
)
from paper_checks.paper import Paper

__all__ = ["PAPER"]

_CLAIMS = (
    *selu.CLAIMS,
    *gains.CLAIMS,
    *closed_forms.CLAIMS,
    *backprop.CLAIMS,
    *batchnorm.CLAIMS,
    *whitening.CLAIMS,
    *slopes.CLAIMS,
    *dead_units.CLAIMS,
    *initialization.CLAIMS,
    *he.CLAIMS,
    *covariances.CLAIMS,
    *sigmoid.CLAIMS,
    *prelu_elu.CLAIMS,
    *dropout.CLAIMS,
    *poisson_distance.CLAIMS,
    *priors.CLAIMS,
)

PAPER = Paper("corollaries", "What the documents lacked, and what follows for practice", "corollary", _CLAIMS)
