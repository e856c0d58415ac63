"""What came of a training experiment, seed by seed and epoch by epoch."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["Outcome", "rounded"]


Array = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Outcome:
    """The outcome of a training experiment.

    Dropout is off in what is measured, and batch normalisation uses the mean and variance over all training
    examples. Entry 0 of an axis of epochs is before any step. What was not recorded is None.

    Parameters
    ----------
    key : str
        The experiment's; see `Training`.
    seeds : tuple of int
    loss : ndarray, shape (seeds, epochs + 1)
        The mean loss over the training examples, without penalty.
    diverged : ndarray of bool, shape (seeds,)
        Whether the loss became NaN or infinite. From the epoch in which it did, all numbers of the seed are NaN.
    training_accuracy, training_top5, validation_accuracy, validation_top5, validation_loss : ndarray or None
        Of the shape of `loss`. Accuracies are parts of 1: how often the label is the largest output, or among the
        five largest.
    gradient_norm : ndarray, shape (seeds, epochs + 1, layers), or None
        The Euclidean norm of the gradient of the mean loss, without penalty, by the weights of each layer. It is
        taken over the first 256 training examples.
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
        """Return the outcome as plain numbers to 7 digits, with None for NaN; what was not recorded is left out."""
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
            If an entry is missing, unknown, or has another shape or type than `as_json` writes.
        """
        try:
            seeds = tuple(plain["seeds"])
            diverged = np.array(plain["diverged"])
            measures = {name: np.array(plain[name], dtype=np.float64) for name in _MEASURES if name in plain}
            loss = measures["loss"]
            good = (
                isinstance(plain["key"], str)
                and all(type(seed) is int for seed in seeds)
                and diverged.shape == (len(seeds),)
                and diverged.dtype == bool
                and loss.ndim == 2
                and len(loss) == len(seeds)
                and all(
                    values.shape[:2] == loss.shape and values.ndim == (3 if name == "gradient_norm" else 2)
                    for name, values in measures.items()
                )
                and not set(plain) - {field.name for field in fields(cls)}
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ValueError(_REFUSAL + f" ({type(error).__name__}: {error})") from error
        if not good:
            raise ValueError(_REFUSAL)
        return cls(key=plain["key"], seeds=seeds, diverged=diverged, **measures)


_MEASURES = tuple(field.name for field in fields(Outcome) if field.name not in ("key", "seeds", "diverged"))
_REFUSAL = "plain must be a mapping that Outcome.as_json made, and is not: train the experiment again"


def rounded(value: Any) -> Any:
    """Return nested lists of numbers with 7 digits, and None for NaN."""
    if isinstance(value, list):
        return [rounded(entry) for entry in value]
    return None if math.isnan(value) else float(f"{value:.7g}")
