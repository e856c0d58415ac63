"""Question 1.2: the integrals that the homework evaluates on the way to the variance before dropout."""

import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Rival
from paper_checks.experiments.quadrature import (
    exponential_on_half_line,
    gamma_of_three_halves,
    normal_mean_on_line,
)
from paper_checks.experiments.units import dropped_layer
from paper_checks.ledger.cpen455hw1.source import homework
from paper_checks.verdict import Status
from theory.results.half_line import (
    exponential_integral,
    half_gamma,
    relu_unit_second_moment,
    whole_line_mean,
)

__all__ = ["CLAIMS"]

_MEAN = 1 / sp.sqrt(2 * sp.pi)
_GAMMA = "∫_0^∞ e^{-u/2} du = Γ(3/2) = 1/2 Γ(1/2) = √π"
_SECOND = "Evaluating E[z²] with u = z²/2 we get the following function: 1/√(2π) ∫_0^∞ u^{1/2} e^{-u} du"
_LAYER = Point({"inputs": 16, "units": 16, "drop": 0.5})

CLAIMS = (
    Claim(
        id="cpen455hw1.1.2.half-line",
        source=homework(
            "question 1.2",
            "E[ReLU(z)] = Eh_i = ∫_{-∞}^∞ z/√(COV(z)*2π) e^{-1/2 z²/(COV(z))} dz = ∫_0^∞ z/√(COV(z)*2π) e^{-1/2 "
            "z²/(COV(z))} dz",
            "the first integral, over the whole line, has the value of the second, 1/√(2π).",
        ),
        kind=Kind.EXACT,
        rhs=_MEAN,
        derivation=whole_line_mean,
        rivals=(Rival(2 * _MEAN, "the mean of |z|"), Rival(sp.Rational(1, 2), "the mass of half the line")),
        computation=lambda _: normal_mean_on_line(),
        points=(Point({}),),
        expected=Status.REFUTED,
        corrected_by="cpen455hw1.1.2.half-line.corrected",
        reason="Over the whole line the two halves cancel. The integrand lacks the rectifier, max(z, 0) for z.",
        erratum="the integral of z over the whole line is 0; the rectifier is missing under it",
    ),
    Claim(
        id="cpen455hw1.1.2.half-line.corrected",
        source=homework("question 1.2", "", "The integral of z times its density over the whole line is 0."),
        kind=Kind.EXACT,
        rhs=sp.S.Zero,
        derivation=whole_line_mean,
        rivals=(
            Rival(_MEAN, "as printed: that over the half-line"),
            Rival(-_MEAN, "that over the other half"),
            Rival(2 * _MEAN, "the mean of |z|"),
        ),
        computation=lambda _: normal_mean_on_line(),
        points=(Point({}),),
    ),
    Claim(
        id="cpen455hw1.1.2.gamma-identity",
        source=homework(
            "question 1.2", _GAMMA, "the first and the last of four expressions; the two between are √π/2."
        ),
        kind=Kind.EXACT,
        rhs=sp.sqrt(sp.pi),
        derivation=exponential_integral,
        rivals=(Rival(sp.sqrt(sp.pi) / 2, "Γ(3/2), the second"), Rival(sp.S.One, "the integral of e⁻ᵘ")),
        computation=lambda _: exponential_on_half_line(),
        points=(Point({}),),
        expected=Status.REFUTED,
        corrected_by="cpen455hw1.1.2.gamma-identity.corrected",
        reason="The two in the middle alone are equal: they are √π/2. Their integral has √u e⁻ᵘ under it.",
        erratum="the integral is 2, and the gamma functions are √π/2: neither is √π",
    ),
    Claim(
        id="cpen455hw1.1.2.gamma-identity.corrected",
        source=homework("question 1.2", "", "∫_0^∞ e^{-u/2} du = 2."),
        kind=Kind.EXACT,
        rhs=sp.S(2),
        derivation=exponential_integral,
        rivals=(
            Rival(sp.sqrt(sp.pi), "as printed"),
            Rival(sp.sqrt(sp.pi) / 2, "Γ(3/2)"),
            Rival(sp.Rational(1, 2), "the factor inverted"),
        ),
        computation=lambda _: exponential_on_half_line(),
        points=(Point({}),),
    ),
    Claim(
        id="cpen455hw1.1.2.gamma-identity.last",
        source=homework(
            "question 1.2",
            _GAMMA,
            "the last of the signs: 1/2 Γ(1/2) = √π; the second, Γ(3/2) = 1/2 Γ(1/2), holds.",
        ),
        kind=Kind.EXACT,
        rhs=sp.sqrt(sp.pi),
        derivation=half_gamma,
        rivals=(
            Rival(sp.sqrt(sp.pi) / 4, "halved twice"),
            Rival(3 * sp.sqrt(sp.pi) / 4, "Γ(5/2)"),
            Rival(sp.S(2), "the first of the four"),
        ),
        computation=lambda _: gamma_of_three_halves(),
        points=(Point({}),),
        expected=Status.REFUTED,
        corrected_by="cpen455hw1.1.2.gamma-identity.last.corrected",
        reason="Γ of one half is √π, and the half before it is lost. With it, and with the prefactor that belongs "
        "there, the second moment is the half that the variance before dropout has.",
        erratum="Γ of one half is √π, so that half of it is √π/2: the factor is lost",
    ),
    Claim(
        id="cpen455hw1.1.2.gamma-identity.last.corrected",
        source=homework("question 1.2", "", "Γ(3/2) = 1/2 Γ(1/2) = √π/2."),
        kind=Kind.EXACT,
        rhs=sp.sqrt(sp.pi) / 2,
        derivation=half_gamma,
        rivals=(
            Rival(sp.sqrt(sp.pi), "as printed: the half lost"),
            Rival(3 * sp.sqrt(sp.pi) / 4, "Γ(5/2)"),
            Rival(sp.S(2), "the first of the four"),
        ),
        computation=lambda _: gamma_of_three_halves(),
        points=(Point({}),),
    ),
    Claim(
        id="cpen455hw1.1.2.second-moment-is-Ez2",
        source=homework(
            "question 1.2", _SECOND, "as the second moment of ReLU(z), which the variance needs."
        ),
        kind=Kind.EXACT,
        rhs=sp.gamma(sp.Rational(3, 2)) / sp.sqrt(2 * sp.pi),
        derivation=relu_unit_second_moment,
        rivals=(Rival(sp.S.One, "E z² itself"), Rival(sp.Rational(1, 4), "halved twice")),
        experiment=dropped_layer,
        points=(_LAYER,),
        expected=Status.REFUTED,
        corrected_by="cpen455hw1.1.2.second-moment-is-Ez2.corrected",
        reason="With u = z²/2 the prefactor is 1/√π, and the value 1/2. E z² itself, over the whole line, is 1.",
        erratum="the prefactor of the integral is 1/√π; it is E ReLU(z)² = 1/2, and not E z² = 1",
    ),
    Claim(
        id="cpen455hw1.1.2.second-moment-is-Ez2.corrected",
        source=homework("question 1.2", "", "E ReLU(z)² = (1/√π) ∫_0^∞ √u e^{-u} du = 1/2."),
        kind=Kind.EXACT,
        rhs=sp.Rational(1, 2),
        derivation=relu_unit_second_moment,
        rivals=(
            Rival(sp.gamma(sp.Rational(3, 2)) / sp.sqrt(2 * sp.pi), "as printed"),
            Rival(sp.S.One, "E z² itself"),
            Rival(sp.Rational(1, 4), "halved twice"),
        ),
        experiment=dropped_layer,
        points=(_LAYER,),
    ),
)
