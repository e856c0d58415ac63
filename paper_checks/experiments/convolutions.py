"""Kumar's own network, of figure 2, and its training as in the script that draws figure 3."""

from __future__ import annotations

from montecarlo.sampling.weights import WeightLaw
from montecarlo.training.convolutional import Convolutional
from montecarlo.training.data import IMAGES
from montecarlo.training.optimisers import RMSprop
from montecarlo.training.training import Training

__all__ = ["EPOCHS", "sigmoid_convolutions"]

_CHANNELS = ((32,) * 3, (64,) * 3, (128,) * 3)
EPOCHS = {"cifar10": 10, "digits": 20}
"""The paper takes ten.  The digits are 35 times fewer than the images of CIFAR-10, and so are the steps of an epoch."""


def sigmoid_convolutions(
    weight_variance: float, weight_law: WeightLaw = "normal", data: str = "digits"
) -> Training:
    """Return the training of figure 2's network, nine convolutions with three poolings, and a dense layer.

    As in the script: batches of 32, and RMSprop at rate 1e-4 that decays by 1e-6.  The digits are not enlarged: the
    three poolings make a single pixel of their 8 x 8.
    """
    return Training(
        Convolutional(IMAGES[data], _CHANNELS, 10, "sigmoid", weight_variance, weight_law=weight_law),
        RMSprop(1e-4, rate_decay=1e-6),
        data,
        epochs=EPOCHS[data],
        record=("training_top5", "validation_accuracy", "validation_top5", "gradient_norm"),
    )
