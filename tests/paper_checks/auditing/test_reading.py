"""Weights from files, mappings and models; what cannot be read is said."""

import sys
import zipfile
from collections import OrderedDict
from pathlib import Path

import numpy as np
import pytest
from safetensors import TensorSpec, serialize_file
from safetensors.numpy import save_file

from paper_checks.auditing.reading import from_object, from_text

VALUES = np.arange(6, dtype=np.float32).reshape(2, 3) / 7


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
@pytest.mark.parametrize("suffix", ["npz", "safetensors"])
def test_files(tmp_path: Path, dtype: str, suffix: str) -> None:
    path, tensors = tmp_path / f"w.{suffix}", {"a.w": VALUES.astype(dtype), "b": np.ones(1, dtype)}
    np.savez_compressed(path, **tensors) if suffix == "npz" else save_file(tensors, path)
    found = from_text(str(path))
    assert set(found) == {"a.w", "b"}
    values, precision = found["a.w"]()
    assert precision.dtype == dtype
    np.testing.assert_array_equal(values, tensors["a.w"])


def test_bfloat16(tmp_path: Path) -> None:
    bits = (VALUES.view(np.uint32) >> 16).astype(np.uint16)
    spec = TensorSpec(dtype="bfloat16", shape=(2, 3), data_ptr=bits.ctypes.data, data_len=bits.nbytes)
    serialize_file({"w": spec}, tmp_path / "w.safetensors", None)
    values, precision = from_text(str(tmp_path / "w.safetensors"))["w"]()
    assert precision.dtype == "bfloat16"
    np.testing.assert_allclose(values, VALUES, rtol=2**-7)


@pytest.mark.parametrize("cut", [0.2, 0.6, 0.95])
@pytest.mark.parametrize("suffix", ["npz", "safetensors"])
def test_truncated_files(tmp_path: Path, suffix: str, cut: float) -> None:
    path = tmp_path / f"w.{suffix}"
    np.savez(path, w=VALUES) if suffix == "npz" else save_file({"w": VALUES}, path)
    data = path.read_bytes()
    path.write_bytes(data[: int(cut * len(data))])
    with pytest.raises(ValueError, match="is not a whole"):
        from_text(str(path))


def test_a_safetensors_file_that_lies_about_its_sizes(tmp_path: Path) -> None:
    path = tmp_path / "w.safetensors"
    save_file({"w": VALUES}, path)
    path.write_bytes(path.read_bytes().replace(b"[2,3]", b"[9,3]"))
    with pytest.raises(ValueError, match="is not a whole safetensors file"):
        from_text(str(path))


def test_an_npz_file_that_lies_about_its_sizes(tmp_path: Path) -> None:
    np.save(tmp_path / "w.npy", VALUES)
    data = (tmp_path / "w.npy").read_bytes().replace(b"(2, 3)", b"(2000000000, 3)")
    with zipfile.ZipFile(tmp_path / "w.npz", "w") as archive:
        archive.writestr("w.npy", data)
    with pytest.raises(ValueError, match=r"w in .*the file is damaged"):
        from_text(str(tmp_path / "w.npz"))["w"]()


def test_pickles_are_not_opened(tmp_path: Path) -> None:
    np.savez(tmp_path / "w.npz", w=np.array([{}, 1], dtype=object))
    with pytest.raises(ValueError, match="it is a pickle"):
        from_text(str(tmp_path / "w.npz"))["w"]()
    (tmp_path / "w.pt").write_bytes(b"")
    with pytest.raises(ValueError, match="save_file"):
        from_text(str(tmp_path / "w.pt"))


@pytest.mark.parametrize("values", [np.arange(3), np.array([True]), np.array([1j]), np.array(["a"]), [1, 2]])
def test_values_that_are_no_floats(values: object) -> None:
    with pytest.raises(ValueError, match=r"h\.w has values of type .*weights must be float16"):
        from_object({"h.w": values})["h.w"]()


def test_integers_in_a_file(tmp_path: Path) -> None:
    save_file({"steps": np.arange(3)}, tmp_path / "w.safetensors")
    with pytest.raises(ValueError, match="steps has values of type I64"):
        from_text(str(tmp_path / "w.safetensors"))["steps"]()


def test_a_callable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a_model_to_audit.py").write_text(
        "import numpy as np\nnot_callable = 1\n"
        "def build():\n    return {'layers': {'0': np.ones(3)}, 'w': np.ones(2)}\n"
        "def fails():\n    return 1/0\n"
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    assert set(from_text("a_model_to_audit:build")) == {"layers.0", "w"}
    for name, word in (
        ("fails", "ZeroDivisionError"),
        ("not_callable", "must be callable"),
        ("buidl", "buidl"),
    ):
        with pytest.raises(ValueError, match=word):
            from_text(f"a_model_to_audit:{name}")
    with pytest.raises(ValueError, match="No module named"):
        from_text("no_such_module_of_ours:build")


class Tensor:
    """As PyTorch's: NumPy cannot hold it where it is bfloat16."""

    def __init__(self, values: np.ndarray, dtype: str) -> None:
        self._values, self.dtype = values, f"torch.{dtype}"

    def detach(self) -> "Tensor":
        return self

    cpu = detach

    def float(self) -> "Tensor":
        return Tensor(self._values, "float32")

    def numpy(self) -> np.ndarray:
        if self.dtype == "torch.bfloat16":
            raise TypeError("unsupported ScalarType BFloat16")
        return self._values


class Module:
    def named_parameters(self, remove_duplicate: bool = True):
        yield "w", Tensor(VALUES, "bfloat16")
        if not remove_duplicate:
            yield "tied", Tensor(VALUES, "bfloat16")

    def state_dict(self):
        raise AssertionError("it has counters as well")


class Optimised:
    def state_dict(self):
        return OrderedDict(w=Tensor(VALUES, "float32"))


def test_models() -> None:
    found = from_object(Module())
    assert list(found) == ["w", "tied"]
    assert found["w"]()[1].dtype == "bfloat16"
    assert list(from_object(Optimised())) == ["w"]


@pytest.mark.parametrize("weights", [3, "w", np.ones(3), [1, 2], [("w",)]])
def test_what_is_no_model(weights: object) -> None:
    with pytest.raises(TypeError, match="weights"):
        from_object(weights)


def test_two_tensors_of_one_name() -> None:
    with pytest.raises(ValueError, match=r"two tensors have the name a\.b"):
        from_object({"a.b": VALUES, "a": {"b": VALUES}})
