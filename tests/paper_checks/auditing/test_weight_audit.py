"""The audit as a whole: bugs are located, clean models pass, and what cannot be judged is said."""

import sys
from pathlib import Path

import numpy as np
import pytest

from paper_checks import audit

EXPECT = {"*.c_proj.weight": "normal(0.02/sqrt(2*12))", "*.bias": "zeros"}


def _model(scale: float = 24**-0.5) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(1)
    weights = {
        f"h.{k}.c_proj.weight": rng.normal(0, 0.02 * scale, (64, 64)).astype(np.float32) for k in range(4)
    }
    return weights | {f"h.{k}.c_proj.bias": np.zeros(64, np.float32) for k in range(4)}


def test_a_clean_model() -> None:
    found = audit(_model(), EXPECT)
    assert not found.refused
    assert len(found.tensors) == 8
    assert not audit(_model()).refused


def test_a_bug_is_located() -> None:
    found = audit(_model(scale=1.0), EXPECT)
    assert [one.name for one in found.refused] == [f"h.{k}.c_proj.weight" for k in range(4)]
    assert "std" in found.refused[0].reasons[0]


def test_one_percent_in_a_matrix_of_768() -> None:
    values = np.random.default_rng(2).normal(0, 0.0202, (768, 768)).astype(np.float32)
    assert [one.name for one in audit({"w": values}, {"w": "normal(0.02)"}).refused] == ["w"]


def test_equal_layers_are_refused_together() -> None:
    rng = np.random.default_rng(3)
    layers = {f"n.{k}": rng.normal(0, 0.023, 100) for k in range(40)}
    found = audit(layers, {"n.*": "normal(0.02)"})
    assert len(found.refused) == 40
    assert any("equal layers" in reason for reason in found.refused[0].reasons)


def test_what_one_of_equal_layers_alone_may_hide_is_said() -> None:
    rng = np.random.default_rng(31)
    layers = {f"n.{k}": rng.normal(0, 0.02, 100) for k in range(40)} | {"m": rng.normal(0, 0.02, 100)}
    *equal, single = audit(layers, {"*": "normal(0.02)"}).tensors
    assert equal[0].alone == single.alone == single.resolves
    assert equal[0].resolves < 0.12 < 0.5 < equal[0].alone


def test_a_law_that_none_fits_is_refused_without_an_expectation() -> None:
    found = audit({"w": np.random.default_rng(4).laplace(size=9000)})
    assert "no law fits" in found.refused[0].reasons[0]


def test_a_resnet_is_told_by_fan_out() -> None:
    rng = np.random.default_rng(43)
    for _ in range(5):
        inside, outside, taps = (int(part) for part in rng.integers((8, 64, 2), (24, 96, 4)))
        shape = (outside, inside, taps, taps)
        (found,) = audit({"conv": rng.normal(0, (2 / (outside * taps**2)) ** 0.5, shape)}).tensors
        assert "he_normal(fan_out)" in found.schemes
        assert "he_normal" not in found.schemes


def test_what_speaks_against_all_laws_is_said() -> None:
    rng = np.random.default_rng(41)
    sparse = rng.normal(0, 0.01, (300, 300)) * (rng.random((300, 300)) < 0.7)
    zeros = int((sparse == 0).sum())
    moved, reason = audit({"moved": rng.normal(0.5, 0.1, 200), "sparse": sparse}).refused
    assert "the mean is 0." in moved.reasons[0]
    assert f"{zeros:,} of 90,000 values are 0" in reason.reasons[0]
    assert "leave it out with skip" in reason.reasons[0]


@pytest.mark.parametrize("size", [8, 400, 70_000])
def test_two_values_are_not_random(size: int) -> None:
    """As Keras's biases of an LSTM, which are 0 and 1; but none of them may be expected to be random."""
    rng = np.random.default_rng(size)
    values = np.resize(rng.normal(0, 3, 2), size)
    rng.shuffle(values)
    found = audit({"a": values, "b": values.copy(), "c": rng.normal(0, 1, size)})
    assert not found.refused
    assert (found.tensors[0].families, found.tensors[0].interval) == (("two values",), None)
    assert found.tensors[0].schemes == found.tensors[1].schemes == ()
    assert [one.tied for one in found.tensors] == [None] * 3
    std = float(np.sqrt(np.mean(values**2)))
    assert size == 8 or audit({"a": values}, {"a": f"normal({std!r})"}).refused


def test_too_small_to_decide() -> None:
    found = audit({"w": np.random.default_rng(5).normal(0, 0.02, 16)}, {"w": "normal(0.02)"})
    (tensor,) = found.undecided
    assert tensor.needed is not None
    assert tensor.needed > 1000
    assert tensor.resolves is not None
    assert tensor.resolves > 0.1


def test_equal_layers_are_as_quick_each_as_one() -> None:
    """A pool that each of its layers walks through would make the time grow with the square of their number."""
    rng, calls = np.random.default_rng(7), []

    def profile(frame, event, _):
        calls.append(event) if event == "call" else None

    counts = []
    for layers in (50, 200):
        weights = {f"h.{k}.w": rng.normal(0, 0.02, (4, 4)) for k in range(layers)}
        audit(weights, {"*": "normal(0.02)"})
        calls.clear()
        sys.setprofile(profile)
        audit(weights, {"*": "normal(0.02)"})
        sys.setprofile(None)
        counts.append(len(calls) / layers)
    assert counts[1] < 1.2 * counts[0]


def test_tied_tensors_are_told() -> None:
    values = np.random.default_rng(6).normal(0, 0.02, (9, 9))
    assert [one.tied for one in audit({"wte": values, "head": values.copy()}).tensors] == [None, "wte"]


def test_bad_arguments() -> None:
    with pytest.raises(ValueError, match="holds no tensors"):
        audit(_model(), skip=["*"])
    with pytest.raises(ValueError, match="layout"):
        audit(_model(), layout="torch")
    with pytest.raises(ValueError, match="matches no tensor"):
        audit(_model(), {"x": "zeros"})


def test_what_leaves_nothing_to_audit_is_refused() -> None:
    with pytest.raises(ValueError, match="only tensors without values"):
        audit({"w": np.zeros((0, 3))})
    with pytest.raises(ValueError, match="'v', a tensor without values"):
        audit({"w": np.ones((4, 3)), "v": np.zeros((0, 3))}, {"v": "zeros"})
    with pytest.raises(ValueError, match="since skip leaves none"):
        audit({"w": np.ones((4, 3))}, skip=["*"])
    with pytest.raises(TypeError, match=r"skip must be a sequence of patterns, got '\*'"):
        audit({"w": np.ones((4, 3))}, skip="*")
    with pytest.raises(TypeError, match="skip has 3: a pattern must be text"):
        audit({"w": np.ones((4, 3))}, skip=[3])
    with pytest.raises(ValueError, match="skip 'bias' matches no tensor"):
        audit({"w": np.ones((4, 3))}, skip=["bias"])


def test_all_tensors_without_floats_are_named_in_one_error(tmp_path: Path) -> None:
    weights = {"w": np.ones((4, 3))} | {f"bn.{k}.batches": np.arange(1) for k in range(3)}
    np.savez(tmp_path / "model.npz", **weights)
    message = r"bn\.0\.batches has values of type int64, and 2 more tensors have no floats, such as bn\.1\.batches: .*"
    for given in (weights, tmp_path / "model.npz"):
        with pytest.raises(ValueError, match=message + r"leave them out with skip .*, such as '\*\.batches'"):
            audit(given)
        assert len(audit(given, skip=["*.batches"]).tensors) == 1
    with pytest.raises(
        ValueError, match=r"^n has values of type bool: .*leave it out with skip .*, such as 'n'"
    ):
        audit({"w": np.ones((4, 3)), "n": np.ones(1, bool)})


def test_tensors_without_values_are_told() -> None:
    assert audit({"w": np.ones((4, 3)), "v": np.zeros((0, 3))}).empty == ("v",)


def test_where_nothing_is_random_there_is_no_interval() -> None:
    found = audit({"w": np.ones(9), "q": np.eye(9), "v": np.random.default_rng(9).normal(0, 1, 9)})
    assert [one.interval is None for one in found.tensors] == [True, True, False]
