"""One training experiment: a network, an optimiser, data, and for how long."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import Literal, get_args

from montecarlo.arguments import one_of, whole
from montecarlo.sampling.streams import experiment_key, later
from montecarlo.training.convolutional import Convolutional
from montecarlo.training.data import DATA
from montecarlo.training.network import Trained
from montecarlo.training.optimisers import Momentum, Optimiser, RMSprop

__all__ = ["RECORDS", "DType", "Record", "Training"]


Record = Literal[
    "gradient_norm",
    "training_accuracy",
    "training_top5",
    "validation_accuracy",
    "validation_loss",
    "validation_top5",
]
DType = Literal["float32", "float64"]
RECORDS: tuple[Record, ...] = get_args(Record)


@dataclass(frozen=True)
class Training:
    """A network that is trained on data; each seed is a network with weights and an order of examples of its own.

    All parameters name the experiment, and so choose its random numbers, those too that only say what is measured.

    Parameters
    ----------
    network : Trained or Convolutional
        A convolutional one is trained with PyTorch, which must be installed.
    optimiser : Momentum or RMSprop
    data : {"digits", "cifar10"}
        "digits" are 1,797 handwritten digits of 8 x 8 pixels, 1,440 of them for training; they come with this
        package (UCI, E. Alpaydin and C. Kaynak, CC BY 4.0). "cifar10" is read from a folder of yours: 50,000 images
        for training and 10,000 for validation. Inputs have mean 0 and variance 1 over all pixels of all training
        images.
    epochs : int
        1 or more. This and the parameters below are keywords only. Each epoch takes all examples once, in a new
        order.
    batch : int
        Examples in a step, 1 or more; the last batch of an epoch may be smaller.
    record : tuple of str
        What is measured besides the training loss; see `Outcome`.
    examples : int, optional
        How many examples to train on, the first ones of the data's training set. None: all.
    dtype : {"float32", "float64"}
        The precision of weights and signals.
    probe : int, optional
        How many training examples are measured, the first ones: for the training loss and accuracies. None: all that
        are trained on. To measure all of them takes a quarter of the time of an epoch.
    gradient_every : int
        The gradient is measured before any step and after each so many epochs, 1 or more.

    Raises
    ------
    TypeError, ValueError
        If a parameter has another type or value than above.
    """

    network: Trained | Convolutional
    optimiser: Optimiser
    data: str = "digits"
    _: KW_ONLY
    epochs: int
    batch: int = 32
    record: tuple[Record, ...] = RECORDS
    examples: int | None = None
    dtype: DType = "float32"
    probe: int | None = later(None)
    gradient_every: int = later(1)

    def __post_init__(self) -> None:
        if not isinstance(self.network, Trained | Convolutional):
            raise TypeError(f"network must be a Trained or a Convolutional, got {self.network!r}")
        if not isinstance(self.optimiser, Momentum | RMSprop):
            raise TypeError(f"optimiser must be a Momentum or an RMSprop, got {self.optimiser!r}")
        one_of("data", self.data, DATA)
        whole("epochs", self.epochs, at_least=1)
        whole("batch", self.batch, at_least=1)
        if not isinstance(self.record, tuple):
            raise TypeError(f"record must be a tuple of names, got {self.record!r}")
        for name in self.record:
            one_of("record", name, RECORDS)
        if self.examples is not None:
            whole("examples", self.examples, at_least=1)
        one_of("dtype", self.dtype, get_args(DType))
        if self.probe is not None:
            whole("probe", self.probe, at_least=1)
        whole("gradient_every", self.gradient_every, at_least=1)

    def every(self, measure: str) -> int:
        """Return how many epochs lie between two measurements of the loss or of what is recorded."""
        return self.gradient_every if measure == "gradient_norm" else 1

    @property
    def key(self) -> str:
        """The name of this experiment: 16 hexadecimal digits that depend on all parameters."""
        return f"{experiment_key(self):016x}"
