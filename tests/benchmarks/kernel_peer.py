"""Variances and covariances by neural-tangents, in a process of its own: cases come as JSON on stdin; see `kernels`."""

import json
import math
import sys

import jax
import numpy as np
from neural_tangents import stax


def kernel_of(case: dict) -> object:
    """Return the kernel function of a network with an activation between its dense layers."""
    dense = [
        stax.Dense(1, W_std=math.sqrt(weights), b_std=math.sqrt(biases))
        for weights, biases in zip(case["weights"], case["biases"], strict=True)
    ]
    layers = [dense[0]]
    for layer in dense[1:]:
        layers += [getattr(stax, case["layer"])(*case["parameters"]), layer]
    return stax.serial(*layers)[2]


def last(case: dict, dtype: str) -> tuple[float, float]:
    """Return the variance of a last pre-activation, and the covariance of those of the two inputs."""
    first = np.full((1, case["inputs"]), case["size"], dtype=dtype)
    second = first.copy()
    second[0, : case["flips"]] *= -1
    found = kernel_of(case)(first, second, ("nngp", "cov1"))
    assert found.nngp.dtype == dtype
    return float(np.ravel(found.cov1)[0]), float(found.nngp[0, 0])


if __name__ == "__main__":
    precision = sys.argv[1]
    jax.config.update("jax_enable_x64", precision == "float64")
    print(json.dumps([last(case, precision) for case in json.load(sys.stdin)]))
