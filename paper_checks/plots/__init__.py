"""Figures: what each shows as plain data from a run, and how it is drawn."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from paper_checks.plots import (
    activations,
    batch_norm,
    dropout,
    eq12,
    fig1,
    fig2,
    fig3,
    fig4,
    gains,
    gradients,
    he,
    phase_diagram,
    poisson,
    pytorch_gains,
    q_maps,
    relu_vs_tanh,
    saturation,
    schemes,
    trainable_region,
)
from paper_checks.plots.plot import Plot

__all__ = ["PLOTS", "Plot", "choose"]

_ALL = (
    fig1.PLOT,
    fig2.PLOT,
    *fig3.PLOTS_OF_FIG3,
    fig4.PLOT,
    saturation.PLOT,
    eq12.PLOT,
    gradients.PLOT,
    activations.PLOT,
    dropout.PLOT,
    batch_norm.PLOT,
    poisson.PLOT,
    gains.PLOT,
    phase_diagram.PLOT,
    q_maps.PLOT,
    pytorch_gains.PLOT,
    schemes.PLOT,
    *he.PLOTS_OF_HE,
    relu_vs_tanh.PLOT,
    trainable_region.PLOT,
)
PLOTS: Mapping[str, Plot] = MappingProxyType({plot.name: plot for plot in _ALL})


def choose(names: Iterable[str] = ()) -> tuple[Plot, ...]:
    """Return the named plots, all of them without names; ValueError suggests the nearest name."""
    chosen = []
    for name in names:
        if name not in PLOTS:
            near = difflib.get_close_matches(name, PLOTS, n=1, cutoff=0)
            raise ValueError(f"no figure {name!r}: did you mean {near[0]!r}? Known: {', '.join(PLOTS)}")
        chosen.append(PLOTS[name])
    return tuple(chosen) or tuple(PLOTS.values())
