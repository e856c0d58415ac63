"""Whether the committed files come out the same on other CPUs: the main job under several of them, byte by byte.

    python -m tests.benchmarks.same_bytes [NAME...] [--keep DIR]

Each run takes a minute or two.  One machine stands in for several:

- OPENBLAS_CORETYPE picks the matrix kernels that OpenBLAS would choose on that CPU;
- NPY_DISABLE_CPU_FEATURES takes vector instructions away from NumPy, down to its baseline;
- GLIBC_TUNABLES takes them away from the C library's exp, log and sin.

This shows CPUs with fewer instructions than the machine has, never one with more.
The files must be equal to each other and to those in figures/; run.json, which is not committed, is left out.
Exit status 0 where every file is the same everywhere, 1 where one differs.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__

_ROOT = Path(__file__).parents[2]
_NOT_COMMITTED = "run.json"


def _without(*beginnings: str) -> dict[str, str]:
    """Return what switches off the instructions whose names begin so, of those that NumPy dispatches on here."""
    names = [name for name in __cpu_dispatch__ if __cpu_features__[name] and name.startswith(beginnings)]
    return {"NPY_DISABLE_CPU_FEATURES": " ".join(names)} if names else {}


# NumPy 2.4 groups instructions into levels: V3 is AVX2 and FMA3, V4 the first AVX-512.  Before, each had its name.
_AVX512 = ("AVX512", "X86_V4")
_AVX2 = ("AVX2", "FMA3", "X86_V3", *_AVX512)
_C_LIBRARY = "glibc.cpu.hwcaps=-AVX512F,-AVX512DQ,-AVX512VL,-AVX512BW,-AVX2,-FMA,-FMA4"

CPUS: Mapping[str, Mapping[str, str]] = {
    "this CPU": {},
    "Haswell kernels": {"OPENBLAS_CORETYPE": "Haswell"},
    "Zen kernels": {"OPENBLAS_CORETYPE": "Zen"},
    "SkylakeX kernels": {"OPENBLAS_CORETYPE": "SkylakeX"},
    "no AVX-512": _without(*_AVX512),
    "no AVX2, no FMA": _without(*_AVX2),
    "an old CPU": {
        "OPENBLAS_CORETYPE": "Nehalem", "GLIBC_TUNABLES": _C_LIBRARY, **_without(*_AVX2),
    },
}  # fmt: skip


def make(folder: Path, settings: Mapping[str, str]) -> float:
    """Run the main job under a CPU's settings, and return the seconds that it took."""
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "paper_checks", "--out", str(folder)],
        cwd=_ROOT, env=os.environ | dict(settings), capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"the main job failed under {dict(settings)}:\n{done.stderr[-2000:]}")
    return time.perf_counter() - start


def differing(folder: Path, other: Path) -> list[str]:
    """Return the files that are not the same in both folders, or are in one alone."""
    names = {path.name for path in (*folder.iterdir(), *other.iterdir())} - {_NOT_COMMITTED}
    return sorted(name for name in names if _content(folder / name) != _content(other / name))


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


def _lines(folder: Path, other: Path, name: str) -> str:
    """Return how many lines of a file differ, and the first of them."""
    texts = [(_content(part / name) or b"").decode().splitlines() for part in (folder, other)]
    if len(texts[0]) != len(texts[1]):
        return f"{len(texts[0])} lines and {len(texts[1])}"
    pairs = [(ours, theirs) for ours, theirs in zip(*texts, strict=True) if ours != theirs]
    return f"{len(pairs)} lines, such as {pairs[0][0].strip()[:60]!r} and {pairs[0][1].strip()[:60]!r}"


def main() -> int:
    """Compare the files of each CPU with those in figures/."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"all without: {', '.join(CPUS)}")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep the files here, a folder for each CPU")
    options = parser.parse_args()
    unknown = set(options.names) - CPUS.keys()
    if unknown:
        parser.error(f"no CPU {sorted(unknown)[0]!r}: give one of {', '.join(map(repr, CPUS))}")
    same = True
    with tempfile.TemporaryDirectory() as temporary:
        for name in options.names or CPUS:
            folder = (options.keep or Path(temporary)) / name.replace(" ", "-").replace(",", "")
            seconds = make(folder, CPUS[name])
            found = differing(folder, _ROOT / "figures")
            same &= not found
            print(
                f"{name:16} {seconds:4.0f} s  {f'{len(found)} files differ' if found else 'same'}", flush=True
            )
            for file in found:
                print(f"    {file}: {_lines(folder, _ROOT / 'figures', file)}", flush=True)
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
