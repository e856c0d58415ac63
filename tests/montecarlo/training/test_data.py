import hashlib
from importlib.resources import files

import numpy as np
import pytest

from montecarlo.training import cifar10, data
from montecarlo.training.data import load


def test_the_digits_are_those_of_the_source():
    with (files("montecarlo.training") / "digits.npz").open("rb") as file, np.load(file) as content:
        pixels, labels = content["pixels"], content["labels"]
    assert (pixels.shape, labels.shape) == ((1797, 64), (1797,))
    # Of scikit-learn's digits.csv.gz, as bytes: all pixels, then all labels.
    digest = hashlib.sha256(pixels.tobytes() + labels.tobytes()).hexdigest()
    assert digest == "87ff0c9e40dc7e2c0e34e7257799c2e3f3aec1a016363bb11cad869ec428a826"
    assert np.bincount(labels).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]


def test_their_authors_and_licence_are_named():
    text = (files("montecarlo.training") / "digits.txt").read_text(encoding="utf-8")
    assert all(word in text for word in ("Alpaydin", "Kaynak", "CC BY 4.0", "10.24432/C50P49"))


def test_the_split():
    digits = load("digits", "float64")
    training, validation = digits.training, digits.validation
    assert training.inputs.shape == (1440, 64)
    assert validation.inputs.shape == (357, 64)
    assert (np.bincount(validation.labels) > 25).all()
    both = np.concatenate([training.inputs, validation.inputs])
    assert len(np.unique(both, axis=0)) == 1797  # no image twice, so none on both sides
    # Fixed: another split would change every outcome.
    assert training.labels[:12].tolist() == [6, 6, 6, 2, 5, 6, 6, 2, 2, 1, 1, 9]


def test_the_scale():
    digits = load("digits", "float64")
    assert digits.training.inputs.mean() == pytest.approx(0, abs=1e-14)
    assert digits.training.inputs.std() == pytest.approx(1, rel=1e-14)
    assert digits.validation.inputs.std() == pytest.approx(1, rel=0.02)
    single = load("digits").training.inputs
    assert single.dtype == np.float32
    np.testing.assert_allclose(single, digits.training.inputs, rtol=1e-6, atol=1e-6)


def test_the_arrays_are_shared_and_cannot_be_changed():
    assert load("digits") is load("digits")
    with pytest.raises(ValueError, match="read-only"):
        load("digits").training.inputs[0, 0] = 1


def test_cifar10_is_read_from_its_folder(tmp_path, monkeypatch):
    pixels = np.arange(4 * 3072).reshape(4, 3072).astype(np.uint8)
    labels = np.array([3, 1, 4, 1])
    monkeypatch.setattr(data, "cifar10", lambda folder: ((pixels, labels), (pixels[:2], labels[:2])))
    found = load("cifar10", folder=tmp_path)
    assert found.training.inputs.shape == (4, 3072)
    assert found.training.inputs.std() == pytest.approx(1, rel=1e-5)
    assert found.validation.labels.tolist() == [3, 1]
    assert data.cifar10 is not cifar10.cifar10


def test_bad_arguments(tmp_path):
    with pytest.raises(ValueError, match="did you mean 'digits'"):
        load("digit")
    with pytest.raises(ValueError, match="folder must be None for the digits"):
        load("digits", folder=tmp_path)
    with pytest.raises(
        ValueError, match=r"folder must be the folder of CIFAR-10's python version.* got None"
    ):
        load("cifar10")
    with pytest.raises(ValueError, match="is not a folder that can be read"):
        load("cifar10", folder=tmp_path / "none")


def test_the_scale_is_that_of_all_bytes():
    pixels = np.random.default_rng(0).integers(256, size=(30, 50)).astype(np.uint8)
    mean, deviation = data._scale(pixels)
    assert (mean, deviation) == pytest.approx((pixels.mean(), pixels.std()), rel=1e-14)
