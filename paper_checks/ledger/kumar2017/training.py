"""Figure 3: ten sigmoid layers, trained from Xavier's weights, from those of (19), and from two more."""

from functools import partial

from paper_checks.claim import Claim, Kind
from paper_checks.experiments.training import sigmoid_layers
from paper_checks.ledger.kumar2017.figure_3 import converges, stalls
from paper_checks.ledger.kumar2017.source import kumar

__all__ = ["CLAIMS"]

_ITERATIONS = 10  # the paper's: each takes all examples once

_XAVIER = partial(sigmoid_layers, 1.0)
_RECOMMENDED = partial(sigmoid_layers, 3.6**2)
_SCRIPT = partial(sigmoid_layers, 3.6, "truncated_normal_uncorrected")
_KEPT = 3.40856  # 1 / E g(Z)²: pre-activations of variance 1 give such again
_EXACT = partial(sigmoid_layers, (1.0, *(_KEPT,) * 9))

_ON_DIGITS = (
    "Here the network is dense, ten layers with 256 units in each hidden one, and trained on 8 × 8 digits with the "
    "optimiser of the paper's script, RMSprop at rate 1e-4. An iteration takes all examples once."
)


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
        trial=stalls("Xavier", _XAVIER, _ITERATIONS),
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
        trial=converges("(19)", _RECOMMENDED, _ITERATIONS),
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
        trial=converges("the script", _SCRIPT, _ITERATIONS),
    ),
    Claim(
        id="kumar2017.fig3.exact",
        source=kumar(
            "figure 3, made precise",
            reading="weights that keep a variance exactly, without the linearisation of (12), converge as those of "
            "(19) do. No weights keep the variance 1 of the activations: a sigmoid's stays below 1/4. The variance 1 "
            "of the pre-activations is kept by N v² = 1 in the first layer, whose inputs have mean 0 and variance 1, "
            f"and by N v² = 1/E g(Z)² = {_KEPT} in all others. {_ON_DIGITS} The theory predicts χ = 0.15, and 5e-8 "
            "left after nine layers: weights that keep the variance of signals need not keep that of gradients.",
        ),
        kind=Kind.EMPIRICAL,
        expected=None,
        trial=converges("exact", _EXACT, _ITERATIONS),
    ),
)
