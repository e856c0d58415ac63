"""The elementwise activations of PyTorch and of neural-tangents, as data.

Expressions are in the grammar of `theory.parse`; a parameter has PyTorch's name and default.
"""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["ALIASES", "CATALOGUE", "Entry"]


TORCH = "torch.nn"
TANGENTS = "neural_tangents.stax"
JAX = "jax.nn"


@dataclass(frozen=True)
class Entry:
    """An activation as its framework defines it.

    Parameters
    ----------
    text : str
        g as an expression in x and the parameters.
    source : str
        The framework that has it.
    defaults : dict of str to str
        The parameters, as decimals.
    choices : dict of str to range
        The integers that a parameter may take.
    """

    text: str
    source: str = TORCH
    defaults: dict[str, str] = field(default_factory=dict)
    choices: dict[str, range] = field(default_factory=dict)


# The constants at which SELU has the fixed point (0, 1), to PyTorch's digits.
_SELU_ALPHA = "1.6732632423543772848170429916717"
_SELU_SCALE = "1.0507009873554804934193349852946"
# Orthonormal under the standard normal law.
_HERMITE = (
    "x if degree < 2 else (x**2 - 1)/sqrt(2) if degree < 3 else (x**3 - 3*x)/sqrt(6) if degree < 4"
    " else (x**4 - 6*x**2 + 3)/sqrt(24) if degree < 5 else (x**5 - 10*x**3 + 15*x)/sqrt(120) if degree < 6"
    " else (x**6 - 15*x**4 + 45*x**2 - 15)/sqrt(720)"
)
_CUBIC = "sqrt(2/pi)*x*(1 + 0.044715*x**2)"
CATALOGUE: dict[str, Entry] = {
    "linear": Entry("x"),
    "relu": Entry("max(0, x)"),
    "leaky_relu": Entry("x if x > 0 else negative_slope*x", TORCH, {"negative_slope": "0.01"}),
    "prelu": Entry("x if x > 0 else init*x", TORCH, {"init": "0.25"}),
    # As in evaluation; in training the slope is random, uniform on (lower, upper).
    "rrelu": Entry("x if x > 0 else (lower + upper)/2*x", TORCH, {"lower": "1/8", "upper": "1/3"}),
    "relu6": Entry("min(max(0, x), 6)"),
    "threshold": Entry("x if x > threshold else value", TORCH, {"threshold": "0", "value": "0"}),
    "elu": Entry("x if x > 0 else alpha*(exp(x) - 1)", TORCH, {"alpha": "1"}),
    "celu": Entry("x if x > 0 else alpha*(exp(x/alpha) - 1)", TORCH, {"alpha": "1"}),
    "selu": Entry(f"{_SELU_SCALE}*x if x > 0 else {_SELU_SCALE}*{_SELU_ALPHA}*(exp(x) - 1)"),
    "gelu": Entry("x*(1 + erf(x/sqrt(2)))/2"),
    "gelu_tanh": Entry(f"x/(1 + exp(-2*{_CUBIC}))"),
    "silu": Entry("x/(1 + exp(-x))"),
    "mish": Entry("x*tanh(log(1 + exp(x)))"),
    # The exact function; PyTorch returns x itself where beta x > 20, which differs by 2e-9.
    "softplus": Entry("log(1 + exp(beta*x))/beta", TORCH, {"beta": "1"}),
    "sigmoid": Entry("1/(1 + exp(-x))"),
    "logsigmoid": Entry("-log(1 + exp(-x))"),
    "tanh": Entry("tanh(x)"),
    "tanhshrink": Entry("x - tanh(x)"),
    "softsign": Entry("x/(1 + abs(x))"),
    "softshrink": Entry("max(x - lambd, 0) + min(x + lambd, 0)", TORCH, {"lambd": "0.5"}),
    "hardshrink": Entry("x if abs(x) > lambd else 0", TORCH, {"lambd": "0.5"}),
    "hardtanh": Entry("min(max(x, min_val), max_val)", TORCH, {"min_val": "-1", "max_val": "1"}),
    "hardsigmoid": Entry("min(max(x + 3, 0), 6)/6"),
    "hardswish": Entry("x*min(max(x + 3, 0), 6)/6"),
    "erf": Entry("a*erf(b*x) + c", TANGENTS, {"a": "1", "b": "1", "c": "0"}),
    "sin": Entry("a*sin(b*x + c)", TANGENTS, {"a": "1", "b": "1", "c": "0"}),
    "cos": Entry("a*cos(b*x + c)", TANGENTS, {"a": "1", "b": "1", "c": "0"}),
    "rbf": Entry("sqrt(2)*sin(sqrt(2*gamma)*x + pi/4)", TANGENTS, {"gamma": "1"}),
    "abs": Entry("abs(x)", TANGENTS),
    "abrelu": Entry("b*x if x > 0 else a*x", TANGENTS, {"a": "0", "b": "1"}),
    "sign": Entry("sign(x)", TANGENTS),
    "heaviside": Entry("1 if x > 0 else 0", "torch"),
    "exp": Entry("a*exp(b*x)", TANGENTS, {"a": "1", "b": "1"}),
    "gaussian": Entry("a*exp(b*x**2)", TANGENTS, {"a": "1", "b": "-1"}),
    "square": Entry("x**2", "torch"),
    "monomial": Entry("x**degree", TANGENTS, {"degree": "3"}),
    "rectified_monomial": Entry("x**degree if x > 0 else 0", TANGENTS, {"degree": "2"}),
    "hermite": Entry(_HERMITE, TANGENTS, {"degree": "3"}, {"degree": range(1, 7)}),
    "sigmoid_like": Entry("(1 + erf(x/2.4020563531719796))/2", TANGENTS),
    "squareplus": Entry("(x + sqrt(x**2 + b))/2", JAX, {"b": "4"}),
    "arctan": Entry("atan(x)", "torch"),
    "quick_gelu": Entry("x/(1 + exp(-1.702*x))", "OpenAI CLIP"),
    "snake": Entry("x + sin(a*x)**2/a", "Ziyin et al. 2020", {"a": "1"}),
}
ALIASES = {
    "identity": "linear", "swish": "silu", "hardsilu": "hardswish", "step": "heaviside", "exponential": "exp",
    "relu_squared": "rectified_monomial", "atan": "arctan",
}  # fmt: skip
