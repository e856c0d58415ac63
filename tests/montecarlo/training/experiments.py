"""Small experiments that train in a second."""

import numpy as np

from montecarlo.training.network import Trained
from montecarlo.training.optimisers import Momentum
from montecarlo.training.training import Training

SMALL = Training(
    Trained((64, 20, 12, 10), "relu", 2.0, batch_norm=True, keep=0.8, l2=1e-4),
    Momentum(0.05),
    epochs=3,
    batch=50,
    examples=320,
)


def same(first, second):
    """Tell whether two outcomes are the same bits."""
    plain = (
        {
            name: value.tobytes() if isinstance(value, np.ndarray) else value
            for name, value in vars(outcome).items()
        }
        for outcome in (first, second)
    )
    left, right = plain
    return left == right
