"""Means and covariance of replicates, which can be merged without keeping the replicates.

Chan, Golub, LeVeque (1983), "Algorithms for computing the sample variance", The American Statistician 37.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["SampleMoments", "positions"]


Array = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class SampleMoments:
    """Count, means and comoments of d named quantities.

    Parameters
    ----------
    fields : tuple of str
        The d names.
    count : int
        Number of replicates.
    mean : ndarray, shape (d,)
    comoment : ndarray, shape (d, d)
        Sum over the replicates of the outer product of the deviations from `mean`.
    """

    fields: tuple[str, ...]
    count: int
    mean: Array
    comoment: Array

    @classmethod
    def of(cls, fields: tuple[str, ...], samples: npt.ArrayLike) -> SampleMoments:
        """Compute the moments of samples in two passes: first the means, then the deviations from them.

        Parameters
        ----------
        fields : tuple of str
            The d names of the columns.
        samples : array_like, shape (n, d)
            A row for each replicate.

        Raises
        ------
        ValueError
            If the shape is not (n, len(fields)) with n of 1 or more.
        """
        table = np.asarray(samples, dtype=np.float64)
        if table.ndim != 2 or table.shape[1] != len(fields) or not len(table):
            raise ValueError(
                f"samples must have shape (n, {len(fields)}), a column for each field, got {table.shape}"
            )
        # One row for each field: NumPy sums rows pairwise, and several times faster than narrow columns.
        rows = np.array(table.T, order="C")
        mean = rows.mean(axis=1)
        rows -= mean[:, np.newaxis]
        return cls(fields, len(table), mean, rows @ rows.T)

    def merge(self, other: SampleMoments) -> SampleMoments:
        """Return the moments of both sets of replicates together (Chan's formula).

        The same parts merged in the same order give the same bits. Another order gives other rounding errors.

        Raises
        ------
        ValueError
            If the fields differ.
        """
        if self.fields != other.fields:
            raise ValueError(f"fields must be equal to merge moments, got {self.fields} and {other.fields}")
        count = self.count + other.count
        gap = other.mean - self.mean
        mean = self.mean + gap * (other.count / count)
        between = np.outer(gap, gap) * (self.count * other.count / count)
        return SampleMoments(self.fields, count, mean, self.comoment + other.comoment + between)

    @property
    def covariance(self) -> Array:
        """The unbiased covariance of one replicate, shape (d, d).

        Raises
        ------
        ValueError
            If there are fewer than two replicates.
        """
        if self.count < 2:
            raise ValueError(f"a covariance needs 2 replicates or more, got count = {self.count}")
        return self.comoment / (self.count - 1)

    def columns(self, names: tuple[str, ...]) -> list[int]:
        """Return the positions of the named fields.

        Raises
        ------
        ValueError
            If a name is not among the fields.
        """
        return positions(names, self.fields)


def positions(names: tuple[str, ...], fields: tuple[str, ...]) -> list[int]:
    """Return the positions of the names among the fields, or raise ValueError for a name that is missing."""
    missing = [name for name in names if name not in fields]
    if missing:
        raise ValueError(f"{', '.join(missing)} was not recorded: give one of {', '.join(fields)}")
    return [fields.index(name) for name in names]
