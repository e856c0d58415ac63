"""Kumar's own network, of figure 2, and its training as in the script that draws figure 3."""

from __future__ import annotations

from montecarlo.sampling.weights import WeightLaw
from montecarlo.training.convolutional import Convolutional
from montecarlo.training.data import IMAGES
from montecarlo.training.optimisers import RMSprop
from montecarlo.training.training import Training

__all__ = ["EPOCHS", "figure_2", "sigmoid_convolutions"]

EPOCHS = {"cifar10": 10, "digits": 20}
"""The paper takes ten.  The digits are 35 times fewer than the images of CIFAR-10, and so are the steps of an epoch."""


def figure_2(
    weight_variance: float = 1.0, weight_law: WeightLaw = "normal", data: str = "cifar10"
) -> Convolutional:
    """Return nine convolutions with three poolings, and a dense layer.

    The image needs no enlarging: the three poolings make one pixel of the 8 x 8 pixels of a digit.
    """
    channels = ((32,) * 3, (64,) * 3, (128,) * 3)
    return Convolutional(IMAGES[data], channels, 10, "sigmoid", weight_variance, weight_law=weight_law)


def sigmoid_convolutions(
    weight_variance: float, weight_law: WeightLaw = "normal", data: str = "digits"
) -> Training:
    """Return the training of the network of figure 2: batches of 32, RMSprop at rate 1e-4 that decays by 1e-6."""
    return Training(
        figure_2(weight_variance, weight_law, data),
        RMSprop(1e-4, rate_decay=1e-6),
        data,
        epochs=EPOCHS[data],
        record=("training_top5", "validation_accuracy", "validation_top5", "gradient_norm"),
    )
