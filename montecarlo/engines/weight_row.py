"""One row of weights of a fresh network, and the inputs that it multiplies."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import ClassVar, Literal, get_args

import numpy as np
import numpy.typing as npt

from montecarlo.arguments import one_of, texts
from montecarlo.engines.architecture import Architecture
from montecarlo.sampling.activations import apply
from montecarlo.sampling.weights import InputLaw, weight_matrices

__all__ = ["Row"]


Array = npt.NDArray[np.float64]
RowLaw = Literal["normal", "uniform", "rademacher"]
_BATCH_WEIGHTS = 131_072
_FACTOR = re.compile(r"(?P<entry>[wxp][12]|b)(\^(?P<power>[1-9]))?|\|(?P<absolute>[wxp][12]|b)\|", re.ASCII)


@dataclass(frozen=True)
class Row(Architecture):
    """The first two terms of y = sum_j w_j x_j, where w is the first row of the last layer of a network.

    The entries are "w1", "w2" (weights), "x1", "x2" (inputs of the layer), "p1", "p2" (their products), and "b": the
    weight one layer below that connects the first unit there to x1. See `Architecture` for the other parameters.

    Parameters
    ----------
    widths : tuple of int
        Units of x_1, of x_2, and so on. The last are the inputs of the row, 2 or more.
    record : tuple of str
        The fields: products of powers and absolute values of entries, such as "w1^2 x1^2" or "|p1| |p2|".
    weight_law : str
        "normal", "uniform" or "rademacher". Keyword only.

    Raises
    ------
    TypeError, ValueError
        If a parameter has another type or value than above.
    """

    _LEAST_WIDTHS: ClassVar[int] = 1

    record: tuple[str, ...]
    weight_law: RowLaw = field(default="normal", kw_only=True)
    input_law: InputLaw = field(default="normal", kw_only=True)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.widths[-1] < 2:
            raise ValueError(
                f"widths must end in 2 units or more, because the row has two terms, got {self.widths}"
            )
        one_of("weight_law", self.weight_law, get_args(RowLaw))
        texts("record", self.record)
        if len(set(self.record)) < max(len(self.record), 1):
            raise ValueError(f"record must hold one product or more, all different, got {self.record!r}")
        for name in self.record:
            for factor in name.split(" "):
                match = _FACTOR.fullmatch(factor)
                if match is None:
                    raise ValueError(f"record has {name!r}: give products such as 'w1^2 x1^2' or '|p1| |p2|'")
                if factor.strip("|").startswith("b") and len(self.widths) < 2:
                    raise ValueError(
                        f"record has {name!r}, which needs a layer below: give two widths or more"
                    )

    @property
    def depth(self) -> int:
        """The number of weight layers, of which the row is the last."""
        return len(self.widths)

    @property
    def fields(self) -> tuple[str, ...]:
        """The recorded products."""
        return self.record

    @property
    def batch(self) -> int:
        """As many networks as have layers of weights that fit the cache."""
        sizes = (self.widths[-1], *(a * b for a, b in zip(self.widths, self.widths[1:], strict=False)))
        return max(1, _BATCH_WEIGHTS // max(sizes))

    @property
    def engine(self) -> str:
        """The engine's name."""
        return "dense"

    def sample(self, rng: np.random.Generator, replicates: int) -> Array:
        """Draw networks with an input each, shape (replicates, len(record))."""
        x = self._inputs(rng, replicates)
        entries = {}
        *below, last = self.weight_variances
        for units, variance in zip(self.widths[1:], below, strict=True):
            matrices = weight_matrices(self.weight_law, rng, replicates, units, x.shape[1], variance)
            entries["b"] = matrices[:, 0, 0]
            x = apply(self.activation, np.matvec(matrices, x))
        w = weight_matrices(self.weight_law, rng, replicates, 1, x.shape[1], last)[:, 0]
        for place in (0, 1):
            entries[f"w{place + 1}"], entries[f"x{place + 1}"] = w[:, place], x[:, place]
            entries[f"p{place + 1}"] = w[:, place] * x[:, place]
        return np.stack([_product(name, entries) for name in self.record], axis=1)


def _product(name: str, entries: dict[str, Array]) -> Array:
    total = np.ones(1)
    for factor in name.split(" "):
        match = _FACTOR.fullmatch(factor)
        assert match is not None
        if match["absolute"]:
            total = total * np.abs(entries[match["absolute"]])
        else:
            total = total * entries[match["entry"]] ** int(match["power"] or 1)
    return total
