"""Words of the homework against other words of it, and answers that it owes."""

import sympy as sp

from paper_checks.claim import Passage
from paper_checks.ledger.cpen455hw1.source import homework
from paper_checks.ledger.misprint import misprint
from theory.notation import M, lam

__all__ = ["CLAIMS"]


def _limit(place: str) -> str:
    """Return where a place that is written with M and λ goes as M goes to infinity."""
    end = sp.limit({"-M/λ": -M / lam, "M/λ": M / lam}[place], M, sp.oo)
    return str(end).replace("oo", "∞")


_LOSS_BY = r"∂ℓ/\(∂"

CLAIMS = (
    misprint(
        "cpen455hw1.1.1.scale-down",
        Passage(
            homework(
                "question 1.1",
                "If we don't scale down, the expected value of the hidden layer output during training",
                "the direction is that of the factor in the question.",
            ),
            r"scale (\w+)",
        ),
        Passage(
            homework("question 1.1", "Explain why we need to rescale the hidden activations by 1/(1-p)."),
            r"by (.*)\.",
            {"1/(1-p)": "up", "1-p": "down"}.__getitem__,
        ),
        rivals={"off": "not scaled at all", "back": "which way is left open"},
        mended="up",
        reason="1/(1 - p) is above 1: training scales up what it keeps. Dropout as first published scales down, by "
        "1 - p, but at test time; the question and the sentence are on training.",
        erratum="the factor 1/(1-p) scales up, not down",
    ),
    misprint(
        "cpen455hw1.1.2.identity-size",
        Passage(
            homework(
                "question 1.2",
                "VAR(Wx) is also an identity matrix of dimensionality m × m i.e. I_m",
                "its size is that of the identity in the question.",
            ),
            r"dimensionality (\w+ × \w+)",
        ),
        Passage(
            homework("question 1.2", "WW^⊤ = I_M (I_M is an identity matrix with size M × M)"),
            r"size (\w+ × \w+)",
        ),
        rivals={"N × N": "that of COV(x)", "M × N": "that of W"},
        mended="M × M",
        reason="A layer has M units, and m is the mask of (2). The answer goes on with I_m for I_M.",
        erratum="the covariance of the pre-activations is M × M, not m × m: m is the mask",
    ),
    misprint(
        "cpen455hw1.1.3.range",
        Passage(
            homework(
                "question 1.3",
                "where 0 ≤ k ≤ m From the above we can clearly see that this distribution is a binomial distribution.",
                "k runs up to the number of units.",
            ),
            r"k ≤ (\S+) From",
        ),
        Passage(
            homework(
                "question 1.3", "the number of kept hidden units falls on a line somewhere between 0 and M"
            ),
            r"between 0 and (\w+)",
        ),
        rivals={"n": "the number of inputs", "k": "k itself"},
        mended="M",
        reason="The number of units is M. The letter m is the mask of (2).",
        erratum="the range ends at M, the number of units, not at m",
    ),
    misprint(
        "cpen455hw1.1.4.substitution",
        Passage(
            homework(
                "question 1.4",
                "Given lim_{x→∞} (1 + 1/x)^x = e, let x = -M/λ",
                "the limit that is given is the one that is used: x goes there as M goes to ∞.",
            ),
            r"lim_\{x→(\S+)\}",
        ),
        Passage(
            homework("question 1.4", "let x = -M/λ, then lim_{M→∞} (1 - λ/M)^M = e^{-λ}"),
            r"let x = (\S+), then",
            _limit,
        ),
        rivals={"0": "where the power tends to 1", "-1": "where the base is 0"},
        mended="-∞",
        reason="x = -M/λ goes to -∞, where the given limit says nothing. The power tends to e there too, which has to "
        "be shown; the result is right.",
        erratum="x = -M/λ goes to -∞, and the limit that is given is that at +∞",
    ),
    misprint(
        "cpen455hw1.1.4.exponent-sign",
        Passage(
            homework(
                "question 1.4",
                "2. lim_{M → ∞} (1 - λ/M)^k = 1",
                "the limit that is shown is that of the factor above it.",
            ),
            r"\(1 - λ/M\)\^(\S+) =",
        ),
        Passage(
            homework("question 1.4", "λ^k/M^k (1 - λ/M)^M (1 - λ/M)^{-k}"),
            r"\(1 - λ/M\)\^\{(.*)\}",
        ),
        rivals={"M": "the other factor's exponent", "(M-k)": "both exponents at once"},
        mended="-k",
        reason="The exponent lost its sign on the way. Nothing is harmed: both powers tend to 1.",
        erratum="the factor is (1 - λ/M)^(-k); its limit is shown for the exponent k, and is 1 too",
    ),
    misprint(
        "cpen455hw1.1.4.number-of-units",
        Passage(
            homework(
                "question 1.4", "Let u = λ/m = 1-p where λ is", "the letter is that of the number of units."
            ),
            r"λ/(\w) =",
        ),
        Passage(
            homework("question 1.4", "the number of hidden units M goes to infinity"), r"units (\w) goes"
        ),
        rivals={"k": "the number of units kept", "p": "the probability"},
        mended="M",
        reason="M (1 - p) is what stays fixed, so that 1 - p is λ/M. The lines below it have M again.",
        erratum="1 - p is λ/M, not λ/m",
    ),
    misprint(
        "cpen455hw1.1.5.condition",
        Passage(
            homework(
                "question 1.5",
                "From the above, we know that P(K = k|m = M)",
                "the condition is the event whose probability stands above.",
            ),
            r"\|(. = .)\)",
        ),
        Passage(homework("question 1.5", "we see that P(M = m) = (λ^m e^{-λ})/(m!)."), r"P\((. = .)\)"),
        rivals={"k = M": "all units kept", "K = m": "the same, as an event"},
        mended="M = m",
        reason="The random number of units is M, and m its value: the event is M = m.",
        erratum="the condition is M = m, not m = M",
    ),
    misprint(
        "cpen455hw1.2.3.scale-index",
        Passage(
            homework(
                "question 2.3",
                "∂Ŷ[i, j]/(∂m[j]) = -(γ/√(v[j] + ε))",
                "its scale is that of the unit j, as in the derivative by the variance.",
            ),
            r"-\((\S+)/√",
        ),
        Passage(
            homework(
                "question 2.3",
                "∂Ŷ[i, j]/(∂v[j]) = -1/2 γ[j] (Y[i, j] - m[j]) (v[j] + ε)^(-3/2)",
            ),
            r"1/2 (\S+) \(Y",
        ),
        rivals={"γ[i]": "an index of samples", "β[j]": "the shift of the unit"},
        mended="γ[j]",
        reason="Each unit has a scale of its own, and (8) has γ[j]. The γ without an index is the vector of all M.",
        erratum="γ in the derivative by the mean should be γ[j]",
    ),
    misprint(
        "cpen455hw1.2.3.asked-for",
        Passage(
            homework(
                "question 2.3",
                "∂Ŷ[i, j]/(∂γ[j]) = (Y[i, j] - m[j])/√(v[j] + ε) ∂Ŷ[i, j]/(∂β[j]) = 1 [...] ∂Ŷ[i, j]/(∂m[j]) = "
                "-γ/√(v[j] + ε)",
                "the answer gives the derivatives of the loss that the question asks for.",
            ),
            _LOSS_BY + r"(γ|β|m|v|Y)\b[^)]*\) =",
            absent=True,
        ),
        Passage(
            homework(
                "question 2.3",
                "Derive the gradients of the training loss w.r.t. learnable parameters γ and β, the mean m, the "
                "variance v, and the input Y.",
            ),
            r"\b(γ|β|m|v|Y)\b",
        ),
        rivals={
            "∂ℓ/(∂γ) = …, ∂ℓ/(∂β) = …": "the parameters alone",
            "∂ℓ/(∂γ) = …, ∂ℓ/(∂β) = …, ∂ℓ/(∂m) = …, ∂ℓ/(∂v) = …": "the input left out",
        },
        mended="∂ℓ/(∂γ) = …, ∂ℓ/(∂β) = …, ∂ℓ/(∂m) = …, ∂ℓ/(∂v) = …, ∂ℓ/(∂Y) = …",
        reason="The answer gives partial derivatives of Ŷ and never joins them with those of the loss. A gradient sums "
        "over all entries of Ŷ that a variable moves.",
        erratum="the gradients of the loss are asked for and never given; the answer ends with those of Ŷ",
    ),
    misprint(
        "cpen455hw1.3.1.last-layer",
        Passage(
            homework(
                "question 3.1",
                "h_i = σ(W_i h_{i - 1} + b_i) → ∂h_i/(∂h_{i - 1}) = Diag(σ'(W_i h_{i - 1} + b_i)) W_i ∈ R^{D_i × "
                "D_{i - 1}}",
                "the answer gives the derivative by the last layer, from which its product starts.",
            ),
            _LOSS_BY + r"(h_[\dL])\) =",
            absent=True,
        ),
        Passage(
            homework(
                "question 3.1", "∂ℓ/(∂h_i) = ∏_{j = i + 1}^L ∂h_j/(∂h_{j - 1}) ∂ℓ/(∂h_L), h_i ∈ R^{D_i × 1}"
            ),
            _LOSS_BY + r"(h_[\dL])\)",
        ),
        rivals={"∂ℓ/(∂h_0) = …": "by the input", "∂ℓ/(∂h_1) = …": "by the first layer"},
        mended="∂ℓ/(∂h_L) = y - ȳ",
        reason="Every gradient of question 3 needs the one by the logits h_L, and none can be evaluated without it. "
        "Through softmax and cross-entropy it is y - ȳ, where the entries of ȳ add up to 1.",
        erratum="the derivative by the logits, y - ȳ, is used and never given",
    ),
    misprint(
        "cpen455hw1.3.2.asked-for",
        Passage(
            homework(
                "question 3.2",
                "∂h_i/(∂W_i) = ∂h_i/(∂z_i) ∂z_i/(∂W_i) = σ'(W_i h_{i - 1} + b_i) h_{i - 1} ∈ R^{D_i × D_i × D_{i - 1}}",
                "the answer gives the derivatives of the loss that the question asks for.",
            ),
            _LOSS_BY + r"([Wb]_i)\) =",
            absent=True,
        ),
        Passage(
            homework(
                "question 3.2",
                "you need to show how to derive ∂ℓ/(∂W_i) and ∂ℓ/(∂b_i). You need to write down the shapes",
            ),
            _LOSS_BY + r"([Wb]_i)\)",
        ),
        rivals={"∂ℓ/(∂W_i) = …": "by the weights alone", "∂ℓ/(∂b_i) = …": "by the biases alone"},
        mended="∂ℓ/(∂W_i) = …, ∂ℓ/(∂b_i) = …",
        reason="The answer ends with the derivatives of h_i. Those of the loss need the gradient by h_i as well: with "
        "δ_i = ∂ℓ/∂h_i ⊙ σ'(z_i) they are δ_i h_{i-1}ᵀ and δ_i.",
        erratum="the derivatives of the loss by W_i and b_i are asked for and never given",
    ),
)
