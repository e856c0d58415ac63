"""Models by their documented recipes, clean and with a bug that a released code had: does the audit find each?

    python -m tests.benchmarks.audit_models [--share FOLDER]

Each model is written as .safetensors with NumPy alone, and audited by a process of its own, whose time and peak memory
are those of the whole command, start included.  Bar: every bug found and located (exactly its tensors are refused), no
false alarm on the clean model, 5 s and 2 GB each.  With --share the files are kept there.

The bugs: GPT-2's residual projections without 1/sqrt(2 layers) (transformers#47458), its std given as a variance, and
muP by m in place of sqrt(m) (gpt-neox#1087); a Llama block whose w2 and w3 have each other's scales; a ResNeXt stage
whose grouped convolutions count all channels (mlx#4536); a ViT truncated at an absolute 2 (pytorch#155588); Kumar's
released script, which draws 3.6/N, cut at 2 deviations without correction, for the 12.8/N of his (19).
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Draw = Callable[[tuple[int, ...]], Floats]
SECONDS, BYTES = 5.0, 2e9


@dataclass(frozen=True)
class Case:
    """A model, what is expected of it, and the pattern of the tensors that are wrong; none in a clean one."""

    name: str
    build: Callable[[np.random.Generator], Mapping[str, Floats]]
    expect: Mapping[str, str]
    wrong: str = ""


def normal(rng: np.random.Generator, shape: tuple[int, ...], std: float) -> Floats:
    return rng.standard_normal(shape, dtype=np.float32) * np.float32(std)


def truncated(rng: np.random.Generator, shape: tuple[int, ...], std: float, cut: float = 2.0) -> Floats:
    """Draw N(0, std^2), and again what is more than `cut` deviations away."""
    values = rng.standard_normal(shape, dtype=np.float32)
    while (outside := np.abs(values) > cut).any():
        values[outside] = rng.standard_normal(int(outside.sum()), dtype=np.float32)
    return values * np.float32(std)


# --- GPT-2 small --------------------------------------------------------------------------------------------

_LAYERS, _WIDTH = 12, 768


def gpt2(
    rng: np.random.Generator, projection: float = 0.02 / (2 * _LAYERS) ** 0.5, std: float = 0.02
) -> dict[str, Floats]:
    tensors = {
        "wte.weight": normal(rng, (50257, _WIDTH), 0.02),
        "wpe.weight": normal(rng, (1024, _WIDTH), 0.02),
    }
    ones, zeros = (lambda n: np.ones(n, np.float32)), (lambda n: np.zeros(n, np.float32))
    for layer in range(_LAYERS):
        block = f"h.{layer}"
        tensors |= {f"{block}.ln_{k}.weight": ones(_WIDTH) for k in (1, 2)}
        tensors |= {f"{block}.ln_{k}.bias": zeros(_WIDTH) for k in (1, 2)}
        for name, shape, scale in (
            ("attn.c_attn", (_WIDTH, 3 * _WIDTH), std),
            ("attn.c_proj", (_WIDTH, _WIDTH), projection),
            ("mlp.c_fc", (_WIDTH, 4 * _WIDTH), std),
            ("mlp.c_proj", (4 * _WIDTH, _WIDTH), projection),
        ):
            tensors[f"{block}.{name}.weight"] = normal(rng, shape, scale)
            tensors[f"{block}.{name}.bias"] = zeros(shape[1])
    return tensors | {"ln_f.weight": ones(_WIDTH), "ln_f.bias": zeros(_WIDTH)}


GPT2 = {
    "wte.weight": "normal(0.02)",
    "wpe.weight": "normal(0.02)",
    "*.c_attn.weight": "normal(0.02)",
    "*.c_fc.weight": "normal(0.02)",
    "*.c_proj.weight": "normal(0.02/sqrt(2*12))",
    "*.bias": "zeros",
    "*ln_*.weight": "ones",
}
# muP's hidden std at 6 times the width of the base model.
MUP = GPT2 | {"*.c_attn.weight": "normal(0.05/sqrt(6))", "*.c_fc.weight": "normal(0.05/sqrt(6))"}

# --- the others ---------------------------------------------------------------------------------------------


def llama(rng: np.random.Generator, swapped: bool = False) -> dict[str, Floats]:
    """A block of 1024 units: every matrix 0.02, and the two that end a branch over sqrt(2 x 16 layers)."""
    width, hidden = 1024, 2816
    narrow = 0.02 / 32**0.5
    second, third = (0.02, narrow) if swapped else (narrow, 0.02)
    return {
        **{f"attention.{name}.weight": normal(rng, (width, width), 0.02) for name in ("wq", "wk", "wv")},
        "attention.wo.weight": normal(rng, (width, width), narrow),
        "feed_forward.w1.weight": normal(rng, (hidden, width), 0.02),
        "feed_forward.w2.weight": normal(rng, (width, hidden), second),
        "feed_forward.w3.weight": normal(rng, (hidden, width), third),
        "attention_norm.weight": np.ones(width, np.float32),
        "ffn_norm.weight": np.ones(width, np.float32),
    }


LLAMA = {
    "attention.w[qkv].weight": "normal(0.02)",
    "feed_forward.w[13].weight": "normal(0.02)",
    "*.w[o2].weight": "residual(0.02, 16)",
    "*_norm.weight": "ones",
}


def resnext(rng: np.random.Generator, grouped: bool = True) -> dict[str, Floats]:
    """Three blocks of ResNeXt-50's second stage, 32 groups, He's scale by what a unit sums over."""
    tensors, inside = {}, 256
    for block in range(3):
        shapes = ((256, inside, 1, 1), (256, 8, 3, 3), (512, 256, 1, 1))
        for k, shape in enumerate(shapes, 1):
            fan_in = shape[1] * shape[2] * shape[3] * (1 if grouped or k != 2 else 32)
            tensors[f"layer2.{block}.conv{k}.weight"] = normal(rng, shape, (2 / fan_in) ** 0.5)
        inside = 512
    return tensors


RESNEXT = {"*.conv[13].weight": "he_normal", "*.conv2.weight": "he_normal @ groups=32"}


def vit(rng: np.random.Generator, cut: float = 2.0) -> dict[str, Floats]:
    """ViT-Tiny's blocks: weights truncated at 2 deviations of 0.02, biases 0."""
    width = 192
    tensors = {"patch_embed.proj.weight": truncated(rng, (width, 3, 16, 16), 0.02, cut)}
    for block in range(12):
        for name, shape in (
            ("attn.qkv", (3 * width, width)),
            ("attn.proj", (width, width)),
            ("mlp.fc1", (4 * width, width)),
            ("mlp.fc2", (width, 4 * width)),
        ):
            tensors[f"blocks.{block}.{name}.weight"] = truncated(rng, shape, 0.02, cut)
            tensors[f"blocks.{block}.{name}.bias"] = np.zeros(shape[0], np.float32)
    return tensors


VIT = {"*.weight": "truncated_normal_uncorrected(0.02)", "*.bias": "zeros"}


def kumar(rng: np.random.Generator, released: bool = False) -> dict[str, Floats]:
    """Ten sigmoid layers of 500 units by (19), or as the released script draws them."""
    return {
        f"layer{k}.kernel": truncated(rng, (500, 500), (3.6 / 500) ** 0.5)
        if released
        else normal(rng, (500, 500), (12.8 / 500) ** 0.5)
        for k in range(10)
    }


KUMAR = {"*": "normal(sqrt(12.8/fan_in))"}

CASES = (
    Case("GPT-2", gpt2, GPT2),
    Case("GPT-2, c_proj unscaled", lambda rng: gpt2(rng, 0.02), GPT2, ".c_proj.weight"),
    Case("GPT-2, std as variance", lambda rng: gpt2(rng, std=0.02**0.5), GPT2, ".c_attn.weight .c_fc.weight"),
    Case("GPT-2, muP", lambda rng: gpt2(rng, std=0.05 / 6**0.5), MUP),
    Case("GPT-2, muP by m", lambda rng: gpt2(rng, std=0.05 / 6), MUP, ".c_attn.weight .c_fc.weight"),
    Case("Llama block", llama, LLAMA),
    Case("Llama block, w2 and w3 swapped", lambda rng: llama(rng, True), LLAMA, "w2.weight w3.weight"),
    Case("ResNeXt stage", resnext, RESNEXT),
    Case("ResNeXt stage, fans of all groups", lambda rng: resnext(rng, False), RESNEXT, "conv2.weight"),
    Case("ViT-Tiny", vit, VIT),
    Case("ViT-Tiny, cut at an absolute 2", lambda rng: vit(rng, 100.0), VIT, ".weight"),
    Case("Kumar (19)", kumar, KUMAR),
    Case("Kumar's released script", lambda rng: kumar(rng, True), KUMAR, "kernel"),
)


def written(case: Case, folder: Path) -> tuple[Path, int, set[str]]:
    """Write a model, and return its file, its weights and the names that have to be refused."""
    from safetensors.numpy import save_file

    tensors = case.build(np.random.default_rng(20260))
    path = folder / f"{case.name.replace(' ', '-').replace(',', '')}.safetensors"
    save_file(dict(tensors), path)
    endings = tuple(case.wrong.split())
    return (
        path,
        sum(one.size for one in tensors.values()),
        {name for name in tensors if endings and name.endswith(endings)},
    )


def audited(path: Path, expect: Mapping[str, str]) -> tuple[set[str], float, float]:
    """Return what a process of its own refuses, its seconds and its peak memory in bytes."""
    code = (
        "import resource, sys; from paper_checks.__main__ import main; s = main(sys.argv[1:]);"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr); sys.exit(s)"
    )
    options = [part for one in expect.items() for part in ("--expect", "=".join(one))]
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", code, "audit", str(path), *options, "--json", "-"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    seconds = time.perf_counter() - start
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stderr)
    return set(json.loads(done.stdout)["refused"]), seconds, 1024 * float(done.stderr.split()[-1])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--share", type=Path, help="keep the files in this folder")
    parser.add_argument("names", nargs="*", help="cases whose names have one of these words")
    options = parser.parse_args()
    failed = 0
    print(f"{'model':36} {'weights':>12} {'wrong':>6} {'refused':>8} {'s':>6} {'CPU s':>6} {'GB':>5}")
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.share or Path(temporary)
        for case in CASES:
            if options.names and not any(name in case.name for name in options.names):
                continue
            path, size, wrong = written(case, folder)
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            refused, seconds, peak = audited(path, case.expect)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            good = refused == wrong and seconds <= SECONDS and peak <= BYTES
            failed += not good
            print(
                f"{case.name:36} {size:12,} {len(wrong):6} {len(refused):8} {seconds:6.2f} {cpu:6.2f} {peak / 1e9:5.2f}"
                f"{'' if good else '  FAILS'}",
                flush=True,
            )
            if options.share is None:
                path.unlink()
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
