"""Weights of mappings and models, and what is none."""

from collections import OrderedDict
from types import SimpleNamespace

import numpy as np
import pytest

from paper_checks.auditing.models import from_object
from paper_checks.auditing.weight_audit import audit

VALUES = np.arange(6, dtype=np.float32).reshape(2, 3) / 7


@pytest.mark.parametrize("values", [np.arange(3), np.array([True]), np.array([1j]), np.array(["a"]), [1, 2]])
def test_values_that_are_no_floats(values: object) -> None:
    with pytest.raises(ValueError, match=r"h\.w has values of type .*weights must be float16"):
        from_object({"h.w": values}).tensors["h.w"]()


class Tensor:
    """As PyTorch's: NumPy cannot hold it where it is bfloat16, nor where it has no memory."""

    def __init__(self, values: np.ndarray, dtype: str) -> None:
        self._values, self.dtype = values, f"torch.{dtype}"

    def detach(self) -> "Tensor":
        return self

    cpu = detach

    def float(self) -> "Tensor":
        return Tensor(self._values, "float32")

    def numpy(self) -> np.ndarray:
        if self.dtype in ("torch.bfloat16", "torch.meta"):
            raise NotImplementedError(f"unsupported {self.dtype}")
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
    found = from_object(Module()).tensors
    assert list(found) == ["w", "tied"]
    assert found["w"]()[1].dtype == "bfloat16"
    assert list(from_object(Optimised()).tensors) == ["w"]


def test_a_model_of_keras_goes_by_its_paths() -> None:
    """Also where its layers are modules of PyTorch, which have other names there."""
    model = Module()
    model.weights = [SimpleNamespace(path="dense/kernel", value=VALUES)]
    found, layout = from_object(model)
    assert layout == "keras"
    assert list(found) == ["dense/kernel"]
    np.testing.assert_array_equal(found["dense/kernel"]()[0], VALUES)


@pytest.mark.parametrize("seed", range(3))
def test_the_axes_of_a_model_of_keras_are_kerass(seed: int) -> None:
    fan_in, fan_out = np.random.default_rng(seed).permutation([300, 900])
    values = np.random.default_rng(seed).normal(0, np.sqrt(2 / fan_in), (fan_in, fan_out))
    model = SimpleNamespace(weights=[SimpleNamespace(path="dense/kernel", value=values)])
    assert not audit(model, {"*": "he_normal"}).refused
    assert audit(model, {"*": "he_normal"}, layout="pytorch").refused
    assert audit({"dense/kernel": values}, {"*": "he_normal"}).refused


def test_trees() -> None:
    tree = {
        "blocks": [{"w": VALUES}, {"w": VALUES}],
        "pair": (VALUES, VALUES),
        "rows": [[0.5, 1.5]],
        3: VALUES,
    }
    assert list(from_object(tree).tensors) == ["blocks.0.w", "blocks.1.w", "pair.0", "pair.1", "rows", "3"]


def test_a_tensor_that_cannot_be_read_is_named() -> None:
    with pytest.raises(ValueError, match=r"h\.w = .*must be an array of floats \(unsupported torch\.meta\)"):
        from_object({"h.w": Tensor(VALUES, "meta")}).tensors["h.w"]()
    with pytest.raises(ValueError, match=r"w = .*must be an array of floats \(some of its values are masked"):
        from_object({"w": np.ma.masked_less(VALUES, 0)}).tensors["w"]()
    with pytest.raises(ValueError, match=r"w = .*must be an array of floats"):
        from_object({"w": [[1.0, 2.0], [3.0]]}).tensors["w"]()


@pytest.mark.parametrize(
    "weights", [3, "w", np.ones(3), np.float32(1), [1, 2], [("w",)], [(3, VALUES)], None]
)
def test_what_is_no_model(weights: object) -> None:
    with pytest.raises(TypeError, match="weights"):
        from_object(weights)


def test_a_tree_that_holds_itself() -> None:
    tree: dict[str, object] = {}
    tree["a"] = tree
    with pytest.raises(ValueError, match=r"nested more than 100 deep, at a\.a"):
        from_object(tree)


def test_two_tensors_of_one_name() -> None:
    with pytest.raises(ValueError, match=r"two tensors have the name a\.b"):
        from_object({"a.b": VALUES, "a": {"b": VALUES}})
    with pytest.raises(ValueError, match=r"two tensors have the name a\\x1b"):
        from_object([("a\x1b", VALUES), ("a\x1b", VALUES)])
