"""What several figures are drawn from."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from paper_checks import LEDGER, Run, verify
from paper_checks.evidence.passes import Passes
from paper_checks.plots import PLOTS
from paper_checks.training_record import Record


@pytest.fixture(scope="session")
def run(seed: int) -> Run:
    """Return a run with no measurement, for figures that show theory alone."""
    return Run(seed, (), {}, {}, {})


@pytest.fixture(scope="session")
def trained(record: Record, seed: int) -> Run:
    """Return a run with trained networks and no measurement."""
    return Run(seed, (), {}, {}, {}, record)


@pytest.fixture(scope="session")
def fig4(passes: Passes, seed: int) -> Mapping[str, Any]:
    """Return the numbers of figure 4, which has claims and experiments of its own."""
    plot = PLOTS["fig4"]
    verdicts = {id: verify(LEDGER[id], passes=passes) for id in plot.claims}
    for experiment, replicates in plot.bands():
        passes.fixed(experiment, replicates, plot.name)
    return plot.data(Run(seed, (), verdicts, passes.moments, {}))


@pytest.fixture(scope="session")
def with_bands(passes: Passes, seed: int) -> Callable[[str], dict[str, Any]]:
    """Return the function from a figure's name to its numbers, for one whose experiments no claim judges."""

    def data(name: str) -> dict[str, Any]:
        for experiment, replicates in PLOTS[name].bands():
            passes.fixed(experiment, replicates, name)
        return PLOTS[name].data(Run(seed, (), {}, passes.moments, {}))

    return data
