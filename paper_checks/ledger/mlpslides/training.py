"""Networks that the lecture shows in training: ReLU against tanh; 22 and 30 layers from Xavier's and He's weights."""

from functools import partial

import numpy as np

from montecarlo import Outcome
from paper_checks.claim import Claim, Kind
from paper_checks.experiments.training import Values, best, epochs_to, four_layers, relu_layers
from paper_checks.ledger.mlpslides.source import slide
from paper_checks.trial import Trial

__all__ = ["CLAIMS"]

_HE, _VERSUS = "He Initialization [1] (for ReLU)", "ReLU vs Tanh"
_DIGITS = "Here the networks are dense, and trained on 8 × 8 digits."


# --- 22 and 30 layers ----------------------------------------------------------------------------------------

_CONVERGED, _STALLED = 0.8, 0.2  # validation accuracies; chance is 0.1
_STARTED = 0.25
_LEFT = 1e-3  # of a gradient

_BOTH_22 = {name: partial(relu_layers, 22, v) for name, v in (("He", 2.0), ("Xavier", 1.0))}
_BOTH_30 = {name: partial(relu_layers, 30, v) for name, v in (("He", 2.0), ("Xavier", 1.0))}


def _best(outcome: Outcome) -> Values:
    return best(outcome.validation_accuracy)


def _start(outcome: Outcome) -> Values:
    return epochs_to(outcome.validation_accuracy, _STARTED)


def _both_converge(he: Outcome, xavier: Outcome) -> Values:
    converged: Values = (_best(he) >= _CONVERGED) & (_best(xavier) >= _CONVERGED)
    return converged


def _he_starts_earlier(he: Outcome, xavier: Outcome) -> Values:
    """Return whether He's network is the first, in whole epochs: between two of them nothing is measured."""
    earlier: Values = np.ceil(_start(he)) < np.nan_to_num(np.ceil(_start(xavier)), nan=np.inf)
    return earlier


def _he_alone_converges(he: Outcome, xavier: Outcome) -> Values:
    """Return whether the one converges and the other stalls; one that diverges, and has no accuracy, does not."""
    assert xavier.validation_accuracy is not None
    alone: Values = (_best(he) >= _CONVERGED) & (xavier.validation_accuracy.max(axis=1) <= _STALLED)
    return alone


def _gradient_left(he: Outcome, xavier: Outcome) -> Values:
    """Return Xavier's gradient over He's before any step, in the layer where it is largest."""
    assert he.gradient_norm is not None
    assert xavier.gradient_norm is not None
    left: Values = (xavier.gradient_norm[:, 0] / he.gradient_norm[:, 0]).max(axis=1)
    return left


_ACCURACIES = {
    "best accuracy with He's weights": lambda he, _: _best(he),
    "best accuracy with Xavier's": lambda _, xavier: _best(xavier),
}
_STARTS = {
    "epoch at which the accuracy with He's weights is 25 %": lambda he, _: _start(he),
    "the same with Xavier's": lambda _, xavier: _start(xavier),
}

# --- ReLU against tanh ---------------------------------------------------------------------------------------

# Each activation has the weights that keep its variance, and a rate of its own, as the caption of the figure says.  Of
# the rates 0.02, 0.05, 0.1, ..., 0.8 it is the fastest, on other seeds than those that are judged.
_RELU_AND_TANH = {
    "ReLU": partial(four_layers, "relu", 2.0, 0.2),
    "tanh": partial(four_layers, "tanh", 1.0, 0.4),
}
_LEVEL = 0.75  # training accuracy: 25 % training error
_SEVERAL, _SIX = 2.0, (5.5, 6.5)


def _steps(outcome: Outcome) -> Values:
    return epochs_to(outcome.training_accuracy, _LEVEL)


def _times_faster(relu: Outcome, tanh: Outcome) -> Values:
    return _steps(tanh) / _steps(relu)


def _several_times(relu: Outcome, tanh: Outcome) -> Values:
    """Return whether tanh takes so much longer; where it never gets there, it takes longer than all epochs."""
    at_least = np.nan_to_num(_steps(tanh), nan=tanh.loss.shape[1] - 1.0)
    faster: Values = at_least > _SEVERAL * _steps(relu)
    return faster


def _six_times(relu: Outcome, tanh: Outcome) -> Values:
    ratio = _times_faster(relu, tanh)
    six: Values = (ratio >= _SIX[0]) & (ratio < _SIX[1])
    return six


_FASTER = {
    "steps with tanh over steps with ReLU": _times_faster,
    "steps with ReLU": lambda relu, _: _steps(relu),
    "steps with tanh": lambda _, tanh: _steps(tanh),
}
_DESCENT = (
    f"{_DIGITS} They have four layers and are trained by gradient descent over all examples, ReLU from He's weights "
    "and tanh from Xavier's, each at the rate that was fastest for it on other seeds. The theory predicts no such "
    "difference: three ReLU layers leave the variance of a gradient as it is, and three tanh layers leave 0.21 of it."
)


CLAIMS = (
    Claim(
        id="mlpslides.relu-vs-tanh",
        source=slide(
            _VERSUS,
            "Deep convolutional neural networks with ReLUs train several times faster than their equivalents with "
            "tanh units.",
            f"several times is more than twice, in steps to 25 % training error. {_DESCENT}",
        ),
        kind=Kind.EMPIRICAL,
        expected=None,
        trial=Trial(
            trainings=_RELU_AND_TANH,
            criterion=_several_times,
            words="tanh takes more than 2 times as many steps to 25 % training error as ReLU",
            quantities=_FASTER,
        ),
    ),
    Claim(
        id="mlpslides.relu-vs-tanh.six-times",
        source=slide(
            _VERSUS,
            "reaches a 25% training error rate on CIFAR-10 six times faster than an equivalent network with tanh "
            "neurons",
            f"the ratio of steps rounds to six on the digits too. {_DESCENT}",
        ),
        kind=Kind.EMPIRICAL,
        expected=None,
        trial=Trial(
            trainings=_RELU_AND_TANH,
            criterion=_six_times,
            words="tanh takes 5.5 to 6.5 times as many steps to 25 % training error as ReLU",
            quantities=_FASTER,
        ),
    ),
    Claim(
        id="mlpslides.he-22",
        source=slide(
            _HE,
            'Both our initialization (red) and "Xavier" (blue) [7] lead to convergence',
            f"{_DIGITS} They have 22 layers with weights, 96 units in each hidden one, and 50 epochs of gradient "
            "descent with momentum 0.9. "
            "The theory predicts that under Xavier's weights ReLU layers take a factor of 2^(-21/2) = 0.0007 off the "
            "gradient, alike in all layers. These are 15 depth scales, so that by the rule of the trainable region it "
            "does not train. It does.",
        ),
        kind=Kind.EMPIRICAL,
        trial=Trial(
            trainings=_BOTH_22,
            criterion=_both_converge,
            words="the validation accuracy reaches 80 % with both; chance is 10 %",
            quantities=_ACCURACIES,
        ),
    ),
    Claim(
        id="mlpslides.he-22.earlier",
        source=slide(
            _HE,
            "lead to convergence, but ours starts reducing error earlier",
            f"{_DIGITS} The error starts to fall where the accuracy is 25 %, with chance at 10 %. The theory predicts "
            "it: gradients under Xavier's weights are 0.0007 of He's.",
        ),
        kind=Kind.EMPIRICAL,
        trial=Trial(
            trainings=_BOTH_22,
            criterion=_he_starts_earlier,
            words="the validation accuracy reaches 25 % in an earlier epoch with He's weights than with Xavier's",
            quantities=_STARTS,
        ),
    ),
    Claim(
        id="mlpslides.he-30",
        source=slide(
            _HE,
            'Our initialization (red) is able to make it converge. But "Xavier" (blue) [7] completely stalls',
            f"{_DIGITS} They have 30 layers with weights, 128 units in each hidden one, and 15 epochs of gradient "
            "descent with momentum 0.9. Those of 22 layers have 50 epochs, twice the rate, and 96 units: in 15 epochs "
            "they would not converge from Xavier's weights either. That 30 layers do not converge “even given more "
            "epochs”, as the caption goes on, is not judged. The theory predicts χ = 1 under He's weights, and "
            "χ = 1/2 under Xavier's, where 29 layers are 20 depth scales.",
        ),
        kind=Kind.EMPIRICAL,
        trial=Trial(
            trainings=_BOTH_30,
            criterion=_he_alone_converges,
            words="the validation accuracy reaches 80 % with He's weights, and is never above 20 % with Xavier's; "
            "chance is 10 %",
            quantities=_ACCURACIES,
        ),
    ),
    Claim(
        id="mlpslides.he-30.gradients",
        source=slide(
            _HE,
            "completely stalls - we also verify that its gradients are all diminishing",
            f"{_DIGITS} Diminished gradients are small beside those of the network that converges, in every layer. The "
            "theory predicts that ReLU layers leave 2^(-29/2) = 0.00004 of them, alike in all layers.",
        ),
        kind=Kind.EMPIRICAL,
        trial=Trial(
            trainings=_BOTH_30,
            criterion=lambda he, xavier: _gradient_left(he, xavier) <= _LEFT,
            words="before any step, the gradient with Xavier's weights is at most 0.001 of that with He's in each of "
            "the 30 layers",
            quantities={"Xavier's gradient over He's, in the layer where it is largest": _gradient_left},
        ),
    ),
)
