"""LaTeX as plain Unicode text: a formula reads as somebody would type it, with the brackets that it then needs.

In the result ‹ and › are brackets that LaTeX does not print and the plain formula does not need, as in x_‹i› and ‹1/2›.
Where the formula would read differently without them they are round: 1/(2π), a^(m-1).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.entities import html5

__all__ = ["plain"]

_SYMBOLS = {
    "infty": "∞", "neq": "≠", "to": "→", "partial": "∂", "dots": "…", "ldots": "…", "cdots": "…", "cdot": "·",
    "circ": "∘", "sup": "sup", "Pr": "Pr", "deg": "deg",
}  # fmt: skip
_ACCENTS = {"tilde": "\u0303", "hat": "\u0302", "bar": "\u0304"}
_FONT = re.compile("text[a-z]*|math[a-z]*|boldsymbol|operatorname|emph|mbox")
_LAYOUT = re.compile("left|right|[bB]igg?[lr]?|q?quad|(display|text)style|(no)?limits|[^A-Za-z_%#{}|]")

# What needs no brackets: as an index or exponent, below a fraction or root, above a fraction.
_SCRIPT = re.compile(r"[−-]?(\w+|[^\s+−<>=-])")
_FACTOR = re.compile(r"√?(\d+(\.\d+)?|[^\W\d_][\u0300-\u036f]?|[●○])([_^][●○]|◇|!|')*")
_PRODUCT = re.compile(r"[−-]?[^+−<>=-]*")

_INNERMOST = re.compile(r"\([^()[\]‹›]*\)|\[[^()[\]‹›]*\]|‹[^()[\]‹›]*›")
_SHAPES = {"(": "○", "[": "◇", "‹": "●"}


def plain(latex: str) -> str:
    r"""Return LaTeX, which may stand inside running text, as plain text.

    >>> plain(r"v^2 = \frac{1}{N(1 + g(0)^2)} \approx \mu_m^{m-1}")
    'v^‹2› = ‹‹1›/(N(1 + g(0)^‹2›))› ≈ μ_‹m›^(m-1)'
    """
    return _read(iter(re.findall(r"(?s)\\[A-Za-z]+|\\.|.", latex)))


def _read(tokens: Iterator[str], inner: bool = False) -> str:
    """Read on to the end, or in an inner group to the brace that closes it."""
    out = []
    for token in tokens:
        if token == "}" and inner:
            break
        out.append(token + _bracketed(_argument(tokens), _SCRIPT) if token in "^_" else _piece(token, tokens))
    return "".join(out)


def _piece(token: str, tokens: Iterator[str]) -> str:
    if token == "{":
        return f"‹{_read(tokens, inner=True)}›"
    return _command(token[1:], tokens) if token[0] == "\\" else token


def _argument(tokens: Iterator[str]) -> str:
    token = next((token for token in tokens if not token.isspace()), " ")
    return _read(tokens, inner=True) if token == "{" else _piece(token, tokens)


def _command(name: str, tokens: Iterator[str]) -> str:
    if name == "frac":
        above, below = _argument(tokens), _argument(tokens)
        return f"‹{_bracketed(above, _PRODUCT)}/{_bracketed(below, _FACTOR)}›"
    if name == "sqrt":
        return "√" + _bracketed(_argument(tokens), _FACTOR)
    if name in ("begin", "end"):
        return _argument(tokens)[:0]
    if _FONT.fullmatch(name) or name in _ACCENTS:
        return _argument(tokens) + _ACCENTS.get(name, "")
    return " " if _LAYOUT.fullmatch(name) else _SYMBOLS.get(name) or html5.get(f"{name};") or name


def _bracketed(text: str, simple: re.Pattern[str]) -> str:
    shape, before = text.strip(), ""
    while shape != before:
        before, shape = shape, _INNERMOST.sub(lambda group: _SHAPES[group[0][0]], shape)
    return f"‹{text}›" if simple.fullmatch(shape) else f"({text})"
