"""Literal passes by other libraries, each in its own process: ``PYTHON peers.py LIBRARY DTYPE THREADS``.

The first line that it prints is the version of the library. It answers every line "ACTIVATION WIDTH DEPTH NETWORKS"
on stdin with the seconds that so many independent networks took, with every weight drawn and one input each. It
imports nothing of this project, so the interpreter may be that of another environment.
"""

from __future__ import annotations

import os
import sys
import time

LIBRARY, DTYPE, THREADS = sys.argv[1], sys.argv[2], int(sys.argv[3])
# Set before a library loads, so that all libraries use the same number of cores.
os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:THREADS])
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = str(THREADS)
os.environ["JAX_ENABLE_X64"] = str(int(DTYPE == "float64"))
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"


def numpy_passes(tuned=False):
    import numpy as np
    import scipy.special
    from threadpoolctl import threadpool_limits

    threadpool_limits(1, user_api="blas")  # threads go over networks
    acts = {"relu": lambda y: np.maximum(y, 0), "tanh": np.tanh, "gelu": lambda y: y * scipy.special.ndtr(y)}

    def plain(activation, width, depth, networks, seed):
        rng, g, total = np.random.default_rng(seed), acts[activation], 0.0
        scale = np.dtype(DTYPE).type((2.0 / width) ** 0.5)
        for _ in range(networks):
            x = rng.choice(np.array([-1, 1], DTYPE), width)
            for _ in range(depth):
                x = g((scale * rng.standard_normal((width, width), DTYPE)) @ x)
            total += float(np.mean(x * x))
        return total

    def quick(activation, width, depth, networks, seed):
        # The fastest of NumPy's bit generators, the scale on the vector, and no allocation in the loop.
        rng, g, total = np.random.Generator(np.random.SFC64(seed)), acts[activation], 0.0
        weights, scale = np.empty((width, width), DTYPE), np.dtype(DTYPE).type((2.0 / width) ** 0.5)
        for _ in range(networks):
            x = rng.choice(np.array([-1, 1], DTYPE), width)
            for _ in range(depth):
                rng.standard_normal(dtype=DTYPE, out=weights)
                x = g(weights @ (scale * x))
            total += float(np.mean(x * x))
        return total

    return np.__version__, shared(quick if tuned else plain)


def torch_passes():
    import torch

    torch.set_num_threads(1)  # threads go over networks: `normal_` would use one of several
    dtype = getattr(torch, DTYPE)
    acts = {"relu": torch.relu_, "tanh": torch.tanh_, "gelu": torch.nn.functional.gelu}

    def one(activation, width, depth, networks, seed):
        rng, g, total = torch.Generator().manual_seed(seed), acts[activation], 0.0
        weights, scale = torch.empty(width, width, dtype=dtype), (2.0 / width) ** 0.5
        with torch.inference_mode():
            for _ in range(networks):
                x = torch.randint(0, 2, (width,), generator=rng).to(dtype) * 2 - 1
                for _ in range(depth):
                    weights.normal_(generator=rng)
                    x = g(torch.mv(weights, x * scale))
                total += float((x * x).mean())
        return total

    return torch.__version__, shared(one)


def shared(one):
    """Share the networks among the threads, if there are several."""
    from concurrent.futures import ThreadPoolExecutor

    def passes(activation, width, depth, networks):
        if THREADS == 1:
            return one(activation, width, depth, networks, 0)
        with ThreadPoolExecutor(THREADS) as pool:
            share = [len(range(k, networks, THREADS)) for k in range(THREADS)]
            return sum(pool.map(lambda k: one(activation, width, depth, share[k], k), range(THREADS)))

    return passes


def jax_passes():
    from functools import lru_cache

    import jax
    import jax.numpy as jnp

    acts = {
        "relu": jax.nn.relu,
        "tanh": jnp.tanh,
        "gelu": lambda y: jax.nn.gelu(y, approximate=False),
    }

    @lru_cache
    def compiled(activation, width, depth, networks):
        g = acts[activation]

        def layer(x, key):
            return g(jax.random.normal(key, (width, width), DTYPE) @ (x * (2.0 / width) ** 0.5)), None

        def network(key):
            first, *layers = jax.random.split(key, depth + 1)
            x, _ = jax.lax.scan(layer, jax.random.rademacher(first, (width,), DTYPE), jnp.stack(layers))
            return jnp.mean(x * x)

        return jax.jit(lambda key: jnp.mean(jax.lax.map(network, jax.random.split(key, networks))))

    def passes(activation, width, depth, networks):
        return float(compiled(activation, width, depth, networks)(jax.random.key(0)))

    return jax.__version__, passes


def neural_tangents_passes():
    from functools import lru_cache

    import jax
    import neural_tangents as nt
    from neural_tangents import stax

    @lru_cache
    def compiled(activation, width, depth, networks):
        assert activation == "relu"
        layers = [layer for _ in range(depth) for layer in (stax.Dense(width, 2.0**0.5), stax.Relu())]
        init, apply, _ = stax.serial(*layers)
        return nt.monte_carlo_kernel_fn(init, apply, jax.random.PRNGKey(0), networks, device_count=1)

    def passes(activation, width, depth, networks):
        x = jax.random.rademacher(jax.random.PRNGKey(1), (1, width), DTYPE)
        return float(compiled(activation, width, depth, networks)(x, None, "nngp")[0, 0])

    return nt.__version__, passes


LIBRARIES = {
    "numpy": numpy_passes,
    "numpy-tuned": lambda: numpy_passes(tuned=True),
    "torch": torch_passes,
    "jax": jax_passes,
    "neural-tangents": neural_tangents_passes,
}


def main() -> None:
    version, passes = LIBRARIES[LIBRARY]()
    print(version, flush=True)
    for line in sys.stdin:
        activation, *numbers = line.split()
        start = time.perf_counter()
        passes(activation, *map(int, numbers))
        print(time.perf_counter() - start, flush=True)


if __name__ == "__main__":
    main()
