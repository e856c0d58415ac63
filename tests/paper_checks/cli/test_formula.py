"""Formulas in plain text."""

import pytest
import sympy as sp
from sympy.matrices.expressions.diagonal import DiagMatrix

from paper_checks.cli.formula import formula, name
from paper_checks.printed_number import printed
from theory.derivation.quantities import MeanSquare, gradient
from theory.derivation.traces import Unit
from theory.notation import G0, G1, E, N, W, X, i, j, m, mu, s, t, u, v, x

k = sp.Symbol("k", integer=True, positive=True)
A, B, a = sp.MatrixSymbol("A", N, N), sp.MatrixSymbol("B", N, N), sp.MatrixSymbol("a", N, 1)


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"\mu_{m+1}^2", "μₘ₊₁²"),
        (r"\operatorname{E}x_m^2", "E xₘ²"),
        (r"\operatorname{E}[m_i h_i]/\operatorname{E}h_i", "E[mᵢ hᵢ]/E hᵢ"),
        (
            r"\operatorname{E}|p_1p_2|/(\operatorname{E}|p_1|\operatorname{E}|p_2|)",
            "E |p₁p₂|/(E |p₁| E |p₂|)",
        ),
        ("s_30^2", "s₃₀²"),
        (r"\kappa(\Sigma)^2", "κ(Σ)²"),
        ("sigma_w^2", "σ_w²"),
        (r"\operatorname{Var}\tilde{h}_i", "Var h̃ᵢ"),
        (r"\lim_{M\to\infty}P(K=k)", "lim (M→∞) P(K=k)"),
        ("1/(N v^{2})", "1/(N v²)"),
        (r"c^{T} \tilde{Y}^{T} Y_{c} c/B", "c^T Y\u0303^T Y_c c/B"),
    ],
)
def test_names(latex: str, text: str) -> None:
    assert name(latex) == text


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        (u / sp.sqrt(2 * sp.pi), "u/√(2 π)"),
        (u * sp.sqrt(2 / sp.pi), "√(2/π) u"),
        (u**2 / 2 - u**2 / (2 * sp.pi), "u²/2 - u²/(2 π)"),
        (1 / (N * G1**2 * (1 + G0**2)), "1/(N g'(0)² (1 + g(0)²))"),
        (N * v**2 * (s**2 - mu**2), "N v² (s² - μ²)"),
        (-(u**2) / 3, "-u²/3"),
        (-(x - 1), "1 - x"),
        (sp.Rational(1, 2) ** (m - 2) / (2 * sp.pi), "2^(2-m)/(2 π)"),
        (printed("0.34") * printed("0.51") ** (m - 1), "0.34 · 0.51^(m-1)"),
        (sp.Rational(34, 100) * sp.Rational(51, 100) ** (m - 2), "0.34 · 0.51^(m-2)"),
        (printed("1.62e-7"), "1.62e-7"),
        (printed("3"), "3"),
        (1 / sp.S(2**21) / sp.pi, "1/(2²¹ π)"),
        (sp.Integral(sp.exp(-t) / 2, (t, 0, sp.oo)), "∫(0..∞) e^(-t)/2 dt"),
        (sp.Sum(W[i, j] * X[j], (j, 1, N)) ** 2, "(Σ(j=1..N) Wᵢⱼ xⱼ)²"),
        (sp.Sum(X[j], (j, 1, N)) / N, "(Σ(j=1..N) xⱼ)/N"),
        (E(X[j] ** 2), "E[xⱼ²]"),
        (E(sp.log(MeanSquare(gradient(m)))), "E[ln(⟨dₘ²⟩)]"),
        (sp.digamma(N / 2), "ψ(0, N/2)"),
        (sp.binomial(N, k) * sp.gamma(k / 2) ** 2 / sp.factorial(k), "C(N, k) Γ(k/2)²/k!"),
        (sp.sqrt(sp.Symbol("sigma_w^2", positive=True)), "√(σ_w²)"),
        (abs(sp.Symbol("y", real=True)), "|y|"),
        (2 * sp.Trace(A.T * B * A) / N, "2 tr(Aᵀ B A)/N"),
        (sp.Trace(-((A + B) ** 2) * DiagMatrix(a)), "tr(-(A + B)² Diag(a))"),
        (sp.Trace(sp.Identity(N) - sp.OneMatrix(N, N) / N), "tr(I - 1/N 𝟏𝟏ᵀ)"),
        (sp.Trace(sp.OneMatrix(1, N) * (a - sp.HadamardPower(a, 2))), "tr(𝟏ᵀ (a - a^∘(2)))"),
        (sp.Trace(Unit(N, k).T * sp.HadamardProduct(a, A * a)), "tr(eₖᵀ ((A a) ∘ a))"),
        (sp.Trace((A * B).T * (B - A)), "tr(Bᵀ Aᵀ (B - A))"),
    ],
)
def test_expressions(expression: sp.Expr, text: str) -> None:
    assert formula(expression) == text
