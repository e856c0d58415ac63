"""Figure 3 on the network of figure 2: nine convolutions, three poolings and a dense layer."""

from collections.abc import Iterator
from functools import partial

from paper_checks.claim import Claim, Kind
from paper_checks.experiments.convolutions import EPOCHS, sigmoid_convolutions
from paper_checks.ledger.kumar2017.figure_3 import converges, stalls
from paper_checks.ledger.kumar2017.source import kumar
from paper_checks.trial import Trial

__all__ = ["CLAIMS"]

_STALLS = "the convergence appears to stall with the Xavier initialization"
_PROCEEDS = "but proceeds rapidly with the initialization proposed in (19)"
_NETWORK = (
    "The network is that of figure 2, with the sizes of the paper's script, and is trained as there: sigmoid in each "
    "convolution, batches of 32, RMSprop at rate 1e-4."
)
_IMAGES = {
    "digits": "The images are 8 × 8 digits, of which the three poolings make a single pixel. An iteration takes all "
    "1,440 examples once, and there are 20: 900 steps, where ten iterations over CIFAR-10 are 15,630.",
    "cifar10": "The images are those of CIFAR-10, and the iterations are ten, as in the paper.",
}


def _claims(id: str, data: str) -> Iterator[Claim]:
    """Yield what figure 3 says of Xavier's weights, of those of (19), and of those of the script."""

    def claim(suffix: str, words: str, weights: str, chi: str, trial: Trial) -> Claim:
        # Zeros stand around each image, and count among the N inputs: the theory is that of dense layers inside.
        reading = (
            f"{weights} {_NETWORK} {_IMAGES[data]} The theory says of a layer, away from the edges of the image, what "
            f"it says of a dense one: χ = {chi}."
        )
        source = kumar("section 3.2, below (19)", words, reading)
        return Claim(id=id + suffix, source=source, kind=Kind.EMPIRICAL, expected=None, trial=trial)

    last = EPOCHS[data]
    weights = partial(sigmoid_convolutions, data=data)
    yield claim(
        "", _STALLS, "The weights have N v² = 1.", "0.056", stalls("Xavier", partial(weights, 1.0), last)
    )
    yield claim(
        ".recommended",
        _PROCEEDS,
        "The weights have N v² = 3.6², as (19) asks.",
        "0.36",
        converges("(19)", partial(weights, 3.6**2), last),
    )
    yield claim(
        ".released-code",
        _PROCEEDS,
        "The weights are those of the script with which the figure was drawn: N v² = 3.6 before a cut at two standard "
        "deviations, 2.8 after it.",
        "0.13",
        converges("the script", partial(weights, 3.6, "truncated_normal_uncorrected"), last),
    )


CLAIMS = (
    *_claims("kumar2017.fig3.convolutional", "digits"),
    *_claims("kumar2017.fig3.cifar10", "cifar10"),
)
