"""The reader of CIFAR-10, on small files of the same form: the official ones are not redistributed."""

import hashlib
import os
import pickle
import tracemalloc

import numpy as np
import pytest

from montecarlo.training import cifar10 as module
from montecarlo.training.cifar10 import FILES, OfficialFile, cifar10, unpickled


def batch(count, seed=0):
    rng = np.random.default_rng(seed)
    pixels = rng.integers(256, size=(count, 3072)).astype(np.uint8)
    return {b"data": pixels, b"labels": rng.integers(10, size=count).tolist(), b"batch_label": b"a batch"}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of small batches, which stand in for the official ones."""
    official = {}
    for number, name in enumerate(FILES):
        text = pickle.dumps(batch(5 + number, number), protocol=3)
        (tmp_path / name).write_bytes(text)
        official[name] = OfficialFile(len(text), hashlib.sha256(text).hexdigest())
    monkeypatch.setattr(module, "FILES", official)
    return tmp_path


def test_batches_are_joined_in_order(folder):
    (pixels, labels), (other_pixels, other_labels) = cifar10(str(folder))
    assert pixels.shape == (5 + 6 + 7 + 8 + 9, 3072)
    np.testing.assert_array_equal(pixels[5:11], batch(6, 1)[b"data"])
    assert labels[5:11].tolist() == batch(6, 1)[b"labels"]
    np.testing.assert_array_equal(other_pixels, batch(10, 5)[b"data"])
    assert other_labels.tolist() == batch(10, 5)[b"labels"]


def test_a_missing_folder(tmp_path):
    with pytest.raises(
        ValueError, match=r"not a folder that can be read: give the folder cifar-10-batches-py"
    ):
        cifar10(tmp_path / "none")
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ValueError, match="not a folder that can be read"):
        cifar10(tmp_path / "file")


def test_an_incomplete_folder(folder):
    (folder / "data_batch_3").unlink()
    (folder / "test_batch").unlink()
    with pytest.raises(ValueError, match=r"lacks data_batch_3, test_batch: give the folder"):
        cifar10(folder)


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("data_batch_1.bin", "CIFAR-10's binary version"),
        ("data_batch_1.mat", "CIFAR-10's Matlab version"),
        ("train", "CIFAR-100"),
        ("cifar-10-batches-py", "the folder above"),
    ],
)
def test_another_version(tmp_path, name, what):
    (tmp_path / name).write_bytes(b"")
    with pytest.raises(ValueError, match=f"it seems to be {what}"):
        cifar10(tmp_path)


def test_another_size(folder):
    with (folder / "data_batch_2").open("ab") as file:
        file.write(b".")
    with pytest.raises(ValueError, match=r"data_batch_2' has \d+ bytes, not the \d+ of the official file"):
        cifar10(folder)


def test_another_byte_is_never_unpickled(folder, monkeypatch):
    path = folder / "data_batch_4"
    text = bytearray(path.read_bytes())
    text[1000] ^= 1
    path.write_bytes(text)
    seen = []
    monkeypatch.setattr(module, "unpickled", lambda text, name: seen.append(name) or unpickled(text, name))
    with pytest.raises(ValueError, match="data_batch_4' is not the official file, though of its size"):
        cifar10(folder)
    assert not any("data_batch_4" in name for name in seen)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs POSIX pipes")
def test_a_pipe_is_not_read(folder):
    (folder / "data_batch_1").unlink()
    os.mkfifo(folder / "data_batch_1")
    with pytest.raises(ValueError, match="is not a regular file"):
        cifar10(folder)


class Evil:
    def __init__(self, function, *arguments):
        self.reduced = function, arguments

    def __reduce__(self):
        return self.reduced


@pytest.mark.parametrize("protocol", [0, 2, 5])
@pytest.mark.parametrize(
    "make",
    [
        lambda trap: Evil(os.mkdir, trap),
        lambda trap: Evil(eval, f"__import__('os').mkdir({trap!r})"),
        lambda trap: batch(3) | {b"labels": Evil(os.mkdir, trap)},
        lambda trap: batch(3) | {b"data": np.array([[Evil(os.mkdir, trap)]], dtype=object)},
        lambda trap: {b"data": Evil(np.fromfile, trap), b"labels": [1]},
    ],
)
def test_a_malicious_pickle_does_nothing(tmp_path, make, protocol):
    trap = str(tmp_path / "trap")
    text = pickle.dumps(make(trap), protocol)
    with pytest.raises(ValueError, match="'name' is not a batch of CIFAR-10"):
        unpickled(text, "name")
    assert not os.path.exists(trap)


@pytest.mark.parametrize(
    "content",
    [
        [1, 2],
        {b"labels": [1]},
        batch(3) | {b"labels": [1, 2]},
        batch(3) | {b"labels": [1, 2, 10]},
        batch(3) | {b"labels": [1, 2, -1]},
        batch(3) | {b"labels": [0.5, 1, 2]},
        batch(3) | {b"data": np.zeros((3, 3072))},
        batch(3) | {b"data": np.zeros((3, 3071), np.uint8)},
        batch(0),
        batch(3) | {b"labels": np.array([1, 2, 3])},
        batch(3) | {b"labels": [1, 2, 10**30]},
    ],
)
def test_other_content_is_refused(content):
    with pytest.raises(ValueError, match="'name' is not a batch of CIFAR-10"):
        unpickled(pickle.dumps(content, 3), "name")


@pytest.mark.parametrize("part", [b"data", b"labels"])
def test_an_array_of_a_terabyte_takes_no_memory(part):
    """A pickle of a few bytes can ask for an array of any size, or hold lists that would make one."""
    lists = [1] * 10_000
    for _ in range(2):
        lists = [lists] * 10_000
    values = {
        b"data": Evil(np.ndarray.__reduce__(np.empty(0))[0], np.ndarray, (10**12,), b"B"),
        b"labels": lists,
    }
    tracemalloc.start()
    with pytest.raises(ValueError, match="'name' is not a batch of CIFAR-10"):
        unpickled(pickle.dumps(batch(3) | {part: values[part]}, 3), "name")
    peak = tracemalloc.get_traced_memory()[1] if part == b"labels" else 0
    tracemalloc.stop()
    assert peak < 10**7


def test_a_truncated_pickle_is_refused():
    with pytest.raises(ValueError, match="is not a batch of CIFAR-10"):
        unpickled(pickle.dumps(batch(3), 3)[:500], "name")


def test_the_official_pickles_of_python_2_are_understood():
    """The first bytes of an official file: a dictionary of Python 2, its array made by numpy.core.multiarray."""
    pixels = bytes(range(256)) * 12
    text = (
        b"\x80\x02}q\x01(U\x04dataq\x02cnumpy.core.multiarray\n_reconstruct\nq\x03cnumpy\nndarray\nq\x04"
        b"K\x00\x85U\x01b\x87Rq\x05(K\x01K\x01M\x00\x0c\x86cnumpy\ndtype\nq\x06U\x02u1K\x00K\x01\x87Rq\x07"
        b"(K\x03U\x01|NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb\x89T\x00\x0c\x00\x00" + pixels + b"tb"
        b"U\x06labelsq\x08]q\x09K\x06au."
    )
    found, labels = unpickled(text, "name")
    assert labels.tolist() == [6]
    assert found.tobytes() == pixels
