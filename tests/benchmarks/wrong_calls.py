"""Good calls of the public functions and classes, and why some names have none; for `wrong_arguments`.

For each function stand its arguments: a good value, and the kind of what is wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import montecarlo
import paper_checks
import theory
from theory.mean_field.finite_width import finite_width
from theory.mean_field.homogeneous_law import homogeneous_law
from theory.mean_field.infinite_width import infinite_width
from theory.notation import x
from theory.schemes.laws import Constant, Normal, Orthogonal, Uniform
from theory.schemes.truncated_normal import TruncatedNormal

__all__ = ["CALLS", "EXCLUDED"]

Arguments = dict[str, tuple[Any, str]]

_SMALL = (3, 3)
_MEAN_FIELD: Arguments = {
    "activation": ("tanh", "name"),
    "q": (1.0, "scalar"),
    "weight_variance": (1.0, "scalar"),
}
_NETWORK: Arguments = {
    "widths": (_SMALL, "widths"), "activation": ("relu", "name"), "weight_variance": (1.0, "per layer"),
}  # fmt: skip
_INPUT: Arguments = {
    "input_law": ("normal", "name"), "input_mean": (0.0, "scalar"), "input_deviation": (1.0, "scalar"),
    "input_correlation": (0.0, "scalar"),
}  # fmt: skip
_BOTH_PASSES: Arguments = {"bias_variance": (0.0, "per layer"), "weight_law": ("normal", "name")}
_FORWARD = _NETWORK | _INPUT | {"record": (("y1",), "fields")}
_PAIRS: Arguments = {
    "bias_variance": (0.0, "scalar"), "inputs": (1, "integer"), "input_cosine": (0.0, "scalar"),
    "dtype": ("float64", "name"),
}  # fmt: skip
_STEP: Arguments = {"result": (x, "expression"), "reason": ("words", "text")}
_DRAWS = montecarlo.Dense(_SMALL, "relu", 1.0, ("y1",))
_UNIT = montecarlo.Dense((3, 1), "relu", 1.0, ("y1",))
_TRAINED = montecarlo.Trained((64, 4, 10), "relu", 2.0)
_TRAINING = montecarlo.Training(_TRAINED, montecarlo.Momentum(0.1), epochs=1)
_MEAN = montecarlo.mean("y1")
_LAYERS = theory.DenseNetwork("relu", _SMALL, 2.0)
_RNG = np.random.default_rng(0)
_CLAIM = paper_checks.LEDGER["kumar2017.eq25"]

CALLS: dict[Callable[..., Any], Arguments] = {
    theory.gain: {
        "activation": ("relu", "name"), "u": (1.0, "number"), "mean": (0.0, "number"), "keep": (1.0, "scalar"),
        "mode": ("forward", "name"),
    },
    theory.moments: {
        "activation": ("relu", "name"), "u": (1.0, "number"), "mean": (0.0, "number"), "certify": (False, "flag"),
    },
    theory.c_map: {**_MEAN_FIELD, "c": (0.5, "number"), "bias_variance": (0.0, "scalar")},
    theory.c_slope: {**_MEAN_FIELD, "c": (0.5, "number"), "bias_variance": (0.0, "scalar")},
    theory.q_map: {
        "activation": ("tanh", "name"), "q": (1.0, "number"), "weight_variance": (1.0, "number"),
        "bias_variance": (0.0, "number"), "keep": (1.0, "scalar"), "batch_norm": (None, "object"),
    },
    theory.chi: {
        "activation": ("tanh", "name"), "q": (1.0, "number"), "weight_variance": (1.0, "number"),
        "keep": (1.0, "scalar"),
    },
    theory.backward_map: {
        "activation": ("tanh", "name"), "gradient_variance": (1.0, "number"), "q": (1.0, "number"),
        "weight_variance": (1.0, "number"), "fan_ratio": (1.0, "scalar"), "keep": (1.0, "scalar"),
        "batch_norm": (None, "object"),
    },
    theory.fixed_points: {
        "activation": ("tanh", "name"), "weight_variance": (1.0, "scalar"), "bias_variance": (0.0, "scalar"),
    },
    theory.edge_of_chaos: {"activation": ("tanh", "name"), "bias_variance": (0.1, "scalar")},
    theory.phase_diagram: {
        "activation": ("relu", "name"), "weight_variances": ([1.0], "number"), "bias_variances": ([0.0], "number"),
    },
    theory.variance_preserving: {"activation": ("tanh", "name"), "variance": (0.1, "scalar")},
    theory.BatchNorm: {"gamma": (1.0, "scalar"), "beta": (0.0, "scalar"), "eps": (0.0, "scalar")},
    theory.pytorch_gain: {"activation": ("tanh", "name")},
    theory.get: {"name": ("tanh", "name")},
    theory.parse: {"text": ("tanh(x)", "name"), "parameters": (None, "mapping")},
    theory.equation: {"label": ("kumar2017 (22)", "name")},
    theory.evaluate: {"expression": (x, "expression"), "point": ({x: 1}, "mapping"), "digits": (20, "integer")},
    theory.DenseNetwork: {
        "activation": ("relu", "name"), "widths": (_SMALL, "widths"), "weight_variance": (1.0, "per layer"),
        "bias_variance": (0.0, "per layer"), "keep": (1.0, "per layer"), "input_variance": (1.0, "scalar"),
        "input_kurtosis": (1.0, "scalar"),
    },
    infinite_width: {"network": (_LAYERS, "object")},
    finite_width: {"network": (_LAYERS, "object")},
    homogeneous_law: {"network": (_LAYERS, "object")},
    theory.scheme: {"text": ("he_normal", "name")},
    theory.Scheme: {
        "name": ("own", "text"), "law": ("normal", "name"), "parameters": ((x - x + 1,), "expressions"),
        "source": ("words", "text"),
    },
    theory.fans: {
        "shape": (_SMALL, "shape"), "kind": ("dense", "name"), "layout": ("pytorch", "name"),
        "groups": (1, "integer"), "input_axes": (None, "object"), "stride": (1, "object"),
    },
    Normal: {"deviation": (1.0, "scalar"), "mean": (0.0, "scalar")},
    Uniform: {"low": (-1.0, "scalar"), "high": (1.0, "scalar")},
    TruncatedNormal: {"before": (1.0, "scalar"), "low": (-2.0, "scalar"), "high": (2.0, "scalar")},
    Orthogonal: {"gain": (1.0, "scalar"), "length": (3, "integer")},
    Constant: {"value": (1.0, "scalar")},
    **dict.fromkeys((theory.Differentiate, theory.Even, theory.Support, theory.Symmetrise), _STEP),
    theory.Approx: _STEP | {"variable": (x, "symbol"), "order": (1, "integer")},
    theory.Limit: _STEP | {"variable": (x, "symbol"), "order": (1, "integer")},
    theory.Evaluate: _STEP | {"antiderivative": (x, "expression")},
    theory.Substitute: _STEP | {"old_of_new": (x, "expression")},
    theory.Parameter: _STEP | {"parameter": (x, "symbol"), "antiderivative": (x, "expression")},
    theory.Equal: _STEP | {"given": ({}, "mapping")},
    theory.AtLeast: _STEP | {"gap": ((x,), "expressions")},
    theory.AtMost: _STEP | {"gap": ((x,), "expressions")},
    theory.Index: _STEP | {"size": (x, "symbol"), "sizes": ((1, 2, 3), "widths")},
    theory.Assumed: {"value": (x, "expression"), "words": ("words", "text")},
    montecarlo.Architecture: _NETWORK | _INPUT,
    montecarlo.Conditional: _FORWARD | _PAIRS,
    montecarlo.Dense: _FORWARD | _PAIRS | {"weight_law": ("normal", "name")},
    montecarlo.Homogeneous: _FORWARD,
    montecarlo.Row: _FORWARD | {"record": (("w1^2",), "fields"), "weight_law": ("normal", "name")},
    montecarlo.forward: _FORWARD | {"weight_law": ("normal", "name")},
    montecarlo.Backward: _NETWORK | _INPUT | {
        "widths": ((3, 3, 3), "widths"), "bias_variance": (0.0, "per layer"), "engine": ("dense", "name"),
        "keep": (1.0, "scalar"), "inputs": (1, "integer"), "input_cosine": (0.0, "scalar"),
        "record": (("y1^2",), "fields or none"),
    },
    montecarlo.NormalizedNetwork: _NETWORK | _INPUT | _BOTH_PASSES | {
        "batch_size": (4, "integer"), "norm": ("batch", "name"), "place": ("before", "name"), "eps": (0.0, "scalar"),
        "scale": (1.0, "scalar"), "shift": (0.0, "scalar"), "input_cosine": (0.0, "scalar"),
        "record": (("y1^2",), "fields or none"),
    },
    montecarlo.DroppedNetwork: _NETWORK | _INPUT | {"drop": (0.5, "scalar")},
    montecarlo.NormalizedBatch: {
        "inputs": (3, "integer"), "units": (2, "integer"), "batch_size": (4, "integer"), "scale": (1.0, "scalar"),
        "shift": (0.0, "scalar"), "eps": (0.0, "scalar"), "bias_mean": (0.0, "scalar"),
    },
    montecarlo.Distribution: {"network": (_UNIT, "object"), "edges": ((0.0, 1.0), "numbers")},
    montecarlo.Shares: {"network": (_DRAWS, "object"), "field": ("y1", "name"), "edges": ((0.0, 1.0), "numbers")},
    montecarlo.CommonNumbers: {"experiments": ((_DRAWS, _DRAWS), "objects")},
    montecarlo.SeparateNumbers: {"experiments": ((_DRAWS, _DRAWS), "objects")},
    montecarlo.MaskCount: {"units": (3, "integer"), "keep": (0.5, "scalar"), "counts": ((0, 1), "widths")},
    montecarlo.ThinnedCount: {"rate": (3.0, "scalar"), "keep": (0.5, "scalar"), "counts": ((0, 1), "widths")},
    montecarlo.Demo: _NETWORK | {"samples": (2, "integer")},
    montecarlo.DeadUnit: {"fan_in": (9, "integer"), "examples": (3, "integer"), "cosine": (0.0, "scalar")},
    montecarlo.DroppedLayer: {
        "inputs": (3, "integer"), "units": (2, "integer"), "drop": (0.5, "scalar"), "activation": ("relu", "name"),
    },
    montecarlo.Examples: {"values": (np.ones((2, 3)), "number")},
    montecarlo.inputs: {
        "law": ("normal", "name"), "rng": (_RNG, "object"), "count": (2, "integer"), "units": (3, "integer"),
        "mean": (0.0, "scalar"), "deviation": (1.0, "scalar"), "correlation": (0.0, "scalar"),
    },
    montecarlo.weight_matrices: {
        "law": ("normal", "name"), "rng": (_RNG, "object"), "count": (2, "integer"), "fan_out": (3, "integer"),
        "fan_in": (3, "integer"), "weight_variance": (1.0, "scalar"),
    },
    montecarlo.dropout: {"h": (np.ones(3), "number"), "drop": (0.5, "scalar"), "rng": (_RNG, "object")},
    montecarlo.batch_norm: {
        "y": (np.eye(3), "number"), "scale": (1.0, "scalar"), "shift": (0.0, "scalar"), "eps": (0.1, "scalar"),
    },
    montecarlo.register: {"name": ("own", "text"), "function": (np.tanh, "object")},
    montecarlo.experiment_key: {"experiment": (_DRAWS, "object")},
    montecarlo.stream: {"experiment": (_DRAWS, "object"), "seed": (0, "integer"), "batch": (0, "integer")},
    montecarlo.run: {"experiment": (_DRAWS, "object"), "replicates": (3, "integer"), "seed": (0, "integer")},
    montecarlo.samples: {"experiment": (_DRAWS, "object"), "replicates": (3, "integer"), "seed": (0, "integer")},
    montecarlo.pilot: {"experiment": (_DRAWS, "object"), "replicates": (3, "integer"), "seed": (0, "integer")},
    montecarlo.Quantile: {"field": ("y1", "text"), "probability": (0.5, "scalar")},
    montecarlo.quantile: {"field": ("y1", "text"), "probability": (0.5, "scalar")},
    montecarlo.Samples: {"fields": (("y1",), "fields"), "values": (np.ones((2, 1)), "number")},
    montecarlo.Estimand: {"name": ("own", "text"), "fields": (("y1",), "fields"), "function": (abs, "object")},
    montecarlo.mean: {"field": ("y1", "text")},
    montecarlo.deviation: {"mean_field": ("y1", "text"), "square_field": ("y1^2", "text")},
    montecarlo.variance: {"mean_field": ("y1", "text"), "square_field": ("y1^2", "text")},
    montecarlo.excess_kurtosis: {"square_field": ("y1^2", "text"), "fourth_field": ("y1^4", "text")},
    montecarlo.ratio: {"top": ("y1", "text"), "bottom": ("y2", "text")},
    montecarlo.richardson: {"estimand": (_MEAN, "object"), "units": ((1.0, 1.0, 1.0), "numbers")},
    montecarlo.skewness: {"values": (np.arange(4.0), "number")},
    montecarlo.dkw_band: {"count": (10, "integer"), "alpha": (0.1, "scalar")},
    montecarlo.interval: {"estimate": (1.0, "scalar"), "se": (0.1, "scalar"), "count": (50, "integer")},
    montecarlo.planned_replicates: {"sigma": (1.0, "scalar"), "margin": (0.1, "scalar")},
    montecarlo.power: {"se": (0.1, "scalar"), "margin": (0.1, "scalar"), "count": (50, "integer")},
    montecarlo.at_most: {"edge": (0.1, "scalar")},
    montecarlo.Momentum: {"rate": (0.1, "scalar"), "momentum": (0.9, "scalar")},
    montecarlo.RMSprop: {"rate": (0.1, "scalar"), "decay": (0.9, "scalar")},
    montecarlo.Trained: _NETWORK | {"l2": (0.0, "scalar"), "keep": (1.0, "scalar"), "loss": ("cross_entropy", "name")},
    montecarlo.Convolutional: {
        "image": ((1, 8, 8), "widths"), "channels": (((2,),), "objects"), "classes": (10, "integer"),
        "activation": ("relu", "name"), "weight_variance": (1.0, "scalar"), "weight_law": ("normal", "name"),
        "kernel": (3, "integer"), "pool": (2, "integer"),
    },
    montecarlo.Training: {
        "network": (_TRAINED, "object"), "optimiser": (montecarlo.Momentum(0.1), "object"), "data": ("digits", "name"),
        "epochs": (1, "integer"), "batch": (32, "integer"), "dtype": ("float32", "name"),
    },
    montecarlo.Normality: {
        "training": (_TRAINING, "object"), "networks": (2, "integer"), "after": ((0, 1), "widths"),
    },
    paper_checks.printed: {"digits": ("0.51", "name")},
    paper_checks.verify: {"claim": ("kumar2017.eq25", "name")},
    paper_checks.network: {
        "activation": ("relu", "name"), "depth": (1, "integer"), "width": (2, "integer"), "gain": (1.0, "object"),
        "bias_variance": (0.0, "scalar"), "keep": (1.0, "scalar"), "input_variance": (1.0, "scalar"),
        "first_gain": (1.0, "scalar"), "input_cosine": (0.5, "scalar"), "replicates": (300, "integer"),
        "seed": (0, "integer"), "jobs": (1, "integer or none"),
    },
    paper_checks.audit: {
        "weights": ({"w": np.zeros((2, 3))}, "object"), "expect": (None, "mapping"), "skip": ((), "fields"),
        "layout": ("pytorch", "name"), "alpha": (1e-3, "scalar"),
    },
}  # fmt: skip

_RESULT = "a result, which functions of the package make"
_CLAIMS = "a part of a claim: `ClaimError` says what is wrong where the claim is verified"
EXCLUDED: dict[str, str] = {
    **dict.fromkeys(("theory.names", "theory.equations", "theory.scheme_names"), "it takes no arguments"),
    **dict.fromkeys(
        (
            "theory.DerivationError",
            "theory.NoClosedForm",
            "montecarlo.CheckpointError",
            "montecarlo.NotFiniteError",
        ),
        "an exception",
    ),
    "paper_checks.ClaimError": "an exception",
    **dict.fromkeys(
        ("montecarlo.Experiment", "montecarlo.InputLaw", "montecarlo.WeightLaw"), "a type for annotations"
    ),
    **dict.fromkeys(("paper_checks.Kind", "paper_checks.Relation", "paper_checks.Status"), "an enumeration"),
    **dict.fromkeys(
        ("montecarlo.Departures", "montecarlo.Interval", "montecarlo.Outcome", "montecarlo.SampleMoments"),
        _RESULT,
    ),
    **{
        f"paper_checks.{name}": _RESULT
        for name in ("Forecast", "Measurement", "RivalVerdict", "Run", "Verdict")
    },
    **{
        f"paper_checks.{name}": _CLAIMS
        for name in ("Claim", "Ledger", "Paper", "Passage", "Point", "Rival", "Source", "Trial")
    },
    "paper_checks.check": "a whole run, of claims that `verify` refuses one by one",
    "paper_checks.definition_of": "it takes a derivation, of which the registry is tested",
    **dict.fromkeys(("montecarlo.Network", "montecarlo.Layerwise"), "abstract: its engines stand in CALLS"),
    "theory.Activation": "made by `from_expr`, `get` and `parse`",
    "theory.Derivation": "its steps are checked in tests/theory/derivation, and the whole by `check`",
    "theory.Squeeze": "its bounds are checked where the limit is proved",
    "theory.derived": "a decorator of derivations",
    "montecarlo.train": "a training takes seconds; its arguments have tests in tests/montecarlo/training",
    "montecarlo.preactivations": "a training takes seconds; its arguments have tests in tests/montecarlo/training",
    "montecarlo.departures": "a training takes seconds; its arguments have tests in tests/montecarlo/training",
}
