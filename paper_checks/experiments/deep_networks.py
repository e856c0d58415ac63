"""Deep networks of which the distribution over networks is asked for."""

from __future__ import annotations

from montecarlo import Backward, Experiment, Shares
from paper_checks.experiments.networks import forward_pass

__all__ = ["gradient_shares", "shares"]


def shares(
    *, width: int, depth: int, activation: str, weight_variance: float, edges: tuple[float, ...]
) -> Experiment:
    """Return whether the mean square that leaves the last layer is at most each of some edges.

    Parameters
    ----------
    width, depth : int
        Units of each layer, and layers.
    activation : str
    weight_variance : float
    edges : tuple of float
        In increasing order.
    """
    last = f"x{depth + 1}^2"
    network = forward_pass(
        width=width, depth=depth, activation=activation, weight_variance=weight_variance, record=(last,)
    )
    return Shares(network, last, edges)


def gradient_shares(
    *, width: int, depth: int, activation: str, weight_variance: float, edges: tuple[float, ...]
) -> Experiment:
    """Return whether the mean square of the gradient at the first layer is at most each of some edges.

    Parameters are those of `shares`; the gradient at the last pre-activation is standard normal.
    """
    passes = Backward((width,) * (depth + 1), activation, weight_variance, record=("d1^2",))
    return Shares(passes, "d1^2", edges)
