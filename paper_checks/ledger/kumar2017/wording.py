"""Words of the paper against other words of it, and against those of the lecture."""

import sympy as sp

from paper_checks.claim import Passage, Relation
from paper_checks.ledger.kumar2017.source import kumar
from paper_checks.ledger.misprint import misprint
from paper_checks.ledger.mlpslides.source import slide

__all__ = ["CLAIMS"]


CLAIMS = (
    misprint(
        "kumar2017.setup.xavier",
        Passage(
            kumar(
                "section 1",
                "the optimal value of v^2 = 1/N, where N is the number of nodes feeding into that layer. [...] this "
                "initialization scheme is commonly referred to as the Xavier initialization.",
                "the scheme of that name has this variance, whatever the widths.",
            ),
            r"v\^2 = (\S+),",
            {
                "1/N": "1/fan_in",
                "2/N": "2/fan_in",
                "1/N_out": "1/fan_out",
                "2/(N+N_out)": "2/(fan_in + fan_out)",
            }.__getitem__,
        ),
        Passage(
            slide(
                "Xavier / Glorot Initialization [1] (for Sigmoid)", "w_{ij}^k ~ N(0, 2/(fan_in + fan_out))"
            ),
            r"N\(0, (.*)\)$",
        ),
        rivals={"2/N": "He's variance", "1/N_out": "the condition of the backward pass alone"},
        mended="2/(N+N_out)",
        reason="1/N is the condition of the forward pass. Glorot and Bengio's compromise with the backward pass is "
        "2/(fan_in + fan_out), and that is what goes by their name. The two agree where the fans are equal.",
        erratum="Xavier's variance is 2/(fan_in + fan_out); 1/N is its forward condition, the same at equal fans",
    ),
    misprint(
        "kumar2017.notation.p",
        Passage(
            kumar(
                "section 2, below (2)",
                "Here p_j = W_m(i, j)x_m(j), W_m is a matrix of weights for the m^th layer",
                "the p of this line is the one that (1) sums.",
            ),
            r"p_(\w+) =",
        ),
        Passage(
            kumar("equation (1)", "y_m(i) = ∑_{j=1}^{j=N} W_m(i, j)x_m(j) = ∑_{j=1}^{j=N} p_{ij}"),
            r"p_\{(\w+)\}",
        ),
        rivals={"i": "the index of the unit alone", "ji": "the indices swapped"},
        mended="ij",
        reason="(1) calls the terms p_ij, and the line below it p_j. Propositions and proofs use p_ij.",
        erratum="p_j should be p_ij, as in (1)",
    ),
    misprint(
        "kumar2017.eq10.barring-the-first",
        Passage(
            kumar(
                "above (10)",
                "for all layers (barring the first), μ_j = g(0) for all j ≥ 1.",
                "the range of j leaves out the layer that the sentence leaves out.",
            ),
            r"j ≥ (-?\d+)",
            sp.Integer,
        ),
        Passage(
            kumar("above (10)", "for all layers (barring the first), μ_j = g(0)"),
            r"barring the (\w+)\)",
            {"first": sp.Integer(1), "second": sp.Integer(2)}.__getitem__,
        ),
        relation=Relation.GREATER,
        rivals={"0": "a layer before the input", "-1": "two layers before it"},
        mended="2",
        reason="The sentence leaves out the first layer and then takes it in: j ≥ 1 begins with it. The mean of the "
        "network's input is 0, whatever g(0) is.",
        erratum="“barring the first” asks for j ≥ 2, not for j ≥ 1",
    ),
    misprint(
        "kumar2017.eq21.subscript",
        Passage(
            kumar(
                "equation (21)",
                "= (1/2) 1/(u√(2π)) ∫_{-∞}^∞ x² e^{-x²/(2u²)} dx = u_m²/2.",
                "the deviation in the middle is the one on both sides of it.",
            ),
            r"1/\((u\w*)√",
        ),
        Passage(
            kumar("equation (21)", "E(x_{m + 1}(i)²) = 1/(u_m√(2π)) ∫_0^∞ x² e^{-x²/(2u_m²)} dx"),
            r"1/\((u\w*)√",
        ),
        rivals={"u_n": "another layer's", "u_i": "a unit's own"},
        mended="u_m",
        reason="The middle of (21) has u for u_m, twice. Nothing else is called u.",
        erratum="u in the middle of (21) should be u_m",
    ),
    misprint(
        "kumar2017.eq14.precisely",
        Passage(
            kumar(
                "equation (14)",
                "v ≈ 1/√N, which is precisely the Xavier Initialization.",
                "the sign says what the word beside it does.",
            ),
            r"v (\S) 1/√N",
        ),
        Passage(
            kumar("equation (14)", "which is precisely the Xavier Initialization."),
            r"which is (\w+) the Xavier",
            {"precisely": "=", "nearly": "≈"}.__getitem__,
        ),
        rivals={"~": "of this order", "<": "below it"},
        mended="=",
        reason="By (12), whose own sign is =, v is exactly 1/√N for tanh: the word is right and the sign too weak. It "
        "may stand for the approximations behind (12); nothing else hangs on it.",
        erratum="v = 1/√N exactly, as the words beside (14) say; its sign is ≈",
    ),
    misprint(
        "kumar2017.sec4.1.rigorous",
        Passage(
            kumar(
                "section 1",
                "I focus on the Rectified Linear Unit (RELU) and provide a rigorous proof of the He initialization.",
                "a rigorous proof that v² is 2/N does not round.",
            ),
            r"provide a (\w+) proof",
            {
                "rigorous": "exact",
                "numerical": "computed",
                "probabilistic": "true with high probability",
                "heuristic": "rounded",
            }.__getitem__,
        ),
        Passage(
            kumar("equations (24) to (25)", "3 = Nv^2(1 + 0.49) or v^2 ≈ 2/N,"),
            r"v\^2 (\S) 2/N",
            {"≈": "rounded", "=": "exact"}.__getitem__,
        ),
        rivals={"numerical": "no derivation at all", "probabilistic": "a statement on most networks"},
        mended="heuristic",
        reason="The argument ends in ≈: it rounds on the way, see eq24, and rests on normal y, which holds in "
        "the limit of large N alone. An exact proof needs neither. For any y that is symmetric about 0, the mean of "
        "relu(y)² is half the mean of y²; so v² = 2/N keeps the mean square of y, exactly, at any N.",
        erratum="the proof rests on two roundings and a limit; an exact one needs y symmetric, and no more",
    ),
    misprint(
        "kumar2017.sec4.1.which-converges",
        Passage(
            kumar(
                "section 4.1",
                "explains the possible reason why the 30 layer neural network described in [6] converges, but the 22 "
                "layer neural network does not.",
                "the network that converges is the one of which the same section says so before.",
            ),
            r"the (\d+) layer neural network described in \[6\] converges",
            sp.Integer,
        ),
        Passage(
            kumar(
                "section 4.1",
                "a 22 layer neural network using RELU activations which converges with the Xavier Initialization, and "
                "a 30 layer neural network which does not converge",
            ),
            r"a (\d+) layer neural network using RELU activations which converges",
            sp.Integer,
        ),
        rivals={"32": "a digit changed", "20": "another digit changed"},
        mended="22",
        reason="The two depths are swapped. The section's own beginning, its footnote 3 and He et al. say that the "
        "network of 22 layers converges and that of 30 does not.",
        erratum="22 and 30 are swapped: the network of 22 layers converges, and that of 30 does not",
    ),
    misprint(
        "kumar2017.fig4.standard-errors",
        Passage(
            kumar(
                "figure 4",
                "A comparison of the predicted means and standard errors obtained from (29 – 30) with the simulated "
                "values",
                "the second quantity is the root of what (30) gives.",
            ),
            r"means and ([a-z ]+) obtained from \(29",
            {
                "standard errors": "a standard error",
                "standard deviations": "a standard deviation",
                "variances": "a variance",
                "probable errors": "a probable error",
            }.__getitem__,
        ),
        Passage(
            kumar("below (30)", "Equation (30) shows that the variance of the inputs to the deeper layers"),
            r"\(30\) shows that the (\w+) of",
            {"variance": "a standard deviation"}.__getitem__,
        ),
        rivals={"variances": "not the root", "probable errors": "two thirds of a standard deviation"},
        mended="standard deviations",
        reason="(30) gives the variance of a unit, and its root is the standard deviation. A standard error is that of "
        "an estimate, and falls with the size of the sample.",
        erratum="figure 4 shows standard deviations, the roots of (30), and no standard errors",
    ),
)
