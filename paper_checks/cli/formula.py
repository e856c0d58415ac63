"""Formulas in a plain terminal: Unicode, on one line, as one would write them in a letter."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html.entities import html5
from typing import Any

import sympy as sp
from sympy.printing.precedence import PRECEDENCE
from sympy.printing.str import StrPrinter

from paper_checks.printed_number import Printed
from theory.derivation.quantities import MeanSquare, Signal, Statistic

__all__ = ["formula", "name"]

_SUBSCRIPTS = str.maketrans("0123456789+-=aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")
_SUPERSCRIPTS = str.maketrans("0123456789kmnr", "⁰¹²³⁴⁵⁶⁷⁸⁹ᵏᵐⁿʳ")
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_TITLES = {"log": "ln", "gamma": "Γ", "binomial": "C", "Max": "max", "uppergamma": "Γ", "polygamma": "ψ"}
_ACCENTS = {"tilde": "\u0303", "hat": "\u0302"}
_COMMANDS = {
    "alpha": "α", "beta": "β", "chi": "χ", "delta": "δ", "ell": "ℓ", "epsilon": "ε", "gamma": "γ", "infty": "∞",
    "kappa": "κ", "lambda": "λ", "lim": "lim ", "mu": "μ", "partial": "∂", "rho": "ρ", "sigma": "σ", "Sigma": "Σ",
    "sqrt": "√", "sum": "Σ ", "tau": "τ", "to": "→",
}  # fmt: skip
_GREEK = re.compile(rf"(?<![A-Za-z\\])({'|'.join(_COMMANDS)})(?![A-Za-z])")


def name(latex: str) -> str:
    r"""Return the name of a symbol in Unicode: ``\mu_{m+1}^2`` is μₘ₊₁²."""
    text = _GREEK.sub(r"\\\1", latex[1:-1] if latex[:1] + latex[-1:] == "{}" else latex)
    text = re.sub(r"(?<=[\w|}])\\operatorname", r" \\operatorname", text)
    text = re.sub(r"\\operatorname\{(\w+)\}\s*(?=[^[(])", r"\1 ", text)
    text = re.sub(r"\\operatorname\{(\w+)\}", r"\1", text)
    text = re.sub(r"\\(tilde|hat)\s*\{?(\w)\}?", lambda found: found[2] + _ACCENTS[found[1]], text)
    text = re.sub(r"\\sqrt\{([^{}]*)\}", r"√\1", text)
    text = re.sub(r"\\([A-Za-z]+)\s*", lambda found: _command(found[1]), text)
    text = re.sub(
        r"_(?:\{([^{}]*)\}|(\d+|[A-Za-z]\w*))", lambda found: _script(found, _SUBSCRIPTS, "_"), text
    )
    return re.sub(r"\^(?:\{([^{}]*)\}|(\d+|\w))", lambda found: _script(found, _SUPERSCRIPTS, "^"), text)


def _command(name: str) -> str:
    """Return the sign that a LaTeX command prints, or its name where no sign is known."""
    return _COMMANDS.get(name) or html5.get(f"{name};") or name


def _script(found: re.Match[str], letters: dict[int, int], otherwise: str) -> str:
    text = found[1] or found[2]
    if "→" in text:
        return f"({text}) "
    # If one letter has no raised or lowered form, no letter is changed.
    return text.translate(letters) if all(ord(letter) in letters for letter in text) else otherwise + text


def formula(expression: sp.Expr) -> str:
    """Return an expression on one line."""
    return str(_Printer({"order": "none"}).doprint(expression))


_WITH_LIMITS = (sp.Sum, sp.Product, sp.Integral)


class _Printer(StrPrinter):  # type: ignore[misc]
    """SymPy's printer, with powers, roots, sums and integrals as they are written by hand."""

    printmethod = "_formula"  # SymPy's classes have no method of this name, so none prints itself

    def _print_Symbol(self, symbol: sp.Symbol) -> str:
        return name(symbol.name)

    def _print_Printed(self, number: Printed) -> str:
        digits: str = number.digits
        return digits

    def _print_FixedPointOf(self, number: sp.Expr) -> str:
        return f"{self._print(number.definition[1])}*"

    def _print_Signal(self, signal: Signal) -> str:
        letter = {"dropped": "h̃", "entry": "x", "mean": "m̂", "variance": "v̂"}.get(signal.name, signal.name)
        if signal.index is None:
            return letter
        index = sp.sstr(signal.index, order="lex").replace(" ", "")
        return name(f"{letter}_{{{index}}}")

    def _print_MeanSquare(self, square: MeanSquare) -> str:
        return f"⟨{self._print(square.args[0])}²⟩"

    def _print_Statistic(self, statistic: Statistic) -> str:
        return f"{statistic.name}[{', '.join(map(self._print, statistic.args))}]"

    # SymPy looks for the name of a function's own class alone.
    _print_Variance = _print_Deviation = _print_Covariance = _print_Statistic
    _print_ExcessKurtosis = _print_Probability = _print_Density = _print_Statistic

    def _print_Relational(self, relation: sp.core.relational.Relational) -> str:
        sign = {"==": "=", "<=": "≤", ">=": "≥", "!=": "≠"}.get(relation.rel_op, relation.rel_op)
        return f"{self._print(relation.lhs)} {sign} {self._print(relation.rhs)}"

    def _print_Rational(self, number: sp.Rational) -> str:
        top, bottom = number.p, number.q
        if bottom % 5 == 0 and 10**4 % bottom == 0:
            return f"{top / bottom:g}"  # 0.51, not 51/100
        if max(abs(top), bottom) < 10**6 or top == 1:
            return f"{top}/{self._print_Integer(sp.Integer(bottom))}"
        return f"{float(number):.3g}".replace("e-0", "e-")

    def _print_Integer(self, number: sp.Integer) -> str:
        value = int(number)
        power_of_two = value > 1024 and value & (value - 1) == 0
        return f"2{str(value.bit_length() - 1).translate(_SUPERSCRIPTS)}" if power_of_two else str(value)

    def _print_Indexed(self, indexed: sp.Indexed) -> str:
        return name(f"{indexed.base}_{{{''.join(map(str, indexed.indices))}}}")

    def _print_Pi(self, _: sp.Expr) -> str:
        return "π"

    def _print_Infinity(self, _: sp.Expr) -> str:
        return "∞"

    def _print_NegativeInfinity(self, _: sp.Expr) -> str:
        return "-∞"

    def _print_Add(self, expression: sp.Add, order: Any = None) -> str:
        # Numbers come first and subtracted terms last, so that a sum begins with a minus sign only where it must.
        terms = sorted(
            expression.as_ordered_terms(),
            key=lambda term: (term.could_extract_minus_sign(), not term.is_number),
        )
        text = str(self.parenthesize(terms[0], PRECEDENCE["Add"], strict=True))
        for term in terms[1:]:
            minus = term.could_extract_minus_sign()
            text += (" - " if minus else " + ") + self.parenthesize(
                -term if minus else term, PRECEDENCE["Add"] + minus, strict=True
            )
        return text

    def _print_Mul(self, expression: sp.Mul) -> str:
        if expression.could_extract_minus_sign():
            return "-" + self._inside(-expression)
        # A sum or an integral comes last: its body extends to the end of the product.
        factors = sorted(expression.as_ordered_factors(), key=lambda factor: isinstance(factor, _WITH_LIMITS))
        above, below, rest = self._number(factors)
        for factor in rest:
            base, exponent = factor.as_base_exp()
            if exponent.is_number and exponent.is_negative:
                below.append(self._raised(base, -exponent))
            else:
                above.append(self._inside(factor))
        if not below:
            return _juxtaposed(above)
        if isinstance(factors[-1], _WITH_LIMITS) and above:
            above[-1] = f"({above[-1]})"
        return f"{_juxtaposed(above) or '1'}/" + (below[0] if len(below) == 1 else f"({_juxtaposed(below)})")

    def _number(self, factors: Sequence[sp.Expr]) -> tuple[list[str], list[str], list[sp.Expr]]:
        """Return a product's number as numerator and denominator, and the other factors: √2/(2√π) is 1/√(2π)."""
        numbers = [part for part in factors if part.is_number and not part.has(sp.Function)]
        rooted = any(part.as_base_exp()[1] in (sp.S.Half, -sp.S.Half) for part in numbers)
        if not rooted:
            numbers = [part for part in numbers if part.is_Rational]
        rest = [part for part in factors if part not in numbers]
        if numbers and not rooted:
            decimal = self._print(sp.Mul(*numbers))
            if "." in decimal:
                return [decimal], [], rest
        top, bottom = sp.fraction(sp.Mul(*numbers) ** (2 if rooted else 1))
        if rooted and top != 1 and bottom != 1:
            return [self._raised(top / bottom, sp.S.Half)], [], rest
        above, below = (
            [self._raised(part, sp.S.Half if rooted else sp.S.One)] if part != 1 else []
            for part in (top, bottom)
        )
        return above, below, rest

    def _inside(self, factor: sp.Expr) -> str:
        return str(self.parenthesize(factor, PRECEDENCE["Mul"], strict=True))

    def _print_Pow(self, expression: sp.Pow, rational: bool = False) -> str:
        base, exponent = expression.as_base_exp()
        if exponent.is_number and exponent.is_negative:
            return "1/" + self._raised(base, -exponent)
        return self._raised(base, exponent)

    def _raised(self, base: sp.Expr, exponent: sp.Expr) -> str:
        inner = str(self._print(base))
        if not base.is_Rational or "/" in inner:
            inner = str(self.parenthesize(base, PRECEDENCE["Pow"]))
        if isinstance(base, _WITH_LIMITS) or (base.is_Symbol and inner[-1] in _RAISED and exponent != 1):
            inner = f"({inner})"
        if exponent == 1:
            return inner
        if exponent == sp.S.Half:
            return "√" + inner
        power = str(self._print(exponent))
        if set(power) <= set("0123456789kmnr"):
            return inner + power.translate(_SUPERSCRIPTS)
        if len(power) < 9:
            power = power.replace(" ", "")
        return f"{inner}^{power}" if exponent.is_Symbol else f"{inner}^({power})"

    def _print_exp(self, expression: sp.exp) -> str:
        return f"e^({self._print(expression.args[0])})" if expression.args[0] != 1 else "e"

    def _print_Exp1(self, _: sp.Expr) -> str:
        return "e"

    def _over(self, sign: str, expression: sp.Expr) -> str:
        limits = [
            f"{self._print(v)}={self._print(a)}..{self._print(b)}" for v, a, b in reversed(expression.limits)
        ]
        return f"{sign}({', '.join(limits).replace(' - ', '-')}) {self._inside(expression.function)}"

    def _print_Sum(self, expression: sp.Sum) -> str:
        return self._over("Σ", expression)

    def _print_Product(self, expression: sp.Product) -> str:
        return self._over("Π", expression)

    def _print_Integral(self, expression: sp.Integral) -> str:
        ((variable, low, high),) = expression.limits
        body = self._inside(expression.function)
        return f"∫({self._print(low)}..{self._print(high)}) {body} d{self._print(variable)}"

    def _print_Limit(self, limit: sp.Limit) -> str:
        body, variable, at, _ = limit.args
        return f"lim({self._print(variable)}→{self._print(at)}) {self._inside(body)}"

    def _print_Function(self, expression: sp.Function) -> str:
        known = expression.func.__name__
        arguments = ", ".join(map(self._print, expression.args))
        return f"E[{arguments}]" if known == "E" else f"{_TITLES.get(known, name(known))}({arguments})"

    def _print_Max(self, expression: sp.Max) -> str:
        return self._print_Function(expression)

    def _print_Abs(self, expression: sp.Abs) -> str:
        return f"|{self._print(expression.args[0])}|"

    def _print_Trace(self, trace: sp.Trace) -> str:
        return f"tr({self._print(trace.arg)})"

    def _print_MatMul(self, product: sp.MatMul) -> str:
        factor, parts = product.as_coeff_matrices()
        minus = factor.could_extract_minus_sign()
        factor = -factor if minus else factor
        text = _juxtaposed([*([] if factor == 1 else [self._inside(factor)]), *map(self._part, parts)])
        return "-" + text if minus else text

    def _print_MatAdd(self, total: sp.MatAdd) -> str:
        # Subtracted terms last, as in a sum of numbers.
        terms = sorted((self._print(term) for term in total.args), key=lambda text: text.startswith("-"))
        return " + ".join(terms).replace(" + -", " - ")

    def _part(self, matrix: sp.MatrixExpr) -> str:
        text = str(self._print(matrix))
        return f"({text})" if isinstance(matrix, sp.MatAdd | sp.MatMul | sp.HadamardProduct) else text

    def _print_Transpose(self, matrix: sp.Transpose) -> str:
        return self._part(matrix.arg) + "ᵀ"

    def _print_MatPow(self, power: sp.MatPow) -> str:
        return self._raised(sp.Symbol(self._part(power.base)), power.exp)

    def _print_HadamardProduct(self, product: sp.HadamardProduct) -> str:
        return " ∘ ".join(map(self._part, product.args))

    def _print_HadamardPower(self, power: sp.HadamardPower) -> str:
        return f"{self._part(power.base)}^∘({self._print(power.exp)})"

    def _print_DiagMatrix(self, matrix: sp.MatrixExpr) -> str:
        return f"Diag({self._print(matrix.args[0])})"

    def _print_OneMatrix(self, matrix: sp.OneMatrix) -> str:
        rows, columns = matrix.shape
        return "𝟏" if columns == 1 else "𝟏ᵀ" if rows == 1 else "𝟏𝟏ᵀ"

    def _print_MatrixSymbol(self, matrix: sp.MatrixSymbol) -> str:
        return name(matrix.name)

    def _print_Unit(self, unit: sp.MatrixExpr) -> str:
        return name(f"e_{unit.args[1]}")

    def _print_factorial(self, expression: sp.factorial) -> str:
        return f"{self.parenthesize(expression.args[0], PRECEDENCE['Atom'], strict=True)}!"


def _juxtaposed(factors: Sequence[str]) -> str:
    """Write factors side by side, with a dot only between two numbers."""
    text = ""
    for factor in factors:
        text += (" · " if text[-1:].isdigit() and factor[0].isdigit() else " ") + factor
    return text.strip()
