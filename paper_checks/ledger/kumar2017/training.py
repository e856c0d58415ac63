"""Figure 3: ten sigmoid layers, trained from Xavier's weights and from those of (19)."""

from functools import partial

import numpy as np

from montecarlo import Outcome
from paper_checks.claim import Claim, Kind
from paper_checks.experiments.training import Values, epochs_to, sigmoid_layers
from paper_checks.ledger.kumar2017.source import kumar
from paper_checks.trial import Trial

__all__ = ["CLAIMS"]

_ITERATIONS = 10  # the paper's: each takes all examples once
_STALLED, _CONVERGED = 0.6, 0.9  # parts of the validation examples whose label is among the first five of ten

_XAVIER = partial(sigmoid_layers, 1.0)
_RECOMMENDED = partial(sigmoid_layers, 3.6**2)
_SCRIPT = partial(sigmoid_layers, 3.6, "truncated_normal_uncorrected")

_ON_DIGITS = (
    "Here the network is dense, ten layers with 256 units in each hidden one, and trained on 8 × 8 digits with the "
    "optimiser of the paper's script, RMSprop at rate 1e-4. An iteration takes all examples once."
)


def _top5(outcome: Outcome) -> Values:
    assert outcome.validation_top5 is not None
    return outcome.validation_top5


def _after_ten(outcome: Outcome) -> Values:
    return _top5(outcome)[:, _ITERATIONS]


def _stalls(outcome: Outcome) -> Values:
    """Return whether each seed stays near chance in the paper's ten iterations; one that diverges does not."""
    stayed: Values = np.max(_top5(outcome)[:, : _ITERATIONS + 1], axis=1) <= _STALLED
    return stayed


def _converges(outcome: Outcome) -> Values:
    reached: Values = _after_ten(outcome) >= _CONVERGED
    return reached


def _left_chance(outcome: Outcome) -> Values:
    return epochs_to(_top5(outcome), _STALLED)


CLAIMS = (
    Claim(
        id="kumar2017.fig3",
        source=kumar(
            "section 3.2, below (19)",
            "the convergence appears to stall with the Xavier initialization",
            f"{_ON_DIGITS} The theory predicts it: a sigmoid layer under v² = 1/N multiplies the variance of a "
            "gradient, and that of the difference of two inputs, by χ = 0.056. Nine such layers leave 5e-12.",
        ),
        kind=Kind.EMPIRICAL,
        trial=Trial(
            trainings={"Xavier": _XAVIER},
            criterion=_stalls,
            words="the top-5 accuracy on the validation data is at most 60 % at each of the iterations 0 to 10; "
            "chance is 50 %",
            quantities={
                "top-5 accuracy after 10 iterations": _after_ten,
                "iteration at which it first is 60 %": _left_chance,
            },
        ),
    ),
    Claim(
        id="kumar2017.fig3.recommended",
        source=kumar(
            "section 3.2, below (19)",
            "but proceeds rapidly with the initialization proposed in (19)",
            f"{_ON_DIGITS} The weights have N v² = 3.6², as (19) asks. The theory predicts χ = 0.36: nine layers leave "
            "9e-5 of a gradient's variance.",
        ),
        kind=Kind.EMPIRICAL,
        trial=Trial(
            trainings={"(19)": _RECOMMENDED},
            criterion=_converges,
            words="the top-5 accuracy on the validation data is at least 90 % after 10 iterations; chance is 50 %",
            quantities={
                "top-5 accuracy after 10 iterations": _after_ten,
                "iteration at which it first is 60 %": _left_chance,
            },
        ),
    ),
    Claim(
        id="kumar2017.fig3.released-code",
        source=kumar(
            "figure 3",
            "The Xavier initialization stalls while the initialization recommended in (19) converges proceeds rapidly "
            "towards convergence.",
            "the weights of the script with which this figure was drawn converge as those of (19) do: "
            "N v² = 3.6 before a cut at two standard deviations, 2.8 after it. "
            f"{_ON_DIGITS} The theory predicts χ = 0.13, and 1e-8 left after nine layers.",
        ),
        kind=Kind.EMPIRICAL,
        expected=None,
        trial=Trial(
            trainings={"the script": _SCRIPT},
            criterion=_converges,
            words="the top-5 accuracy on the validation data is at least 90 % after 10 iterations; chance is 50 %",
            quantities={
                "top-5 accuracy after 10 iterations": _after_ten,
                "iteration at which it first is 60 %": _left_chance,
            },
        ),
    ),
)
