"""The conditional engines have the law of the dense ones, and the same comparison rejects engines of a wrong law.

The tests compare, on 10,000 networks of each engine, the pooled ranks of every recorded quantity, their squares
(spread) and their products (dependence). Ranks are bounded, so each difference is normal under any law. For any seed,
all comparisons of this file together reject a true law with probability at most ALPHA. A weight variance that is 10 %
off gave scores of 8.4 or more in every case at twelve seeds, and the bound Z is 5.4: the power is 0.998 or more.
"""

import dataclasses
import itertools
from dataclasses import dataclass

import numpy as np
import pytest
from scipy import stats

from montecarlo import Backward, Conditional, Dense, stream
from montecarlo.engines.layer_weights import ConditionalWeights
from montecarlo.engines.scaled import Scaled
from montecarlo.sampling.activations import ACTIVATIONS
from montecarlo.sampling.normals import standard_normal

ALPHA = 1e-4
WIDTHS = (12, 16, 8, 12)
NETWORKS = 10_000
INPUTS = {"input_law": "normal", "input_mean": 0.3, "input_correlation": 0.2}
ONE = ("y1^2", "x2", "x2^4", "y2^2", "y3", "y3^2", "y3^4", "x4")
TWO = ("y1^2", "y1[1]", "y1[0] y1[1]", "x2[0] x2[1]", "cos y2", "y2[1]^4", "y3[0] y3[1]", "cos x4")
THREE = ("y1[0] y1[2]", "y2[1] y2[2]", "y2[2]^2", "x3[0] x3[1]", "y3[0] y3[2]", "y3[1]^2")

CASES = {
    **{name: (name, ONE, {}) for name in sorted(ACTIVATIONS)},
    **{f"biases, {name}": (name, ONE, {"bias_variance": 0.4}) for name in ("relu", "tanh")},
    **{f"single, {name}": (name, ONE, {"dtype": "float32"}) for name in ("relu", "gelu")},
    **{f"two, {name}": (name, TWO, {"inputs": 2, "input_cosine": 0.5}) for name in ("tanh", "gelu", "softplus")},
    "two, biases": ("tanh", TWO, {"inputs": 2, "bias_variance": 0.4}),
    "two, single": ("silu", TWO, {"inputs": 2, "bias_variance": 0.4, "dtype": "float32"}),
    "three": ("tanh", THREE, {"inputs": 3, "input_cosine": 0.3, "bias_variance": 0.1}),
}  # fmt: skip
BACKWARD = {
    **{name: (name, {}) for name in ("linear", "relu", "tanh", "gelu", "selu", "mish", "sin")},
    "biases, tanh": ("tanh", {"bias_variance": 0.4}),
    "biases, linear": ("linear", {"bias_variance": 0.4}),
}

LAWS = {"bias_variance": (0.1, 0.0, 0.4), "keep": (0.8, 0.6), "weight_mean": (0.5, -1.0, 0.7), "inputs": 2}
SIGNALS = ("log y1^2", "x2[1]^2", "y2[0] y2[1]", "y3^2", "y3[1]^4", "d1", "log d1^2", "d2^2")
PASSES = {
    "dropout": ("tanh", {"keep": 0.7}),
    "dropout, relu": ("relu", {"keep": (0.9, 0.5)}),
    "two": ("gelu", {"inputs": 2, "input_cosine": 0.5}),
    "two equal": ("tanh", {"inputs": 2, "input_cosine": 1.0, "keep": 0.8}),
    "two opposite": ("gelu", {"inputs": 2, "input_cosine": -0.7, "bias_variance": 0.2}),
    "all": ("gelu", LAWS),
    "uniform biases": ("tanh", LAWS | {"bias_law": "uniform", "bias_variance": (2.0, 0.0, 1.0)}),
}


NARROW = ("gelu", "linear", "relu", "softplus")


def scored(fields):
    """Ranks, their squares, and the products of pairs."""
    return 2 * fields + fields * (fields - 1) // 2


COMPARISONS = sum(scored(len(record)) for _, record, _ in CASES.values()) + len(BACKWARD) * scored(6)
COMPARISONS += len(NARROW) * scored(8) + scored(3) + len(PASSES) * scored(8)
Z = stats.norm.isf(ALPHA / (2 * COMPARISONS))


def widest_score(first, second):
    """The largest difference in standard errors, of ranks, their squares and products."""
    assert first.shape == second.shape
    ranks = stats.rankdata(np.concatenate([first, second]), axis=0) / (2 * len(first)) - 0.5
    pairs = itertools.combinations_with_replacement(ranks.T, 2)
    features = np.column_stack([ranks, *(one * other for one, other in pairs)])
    assert features.shape[1] == scored(first.shape[1])
    a, b = np.split(features, 2)
    return (abs(a.mean(axis=0) - b.mean(axis=0)) / np.sqrt((a.var(axis=0) + b.var(axis=0)) / len(a))).max()


def draw(experiment, seed):
    return experiment.sample(stream(experiment, seed, 0), NETWORKS)


@pytest.mark.parametrize("case", CASES)
def test_forward(case, seed):
    activation, record, options = CASES[case]
    dense = draw(Dense(WIDTHS, activation, 1.5, record, **INPUTS, **options), seed)
    conditional = Conditional(WIDTHS, activation, 1.5, record, **INPUTS, **options)
    assert widest_score(dense, draw(conditional, seed)) < Z
    assert widest_score(dense, draw(dataclasses.replace(conditional, weight_variance=1.65), seed)) > Z


@pytest.mark.parametrize("case", BACKWARD)
def test_backward(case, seed):
    activation, options = BACKWARD[case]
    conditional = Backward(WIDTHS, activation, 1.5, input_law="normal", **options)
    dense = draw(dataclasses.replace(conditional, engine="dense"), seed)
    assert widest_score(dense, draw(conditional, seed)) < Z
    assert widest_score(dense, draw(dataclasses.replace(conditional, weight_variance=1.65), seed)) > Z


@pytest.mark.parametrize("case", PASSES)
def test_passes_with_dropout_means_and_two_inputs(case, seed):
    activation, options = PASSES[case]
    record = SIGNALS if "inputs" in options else (*ONE[:4], "log y3^2", "d1", "log d1^2", "d2^2")
    conditional = Backward(WIDTHS, activation, 1.5, input_law="normal", record=record, **options)
    dense = draw(dataclasses.replace(conditional, engine="dense"), seed)
    assert widest_score(dense, draw(conditional, seed)) < Z
    assert widest_score(dense, draw(dataclasses.replace(conditional, weight_variance=1.65), seed)) > Z


def test_the_forward_half_of_the_backward_pass(seed):
    law = {"input_law": "normal", "input_mean": 0.3, "input_correlation": 0.6}
    names = ("y1^2", "y2^2", "y3^2")
    forward = draw(Conditional(WIDTHS, "tanh", 1.5, names, **law), seed)
    assert widest_score(forward, draw(Backward(WIDTHS, "tanh", 1.5, **law), seed)[:, :3]) < Z
    independent = Backward(WIDTHS, "tanh", 1.5, **(law | {"input_correlation": 0.0}))
    assert widest_score(forward, draw(independent, seed)[:, :3]) > Z


@pytest.mark.parametrize("activation", NARROW)
def test_weights_of_their_own_for_the_backward_pass_are_rejected(activation, seed, monkeypatch):
    # In narrow networks: the mean-field literature's independence is right as the width goes to infinity.
    widths = (3, 4, 3, 4, 3)
    dense = draw(Backward(widths, activation, 1.5, input_law="normal", engine="dense"), seed)
    assert widest_score(dense, draw(Backward(widths, activation, 1.5, input_law="normal"), seed)) < Z
    monkeypatch.setattr(ConditionalWeights, "back", free_of_the_forward_pass)
    assert widest_score(dense, draw(Backward(widths, activation, 1.5, input_law="normal"), seed)) > Z


def free_of_the_forward_pass(self, rng, d):
    """As if the weights of the backward pass were independent of those of the forward one."""
    free = rng.standard_normal((len(d.values), self._law.fan_in))
    free *= np.sqrt(self._variance * d.squares)[:, np.newaxis]
    return Scaled(free, d.exponents)


@dataclass(frozen=True)
class Unrelated(Conditional):
    """As if each input met weights of its own."""

    def propagate(self, rng, variance, x, out, workspace):
        standard_normal(rng, out)
        out *= np.sqrt(np.vecdot(x, x) * variance + self.bias_variance)[..., np.newaxis]


@dataclass(frozen=True)
class Forgetful(Conditional):
    """As if a layer's units were independent across networks: they share the length of the layer below."""

    def propagate(self, rng, variance, x, out, workspace):
        standard_normal(rng, out)
        out *= np.sqrt(np.vecdot(x, x).mean() * variance)


@pytest.mark.parametrize(
    ("wrong", "case"), [(Unrelated, "two, tanh"), (Unrelated, "two, biases"), (Forgetful, "tanh")]
)
def test_engines_of_a_wrong_law_are_rejected(wrong, case, seed):
    activation, record, options = CASES[case]
    dense = draw(Dense(WIDTHS, activation, 1.5, record, **INPUTS, **options), seed)
    assert widest_score(dense, draw(wrong(WIDTHS, activation, 1.5, record, **INPUTS, **options), seed)) > Z


def test_biases_that_were_forgotten_are_seen(seed):
    activation, record, options = CASES["biases, tanh"]
    dense = draw(Dense(WIDTHS, activation, 1.5, record, **INPUTS, **options), seed)
    assert widest_score(dense, draw(Conditional(WIDTHS, activation, 1.5, record, **INPUTS), seed)) > Z
