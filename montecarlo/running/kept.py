"""All replicates of a run, kept: for quantiles, which moments cannot give."""

from __future__ import annotations

from concurrent.futures import Executor

import numpy as np
import numpy.typing as npt

from montecarlo.arguments import whole
from montecarlo.running.blas import one_thread
from montecarlo.running.draw import drawn
from montecarlo.running.executors import prepare, stated, submitted
from montecarlo.running.experiment import Experiment
from montecarlo.running.runner import require_executor, require_experiment, workers_for
from montecarlo.statistics.quantiles import Samples

__all__ = ["samples"]


Array = npt.NDArray[np.float64]


def samples(
    experiment: Experiment, *, replicates: int, seed: int, executor: Executor | None = None
) -> Samples:
    """Draw the replicates of `run` and return them all, which are the same bits on every executor.

    They take 8 bytes for each field and replicate. The moments are those of `run` up to rounding. The logarithm of a
    signal that is 0 is kept as -infinity, so quantiles count dead networks too.

    Parameters
    ----------
    experiment : Experiment
    replicates : int
        1 or more.
    seed : int
        0 or more.
    executor : concurrent.futures.Executor, optional
        As in `montecarlo.run`.

    Returns
    -------
    Samples

    Raises
    ------
    TypeError, ValueError
        As in `montecarlo.run`.

    Examples
    --------
    >>> from montecarlo import Backward, quantile, samples
    >>> network = Backward((64,) * 31, "relu", 2.0, record=("log d1^2",))
    >>> quantile("log d1^2", 0.5).interval(samples(network, replicates=2000, seed=0))
    Interval(low=-1.38..., high=-0.94...)
    """
    require_experiment(experiment)
    require_executor(executor)
    total, seed = whole("replicates", replicates, at_least=1), whole("seed", seed, at_least=0)
    numbers = range(-(-total // experiment.batch))
    with one_thread(), workers_for(executor, len(numbers)) as workers:
        if workers is None:
            parts = [drawn(experiment, seed, total, number, kept=True) for number in numbers]
        else:
            expected = stated(experiment)
            futures = [
                submitted(workers, _in_worker, experiment, seed, total, number, expected)
                for number in numbers
            ]
            try:
                parts = [future.result() for future in futures]
            finally:
                for future in futures:
                    future.cancel()
    return Samples(experiment.fields, np.concatenate(parts))


def _in_worker(
    experiment: Experiment, seed: int, total: int, number: int, expected: dict[str, str | None]
) -> Array:
    prepare(stated(experiment), expected)
    return drawn(experiment, seed, total, number, kept=True)
