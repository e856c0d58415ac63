"""What a convolutional network to train is: plain data, from which it is built, and drawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import KW_ONLY, dataclass
from typing import Literal, NamedTuple, get_args

from montecarlo.arguments import one_of, per_layer, whole, whole_tuple
from montecarlo.sampling.weights import WEIGHT_LAWS, WeightLaw, known_law

__all__ = ["ACTIVATIONS", "Convolutional", "Part"]


Activation = Literal["relu", "sigmoid", "tanh"]
ACTIVATIONS: tuple[Activation, ...] = get_args(Activation)


class Part(NamedTuple):
    """One part of a network, in the order in which signals pass them.

    Parameters
    ----------
    kind : {"convolution", "pooling", "dense"}
    shape : tuple of int
        Of its output: channels, height and width, or classes.
    window : int
        The side of the square that an output sees in each channel below; 0 for a dense layer.
    stride : int
        By how many pixels two neighbouring squares differ; 0 for a dense layer.
    fan_in : int
        The inputs of an output; 0 for a pooling layer, which has no weights.
    """

    kind: str
    shape: tuple[int, ...]
    window: int = 0
    stride: int = 0
    fan_in: int = 0

    @property
    def weights(self) -> int:
        """How many weights it has, biases not counted."""
        return self.fan_in * self.shape[0]


@dataclass(frozen=True)
class Convolutional:
    """A network of convolutions, poolings and one dense layer, with softmax and cross-entropy.

    It has stages. In each stage, some convolutions keep the size of the image: zeros stand around it, and the stride
    is 1. Each computes y = W x + b and g(y). Then a pooling layer takes the largest value of each square, and the
    squares do not overlap. The dense layer sees all values of the last stage. Biases start at 0.

    Parameters
    ----------
    image : tuple of int
        Channels, height and width of an input.
    channels : tuple of tuple of int
        For each stage, the channels of its convolutions.
    classes : int
        2 or more.
    activation : {"relu", "sigmoid", "tanh"}
    weight_variance : float or tuple of float
        fan_in times the variance of a weight, 0 or more: one number for all layers, or one for each. The fan_in of a
        convolution is kernel^2 times the channels of its input.
    weight_law : str
        See `montecarlo.weight_matrices`. This and the parameters below are keywords only.
    kernel : int
        The side of a convolution's square, odd.
    pool : int
        The side of a pooling layer's square, 2 or more.

    Raises
    ------
    TypeError, ValueError
        If a parameter has another type or value than above, or the image cannot be halved so often.
    """

    image: tuple[int, int, int]
    channels: tuple[tuple[int, ...], ...]
    classes: int
    activation: Activation
    weight_variance: float | tuple[float, ...]
    _: KW_ONLY
    weight_law: WeightLaw = "normal"
    kernel: int = 3
    pool: int = 2

    def __post_init__(self) -> None:
        if len(whole_tuple("image", self.image, at_least=1, length=3)) != 3:
            raise ValueError(f"image must have channels, height and width, got {self.image!r}")
        if not isinstance(self.channels, tuple) or not self.channels:
            raise TypeError(f"channels must be a tuple with a tuple for each stage, got {self.channels!r}")
        for number, stage in enumerate(self.channels):
            whole_tuple(f"channels[{number}]", stage, at_least=1, length=1)
        whole("classes", self.classes, at_least=2)
        one_of("activation", self.activation, ACTIVATIONS)
        known_law("weight_law", self.weight_law, WEIGHT_LAWS)
        if whole("kernel", self.kernel, at_least=1) % 2 == 0:
            raise ValueError(f"kernel must be odd, so that the image keeps its size, got {self.kernel}")
        whole("pool", self.pool, at_least=2)
        smallest = self.pool ** len(self.channels)
        if any(side % smallest for side in self.image[1:]):
            raise ValueError(
                f"image must have sides that are multiples of {smallest}, since {len(self.channels)} pooling layers "
                f"each divide them by {self.pool}, got {self.image}"
            )
        per_layer("weight_variance", self.weight_variance, self.depth, at_least=0.0)

    def parts(self) -> Iterator[Part]:
        """Yield the parts of the network."""
        channels, height, width = self.image
        for stage in self.channels:
            for wider in stage:
                fan_in = channels * self.kernel**2
                channels = wider
                yield Part("convolution", (channels, height, width), self.kernel, 1, fan_in)
            height, width = height // self.pool, width // self.pool
            yield Part("pooling", (channels, height, width), self.pool, self.pool)
        yield Part("dense", (self.classes,), fan_in=channels * height * width)

    @property
    def fans(self) -> tuple[tuple[int, int], ...]:
        """The shape of each layer's matrix, turned round: inputs of an output, and channels or classes."""
        return tuple((part.fan_in, part.shape[0]) for part in self.parts() if part.weights)

    @property
    def depth(self) -> int:
        """The number of layers with weights."""
        return sum(len(stage) for stage in self.channels) + 1

    @property
    def variances(self) -> tuple[float, ...]:
        """The weight variance of each layer."""
        return per_layer("weight_variance", self.weight_variance, self.depth, at_least=0.0)

    def sizes(self) -> tuple[int, ...]:
        """Return how many parameters each layer has."""
        return tuple(fan_out * (fan_in + 1) for fan_in, fan_out in self.fans)

    def products(self) -> int:
        """Return how many products of a weight and a signal one example takes, those with zeros outside included."""
        return sum(
            part.weights * part.shape[1] * part.shape[2] if part.kind == "convolution" else part.weights
            for part in self.parts()
        )
