"""Weights from files: whole ones are read, and every kind of damage is said."""

import json
import struct
import tracemalloc
import zipfile
from pathlib import Path

import numpy as np
import pytest
from safetensors import TensorSpec, serialize_file
from safetensors.numpy import save_file

from paper_checks.auditing.archives import from_file

VALUES = np.arange(6, dtype=np.float32).reshape(2, 3) / 7


def _lying(path: Path, entry: dict[str, object], data: bytes = VALUES.tobytes()) -> Path:
    """Write a safetensors file whose header says what it is told to."""
    header = json.dumps({"w": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]} | entry}).encode()
    path.write_bytes(struct.pack("<Q", len(header)) + header + data)
    return path


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
@pytest.mark.parametrize("suffix", ["npz", "safetensors", "NPZ"])
@pytest.mark.parametrize("packed", [True, False])
def test_files(tmp_path: Path, dtype: str, suffix: str, packed: bool) -> None:
    path = tmp_path / f"w.{suffix}"
    tensors = {"a.w": VALUES.astype(dtype), "b": np.ones(1, dtype), "c": np.ones((0, 2), dtype)}
    if suffix == "safetensors":
        save_file(tensors, path)
    else:
        with path.open("wb") as file:
            (np.savez_compressed if packed else np.savez)(file, **tensors)
    found = from_file(path)
    assert set(found) == {"a.w", "b", "c"}
    for name, values in tensors.items():
        read, precision = found[name]()
        assert precision.dtype == dtype
        np.testing.assert_array_equal(read, values)


def test_any_order_of_bytes_and_axes(tmp_path: Path) -> None:
    rng = np.random.default_rng(61)
    for k in range(12):
        values = rng.standard_normal(tuple(rng.integers(0, 4, k % 5))).astype(
            rng.choice([">f4", "<f8", ">f2"])
        )
        values = np.asarray(values, order="F" if k % 2 else "C")
        (np.savez if k % 3 else np.savez_compressed)(tmp_path / "w.npz", w=values)
        np.testing.assert_array_equal(from_file(tmp_path / "w.npz")["w"]()[0], values)


def test_bfloat16(tmp_path: Path) -> None:
    bits = (VALUES.view(np.uint32) >> 16).astype(np.uint16)
    spec = TensorSpec(dtype="bfloat16", shape=(2, 3), data_ptr=bits.ctypes.data, data_len=bits.nbytes)
    serialize_file({"w": spec}, tmp_path / "w.safetensors", None)
    values, precision = from_file(tmp_path / "w.safetensors")["w"]()
    assert precision.dtype == "bfloat16"
    np.testing.assert_allclose(values, VALUES, rtol=2**-7)


@pytest.mark.parametrize("cut", [0.0, 0.2, 0.6, 0.95])
@pytest.mark.parametrize("suffix", ["npz", "safetensors"])
def test_truncated_files(tmp_path: Path, suffix: str, cut: float) -> None:
    path = tmp_path / f"w.{suffix}"
    np.savez(path, w=VALUES) if suffix == "npz" else save_file({"w": VALUES}, path)
    data = path.read_bytes()
    path.write_bytes(data[: int(cut * len(data))])
    with pytest.raises(ValueError, match="is not a whole"):
        from_file(path)


@pytest.mark.parametrize(
    "entry",
    [
        {"shape": [9, 3]},
        {"shape": [2, -3]},
        {"shape": [2**40, 2**40]},
        {"dtype": "F64"},
        {"dtype": "F99"},
        {"data_offsets": [0, 16]},
        {"data_offsets": [8, 32]},
        {"data_offsets": [24, 0]},
    ],
)
def test_a_safetensors_file_that_lies(tmp_path: Path, entry: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="is not a whole safetensors file"):
        from_file(_lying(tmp_path / "w.safetensors", entry))


def test_two_tensors_in_one_place(tmp_path: Path) -> None:
    header = {name: {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]} for name in ("a", "b")}
    text = json.dumps(header).encode()
    (tmp_path / "w.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + VALUES.tobytes())
    with pytest.raises(ValueError, match="is not a whole safetensors file"):
        from_file(tmp_path / "w.safetensors")


def test_another_type_than_the_values_have_is_another_number(tmp_path: Path) -> None:
    """Two bytes a value in place of four: nothing in the file contradicts it, and the audit sees the values."""
    path = _lying(tmp_path / "w.safetensors", {"dtype": "F16", "shape": [4, 3]})
    np.testing.assert_array_equal(from_file(path)["w"]()[0].ravel(), VALUES.view("<f2").ravel())


@pytest.mark.parametrize("shape", [b"(2000000000, 3)", b"(1, 3)", b"(-2, -3)", b"(2.0, 3)", b"'x'"])
def test_an_npz_file_that_lies_about_its_sizes(tmp_path: Path, shape: bytes) -> None:
    np.save(tmp_path / "w.npy", VALUES)
    data = (tmp_path / "w.npy").read_bytes().replace(b"(2, 3)", shape)
    with zipfile.ZipFile(tmp_path / "w.npz", "w") as archive:
        archive.writestr("w.npy", data)
    with pytest.raises(ValueError, match=r"w in '.*w\.npz': "):
        from_file(tmp_path / "w.npz")["w"]()


def test_damaged_bytes_are_values_or_an_error(tmp_path: Path) -> None:
    """Single bytes of a compressed file are changed: zlib, zipfile and NumPy each have errors of their own."""
    rng = np.random.default_rng(62)
    path = tmp_path / "w.npz"
    np.savez_compressed(path, w=rng.standard_normal((8, 8)))
    data, refused = path.read_bytes(), 0
    for place in rng.integers(0, len(data), 60):
        changed = bytearray(data)
        changed[place] ^= 1 << int(rng.integers(8))
        path.write_bytes(changed)
        try:
            for load in from_file(path).values():
                load()
        except ValueError:
            refused += 1
    assert refused > 30


def test_pickles_are_not_opened(tmp_path: Path) -> None:
    np.savez(tmp_path / "w.npz", w=np.array([{}, 1], dtype=object), v=VALUES)
    found = from_file(tmp_path / "w.npz")
    with pytest.raises(ValueError, match="it is a pickle"):
        found["w"]()
    np.testing.assert_array_equal(found["v"]()[0], VALUES)


def test_integers(tmp_path: Path) -> None:
    save_file({"steps": np.arange(3)}, tmp_path / "w.safetensors")
    with pytest.raises(ValueError, match="steps has values of type I64"):
        from_file(tmp_path / "w.safetensors")["steps"]()


@pytest.mark.parametrize("suffix", ["npz", "safetensors"])
def test_no_copy_of_what_is_stored_as_it_is(tmp_path: Path, suffix: str) -> None:
    path, values = tmp_path / f"w.{suffix}", np.zeros((512, 1024), np.float32)
    np.savez(path, w=values) if suffix == "npz" else save_file({"w": values}, path)
    load = from_file(path)["w"]
    tracemalloc.start()
    read = load()[0]
    assert tracemalloc.get_traced_memory()[1] < values.nbytes / 4
    tracemalloc.stop()
    assert read.shape == values.shape
