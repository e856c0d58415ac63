"""Small experiments that train in a second."""

import numpy as np

from montecarlo.training.convolutional import Convolutional
from montecarlo.training.network import Trained
from montecarlo.training.optimisers import Momentum, RMSprop
from montecarlo.training.training import Training

SMALL = Training(
    Trained((64, 20, 12, 10), "relu", 2.0, batch_norm=True, keep=0.8, l2=1e-4),
    Momentum(0.05),
    epochs=3,
    batch=50,
    examples=320,
)

CONVOLUTIONAL = Training(
    Convolutional((1, 8, 8), ((3, 4), (5,)), 10, "tanh", 2.0),
    RMSprop(3e-3, rate_decay=1e-3),
    epochs=3,
    batch=50,
    examples=120,
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
