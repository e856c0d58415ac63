"""What came of a training experiment, seed by seed and epoch by epoch."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from montecarlo.arguments import whole
from montecarlo.training.training import RECORDS, Training

__all__ = ["Outcome", "numbers_of", "rounded", "seeds_of"]


Array = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Outcome:
    """The outcome of a training experiment.

    Dropout is off in what is measured, and batch normalisation uses the mean and variance over all training
    examples; for the gradient, those over the examples of the gradient. Entry 0 of an axis of epochs is before any
    step. What was not recorded is None.

    Parameters
    ----------
    key : str
        The experiment's; see `Training`.
    seeds : tuple of int
    loss : ndarray, shape (seeds, epochs + 1)
        The mean loss over the training examples, or the first `probe` of them, without penalty.
    diverged : ndarray of bool, shape (seeds,)
        Whether the loss became NaN or infinite. From the epoch in which it did, all numbers of the seed are NaN.
    training_accuracy, training_top5, validation_accuracy, validation_top5, validation_loss : ndarray or None
        Of the shape of `loss`. Accuracies are parts of 1: how often the label is the largest output, or among the
        five largest.
    gradient_norm : ndarray, shape (seeds, epochs // gradient_every + 1, layers), or None
        The Euclidean norm of the gradient of the mean loss, without penalty, by the weights of each layer. It is
        taken over the first 256 training examples, before any step and after each `gradient_every` epochs.
    """

    key: str
    seeds: tuple[int, ...]
    loss: Array
    diverged: npt.NDArray[np.bool_]
    training_accuracy: Array | None = None
    training_top5: Array | None = None
    validation_accuracy: Array | None = None
    validation_top5: Array | None = None
    validation_loss: Array | None = None
    gradient_norm: Array | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the outcome as plain numbers to 7 digits; what was not recorded is left out.

        None stands for NaN and for infinity.
        """
        plain: dict[str, Any] = {
            "key": self.key,
            "seeds": list(self.seeds),
            "diverged": self.diverged.tolist(),
        }
        for name in _MEASURES:
            values = getattr(self, name)
            if values is not None:
                plain[name] = rounded(values.tolist())
        return plain

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> Outcome:
        """Return the outcome that `as_json` wrote.

        Raises
        ------
        ValueError
            If an entry is missing, unknown, or has another shape, type or range than `as_json` writes.
        """
        try:
            seeds = seeds_of(plain["seeds"])
            diverged = np.array(plain["diverged"])
            measures = {name: numbers_of(plain[name]) for name in _MEASURES if name in plain}
            loss = measures["loss"]
            good = (
                isinstance(plain["key"], str)
                and diverged.shape == (len(seeds),)
                and diverged.dtype == bool
                and loss.ndim == 2
                and len(loss) == len(seeds)
                and all(
                    values.shape == loss.shape for name, values in measures.items() if name != "gradient_norm"
                )
                and ("gradient_norm" not in measures or _by_layer(measures["gradient_norm"], loss))
                and not set(plain) - {field.name for field in fields(cls)}
                and _possible(measures, diverged)
            )
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError, IndexError) as error:
            raise ValueError(_REFUSAL + f" ({type(error).__name__}: {error})") from error
        if not good:
            raise ValueError(_REFUSAL)
        return cls(key=plain["key"], seeds=seeds, diverged=diverged, **measures)

    def fits(self, experiment: object) -> bool:
        """Return whether it has the epochs, layers and measures that an experiment asks for, whatever its key."""
        return (
            isinstance(experiment, Training)
            and self.loss.shape[1] == experiment.epochs + 1
            and all((getattr(self, name) is not None) == (name in experiment.record) for name in RECORDS)
            and (self.gradient_norm is None or self._has_gradients(experiment))
        )

    def _has_gradients(self, experiment: Training) -> bool:
        """Whether the gradient is there for each layer, and after the epochs that an experiment asks for."""
        assert self.gradient_norm is not None
        lost = np.isnan(self.loss[:, :: experiment.gradient_every])
        return self.gradient_norm.shape == (*lost.shape, experiment.network.depth) and bool(
            np.isnan(self.gradient_norm[lost]).all()
        )


_MEASURES = tuple(field.name for field in fields(Outcome) if field.name not in ("key", "seeds", "diverged"))
_REFUSAL = "plain must be a mapping that Outcome.as_json made, and is not: train the experiment again"


def _possible(measures: Mapping[str, Array], diverged: npt.NDArray[np.bool_]) -> bool:
    """Whether numbers are what a training can give: from the epoch in which the loss is lost, all others are too."""
    lost = np.isnan(measures["loss"])
    parts = [measures[name] for name in _PARTS_OF_1 if name in measures]
    return (
        np.array_equal(lost, np.logical_or.accumulate(lost, axis=1))
        and np.array_equal(lost[:, -1], diverged)
        and all(np.isnan(values[lost]).all() for values in measures.values() if values.shape == lost.shape)
        and not any((values < 0.0).any() for values in measures.values())
        and all(np.array_equal(np.isnan(values), lost) and not (values > 1.0).any() for values in parts)
    )


def _by_layer(gradients: Array, loss: Array) -> bool:
    """Whether gradients have an axis of layers, and no more epochs than the loss."""
    return gradients.ndim == 3 and len(gradients) == len(loss) and 1 <= gradients.shape[1] <= loss.shape[1]


_PARTS_OF_1 = ("training_accuracy", "training_top5", "validation_accuracy", "validation_top5")


def rounded(value: Any) -> Any:
    """Return nested lists of numbers with 7 digits, and None for what is not finite."""
    if isinstance(value, list):
        return [rounded(entry) for entry in value]
    return float(f"{value:.7g}") if math.isfinite(value) else None


def numbers_of(value: object) -> Array:
    """Return nested lists of numbers as an array, with NaN for None.

    Raises
    ------
    TypeError, ValueError, OverflowError
        If an entry is anything else, or infinite, or lists differ in length.
    """
    found = np.array(value)
    if found.dtype.kind == "O":  # None, or an integer that is too large
        good = all(entry is None or type(entry) in (int, float) for entry in found.flat)
    else:
        good = found.dtype.kind in "fiu"
    if not good:
        raise TypeError("an entry is not a number")
    numbers: Array = found.astype(np.float64)
    if np.isinf(numbers).any():
        raise ValueError("a number is infinite")
    return numbers


def seeds_of(value: Any) -> tuple[int, ...]:
    """Return a list of seeds as a tuple.

    Raises
    ------
    TypeError, ValueError
        If they are not different integers of 0 or more.
    """
    seeds = tuple(whole("a seed", seed, at_least=0) for seed in value)
    if len(set(seeds)) < len(seeds):
        raise ValueError("the seeds do not differ from each other")
    return seeds
