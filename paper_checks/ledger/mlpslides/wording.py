"""Words of the lecture against other words of it."""

from paper_checks.claim import Passage
from paper_checks.ledger.misprint import misprint
from paper_checks.ledger.mlpslides.source import slide

__all__ = ["CLAIMS"]

CLAIMS = (
    misprint(
        "mlpslides.relu-derivative.both-functions",
        Passage(
            slide(
                "ReLU: Rectified Linear Units",
                "df/(dx) ∈ {0,1} for both functions",
                "as many functions are meant as the slide has.",
            ),
            r"for (\w+) functions?",
            {"both": "two", "all three": "three", "three": "three", "no": "none", "one": "one"}.__getitem__,
        ),
        Passage(
            slide("ReLU: Rectified Linear Units", "f(x) = max(0, x) [...] ReLU: Rectified Linear Units"),
            r"(f\(x\) = max\(0, x\))",
            lambda text: {1: "one", 2: "two"}[len(text.split(", f"))],
        ),
        rivals={"three": "one more", "no": "one less"},
        mended="one",
        reason="The slide has one function, ReLU. The slide of sigmoid and tanh has the same words, and two functions.",
        erratum="“for both functions” is said of ReLU alone",
    ),
    misprint(
        "mlpslides.init.larger-therefore-small",
        Passage(
            slide(
                "General Rules:",
                "Therefore, the initial weights should be small (not very small)",
                "the conclusion follows from the sentence before it.",
            ),
            r"should be (\w+) \(",
        ),
        Passage(
            slide("General Rules:", "Larger initial weights will yield a stronger symmetry-breaking effect."),
            r"(\w+) initial weights",
            {"Larger": "large", "Smaller": "small"}.__getitem__,
        ),
        rivals={"tiny": "still smaller", "equal": "which breaks no symmetry"},
        mended="large",
        reason="That larger weights break symmetry better is a reason for large ones. What speaks for small ones, that "
        "large weights saturate units and let gradients explode, is not said.",
        erratum="“therefore small” does not follow from “larger weights break symmetry better”",
    ),
    misprint(
        "mlpslides.chain.labels",
        Passage(
            slide(
                "Computational Graphs: A simple example",
                "∂f/(∂y) = ∂f/(∂q) ∂q/(∂y) Upstream gradient Upstream gradient",
                "the slide shows the chain rule of the one before, and labels its second factor alike.",
            ),
            r"Upstream gradient (\w+) gradient",
        ),
        Passage(
            slide(
                "Computational Graphs: A simple example",
                "∂f/(∂y) = ∂f/(∂q) ∂q/(∂y) Upstream gradient Local gradient",
            ),
            r"Upstream gradient (\w+) gradient",
        ),
        rivals={"Downstream": "the product of both", "Global": "the loss's"},
        mended="Local",
        reason="∂q/∂y is the local gradient, of a node by its own input; the upstream one, ∂f/∂q, comes from above. "
        "The second slide calls both upstream.",
        erratum="the second factor of the chain rule is the local gradient, not a second upstream one",
    ),
)
