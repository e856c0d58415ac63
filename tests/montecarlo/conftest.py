"""The serial run, which all other runs must equal bit for bit."""

from functools import reduce

import pytest

from montecarlo import SampleMoments, stream
from montecarlo.running.blas import one_thread


@pytest.fixture(scope="session")
def serially():
    """Draw the batches one by one and merge them in this thread, without `run`."""

    def moments(experiment, *, replicates, seed):
        starts = range(0, replicates, experiment.batch)
        with one_thread():
            parts = [
                SampleMoments.of(
                    experiment.fields,
                    experiment.sample(
                        stream(experiment, seed, number), min(experiment.batch, replicates - start)
                    ),
                )
                for number, start in enumerate(starts)
            ]
        return reduce(SampleMoments.merge, parts)

    return moments
