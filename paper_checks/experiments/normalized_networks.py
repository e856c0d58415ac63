"""Networks with batch normalisation, through which a batch goes forward and its gradients come back."""

from __future__ import annotations

from montecarlo import Experiment, NormalizedNetwork

__all__ = ["batch_through_network"]


def batch_through_network(
    *,
    widths: tuple[int, ...],
    activation: str,
    weight_variance: float,
    batch_size: int,
    record: tuple[str, ...],
) -> Experiment:
    """Return a batch through linear - batch norm - activation layers and back, without epsilon.

    Parameters
    ----------
    widths : tuple of int
        Of the input and of each layer, of which the last has no normalisation.
    activation : str
    weight_variance : float
    batch_size : int
        2 or more.
    record : tuple of str
    """
    return NormalizedNetwork(widths, activation, weight_variance, batch_size, eps=0.0, record=record)
