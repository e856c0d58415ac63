"""What figure 3 says of a network, as a trial: it stalls, or it converges."""

from collections.abc import Callable
from functools import partial

import numpy as np

from montecarlo import Outcome, Training
from paper_checks.experiments.training import Values, epochs_to
from paper_checks.trial import Trial

__all__ = ["converges", "stalls"]

_STALLED, _CONVERGED = 0.6, 0.9  # parts of the validation examples whose label is among the first five of ten


def stalls(name: str, training: Callable[[], Training], iterations: int) -> Trial:
    """Return the trial of networks that stay near chance."""
    return _trial(
        name,
        training,
        iterations,
        _stays,
        f"the top-5 accuracy on the validation data is at most 60 % at each of the iterations 0 to {iterations}; "
        "chance is 50 %",
    )


def converges(name: str, training: Callable[[], Training], iterations: int) -> Trial:
    """Return the trial of networks that know most examples after some iterations."""
    return _trial(
        name,
        training,
        iterations,
        _reaches,
        f"the top-5 accuracy on the validation data is at least 90 % after {iterations} iterations; chance is 50 %",
    )


def _trial(
    name: str,
    training: Callable[[], Training],
    iterations: int,
    criterion: Callable[[Outcome, int], Values],
    words: str,
) -> Trial:
    return Trial(
        trainings={name: training},
        criterion=lambda outcome: criterion(outcome, iterations),
        words=words,
        quantities={
            f"top-5 accuracy after {iterations} iterations": partial(_after, iterations=iterations),
            "iteration at which it first is 60 %": _left_chance,
        },
    )


def _top5(outcome: Outcome) -> Values:
    assert outcome.validation_top5 is not None
    return outcome.validation_top5


def _after(outcome: Outcome, iterations: int) -> Values:
    return _top5(outcome)[:, iterations]


def _stays(outcome: Outcome, iterations: int) -> Values:
    """Return whether each seed stays near chance; one that diverges does not."""
    stayed: Values = np.max(_top5(outcome)[:, : iterations + 1], axis=1) <= _STALLED
    return stayed


def _reaches(outcome: Outcome, iterations: int) -> Values:
    reached: Values = _after(outcome, iterations) >= _CONVERGED
    return reached


def _left_chance(outcome: Outcome) -> Values:
    return epochs_to(_top5(outcome), _STALLED)
