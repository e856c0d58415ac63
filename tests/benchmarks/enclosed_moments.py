"""Moments by `acb.integral`, from the text of an activation: a truth that shares no line with `theory`.

The text is evaluated as a pair (g, g') of complex balls by the rules of differentiation, the integrand on panels of
the line.  FLINT bounds each integral; beyond 45 deviations the weight is below 1e-439.
"""

import ast
import itertools
import math

from flint import acb, arb, ctx

from tests.benchmarks.random_activations import Case

Pair = tuple[acb, acb]
NOWHERE = acb(arb.nan(), arb.nan())
PRECISION, EVALUATIONS = 110, 60_000
ENDS = (0.0, 0.7, 1.5, 3.0, 5.0, 8.0, 12.0, 20.0, 45.0)


def _function(name: str, analytic: bool, y: acb) -> Pair:
    """Return a function and its derivative."""
    match name:
        case "exp":
            return y.exp(), y.exp()
        case "sin":
            return y.sin(), y.cos()
        case "cos":
            return y.cos(), -y.sin()
        case "sinh":
            return y.sinh(), y.cosh()
        case "cosh":
            return y.cosh(), y.sinh()
        case "tanh":
            value = y.tanh()
            return value, y.sech() ** 2
        case "erf":
            return y.erf(), 2 * (-y * y).exp() / arb.pi().sqrt()
        case "log":
            return y.log(analytic), 1 / y
        case "sqrt":
            root = y.sqrt(analytic)
            return root, 1 / (2 * root)
        case "atan":
            if analytic and y.real.contains(0) and not abs(y.imag) < 1:
                return NOWHERE, NOWHERE
            return y.atan(), 1 / (1 + y * y)
        case "asinh":
            if analytic and y.real.contains(0) and not abs(y.imag) < 1:
                return NOWHERE, NOWHERE
            return y.asinh(), 1 / (1 + y * y).sqrt(analytic)
    raise ValueError(name)


def _chosen(first: Pair, second: Pair, difference: acb) -> Pair:
    """Return the first pair where the difference is positive, the second where it is negative."""
    if difference.real > 0:
        return first
    return second if difference.real < 0 else (NOWHERE, NOWHERE)


def evaluate(node: ast.expr, x: acb, analytic: bool) -> Pair:
    """Return g and g' at x."""
    match node:
        case ast.Constant(value=number):
            return acb(arb(repr(number))), acb(0)
        case ast.Name(id="x"):
            return x, acb(1)
        case ast.Name(id="pi"):
            return acb(arb.pi()), acb(0)
        case ast.UnaryOp(operand=inner):
            value, slope = evaluate(inner, x, analytic)
            return -value, -slope
        case ast.BinOp(op=ast.Pow(), left=base, right=exponent):
            value, slope = evaluate(base, x, analytic)
            power = ast.literal_eval(exponent)
            if isinstance(power, int):
                return value**power, power * value ** (power - 1) * slope
            if analytic and not value.real > 0:
                return NOWHERE, NOWHERE
            real = acb(arb(repr(power)))
            return value.pow(real), real * value.pow(real - 1) * slope
        case ast.BinOp(op=operator, left=left, right=right):
            (a, da), (b, db) = evaluate(left, x, analytic), evaluate(right, x, analytic)
            match operator:
                case ast.Add():
                    return a + b, da + db
                case ast.Sub():
                    return a - b, da - db
                case ast.Mult():
                    return a * b, da * b + a * db
            return a / b, (da - a / b * db) / b
        case ast.IfExp(test=ast.Compare(left=left, comparators=[right]), body=body, orelse=other):
            difference = evaluate(left, x, analytic)[0] - evaluate(right, x, analytic)[0]
            return _chosen(evaluate(body, x, analytic), evaluate(other, x, analytic), difference)
        case ast.Call(func=ast.Name(id=("max" | "min") as name), args=arguments):
            best, *others = (evaluate(argument, x, analytic) for argument in arguments)
            for other in others:
                gap = best[0] - other[0] if name == "max" else other[0] - best[0]
                best = best if gap == 0 else _chosen(best, other, gap)
            return best
        case ast.Call(func=ast.Name(id="abs"), args=[inner]):
            value, slope = evaluate(inner, x, analytic)
            return _chosen((value, slope), (-value, -slope), value)
        case ast.Call(func=ast.Name(id="sign"), args=[inner]):
            value, _ = evaluate(inner, x, analytic)
            return _chosen((acb(1), acb(0)), (acb(-1), acb(0)), value)
        case ast.Call(func=ast.Name(id=name), args=[inner]):
            value, slope = evaluate(inner, x, analytic)
            result, outer = _function(name, analytic, value)
            return result, outer * slope
    raise ValueError(ast.dump(node))


def enclosed(case: Case) -> dict[str, arb]:
    """Return balls of E g, E g^2, Var g and E g'^2; a ball that is not finite says that there is none."""
    tree = ast.parse(case.text, mode="eval").body
    with ctx.workprec(PRECISION):
        u, mean = arb(case.u), arb(case.mean)
        if case.mean and abs(case.mean) > 1e6:
            ctx.prec = PRECISION + 2 * int(math.log2(abs(case.mean)))
        kinks = [(arb(repr(case.singular)) - mean) / u] if case.singular is not None else []

        def pair(z: acb, analytic: bool) -> tuple[acb, acb, acb]:
            value, slope = evaluate(tree, mean + u * z, analytic)
            weight = (-z * z / 2).exp() / (2 * arb.pi()).sqrt()
            return value, slope, weight

        centre = pair(acb(arb(0.3)), False)[0].real.mid()
        centre = centre if centre.is_finite() else arb(0)

        def apart(z: acb, analytic: bool) -> acb:
            value, _, weight = pair(z, analytic)
            return (value - centre) * weight

        def square(z: acb, analytic: bool) -> acb:
            value, _, weight = pair(z, analytic)
            return (value - centre) ** 2 * weight

        def steep(z: acb, analytic: bool) -> acb:
            _, slope, weight = pair(z, analytic)
            return slope**2 * weight

        first, second, slope = (_over_the_line(f, kinks) for f in (apart, square, steep))
        return {
            "mean": centre + first,
            "second": centre**2 + 2 * centre * first + second,
            "variance": second - first**2,
            "derivative_second": slope,
        }


def _over_the_line(integrand, kinks: list[arb]) -> arb:
    ends = sorted({*ENDS, *(-end for end in ENDS)})
    total = arb(0)
    for low, high in itertools.pairwise([*map(arb, ends)]):
        inside = [kink for kink in kinks if low < kink < high]
        for left, right in itertools.pairwise([low, *inside, high]):
            total += acb.integral(
                integrand, acb(left), acb(right), rel_tol=arb(2) ** -75, abs_tol=arb(2) ** -900,
                eval_limit=EVALUATIONS, depth_limit=400,
            ).real  # fmt: skip
    return total
