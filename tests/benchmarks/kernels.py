"""Compare variances and correlations by depth with neural-tangents' kernels: ``python -m tests.benchmarks.kernels``.

neural-tangents needs an old jax, so it runs in an environment of its own:

    python -m venv nt && nt/bin/pip install neural-tangents==0.6.5 jax==0.4.35 jaxlib==0.4.35 "numpy<2.3"
    python -m tests.benchmarks.kernels --neural-tangents nt/bin/python

Each case is a network of random depth, weight and bias variances, and two inputs of one length and a random
correlation.  The covariance of the two pre-activations at the last layer is compared, and their variance, both relative
to the variance.  float32 holds all parameters, and the inputs are of signs, so that nothing is rounded before the first
layer.  What is rounded in a layer is multiplied by the slopes of the correlation maps above it: where these are steep,
as that of sign near 1 is, the bar is multiplied by them.  `above` counts errors above the bar itself.
"""

import argparse
import json
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from theory import c_map, c_slope, q_map
from theory.activation.activation import Activation
from theory.activation.lookup import get
from theory.activation.parsing import parse

BARS = {"float32": 1e-6, "float64": 1e-10}
COUNT = 100  # of each family
LARGEST = 20.0  # variance: a product of exponentials leaves float32 beyond
DEEPEST = 5
INPUTS = 2**16
INSTALL = (
    "python -m venv nt && nt/bin/pip install neural-tangents==0.6.5 jax==0.4.35 jaxlib==0.4.35 'numpy<2.3'"
)
PEER = Path(__file__).with_name("kernel_peer.py")

Family = Callable[[random.Random], tuple[Activation, str, tuple[float, ...]]]


@dataclass(frozen=True)
class Case:
    """A network and two inputs; `layer` and `parameters` are the activation in neural-tangents."""

    layer: str
    parameters: tuple[float, ...]
    weights: tuple[float, ...]
    biases: tuple[float, ...]
    size: float  # of each component of the inputs
    flips: int  # how many components of the second input have the other sign
    inputs: int = INPUTS

    @property
    def cosine(self) -> float:
        return 1 - 2 * self.flips / self.inputs


def _own(text: str) -> Activation:
    return Activation.from_expr(parse(text))


def _uniform(rng: random.Random, low: float, high: float) -> float:
    """Return a number that float32 holds."""
    return float(np.float32(rng.uniform(low, high)))


def _known(name: str, layer: str, *parameters: float) -> Family:
    return lambda _: (get(name), layer, parameters)


def _text(text: str, layer: str, *parameters: float) -> Family:
    return lambda _: (_own(text), layer, parameters)


def _slopes(rng: random.Random) -> tuple[Activation, str, tuple[float, ...]]:
    slope = _uniform(rng, -2, 2)
    return _own(f"abrelu(x, {slope!r}, 1)"), "ABRelu", (slope, 1.0)


def _erf(rng: random.Random) -> tuple[Activation, str, tuple[float, ...]]:
    scale, shift = _uniform(rng, 0.3, 2), _uniform(rng, -1, 1)
    return _own(f"erf({scale!r}*x) + {shift!r}"), "Erf", (1.0, scale, shift)


def _sine(rng: random.Random) -> tuple[Activation, str, tuple[float, ...]]:
    rate, phase = _uniform(rng, 0.3, 2), _uniform(rng, -3, 3)
    return _own(f"sin({rate!r}*x + {phase!r})"), "Sin", (1.0, rate, phase)


def _rbf(rng: random.Random) -> tuple[Activation, str, tuple[float, ...]]:
    gamma = _uniform(rng, 0.1, 1)
    return _own(f"rbf(x, {gamma!r})"), "Rbf", (gamma,)


def _gaussian(rng: random.Random) -> tuple[Activation, str, tuple[float, ...]]:
    rate = _uniform(rng, 0.2, 2)
    return _own(f"exp(-{rate!r}*x**2)"), "Gaussian", (1.0, -rate)


def _exponential(rng: random.Random) -> tuple[Activation, str, tuple[float, ...]]:
    rate = _uniform(rng, 0.1, 0.6)
    return _own(f"exp({rate!r}*x)"), "Exp", (1.0, rate)


# Without RectifiedMonomial, whose variance is NaN there: it divides by the sine of an angle of 0.
FAMILIES: dict[str, Family] = {
    "linear": _known("linear", "ABRelu", 1.0, 1.0),
    "relu": _known("relu", "Relu"),
    "abs": _known("abs", "Abs"),
    "two slopes": _slopes,
    "erf": _known("erf", "Erf"),
    "a erf(b x) + c": _erf,
    "sign": _known("sign", "Sign"),
    "sin(b x + c)": _sine,
    "cos": _known("cos", "Cos"),
    "rbf": _rbf,
    "gaussian": _gaussian,
    "exp": _exponential,
    "gelu": _known("gelu", "Gelu"),
    "gabor": _text("exp(-x**2)*sin(x)", "Gabor"),
    "x^2": _text("x**2", "Monomial", 2),
    "x^3": _text("x**3", "Monomial", 3),
}


def _flips(rng: random.Random) -> int:
    """Return a number of flipped signs for a correlation in [-1, 1], often close to an end."""
    if rng.random() < 0.6:
        return rng.randint(0, INPUTS)
    near = round(INPUTS ** rng.uniform(0, 0.8))
    return rng.choice((near, INPUTS - near))


def drawn(family: Family, rng: random.Random) -> tuple[Activation, Case]:
    activation, layer, parameters = family(rng)
    depth = rng.randint(1, DEEPEST)
    weights = tuple(_uniform(rng, 0.3, 2.5) for _ in range(depth + 1))
    biases = tuple(_uniform(rng, 0.01, 1) if rng.random() < 0.5 else 0.0 for _ in range(depth + 1))
    case = Case(layer, parameters, weights, biases, rng.choice((0.5, 0.75, 1.0, 1.25)), _flips(rng))
    return activation, cut(activation, case)


def ours(activation: Activation, case: Case) -> Iterator[tuple[float, float]]:
    """Yield the variance of a pre-activation and the correlation of the two inputs, layer by layer."""
    q = case.weights[0] * case.size**2 + case.biases[0]
    c = (case.weights[0] * case.size**2 * case.cosine + case.biases[0]) / q
    yield q, c
    for weights, biases in zip(case.weights[1:], case.biases[1:], strict=True):
        c = float(c_map(activation, c, q, weights, biases))
        q = float(q_map(activation, q, weights, biases))
        yield q, c


def amplification(activation: Activation, case: Case, path: list[tuple[float, float]]) -> float:
    """Return by how much the maps multiply an error of the correlation, from the layer from which it is most."""
    slopes = [
        abs(float(c_slope(activation, c, q, weights, biases)))
        for (q, c), weights, biases in zip(path[:-1], case.weights[1:], case.biases[1:], strict=True)
    ]
    return float(max(1.0, np.cumprod(slopes[::-1]).max()))


def cut(activation: Activation, case: Case) -> Case:
    """Return the network up to where its variance grows too large, one activation at least."""
    path = ours(activation, case)
    depth = next((at for at, (q, _) in enumerate(path) if q > LARGEST), len(case.weights))
    layers = max(2, depth)
    return replace(case, weights=case.weights[:layers], biases=case.biases[:layers])


def why_not(interpreter: str | None) -> str:
    """Say why neural-tangents does not run; nothing where it does."""
    if interpreter is None:
        return "give the interpreter that has neural-tangents"
    try:
        theirs(interpreter, [], "float64")
    except (OSError, RuntimeError) as error:
        return f"{interpreter}: {error}"
    return ""


def theirs(interpreter: str, cases: list[Case], dtype: str) -> list[tuple[float, float]]:
    """Return the variance and the covariance of each case, by neural-tangents."""
    sent = json.dumps([asdict(case) for case in cases])
    command = [interpreter, str(PEER), dtype]
    done = subprocess.run(command, input=sent, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError((done.stderr.strip().splitlines() or ["it printed nothing"])[-1])
    return json.loads(done.stdout.splitlines()[-1])


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--neural-tangents", metavar="PYTHON", help="the interpreter that has it; see above")
    parser.add_argument("--count", type=int, default=COUNT, help="cases of each family")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    missing = why_not(options.neural_tangents)
    if missing:
        print(f"not run: {missing}\n\n    {INSTALL}\n\nmakes nt/bin/python, for --neural-tangents")
        return 0
    outside = 0
    heads = "".join(f"{f'{dtype}: median':>18}{'worst':>9}{'above':>7}{'outside':>9}" for dtype in BARS)
    print(f"{'activation':16}{'cases':>6}{'deepest':>9}{heads}")
    for name, family in FAMILIES.items():
        rng = random.Random(f"{options.seed} {name}")
        networks = [drawn(family, rng) for _ in range(options.count)]
        cases = [case for _, case in networks]
        paths = [list(ours(*network)) for network in networks]
        steep = np.array(
            [amplification(*network, path) for network, path in zip(networks, paths, strict=True)]
        )
        last = np.array([path[-1] for path in paths])
        expected = np.stack([last[:, 0], last[:, 0] * last[:, 1]], axis=1)
        row = f"{name:16}{len(cases):6}{max(len(case.weights) for case in cases) - 1:9}"
        for dtype, bar in BARS.items():
            found = np.array(theirs(options.neural_tangents, cases, dtype))
            errors = (np.abs(found - expected) / last[:, :1]).max(axis=1)
            above, beyond = (int((~(errors <= limit)).sum()) for limit in (bar, bar * steep))
            outside += beyond
            row += f"{np.median(errors):18.1e}{errors.max():9.1e}{above:7}{beyond:9}"
        print(row, flush=True)
    print(f"{outside} of {2 * options.count * len(FAMILIES)} outside 1e-6 in float32 and 1e-10 in float64")
    return int(outside > 0)


if __name__ == "__main__":
    sys.exit(main())
