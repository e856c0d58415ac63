"""NumPy functions in float64, made of expressions."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import sympy as sp

from theory.notation import domain_of

__all__ = ["numpy_function"]

Array = npt.NDArray[np.float64]


def numpy_function(expression: sp.Expr, *symbols: sp.Symbol) -> Callable[..., Array]:
    """Compile an expression into a function of NumPy arrays that checks its input and broadcasts.

    Parameters
    ----------
    expression : sympy.Expr
        A closed form.
    *symbols : sympy.Symbol
        The arguments, in order; they must cover the expression's free symbols.

    Returns
    -------
    callable
        Takes one array-like for each symbol; they broadcast.  Returns a float64 array of their common shape.
        Raises ValueError if an argument is infinite, NaN or outside the domain of its symbol.

    Raises
    ------
    ValueError
        If the expression has a free symbol that is not an argument.
    """
    missing = expression.free_symbols - set(symbols)
    if missing:
        names = ", ".join(sorted(map(str, missing)))
        raise ValueError(f"{expression} depends on {names} too: name it among the arguments")
    compiled = sp.lambdify(symbols, expression, modules=["scipy", "numpy"])

    def function(*values: npt.ArrayLike) -> Array:
        if len(values) != len(symbols):
            raise TypeError(
                f"expected {len(symbols)} arguments ({', '.join(map(str, symbols))}), got {len(values)}"
            )
        checked = [
            domain_of(symbol).require(symbol, value) for symbol, value in zip(symbols, values, strict=True)
        ]
        arrays = np.broadcast_arrays(*checked)
        # lambdify returns a constant as a scalar: give it the shape that was asked for.
        result = np.asarray(compiled(*arrays), dtype=np.float64)
        return np.broadcast_to(result, arrays[0].shape if arrays else ()).copy()

    function.__doc__ = f"{expression}\n\nArguments: {', '.join(map(str, symbols))}."
    return function
