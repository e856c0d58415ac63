"""`parse` on random text: what the grammar builds keeps its value, and what is hostile is refused at once."""

import itertools
import time

import mpmath
import sympy as sp
from hypothesis import example, given, settings
from hypothesis import strategies as st
from mpmath import mpf

from tests.benchmarks.hostile_texts import outcome, texts
from theory.activation.functions import FUNCTIONS, SEVERAL
from theory.activation.parsing import parse
from theory.notation import x

# A tree is a text and its value as a function of x, in mpmath: SymPy has no part in it.
NUMBERS = ["0", "1", "2", "0.5", "3.25", "1e-3", "17", "1_000", "pi", "e"]
BOUNDED = {
    "tanh": mpmath.tanh, "sin": mpmath.sin, "cos": mpmath.cos, "atan": mpmath.atan, "erf": mpmath.erf,
    "erfc": mpmath.erfc, "asinh": mpmath.asinh, "abs": abs, "sign": mpmath.sign,
}  # fmt: skip
COMPARISONS = {
    "<": lambda a, b: a < b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
}  # fmt: skip


def _number(text):
    value = {"pi": mpmath.pi, "e": mpmath.e}.get(text)
    return text, lambda at: +value if value is not None else mpf(text.replace("_", ""))


def _call(name, function, inner):
    return f"{name}({inner[0]})", lambda at: function(inner[1](at))


def _binary(sign, left, right):
    apply = {"+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b}[sign]
    return f"({left[0]} {sign} {right[0]})", lambda at: apply(left[1](at), right[1](at))


def _quotient(left, right):
    return f"{left[0]}/(1 + ({right[0]})**2)", lambda at: left[1](at) / (1 + right[1](at) ** 2)


def _power(base, exponent):
    return f"({base[0]})**{exponent}", lambda at: base[1](at) ** exponent


def _root(inner):
    return f"sqrt(1 + ({inner[0]})**2)", lambda at: mpmath.sqrt(1 + inner[1](at) ** 2)


def _logarithm(inner):
    return f"log(2 + tanh({inner[0]}))", lambda at: mpmath.log(2 + mpmath.tanh(inner[1](at)))


def _exponential(inner):
    return f"exp(-abs({inner[0]}))", lambda at: mpmath.exp(-abs(inner[1](at)))


def _extreme(name, parts):
    choose = {"max": max, "min": min}[name]
    return f"{name}({', '.join(part[0] for part in parts)})", lambda at: choose(part[1](at) for part in parts)


def _choice(sign, low, high, yes, no):
    holds = COMPARISONS[sign]
    text = f"({yes[0]} if {low[0]} {sign} {high[0]} else {no[0]})"
    return text, lambda at: yes[1](at) if holds(low[1](at), high[1](at)) else no[1](at)


def _grown(inner):
    return st.one_of(
        st.builds(_binary, st.sampled_from("+-*"), inner, inner),
        st.builds(lambda part: (f"-{part[0]}", lambda at: -part[1](at)), inner),
        st.builds(_quotient, inner, inner),
        st.builds(_power, inner, st.integers(2, 3)),
        st.builds(_root, inner),
        st.builds(_logarithm, inner),
        st.builds(_exponential, inner),
        st.builds(lambda item, part: _call(*item, part), st.sampled_from(sorted(BOUNDED.items())), inner),
        st.builds(_extreme, st.sampled_from(["max", "min"]), st.lists(inner, min_size=2, max_size=3)),
        st.builds(_choice, st.sampled_from(sorted(COMPARISONS)), inner, inner, inner, inner),
    )


LEAVES = st.one_of(st.just(("x", lambda at: at)), st.sampled_from(NUMBERS).map(_number))
TREES = st.recursive(LEAVES, _grown, max_leaves=7)


@settings(max_examples=150)
@given(tree=TREES, at=st.sampled_from(["-2.71", "-0.37", "0.73", "1.9"]))
def test_what_is_read_has_the_value_of_what_was_written(tree, at):
    text, value = tree
    with mpmath.workdps(40):
        expected = value(mpf(at))
        if abs(expected) > mpf(10) ** 90:
            return
        found = mpmath.mpf(str(sp.N(parse(text).subs(x, sp.Rational(at)), 40)))
        assert abs(found - expected) <= mpf(10) ** -25 * (1 + abs(expected)), text


PIECES = [
    *FUNCTIONS, "x", "x", "x", "y", "pi", "e", "0", "1", "9", "64", "1e99", "1e-400", "0.1", "1j", "+", "-", "*", "/",
    "**", "**", "(", "(", "(", ")", ")", ")", ",", " ", "if", "else", "<", ">=", "==", "not", "and", ".", "__class__",
    "[", "]", "{", "}", ":", ":=", "lambda", "'", '"', "\\", "\n", "\0", "#", "@", "%", "~", "^", "//", "=", ";",
    "é", "∞",
]  # fmt: skip


def _is_read_or_refused_quickly(text):
    start = time.perf_counter()
    try:
        found = parse(text)
    except (ValueError, TypeError):
        pass
    else:
        assert isinstance(found, sp.Expr)
        assert found.free_symbols <= {x}
    assert time.perf_counter() - start < 2, text


@settings(max_examples=400)
@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_random_tokens_are_read_or_refused_quickly(text):
    _is_read_or_refused_quickly(text)


@settings(max_examples=200)
@given(st.text(max_size=60))
@example("x" * 501)
@example("ｘ + 1")
def test_random_text_is_read_or_refused_quickly(text):
    _is_read_or_refused_quickly(text)


# Well-formed text, in which powers, exponentials and large numbers may grow without a bound.
LARGE = st.recursive(
    st.sampled_from(["x", "9", "1e50", "0.1", "64", "-3"]),
    lambda inner: st.one_of(
        st.builds("({})**({})".format, inner, inner),
        st.builds("{}({})".format, st.sampled_from(sorted(set(FUNCTIONS) - SEVERAL)), inner),
        st.builds("({})*({})".format, inner, inner),
        st.builds("({})/({})".format, inner, inner),
        st.builds("max({}, {})".format, inner, inner),
    ),
    max_leaves=6,
)


@settings(max_examples=200)
@given(LARGE)
def test_large_expressions_are_read_or_refused_quickly(text):
    _is_read_or_refused_quickly(text)


def test_hostile_texts_are_read_or_refused_within_their_limits():
    """A few of those of `python -m tests.benchmarks.hostile_texts`."""
    for text in itertools.islice(texts(2026), 120):
        start = time.process_time()
        found = outcome(text)
        assert found in ("read", "refused", "no activation"), (found, text)
        assert time.process_time() - start < 2, text
