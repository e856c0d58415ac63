"""Make the table of references for correlations: ``python -m tests.benchmarks.correlation_references``.

The trapezoidal rule over the plane in 128-bit ball arithmetic, on functions that are analytic in a strip, converges
exponentially; the sums with the steps h and h/2 agree to 25 digits.  It shares nothing with theory but python-flint.
"""

import itertools
from collections.abc import Callable

from flint import arb, ctx

BITS = 128
REACH = 17  # deviations: exp(-REACH^2/2) = 2e-63
FUNCTIONS: dict[str, Callable[[arb], arb]] = {
    "tanh": lambda x: x.tanh(),
    "gelu": lambda x: x * (1 + (x / arb(2).sqrt()).erf()) / 2,
    "silu": lambda x: x / (1 + (-x).exp()),
    "erf": lambda x: x.erf(),
}
PLACES = (("0.3", "0.5"), ("1", "-0.8"), ("1", "0.9"), ("2.5", "0.999"), ("1.5", "0.99999999"))


def squared(x: arb) -> arb:
    return x * x  # x**2 is not a number where x is 0 to within its ball


def plane(g: Callable[[arb], arb], q: arb, c: arb, step: arb) -> tuple[arb, arb]:
    """Return E g^2, and E (g(y1) - g(y2))^2/2 where y1 and y2 have the variance q and the correlation c."""
    a, b = (q * (1 + c) / 2).sqrt(), (q * (1 - c) / 2).sqrt()
    count = int(float(REACH / step))
    marks = [step * k for k in range(-count, count + 1)]
    weights = [(-z * z / 2).exp() for z in marks]
    second = sum((w * squared(g(q.sqrt() * z)) for z, w in zip(marks, weights, strict=True)), arb(0))
    drop = arb(0)
    # By symmetry, D > 0 is half.
    for d, outer in zip(marks[count + 1 :], weights[count + 1 :], strict=True):
        moved = b * d
        inner = arb(0)
        for s, w in zip(marks, weights, strict=True):
            inner += w * squared(g(a * s + moved) - g(a * s - moved))
        drop += outer * inner
    norm = 2 * arb.pi()
    return second * step / norm.sqrt(), drop * step * step / norm


def main() -> None:
    with ctx.workprec(BITS):
        for (name, g), (q, c) in itertools.product(FUNCTIONS.items(), PLACES):
            # The float nearest to the decimal, which is what theory is given.
            numbers = arb(float(q)), arb(float(c))
            found = [plane(g, *numbers, arb(1) / n) for n in (12, 24)]
            second, deficit = found[1][0], found[1][1] / found[1][0]
            assert abs(found[0][1] / found[0][0] - deficit) < deficit * arb(10) ** -25, (name, q, c)
            print(f'("{name}", {q}, {c}, "{deficit.str(25, radius=False)}"),', flush=True)
            assert second > 0


if __name__ == "__main__":
    main()
