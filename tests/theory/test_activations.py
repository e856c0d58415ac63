import numpy as np
import pytest
import sympy as sp
from mpmath import mp, mpf

from tests.theory.mpmath_activations import TABLE
from theory.activation.activation import Activation
from theory.activation.catalogue import ALIASES, CATALOGUE
from theory.activation.lookup import get, names, resolve
from theory.activation.parsing import parse
from theory.integration.compiled import CompiledPiece
from theory.notation import x


@pytest.mark.parametrize("name", names())
def test_values_and_slopes_are_the_frameworks(name):
    # Reference: the framework's formula written by hand; the float64 evaluation, at points of each piece.
    function = get(name)
    value, slope, kinks = TABLE[name]
    if slope is not None:
        assert {float(kink) for kink in function.kinks} <= {float(kink) for kink in kinks}
    points = np.array([-750.3, -19.7, -3.2, -0.7, -1e-4, 3e-5, 0.41, 2.9, 7.3, 40.2, 690.1])
    for piece in function.pieces:
        inside = points[(points > float(piece.low)) & (points < float(piece.high))]
        ones = np.ones_like(inside)
        with np.errstate(over="ignore"):  # exp(690) is a number, and so is all that is asked for
            found = CompiledPiece(piece)(inside, 0 * ones, ones, np.empty((3, len(inside))))[:2]
        for index, point in enumerate(inside.tolist()):
            with mp.workdps(400):
                exact = [
                    value(mpf(point)),
                    slope(mpf(point)) if slope else mpf(piece.expr.diff(x).subs(x, point)),
                ]
                # A product such as sqrt(2) x inside g is rounded too, by x eps.
                rounding = mpf("1e-15") * (1 + abs(mpf(point)))
                for result, target in zip(found, exact, strict=True):
                    assert abs(mpf(float(result[index])) - target) <= mpf("1e-13") * abs(target) + rounding, (
                        point
                    )


def test_parameters_have_pytorchs_names_and_defaults():
    assert get("leaky_relu").expr.subs(x, -1) == -sp.Rational(1, 100)
    assert get("leaky_relu", negative_slope=0.2).expr.subs(x, -1) == -sp.Rational(1, 5)
    assert get("elu", alpha=2).expr.subs(x, -1) == 2 * sp.exp(-1) - 2
    assert get("celu", alpha=2).expr.subs(x, -2) == 2 * sp.exp(-1) - 2
    assert get("softplus", beta=3).expr.subs(x, 1) == sp.log(1 + sp.exp(3)) / 3
    assert get("hardtanh", min_val=-2, max_val=3).kinks == (-2, 3)
    assert get("threshold", threshold=1, value=-5).jumps == ((1, 6),)
    assert get("softshrink", lambd=0.25).kinks == (-sp.Rational(1, 4), sp.Rational(1, 4))
    assert get("rrelu", lower=0.25, upper=0.75).expr.subs(x, -1) == -sp.Rational(1, 2)
    assert get("monomial", degree=5).expr == x**5
    assert get("leaky_relu", negative_slope=0.2).name == "leaky_relu(negative_slope=1/5)"


def test_selu_has_its_published_fixed_point():
    # Klambauer et al. 2017: mean 0 and variance 1 are kept; to the digits of the constants.
    assert abs(sp.N(get("selu").moment(1).subs(sp.Symbol("u", positive=True), 1), 30)) < 1e-15
    assert abs(sp.N(get("selu").moment(2).subs(sp.Symbol("u", positive=True), 1), 30) - 1) < 1e-15


@pytest.mark.parametrize(
    ("wrong", "near"),
    [("gelo", "gelu"), ("Swich", "swish"), ("leaky", "leaky_relu"), ("exponentail", "exponential")],
)
def test_unknown_name_suggests_one_that_is_near(wrong, near):
    with pytest.raises(ValueError, match=f"did you mean '{near}'"):
        get(wrong)


@pytest.mark.parametrize("far", ["foo", "", "x" * 10_000])
def test_a_name_near_none_suggests_none_and_is_cut(far):
    with pytest.raises(ValueError, match="unknown activation") as stop:
        get(far)
    assert "did you mean" not in str(stop.value)
    assert len(str(stop.value)) < 1000


def test_frameworks_spellings_are_names():
    spelt = {
        "ReLU": "relu", "LeakyReLU": "leaky_relu", "ReLU6": "relu6", "GELU": "gelu", "SiLU": "silu",
        "Hardswish": "hardswish", "LogSigmoid": "logsigmoid", "soft_sign": "softsign", "Identity": "linear",
        " Tanh ": "tanh", "hard_tanh": "hardtanh",
    }  # fmt: skip
    for given, name in spelt.items():
        assert get(given) is get(name)
    folded = [name.replace("_", "") for name in (*CATALOGUE, *ALIASES)]
    assert len(set(folded)) == len(folded)
    assert get("LeakyReLU", negative_slope=0.2) is get("leaky_relu", negative_slope=0.2)


def test_hermite_polynomials_are_orthonormal_and_six():
    z = sp.Symbol("z")
    density = sp.exp(-(x**2) / 2) / sp.sqrt(2 * sp.pi)
    found = [get("hermite", degree=degree).expr for degree in range(1, 7)]
    for i, first in enumerate(found):
        assert sp.degree(first.subs(x, z)) == i + 1
        for j, second in enumerate(found[: i + 1]):
            product = sp.integrate(sp.expand(first * second) * density, (x, -sp.oo, sp.oo))
            assert sp.simplify(product) == (i == j)
    for degree in (0, 7, 2.5):
        with pytest.raises(ValueError, match=r"degree = .*: a whole number from 1 to 6"):
            get("hermite", degree=degree)


def test_bad_parameters():
    with pytest.raises(ValueError, match=r"no parameter 'slope'.*did you mean 'negative_slope'"):
        get("leaky_relu", slope=0.1)
    with pytest.raises(ValueError, match="takes none"):
        get("relu", alpha=1)
    for value in (float("nan"), float("inf"), "__import__('os')", None, 1j):
        with pytest.raises(ValueError, match="finite real number"):
            get("elu", alpha=value)


def test_aliases_and_resolve():
    assert get("swish") is get("silu")
    assert set(ALIASES.values()) <= set(CATALOGUE)
    assert resolve(get("tanh")) is resolve("tanh")
    for wrong in (resolve, get):
        with pytest.raises(TypeError, match="int"):
            wrong(3)


def test_kinks_are_found_inside_one_another():
    y = sp.Symbol("y")
    own = Activation.from_expr(y * sp.Min(sp.Max(y + 3, 0), 6) / 6 + sp.Abs(sp.Abs(y) - 1))
    assert own.kinks == (-3, -1, 0, 1, 3)
    assert [
        piece.expr.subs(x, point) for piece, point in zip(own.pieces, (-4, -2, -1, 1, 2, 4), strict=True)
    ] == [own.expr.subs(x, point) for point in (-4, -2, -1, 1, 2, 4)]


def test_a_kink_that_is_none_is_left_out():
    assert Activation.from_expr(sp.Abs(x) ** 2).kinks == ()
    assert get("threshold", threshold=0, value=0).jumps == ()


@pytest.mark.parametrize(
    ("text", "everywhere"),
    [
        ("x if abs(x) > 0 else 0", x),  # hardshrink(0)
        ("x if x > 0 else x if x < 0 else 0", x),
        ("x*sign(x)**2", x),
        ("sign(x)**2", sp.S.One),
        ("x*sign(abs(3*x))", x),
        ("tanh(x) if x > 0 else tanh(x) if x < 0 else 1", sp.tanh(x)),
    ],
)
def test_a_value_at_one_point_is_not_the_function(text, everywhere):
    own = Activation.from_expr(parse(text))
    assert [piece.expr for piece in own.pieces] == [everywhere]


def test_kinks_that_cannot_be_found_are_asked_for():
    with pytest.raises(ValueError, match="give the kinks yourself"):
        Activation.from_expr(sp.Max(sp.sin(x), x / 10))
    root = sp.LambertW(1)  # x = exp(-x)
    assert Activation.from_expr(sp.Max(x, sp.exp(-x)), kinks=(root,)).kinks == (root,)
    assert Activation.from_expr(sp.Max(x, 0), kinks=(0,)).kinks == (0,)
    assert Activation.from_expr(sp.Max(x, sp.Float(0.1)), kinks=(0.1,)).kinks == (sp.Rational(1, 10),)


def test_kinks_that_are_not_all_of_them_are_refused():
    with pytest.raises(ValueError, match="a kink is missing"):
        Activation.from_expr(sp.Abs(sp.sin(x)), kinks=(0,))
    with pytest.raises(ValueError, match="a kink is missing"):
        Activation.from_expr(sp.Max(x, sp.exp(-x)), kinks=())
    with pytest.raises(ValueError, match="finite real number"):
        Activation.from_expr(sp.Max(x, 0), kinks=("0",))


def test_roots_of_polynomials_are_isolated_not_solved():
    own = Activation.from_expr(parse("abs(x**4 + x**3 - 3*x + 0.1)"))
    assert [float(kink) for kink in own.kinks] == pytest.approx([0.03334611, 1.16116053], rel=1e-6)
    assert all(len(str(kink)) < 60 for kink in own.kinks)


def test_text_is_not_an_expression_nor_any_function_known():
    with pytest.raises(TypeError, match="parse"):
        Activation.from_expr("x*x")
    for expr in (sp.floor(x), sp.gamma(x), sp.Function("f")(x)):
        with pytest.raises(ValueError, match="known are"):
            Activation.from_expr(expr)
    with pytest.raises(ValueError, match=r"no value at x = .*\(value, True\)"):
        Activation.from_expr(sp.Piecewise((x, x > 0)))


def test_one_symbol():
    with pytest.raises(ValueError, match=r"2 free symbols \(a, x\)"):
        Activation.from_expr(sp.Symbol("a") * x)
    with pytest.raises(ValueError, match=r"0 free symbols \(none\)"):
        Activation.from_expr(sp.Integer(1))


def test_at_zero():
    assert get("sigmoid").at_zero() == sp.Rational(1, 2)
    assert get("sigmoid").at_zero(1) == sp.Rational(1, 4)
    assert get("softsign").at_zero(1) == 1  # once differentiable, not twice
    assert get("elu").at_zero(1) == 1
    for name, order in (("relu", 1), ("softsign", 2), ("elu", 2), ("heaviside", 1)):
        with pytest.raises(ValueError, match="at 0"):
            get(name).at_zero(order)
