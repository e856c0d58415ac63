"""The functions that people write in the text of an activation, as data; the catalogue's activations come besides."""

from __future__ import annotations

from collections.abc import Callable

import sympy as sp

__all__ = ["CONSTANTS", "FORMULAS", "FUNCTIONS", "GROWING", "MODULES", "SEVERAL"]


GROWING = frozenset({"exp", "sinh", "cosh"})
SEVERAL = frozenset({"max", "min", "maximum", "minimum", "fmax", "fmin"})  # they take two arguments or more
FUNCTIONS: dict[str, Callable[..., sp.Expr]] = {
    "exp": sp.exp, "sinh": sp.sinh, "cosh": sp.cosh, "log": sp.log, "ln": sp.log, "sqrt": sp.sqrt,
    "tanh": sp.tanh, "atan": sp.atan, "arctan": sp.atan, "asinh": sp.asinh, "arcsinh": sp.asinh,
    "sin": sp.sin, "cos": sp.cos, "tan": sp.tan, "erf": sp.erf, "erfc": sp.erfc,
    "abs": sp.Abs, "fabs": sp.Abs, "absolute": sp.Abs, "sign": sp.sign, "sgn": sp.sign,
    "max": sp.Max, "maximum": sp.Max, "fmax": sp.Max, "min": sp.Min, "minimum": sp.Min, "fmin": sp.Min,
}  # fmt: skip

# Each is read as the text on the right, with its parameters put in.
FORMULAS: dict[str, tuple[tuple[str, ...], str]] = {
    "clip": (("x", "low", "high"), "min(max(x, low), high)"),
    "clamp": (("x", "low", "high"), "min(max(x, low), high)"),
    "log1p": (("x",), "log(1 + x)"),
    "expm1": (("x",), "exp(x) - 1"),
    "log2": (("x",), "log(x)/log(2)"),
    "log10": (("x",), "log(x)/log(10)"),
    "exp2": (("x",), "2**x"),
    "pow": (("x", "y"), "x**y"),
    "power": (("x", "y"), "x**y"),
    "reciprocal": (("x",), "1/x"),
    "logaddexp": (("x", "y"), "log(exp(x) + exp(y))"),
    "sech": (("x",), "1/cosh(x)"),
    "expit": (("x",), "1/(1 + exp(-x))"),
    "logistic": (("x",), "1/(1 + exp(-x))"),
    "logit": (("x",), "log(x/(1 - x))"),
    "ndtr": (("x",), "(1 + erf(x/sqrt(2)))/2"),
}

CONSTANTS: dict[str, sp.Expr] = {"pi": sp.pi, "π": sp.pi, "e": sp.E}
# What may stand before the dot of a function.  Not jax.nn, whose gelu is another function by default.
MODULES = frozenset({
    "np", "numpy", "jnp", "jax", "math", "scipy", "special", "torch", "nn", "functional", "F", "tf", "tensorflow",
    "keras", "activations", "ops", "sp", "sympy",
})  # fmt: skip
